"""Documents, entities, statements -> sorted N-Quads, equal byte for byte however often they are made.

Six named graphs: ``statements`` (every claim with its status, figures and proposals too), ``evidence`` (exact quotes),
``truthy`` (plain triples, only of claims that hold), ``entities``, ``documents`` and ``ontology``. A query for plain
triples therefore cannot take a proposal for a fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rdflib import Dataset, Literal, URIRef

from hetao_kg.graph import claims, describe, findings, references, schema, terms
from hetao_kg.graph.schema import Triple
from hetao_kg.types import Conflict, Document, Entity, Figure, Measure, Outcome, Passage, Proposal, Statement


@dataclass(frozen=True, slots=True)
class Findings:
    """What is read and compared beside the statements."""

    figures: Sequence[Figure] = ()
    #: Listed measures by id.
    measures: Mapping[str, Measure] = field(default_factory=dict)
    proposals: Sequence[Proposal] = ()
    #: Statements made under each proposal, by its id.
    under: Mapping[str, Sequence[Statement]] = field(default_factory=dict)
    outcomes: Sequence[Outcome] = ()
    conflicts: Sequence[Conflict] = ()


#: A triple and the graph it stands in.
Quad = tuple[URIRef, URIRef, URIRef | Literal, URIRef]


def quads(
    documents: Sequence[Document],
    entities: Sequence[Entity],
    statements: Sequence[Statement],
    passages: Sequence[Passage],
    *,
    ontology: Path,
    tool_version: str,
    ontology_version: str = "",
    mentions_by_document: Mapping[str, Mapping[str, int]] | None = None,
    found: Findings = Findings(),
) -> Iterator[Quad]:
    """Everything in six named graphs; a quad may come twice.

    ``ontology`` is the Turtle file; ``ontology_version`` is the one written there when none is given.
    ``mentions_by_document`` maps a document id to how often each entity id is mentioned there.
    """
    known = schema.read(ontology)
    version = ontology_version or known.version
    run = terms.run(version, tool_version)
    ids = frozenset(entity.id for entity in entities)
    read = {document.id: document for document in documents}
    pieces = [*((s.id, e) for s in statements for e in s.evidence), *findings.pieces(found.figures, found.proposals, found.outcomes)]
    contents: dict[str, Iterable[Iterable[Triple]]] = {
        "ontology": [known.triples],
        "documents": [describe.documents(documents, entities), references.pages(documents, entities),
                      describe.run(run, version, tool_version), describe.counts(mentions_by_document or {})],
        "entities": [describe.entities(entities, known.legal_endings), describe.short_forms(s.subject for s in statements),
                     findings.measures(found.measures, found.figures)],
        "statements": [claims.statements(statements, ids), findings.figures(found.figures),
                       findings.proposals(found.proposals, found.under, ids), findings.outcomes(found.outcomes),
                       findings.conflicts(found.conflicts, frozenset(f.id for f in found.figures))],
        "evidence": [claims.evidence(pieces, read, passages, run, ids), references.of_evidence(statements, read)],
        "truthy": [claims.truthy(statements, known.symmetric)],
    }
    return ((*triple, terms.GRAPHS[name]) for name, groups in contents.items() for group in groups for triple in group)


def dataset(made: Iterable[Quad]) -> Dataset:
    """Quads as an rdflib dataset, for its tools."""
    found = Dataset(default_union=True)
    for prefix, namespace in terms.PREFIXES.items():
        found.bind(prefix, namespace, override=True)
    for subject, predicate, object_, name in made:
        found.graph(name).add((subject, predicate, object_))
    return found


def nquads(made: Iterable[Quad]) -> str:
    """Quads as N-Quads, one line a quad, sorted, each once.

    Written here because a store of rdflib's takes a second to hold what is only sorted and written.
    """
    lines = {"".join(("<", s, "> <", p, "> ", _object(o), " <", g, "> .\n")) for s, p, o, g in made}
    return "".join(sorted(lines))


def _object(node: URIRef | Literal) -> str:
    return _literal(node) if type(node) is Literal else "".join(("<", node, ">"))


def _literal(node: Literal) -> str:
    """A literal of N-Quads; a quotation may hold any line separator but line feed and carriage return as it stands."""
    text = str(node).replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"').replace("\r", "\\r")
    return f'"{text}"' + (f"@{node.language}" if node.language else f"^^<{node.datatype}>" if node.datatype else "")
