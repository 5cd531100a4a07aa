"""How an answer was found, step by step, for people to read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hetao_kg.answer.candidates import WEIGHTS, Candidate
from hetao_kg.answer.compose import Found
from hetao_kg.answer.named import Named
from hetao_kg.answer.question import Question
from hetao_kg.answer.retrieve import Matcher
from hetao_kg.answer.support import supports

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: Candidates shown of each sort, and words shown of each concept.
SHOWN, WORDS = 5, 6
_FIELDS = (
    "language", "kinds", "head", "several", "count", "polar", "entities", "predicates", "status", "dates", "units", "documents",
    "extreme", "unknown",
)  # fmt: skip


def lines(kb: KnowledgeBase, question: Question, found: Found) -> Iterator[str]:
    """Lines: the reading, each query tried with what it found, and the best candidates with the parts of their scores."""
    yield "Reading"
    for name in _FIELDS:
        value = getattr(question, name)
        if value not in ("", (), 0, False):
            yield f"  {name}: {', '.join(map(str, value)) if isinstance(value, tuple) else value}"
    for concept in question.concepts:
        words = ", ".join(f"{w} {v:.2f}" for w, v in concept.words[:WORDS]) or "nothing in the corpus"
        yield f"  concept {concept.said}: {words}" + (f" (relation {concept.relation})" if concept.relation else "")
    for number, tried in enumerate(found.tried, 1):
        yield f"Query {number}: {tried.found} statements"
        yield from (f"  {line}" for line in tried.sparql.splitlines() if not line.startswith("PREFIX"))
    named, matcher = Named(kb, question), Matcher.of(kb, question)
    for title, rows in (("Statements", found.stated), ("Read from text", found.spoken)):
        if rows:
            yield f"{title}: the best {min(SHOWN, len(rows))} of {len(rows)}"
        for candidate in rows[:SHOWN]:
            yield from _lines(kb, candidate, supports(kb, question, named, matcher, candidate))


def _lines(kb: KnowledgeBase, candidate: Candidate, supported: bool) -> Iterator[str]:
    sentence = candidate.sentence
    entity = kb.entities.get(candidate.answer or candidate.mention.entity)
    parts = " + ".join(f"{name} {WEIGHTS[name] * value:.2f}" for name, value in candidate.features if value)
    yield f"  {candidate.match:.2f}  {entity.label() if entity else candidate.mention.surface or candidate.answer}" + (
        "" if supported else "  (its passage does not speak of what is asked)"
    )
    yield f"        = {parts}"
    yield f"        {sentence.document} {sentence.start}–{sentence.end}: {' '.join(sentence.text.split())[:80]}"
