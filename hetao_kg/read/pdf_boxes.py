"""Boxes that text flows round on a PDF page: a quotation or a note set in a frame between the lines of a column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hetao_kg.read.pdf_lines import Char, Row, joined, segments_of
from hetao_kg.read.pdf_tables import Box, Table, clusters, places

#: How far from a box the text that flows round it may stand, in sizes of its characters.
_NEAR = 1.5


@dataclass(frozen=True, slots=True)
class Floated:
    """A box and its text, which belongs to no line beside it."""

    left: float
    bottom: float
    right: float
    top: float
    text: str
    size: float
    #: Whether text runs along its left side, and along its right.
    sides: tuple[bool, bool]


def floated(chars: list[Char], lines: Sequence[Box], tables: Sequence[Table]) -> tuple[list[Floated], list[Char]]:
    """The closed boxes with text flowing round them on two lines and more, and the characters that stand in none."""
    found: list[Floated] = []
    ruled = [r for r in lines if (r[2] - r[0] > 8 and r[3] - r[1] < 3) or (r[3] - r[1] > 5 and r[2] - r[0] < 3)]
    free = [
        r for r in ruled if not any(t.left - 3 < r[0] and r[2] < t.right + 3 and t.bottom - 3 < r[1] and r[3] < t.top + 3 for t in tables)
    ]
    for group in clusters(free) if len(free) >= 4 else ():
        xs = places([x for r in group for x in (r[0], r[2])])
        ys = places([y for r in group for y in (r[1], r[3])])
        if len(xs) != 2 or len(ys) != 2 or not _closed(group, xs, ys):
            continue
        inside = [c for c in chars if xs[0] < (c.left + c.right) / 2 < xs[1] and ys[0] < c.y < ys[1]]
        gone = set(map(id, inside))
        rest = [c for c in chars if id(c) not in gone]
        level = [c for c in rest if ys[0] < c.y < ys[1]]
        before = {round(c.y) for c in level if -2 < xs[0] - c.right < _NEAR * c.size}
        behind = {round(c.y) for c in level if -2 < c.left - xs[1] < _NEAR * c.size}
        if inside and max(len(before), len(behind)) >= 2:
            sides = (len(before) >= 2, len(behind) >= 2)
            found.append(Floated(xs[0], ys[0], xs[1], ys[1], joined(segments_of(inside)), inside[0].size, sides))
            chars = rest
    return found, chars


def _closed(group: Sequence[Box], xs: Sequence[float], ys: Sequence[float]) -> bool:
    """Whether lines run along all four sides."""
    along = [
        *(sum(r[2] - r[0] for r in group if r[3] - r[1] < 3 and abs(r[1] - y) <= 4) / (xs[1] - xs[0]) for y in ys),
        *(sum(r[3] - r[1] for r in group if r[2] - r[0] < 3 and abs(r[0] - x) <= 4) / (ys[1] - ys[0]) for x in xs),
    ]
    return min(along) > 0.8


def made_whole(segments: Sequence[Row], boxes: Sequence[Floated]) -> list[Row]:
    """The lines beside a box as wide as without it, so that they fill their column and go on in the next one."""
    found = []
    for r in segments:
        for b in boxes:
            if b.bottom - r.size < r.y + 0.5 * r.size < b.top + r.size:
                if b.sides[0] and -2 < b.left - r.right < _NEAR * r.size:
                    r = replace(r, right=b.right)
                elif b.sides[1] and -2 < r.left - b.right < _NEAR * r.size:
                    r = replace(r, left=b.left)
        found.append(r)
    return found


def set_beside(rows: Sequence[Row], boxes: Sequence[Floated]) -> list[Row]:
    """The rows of a page with each box behind the first line that flows round it, as a row of one cell."""
    found = list(rows)
    for b in boxes:
        at = next(
            (i for i, r in enumerate(found) if b.bottom < r.y < b.top and r.left <= b.left + 2 and r.right >= b.right - 2), len(found) - 1
        )
        found.insert(at + 1, Row(b.text, b.left, b.right, b.top - b.size, b.size, 900, (b.text,)))
    return found
