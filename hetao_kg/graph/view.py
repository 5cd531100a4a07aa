"""Entities and statements as a NetworkX graph, for measures, exports and drawings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hetao_kg.graph import terms
from hetao_kg.types import Entity, Statement

if TYPE_CHECKING:
    import networkx


class KnowledgeGraph:
    """What is known, as nodes and edges; one edge a statement, whatever its status."""

    def __init__(self, entities: Sequence[Entity], statements: Sequence[Statement]) -> None:
        self.entities = {entity.id: entity for entity in sorted(entities, key=lambda entity: entity.id)}
        self.statements = tuple(sorted(statements, key=lambda s: (s.subject, s.predicate, s.object, s.status, s.id)))

    def to_networkx(self, *, isolated: bool = True) -> networkx.MultiDiGraph[str]:
        """Nodes and edges in a fixed order, every attribute a string or a number.

        A node is an entity id, a date (``date:2035``) or a short form (``name:…``); the key of an edge is the
        statement's id. Without ``isolated`` only entities of some statement are there.
        """
        import networkx

        graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
        ends = {end for statement in self.statements for end in (statement.subject, statement.object)}
        for identifier in sorted(ends | (set(self.entities) if isolated else set())):
            graph.add_node(identifier, **self._node(identifier))
        for statement in self.statements:
            graph.add_edge(statement.subject, statement.object, key=statement.id, **_edge(statement))
        return graph

    def _node(self, identifier: str) -> dict[str, str]:
        entity = self.entities.get(identifier)
        if entity is not None:
            return {"kind": entity.kind, "label": entity.label(), "level": entity.level, "iri": str(terms.entity(identifier))}
        if terms.is_date(identifier):
            return {"kind": "Date", "label": terms.date_of(identifier), "level": "", "iri": ""}
        return {"kind": "Name", "label": terms.short_form(identifier), "level": "", "iri": str(terms.entity(identifier))}


def _edge(statement: Statement) -> dict[str, str | int | float]:
    first = statement.evidence[0] if statement.evidence else None
    amount = statement.amount
    return {
        "predicate": statement.predicate, "status": statement.status, "date": statement.date,
        "amount": " ".join(part for part in (amount.bound, amount.value, amount.unit) if part) if amount else "",
        "note": statement.note, "confidence": statement.confidence, "evidence": len(statement.evidence),
        "quote": first.quote.text if first else "", "document": first.quote.document if first else "", "page": first.page if first else 0,
    }
