"""Answers to SPARQL queries, equal over all stores, and the formats they are written in."""

from __future__ import annotations

import csv
import decimal
import io
import json
import math
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from typing import Literal as OneOf
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph
import rdflib

from hetao_kg.errors import QueryError
from hetao_kg.graph import rdf, terms

_XSD = "http://www.w3.org/2001/XMLSchema#"
_FLOATS = {_XSD + "double", _XSD + "float"}


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """An IRI, literal or blank node; a plain string has neither datatype nor language."""

    value: str
    type: OneOf["uri", "literal", "bnode"]
    datatype: str = ""
    language: str = ""


Row = tuple[Term | None, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What a query gave: rows of a ``select``, triples of a ``graph``, or the ``boolean`` of an ``ask``."""

    kind: OneOf["select", "ask", "graph"]
    variables: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    boolean: bool = False


def row_key(row: Row) -> tuple[tuple[str, str, str, str], ...]:
    """A total order of rows; what is unbound comes first."""
    return tuple(("", "", "", "") if term is None else (term.type, term.value, term.datatype, term.language) for term in row)


def literal(value: str, datatype: str = "", language: str = "") -> Term:
    """A literal in the one form that both engines' answers are brought to."""
    if language:
        return Term(value, "literal", "", language.lower())
    if datatype in {"", _XSD + "string"}:
        return Term(value, "literal")
    return Term(_canonical(value, datatype), "literal", datatype)


def from_oxigraph(node: object) -> Term | None:
    """A term of pyoxigraph's; None for what is unbound."""
    if isinstance(node, pyoxigraph.Literal):
        return literal(node.value, node.datatype.value, node.language or "")
    if isinstance(node, pyoxigraph.BlankNode):
        return Term(node.value, "bnode")
    return Term(node.value, "uri") if isinstance(node, pyoxigraph.NamedNode) else None


def from_rdflib(node: object) -> Term | None:
    """A term of rdflib's; None for what is unbound."""
    if isinstance(node, rdflib.Literal):
        return literal(str(node), str(node.datatype or ""), node.language or "")
    if isinstance(node, rdflib.BNode):
        return Term(str(node), "bnode")
    return None if node is None else Term(str(node), "uri")


def graph(triples: Iterable[Row]) -> Result:
    """The result of a CONSTRUCT or DESCRIBE: each triple once, in order."""
    return Result("graph", ("subject", "predicate", "object"), tuple(sorted(set(triples), key=row_key)))


def _canonical(value: str, datatype: str) -> str:
    try:
        if datatype == _XSD + "decimal":  # engines divide to different lengths
            return terms.canonical_decimal(round(decimal.Decimal(value), 12))
        if datatype in _FLOATS:
            number = float(value.replace("INF", "inf"))
            return "NaN" if math.isnan(number) else "INF" if number == math.inf else "-INF" if number == -math.inf else repr(number)
    except (ValueError, decimal.InvalidOperation):
        return value
    return {"1": "true", "0": "false"}.get(value, value) if datatype == _XSD + "boolean" else value


def to_json(result: Result) -> str:
    """SPARQL 1.1 Query Results JSON; triples as rows of ``subject``, ``predicate``, ``object``."""
    if result.kind == "ask":
        return json.dumps({"head": {}, "boolean": result.boolean}) + "\n"
    rows = [{name: _json_term(term) for name, term in zip(result.variables, row, strict=True) if term is not None} for row in result.rows]
    return json.dumps({"head": {"vars": list(result.variables)}, "results": {"bindings": rows}}, ensure_ascii=False, indent=1) + "\n"


def _json_term(term: Term) -> dict[str, str]:
    made = {"type": term.type, "value": term.value}
    if term.language:
        made["xml:lang"] = term.language
    if term.datatype:
        made["datatype"] = term.datatype
    return made


def to_csv(result: Result) -> str:
    """SPARQL 1.1 Query Results CSV: values alone, lines ended by CR LF."""
    if result.kind == "ask":
        return f"boolean\r\n{str(result.boolean).lower()}\r\n"
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(result.variables)
    writer.writerows([("_:" + t.value if t.type == "bnode" else t.value) if t else "" for t in row] for row in result.rows)
    return out.getvalue()


def to_tsv(result: Result) -> str:
    """SPARQL 1.1 Query Results TSV: terms as Turtle writes them."""
    if result.kind == "ask":
        return f"?boolean\n{str(result.boolean).lower()}\n"
    rows = [[str(_node(term)) if term else "" for term in row] for row in result.rows]
    return "".join("\t".join(cells) + "\n" for cells in [["?" + name for name in result.variables], *rows])


def to_xml(result: Result) -> str:
    """SPARQL Query Results XML; RDF/XML for triples."""
    if result.kind == "graph":
        return _rdf("rdfxml")(result)
    head = "".join(f"<variable name={quoteattr(name)}/>" for name in result.variables)
    if result.kind == "ask":
        body = f" <boolean>{str(result.boolean).lower()}</boolean>\n"
    else:
        body = " <results>\n" + "".join(_xml_row(result.variables, row) for row in result.rows) + " </results>\n"
    return (f'<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n'
            f" <head>{head}</head>\n{body}</sparql>\n")


def _xml_row(variables: Iterable[str], row: Row) -> str:
    cells = []
    for name, term in zip(variables, row, strict=True):
        if term is None:
            continue
        more = f" xml:lang={quoteattr(term.language)}" if term.language else ""
        more += f" datatype={quoteattr(term.datatype)}" if term.datatype else ""
        value = "".join(c for c in term.value if c in "\t\n\r" or c >= " ")
        cells.append(f"<binding name={quoteattr(name)}><{term.type}{more}>{escape(value)}</{term.type}></binding>")
    return f"  <result>{''.join(cells)}</result>\n"


def _rdf(syntax: str) -> Callable[[Result], str]:
    def write(result: Result) -> str:
        if result.kind != "graph":
            raise QueryError(f"{syntax} is for triples", "ask with CONSTRUCT or DESCRIBE, or choose table, json, csv, tsv or xml")
        return rdf.serialise(quads_of(result), syntax)

    return write


def quads_of(result: Result) -> list[pyoxigraph.Quad]:
    """The triples of a CONSTRUCT or DESCRIBE, in no graph."""
    return [pyoxigraph.Quad(_node(subject), _node(predicate), _node(object_)) for subject, predicate, object_ in result.rows]


def _node(term: Term | None) -> Any:  # noqa: ANN401 - one of pyoxigraph's terms, as its place allows
    assert term is not None
    if term.type == "uri":
        return pyoxigraph.NamedNode(term.value)
    if term.type == "bnode":
        return pyoxigraph.BlankNode(term.value)
    if term.language:
        return pyoxigraph.Literal(term.value, language=term.language)
    return pyoxigraph.Literal(term.value, datatype=pyoxigraph.NamedNode(term.datatype) if term.datatype else None)


def to_table(result: Result) -> str:
    """Columns for reading, IRIs shortened; Chinese characters count as two."""
    if result.kind == "ask":
        return f"{str(result.boolean).lower()}\n"
    rows = [list(result.variables)] + [[shown(term) for term in row] for row in result.rows]
    widths = [max(_width(row[column]) for row in rows) for column in range(len(result.variables))]
    lines = ["  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines.insert(1, "  ".join("─" * width for width in widths))
    return "\n".join(lines) + "\n"


def shown(term: Term | None) -> str:
    """A term for reading: a shortened IRI, or the bare value on one line."""
    if term is None:
        return ""
    if term.type == "uri":
        for prefix, namespace in terms.PREFIXES.items():
            if term.value.startswith(namespace) and "/" not in term.value[len(namespace):]:
                return f"{prefix}:{term.value[len(namespace):]}"
        return f"<{term.value}>"
    return " ".join(term.value.split()) if term.type == "literal" else f"_:{term.value}"


def _width(text: str) -> int:
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


@dataclass(frozen=True, slots=True)
class Format:
    """How a result is written, and the media types that ask for it: for rows and yes or no, and for triples."""

    write: Callable[[Result], str]
    rows: tuple[str, ...] = ()
    triples: tuple[str, ...] = ()


#: Name of a format -> how it is written.
FORMATS: dict[str, Format] = {
    "table": Format(to_table),
    "json": Format(to_json, ("application/sparql-results+json", "application/json")),
    "xml": Format(to_xml, ("application/sparql-results+xml", "application/xml", "text/xml"), ("application/rdf+xml", "application/xml")),
    "csv": Format(to_csv, ("text/csv",)),
    "tsv": Format(to_tsv, ("text/tab-separated-values",)),
    "turtle": Format(_rdf("turtle"), (), ("text/turtle", "application/x-turtle")),
    "ntriples": Format(_rdf("ntriples"), (), ("application/n-triples", "text/plain")),
    "jsonld": Format(_rdf("jsonld"), (), ("application/ld+json", "application/json")),
}
