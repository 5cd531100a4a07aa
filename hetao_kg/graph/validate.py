"""A graph -> its problems: shapes broken, quotes that differ from their document, plain triples that do not hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from hetao_kg.graph import schema, terms
from hetao_kg.graph.results import Term, shown
from hetao_kg.graph.schema import Triple
from hetao_kg.graph.snapshots import read_checked
from hetao_kg.graph.stores import read_quads
from hetao_kg.graph.terms import GRAPHS, HETAO, OA
from hetao_kg.types import HOLDING, Problem

_HINT = "run hetao-kg build; if it comes back, the extraction or the ontology is at fault"


def validate(nquads: Path, documents: Mapping[str, str], shapes: Path, ontology: Path) -> list[Problem]:
    """Every problem of the graph in ``nquads``, sorted; an empty list means that it is sound.

    ``documents`` maps a document id to its text. ``ontology`` is the file that the shapes look predicates up in, so
    that a graph built with another one is measured by today's.
    """
    union, plain = Graph(), set[Triple]()
    for subject, predicate, object_, graph in read_quads(read_checked(nquads, ""), nquads):
        if graph == GRAPHS["truthy"]:
            plain.add((subject, predicate, object_))
        if graph != GRAPHS["ontology"]:
            union.add((subject, predicate, object_))
    for triple in schema.read(ontology).triples:
        union.add(triple)
    found = [*_quotes(union, documents), *_holding(union, plain), *_shapes(union, shapes)]
    return sorted(set(found), key=lambda problem: (problem.where, problem.what))


def _quotes(graph: Graph, documents: Mapping[str, str]) -> Iterator[Problem]:
    """Each quote must be the slice of its document's text, to the character."""
    texts = {terms.document(identifier): text for identifier, text in documents.items()}
    for evidence in graph.subjects(RDF.type, HETAO.Evidence):
        for source in graph.objects(evidence, OA.hasSource):
            selectors = list(graph.objects(evidence, OA.hasSelector))
            exact, start, end = (_one(graph, selectors, property_) for property_ in (OA.exact, OA.start, OA.end))
            if exact is None or start is None or end is None:
                continue  # the shapes say so
            text = texts.get(source) if isinstance(source, URIRef) else None
            if text is None:
                yield Problem(_shown(evidence), f"quotes {_shown(source)}, which is not in the knowledge base", _HINT)
            elif text[_offset(start):_offset(end)] != exact:
                yield Problem(_shown(evidence), f"the quote is not what stands at {start}–{end} of {_shown(source)}", _HINT)


def _one(graph: Graph, selectors: list[Node], property_: URIRef) -> str | None:
    return next((str(value) for selector in selectors for value in graph.objects(selector, property_)), None)


def _offset(value: str) -> int:
    return int(value) if value.isdecimal() else 0


def _holding(graph: Graph, plain: set[Triple]) -> Iterator[Problem]:
    """No plain triple may rest on plans, proposals and denials alone."""
    holding = {terms.STATUS_IRIS[status] for status in HOLDING}
    allowed = set()
    for statement, status in graph.subject_objects(HETAO.status):
        if status in holding:
            subject, predicate, object_ = (graph.value(statement, p) for p in (RDF.subject, RDF.predicate, RDF.object))
            allowed.add((subject, predicate, object_))
            if (predicate, RDF.type, schema.SYMMETRIC) in graph:
                allowed.add((object_, predicate, subject))
    for triple in plain - allowed:
        what = f"stands as plain triple {_shown(triple[1])} {_shown(triple[2])}, but no statement of it holds"
        yield Problem(_shown(triple[0]), what, _HINT)


def _shapes(union: Graph, shapes: Path) -> Iterator[Problem]:
    """SHACL over the union of all graphs."""
    import pyshacl

    conforms, report, _ = pyshacl.validate(union, shacl_graph=schema.parse(shapes), inplace=True, inference="none", meta_shacl=False)
    if conforms:
        return
    for result in report.objects(None, SH.result):
        message = next((str(value) for value in report.objects(result, SH.resultMessage)), "breaks a shape")
        focus, value = report.value(result, SH.focusNode), report.value(result, SH.value)
        path = report.value(result, SH.resultPath)
        detail = f" ({_shown(value)})" if value is not None and path is not None else ""
        yield Problem(_shown(value if path is None and isinstance(value, URIRef) else focus), f"{message}{detail}", _HINT)


def _shown(node: Node | None) -> str:
    if isinstance(node, Literal):
        return shown(Term(str(node), "literal"))
    return shown(Term(str(node), "uri")) if isinstance(node, URIRef) else "?"
