"""Documents, entities, statements -> sorted N-Quads, equal byte for byte however often they are made.

Six named graphs: ``statements`` (every claim with its status, figures and proposals too), ``evidence`` (exact quotes),
``truthy`` (plain triples, only of claims that hold), ``entities``, ``documents`` and ``ontology``. A query for plain
triples therefore cannot take a proposal for a fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rdflib import Dataset

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


def dataset(
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
) -> Dataset:
    """Everything as one rdflib dataset of six named graphs.

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
    made = Dataset(default_union=True)
    for prefix, namespace in terms.PREFIXES.items():
        made.bind(prefix, namespace, override=True)
    for name, groups in contents.items():
        graph = made.graph(terms.GRAPHS[name])
        for group in groups:
            for triple in group:
                graph.add(triple)
    return made


def nquads(made: Dataset) -> str:
    """The dataset as N-Quads, one line a quad, sorted.

    Lines are cut at the line feed alone: a quotation may hold any other line separator as it stands.
    """
    lines = sorted(line for line in made.serialize(format="nquads").split("\n") if line.strip())
    return "".join(line + "\n" for line in lines)
