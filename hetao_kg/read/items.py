"""Numbered paragraphs that count on from one to the next are the items of a list, in a format that says nothing of lists."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from statistics import median

from hetao_kg.read.headings import replace_piece
from hetao_kg.read.lines import Piece, heading_level
from hetao_kg.read.marks import without
from hetao_kg.read.numbering import chinese

_LABEL = re.compile(r"(?:([（(\[]?)(\d{1,2}|[一二三四五六七八九十]{1,3}|[a-zA-Z])([)）\].．、])|([①-⑳]))\s*(?!\d)\S")
_WIDTHS = str.maketrans("（）．", "().")
_CHINESE = {chinese(number): number for number in range(1, 100)}
#: How many headings without a word between them are items: two may be a chapter and its first section.
_FEWEST_HEADINGS = 3
#: Where half of the paragraphs are longer than this, they are the numbered paragraphs of a text, which need no list to be read.
_LONGEST = 160

#: How an item is numbered, and its number.
_Number = tuple[str, int]


def itemised(pieces: Sequence[Piece]) -> list[Piece]:
    """``pieces`` with paragraphs that are numbered on (1. 2., （一）（二）, ①②) as items of a list, those of a list in the list too.

    Short numbered lines, three and more with nothing between, are no headings but items.
    """
    found = list(pieces)
    for start, end in _runs([p.kind in ("prose", "list") and _number(p.text) is not None for p in found]):
        items = [start + i for i in _counting([_number(p.text) for p in found[start:end]])]
        if items and median(len(found[i].text) for i in items) <= _LONGEST:
            for i in items:
                found[i] = replace_piece(found[i], "list", 0)
    titles = [_number(p.text) if p.kind == "heading" and p.level > 2 and p.level == heading_level(p.text) else None for p in found]
    for start, end in _runs([title is not None for title in titles]):
        if end - start >= _FEWEST_HEADINGS and len(_counting(titles[start:end])) == end - start:
            found[start:end] = [replace_piece(p, "list", 0) for p in found[start:end]]
    return found


def _runs(these: Sequence[bool]) -> list[tuple[int, int]]:
    """Where stretches of true values begin and end."""
    edges = [i for i, (a, b) in enumerate(itertools.pairwise([False, *these, False])) if a != b]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _number(text: str) -> _Number | None:
    """How a paragraph is numbered, and its number; ``None`` where it is not."""
    match = _LABEL.match(without(text[:40]).lstrip())
    if not match:
        return None
    before, number, behind, circled = match.groups()
    if circled:
        return "①", ord(circled)
    sign = "1" if number.isdecimal() else "一" if number in _CHINESE else "a" if number.islower() else "A"
    value = int(number) if sign == "1" else _CHINESE.get(number) or ord(number[0])
    return f"{before}{sign}{behind}".translate(_WIDTHS), value


def _counting(numbers: Sequence[_Number | None]) -> list[int]:
    """Which of a run of numbered paragraphs count on from or to another: what is numbered otherwise may stand between."""
    found: set[int] = set()
    last: dict[str, tuple[int, int]] = {}
    for i, (style, value) in ((i, n) for i, n in enumerate(numbers) if n is not None):
        before, at = last.get(style, (-1, -1))
        if before + 1 == value and before > 0:
            found |= {at, i}
        last[style] = (value, i)
    return sorted(found)
