"""Names known beforehand: longest match of many at once, over folded text without the spaces inside Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import ahocorasick_rs

from hetao_kg.text import HAN, fold
from hetao_kg.types import Kind

_SPACE_BY_HAN = re.compile(rf"(?<=[{HAN},。、;:()“”《》]) +| +(?=[{HAN}。、;:()“”《》])")
_LATIN = re.compile(r"[a-z0-9]")
T = TypeVar("T")


def squeeze(folded: str) -> tuple[str, Sequence[int]]:
    """Folded text without the spaces beside Han characters, and for each of its characters the place in ``folded``."""
    parts: list[str] = []
    kept: list[int] = []
    at = 0
    for gap in _SPACE_BY_HAN.finditer(folded):
        parts.append(folded[at : gap.start()])
        kept.extend(range(at, gap.start()))
        at = gap.end()
    if not at:
        return folded, range(len(folded))
    kept.extend(range(at, len(folded)))
    return "".join((*parts, folded[at:])), kept


class Gazetteer(Generic[T]):
    """Longest match of many names at once (Aho-Corasick, leftmost-longest); each name carries a value."""

    def __init__(self, names: Mapping[str, T]) -> None:
        """``names``: name as written (any script) -> value."""
        table = {squeeze(fold(name))[0]: value for name, value in sorted(names.items(), key=lambda row: row[0])}
        self._names = sorted(table)
        self._values = [table[n] for n in self._names]
        self._automaton = (
            ahocorasick_rs.AhoCorasick(self._names, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest) if self._names else None
        )

    def find(self, squeezed: str) -> Iterator[tuple[int, int, T]]:
        """``(start, end, value)`` of every name in squeezed folded text; Latin names only between word edges."""
        if self._automaton is None:
            return
        for number, start, end in self._automaton.find_matches_as_indexes(squeezed):
            name = self._names[number]
            if _LATIN.match(name[0]) and start and _LATIN.match(squeezed[start - 1]):
                continue
            if _LATIN.match(name[-1]) and end < len(squeezed) and _LATIN.match(squeezed[end]):
                continue
            yield start, end, self._values[number]


@dataclass(frozen=True, slots=True)
class Defined:
    """What a document itself makes a name stand for, from an offset on."""

    entity: str
    kind: Kind
    since: int = 0
    rule: str = "defined"


@dataclass(frozen=True, slots=True)
class Found:
    """A name found in squeezed text, before it is linked."""

    start: int
    end: int
    kind: Kind
    rule: str
    entity: str = ""
