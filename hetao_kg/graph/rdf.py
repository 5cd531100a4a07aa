"""Triples and quads -> RDF texts, equal bytes for equal data whatever their order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple

from hetao_kg.graph import terms

#: Name of a syntax -> what writes it. Those for triples alone drop the names of graphs.
_NATIVE = {"turtle": RdfFormat.TURTLE, "trig": RdfFormat.TRIG, "ntriples": RdfFormat.N_TRIPLES, "nquads": RdfFormat.N_QUADS,
           "rdfxml": RdfFormat.RDF_XML}  # fmt: skip
SYNTAXES = (*_NATIVE, "jsonld")
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_STRING = "http://www.w3.org/2001/XMLSchema#string"


def serialise(quads: Iterable[Quad], syntax: str) -> str:
    """``quads`` in one of :data:`SYNTAXES`; in ``turtle``, ``ntriples`` and ``rdfxml`` as the union of their graphs."""
    if syntax == "jsonld":
        return _jsonld(sorted(set(quads), key=str))
    form = _NATIVE[syntax]
    data: Iterable[Any] = quads if form.supports_datasets else (quad.triple for quad in quads)
    prefixes = {} if syntax in {"ntriples", "nquads"} else terms.PREFIXES
    text = pyoxigraph.serialize(sorted(set(data), key=_order), format=form, prefixes=prefixes)
    assert text is not None
    lines = text.decode("utf-8").split("\n")
    if not prefixes:
        return "".join(line + "\n" for line in sorted(lines) if line)
    head = [line for line in lines if line.startswith("@prefix")]
    return "\n".join(sorted(head) + lines[len(head):])


def _order(found: Quad | Triple) -> tuple[str, ...]:
    """By graph, then subject, its class first: what is said of one thing stands together."""
    graph = str(found.graph_name) if isinstance(found, Quad) else ""
    return graph, str(found.subject), "" if found.predicate.value == _TYPE else found.predicate.value, str(found.object)


def context() -> dict[str, Any]:
    """The JSON-LD context: our prefixes."""
    return dict(terms.PREFIXES)


def _jsonld(quads: list[Quad]) -> str:
    """JSON-LD 1.1 with :func:`context`: one node object a subject and graph, plain strings and compact IRIs where they say the same."""
    graphs: dict[str, dict[str, dict[str, Any]]] = {}
    for quad in quads:
        name = "" if isinstance(quad.graph_name, DefaultGraph) else _iri(quad.graph_name)
        node = graphs.setdefault(name, {}).setdefault(_iri(quad.subject), {"@id": _iri(quad.subject)})
        if quad.predicate.value == _TYPE and not isinstance(quad.object, Literal):
            node.setdefault("@type", []).append(_iri(quad.object))
        else:
            node.setdefault(_iri(quad.predicate), []).append(_value(quad.object))
    plain = [_slim(node) for node in graphs.pop("", {}).values()]
    named = [{"@id": name, "@graph": [_slim(node) for node in nodes.values()]} for name, nodes in sorted(graphs.items())]
    return json.dumps({"@context": context(), "@graph": [*plain, *named]}, ensure_ascii=False, indent=1) + "\n"


def _iri(node: object) -> str:
    """A compact IRI where a prefix fits and what is left cannot be read as anything else."""
    if isinstance(node, BlankNode):
        return f"_:{node.value}"
    assert isinstance(node, NamedNode)
    for prefix, namespace in terms.PREFIXES.items():
        rest = node.value.removeprefix(namespace)
        if rest != node.value and rest and not rest.startswith("//"):
            return f"{prefix}:{rest}"
    return node.value


def _value(node: object) -> str | dict[str, str]:
    if not isinstance(node, Literal):
        return {"@id": _iri(node)}
    if node.language:
        return {"@value": node.value, "@language": node.language}
    return node.value if node.datatype.value == _STRING else {"@value": node.value, "@type": _iri(node.datatype)}


def _slim(node: Mapping[str, Any]) -> dict[str, Any]:
    """Single values without their list."""
    return {key: value[0] if isinstance(value, list) and len(value) == 1 else value for key, value in node.items()}
