"""One HTML file with the graph in it: opens offline in any browser, asks nothing of any server."""

from __future__ import annotations

import json
from pathlib import Path

from rdflib import RDF, RDFS, Graph, Literal, URIRef

from hetao_kg.export.selection import Selection
from hetao_kg.graph import schema
from hetao_kg.graph.layout import layout
from hetao_kg.graph.terms import HETAO, STATUS_IRIS
from hetao_kg.graph.view import KIND_COLOURS, STATUS_COLOURS

#: Nodes drawn at most, the best connected; more would be a grey cloud, and take the layout minutes.
LARGEST = 1_200
_PLACE = "/*data*/"


def write(selection: Selection) -> bytes:
    """The page: statements to be found, filtered by status, relation and kind, and read with their evidence."""
    graph = selection.graph
    joined = sorted((n for n in graph if graph.degree(n)), key=lambda n: (-graph.degree(n), n))
    shown = sorted(joined[:LARGEST])
    part = graph.subgraph(shown)
    number, side = {node: n for n, node in enumerate(shown)}, 70 * len(shown) ** 0.5
    places = layout(tuple(shown), tuple(sorted(set(part.edges()))), "") if shown else {}
    ontology = schema.parse(selection.kb.ontology.folder / "hetao.ttl")
    titles = {i: d.metadata.title or i for i, d in selection.kb.documents.items()}
    data = {
        "nodes": [{**graph.nodes[node], "x": round(places[node][0] * side), "y": round(places[node][1] * side)} for node in shown],
        "edges": [{**graph.edges[edge], "a": number[edge[0]], "b": number[edge[1]]}
                  for edge in sorted(part.edges(keys=True), key=lambda edge: edge[2])],
        "left": len(joined) - len(shown), "documents": titles, "kinds": KIND_COLOURS, "statuses": STATUS_COLOURS,
        "words": {
            "predicates": {p: _labels(ontology, HETAO[p]) for p in sorted({d["predicate"] for *_, d in part.edges(data=True)})},
            "statuses": {status: _labels(ontology, iri) for status, iri in STATUS_IRIS.items()},
            "kinds": {kind: _labels(ontology, HETAO[kind]) for kind in KIND_COLOURS if (HETAO[kind], RDF.type, None) in ontology},
        },
    }  # fmt: skip
    page = (Path(__file__).parent / "page.html").read_text("utf-8")
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c").replace("\u2028", "\\u2028")
    return page.replace(_PLACE, text.replace("\u2029", "\\u2029")).encode("utf-8")


def _labels(ontology: Graph, iri: URIRef) -> dict[str, str]:
    found = [label for label in ontology.objects(iri, RDFS.label) if isinstance(label, Literal)]
    return {str(label.language): str(label) for label in sorted(found)}
