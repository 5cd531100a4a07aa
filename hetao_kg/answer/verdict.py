"""Yes or no: whether the documents say what a question supposes, and with which status."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from hetao_kg.answer import items
from hetao_kg.answer.candidates import Candidate
from hetao_kg.answer.named import Named
from hetao_kg.answer.premises import agreement, supposes
from hetao_kg.answer.question import Question
from hetao_kg.answer.retrieve import Matcher, Sentence, mentions_between, softened
from hetao_kg.derived import kept
from hetao_kg.text import fold
from hetao_kg.types import HOLDING, AnswerItem, Evidence, Statement, Status

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
_ORDER: tuple[Verdict, ...] = ("yes", "no", "planned", "proposed", "unknown")
#: Relations that two names in one sentence do not tell, unless it has a word of them: neighbours are no part of each other.
_SAID = ("partOf",)
#: Relations whose object is what a question with one name and nothing else asks about (X成立了嗎).
_DONE_TO = ("establishes", "issues", "signs", "approves", "funds", "operates")
#: What an evidence may be held to be by the clause it stands in.
_AHEAD: tuple[Status, ...] = ("planned", "proposed")


def verdict(
    kb: KnowledgeBase, question: Question, named: Named, matcher: Matcher, stated: Sequence[Candidate], sentences: Sequence[Sentence]
) -> tuple[Verdict, list[AnswerItem]]:
    """The verdict with the statements, or the sentence, it rests on; ``unknown`` without any.

    A yes needs all that is asked: the names, the year and the amount too. Another year or amount makes it a no.
    """
    actor = _actor(kb, question, named)
    told = sorted(_stated_so(kb, question, named, matcher, actor, stated), key=lambda t: _ORDER.index(t[0]))
    if told and not _elsewhere(told[0]):
        return told[0][0], [item for _, item in told[:4]]
    spoken = _spoken_so(kb, question, named, matcher, actor, sentences)
    if spoken and (spoken[0] == "yes" or not told):
        return spoken[0], [spoken[1]]
    return ("no", [item for one, item in told if one == "no"][:4]) if told else ("unknown", [])


def _elsewhere(told: tuple[Verdict, AnswerItem]) -> bool:
    """Whether it is a no only as the year or the amount is another: another sentence may give the one asked."""
    return told[0] == "no" and told[1].status in HOLDING


def _stated_so(
    kb: KnowledgeBase, question: Question, named: Named, matcher: Matcher, actor: frozenset[str], stated: Sequence[Candidate]
) -> Iterator[tuple[Verdict, AnswerItem]]:
    """What statements of the act tell, those that match best first."""
    for c in sorted(stated, key=lambda c: -c.match):
        if c.statement is not None and _fits(question, named, matcher, actor, c, _ends(kb, c.statement)):
            status = _held(kb, c.statement)
            told, item = _judged(kb, question, named, status, c.sentence, c.statement), _stated(kb, question, c, status)
            if item is not None and told != "unknown":
                yield told, item


def _spoken_so(
    kb: KnowledgeBase, question: Question, named: Named, matcher: Matcher, actor: frozenset[str], sentences: Sequence[Sentence]
) -> tuple[Verdict, AnswerItem] | None:
    """What the best sentence tells that speaks of the act; one with another year or amount only where none else does."""
    if not question.entities or named.unmentioned:
        return None
    other: tuple[Verdict, AnswerItem] | None = None
    for sentence in sorted(sentences, key=lambda s: -(s.lexical + s.cosine)):
        speaks = matcher.related(sentence.text) >= SHARE and _about(kb, question, named, matcher, sentence)
        if speaks and _acted_by(kb, question, actor, sentence):
            status, item = _read(kb, question, named, matcher, sentence)
            told = _judged(kb, question, named, status, sentence)
            if told == "yes" or (told != "unknown" and other is None and not _elsewhere((told, item))):
                return told, item
            other = other or ((told, item) if told == "no" else None)
    return other


def _judged(
    kb: KnowledgeBase, question: Question, named: Named, status: Status, sentence: Sentence, statement: Statement | None = None
) -> Verdict:
    """What a sentence with this status tells; of what holds, the year and the amount must be those asked."""
    if status not in HOLDING:
        return _VERDICTS[status]
    quotes = [e.quote for e in statement.evidence] if statement else []
    quote = next((q for q in quotes if q.document == sentence.document and sentence.start <= q.start < sentence.end), None)
    told = agreement(kb, question, named.all, sentence, quote)
    return "no" if told == "another" else "unknown" if told == "untold" else _VERDICTS[status]


def _fits(question: Question, named: Named, matcher: Matcher, actor: frozenset[str], c: Candidate, ends: frozenset[str]) -> bool:
    """Whether a statement is of the act that is asked: by its actor, of its object, with all else that is spoken of.

    ``ends`` are what the statements of its sentence are about.
    """
    s = c.statement
    if s is None or matcher.rest(c.sentence.text) < SHARE:
        return False
    if actor and s.predicate not in SYMMETRIC and s.subject not in actor:
        return False
    alone = len(named.groups) == 1 and all(x.relation for x in question.concepts)
    if alone and s.predicate in _DONE_TO and s.object not in named.all:
        return False
    inside = ends | {m.entity for m in c.sentence.mentions}
    return all(group & inside for group in named.groups.values())


def _ends(kb: KnowledgeBase, statement: Statement) -> frozenset[str]:
    """Ids that the statements read where this one was are about: both bodies of a joint act."""
    places = _by_place(kb)
    return frozenset(x for e in statement.evidence for o in places[e.quote.document, e.quote.start] for x in (o.subject, o.object))


@kept()
def _by_place(kb: KnowledgeBase) -> dict[tuple[str, int], list[Statement]]:
    """Statements by document and place of their quotations."""
    table: dict[tuple[str, int], list[Statement]] = {}
    for statement in kb.statements:
        for e in statement.evidence:
            table.setdefault((e.quote.document, e.quote.start), []).append(statement)
    return table


def _held(kb: KnowledgeBase, statement: Statement) -> Status:
    """Status of a statement; one that no word says to hold is only ahead where every clause that says it has a cue of that."""
    if statement.status not in HOLDING:
        return statement.status
    found: list[Status] = []
    for e in statement.evidence:
        q, text = e.quote, kb.documents[e.quote.document].text
        read = "in-force" if e.cue else kb.extractor.status_of(text, q.start, q.end, q.end - 1, q.end, lambda _: 0.0)[0]
        if read not in _AHEAD:
            return statement.status
        found.append(read)
    return found[0] if found else statement.status


def _about(kb: KnowledgeBase, question: Question, named: Named, matcher: Matcher, sentence: Sentence) -> bool:
    """Whether the sentence names all that the question names.

    One that says all the rest may leave names to its passage before it, if it names no other of their kind and the
    question supposes no year or amount.
    """
    inside = {m.entity for m in sentence.mentions}
    missing = [e for e, group in named.groups.items() if not group & inside]
    if not missing:
        return True
    table = {**kb.ontology.entities, **kb.entities}
    kinds = {table[e].kind for e in missing if e in table}
    others = any(m.kind in kinds and m.entity not in named.all for m in sentence.mentions)
    if others or supposes(kb, question) or matcher.related(sentence.text) < WHOLE:
        return False
    before = {m.entity for m in mentions_between(kb, sentence.document, sentence.passage.quote.start, sentence.end)}
    return all(named.groups[e] & before for e in missing)


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
    """Whether the last name before a verb of the relation is that of the actor.

    Where there is no actor, or no such verb, it may be; not for a relation that has to be said.
    """
    must = bool(question.predicates) and question.predicates[0] in _SAID
    words = kb.ontology.questions["predicates"][question.predicates[0]]["zh"] if actor or must else ()
    verbs = "|".join(re.escape(fold(w)) for w in words)
    said = list(fold(sentence.text))
    for m in sentence.mentions:
        if m.kind in _ACTORS:
            said[m.start - sentence.start : m.end - sentence.start] = " " * (m.end - m.start)
    places = [sentence.start + m.start() for m in re.finditer(verbs, "".join(said))] if verbs else []
    before = [[m for m in sentence.mentions if m.kind in _ACTORS and m.end <= place][-1:] for place in places]
    if not places or not actor:
        return not must or bool(places)
    return any(row and row[0].entity in actor for row in before)


def _stated(kb: KnowledgeBase, question: Question, c: Candidate, status: Status) -> AnswerItem | None:
    entity = kb.entities.get(c.answer)
    if entity is None or c.statement is None:
        return None
    s = c.statement
    return items.entity_item(entity, question, status, s.evidence, "graph", softened(c.match + items.TRUST), s.predicate)


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
