"""Charts of numbers as HTML and SVG: bars, no more; everything in them is also in the table beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hetao_kg.explorer.html import element, esc
from hetao_kg.explorer.parts import badge
from hetao_kg.explorer.visit import Visit
from hetao_kg.graph.results import Result, Term

_NUMBERS = ("integer", "decimal", "double", "float")
#: Columns that say something about a row's line in a graph and are no ends of it.
BESIDE = ("status", "relation", "predicate", "date", "quote", "cue", "note", "goal", "unit", "bound")
#: Longest text that still names something.
_NAME = 60


def numeric(result: Result, column: int) -> bool:
    """Whether a column holds numbers and nothing else."""
    cells = [row[column] for row in result.rows if row[column] is not None]
    return bool(cells) and all(c is not None and c.datatype.endswith(_NUMBERS) and _finite(c.value) for c in cells)


def _finite(text: str) -> bool:
    try:
        return abs(float(text)) < float("inf")
    except ValueError:
        return False


def names(result: Result, column: int) -> bool:
    """Whether a column holds names: IRIs or short texts."""
    cells = [row[column] for row in result.rows if row[column] is not None]
    short = all(c is not None and len(c.value) <= (200 if c.type == "uri" else _NAME) for c in cells)
    return bool(cells) and short and not numeric(result, column)


def bars_of(result: Result) -> list[tuple[Term | None, float]]:
    """What a chart of the result shows, the largest first: its last column of numbers by the last column of names before it."""
    counted = [n for n in range(len(result.variables)) if numeric(result, n)]
    named = [n for n in range(len(result.variables)) if names(result, n) and result.variables[n] not in BESIDE]
    if not counted or not named:
        return []
    number, label = counted[-1], named[-1]
    found: dict[Term | None, float] = {}
    for row in result.rows:
        term = row[number]
        if term is not None:
            found[row[label]] = found.get(row[label], 0.0) + float(term.value)
    return sorted(((label, value) for label, value in found.items() if value > 0), key=lambda row: -row[1])


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, how long it is, how that is written, and the status it is drawn in."""

    name: str
    value: float
    shown: str
    status: str = ""


def bars(visit: Visit, rows: Sequence[Bar], total: int) -> str:
    """Horizontal bars with their names and numbers; ``total`` is how many there are, drawn or not."""
    largest = max(bar.value for bar in rows)
    items = []
    for bar in rows:
        wide = f"{100 * bar.value / largest:.1f}%"
        kind = f"hk-barfill hk-fill-{bar.status}" if bar.status else "hk-barfill"
        fill = element("span", "", class_=kind, style=f"width:{wide}", aria_hidden="true")
        mark = f" {badge(visit, bar.status, of='figure')}" if bar.status else ""
        items.append(f'<li><span class="hk-barname">{esc(bar.name)}{mark}</span><span class="hk-barbox">{fill}</span>'
                     f'<span class="hk-barnumber">{esc(bar.shown)}</span></li>')  # fmt: skip
    rest = element("p", esc(visit.say("chart.rest", count=total - len(rows))), class_="hk-source") if total > len(rows) else ""
    return f'<ol class="hk-bars">{"".join(items)}</ol>{rest}'
