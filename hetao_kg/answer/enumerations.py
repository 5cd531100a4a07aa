"""What sentences list in their own words: 聚焦A、B及C, 從A、B和C四方面, 其一，A。其二，B。

Fields, aims and steps are seldom names; what lists them is a word that leads to them or a noun behind them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hetao_kg.derived import kept
from hetao_kg.text import any_of, fold
from hetao_kg.types import Kind, Mention

if TYPE_CHECKING:
    from hetao_kg.answer.retrieve import Sentence
    from hetao_kg.kb import KnowledgeBase

#: Rules of the parts of a row as mentions: where a word leads to it, or a noun for fields follows, and where none does.
LED, ROW = "led row", "row"
#: Names of these kinds are no fields.
_OTHERS = ("Institution", "Person", "Policy", "Date", "Amount")
#: Kinds of names that stand beside others of their kind, and how long one may be that nobody listed.
_BESIDE = {"Person": 4, "Place": 6, "Institution": 16}
_KINDS: dict[str, Kind] = {"Person": "Person", "Place": "Place", "Institution": "Institution"}
#: Shortest and longest part of a row, in characters.
SHORTEST, LONGEST = 2, 24
#: A row without a word that leads to it begins at most so many characters before its first mark.
UNLED = 12
_clause = re.compile(r"(?:[^,，;；:：。!！?？\n\t]|(?<=[0-9]),(?=[0-9]))+")
_quotes = "「」“”『』《》\"' "
_bracketed = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Row:
    """The parts of a row by their places, the words that lead to it and those behind it (folded)."""

    parts: tuple[tuple[int, int], ...]
    before: str
    after: str
    #: Whether a word that says what something is about leads to it.
    led: bool


class Enumerations:
    """Finds rows in texts; built once for a knowledge base."""

    @staticmethod
    @kept()
    def of(kb: KnowledgeBase) -> Enumerations:
        """The one for ``kb``."""
        return Enumerations(kb)

    def __init__(self, kb: KnowledgeBase) -> None:
        words = kb.ontology.questions["rows"]
        self._segmenter = kb.segmenter
        classifiers = any_of(map(fold, kb.ontology.questions["classifiers"]["lines"]))
        self._leading = frozenset(map(fold, words["leading"]))
        self._opening = self._leading | frozenset(map(fold, words["opening"]))
        self._framing = frozenset(map(fold, words["framing"]))
        self._counted = re.compile(f"等?[二两三四五六七八九十](?:{classifiers})")
        self._closing = re.compile(any_of(map(fold, words["closing"])))
        self._joint = re.compile(any_of(map(fold, words["joining"])))
        self._before_part = re.compile(rf"(?:{any_of(map(fold, words['bare_of']))})(?=.{{2}})")
        nouns = any_of(map(fold, words["nouns"]))
        self._fields = re.compile(f"(?:等|[二两三四五六七八九十](?:{classifiers})).{{0,6}}?(?:{nouns})")
        self._nouns = tuple(sorted(map(fold, words["nouns"]), key=len, reverse=True))

    def rows(self, folded: str) -> Iterator[Row]:
        """The rows of a folded text, clause by clause; one part alone is a row where a word leads to it."""
        hidden = _bracketed.sub(lambda m: "\0" * len(m.group()), folded)
        for clause in _clause.finditer(hidden):
            row = self._row(hidden, clause.start(), clause.end())
            if row:
                yield row

    def are_fields(self, row: Row) -> bool:
        """Whether a noun for fields follows a row (等領域, 三個專業)."""
        return self._fields.match(row.after) is not None

    def _row(self, text: str, start: int, end: int) -> Row | None:
        marks = [i for i in range(start, end) if text[i] == "、"]
        close = self._close(text, marks[-1] + 1 if marks else start + SHORTEST, end)
        first, led = self._first(text, start, marks[0] if marks else close, self._counted.match(text, close) is not None)
        if first < 0 or (not marks and not led):
            return None
        last = marks[-1] + 1 if marks else first
        cuts = [first, *(c for m in marks for c in (m, m + 1))]
        joint = next((m for m in self._joint.finditer(text, last + SHORTEST, close) if close - m.end() >= SHORTEST), None)
        inner = any("与" in text[a:b] for a, b in zip([*cuts[2::2]], cuts[3::2], strict=False))  # A与B、C与D: two of two
        if joint and not (inner and joint.group() == "与") and not self._cuts_word(text, joint.start(), joint.end(), last, close):
            cuts += [joint.start(), joint.end()]
        cuts.append(close)
        parts = [self._bare(text, a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=True)]
        if len(parts) == 1:
            parts = [_without_modifier(text, *parts[0])]
            if parts[0][1] - parts[0][0] <= SHORTEST:  # 研究 leads to no 中心
                return None
        if not all(SHORTEST <= b - a <= LONGEST and "\0" not in text[a:b] for a, b in parts):
            return None
        return Row(tuple(parts), text[start:first], text[close:end], led)

    def _first(self, text: str, start: int, mark: int, counted: bool) -> tuple[int, bool]:
        """Where the first part begins, behind the last word before ``mark`` that leads to a row, and whether it does so surely.

        Where the row is ``counted`` behind it (从A、B等四方面) it begins behind the preposition.
        """
        spans = [(w, start + a, start + b) for w, a, b in self._segmenter.spans(text[start:mark])]
        quote = max(text.rfind(q, start, mark) for q in "「“《")
        opened = [(w, b) for w, _, b in spans if w in self._opening and mark - b >= SHORTEST]
        led = any(w in self._leading for w, _ in opened)
        if quote >= start and text[quote + 1 : mark].strip(_quotes) and not any(text.find(q, quote, mark) >= 0 for q in "」”》"):
            return quote + 1, led
        framing = [b for w, b in opened if w in self._framing] if counted else []
        if opened:
            return (framing or [b for _, b in opened])[-1], led
        return (start, False) if mark - start <= UNLED and text[mark : mark + 1] == "、" else (-1, False)

    def _close(self, text: str, last: int, end: int) -> int:
        """Where the last part ends: at a word that closes the row, else at the end of the clause, without the noun for all of them."""
        closing = self._closing.search(text, last + SHORTEST, end)
        close = closing.start() if closing else end
        noun = next((n for n in self._nouns if text[last:close].endswith(n) and close - last - len(n) >= SHORTEST), "")
        return close - len(noun)

    def _cuts_word(self, text: str, at: int, end: int, first: int, last: int) -> bool:
        """Whether a conjunction is part of a word (和平, 及时)."""
        return not any(a == at - first and b == end - first for _, a, b in self._segmenter.spans(text[first:last]))

    def _bare(self, text: str, start: int, end: int) -> tuple[int, int]:
        """A part without quotation marks and what joins it to the last one."""
        joint = self._before_part.match(text[start:end])
        start += joint.end() if joint else 0
        while start < end and text[start] in _quotes + "\0":
            start += 1
        while end > start and text[end - 1] in _quotes + "\0":
            end -= 1
        return start, end


def _without_modifier(text: str, start: int, end: int) -> tuple[int, int]:
    """A part without what describes it (较为擅长的X)."""
    at = text.rfind("的", start, end)
    return (at + 1, end) if at >= 0 and end - at > 2 * SHORTEST else (start, end)


def listed(kb: KnowledgeBase, sentence: Sentence, kind: str) -> tuple[Mention, ...]:
    """What a sentence names of a kind, with what its rows add to it: fields in their own words, names that nobody listed among others."""
    if kind == "Field":
        return fields(kb, sentence)
    if kind not in _BESIDE or "、" not in sentence.text:
        return sentence.mentions
    added: list[Mention] = []
    for row in Enumerations.of(kb).rows(fold(sentence.text)):
        parts = [(sentence.start + a, sentence.start + b) for a, b in row.parts]
        inside = [[m for m in sentence.mentions if a < m.end and m.start < b] for a, b in parts]
        sorts = {m.kind for its in inside for m in its}
        if len(parts) > 2 and sorts == {kind} and all(b - a <= _BESIDE[kind] for (a, b), its in zip(parts, inside, strict=True) if not its):
            new = [place for place, its in zip(parts, inside, strict=True) if not its]
            added += [Mention(a, b, sentence.text[a - sentence.start : b - sentence.start], _KINDS[kind], ROW) for a, b in new]
    return tuple(sorted([*sentence.mentions, *added], key=lambda m: m.start))


def leads(kb: KnowledgeBase, sentence: Sentence) -> bool:
    """Whether a sentence leads to fields by a word that says what something is about."""
    return any(m.rule == LED for m in fields(kb, sentence))


def fields(kb: KnowledgeBase, sentence: Sentence) -> tuple[Mention, ...]:
    """The fields that a sentence speaks of: the parts of its rows in their own words, and the listed ones outside them."""
    enumerations = Enumerations.of(kb)
    listed = [m for m in sentence.mentions if m.kind == "Field"]
    found, text = list[Mention](), fold(sentence.text)
    for row in enumerations.rows(text):
        parts = [(sentence.start + a, sentence.start + b) for a, b in row.parts]
        others = any(_is_other(m, a, b) for m in sentence.mentions for a, b in parts) or any("的" in text[a:b] for a, b in row.parts)
        sure = row.led or enumerations.are_fields(row)
        known = any(a <= m.start and m.end <= b for m in listed for a, b in parts)
        if not others and (sure or (known and len(parts) > 1)):
            found += [_field(listed, sentence, a, b, LED if sure else ROW) for a, b in parts]
    free = [m for m in listed if not any(f.start < m.end and m.start < f.end for f in found)]
    return tuple(sorted([*found, *free], key=lambda m: m.start))


def _is_other(mention: Mention, start: int, end: int) -> bool:
    """Whether what is named in a part of a row tells that it is no field; a place may stand first in it."""
    if not (start < mention.end and mention.start < end):
        return False
    return mention.kind in _OTHERS or (mention.kind == "Place" and (mention.start, mention.end) != (start, end) and mention.start > start)


def _field(listed: list[Mention], sentence: Sentence, start: int, end: int, rule: str) -> Mention:
    entity = next((m.entity for m in listed if (m.start, m.end) == (start, end)), "")
    return Mention(start, end, sentence.text[start - sentence.start : end - sentence.start], "Field", rule, entity)
