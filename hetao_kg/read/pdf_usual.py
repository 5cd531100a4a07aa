"""What is usual on the pages of a PDF: the size of its text, the step from line to line, the indent of paragraphs."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence

from hetao_kg.read.lines import terminated, width
from hetao_kg.read.pdf_lines import Row

#: Share of the words that the running text has at least.
_MUCH = 0.3


def body_size(rows: Sequence[Sequence[Row]]) -> float:
    """Size of the running text, in points: the largest that a good part of the words have; notes and sources are set smaller."""
    weights: Counter[float] = Counter()
    for r in (r for page in rows for r in page if not r.cells):
        weights[round(r.size, 1)] += width(re.sub(r"https?://[!-~]+", "", r.text))
    usual = max(weights, key=lambda s: (weights[s], s), default=10.0)
    return max((s for s in weights if weights[s] >= _MUCH * weights.total()), default=usual)


def usual_lead(rows: Sequence[Sequence[Row]], body: float) -> float:
    """From one line of a paragraph to the next, in points: the commonest step behind lines that fill their column."""
    steps: Counter[float] = Counter()
    for page in rows:
        for a, b in itertools.pairwise(page):
            fills = 0.9 * body < a.size < 1.1 * body and a.right > a.edges[1] - 1.8 * a.size
            if fills and a.column == b.column and 0 < a.y - b.y < 3 * body:
                steps[round(2 * (a.y - b.y)) / 2] += 1
    return max(steps, key=lambda s: (steps[s], -s), default=1.6 * body)


def indented(rows: Sequence[Sequence[Row]], body: float) -> bool:
    """Whether the lines behind those that end a paragraph short of the edge mostly begin with an indent."""
    found: Counter[bool] = Counter()
    for page in rows:
        for a, b in itertools.pairwise(page):
            prose = all(0.9 * body < r.size < 1.1 * body and not r.cells and r.text[:1] != "•" for r in (a, b)) and a.column == b.column
            if prose and terminated(a.text) and a.right < a.edges[1] - 2 * a.size and b.right > b.edges[1] - 2 * b.size:
                found[b.left > b.edges[0] + 0.8 * b.size] += 1
    return found[True] > 4 * found[False] and found[True] >= 3
