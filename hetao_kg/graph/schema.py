"""The ontology file as the graph needs it: its triples without blank nodes, and what the builder takes from it.

Nothing about the domain is written in Python: a new predicate, a symmetric one or the ending of a law's name is an
edit of ``ontology/hetao.ttl``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import OWL, RDF
from rdflib.term import Node

from hetao_kg.errors import OntologyError
from hetao_kg.graph import terms
from hetao_kg.graph.terms import HETAO

#: The class of predicates that hold in both directions.
SYMMETRIC = OWL.SymmetricProperty

Triple = tuple[URIRef, URIRef, URIRef | Literal]


@dataclass(frozen=True, slots=True)
class Schema:
    """What the ontology file says."""

    triples: tuple[Triple, ...]
    version: str
    #: Names of predicates, ``approves`` and so on, sorted.
    predicates: tuple[str, ...]
    #: Names of the predicates that hold in both directions.
    symmetric: frozenset[str]
    #: Endings that make the name of a known policy the name of a law.
    legal_endings: tuple[str, ...]


def read(path: Path) -> Schema:
    """The ontology in ``path``; raises :class:`OntologyError` with one line when it is missing or malformed."""
    graph = parse(path)
    named = {str(s).removeprefix(HETAO): s for s in graph.subjects(RDF.type, HETAO.Predicate) if isinstance(s, URIRef)}
    symmetric = frozenset(name for name, iri in named.items() if (iri, RDF.type, SYMMETRIC) in graph)
    versions = sorted(str(o) for o in graph.objects(terms.ONTOLOGY_IRI, OWL.versionInfo))
    endings = sorted(str(o) for o in graph.objects(HETAO.Policy, HETAO.legalNameEnding))
    return Schema(_without_blanks(graph), versions[0] if versions else "", tuple(sorted(named)), symmetric, tuple(endings))


def parse(path: Path) -> Graph:
    """The Turtle in ``path``; raises :class:`OntologyError` with one line when it cannot be read."""
    try:
        return Graph().parse(data=path.read_text(encoding="utf-8"), format="turtle")
    except FileNotFoundError:
        raise OntologyError(f"{path}: no such file", "the ontology folder is incomplete") from None
    except (OSError, UnicodeDecodeError) as error:
        raise OntologyError(f"{path}: cannot be read: {error}") from error
    except Exception as error:  # rdflib's Turtle parser raises several classes, some of them plain Exception
        line = getattr(error, "lines", None)
        place = f"{path}:{line + 1}" if isinstance(line, int) else str(path)
        raise OntologyError(f"{place}: not well-formed Turtle: {' '.join(str(error).split())[:160]}") from error


def _without_blanks(graph: Graph) -> tuple[Triple, ...]:
    """Every triple, each blank node named by a hash of what is said of it (lists and unions form trees)."""
    names: dict[BNode, URIRef] = {}

    def name(node: Node) -> URIRef | Literal:
        if isinstance(node, BNode):
            if node not in names:
                names[node] = terms.skolem(sorted([str(p), name(o).n3()] for p, o in graph.predicate_objects(node)))
            return names[node]
        assert isinstance(node, URIRef | Literal)
        return node

    made = []
    for s, p, o in graph:
        subject = name(s)
        assert isinstance(subject, URIRef) and isinstance(p, URIRef)
        made.append((subject, p, name(o)))
    return tuple(sorted(made))
