"""SPARQL: an editor with the example queries, the result as a table, and downloads."""

from __future__ import annotations

import streamlit as st

from hetao_kg.errors import QueryError
from hetao_kg.explorer import queries
from hetao_kg.explorer.html import element, esc, folded, link, notice
from hetao_kg.explorer.parts import pager, thing, title
from hetao_kg.explorer.visit import Visit
from hetao_kg.graph import library, terms
from hetao_kg.graph.results import Result, Term, shown, to_csv, to_json

#: Rows on one screen, and rows that are looked through at most.
SHOWN, LARGEST = 50, 5_000
_NUMBERS = ("integer", "decimal", "double", "float")


def draw(visit: Visit) -> None:
    """The page."""
    st.html(title(visit, "SPARQL", visit.say("sparql.lead", seconds=queries.SECONDS)) + _examples(visit))
    query = st.text_area(visit.say("sparql.query"), key="query", bind="query-params", height=260, max_chars=20_000).strip()
    st.button(visit.say("sparql.run"), type="primary")
    prefixes = "\n".join(f"PREFIX {name}: <{space}>" for name, space in terms.PREFIXES.items())
    st.html(folded(esc(visit.say("sparql.prefixes")), f'<pre lang="en">{esc(prefixes)}</pre>'))
    if not query:
        return
    try:
        with st.spinner(visit.say("sparql.running")):
            result = queries.run(visit.kb.folder, query)
    except QueryError as error:
        st.html(notice(visit.say("sparql.error"), str(error)))
        return
    _draw(visit, result)


def _examples(visit: Visit) -> str:
    items = []
    for example in library.examples(visit.kb.ontology.folder):
        href = visit.link("sparql", query=example.query)
        items.append(f"<li>{link(href, example.title(visit.language), title=example.explanation(visit.language))}</li>")
    return f'<p class="hk-source">{esc(visit.say("sparql.examples"))}</p><ul class="hk-examples">{"".join(items)}</ul>'


def _draw(visit: Visit, result: Result) -> None:
    if result.kind == "ask":
        st.html(element("p", esc(visit.say("sparql.yes" if result.boolean else "sparql.no")), class_="hk-verdict"))
        return
    if not result.rows:
        st.html(notice(visit.say("sparql.none"), visit.say("sparql.none.text")))
        return
    pages = -(-min(len(result.rows), LARGEST) // SHOWN)
    page = max(1, min(visit.number("p", 1), pages))
    told = visit.say("sparql.rows", count=f"{len(result.rows):,}")
    if len(result.rows) > LARGEST:
        told += " " + visit.say("sparql.cut", count=f"{LARGEST:,}")
    largest = {n: _largest(result, n) for n in range(len(result.variables))}
    heads = "".join(f'<th scope="col">{esc(name)}</th>' for name in result.variables)
    rows = []
    for row in result.rows[(page - 1) * SHOWN : page * SHOWN]:
        cells = (element("td", _cell(visit, term, largest[n]), data_head=result.variables[n]) for n, term in enumerate(row))
        rows.append(f"<tr>{''.join(cells)}</tr>")
    table = f'<table class="hk-table hk-plain"><thead><tr>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
    st.html(f'<p class="hk-source">{esc(told)}</p><div class="hk-tablebox" tabindex="0">{table}</div>{pager(visit, page, pages)}')
    with st.container(horizontal=True):
        st.download_button(visit.say("download", form="CSV"), to_csv(result), "result.csv", "text/csv", on_click="ignore")
        st.download_button(
            visit.say("download", form="JSON"), to_json(result), "result.srj", "application/sparql-results+json", on_click="ignore"
        )


def _largest(result: Result, column: int) -> float:
    """The largest number of a column that holds nothing but counts; 0 for any other."""
    cells = [row[column] for row in result.rows if row[column] is not None]
    if (
        not cells
        or len(result.variables) < 2
        or not all(c and c.datatype.endswith(_NUMBERS) and not c.value.startswith("-") for c in cells)
    ):
        return 0.0
    return max(float(c.value) for c in cells if c)


def _cell(visit: Visit, term: Term | None, largest: float) -> str:
    if term is None:
        return ""
    if term.type == "uri":
        if term.value in visit.labels.by_iri:
            return thing(visit, visit.labels.by_iri[term.value])
        document = next((d for d in visit.kb.documents if str(terms.document(d)) == term.value), "")
        return link(visit.link("documents", doc=document), visit.labels.document(document)) if document else esc(shown(term))
    if largest:
        wide = round(100 * float(term.value) / largest)
        return f'<span class="hk-bar" style="width:{wide}px" aria-hidden="true"></span>{esc(term.value)}'
    lang = f' lang="{esc(term.language)}"' if term.language else ""
    return f"<span{lang}>{esc(term.value)}</span>"
