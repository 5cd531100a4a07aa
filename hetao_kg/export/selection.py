"""What is exported: a knowledge base, or what of it fits some conditions, with all that this speaks of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph

from hetao_kg import tables
from hetao_kg.compare import under
from hetao_kg.graph import build, findings
from hetao_kg.graph.snapshots import read_checked
from hetao_kg.graph.view import KnowledgeGraph
from hetao_kg.kb import KnowledgeBase, select
from hetao_kg.types import Entity, Evidence, Figure, Proposal, Statement

if TYPE_CHECKING:
    import networkx


@dataclass(frozen=True)
class Selection:
    """A part of a knowledge base. ``whole`` says that no condition was given: then everything known is in it."""

    kb: KnowledgeBase
    statements: tuple[Statement, ...]
    whole: bool
    figures: tuple[Figure, ...] = ()
    proposals: tuple[Proposal, ...] = ()

    @cached_property
    def entities(self) -> dict[str, Entity]:
        """What the statements speak of and what that is part of, by id; every entity where the selection is whole."""
        if self.whole:
            return self.kb.entities
        found: set[str] = set()
        todo = {i for s in self.statements for i in (s.subject, s.object, s.speaker)} | {f.about for f in self.figures}
        todo |= {i for p in self.proposals for i in (p.proposer, *p.addressees, *p.fields)} | {e.speaker for e in self._evidence}
        todo &= self.kb.entities.keys()
        while todo:
            found |= todo
            todo = {self.kb.entities[i].parent for i in todo} & self.kb.entities.keys() - found
        return {i: self.kb.entities[i] for i in sorted(found)}

    @cached_property
    def graph(self) -> networkx.MultiDiGraph[str]:
        """One edge a statement, one node a thing spoken of."""
        return KnowledgeGraph(list(self.entities.values()), self.statements).to_networkx(isolated=self.whole)

    def quads(self) -> Iterator[pyoxigraph.Quad]:
        """The RDF graph of the selection; of a whole one, as it was built."""
        data = read_checked(self.kb.nquads, self.kb.manifest["files"]["graph.nq"]) if self.whole else self._rebuilt().encode("utf-8")
        yield from pyoxigraph.parse(data, pyoxigraph.RdfFormat.N_QUADS)

    @cached_property
    def _findings(self) -> build.Findings:
        """Figures and proposals, and of the rest what tells of nothing else."""
        said = {s.id for s in self.statements} | {f.id for f in self.figures}
        within = {p.id for p in self.proposals}
        proposals = [p if p.parent in within else replace(p, parent="") for p in self.proposals]
        beneath = {p.id: [s for s, _ in under(p, self.statements)] for p in proposals}
        outcomes = [o for o in self.kb.outcomes if o.proposal in within and o.statement in said]
        conflicts = [c for c in self.kb.conflicts if said.issuperset(c.members)]
        return build.Findings(self.figures, self.kb.ontology.measures, proposals, beneath, outcomes, conflicts)

    @cached_property
    def _evidence(self) -> list[Evidence]:
        found = self._findings
        told = (e for _, e in findings.pieces(found.figures, found.proposals, found.outcomes))
        return [*(e for s in self.statements for e in s.evidence), *told]

    def _rebuilt(self) -> str:
        cited = {e.quote.document for e in self._evidence}
        documents = [d for i, d in self.kb.documents.items() if i in cited]
        mentioned = {i: Counter(m.entity for m in self.kb.mentions[i] if m.entity in self.entities) for i in sorted(cited)}
        made = build.quads(
            documents, list(self.entities.values()), self.statements, self.kb.passages, ontology=self.kb.ontology.folder / "hetao.ttl",
            tool_version=self.kb.manifest["tool"], ontology_version=self.kb.manifest["input"]["ontology"],
            mentions_by_document={i: dict(sorted(counts.items())) for i, counts in mentioned.items()}, found=self._findings,
        )  # fmt: skip
        return build.nquads(made)


def choose(
    kb: KnowledgeBase, about: str | None = None, document: str | None = None, status: str | None = None, predicate: str | None = None
) -> Selection:
    """What fits every condition given, as :func:`hetao_kg.kb.select` has them; a relation has neither figures nor proposals."""
    whole = not any((about, document, status, predicate))
    statements = tuple(select(kb, predicate, status, document, about))
    if predicate is not None:
        return Selection(kb, statements, whole)
    listed = tuple(t.proposal for t in tables.tracker(kb, document, about) if status in (None, t.proposal.status))
    return Selection(kb, statements, whole, tuple(tables.figures(kb, about, document=document, status=status)), listed)
