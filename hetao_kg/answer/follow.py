"""Aids to go on with: related questions that the graph can answer, and known names near to one that nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hetao_kg.answer.question import Question
from hetao_kg.answer.words import Teller
from hetao_kg.derived import kept
from hetao_kg.text import fold, has_han
from hetao_kg.types import AnswerItem, Statement

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: How many are offered.
MOST = 3
#: Two names that share at least this much of their pairs of characters are near.
NEAR = 0.4


@kept()
def _about(kb: KnowledgeBase) -> dict[str, list[Statement]]:
    """Statements by the entities at their ends."""
    found: dict[str, list[Statement]] = {}
    for statement in kb.statements:
        for end in {statement.subject, statement.object}:
            found.setdefault(end, []).append(statement)
    return found


def related(kb: KnowledgeBase, question: Question, answers: tuple[AnswerItem, ...]) -> tuple[str, ...]:
    """Questions about what was asked about or answered, each of another relation, each answered by a statement."""
    tell, table = Teller(kb, question.language), kb.ontology.questions["follow_up"]
    asked = {(e, question.predicates[0]) for e in question.entities} if question.predicates else set()
    found: dict[str, None] = {}
    for entity in dict.fromkeys([*question.entities, *(a.entity for a in answers if a.entity)]):
        rows = sorted(_about(kb).get(entity, ()), key=lambda s: (-s.confidence, s.id))
        for statement in rows:
            end = "subject" if statement.subject == entity else "object"
            if statement.predicate in table and (entity, statement.predicate) not in asked and entity in kb.entities:
                asked.add((entity, statement.predicate))
                found[tell.pick(table[statement.predicate][end]).format(tell.entity(entity))] = None
    return tuple(found)[:MOST]


def near_names(kb: KnowledgeBase, question: Question) -> tuple[str, ...]:
    """Known names that share much with a title of the question that nobody knows."""
    tell = Teller(kb, question.language)
    scored: dict[str, float] = {}
    for title in question.unknown:
        pairs = _pairs(fold(title))
        for entity in kb.entities.values():
            best = max((_shared(pairs, _pairs(fold(n))) for n in entity.names() if has_han(n)), default=0.0)
            if best >= NEAR:
                scored[entity.id] = max(best, scored.get(entity.id, 0.0))
    return tuple(tell.entity(i) for i, _ in sorted(scored.items(), key=lambda r: (-r[1], r[0])))[:MOST]


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


def _shared(a: frozenset[str], b: frozenset[str]) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0
