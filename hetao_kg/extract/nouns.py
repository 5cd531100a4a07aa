"""The noun phrase that a number belongs to: before it (研發總開支為…), or behind its counter (59個機構).

Works on folded text and the tags of jieba's dictionary; which words tie a number to its measure is data
(``[figures]`` in ``words.toml``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from hetao_kg.dictionary import Dictionary
from hetao_kg.segment import Segmenter, word_tags
from hetao_kg.text import fold, has_han, longest_first
from hetao_kg.types import Mention

_QUOTES = "“”‘’"
_NOUNS = ("n", "j", "l", "i", "b", "g", "e", "z", "s", "q")
_NAMED = ("Place", "Institution", "Policy", "Person", "Date", "Amount")


class Token(NamedTuple):
    """A word of the sentence, ``[start, end)`` of the text, with its tag."""

    word: str
    start: int
    end: int
    tag: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """``[start, end)`` of the text; ``tied`` when words such as 為 or 達 stood between it and the number."""

    start: int
    end: int
    tied: bool = False


class NounPhrases:
    """Finds noun phrases of one sentence; built once for each sentence that holds a number."""

    def __init__(
        self, words: Mapping[str, Any], segmenter: Segmenter, text: str, start: int, end: int, mentions: Sequence[Mention]
    ) -> None:
        self.text, self.start, self.end, self.mentions = text, start, end, mentions
        self._lists = words["figures"]
        self._stops = frozenset(words["boundaries"]["words"])
        tags = word_tags()
        self.tokens = [Token(w, start + a, start + b, _tag(w, tags)) for w, a, b in segmenter.spans(text[start:end])]
        self._starting = {t.start: n for n, t in enumerate(self.tokens)}
        self._ending = {t.end: n for n, t in enumerate(self.tokens)}
        self._joining = frozenset(words["joining"]["words"])
        self._links = longest_first((*self._lists["links"], *self._lists["reaching"]))
        self._heads, self._counts = tuple(self._lists["heads"]), tuple(self._lists["counts"])

    @staticmethod
    def plain(words: str) -> str:
        """``words`` folded, without white space, for comparing with the lists."""
        return re.sub(r"\s", "", fold(words))

    def first_noun(self, floor: int, ceiling: int) -> Phrase | None:
        """The first noun phrase of ``[floor, ceiling)`` that a verb, adverb or preposition ends (深圳研發經費 + 在過去十年間)."""
        ends = [t.start for t in self.tokens if floor < t.start < ceiling and self._ends_noun(t)]
        found = [p for end in (*ends, ceiling) if (p := self.left(end, floor))]
        return next((p for p in found if self.text[p.start : p.end].endswith(self._heads)), found[0] if found else None)

    def _ends_noun(self, token: Token) -> bool:
        return (token.tag[:1] in ("v", "d", "p") and token.tag != "vn") or token.word in self._stops

    def token_before(self, at: int) -> str:
        """The word that ends at or just before ``at``, white space aside."""
        while at > self.start and self.text[at - 1].isspace():
            at -= 1
        index = self._ending.get(at)
        return self.tokens[index].word if index is not None else ""

    def skip(self, at: int, floor: int) -> tuple[int, bool]:
        """``at`` moved left over white space, dates and words that only tie a number to its measure; and whether any did."""
        tied = False
        while True:
            while at > floor and self.text[at - 1].isspace():
                at -= 1
            day = next((m for m in self.mentions if m.kind == "Date" and m.end == at and m.start >= floor), None)
            opened = self._bracket(at, floor)
            link = next((w for w in self._links if self.text.endswith(w, floor, at) and self._edge(at - len(w))), "")
            if day:
                at = day.start
            elif self.text[at - 1 : at] == "的" and (back := self._from(at, floor)) >= 0:
                at = back
            elif link:
                at, tied = at - len(link), True
            elif opened >= 0:
                at = opened
            else:
                return at, tied

    def _from(self, at: int, floor: int) -> int:
        """Where 由…的 (由原定的54萬) or a date before 的 (2020年的1402億) begins; -1 if neither ends at ``at``."""
        opened = re.search(r"[由从][^,;。]{1,10}的$", self.text[floor:at])
        if opened:
            return floor + opened.start()
        return next((m.start for m in self.mentions if m.kind == "Date" and self.text[m.end : at].strip() == "的" and m.start >= floor), -1)

    def _bracket(self, at: int, floor: int) -> int:
        """Where the bracket opens that closes just before ``at``; -1 if none does."""
        return self.text.rfind("(", floor, at) if self.text[at - 1 : at] == ")" else -1

    def _edge(self, at: int) -> bool:
        return at in self._starting or not has_han(self.text[at : at + 1])

    def left(self, at: int, floor: int) -> Phrase | None:
        """The noun phrase that ends before ``at`` and begins at ``floor`` or later; None if none stands there."""
        stop, tied = self.skip(at, floor)
        index = self._ending.get(stop)
        if index is None:
            return None
        taken: list[Token] = []
        while index >= 0 and self.tokens[index].start >= floor:
            token = self.tokens[index]
            if self._named(token) or not self._goes_on_left(token, taken):
                break
            taken.insert(0, token)
            index -= 1
        verb = self.tokens[index] if index >= 0 and taken and self.tokens[index].end == taken[0].start else None
        if verb and taken[0].word in self._joining and any(m.kind == "Place" and m.end == verb.end for m in self.mentions):
            taken.insert(0, verb)  # 港澳台及國際團隊
            verb = None
        elif verb and taken[0].word in self._joining and len(taken) > 1:
            verb = None
        taken = self._trimmed(taken)
        if not taken:
            return None
        if verb and verb.start >= floor and self._leads(verb, taken):
            taken.insert(0, verb)
        start, end = taken[0].start, taken[-1].end
        return Phrase(start, end, tied) if _is_name(self.text[start:end]) else None

    def _goes_on_left(self, token: Token, taken: Sequence[Token]) -> bool:
        if self._in_field(token):
            return True
        if token.word.isspace() or token.word in _QUOTES or token.word in self._lists["joiners"]:
            return bool(taken) or token.word in _QUOTES
        if taken and (token.word == "万" or (token.tag == "m" and taken[0].tag == "m")):
            return self.text.endswith(("每", "每 "), self.start, token.start)  # 每萬人口
        if token.word in self._stops and token.word not in self._lists["heads"]:
            return bool(taken) and taken[0].word in self._lists["heads"] and token.tag[:1] in ("v", "n")
        if token.tag == "vn" or token.tag[:1] in _NOUNS:
            return True
        if token.tag[:1] == "v" or token.tag == "d":
            head = next((t for t in taken if not t.word.isspace()), None)
            return (head is None and token.word.endswith(self._heads)) or (head is not None and head.word.startswith(self._heads))
        return token.tag[:1] == "a" and bool(taken) and (len(token.word) > 1 or self.text[token.start - 1 : token.start] in _QUOTES)

    def _in_field(self, token: Token) -> bool:
        return any(m.kind == "Field" and m.start <= token.start and token.end <= m.end for m in self.mentions)

    def _leads(self, verb: Token, taken: Sequence[Token]) -> bool:
        """Whether the verb before a counted noun says what is counted (孵化企業265家); 擁有 and 達 add nothing."""
        if verb.tag != "v" or len(verb.word) < 2 or verb.word in self._links or taken[-1].word.endswith(self._counts):
            return False
        return verb.word not in self._lists["having"] and not any(m.start < verb.end and verb.start < m.end for m in self.mentions)

    def right(self, at: int, ceiling: int) -> Phrase | None:
        """The noun phrase that begins at ``at`` (behind a counter); None if none stands there."""
        while at < ceiling and (self.text[at].isspace() or self.text[at] == "的"):
            at += 1
        index = self._starting.get(at)
        if index is None:
            return None
        named = next((m for m in self.mentions if m.start == at and m.kind in ("Institution", "Field", "Policy", "Place")), None)
        taken: list[Token] = []
        while index < len(self.tokens) and self.tokens[index].end <= ceiling:
            token = self.tokens[index]
            inside = named is not None and token.start < named.end
            number = any(m.start <= token.start < m.end and m.kind in ("Date", "Amount") for m in self.mentions)
            if not inside and (number or not self._goes_on_right(token, index, taken)):
                break
            taken.append(token)
            index += 1
        taken = self._trimmed(taken)
        if not taken or not _is_name(self.text[taken[0].start : taken[-1].end]):
            return None
        return Phrase(taken[0].start, taken[-1].end)

    def _goes_on_right(self, token: Token, index: int, taken: Sequence[Token]) -> bool:
        word, tag = token.word, token.tag[:1]
        if word in _QUOTES or self._in_field(token) or word in self._lists["heads"] or word in self._lists["modifiers"]:
            return True
        if taken and word in self._lists["foreseeing"]:
            return False
        nothing = Token("", self.end, self.end, "w")
        following, after = (self.tokens[n] if n < len(self.tokens) else nothing for n in (index + 1, index + 2))
        if word == "的" and taken and (taken[-1].tag[:1] in ("v", "a", "b") or taken[-1].word in self._lists["modifiers"]):
            return following.tag[:1] in ("n", "j", "b", "v")
        if word == "的" or word in self._joining or word.isspace():
            return bool(taken) and following.tag[:1] in ("n", "b", "j", "l") and not self._named(following)
        if tag == "m":
            return following.tag[:1] in ("n", "a")
        if tag == "v" and following.word == "的" and after.tag[:1] in ("n", "j", "b"):
            return not taken or token.start - taken[0].start < 14
        if tag == "v" and token.tag != "vn":
            return following.word.startswith(self._heads) and len(word) > 1
        if word in self._stops:
            return tag in ("n", "s") or token.tag == "vn"
        return token.tag == "vn" or tag in (*_NOUNS, "a", "t")

    def _named(self, token: Token) -> bool:
        """Whether the token lies in a name, date or amount, which no measure goes across."""
        return any(m.start < token.end and token.start < m.end and m.kind in _NAMED for m in self.mentions)

    def _trimmed(self, taken: list[Token]) -> list[Token]:
        edges = {"的", *self._joining, *self._lists["among"], *_QUOTES}
        opening = {"“", "‘"}
        while taken and (taken[0].word in (edges - opening) or taken[0].word.isspace()):
            taken = taken[1:]
        while taken and (taken[-1].word in (edges - {"”", "’"}) or taken[-1].word.isspace() or taken[-1].word in self._lists["about"]):
            taken = taken[:-1]
        for left, right in ("“”", "‘’"):
            if taken and taken[0].word == left and not any(t.word == right for t in taken):
                taken = taken[1:]
            if taken and taken[-1].word == right and not any(t.word == left for t in taken):
                taken = taken[:-1]
        return taken


def _tag(word: str, tags: Dictionary) -> str:
    if not has_han(word):
        if re.fullmatch(r"[a-z&][a-z0-9.&+\-]*", word):
            return "eng"
        return "m" if word[0].isdigit() else " " if word.isspace() else "w"
    return tags.get(word, "n")


def _is_name(words: str) -> bool:
    plain = re.sub(r"\s", "", words)
    return len(plain) >= 2 and not re.fullmatch(r"[的和及与]+", plain)
