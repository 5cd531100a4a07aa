"""Yes or no: whether the documents say what a question supposes, and with which status."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal

from hetao_kg.answer import items
from hetao_kg.answer.candidates import Candidate
from hetao_kg.answer.classes import SURE, acts_of
from hetao_kg.answer.clauses import Clause, asked_verb, best_clause, status_of_clause
from hetao_kg.answer.named import Named
from hetao_kg.answer.premises import agreement, supposes
from hetao_kg.answer.question import Question
from hetao_kg.answer.retrieve import Matcher, Sentence, mentions_between, softened
from hetao_kg.answer.roles import Asked, by_order
from hetao_kg.derived import kept
from hetao_kg.text import fold
from hetao_kg.types import HOLDING, STATUSES, AnswerItem, Evidence, Statement, Status

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

Verdict = Literal["", "yes", "no", "planned", "proposed", "unknown"]
_VERDICTS: dict[Status, Verdict] = {"in-force": "yes", "completed": "yes", "planned": "planned", "proposed": "proposed", "negated": "no"}
#: A sentence must speak of at least this share of what is asked beside names to tell whether it is so.
SHARE = 0.6
#: One that speaks of so much of it may leave it to an earlier sentence to name what it is about.
WHOLE = 0.85
#: One must speak of so much where the question names nothing.
UNNAMED = 0.8
#: Relations that hold both ways.
SYMMETRIC = ("cooperatesWith",)
#: Kinds of names that do things.
_ACTORS = ("Institution", "Person", "Place")
#: What holds tells more than what is only proposed.
_ORDER: tuple[Verdict, ...] = ("yes", "no", "planned", "proposed", "unknown")
#: Relations that two names in one sentence do not tell, unless it has a word of them: neighbours are no part of each other.
_SAID = ("partOf",)
#: Relations whose object is what a question with one name and nothing else asks about (X成立了嗎).
DONE_TO = ("establishes", "issues", "signs", "approves", "funds", "operates")
#: What an evidence may be held to be by the clause it stands in.
_AHEAD: tuple[Status, ...] = ("planned", "proposed")


def verdict(
    kb: KnowledgeBase, question: Question, named: Named, matcher: Matcher, stated: Sequence[Candidate], sentences: Sequence[Sentence]
) -> tuple[Verdict, list[AnswerItem]]:
    """The verdict with the statements, or the sentence, it rests on; ``unknown`` without any.

    A yes needs all that is asked: the names, the year and the amount too. Another year or amount makes it a no.
    """
    actor, verb = _actor(kb, question, named), asked_verb(kb, question)
    told = sorted(_stated_so(kb, question, named, matcher, actor, stated), key=lambda t: _ORDER.index(t[0]))
    other = bool(told) and verb is not None and told[0][1].predicate != verb.relation  # whether it is supported, not who sets it up
    if told and not _elsewhere(told[0]) and not other:
        return told[0][0], [item for _, item in told[:4]]
    spoken = _there(kb, question) or _spoken_so(kb, question, named, matcher, actor, sentences)
    if other and spoken is None and not _elsewhere(told[0]):
        return told[0][0], [item for _, item in told[:4]]
    if spoken and (spoken[0] == "yes" or not told or other):
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


def _there(kb: KnowledgeBase, question: Question) -> tuple[Verdict, AnswerItem] | None:
    """Whether the last thing named is there, where nothing else is asked of it (香港有沒有X): as the acts say that it came by."""
    asked = question.concepts or question.predicates or question.dates
    return None if asked else _come_by(kb, question)


def _come_by(kb: KnowledgeBase, question: Question) -> tuple[Verdict, AnswerItem] | None:
    """How the last thing named stands by the acts that it came by; None where none is told."""
    entity = kb.entities.get(question.entities[-1]) if question.entities else None
    done = acts_of(kb).get(entity.id, []) if entity else []
    if entity is None or not done:
        return None
    status = min((status for status, _ in done), key=STATUSES.index)
    evidence = tuple(e for its, e in done if its == status)[: items.MOST_EVIDENCE]
    return _VERDICTS[status], items.entity_item(entity, question, status, evidence, "graph", SURE)


def _spoken_so(
    kb: KnowledgeBase, question: Question, named: Named, matcher: Matcher, actor: frozenset[str], sentences: Sequence[Sentence]
) -> tuple[Verdict, AnswerItem] | None:
    """What the best sentence tells that speaks of the act; one with another year or amount only where none else does."""
    if named.unmentioned:
        return None
    least = SHARE if question.entities else UNNAMED
    other: tuple[Verdict, AnswerItem] | None = None
    for sentence in sorted(sentences, key=lambda s: -(s.lexical + s.cosine)):
        speaks = matcher.related(sentence.text) >= least and _about(kb, question, named, matcher, sentence)
        if speaks and _acted_by(kb, question, actor, sentence):
            clause = best_clause(kb, question, matcher, sentence)
            if _of_others(named, sentence, clause):
                continue
            status, item = _read(kb, question, named, matcher, sentence, clause)
            told = _judged(kb, question, named, status, sentence)
            ahead = _come_by(kb, question) if told == "yes" and set(question.predicates) <= {"establishes"} else None
            if ahead and ahead[0] not in ("yes", "no"):  # 建議2: 建立X, read alone, says that it is there
                return ahead
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
    if alone and s.predicate in DONE_TO and s.object not in named.all:
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
    inside, folded = {m.entity for m in sentence.mentions}, fold(sentence.text)
    table = {**kb.ontology.entities, **kb.entities}
    called = {e: [fold(n) for i in group if i in table for n in table[i].names()] for e, group in named.groups.items()}
    missing = [e for e, group in named.groups.items() if not group & inside and not any(n in folded for n in called[e])]
    if not missing:
        return True
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
    table, one = {**kb.ontology.entities, **kb.entities}, names[-1 if passive else 0]
    if len(names) > 1 and any(fold(a + b) in text for a in table[names[0]].names() for b in table[names[1]].names()):
        one = names[-1 if passive else 1]  # 白鷺灣漁業學院: the school of a place
    known = kb.entities.get(one) or kb.ontology.entities[one]
    return named.groups[one] if known.kind in _ACTORS else frozenset()


def _acted_by(kb: KnowledgeBase, question: Question, actor: frozenset[str], sentence: Sentence) -> bool:
    """Whether the actor does what the relation says somewhere in a sentence.

    Where there is no actor, or the sentence has no verb of the relation, it may be; not for a relation that has to be said.
    """
    relation = question.predicates[0] if question.predicates else ""
    if not relation or not (actor or relation in _SAID):
        return True
    verbs = tuple(fold(w) for w in kb.ontology.questions["predicates"][relation]["zh"])
    done = list(by_order(kb, Asked(verbs, relation, "agent"), sentence))
    if not done or not actor:
        return relation not in _SAID or bool(done)
    ends = set(_ends_of(kb, actor, sentence))
    own = {m.start for m in sentence.mentions if m.entity in actor or m.end in ends}
    return any(m.start in own or m.end in own for d in done for m in d.agents)  # the school that a place's name stands before


def _ends_of(kb: KnowledgeBase, ids: frozenset[str], sentence: Sentence) -> Iterator[int]:
    """Where names of these things end in a sentence, also where a shorter name was read there."""
    table, folded = {**kb.ontology.entities, **kb.entities}, fold(sentence.text)
    for name in {fold(n) for i in ids if i in table for n in table[i].names()}:
        yield from (sentence.start + m.end() for m in re.finditer(re.escape(name), folded))


def _of_others(named: Named, sentence: Sentence, clause: Clause) -> bool:
    """Whether a clause speaks of others than those named: it lacks one of them and has another of its kind in the same place."""
    inside = [m for m in sentence.mentions if clause.start <= m.start < clause.end]
    said, kinds = {m.entity for m in inside}, {m.kind for m in sentence.mentions if m.entity in named.all}
    missing = [g for g in named.groups.values() if not g & said]
    others = [m for m in inside if m.kind in kinds and m.kind in ("Institution", "Person") and m.entity not in named.all]
    return bool(missing and others and said & named.all)


def _stated(kb: KnowledgeBase, question: Question, c: Candidate, status: Status) -> AnswerItem | None:
    entity = kb.entities.get(c.answer)
    if entity is None or c.statement is None:
        return None
    s = c.statement
    return items.entity_item(entity, question, status, s.evidence, "graph", softened(c.match + items.TRUST), s.predicate)


def _read(
    kb: KnowledgeBase, question: Question, named: Named, matcher: Matcher, sentence: Sentence, clause: Clause
) -> tuple[Status, AnswerItem]:
    """What the clause says of what is asked, and the answer that rests on it: what it names of the question, else its words."""
    document = kb.documents[sentence.document]
    status, cue = status_of_clause(kb, question, sentence, clause)
    if status in HOLDING:  # A should press for a rule: B will then be recognised
        opening = kb.extractor.status_of(document.text, sentence.start, sentence.end, sentence.start, sentence.start + 1, lambda _: 0.0)
        status, cue = (status, cue) if opening[0] in HOLDING else opening
    days = [m.value.value for m in sentence.mentions if m.kind == "Date" and m.value]
    if status in HOLDING and document.metadata.date and days and min(days) > document.metadata.date:  # 至2030年落成
        status = "planned"
    start, end = items.clip(document.text, sentence.start, sentence.end, clause.start, clause.end)
    evidence = (Evidence(document.quote(start, end), sentence.passage.section, cue, "read from text", sentence.passage.page),)
    inside = mentions_between(kb, sentence.document, sentence.passage.quote.start, sentence.end)
    mention = next((m for m in reversed(inside) if m.entity in named.all and m.entity in kb.entities), None)
    sure = softened(sentence.lexical)
    if mention is None:
        words = document.text[clause.start : clause.end]
        return status, AnswerItem(words, (words,), "Point", "", status, evidence, None, None, "text", sure)
    return status, items.entity_item(kb.entities[mention.entity], question, status, evidence, "text", sure)
