"""Entities and statements as a NetworkX graph, for measures, exports and drawings."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hetao_kg.graph import terms
from hetao_kg.types import Entity, Statement

if TYPE_CHECKING:
    import networkx

Attribute = str | int | float

#: Colours of the kinds of nodes and of the statuses of edges, the same in every drawing.
KIND_COLOURS = {
    "Institution": "#00558f", "Policy": "#85276e", "Field": "#00634a", "Place": "#a86b00", "Person": "#1d1d1b", "Date": "#8d887c",
    "Name": "#8d887c",
}  # fmt: skip
STATUS_COLOURS = {"in-force": "#00558f", "completed": "#00634a", "planned": "#7d4a00", "proposed": "#85276e", "negated": "#4a4a48"}


class KnowledgeGraph:
    """What is known, as nodes and edges; one edge a statement, whatever its status."""

    def __init__(self, entities: Sequence[Entity], statements: Sequence[Statement]) -> None:
        self.entities = {entity.id: entity for entity in sorted(entities, key=lambda entity: entity.id)}
        self.statements = tuple(sorted(statements, key=lambda s: (s.subject, s.predicate, s.object, s.status, s.id)))

    def to_networkx(self, *, isolated: bool = True) -> networkx.MultiDiGraph[str]:
        """Nodes and edges in a fixed order, every attribute a string or a number; :data:`NODE` and :data:`EDGE` say what they mean.

        A node is an entity id, a date (``date:2035``) or a short form (``name:…``); the key of an edge is the
        statement's id. Without ``isolated`` only entities of some statement are there.
        """
        import networkx

        graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
        ends = {end for statement in self.statements for end in (statement.subject, statement.object)}
        for identifier in sorted(ends | (set(self.entities) if isolated else set())):
            graph.add_node(identifier, **self._node(identifier))
        for statement in self.statements:
            graph.add_edge(statement.subject, statement.object, key=statement.id, **self._edge(statement))
        return graph

    def _node(self, identifier: str) -> dict[str, str]:
        entity = self.entities.get(identifier)
        if entity is not None:
            return {"label": entity.label(), "kind": entity.kind, "level": entity.level, "label_zh_hans": entity.label("zh-hans"),
                    "label_en": dict(entity.labels).get("en", ""), "iri": str(terms.entity(identifier))}
        date = terms.is_date(identifier)
        label = terms.date_of(identifier) if date else terms.short_form(identifier)
        return {"label": label, "kind": "Date" if date else "Name", "level": "", "label_zh_hans": label, "label_en": label if date else "",
                "iri": "" if date else str(terms.entity(identifier))}

    def _edge(self, statement: Statement) -> dict[str, Attribute]:
        first, amount = statement.evidence[0] if statement.evidence else None, statement.amount
        begin, end = days(statement.date or (terms.date_of(statement.object) if terms.is_date(statement.object) else ""))
        speaker = self.entities.get(statement.speaker)
        return {
            "predicate": statement.predicate, "status": statement.status, "date": statement.date, "date_from": begin, "date_to": end,
            "amount": " ".join(part for part in (amount.bound, amount.value, amount.unit) if part) if amount else "",
            "note": statement.note, "speaker": speaker.label() if speaker else statement.speaker, "confidence": statement.confidence,
            "evidence": len(statement.evidence), "quote": first.quote.text if first else "",
            "document": first.quote.document if first else "", "page": first.page if first else 0,
            "start": first.quote.start if first else 0, "end": first.quote.end if first else 0,
            "iri": str(terms.statement(statement.id)),
        }  # fmt: skip


#: What the attributes of a node mean.
NODE = {
    "label": "the name to show", "kind": "Institution, Policy, Field, Place, Person, Date or Name (a short form)",
    "level": "national, provincial …", "label_zh_hans": "the name in Simplified Chinese", "label_en": "the English name",
    "iri": "its IRI in the RDF graph",
}  # fmt: skip
#: What the attributes of an edge mean. Text that is not known is empty, a number that is not known is 0.
EDGE = {
    "predicate": "the relation", "status": "in-force, completed, planned, proposed or negated", "date": "as exact as the text: 2017-01",
    "date_from": "first day of that time", "date_to": "its last day; empty where it is open", "amount": "bound, number and unit",
    "note": "the post held, the goal set …", "speaker": "who says so, if not the document itself", "confidence": "0 to 1",
    "evidence": "how many places say it", "quote": "the words of the first of them", "document": "where they stand",
    "page": "on which page (0: no pages)", "start": "their first character in the document's text", "end": "and the one after their last",
    "iri": "the IRI of the statement in the RDF graph",
}  # fmt: skip


def days(date: str) -> tuple[str, str]:
    """First and last day of an ISO date or interval (``2017-02`` is 2017-02-01 and 2017-02-28); empty where it is open or none."""
    begin, slash, end = date.partition("/")
    return _days(begin)[0], _days(end if slash else begin)[1]


def _days(date: str) -> tuple[str, str]:
    term = terms.date(date)
    kind = str(term.datatype).rpartition("#")[2]
    if kind == "gYear":
        return f"{date}-01-01", f"{date}-12-31"
    if kind == "gYearMonth":
        return f"{date}-01", f"{date}-{calendar.monthrange(int(date[:4]), int(date[5:]))[1]:02}"
    return (date, date) if kind == "date" else ("", "")
