"""Plain text -> pieces."""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from hetao_kg.read.decode import decode
from hetao_kg.read.headings import settle
from hetao_kg.read.layout import assemble
from hetao_kg.read.lines import Line, Reading, compose, numbered, row, terminated
from hetao_kg.read.notes import set_notes_aside

#: A tab behind it is that of an item, not of a table.
_ITEM = re.compile(r"(?:[（(]?[\d一二三四五六七八九十]{1,3}[.、）)]|[-•●*])\t[^\t]*$")

#: A comma before a space, or one that parts the digits of a number.
_SENTENCE_COMMA, _QUOTED = re.compile(r",\s|\d,\d{3}(?!\d)"), re.compile(r'"[^"]*"')


def read_plain(data: bytes) -> Reading:
    """Text and blocks of a plain text file in any encoding."""
    text, _ = decode(data)
    lines = with_rows(without_tab(list(numbered(text))))
    return compose(settle(assemble(set_notes_aside(lines))), pages=lines[-1].page if lines else 0)


def with_rows(lines: list[Line]) -> list[Line]:
    """``lines`` with those that tabs part into equally many cells, two and more in a row, as rows of a table."""
    found: list[Line] = []
    for tabs, run in itertools.groupby(lines, lambda line: 0 if _ITEM.match(line.text.strip()) else line.text.strip().count("\t")):
        rows = list(run)
        if tabs and len(rows) > 1:
            rows = _as_rows(rows, [r.text.strip().split("\t") for r in rows])
        elif not tabs:
            rows = _by_commas(rows)
        found += rows
    return found


def _as_rows(lines: Sequence[Line], cells: Sequence[Sequence[str]]) -> list[Line]:
    return [replace(line, text=row(c), kind="table", level=int(i == 0)) for i, (line, c) in enumerate(zip(lines, cells, strict=True))]


def _by_commas(lines: list[Line]) -> list[Line]:
    """``lines`` with those that commas part as in a CSV file, three and more in a row, as rows of a table."""
    found: list[Line] = []
    for count, run in itertools.groupby(((line, _values(line.text)) for line in lines), lambda r: len(r[1])):
        rows = list(run)
        table = count > 1 and len(rows) > 2
        found += _as_rows([line for line, _ in rows], [cells for _, cells in rows]) if table else [line for line, _ in rows]
    return found


def _values(line: str) -> list[str]:
    """The cells of a line of a CSV file; none where commas stand as in a sentence."""
    if "," not in line or len(line) > 2000 or terminated(line) or _SENTENCE_COMMA.search(_QUOTED.sub("", line)):
        return []
    return next(csv.reader([line.strip()]), [])


def without_tab(lines: list[Line]) -> list[Line]:
    """The words that a report prints down the edge of each page, a character a line, go: 摘 / 要."""
    found: list[Line] = []
    i = 0
    while i < len(lines):
        run = i
        while (
            run < len(lines)
            and len(lines[run].text.strip()) == 1
            and "\u4e00" <= lines[run].text.strip() <= "\u9fff"
            and (run == i or not lines[run].gap)
        ):
            run += 1
        following = lines[run] if run < len(lines) else None
        glued = following is not None and not following.gap and len(following.text.strip()) > 2 and following.text.strip()[1] == " "
        if run > i and following and (glued or run - i >= 2):
            if glued:
                found.append(Line(following.text.strip()[2:], following.number, following.page, gap=True))
            else:
                found.append(Line(following.text, following.number, following.page, gap=True))
            i = run + 1
            continue
        found.append(lines[i])
        i += 1
    return found
