"""What is exported: a knowledge base, or the statements of it that fit some conditions with what they speak of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph

from hetao_kg.graph import build
from hetao_kg.graph.snapshots import read_checked
from hetao_kg.graph.view import KnowledgeGraph
from hetao_kg.kb import KnowledgeBase
from hetao_kg.types import Entity, Statement

if TYPE_CHECKING:
    import networkx


@dataclass(frozen=True)
class Selection:
    """Statements of a knowledge base. ``whole`` says that no condition was given: then everything known is in it."""

    kb: KnowledgeBase
    statements: tuple[Statement, ...]
    whole: bool

    @cached_property
    def entities(self) -> dict[str, Entity]:
        """What the statements speak of and what that is part of, by id; every entity where the selection is whole."""
        if self.whole:
            return self.kb.entities
        found: set[str] = set()
        todo = {i for s in self.statements for i in (s.subject, s.object, s.speaker)} & self.kb.entities.keys()
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

    def _rebuilt(self) -> str:
        cited = {e.quote.document for s in self.statements for e in s.evidence}
        documents = [d for i, d in self.kb.documents.items() if i in cited]
        mentioned = {i: Counter(m.entity for m in self.kb.mentions[i] if m.entity in self.entities) for i in sorted(cited)}
        made = build.dataset(
            documents, list(self.entities.values()), self.statements, self.kb.passages, ontology=self.kb.ontology.folder / "hetao.ttl",
            tool_version=self.kb.manifest["tool"], ontology_version=self.kb.manifest["input"]["ontology"],
            mentions_by_document={i: dict(sorted(counts.items())) for i, counts in mentioned.items()},
        )  # fmt: skip
        return build.nquads(made)
