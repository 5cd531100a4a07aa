"""Yes or no: whether the documents say what a question supposes, and with which status."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from hetao_kg.answer import items
from hetao_kg.answer.candidates import Candidate
from hetao_kg.answer.named import Named
from hetao_kg.answer.question import Question
from hetao_kg.answer.retrieve import Matcher, Sentence, mentions_between, softened
from hetao_kg.text import fold
from hetao_kg.types import HOLDING, AnswerItem, Evidence, Status

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

Verdict = Literal["", "yes", "no", "planned", "proposed", "unknown"]
_VERDICTS: dict[Status, Verdict] = {"in-force": "yes", "completed": "yes", "planned": "planned", "proposed": "proposed", "negated": "no"}
#: A sentence must speak of at least this share of what is asked beside names to tell whether it is so.
SHARE = 0.6
#: One that speaks of so much of it may leave it to an earlier sentence to name what it is about.
WHOLE = 0.85
#: Relations that hold both ways.
SYMMETRIC = ("cooperatesWith",)
#: Kinds of names that do things.
_ACTORS = ("Institution", "Person", "Place")
#: What holds tells more than what is only proposed.
_ORDER: tuple[Status, ...] = ("in-force", "completed", "negated", "planned", "proposed")


def verdict(
    kb: KnowledgeBase, question: Question, named: Named, matcher: Matcher, stated: Sequence[Candidate], sentences: Sequence[Sentence]
) -> tuple[Verdict, list[AnswerItem]]:
    """The verdict with the statements, or the sentence, it rests on; ``unknown`` without any."""
    actor = _actor(kb, question, named)
    found = [
        c
        for c in stated
        if c.statement is not None
        and (len(named.groups) > 1 or matcher.rest(c.sentence.text) >= SHARE)
        and (not actor or c.statement.predicate in SYMMETRIC or c.statement.subject in actor)
    ]
    ranked = sorted(found, key=lambda c: (_ORDER.index(c.statement.status), -c.match) if c.statement else (9, 0.0))
    answers = [i for c in ranked if c.statement and (i := _stated(kb, question, c)) is not None]
    if answers and ranked[0].statement:
        return _VERDICTS[ranked[0].statement.status], answers[:4]
    if question.entities and not named.unmentioned:
        for sentence in sorted(sentences, key=lambda s: -(s.lexical + s.cosine)):
            speaks = matcher.related(sentence.text) >= SHARE and _about(kb, named, matcher, sentence)
            if speaks and _acted_by(kb, question, actor, sentence):
                status, item = _read(kb, question, named, matcher, sentence)
                return _VERDICTS[status], [item]
    return "unknown", []


def _about(kb: KnowledgeBase, named: Named, matcher: Matcher, sentence: Sentence) -> bool:
    """Whether the sentence names all that the question names; where it says all the rest, its passage may name them before."""
    q = sentence.passage.quote
    start = q.start if matcher.related(sentence.text) >= WHOLE else sentence.start
    inside = {m.entity for m in mentions_between(kb, sentence.document, start, sentence.end)}
    return all(group & inside for group in named.groups.values())


def _actor(kb: KnowledgeBase, question: Question, named: Named) -> frozenset[str]:
    """Ids of the one that does what is asked, where several are named: the first, behind 由 or by the last; empty for a field."""
    names = [e for e in question.entities if (kb.entities.get(e) or kb.ontology.entities.get(e))]
    if len(named.groups) < 2 or not names or not question.predicates:
        return frozenset()
    words = kb.ontology.questions["passive"]
    text = fold(question.text)
    passive = any(f" {w} " in text for w in words["en"]) if question.language == "en" else any(fold(w) in text for w in words["zh"])
    one = names[-1 if passive else 0]
    known = kb.entities.get(one) or kb.ontology.entities[one]
    return named.groups[one] if known.kind in _ACTORS else frozenset()


def _acted_by(kb: KnowledgeBase, question: Question, actor: frozenset[str], sentence: Sentence) -> bool:
    """Whether the last name before a verb of the relation is that of the actor; True where no such verb or actor is known."""
    verbs = "|".join(re.escape(fold(w)) for w in kb.ontology.questions["predicates"][question.predicates[0]]["zh"]) if actor else ""
    said = list(fold(sentence.text))
    for m in sentence.mentions:
        if m.kind in _ACTORS:
            said[m.start - sentence.start : m.end - sentence.start] = " " * (m.end - m.start)
    places = [sentence.start + m.start() for m in re.finditer(verbs, "".join(said))] if verbs else []
    before = [[m for m in sentence.mentions if m.kind in _ACTORS and m.end <= place][-1:] for place in places]
    return not places or any(row and row[0].entity in actor for row in before)


def _stated(kb: KnowledgeBase, question: Question, c: Candidate) -> AnswerItem | None:
    entity = kb.entities.get(c.answer)
    if entity is None or c.statement is None:
        return None
    s = c.statement
    return items.entity_item(entity, question, s.status, s.evidence, "graph", softened(c.match + items.TRUST), s.predicate)


def _read(kb: KnowledgeBase, question: Question, named: Named, matcher: Matcher, sentence: Sentence) -> tuple[Status, AnswerItem]:
    document = kb.documents[sentence.document]
    inside = mentions_between(kb, sentence.document, sentence.passage.quote.start, sentence.end)
    mention = next(m for m in reversed(inside) if m.entity in named.all)
    if mention.start < sentence.start:  # an earlier sentence names it
        mention = replace(mention, start=sentence.start, end=sentence.start + 1)
    status, cue = kb.extractor.status_of(document.text, sentence.start, sentence.end, mention.start, mention.end, matcher.lexical)
    if status in HOLDING:  # A should press for a rule: B will then be recognised
        opening = kb.extractor.status_of(document.text, sentence.start, sentence.end, sentence.start, sentence.start + 1, lambda _: 0.0)
        status, cue = (status, cue) if opening[0] in HOLDING else opening
    days = [m.value.value for m in sentence.mentions if m.kind == "Date" and m.value]
    if status in HOLDING and document.metadata.date and days and min(days) > document.metadata.date:  # 至2030年落成
        status = "planned"
    start, end = items.clip(document.text, sentence.start, sentence.end, mention.start, mention.end)
    evidence = Evidence(document.quote(start, end), sentence.passage.section, cue, "read from text", sentence.passage.page)
    return status, items.entity_item(kb.entities[mention.entity], question, status, (evidence,), "text", softened(sentence.lexical))
