"""Paragraphs -> pieces: what their shapes say of them. Narrow columns, headings nobody marked, tables that lost their grid."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hetao_kg.read.cells import in_blocks, whole_cells
from hetao_kg.read.grid import rows
from hetao_kg.read.lines import Piece, glue, row, terminated, width

_LABEL = re.compile(r"[\u4e00-\u9fff]{2,6}[：:]")


@dataclass(slots=True)
class Paragraph(Piece):
    """A piece that may still grow, and what tells whether it does."""

    last_width: int = 0
    #: Its physical lines with the gap before each, for tables.
    lines: tuple[tuple[str, bool], ...] = ()
    gap: bool = False
    #: Whether something was set behind it that stood in its middle.
    cut: bool = False
    whole: bool = False


def pieces_of(paragraphs: list[Paragraph], marked: int, wrapped: int) -> list[Piece]:
    """The pieces that paragraphs come to; ``marked`` is how many lines were headings, ``wrapped`` the width of lines, 0 if free."""
    return list(_cells(_headings_by_shape(_columns(_captions(paragraphs)), marked), wrapped))


def _captions(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """A line in brackets under a caption belongs to it."""
    for before, now in itertools.pairwise(paragraphs):
        if before.kind == "caption" and now.kind == "prose" and now.text[0] in "（(" and now.text[-1] in "）)" and len(now.text) < 80:
            now.kind = "caption"
    return paragraphs


def _columns(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """A run of lines of one width, shorter than the rest of the text, is a paragraph set in a narrow column."""
    found: list[Paragraph] = []
    i = 0
    while i < len(paragraphs):
        end = i
        edge = max(len(paragraphs[i].text) and paragraphs[i].last_width, 1)
        while (
            end < len(paragraphs)
            and paragraphs[end].kind == "prose"
            and paragraphs[end].last_width >= 30
            and abs(paragraphs[end].last_width - edge) <= 6
            and len(paragraphs[end].lines) == 1
            and not terminated(paragraphs[end].text)
        ):
            end += 1
        if end - i >= 6:
            joined = paragraphs[i]
            tail = paragraphs[end : end + 1] if end < len(paragraphs) and paragraphs[end].kind == "prose" else []
            for part in [*paragraphs[i + 1 : end], *tail]:
                joined.text += glue(joined.text, part.text) + part.text
            joined.lines = ((joined.text, joined.gap),)
            found.append(joined)
            i = end + len(tail)
        else:
            found.append(paragraphs[i])
            i += 1
    return found


def _headings_by_shape(paragraphs: list[Paragraph], marked: int) -> list[Paragraph]:
    """In a text without marked headings, a short line alone before a long paragraph is one."""
    if marked >= 3:
        return paragraphs
    for now, following in itertools.pairwise(paragraphs):
        if (
            now.kind == "prose"
            and 4 <= len(now.text) <= 30
            and not terminated(now.text)
            and now.text[-1] not in "，、"
            and following.kind == "prose"
            and len(following.text) >= 50
        ):
            now.kind, now.level = "heading", 2
    return paragraphs


def _cells(paragraphs: list[Paragraph], wrapped: int) -> Iterable[Piece]:
    """Runs of short unfinished lines are the cells of a table that lost its grid."""
    run: list[Paragraph] = []
    for now in [*paragraphs, Paragraph("", "end")]:
        short = (
            now.kind == "prose"
            and (not terminated(now.text) or len(now.text) <= 2)
            and width(now.text[:200]) < (0.85 * wrapped if wrapped else 24)
        )
        if short and not _LABEL.match(now.text) and not (wrapped and len(now.text) > 12 and now.text[-1] in "）)" and "：" in now.text):
            run.append(now)
            continue
        yield from _table(run, 3 if wrapped else 6)
        run = []
        if now.kind != "end":
            yield now


def _table(run: Sequence[Paragraph], least: int) -> Iterable[Piece]:
    lines = [line for now in run for line in now.lines]
    if len(lines) < least or (len(run) < 3 and Counter(gap for _, gap in lines)[True] < 2):
        yield from (Piece(now.text, "prose", 0, now.line, now.page) for now in run)
        return
    cells = whole_cells(lines)
    grid = rows(lines, cells)
    if grid is None:
        yield from (Piece(block, "table", 0, run[0].line, run[0].page) for block in in_blocks(cells))
        return
    heads, below = grid
    yield from (Piece(row(h), "table", int(h is heads[-1]), run[0].line, run[0].page) for h in heads)
    yield from (Piece(row(r), "table", 0, run[0].line, run[0].page) for r in below)
