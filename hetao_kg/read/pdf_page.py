"""One page of a PDF -> lines in reading order, and the rows of its tables.

PDFium gives characters with their places. A page is cut at the white strip between two columns; lines across it part
the page into bands.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from statistics import median
from typing import Any

import pypdfium2.raw as pdfium

from hetao_kg.errors import CorpusError
from hetao_kg.read import limits
from hetao_kg.read.pdf_boxes import floated, made_whole, set_beside
from hetao_kg.read.pdf_lines import ADDRESS, Row, characters, segments_of
from hetao_kg.read.pdf_tables import Table, aligned, bulleted, objects, ruled_tables


@dataclass(slots=True)
class Page:
    """What stands on a page."""

    rows: list[Row] = field(default_factory=list)
    width: float = 0.0
    height: float = 0.0
    characters: int = 0
    #: Whether the page shows pictures, so that a page without text is a scan and no empty sheet.
    pictures: bool = False


def read_page(page: Any, number: int) -> Page:  # noqa: ANN401
    """The lines and table rows of a page of :mod:`pypdfium2`, in reading order."""
    width, height = page.get_size()
    text = page.get_textpage()
    try:
        count = text.count_chars()
        if count > limits.PAGE:
            raise CorpusError(f"page {number} has more than {limits.PAGE} characters", "print it to a new PDF")
        chars = characters(text.raw, count, page.get_rotation(), width, height)
    finally:
        text.close()
    kinds, rulings, dots = objects(page)
    found = Page([], width, height, len(chars), bool(kinds & {pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM}))
    tables, rest = ruled_tables(chars, rulings)
    boxes, rest = floated(rest, rulings, tables)
    segments = made_whole(bulleted(segments_of(rest), dots), boxes)
    found.rows = [replace(r, page=number) for r in set_beside(_ordered(segments, tables), boxes)]
    return found


def _ordered(segments: list[Row], tables: list[Table]) -> list[Row]:
    """Segments and tables in reading order: bands of full width, and columns between them."""
    for number, table in enumerate(tables):
        for i, (y, cells) in enumerate(table.rows):
            segments.append(Row("\t".join(cells), table.left, table.right, y - table.size, table.size, 1000 + number, cells, i == 0))
    for rank, segment in enumerate(sorted(segments, key=lambda r: r.order)):
        segment.order = rank
    segments.sort(key=lambda r: (-r.y, r.left))
    return _columns(aligned(segments), 0)


def _columns(segments: list[Row], depth: int) -> list[Row]:
    gutter = _gutter(segments) if depth < 3 else None
    segments = segments if gutter is None else [_held(s, segments, gutter) for s in segments]
    if gutter is None:
        edges = _column_edges(segments)
        return [replace(s, edges=edges, column=s.column or depth * 100) for s in segments]
    found: list[Row] = []
    band: list[Row] = []
    headings = _over_both(segments, gutter)
    for s in [*segments, None]:
        if s is not None and not s.left < gutter - 2 < gutter + 2 < s.right and id(s) not in headings:
            band.append(s)
            continue
        above, both, below = _parts(band, gutter)
        found += _columns(above, 3)
        for side in ([x for x in both if x.right <= gutter + 2], [x for x in both if x.right > gutter + 2]):
            ordered = _columns(side, depth + 1)
            found += [replace(x, column=x.column * 2 + 1 + int(x.left > gutter)) for x in ordered]
        found += _columns(below, 3)
        band = []
        if s is not None:
            found.append(replace(s, edges=(s.left, max(x.right for x in segments) if id(s) in headings else s.right)))
    return found


def _held(s: Row, segments: Sequence[Row], gutter: float) -> Row:
    """A line without the end of an address that runs over the gutter into the lines beside it."""
    over = s.left < gutter - 2 < gutter + 2 < s.right and ADDRESS.search(s.text[-300:])
    beside = over and any(o.left > gutter - 2 and abs(o.y - s.y) < 1.5 * s.size for o in segments)
    return replace(s, right=gutter) if beside else s


def _parts(band: list[Row], gutter: float) -> tuple[list[Row], list[Row], list[Row]]:
    """Lines above, in and below the stretch where both columns run; a short line above or below is in neither column."""
    right = [s for s in band if s.right > gutter + 2]
    if not right or len(right) == len(band):
        return [], band, []
    size = median(s.size for s in band)
    wide = _wide(right, size)
    top, bottom = max(s.y for s in right), min(s.y for s in right)
    first, last = 0, len(band)

    def parted(one: Row, others: Iterable[Row]) -> bool:
        """Whether a line stands apart from the next one of its own side."""
        next_ = next((o for o in others if (o.right > gutter + 2) == (one.right > gutter + 2)), None)
        return next_ is None or _apart(one, next_, wide, size)

    for i, (a, b) in enumerate(itertools.pairwise(band), 1):
        if b.y >= bottom and a.y > top + 0.5 * size and parted(a, band[i:]):
            first = i
        if b.y < bottom - 0.5 * size and parted(b, band[i - 1 :: -1]):
            last = i
            break
    return band[:first], band[first:last], band[last:]


def _over_both(segments: Sequence[Row], gutter: float) -> set[int]:
    """Short headings (their ``id``) over both columns that reach over the first alone, of one line or a few.

    Both columns end above them, the second not below the first, and begin anew on one base line below.
    """
    first, second = [s for s in segments if s.right <= gutter + 2], [s for s in segments if s.left >= gutter - 2]
    size = median(s.size for s in segments)
    wide = _wide(second, size)
    found: set[int] = set()
    for i, (last, below) in enumerate(itertools.pairwise(first)):
        above = next((s.y for s in reversed(second) if s.y > last.y + 0.5 * size), None)
        beside = next((s.y for s in second if s.y <= last.y + 0.5 * size), None)
        if above is None or beside is None or abs(beside - below.y) > 0.4 * size or not _apart(last, below, wide, size):
            continue
        begins, lead = i, wide * last.size / size
        while begins and i - begins < 2 and first[begins - 1].y < above - 0.5 * size:
            if _apart(first[begins - 1], first[begins], lead, size):
                break
            begins -= 1
        if begins and _apart(first[begins - 1], first[begins], wide, size) and first[begins - 1].y < above + 0.5 * size:
            found |= {id(s) for s in first[begins : i + 1]}
    return found


def _wide(rows: Sequence[Row], size: float) -> float:
    """A distance that is wider than from one of these lines to the next."""
    steps = [a.y - b.y for a, b in itertools.pairwise(rows) if a.y - b.y > 0.5 * size]
    return 1.4 * (median(steps) if steps else 1.6 * size)


def _apart(one: Row, other: Row, wide: float, size: float) -> bool:
    """Whether two lines stand apart or differ in size."""
    return abs(one.y - other.y) > wide or abs(one.size - other.size) > 0.12 * size


def _column_edges(rows: Sequence[Row]) -> tuple[float, float]:
    """Where the lines of a column begin and end: the outermost place where several begin, and where most end."""
    if not rows:
        return 0.0, 0.0
    size = median(r.size for r in rows)
    lefts, rights = Counter(round(2 * r.left / size) for r in rows), Counter(round(2 * r.right / size) for r in rows)
    left = min((x for x, n in lefts.items() if n >= max(3, 0.1 * len(rows))), default=None)
    right, ends = min(rights.items(), key=lambda item: (-item[1], -item[0]))
    return (min(r.left for r in rows) if left is None else left * size / 2), (
        right * size / 2 if ends >= 3 and ends >= 0.3 * len(rows) else max(r.right for r in rows)
    )


def _gutter(segments: list[Row]) -> float | None:
    """Where a white strip parts two columns of prose, ``None`` if none does."""
    if not 8 <= len(segments) <= 2000:
        return None
    left, right = min(s.left for s in segments), max(s.right for s in segments)
    size = median(s.size for s in segments)
    best: tuple[int, float] | None = None
    for x in sorted({round(s.left, 1) for s in segments}):
        x -= 0.4 * size
        if not left + 0.2 * (right - left) < x < right - 0.2 * (right - left):
            continue
        crossing = [s for s in segments if s.left < x - 2 and s.right > x + 2]
        a, b = [s for s in segments if s.right <= x + 2], [s for s in segments if s.left >= x - 2]
        if len(a) < 4 or len(b) < 4 or len(crossing) > 0.35 * len(segments):
            continue
        sides = [s.left >= x - 2 for s in sorted([*a, *b], key=lambda s: s.order)]
        by_column = sum(m != n for m, n in itertools.pairwise(sides)) <= max(2, 0.1 * len(sides))
        wide = all(
            median(len(s.text) for s in side) >= 9
            and median(s.right - s.left for s in side) > 0.5 * (max(s.right for s in side) - min(s.left for s in side))
            for side in (a, b)
        )
        together = min(max(s.y for s in a), max(s.y for s in b)) - max(min(s.y for s in a), min(s.y for s in b))
        if (wide or by_column) and together > 3 * size and (best is None or len(crossing) < best[0]):
            best = (len(crossing), x)
    return best[1] if best else None
