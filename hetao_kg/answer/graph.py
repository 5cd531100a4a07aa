"""Statements of the graph that may answer a question, found by SPARQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hetao_kg.derived import kept
from hetao_kg.graph import terms
from hetao_kg.text import fold
from hetao_kg.types import Statement

if TYPE_CHECKING:
    from hetao_kg.answer.question import Question
    from hetao_kg.kb import KnowledgeBase

PREFIX = (
    "PREFIX hetao: <https://w3id.org/hetao-kg/ontology#>\nPREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>\n"
    "PREFIX ent: <https://w3id.org/hetao-kg/id/entity/>\nPREFIX oa: <http://www.w3.org/ns/oa#>\n"
    "PREFIX dcterms: <http://purl.org/dc/terms/>\nPREFIX org: <http://www.w3.org/ns/org#>\n"
)
_THINGS = ("Institution", "Policy", "Place", "Field", "Person")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way of asking the graph."""

    predicates: tuple[str, ...]
    #: Ids of what the statement must be about.
    things: tuple[str, ...]
    #: Ids its other end must be one of; empty for any.
    others: tuple[str, ...] = ()
    #: Kind of the answer, empty for any.
    kind: str = ""
    #: Only statements of this status; empty for any.
    status: str = ""
    #: Only statements dated so (ISO prefix) or not dated; empty for any.
    date: str = ""
    #: Only what these documents say; empty for any.
    documents: tuple[str, ...] = ()
    #: ``most`` or ``least``: the answer whose amount is the largest or the smallest.
    extreme: str = ""
    #: Ids of places that the answer must be in; empty for any.
    places: tuple[str, ...] = ()


def inside(variable: str, place: str) -> str:
    """The condition that something is a place, lies or is based in it, or belongs to what is."""
    return f"  ?{variable} (dcterms:isPartOf|org:subOrganizationOf|hetao:locatedIn|hetao:partOf)* <{terms.entity(place)}> .\n"


def sparql(pattern: Pattern) -> str:
    """The query: each row is a statement, the end of it that answers, and its status."""

    def values(name: str, items: Iterable[str]) -> str:
        return f"  VALUES ?{name} {{ {' '.join(items)} }}\n"

    parts = [values("thing", (f"<{terms.entity(t)}>" for t in pattern.things))] if pattern.things else []
    parts.append(values("predicate", (f"hetao:{p}" for p in pattern.predicates)))
    if pattern.others:
        parts.append(values("answer", (f"<{terms.entity(t)}>" for t in pattern.others)))
    parts.append("  ?statement a hetao:Statement ; rdf:predicate ?predicate ; hetao:status ?status .\n")
    ends = "  { ?statement rdf:object ?thing ; rdf:subject ?answer } UNION { ?statement rdf:subject ?thing ; rdf:object ?answer }\n"
    parts.append(ends if pattern.things else "  ?statement rdf:subject ?answer .\n")
    if pattern.kind in _THINGS:
        parts.append(f"  ?answer a hetao:{pattern.kind} .\n")
    if pattern.status:
        parts.append(f"  FILTER(?status = <{terms.STATUS_IRIS[pattern.status]}>)\n")  # type: ignore[index]
    if pattern.date:
        parts.append(f'  OPTIONAL {{ ?statement hetao:date ?date }}\n  FILTER(!BOUND(?date) || STRSTARTS(STR(?date), "{pattern.date}"))\n')
    if pattern.documents:
        sources = " ".join(f"<{terms.document(d)}>" for d in pattern.documents)
        parts.append(f"  ?statement hetao:evidence/oa:hasSource ?source . VALUES ?source {{ {sources} }}\n")
    parts += [inside("answer", place) for place in pattern.places]
    order = "?statement ?answer"
    if pattern.extreme:
        parts.append("  ?statement hetao:amount ?amount .\n")
        order = f"{'DESC' if pattern.extreme == 'most' else 'ASC'}(?amount) {order} LIMIT 1"
    return f"{PREFIX}SELECT DISTINCT ?statement ?answer ?status WHERE {{\n{''.join(parts)}}} ORDER BY {order}"


def run(kb: KnowledgeBase, query: str) -> list[tuple[Statement, str]]:
    """Statements a query finds, each with the id of the entity (or ``date:…``) it answers with."""
    by_iri, ids = statements_by_iri(kb), entities_by_iri(kb)
    rows = kb.store.query(query).rows
    return [(by_iri[r[0].value], ids.get(r[1].value, r[1].value)) for r in rows if r[0] and r[1] and r[0].value in by_iri]


@kept()
def statements_by_iri(kb: KnowledgeBase) -> dict[str, Statement]:
    """All statements by their IRI."""
    return {str(terms.statement(s.id)): s for s in kb.statements}


@kept()
def entities_by_iri(kb: KnowledgeBase) -> dict[str, str]:
    """Entity ids by their IRI."""
    return {str(terms.entity(e)): e for e in kb.entities}


@kept()
def short_forms(kb: KnowledgeBase) -> dict[str, tuple[str, ...]]:
    """Folded short form -> the ids that documents define it to mean."""
    found: dict[str, dict[str, None]] = {}
    for row in kb.definitions.values():
        for definition in row:
            found.setdefault(fold(definition.name), {})[definition.entity] = None
    return {name: tuple(ids) for name, ids in found.items()}


def closure(kb: KnowledgeBase, entity: str) -> list[str]:
    """``entity``, what is narrower, related or a member of it, the government it stands for, and what its name is short for."""
    known = kb.ontology.entities.get(entity)
    found = set(kb.ontology.narrower(entity)) if known and known.kind == "Field" else {entity}
    for one in sorted(found):
        found |= set(kb.ontology.related.get(one, ()))
    found |= set(kb.ontology.members.get(entity, ()))
    if entity in kb.entities and not kb.entities[entity].known:
        found |= {i for name in kb.entities[entity].names() for i in short_forms(kb).get(fold(name), ())}
    if government := kb.ontology.governments.get(entity):
        found.add(government)
    return sorted(found)


def patterns(question: Question, groups: Sequence[tuple[str, ...]]) -> list[Pattern]:
    """Ways of asking the graph, the most trusted first; ``groups`` are the ids that each name of the question stands for.

    Yes or no about two things asks for both ends. Otherwise a statement is about one of the things named; what the
    question limits (date, document, status) is asked for first and let go where the graph holds nothing.
    """
    if not question.predicates or not groups:
        return []
    predicates, everything = question.predicates[:3], tuple(sorted({i for g in groups for i in g}))
    kind = question.kind if question.kind in _THINGS else ""
    status = question.status if question.status in ("negated", "proposed") else ""
    kept = "negated" if status == "negated" else ""
    date = question.dates[0] if question.dates and question.kind != "Date" else ""
    if question.polar and question.kind == "Status":
        if len(groups) < 2:
            return [Pattern(predicates, everything)]
        return [Pattern(predicates, groups[0], tuple(sorted({i for g in groups[1:] for i in g})))]
    full = Pattern(predicates, everything, (), kind, status, date, question.documents, question.extreme)
    steps = [full, replace(full, extreme=""), replace(full, extreme="", status=kept), replace(full, extreme="", status=kept, date="")]
    confined = tuple(sorted({i for g in groups for i in g} - set(question.places)))
    if question.places and confined and kind:
        steps.insert(0, replace(full, things=confined, places=question.places))
    return list(dict.fromkeys(steps))
