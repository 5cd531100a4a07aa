"""What the endpoint says of itself: a SPARQL 1.1 Service Description and a VoID description of the graph, as one set of triples."""

from __future__ import annotations

from collections.abc import Mapping

from pyoxigraph import Literal, NamedNode, Quad

from hetao_kg.graph import functions
from hetao_kg.graph.results import FORMATS
from hetao_kg.graph.terms import GRAPHS, HETAO, ID, ONTOLOGY_IRI, PREFIXES

_RDF, _XSD = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2001/XMLSchema#"
_SD, _VOID, _DCT = "http://www.w3.org/ns/sparql-service-description#", "http://rdfs.org/ns/void#", "http://purl.org/dc/terms/"
_W3 = "http://www.w3.org/ns/formats/"
_RESULTS = {"json": "SPARQL_Results_JSON", "xml": "SPARQL_Results_XML", "csv": "SPARQL_Results_CSV", "tsv": "SPARQL_Results_TSV",
            "turtle": "Turtle", "ntriples": "N-Triples", "jsonld": "JSON-LD"}  # fmt: skip
#: Asked once for each state of the knowledge base, each a name and a number: quads by graph, and members of each class.
COUNTS = "SELECT ?graph (COUNT(*) AS ?triples) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"
CLASSES = f"SELECT ?class (COUNT(?s) AS ?entities) WHERE {{ ?s a ?class FILTER(STRSTARTS(STR(?class), '{HETAO}')) }} GROUP BY ?class"


def triples(address: str, counts: Mapping[str, int], classes: Mapping[str, int]) -> list[Quad]:
    """The description of the service at ``address`` (ending in ``/``); ``counts`` maps graphs to triples, ``classes`` to members."""
    service, dataset = NamedNode(f"{address}sparql"), NamedNode(f"{address}.well-known/void")
    said: list[tuple[NamedNode, str, NamedNode | Literal]] = [
        (service, _RDF + "type", NamedNode(_SD + "Service")),
        (service, _SD + "endpoint", service),
        (service, _SD + "supportedLanguage", NamedNode(_SD + "SPARQL11Query")),
        (service, _SD + "feature", NamedNode(_SD + "UnionDefaultGraph")),
        (service, _SD + "defaultDataset", dataset),
        *((service, _SD + "extensionFunction", NamedNode(name)) for name in functions.NAMES),
        *((service, _SD + "resultFormat", NamedNode(_W3 + name)) for form, name in _RESULTS.items() if form in FORMATS),
        (dataset, _RDF + "type", NamedNode(_SD + "Dataset")),
        (dataset, _RDF + "type", NamedNode(_VOID + "Dataset")),
        (dataset, _DCT + "title", Literal("河套政策知識圖譜", language="zh-hant")),
        (dataset, _DCT + "title", Literal("Hetao policy knowledge graph", language="en")),
        (dataset, _VOID + "sparqlEndpoint", service),
        (dataset, _VOID + "uriSpace", Literal(str(ID))),
        (dataset, _VOID + "triples", _number(sum(counts.values()))),
        *((dataset, _VOID + "vocabulary", NamedNode(space)) for space in sorted({*PREFIXES.values()}) if not space.startswith(str(ID))),
        (dataset, _VOID + "vocabulary", NamedNode(str(ONTOLOGY_IRI))),
    ]
    for name, iri in GRAPHS.items():
        graph, inside = NamedNode(str(iri)), NamedNode(f"{dataset.value}#{name}")
        said += [
            (dataset, _SD + "namedGraph", inside), (inside, _RDF + "type", NamedNode(_SD + "NamedGraph")), (inside, _SD + "name", graph),
            (inside, _SD + "graph", graph), (graph, _RDF + "type", NamedNode(_SD + "Graph")),
            (graph, _VOID + "triples", _number(counts.get(str(iri), 0))),
        ]  # fmt: skip
    for found, number in sorted(classes.items()):
        part = NamedNode(f"{dataset.value}#class-{found.rpartition('#')[2]}")
        said += [(dataset, _VOID + "classPartition", part), (part, _VOID + "class", NamedNode(found))]
        said.append((part, _VOID + "entities", _number(number)))
    return [Quad(subject, NamedNode(predicate), value) for subject, predicate, value in said]


def _number(value: int) -> Literal:
    return Literal(str(value), datatype=NamedNode(_XSD + "integer"))
