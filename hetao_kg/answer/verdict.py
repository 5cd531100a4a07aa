"""Yes or no: whether the documents say what a question supposes, and with which status."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from hetao_kg.answer import items
from hetao_kg.answer.candidates import Candidate
from hetao_kg.answer.named import Named
from hetao_kg.answer.question import Question
from hetao_kg.answer.retrieve import Matcher, Sentence, softened
from hetao_kg.types import AnswerItem, Evidence, Status

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

Verdict = Literal["", "yes", "no", "planned", "proposed", "unknown"]
_VERDICTS: dict[Status, Verdict] = {"in-force": "yes", "completed": "yes", "planned": "planned", "proposed": "proposed", "negated": "no"}
#: A sentence must speak of at least this share of what is asked beside names to tell whether it is so.
SHARE = 0.6
#: What holds tells more than what is only proposed.
_ORDER: tuple[Status, ...] = ("in-force", "completed", "negated", "planned", "proposed")


def verdict(
    kb: KnowledgeBase, question: Question, named: Named, matcher: Matcher, stated: Sequence[Candidate], sentences: Sequence[Sentence]
) -> tuple[Verdict, list[AnswerItem]]:
    """The verdict with the statements, or the sentence, it rests on; ``unknown`` without any."""
    found = [c for c in stated if c.statement is not None and (len(named.groups) > 1 or matcher.rest(c.sentence.text) >= SHARE)]
    ranked = sorted(found, key=lambda c: (_ORDER.index(c.statement.status), -c.match) if c.statement else (9, 0.0))
    answers = [i for c in ranked if c.statement and (i := _stated(kb, question, c)) is not None]
    if answers and ranked[0].statement:
        return _VERDICTS[ranked[0].statement.status], answers[:4]
    if question.entities and not named.unmentioned:
        for sentence in sorted(sentences, key=lambda s: -(s.lexical + s.cosine)):
            inside = {m.entity for m in sentence.mentions}
            if all(group & inside for group in named.groups.values()) and matcher.related(sentence.text) >= SHARE:
                status, item = _read(kb, question, named, matcher, sentence)
                return _VERDICTS[status], [item]
    return "unknown", []


def _stated(kb: KnowledgeBase, question: Question, c: Candidate) -> AnswerItem | None:
    entity = kb.entities.get(c.answer)
    if entity is None or c.statement is None:
        return None
    s = c.statement
    return items.entity_item(entity, question, s.status, s.evidence, "graph", softened(c.match + items.TRUST), s.predicate)


def _read(kb: KnowledgeBase, question: Question, named: Named, matcher: Matcher, sentence: Sentence) -> tuple[Status, AnswerItem]:
    document = kb.documents[sentence.document]
    mention = next(m for m in reversed(sentence.mentions) if m.entity in named.all)
    status, cue = kb.extractor.status_of(document.text, sentence.start, sentence.end, mention.start, mention.end, matcher.lexical)
    start, end = items.clip(document.text, sentence.start, sentence.end, mention.start, mention.end)
    evidence = Evidence(document.quote(start, end), sentence.passage.section, cue, "read from text", sentence.passage.page)
    return status, items.entity_item(kb.entities[mention.entity], question, status, (evidence,), "text", softened(sentence.lexical))
