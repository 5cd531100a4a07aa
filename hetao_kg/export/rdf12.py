"""RDF 1.2 TriG: statement nodes reify a triple term (``rdf:reifies <<( s p o )>>``) instead of naming its three parts apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pyoxigraph import NamedNode, Quad, Triple

from hetao_kg.export.selection import Selection
from hetao_kg.graph.rdf import serialise

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_PARTS = ("subject", "predicate", "object")


def write(selection: Selection) -> bytes:
    """The graph with triple terms; plain triples stand for what holds, as elsewhere."""
    return serialise(_reified(list(selection.quads())), "trig").encode("utf-8")


def _reified(quads: list[Quad]) -> Iterator[Quad]:
    parts: dict[tuple[Any, Any], dict[str, Any]] = {}
    for quad in quads:
        part = quad.predicate.value.removeprefix(_RDF)
        if part in _PARTS:
            parts.setdefault((quad.graph_name, quad.subject), {})[part] = quad.object
        else:
            yield quad
    for (graph, subject), found in parts.items():
        yield Quad(subject, NamedNode(_RDF + "reifies"), Triple(*(found[part] for part in _PARTS)), graph)
