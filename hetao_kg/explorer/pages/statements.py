"""Statements: the table, narrowed down by facets, grouped by status; and what is compared of them, each a view of its own."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from hetao_kg import output
from hetao_kg.explorer import facets, grid, names, rail, tables
from hetao_kg.explorer.downloads import json_lines, offer
from hetao_kg.explorer.html import element, esc, link, notice
from hetao_kg.explorer.labels import MARKS
from hetao_kg.explorer.pages import disagreements, figures, proposals
from hetao_kg.explorer.parts import badge, cleared, pager, quotations, thing, title
from hetao_kg.explorer.visit import Visit
from hetao_kg.types import Statement

#: Statements on one screen.
SHOWN = 40
_OPEN = ("status", "predicate")
#: Name of a view, as in ``?view=`` -> what draws it for the words entered; without a view, the statements themselves.
VIEWS = {"figures": figures.draw, "proposals": proposals.draw, "conflicts": disagreements.draw}
#: Columns that the table is sorted by.
_SORTS = ("subject", "predicate", "object", "date")


def draw(visit: Visit) -> None:
    """The page."""
    view = visit.get("view") if visit.get("view") in VIEWS else ""
    count = {"": len(visit.kb.statements), "figures": len(visit.kb.figures), "proposals": len(visit.kb.proposals),
             "conflicts": len(visit.kb.conflicts)}[view]  # fmt: skip
    lead = visit.say(f"{view or 'statements'}.lead", count=f"{count:,}")
    st.html(title(visit, visit.say("nav.statements"), lead) + _tabs(visit, view))
    if view:
        VIEWS[view](visit, _words(visit))
        return
    _statements(visit)


def _tabs(visit: Visit, view: str) -> str:
    """What the page may list."""
    names = [("", "statements"), *((name, name) for name in VIEWS)]
    links = (
        link(visit.link("statements", view=name), visit.say(f"statements.view.{key}"), aria_current="true" if name == view else None)
        for name, key in names
    )
    return element("nav", "".join(links), class_="hk-tabs", aria_label=visit.say("statements.views"))


def _words(visit: Visit) -> str:
    return st.text_input(
        visit.say("table.filter"), key="find", bind="query-params", placeholder=visit.say("table.filter"),
        label_visibility="collapsed", max_chars=200, icon=":material/filter_list:",
    ).strip()  # fmt: skip


def _statements(visit: Visit) -> None:
    rows = _asked(visit)
    chosen = {name: visit.params.get(name, ()) for name in facets.STATEMENT_FACETS}
    left = facets.narrow(rows, lambda s: facets.of_statement(visit.kb, s), chosen, facets.STATEMENT_FACETS)
    shown = rail.facets(visit, left.counts, chosen, _OPEN)
    if not left.items:
        clear = rail.rescue(visit, facets.rescues(rows, lambda s: facets.of_statement(visit.kb, s), chosen))
        clear += cleared(visit, *facets.STATEMENT_FACETS, "about", "find")
        st.html(rail.beside(visit, shown, notice(visit.say("statements.none"), visit.say("statements.none.text"), clear)))
        return
    ordered = _ordered(visit, left.items)
    st.html(rail.beside(visit, shown, _table(visit, ordered)))
    _downloads(visit, ordered)


def _asked(visit: Visit) -> Sequence[Statement]:
    """The statements about the name and with the words that the reader entered."""
    first, second = st.columns(2)
    about = first.text_input(
        visit.say("statements.about"), key="about", bind="query-params", placeholder=visit.say("statements.about"),
        label_visibility="collapsed", max_chars=200, icon=":material/search:",
    ).strip()  # fmt: skip
    with second:
        words = _words(visit)
    rows: Sequence[Statement] = visit.kb.statements
    if about:
        wanted = {e.id for e in names.find(visit.kb, about)}
        rows = [s for s in rows if wanted & {s.subject, s.object}]
    return grid.having(rows, words, lambda s: _text(visit, s)) if words else rows


def _text(visit: Visit, s: Statement) -> str:
    """Everything that a row of the table says."""
    said = [visit.labels.entity(s.subject), visit.labels.predicate(s.predicate), visit.labels.entity(s.object), s.note, s.date]
    return " ".join([*said, *(e.quote.text for e in s.evidence)])


def _ordered(visit: Visit, rows: Sequence[Statement]) -> list[Statement]:
    """By status first, so that what holds and what is proposed are never mixed; then as asked for, else the foremost first."""
    wanted = visit.get("sort")
    by = wanted.removeprefix("-")
    ranks = list(MARKS)
    if by not in _SORTS:
        return sorted(rows, key=lambda s: (ranks.index(s.status), *_weight(visit, s), visit.labels.entity(s.subject), s.predicate, s.id))

    def value(s: Statement) -> str:
        return {"subject": visit.labels.entity(s.subject), "predicate": visit.labels.predicate(s.predicate),
                "object": visit.labels.entity(s.object), "date": s.date}[by]  # fmt: skip

    found = sorted(rows, key=lambda s: (visit.labels.entity(s.subject), s.predicate, s.id))
    found.sort(key=value, reverse=wanted.startswith("-"))
    found.sort(key=lambda s: (ranks.index(s.status), not value(s)))
    return found


def _weight(visit: Visit, s: Statement) -> tuple[bool, int]:
    """Short forms last; what is said of the things that most is said of first."""
    return s.predicate == "abbreviates", -len(names.statements_of(visit.kb, s.subject))


def _table(visit: Visit, rows: Sequence[Statement]) -> str:
    pages = -(-len(rows) // SHOWN)
    page = max(1, min(visit.number("p", 1), pages))
    shown = rows[(page - 1) * SHOWN : page * SHOWN]
    counts = {status: sum(s.status == status for s in rows) for status in MARKS}
    body = []
    for status, group in groupby(shown, key=lambda s: s.status):
        body.append(f'<tr class="hk-rowhead"><th colspan="5" scope="colgroup">{badge(visit, status, counts[status])}</th></tr>')
        before = ""
        for s in group:
            body.append(_row(visit, s, s.subject == before))
            before = s.subject
    heads = "".join(grid.heading(visit, name, visit.say(f"statements.{name}")) for name in _SORTS)
    heads += f'<th scope="col">{esc(visit.say("statements.evidence"))}</th>'
    table = f'<table class="hk-table hk-said"><thead><tr>{heads}</tr></thead><tbody>{"".join(body)}</tbody></table>'
    ways = grid.sorts(visit, [(name, visit.say(f"statements.{name}")) for name in _SORTS])
    return f'{ways}<div class="hk-tablebox">{table}</div>{pager(visit, page, pages)}'


def _row(visit: Visit, s: Statement, again: bool) -> str:
    """One statement; a subject that is the same as above is only told softly ``again``."""
    date = visit.labels.date(s.date) if s.date and s.object != f"date:{s.date}" else ""
    when = " · ".join(esc(text) for text in (date, visit.labels.value(s.amount) if s.amount else "", s.note) if text)
    cells = [thing(visit, s.subject), esc(visit.labels.predicate(s.predicate)), thing(visit, s.object), when, quotations(visit, s)]
    heads = [visit.say(f"statements.{name}") for name in (*_SORTS, "evidence")]
    row = "".join(element("td", cell, data_head=head) for cell, head in zip(cells, heads, strict=True))
    return f'<tr class="hk-again">{row}</tr>' if again else f"<tr>{row}</tr>"


def _downloads(visit: Visit, rows: Sequence[Statement]) -> None:
    lines = json_lines(output.statement(s, visit.kb.entities) for s in rows)
    offer(visit, {"statements.csv": tables.csv_of(tables.statement_rows(rows, visit.labels)), "statements.jsonl": lines})
