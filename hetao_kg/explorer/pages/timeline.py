"""Timeline: what is dated, by year, no more exact than the documents say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from hetao_kg.explorer import facets, names, rail, tables
from hetao_kg.explorer.downloads import offer
from hetao_kg.explorer.html import element, esc, notice
from hetao_kg.explorer.labels import MARKS
from hetao_kg.explorer.parts import badge, claim, cleared, pager, quotations, title
from hetao_kg.explorer.visit import Visit
from hetao_kg.graph import terms
from hetao_kg.types import HOLDING, Statement

#: Events on one screen.
SHOWN = 80
_FACETS = ("status", "predicate", "Place", "Field", "document")


def draw(visit: Visit) -> None:
    """The page."""
    dated = [s for s in visit.kb.statements if date_of(s)]
    st.html(title(visit, visit.say("nav.timeline"), visit.say("timeline.lead", count=len(dated))))
    about = st.text_input(
        visit.say("statements.about"), key="about", bind="query-params", placeholder=visit.say("statements.about"),
        label_visibility="collapsed", max_chars=200, icon=":material/search:",
    ).strip()  # fmt: skip
    if about:
        wanted = {e.id for e in names.find(visit.kb, about)}
        dated = [s for s in dated if wanted & {s.subject, s.object}]
    chosen = {name: visit.params.get(name, ()) for name in _FACETS}
    left = facets.narrow(dated, lambda s: facets.of_statement(visit.kb, s), chosen, _FACETS)
    shown = rail.facets(visit, left.counts, chosen, ("status", "predicate"))
    if not left.items:
        clear = rail.rescue(visit, facets.rescues(dated, lambda s: facets.of_statement(visit.kb, s), chosen))
        empty = notice(visit.say("timeline.none"), visit.say("timeline.none.text"), clear + cleared(visit, *_FACETS, "about"))
        st.html(rail.beside(visit, shown, empty))
        return
    rows = sorted(left.items, key=lambda s: (date_of(s), list(MARKS).index(s.status), s.predicate, s.id))
    st.html(rail.beside(visit, shown, _strip(visit, rows) + _years(visit, rows)))
    offer(visit, {"timeline.csv": tables.csv_of(tables.statement_rows(rows, visit.labels))})


def date_of(s: Statement) -> str:
    """The ISO date of a statement: its own, or the one that is its object."""
    return terms.date_of(s.object) if terms.is_date(s.object) else s.date


def _page(visit: Visit, rows: Sequence[Statement]) -> int:
    return max(1, min(visit.number("p", 1), -(-len(rows) // SHOWN)))


def _strip(visit: Visit, rows: Sequence[Statement]) -> str:
    """How much is said of each year; a bar leads to its year."""
    counts = Counter(date_of(s)[:4] for s in rows)
    most, page = max(counts.values()), _page(visit, rows)
    bars = []
    for year in sorted(counts):
        high = 8 + round(56 * counts[year] / most)
        label = visit.say("timeline.bar", year=year, count=counts[year])
        bar = f'<span class="hk-column" style="height:{high}px" aria-hidden="true"></span>'
        first = sum(counts[y] for y in counts if y < year) // SHOWN + 1
        href = f"#y{year}" if first == page else visit.here(p=first if first > 1 else None) + f"#y{year}"
        bars.append(f'<li><a href="{esc(href)}" title="{esc(label)}" aria-label="{esc(label)}">{bar}{esc(year)}</a></li>')
    return f'<ol class="hk-strip" aria-label="{esc(visit.say("timeline.strip"))}">{"".join(bars)}</ol>'


def _years(visit: Visit, rows: Sequence[Statement]) -> str:
    """Year by year, what holds or was done apart from what is only planned, proposed or denied."""
    out, page = [], _page(visit, rows)
    for year, some in groupby(rows[(page - 1) * SHOWN : page * SHOWN], key=lambda s: date_of(s)[:4]):
        given = list(some)
        out.append(element("h2", esc(visit.labels.date(year)), id=f"y{year}", class_="hk-year"))
        for name, group in (("holds", [s for s in given if s.status in HOLDING]), ("rest", [s for s in given if s.status not in HOLDING])):
            if group:
                head = f'{esc(visit.say(f"timeline.{name}"))} <span class="hk-count">{len(group)}</span>'
                out.append(element("h3", head, class_="hk-yearpart") + "".join(_event(visit, s) for s in group))
    return f'<div class="hk-timeline">{"".join(out)}</div>{pager(visit, page, -(-len(rows) // SHOWN))}'


def _event(visit: Visit, s: Statement) -> str:
    date = date_of(s)
    when = element("time", esc(visit.labels.date(date)), datetime=date if "/" not in date else None, class_="hk-when")
    said = f"{badge(visit, s.status)} {claim(visit, s, dated=False)}{quotations(visit, s)}"
    return f'<div class="hk-event">{when}<div class="hk-line">{said}</div></div>'
