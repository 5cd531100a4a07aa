"""Statements: the table, narrowed down by facets, grouped by status, for reading and for downloading."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from hetao_kg import output
from hetao_kg.explorer import facets, names, tables
from hetao_kg.explorer.html import element, esc, folded, link, notice
from hetao_kg.explorer.labels import MARKS
from hetao_kg.explorer.pages.search import facet
from hetao_kg.explorer.parts import badge, citations, cleared, cue_line, evidence, pager, thing, title
from hetao_kg.explorer.visit import Visit
from hetao_kg.types import Statement

#: Statements on one screen.
SHOWN = 40
_OPEN = ("status", "predicate")
#: Column -> what it is sorted by.
_SORTS = ("subject", "predicate", "object", "date")


def draw(visit: Visit) -> None:
    """The page."""
    st.html(title(visit, visit.say("nav.statements"), visit.say("statements.lead", count=f"{len(visit.kb.statements):,}")))
    about = st.text_input(
        visit.say("statements.about"), key="about", bind="query-params", placeholder=visit.say("statements.about"),
        label_visibility="collapsed", max_chars=200, icon=":material/search:",
    ).strip()  # fmt: skip
    rows: Sequence[Statement] = visit.kb.statements
    if about:
        wanted = {e.id for e in names.find(visit.kb, about)}
        rows = [s for s in rows if wanted & {s.subject, s.object}]
    chosen = {name: visit.params.get(name, ()) for name in facets.STATEMENT_FACETS}
    left = facets.narrow(rows, lambda s: facets.of_statement(visit.kb, s), chosen, facets.STATEMENT_FACETS)
    st.html(
        '<div class="hk-facets">'
        + "".join(facet(visit, n, left.counts[n], chosen[n], n in _OPEN) for n in facets.STATEMENT_FACETS if left.counts[n] or chosen[n])
        + "</div>"
    )
    if not left.items:
        st.html(notice(visit.say("statements.none"), visit.say("statements.none.text"), cleared(visit, *facets.STATEMENT_FACETS, "about")))
        return
    ordered = _ordered(visit, left.items)
    _table(visit, ordered)
    _downloads(visit, ordered)


def _ordered(visit: Visit, rows: Sequence[Statement]) -> list[Statement]:
    """By status first, so that what holds and what is proposed are never mixed."""
    by = visit.get("sort") if visit.get("sort") in _SORTS else "subject"
    ranks = list(MARKS)

    def rank(s: Statement) -> tuple[object, ...]:
        value = {
            "subject": visit.labels.entity(s.subject),
            "predicate": s.predicate,
            "object": visit.labels.entity(s.object),
            "date": s.date,
        }[by]
        return (ranks.index(s.status), not value, value, visit.labels.entity(s.subject), s.predicate, s.id)

    return sorted(rows, key=rank)


def _table(visit: Visit, rows: Sequence[Statement]) -> None:
    pages = -(-len(rows) // SHOWN)
    page = max(1, min(visit.number("p", 1), pages))
    shown = rows[(page - 1) * SHOWN : page * SHOWN]
    counts = {status: sum(s.status == status for s in rows) for status in MARKS}
    body = []
    for status, group in groupby(shown, key=lambda s: s.status):
        body.append(f'<tr class="hk-rowhead"><th colspan="5" scope="colgroup">{badge(visit, status, counts[status])}</th></tr>')
        body += [_row(visit, s) for s in group]
    heads = "".join(f'<th scope="col">{_sort(visit, name)}</th>' for name in _SORTS)
    heads += f'<th scope="col">{esc(visit.say("statements.evidence"))}</th>'
    table = f'<div class="hk-tablebox"><table class="hk-table"><thead><tr>{heads}</tr></thead><tbody>{"".join(body)}</tbody></table></div>'
    st.html(table + pager(visit, page, pages))


def _sort(visit: Visit, name: str) -> str:
    on = (visit.get("sort") or "subject") == name
    label = visit.say(f"statements.{name}") + (" ↓" if on else "")
    return link(visit.here(sort=name if name != "subject" else None, p=None), label, data_stay="")


def _row(visit: Visit, s: Statement) -> str:
    when = " · ".join(
        esc(text)
        for text in (visit.labels.date(s.date) if s.date else "", visit.labels.value(s.amount) if s.amount else "", s.note)
        if text
    )
    cells = [thing(visit, s.subject), esc(visit.labels.predicate(s.predicate)), thing(visit, s.object), when, quotations(visit, s)]
    heads = [visit.say(f"statements.{name}") for name in (*_SORTS, "evidence")]
    return "<tr>" + "".join(element("td", cell, data_head=head) for cell, head in zip(cells, heads, strict=True)) + "</tr>"


def quotations(visit: Visit, s: Statement) -> str:
    """All the evidence of a statement, folded; its documents are told without opening it."""
    items = []
    for e in s.evidence:
        items.append(evidence(visit, e, (), cue_line(visit, s.status, e) + citations(visit, e)))
    first = s.evidence[0].quote.text
    short = " ".join(first.split())
    more = f" +{len(s.evidence) - 1}" if len(s.evidence) > 1 else ""
    return folded(f"「{esc(short[:24])}{'…' if len(short) > 24 else ''}」{more}", "".join(items))


def _downloads(visit: Visit, rows: Sequence[Statement]) -> None:
    with st.container(horizontal=True):
        st.download_button(
            visit.say("download", form="CSV"),
            tables.csv_of(tables.statement_rows(rows, visit.labels)),
            "statements.csv",
            "text/csv",
            on_click="ignore",
        )
        lines = "".join(json.dumps(output.statement(s, visit.kb.entities), ensure_ascii=False) + "\n" for s in rows)
        st.download_button(visit.say("download", form="JSON"), lines, "statements.jsonl", "application/jsonl", on_click="ignore")
