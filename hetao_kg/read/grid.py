"""Tables that lost their grid, put into rows again where their cells tell how.

A line of several short words names the columns. Below it rows show by a column of numbers, which stands at the same
place in each, by a run of values behind a name, or by the gaps between the rows of a table of two columns. What fits none
of these stays as cells, since a guessed row would say what the document does not.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from hetao_kg.read.lines import glue

_AMOUNT = r"[約约逾近<>≥≤~]?\s*\d[\d,.]*\s*[^\d\s，。；：、（）()]{0,4}"
_NUMBER = re.compile(rf"{_AMOUNT}$")
_TWO = re.compile(rf"(\S.*?\D)\s+({_AMOUNT}|[—–－-]{{1,3}}|…+|N/?A|不適用|不适用)$")
_RANKED = re.compile(r"\S{1,12}\s?[（(]\s*[\d,.]+\s*[^\d\s（）()]{0,2}[)）]$|…$")
#: Longest name of a column or of a row.
_NAME = 16

Row = tuple[str, ...]


def rows(lines: Sequence[tuple[str, bool]], cells: Sequence[str]) -> tuple[list[Row], list[Row]] | None:
    """The rows that name the columns, the last of them each one, and the rows below; ``None`` where that cannot be told.

    ``lines`` are (text, whether a gap stands before it), ``cells`` the same lines put together into whole cells.
    """
    at = next((i for i, cell in enumerate(cells[:3]) if _names(cell)), None)
    if at is None:
        return None
    names = _names(cells[at])
    below = [part for cell in cells[at + 1 :] for part in _parted(cell)]
    found = _by_number(below, len(names)) if not at else _by_run(below, len(names))
    if found is None and not at and len(names) == 2:
        found = _by_gap(lines[1:])
    if found is None or len(found) < 2:
        return None
    heads = [tuple(cells[:at])] if at else []
    return [*heads, (("", *names) if at else names)], found


def _names(cell: str) -> Row:
    parts = tuple(cell.split())
    return parts if len(parts) >= 2 and all(len(p) <= _NAME and not re.match(r"[\d（(]", p) for p in parts) else ()


def _parted(cell: str) -> list[str]:
    """``name 23万㎡`` and ``10万㎡ ——`` are two cells each."""
    found = _TWO.match(cell)
    return [found.group(1), found.group(2)] if found and len(found.group(1)) <= 2 * _NAME else [cell]


def _by_number(cells: Sequence[str], width: int) -> list[Row] | None:
    """Rows of ``width`` cells with one number in each; a cell that is missing on the left reaches down from the row above."""
    numbers = [i for i, cell in enumerate(cells) if _NUMBER.match(cell)]
    if width < 3 or len(numbers) < 2:
        return None
    behind = len(cells) - 1 - numbers[-1]
    before = width - 1 - behind
    starts = [0, *(n + 1 + behind for n in numbers[:-1])]
    if before < 1 or any(not 1 <= n - start <= before for start, n in zip(starts, numbers, strict=True)):
        return None
    found: list[Row] = []
    for start, n in zip(starts, numbers, strict=True):
        missing = before - (n - start)
        if missing and not found:
            return None
        found.append((*(found[-1][:missing] if found else ()), *cells[start : n + 1 + behind]))
    return found


def _by_run(cells: Sequence[str], width: int) -> list[Row] | None:
    """Rows of a name and at least ``width`` values: 香港（14）."""
    found: list[Row] = []
    for ranked, group in itertools.groupby(cells, lambda cell: bool(_RANKED.match(cell))):
        given = list(group)
        if ranked and found and len(found[-1]) == 1:
            found[-1] += tuple(given)
        elif ranked:
            return None
        else:
            found.append((_together(given),))
    return found if all(len(row) > width for row in found) else None


def _by_gap(lines: Sequence[tuple[str, bool]]) -> list[Row] | None:
    """Rows of a short name and what is said of it, with a gap before each."""
    groups: list[list[str]] = []
    for text, gap in lines:
        if gap or not groups:
            groups.append([])
        groups[-1].append(text)
    found: list[Row] = []
    for group in groups:
        name, space, rest = group[0].partition(" ")
        if not space and len(group) == 1 and found and len(found[-1]) == 1:
            found[-1] = (found[-1][0] + name,)
        elif len(name) > _NAME or (not rest and len(group) > 1 and len(group[1]) <= len(name)):
            return None
        else:
            said = [part for part in (rest.strip(), *group[1:]) if part]
            found.append((name, _together(said)) if said else (name,))
    return found if sum(len(row) == 2 for row in found) > len(found) / 2 else None


def _together(parts: Sequence[str]) -> str:
    text = ""
    for part in parts:
        text += glue(text, part) + part if text else part
    return text
