"""HTML for readers: the query page, and a page for each thing that has an IRI."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hetao_kg.graph.library import Example
from hetao_kg.graph.terms import ID, PREFIXES

Binding = Mapping[str, Mapping[str, str]]
_MOST = 500
_LANGUAGES = ("zh-hant", "zh", "zh-hans", "en")
#: What is said of a thing, and what is said with it, with the names of everything on the way.
ABOUT = f"""SELECT ?way ?p ?other ?pName ?otherName WHERE {{
  {{ SELECT ?way ?p ?other WHERE {{
    {{ BIND("out" AS ?way) <%s> ?p ?other }} UNION {{ BIND("in" AS ?way) ?other ?p <%s> }}
  }} LIMIT {_MOST} }}
  OPTIONAL {{ ?p rdfs:label ?pName }}
  OPTIONAL {{ ?other rdfs:label ?otherName }}
}} ORDER BY ?way ?p ?other"""
_STYLE = """<style>body{font:16px/1.5 "PingFang HK","Noto Sans CJK HK","Microsoft JhengHei",sans-serif;max-width:60rem;margin:2rem auto;
padding:0 1rem;color:#1d1d1b}th,td{text-align:left;vertical-align:top;padding:.2rem 1rem .2rem 0;border-bottom:1px solid #d8d4ca}
a{color:#00558f}code{word-break:break-all}small{color:#5c584f}table{border-collapse:collapse;width:100%}</style>"""


def query_page(examples: Sequence[Example]) -> str:
    """The page with the editor, the examples and the table of results; it asks nobody but this server."""
    rows = [{"query": e.query, "titles": dict(e.titles), "explanations": dict(e.explanations)} for e in examples]
    data = json.dumps({"examples": rows, "prefixes": PREFIXES, "ids": str(ID)}, ensure_ascii=False).replace("<", "\\u003c")
    return (Path(__file__).parent / "query.html").read_text("utf-8").replace("/*data*/", data)


def thing_page(iri: str, rows: Sequence[Binding], root: str) -> str:
    """What is known of ``iri``; ``root`` leads from the page to the server's own address."""
    names = [row["other"]["value"] for row in rows if row["way"]["value"] == "out" and row["p"]["value"].endswith(("#label", "/exact"))]
    title = names[0] if names else _short(iri)
    parts = [_table(rows, "out", "", root), _table(rows, "in", "Said with it", root)]
    more = f"<p><small>The first {_MOST} triples are shown; the endpoint has all.</small></p>" if len(rows) >= _MOST else ""
    links = " · ".join(f'<a href="?format={form}">{form}</a>' for form in ("turtle", "ntriples", "jsonld", "xml"))
    return (f'<!doctype html><html lang="zh-Hant"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
            f"<title>{_esc(title)}</title>{_STYLE}<h1>{_esc(title)}</h1><p><code>{_esc(iri)}</code></p>{''.join(parts)}{more}"
            f'<p>{links} · <a href="{root}">SPARQL</a></p></html>')  # fmt: skip


def _table(rows: Sequence[Binding], way: str, title: str, root: str) -> str:
    found = {(row["p"]["value"], row["other"]["value"]): row for row in rows if row["way"]["value"] == way}
    names = _names(rows)
    lines = [f"<tr><th scope=row>{_term(row['p'], names, root)}</th><td>{_term(row['other'], names, root)}" for row in found.values()]
    head = f"<h2>{title}</h2>" if title else ""
    return f"{head}<table>{''.join(lines)}</table>" if lines else ""


def _names(rows: Sequence[Binding]) -> dict[str, str]:
    """The one name to show of each IRI: in Traditional Chinese where there is one."""
    named = [(row[key]["value"], row[f"{key}Name"]) for row in rows for key in ("p", "other") if f"{key}Name" in row]
    named.sort(key=lambda pair: _LANGUAGES.index(pair[1].get("xml:lang", "")) if pair[1].get("xml:lang", "") in _LANGUAGES else 9)
    return {iri: name["value"] for iri, name in reversed(named)}


def _term(term: Mapping[str, str], names: Mapping[str, str], root: str) -> str:
    value = term["value"]
    shown = _esc(names.get(value) or _short(value))
    if term["type"] != "uri":
        language = f' lang="{_esc(term["xml:lang"])}"' if "xml:lang" in term else ""
        return f"<span{language}>{_esc(value)}</span>"
    if value.startswith(str(ID)):
        return f'<a href="{root}id/{_esc(value.removeprefix(str(ID)))}">{shown}</a>'
    return f'<a href="{_esc(value)}" rel="noreferrer">{shown}</a>' if value.startswith(("http://", "https://")) else shown


def _short(iri: str) -> str:
    for prefix, space in PREFIXES.items():
        if iri.startswith(space):
            return f"{prefix}:{iri.removeprefix(space)}"
    return iri


def _esc(text: Any) -> str:  # noqa: ANN401
    return html.escape(str(text), quote=True)
