"""Tables of a PDF page: where ruled lines cross, or where several lines are parted at the same places."""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

import pypdfium2.raw as pdfium

from hetao_kg.read.pdf_lines import Char, Row, joined, segments_of

Box = tuple[float, float, float, float]
#: Sides of a bullet, in points.
_DOT = (1.2, 7.0)
#: No more things drawn on a page than this are looked at.
_OBJECTS = 20_000


def objects(page: Any) -> tuple[set[int], list[Box], list[Box]]:  # noqa: ANN401
    """Kinds of things drawn; the straight lines, and the dots as large as a bullet, among them as (left, bottom, right, top)."""
    kinds: set[int] = set()
    lines: list[Box] = []
    dots: list[Box] = []
    shapes = [pdfium.FPDFPage_GetObject(page.raw, i) for i in range(min(_OBJECTS, pdfium.FPDFPage_CountObjects(page.raw)))]
    for shape in shapes:
        kind = pdfium.FPDFPageObj_GetType(shape)
        kinds.add(kind)
        if kind == pdfium.FPDF_PAGEOBJ_FORM and len(shapes) < _OBJECTS:
            inside = min(_OBJECTS, pdfium.FPDFFormObj_CountObjects(shape))
            shapes += [part for part in (pdfium.FPDFFormObj_GetObject(shape, i) for i in range(inside)) if part]
        elif kind == pdfium.FPDF_PAGEOBJ_PATH and len(lines) < 1500:
            dot = _dot(shape)
            dots += [dot] if dot else []
            lines += [] if dot else _straight(shape)
    return kinds, lines, dots


def _dot(path: Any) -> Box | None:  # noqa: ANN401
    """The box of a path that is as high as it is wide and no larger than a bullet."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(path, left, bottom, right, top):
        return None
    width, height = right.value - left.value, top.value - bottom.value
    if not (_DOT[0] <= min(width, height) and max(width, height) <= _DOT[1] and abs(width - height) <= 0.2 * max(width, height)):
        return None
    return left.value, bottom.value, right.value, top.value


def bulleted(segments: Sequence[Row], dots: Sequence[Box]) -> list[Row]:
    """Lines with a bullet as text in front of those that have one drawn."""
    found = []
    for r in segments:
        near = (d for d in dots if 0 < r.left - d[2] < 2.5 * r.size and r.y < (d[1] + d[3]) / 2 < r.y + 0.8 * r.size)
        found.append(replace(r, text=f"• {r.text}") if next(near, None) else r)
    return found


def _straight(path: Any) -> Iterable[Box]:  # noqa: ANN401
    matrix, x, y = pdfium.FS_MATRIX(), ctypes.c_float(), ctypes.c_float()
    if not pdfium.FPDFPageObj_GetMatrix(path, matrix):
        return
    points: list[tuple[float, float]] = []
    count = pdfium.FPDFPath_CountSegments(path)
    for i in range(min(count, 400)):
        segment = pdfium.FPDFPath_GetPathSegment(path, i)
        if not pdfium.FPDFPathSegment_GetPoint(segment, x, y):
            continue
        point = (matrix.a * x.value + matrix.c * y.value + matrix.e, matrix.b * x.value + matrix.d * y.value + matrix.f)
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO:
            yield from _edges(points)
            points = []
        points.append(point)
    yield from _edges(points)


def _edges(points: Sequence[tuple[float, float]]) -> Iterable[Box]:
    if len(points) < 2:
        return
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    box = (min(xs), min(ys), max(xs), max(ys))
    if box[2] - box[0] < 3 or box[3] - box[1] < 3:
        yield box
        return
    for (a, b), (c, d) in zip(points, [*points[1:], points[0]], strict=True):
        if abs(a - c) < 1 or abs(b - d) < 1:
            yield min(a, c), min(b, d), max(a, c), max(b, d)


@dataclass(slots=True)
class Table:
    """A ruled table: its box, and rows of cells."""

    left: float
    bottom: float
    right: float
    top: float
    rows: list[tuple[float, tuple[str, ...]]]
    size: float = 10.0


def ruled_tables(chars: list[Char], lines: list[Box]) -> tuple[list[Table], list[Char]]:
    """The ruled tables of a page, and the characters that stand in none."""
    flat = [r for r in lines if r[2] - r[0] > 8 and r[3] - r[1] < 3]
    tall = [r for r in lines if r[3] - r[1] > 5 and r[2] - r[0] < 3]
    if len(flat) < 2 or len(tall) < 3:
        return [], chars
    tables: list[Table] = []
    rest = chars
    for group in clusters([*flat, *tall]):
        xs = places([(r[0] + r[2]) / 2 for r in group if r[2] - r[0] < 3])
        ys = places([(r[1] + r[3]) / 2 for r in group if r[3] - r[1] < 3])
        if len(xs) < 3 or len(ys) < 2:
            continue
        inside = [c for c in rest if xs[0] < (c.left + c.right) / 2 < xs[-1] and ys[0] < c.y < ys[-1]]
        if not inside:
            continue
        cells = _cells(inside, xs, ys, [r for r in group if r[2] - r[0] < 3])
        rows = []
        for line in range(len(ys) - 1):
            texts = tuple(joined(segments_of(cells.get((line, column), []))) for column in range(len(xs) - 1))
            if any(texts):
                rows.append((ys[len(ys) - 1 - line], texts))
        if len(rows) >= 2 or any(sum(map(bool, texts)) >= 2 for _, texts in rows):
            tables.append(Table(xs[0], ys[0], xs[-1], ys[-1], rows, median(c.size for c in inside)))
            gone = set(map(id, inside))
            rest = [c for c in rest if id(c) not in gone]
    return tables, rest


def _cells(chars: Sequence[Char], xs: Sequence[float], ys: Sequence[float], tall: Sequence[Box]) -> dict[tuple[int, int], list[Char]]:
    """The characters of each cell, by line and column; text that runs on where no rule parts two cells stands in the first."""
    cells: dict[tuple[int, int], list[Char]] = {}
    for c in chars:
        column = sum(x < (c.left + c.right) / 2 for x in xs) - 1
        line = sum(y > c.y + 0.3 * c.size for y in ys) - 1
        cells.setdefault((line, column), []).append(c)
    for line, column in sorted(cells, reverse=True):
        here, x = cells[line, column], xs[column]
        y = here[0].y + 0.3 * here[0].size
        if (line, column - 1) in cells and not any(abs((r[0] + r[2]) / 2 - x) <= 4 and r[1] < y < r[3] for r in tall):
            ends = [c for c in cells[line, column - 1] if c.right > x - c.size]
            begins = [c for c in here if c.left < x + c.size]
            if any(abs(a.y - b.y) < 0.3 * a.size and b.left - a.right < 0.4 * a.size for a in ends for b in begins):
                cells[line, column - 1] += cells.pop((line, column))
    return cells


def clusters(lines: list[Box]) -> list[list[Box]]:
    """Lines that touch, together."""
    groups: list[list[Box]] = []
    boxes: list[Box] = []
    for r in sorted(lines, key=lambda r: (-r[3], r[0])):
        touching = [i for i, b in enumerate(boxes) if r[0] <= b[2] + 3 and r[2] >= b[0] - 3 and r[1] <= b[3] + 3 and r[3] >= b[1] - 3]
        group, box = [r], r
        for i in reversed(touching):
            group += groups.pop(i)
            b = boxes.pop(i)
            box = (min(box[0], b[0]), min(box[1], b[1]), max(box[2], b[2]), max(box[3], b[3]))
        groups.append(group)
        boxes.append(box)
    return groups


def places(values: list[float]) -> list[float]:
    """Values less than 4 points apart count as one."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > 4:
            found.append(value)
    return found


def aligned(segments: list[Row]) -> list[Row]:
    """Three and more lines in a row that are parted at the same places are rows of a table without rules."""
    lines: list[list[Row]] = []
    for s in segments:
        if lines and not s.cells and not lines[-1][0].cells and abs(lines[-1][0].y - s.y) < 0.4 * s.size:
            lines[-1].append(s)
        else:
            lines.append([s])
    found: list[Row] = []
    i = 0
    while i < len(lines):
        end = i + 1
        while len(lines[i]) >= 2 and end < len(lines) and _same_columns(lines[i], lines[end]):
            end += 1
        short = median(len(s.text) for line in lines[i:end] for s in line) <= 14
        by_row = sum(b.order - a.order == 1 for line in lines[i:end] for a, b in itertools.pairwise(line))
        if end - i >= 3 and short and by_row >= 0.8 * sum(len(line) - 1 for line in lines[i:end]):
            for n, line in enumerate(lines[i:end]):
                cells = tuple(s.text for s in line)
                found.append(Row("\t".join(cells), line[0].left, line[-1].right, line[0].y, line[0].size, 0, cells, n == 0))
        else:
            found += [s for line in lines[i:end] for s in line]
        i = end
    return found


def _same_columns(a: Sequence[Row], b: Sequence[Row]) -> bool:
    return (
        len(a) == len(b)
        and all(
            min(abs(p.left - q.left), abs(p.right - q.right), abs(p.left + p.right - q.left - q.right) / 2) < p.size
            for p, q in zip(a, b, strict=True)
        )
        and abs(a[0].y - b[0].y) < 6 * a[0].size
    )
