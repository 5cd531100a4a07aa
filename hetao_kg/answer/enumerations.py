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

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: Shortest and longest part of a row, in characters.
SHORTEST, LONGEST = 2, 24
#: A row without a word that leads to it begins at most so many characters before its first mark.
UNLED = 12
_clause = re.compile(r"(?:[^,，;；:：。!！?？\n\t]|(?<=[0-9]),(?=[0-9]))+")
_conjunction = re.compile("以及|[及和与或暨]")
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
        self._leading = frozenset(map(fold, words["leading"]))
        self._opening = self._leading | frozenset(map(fold, words["opening"]))
        self._closing = re.compile(any_of(map(fold, words["closing"])))
        self._nouns = tuple(sorted(map(fold, words["nouns"]), key=len, reverse=True))

    def rows(self, folded: str) -> Iterator[Row]:
        """The rows of a folded text, clause by clause; one part alone is a row where a word leads to it."""
        hidden = _bracketed.sub(lambda m: "\0" * len(m.group()), folded)
        for clause in _clause.finditer(hidden):
            row = self._row(hidden, clause.start(), clause.end())
            if row:
                yield row

    def _row(self, text: str, start: int, end: int) -> Row | None:
        marks = [i for i in range(start, end) if text[i] == "、"]
        first, led = self._first(text, start, marks[0] if marks else end)
        if first < 0:
            return None
        last, close = marks[-1] + 1 if marks else first, self._close(text, marks[-1] + 1 if marks else first, end)
        cuts = [first, *(c for m in marks for c in (m, m + 1))]
        joint = next((m for m in _conjunction.finditer(text, last + SHORTEST, close) if close - m.end() >= SHORTEST), None)
        if joint and not self._cuts_word(text, joint.start(), joint.end(), last, close):
            cuts += [joint.start(), joint.end()]
        cuts.append(close)
        parts = [_bare(text, a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=True)]
        if not all(SHORTEST <= b - a <= LONGEST and "\0" not in text[a:b].rstrip("\0") for a, b in parts):
            return None
        return Row(tuple(parts), text[start:first], text[close:end], led)

    def _first(self, text: str, start: int, mark: int) -> tuple[int, bool]:
        """Where the first part begins, behind the last word before ``mark`` that leads to a row, and whether it does so surely."""
        spans = [(w, start + a, start + b) for w, a, b in self._segmenter.spans(text[start:mark])]
        quote = max(text.rfind(q, start, mark) for q in "「“《")
        opened = [(w, b) for w, _, b in spans if w in self._opening and mark - b >= SHORTEST]
        led = any(w in self._leading for w, _ in opened)
        if quote >= start and text[quote + 1 : mark].strip(_quotes) and not any(text.find(q, quote, mark) >= 0 for q in "」”》"):
            return quote + 1, led
        if opened:
            return opened[-1][1], led
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


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """A part without quotation marks and what joins it to the last one."""
    joint = re.match("(?:以及|和|及|与|或|等)(?=.{2})", text[start:end])
    start += joint.end() if joint and joint.group() != "或" else 0
    while start < end and text[start] in _quotes + "\0":
        start += 1
    while end > start and text[end - 1] in _quotes + "\0":
        end -= 1
    return start, end
