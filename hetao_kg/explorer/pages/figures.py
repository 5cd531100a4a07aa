"""Figures: what the documents count, measured alike, as a table and a chart; drawn by the Statements page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from hetao_kg import output
from hetao_kg.explorer import charts, facets, grid, rail, tables
from hetao_kg.explorer.downloads import json_lines, offer
from hetao_kg.explorer.html import element, esc
from hetao_kg.explorer.labels import MARKS
from hetao_kg.explorer.parts import badge, quotations, thing
from hetao_kg.explorer.visit import Visit
from hetao_kg.text import to_simplified

if TYPE_CHECKING:
    from hetao_kg.types import Figure

_FACETS = ("status", "measure", "unit", "thing", "document", "year")
_OPEN = ("status", "measure")
#: Rows on one screen; bars of the chart.
SHOWN, BARS = 25, 12


def draw(visit: Visit, words: str) -> None:
    """The figures that have all ``words``."""
    rows = grid.having(visit.kb.figures, words, lambda f: _text(visit, f))
    columns, none = _columns(visit), ("figures.none", "statements.none.text")

    def ordered(some: Sequence[Figure]) -> list[Figure]:
        first = sorted(some, key=lambda f: (not f.listed, measure(visit, f), f.value.unit, f.date, f.id))
        return grid.ordered(visit, first, columns)

    html, left = rail.listed(
        visit, rows, lambda f: _values(visit, f), _FACETS, _OPEN, none,
        lambda some: _chart(visit, some) + element("div", grid.table(visit, ordered(some), columns, SHOWN), class_="hk-figures"), "figure",
    )  # fmt: skip
    st.html(html)
    if left:
        _downloads(visit, ordered(left))


def measure(visit: Visit, f: Figure) -> str:
    """What is measured, in the reader's language where the measure is listed, else as the text words it."""
    listed = visit.kb.ontology.measures.get(f.listed)
    name = listed.label(visit.language) if listed else f.measure
    return to_simplified(name) if listed and visit.language == "zh-Hans" else name


def _values(visit: Visit, f: Figure) -> facets.Values:
    return {
        "status": (f.status,),
        "measure": (measure(visit, f),) if f.listed else (),
        "unit": (f.value.unit,) if f.value.unit else (),
        "thing": (f.about,) if f.about else (),
        "document": tuple(dict.fromkeys(e.quote.document for e in f.evidence)),
        "year": (f.date[:4],) if f.date else (),
    }


def _text(visit: Visit, f: Figure) -> str:
    return " ".join([measure(visit, f), f.measure, f.part, _about(visit, f), f.date, f.value.unit, *(e.quote.text for e in f.evidence)])


def _about(visit: Visit, f: Figure) -> str:
    return visit.labels.entity(f.about) if f.about else ""


def _columns(visit: Visit) -> list[grid.Column[Figure]]:
    def words(f: Figure) -> str:
        own = f' <span class="hk-soft">{esc(f.measure)}</span>' if f.listed and f.measure != measure(visit, f) else ""
        return esc(measure(visit, f)) + own

    def about(f: Figure) -> str:
        return (thing(visit, f.about) if f.about else "") + (f' <span class="hk-soft">{esc(f.part)}</span>' if f.part else "")

    rank = dict(zip(MARKS, "01234", strict=True))
    return [
        grid.Column("measure", visit.say("facet.measure"), words, lambda f: measure(visit, f)),
        grid.Column("about", visit.say("figures.about"), about, lambda f: _about(visit, f)),
        grid.Column("value", visit.say("figures.value"), lambda f: esc(visit.labels.value(f.value)), lambda f: float(f.value.value), True),
        grid.Column("date", visit.say("corpus.date"), lambda f: esc(visit.labels.date(f.date) if f.date else ""), lambda f: f.date),
        grid.Column("status", visit.say("facet.status"), lambda f: badge(visit, f.status, of="figure"), lambda f: rank[f.status]),
        grid.Column("evidence", visit.say("statements.evidence"), lambda f: quotations(visit, f), lambda f: f.evidence[0].quote.document),
    ]


def _chart(visit: Visit, rows: Sequence[Figure]) -> str:
    """Bars of the measure and unit that most of the figures share; numbers of other units cannot stand beside them."""
    counts = Counter((measure(visit, f), f.value.unit) for f in rows if f.listed)
    best = min(counts, key=lambda pair: (-counts[pair], pair), default=None)
    if best is None or counts[best] < 2:
        return ""
    some = [f for f in rows if (measure(visit, f), f.value.unit) == best and float(f.value.value) > 0]
    some.sort(key=lambda f: (f.date, -float(f.value.value), f.id))
    mixed = len({f.status for f in some}) > 1
    bars = [charts.Bar(_bar(visit, f), float(f.value.value), visit.labels.value(f.value), f.status if mixed else "") for f in some[:BARS]]
    if len(bars) < 2:
        return ""
    head = f'{esc(best[0])} <span class="hk-count">{len(some)}</span>'
    return f'<h2 class="hk-charthead">{head}</h2>{charts.bars(visit, bars, len(some))}'


def _bar(visit: Visit, f: Figure) -> str:
    return " · ".join(part for part in (_about(visit, f), f.part, visit.labels.date(f.date) if f.date else "") if part) or f.measure


def _downloads(visit: Visit, rows: Sequence[Figure]) -> None:
    entities, measures = visit.kb.entities, visit.kb.ontology.measures
    cells = [dict(zip(output.FIGURE_COLUMNS, output.figure_cells(f, entities, measures), strict=True)) for f in rows]
    lines = json_lines(output.figure(f, entities, measures) for f in rows)
    offer(visit, {"figures.csv": tables.csv_of(cells), "figures.jsonl": lines})
