"""The ontology as a page for people: ``python -m hetao_kg.graph.page`` writes ``docs/ontology.md`` from ``ontology/``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from hetao_kg.graph import schema, terms
from hetao_kg.graph.terms import HETAO, STATUS_IRIS

_FUNCTION = URIRef("http://www.w3.org/ns/sparql-service-description#Function")
_LANGUAGES = ("zh-hant", "zh-hans", "en")


def page(ontology: Path) -> str:
    """Markdown: classes, predicates with an example each, statuses, and what else is said in the graph."""
    graph = schema.parse(ontology / "hetao.ttl")
    patterns = tomllib.loads((ontology / "patterns.toml").read_text("utf-8")).get("pattern", [])
    examples: dict[str, str] = {}
    for pattern in patterns:
        for example in pattern.get("yes", [])[:1]:
            examples.setdefault(pattern["predicate"], _words(example))
    predicates = sorted(_own(graph, HETAO.Predicate))
    others = sorted({*_own(graph, OWL.ObjectProperty), *_own(graph, OWL.DatatypeProperty)} - set(predicates))
    version = next(iter(graph.objects(terms.ONTOLOGY_IRI, OWL.versionInfo)), "")
    parts = [
        "# The ontology\n\nGenerated from `ontology/` by `python -m hetao_kg.graph.page`; edit it there. "
        f"Version {version}, namespace `{HETAO}`.",
        "## Kinds of things\n\n" + "\n".join(_table(graph, sorted(_own(graph, OWL.Class)))),
        "## Predicates of statements\n\n" + "\n\n".join(_predicate(graph, iri, examples) for iri in predicates),
        "## Statuses\n\n" + "\n".join(_table(graph, [URIRef(iri) for iri in STATUS_IRIS.values()]))
        + "\n\nOnly the first two hold: plain triples (`?a hetao:approves ?b`) exist for them alone.",
        "## Functions of queries\n\n" + "\n".join(_table(graph, sorted(_own(graph, _FUNCTION)))),
        "## Other properties\n\n" + "\n".join(_table(graph, others)),
    ]
    return "\n\n".join(parts) + "\n"


def _own(graph: Graph, kind: URIRef) -> Iterator[URIRef]:
    return (s for s in graph.subjects(RDF.type, kind) if isinstance(s, URIRef) and s.startswith(HETAO))


def _table(graph: Graph, iris: list[URIRef]) -> Iterator[str]:
    yield "| | 繁 | 简 | English | |\n|---|---|---|---|---|"
    for iri in iris:
        names = " | ".join(_said(graph, iri, RDFS.label, language) for language in _LANGUAGES)
        yield f"| `{_short(iri)}` | {names} | {_said(graph, iri, SKOS.definition, 'en')} |"


def _predicate(graph: Graph, iri: URIRef, examples: dict[str, str]) -> str:
    names = " · ".join(_said(graph, iri, RDFS.label, language) for language in _LANGUAGES)
    ends = " → ".join(", ".join(sorted(_ends(graph, graph.value(iri, end)))) or "any" for end in (RDFS.domain, RDFS.range))
    english, chinese = (_said(graph, iri, SKOS.definition, language) for language in ("en", "zh-hant"))
    lines = [f"### `{_short(iri)}`: {names}", f"{ends}. {english}", chinese]
    example = examples.get(iri.removeprefix(HETAO))
    return "\n\n".join([line for line in lines if line] + ([f"> {example}"] if example else []))


def _ends(graph: Graph, node: Node | None) -> Iterator[str]:
    union = graph.value(node, OWL.unionOf) if node is not None else None
    for member in Collection(graph, union) if union is not None else [node] if node is not None else []:
        yield f"`{_short(member)}`"


def _said(graph: Graph, iri: URIRef, property_: URIRef, language: str) -> str:
    found = [str(o) for o in graph.objects(iri, property_) if isinstance(o, Literal) and o.language == language]
    return min(found, default="").replace("|", "\\|")


def _short(node: Node) -> str:
    for prefix, space in terms.PREFIXES.items():
        if str(node).startswith(space):
            return f"{prefix}:{str(node).removeprefix(space)}"
    return str(node)


def _words(example: object) -> str:
    """The sentence of an example of a pattern, however it is written there."""
    return str(example[0] if isinstance(example, list) else example.get("text", "") if isinstance(example, dict) else example)


if __name__ == "__main__":
    home = Path(__file__).resolve().parents[2]
    (home / "docs" / "ontology.md").write_text(page(home / "ontology"), "utf-8")
