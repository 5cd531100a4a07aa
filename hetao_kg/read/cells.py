"""Tables that lost their grid: the lines of a run of cells, put together into whole cells.

An extractor that knows no tables writes each line of each cell on its own. What can be told without the grid is where
one cell goes on: a narrow column wraps at the same width again and again, and some characters never begin a cell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from hetao_kg.read.lines import terminated, width

_GOES_ON = "）)》」』”，、；。和及與与的（"
#: A cell never ends in a word that needs another.
_LEANS = "在的和及與与對对於于由"
_SHORT = re.compile(r"[\u4e00-\u9fff]{1,2}$")
_WRAPS = 3
#: A block of cells gets no longer than this.
_LONGEST = 420


def whole_cells(lines: Sequence[tuple[str, bool]]) -> list[str]:
    """The cells of ``lines``, which are (text, whether a gap stands before it)."""
    widths = Counter(width(_last(text)) for text, _ in lines if not re.search(r"[\d）)]$", text))
    wraps = {w for w, n in widths.items() if n >= _WRAPS and w >= 12}
    cells: list[str] = []
    before = ""  # the physical line before
    for text, gap in lines:
        if cells and _continues(cells[-1], before, text, gap, wraps):
            cells[-1] += text
        else:
            cells.append(text)
        before = text
    return cells


def _last(text: str) -> str:
    """The last column of a line that holds several."""
    return text.rsplit(" ", 1)[-1]


def _continues(cell: str, before: str, text: str, gap: bool, wraps: set[int]) -> bool:
    if text[0] in "（(" and len(text) <= 6 and len(cell) <= 12:
        return not gap or len(cell) <= 4
    if before[-1] in _LEANS:
        return True
    if gap:
        return False
    if text[0] in _GOES_ON or before[-1] in "，、；（《「“,":
        return True
    if _SHORT.match(text) and not terminated(before) and before[-1] not in "）)…":
        return bool(_SHORT.match(before)) or width(_last(before)) >= 12
    return (
        (width(before) in wraps or width(_last(before)) in wraps)
        and not terminated(before)
        and not re.match(r"[\d.]+\s*(?:万|萬)?[㎡%％]", text)
    )


def in_blocks(cells: Sequence[str]) -> list[str]:
    """Cells as blocks of text, a cell a line."""
    found: list[str] = []
    for cell in cells:
        if found and len(found[-1]) + len(cell) < _LONGEST:
            found[-1] += "\n" + cell
        else:
            found.append(cell)
    return found
