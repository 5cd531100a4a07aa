"""SPARQL: an editor with the example queries; the result as a table, a chart or a graph, and downloads."""

from __future__ import annotations

import time
from pathlib import Path

import streamlit as st

from hetao_kg.errors import QueryError
from hetao_kg.explorer import canvas, charts, drawing, grid, queries
from hetao_kg.explorer import neighbourhood as near
from hetao_kg.explorer.downloads import offer
from hetao_kg.explorer.html import element, esc, folded, link, notice
from hetao_kg.explorer.parts import choice, filters, thing, title
from hetao_kg.explorer.visit import Visit
from hetao_kg.graph import library, terms
from hetao_kg.graph.results import FORMATS, Result, Row, Term, shown, to_csv, to_json
from hetao_kg.types import STATUSES, Statement, Status

#: Rows on one screen, bars of a chart, nodes of a graph.
SHOWN, BARS, NODES = 50, 40, 60
_VIEWS = ("table", "chart", "graph")


def draw(visit: Visit) -> None:
    """The page."""
    lead = visit.say("sparql.lead", seconds=queries.SECONDS, rows=f"{queries.ROWS:,}")
    st.html(title(visit, "SPARQL", lead) + _examples(visit))
    query = st.text_area(visit.say("sparql.query"), key="query", bind="query-params", height=200, max_chars=20_000).strip()
    st.button(visit.say("sparql.run"), type="primary")
    prefixes = "\n".join(f"PREFIX {name}: <{space}>" for name, space in terms.PREFIXES.items())
    st.html(folded(esc(visit.say("sparql.prefixes")), f'<pre lang="en">{esc(prefixes)}</pre>'))
    if not query:
        return
    try:
        with st.spinner(visit.say("sparql.running", seconds=queries.SECONDS)):
            result, seconds = _result(str(visit.kb.snapshot), visit.kb.folder, query)
    except QueryError as error:
        st.html(notice(visit.say("sparql.error"), visit.told(str(error))))
        return
    _draw(visit, result, seconds)


@st.cache_resource(max_entries=16, show_spinner=False)
def _result(snapshot: str, folder: Path, query: str) -> tuple[Result, float]:
    """What a query gave on a snapshot and in how many seconds; sorting or drawing it does not run it again."""
    begun = time.monotonic()
    return queries.run(folder, query), time.monotonic() - begun


def _examples(visit: Visit) -> str:
    """The ready-made queries; below them what the one does that is run. They fold as soon as there is a query."""
    items, now = [], ""
    for example in library.examples(visit.kb.ontology.folder):
        href, name, does = visit.link("sparql", query=example.query), example.title(visit.language), example.explanation(visit.language)
        items.append(f"<li>{link(href, name, title=does)}</li>")
        if example.query == visit.get("query").strip():
            now = f"<p><b>{esc(name)}</b> · {esc(does)}</p>"
    head = f'{esc(visit.say("sparql.examples"))} <span class="hk-count">{len(items)}</span>'
    return folded(head, f'<ul class="hk-examples">{"".join(items)}</ul>', opened=not visit.get("query"), class_="hk-queries") + now


def _draw(visit: Visit, whole: Result, seconds: float) -> None:
    result, cut = queries.limited(whole)
    if result.kind == "ask":
        st.html(element("p", esc(visit.say("sparql.yes" if result.boolean else "sparql.no")), class_="hk-verdict"))
        return
    if not result.rows:
        st.html(notice(visit.say("sparql.none"), visit.say("sparql.none.text")))
        return
    told = visit.say("sparql.rows", count=f"{len(result.rows):,}", seconds=f"{seconds:.1f}")
    if cut:
        told += " " + visit.say("sparql.cut", count=f"{queries.ROWS:,}")
    bars, edges = charts.bars_of(result), _edges(visit, result)
    possible = [view for view, has in zip(_VIEWS, (True, bars, edges), strict=True) if has]
    view = visit.get("view") if visit.get("view") in possible else "table"
    options = [(name, esc(visit.say(f"sparql.view.{name}"))) for name in possible]
    ways = filters(visit, visit.say("sparql.view"), choice(visit, "view", options, view)) if len(options) > 1 else ""
    st.html(f'<p class="hk-source" role="status">{esc(told)}</p>{ways}')
    if view == "table":
        _table(visit, result)
    elif view == "chart":
        st.html(charts.bars(visit, [charts.Bar(_plain(visit, label), n, f"{n:,.10g}") for label, n in bars[:BARS]], len(bars)))
    else:
        _graph(visit, edges)
    _downloads(visit, whole)


def _table(visit: Visit, result: Result) -> None:
    words = st.text_input(
        visit.say("table.filter"), key="find", bind="query-params", placeholder=visit.say("table.filter"), label_visibility="collapsed",
        max_chars=200, icon=":material/filter_list:",
    ).strip()  # fmt: skip
    rows = grid.having(result.rows, words, lambda row: " ".join(_plain(visit, term) for term in row)) if words else list(result.rows)
    columns = [_column(visit, result, number) for number in range(len(result.variables))]
    if not rows:
        st.html(notice(visit.say("sparql.none"), visit.say("table.none")))
        return
    st.html(grid.table(visit, grid.ordered(visit, rows, columns), columns, SHOWN))


def _column(visit: Visit, result: Result, number: int) -> grid.Column[Row]:
    name, counted = result.variables[number], charts.numeric(result, number)
    largest = max((float(term.value) for row in result.rows if (term := row[number])), default=0.0) if counted else 0.0

    def cell(row: Row) -> str:
        return _cell(visit, row[number], largest if len(result.variables) > 1 else 0.0)

    def key(row: Row) -> str | float:
        term = row[number]
        return "" if term is None else float(term.value) if counted else _plain(visit, term)

    return grid.Column(name, name, cell, key)


def _plain(visit: Visit, term: Term | None) -> str:
    """A term as plain words."""
    if term is None:
        return ""
    if term.type == "uri" and term.value in visit.labels.by_iri:
        return visit.labels.entity(visit.labels.by_iri[term.value])
    return shown(term)


def _cell(visit: Visit, term: Term | None, largest: float) -> str:
    if term is None:
        return ""
    if term.type == "uri":
        if term.value in visit.labels.by_iri:
            return thing(visit, visit.labels.by_iri[term.value])
        document = next((d for d in visit.kb.documents if str(terms.document(d)) == term.value), "")
        return link(visit.link("documents", doc=document), visit.labels.document(document)) if document else esc(shown(term))
    if largest > 0:
        wide = round(100 * max(float(term.value), 0.0) / largest)
        return f'<span class="hk-bar" style="width:{wide}px" aria-hidden="true"></span>{esc(term.value)}'
    lang = f' lang="{esc(term.language)}"' if term.language else ""
    return f"<span{lang}>{esc(term.value)}</span>"


def _edges(visit: Visit, result: Result) -> tuple[Statement, ...]:
    """Rows as lines between what their first two columns of names say; a status or relation beside them is kept."""
    named = [n for n, name in enumerate(result.variables) if charts.names(result, n) and name not in charts.BESIDE]
    if len(named) < 2:
        return ()
    beside = {name: n for n, name in enumerate(result.variables) if name in charts.BESIDE}
    found: dict[tuple[str, ...], Statement] = {}
    for row in result.rows:
        ends = [_node(visit, row[named[0]]), _node(visit, row[named[1]])]
        if not all(ends) or ends[0] == ends[1]:
            continue
        given = {name: _plain(visit, row[n]) for name, n in beside.items()}
        status: Status = next((s for s in STATUSES if s == given.get("status")), "in-force")
        relation = given.get("relation") or given.get("predicate", "")
        found.setdefault((*ends, status, relation), Statement(str(len(found)), ends[0], relation, ends[1], status, ()))
    return tuple(found.values())


def _node(visit: Visit, term: Term | None) -> str:
    return "" if term is None else visit.labels.by_iri.get(term.value, "") or visit.labels.named.get(term.value, "") or shown(term)


def _graph(visit: Visit, edges: tuple[Statement, ...]) -> None:
    part = near.whole(edges, NODES)
    told = visit.say("graph.picture", nodes=len(part.nodes), statements=len(part.statements))
    rest = " " + visit.say("graph.rest", count=part.left_out) if part.left_out else ""
    st.html(f'<p class="hk-source">{esc(told + rest)}</p>')
    svg = drawing.picture(visit, part, "", page="entity")
    canvas.show(visit, svg, still=True)
    offer(visit, {"graph.svg": svg})


def _downloads(visit: Visit, result: Result) -> None:
    turtle = {"result.ttl": FORMATS["turtle"].write(result)} if result.kind == "graph" else {}
    offer(visit, {"result.csv": to_csv(result), "result.srj": to_json(result), **turtle})
