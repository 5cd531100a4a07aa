"""Short forms that a document defines: （下稱…）, （簡稱…）, （…，又稱…）, （NMPA）, 《全稱》（《簡稱》）.

A short form holds from its definition on, in that document only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from hetao_kg.ontology import Ontology
from hetao_kg.text import HAN, any_of, has_han
from hetao_kg.types import Mention

_BRACKET = re.compile(r"\(([^()\n]{1,60}(?:\([^()\n]{1,30}\)[^()\n]{0,20})?)\)")
_QUOTES = re.compile(r"^[“‘《\"'「]+|[”’》\"'」]+$")
_ACRONYM = re.compile(r"[a-z][a-z0-9&+\-/@. ]{1,40}$")
_LONE_ACRONYM = re.compile(r"^[a-z][a-z0-9&+\-]{1,11}$")


@dataclass(frozen=True, slots=True)
class ShortForm:
    """``text[start:end]`` stands for ``text[full_start:full_end]`` (offsets of the document)."""

    start: int
    end: int
    full_start: int
    full_end: int
    marker: str


class ShortForms:
    """The rules for short forms; made once for an ontology."""

    def __init__(self, ontology: Ontology) -> None:
        words = ontology.words["short_forms"]
        before, markers, behind = any_of(words["before"]), any_of((*words["defining"], *words["other"])), any_of(words["behind"])
        self._marker = re.compile(rf"^\s*(?:{before})?(?:{markers})\s*(?:{behind})?\s*[:：]?\s*")
        self._further = re.compile(rf"[,，;；]\s*(?={any_of(words['further'])})")
        self._not_a_name = re.compile(rf"^(?:\d|[{HAN}]$|{any_of(words['no_names'])})|[,。;:]|的.{{4,}}|\d{{4}}年$|^\d")

    def read(self, folded: str, mentions: Sequence[Mention], phrase_before: Callable[[str, int], int]) -> Iterator[ShortForm]:
        """Definitions in folded text in order.

        ``mentions`` tell where a full name before the bracket begins; where there is none, ``phrase_before`` (text, end) does.
        """
        by_end = {m.end: m for m in mentions}
        for match in _BRACKET.finditer(folded):
            full = _full_name(folded, match.start(), by_end, phrase_before)
            if not full:
                continue
            if (
                _LONE_ACRONYM.search(folded[full[0] : full[1]])
                and (inner := by_end.get(match.end(1)))
                and inner.start == match.start(1)
                and has_han(inner.surface)
            ):
                yield ShortForm(full[0], full[1], inner.start, inner.end, "(")
                continue
            at = match.start(1)
            for n, part in enumerate(self._parts(match.group(1))):
                start = match.start(1) + match.group(1).index(part, at - match.start(1))
                at = start + len(part)
                marker = self._marker.match(part)
                name = part[marker.end() :] if marker else part
                start += marker.end() if marker else 0
                name = re.split(r"[(（]", name)[0] if marker else name
                stripped = _QUOTES.sub("", name.strip())
                begin = start + name.index(stripped) if stripped else start
                if self._acceptable(stripped, folded[full[0] : full[1]], bool(marker), n):
                    yield ShortForm(begin, begin + len(stripped), full[0], full[1], (marker.group().strip() if marker else "("))

    def _parts(self, inside: str) -> list[str]:
        """（A，又稱B）holds two definitions; a comma inside a Latin name does not part it."""
        return [p for p in self._further.split(inside) if p.strip()] or [inside]

    def _acceptable(self, short: str, full: str, marked: bool, position: int) -> bool:
        if not 2 <= len(short) <= 40 or re.search(r"[,。;:]|的.{4,}", short):
            return False
        if marked:
            return len(short) <= max(len(full), 24)
        if position or self._not_a_name.search(short):
            return False
        if _ACRONYM.match(short):
            return not has_han(short) and (len(short.replace(" ", "")) <= 12 or " " in short) and has_han(full)
        letters = iter(re.sub(r"[“”《》\"']", "", full))
        plain = re.sub(r"[“”《》\"' ]", "", short)
        return has_han(short) and len(plain) < len(full) and all(c in letters for c in plain)


def _full_name(folded: str, bracket: int, by_end: dict[int, Mention], phrase_before: Callable[[str, int], int]) -> tuple[int, int] | None:
    end = bracket
    while end and folded[end - 1] in " ”’》\"'":
        end -= 1
    if mention := by_end.get(end):
        return mention.start, mention.end
    opener = folded.rfind("“", max(0, end - 40), end) if folded[end : end + 1] == "”" else -1
    if opener >= 0:
        return opener + 1, end
    start = phrase_before(folded, end)
    return (start, end) if end - start >= 2 else None
