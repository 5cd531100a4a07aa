"""Whether a passage supports an answer: it must speak of what is asked, not only of something near it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hetao_kg.answer.candidates import Candidate
from hetao_kg.answer.concepts import HEARD
from hetao_kg.answer.constraints import met, source_of
from hetao_kg.answer.graph import closure
from hetao_kg.answer.lists import Lists
from hetao_kg.answer.named import Named
from hetao_kg.answer.phases import Phases
from hetao_kg.answer.question import Question
from hetao_kg.answer.retrieve import Matcher, Sentence, mentions_between
from hetao_kg.split import sentences
from hetao_kg.text import fold

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: A passage with its heading must speak of this share of what is asked, by weight: of answers read from development
#: questions about the right document nine in ten have it, about the wrong ones four in ten.
SHARE = 0.52
#: And this share where the question has a word for what the corpus never speaks of.
SHARE_UNHEARD = 0.6
#: The sentence itself, with its heading and the sentence before it, must speak of this share.
NEAR = 0.33
#: A number or date is of another thing where another sentence of its passage speaks of so much more of what is asked.
ELSEWHERE = 0.4
#: Or another clause of its sentence so much more.
OTHER_CLAUSE = 0.6


def unheard(question: Question) -> tuple[str, ...]:
    """The words of a question for things the corpus never speaks of."""
    return tuple(c.said for c in question.concepts if not c.relation and c.grounded < HEARD)


def supports(
    kb: KnowledgeBase, question: Question, named: Named, matcher: Matcher, candidate: Candidate, known: str = ""
) -> bool:
    """Whether what stands around a candidate, and what else is ``known`` to be meant by it, speaks of what the question asks."""
    passage, sentence = candidate.sentence.passage, candidate.sentence
    said = " ".join([*passage.section[-1:], passage.quote.text, known, source_of(kb, sentence.document)])
    if named.unmentioned or any(fold(title) not in fold(said) for title in question.unknown):
        return False
    if matcher.lexical(said, sentence.led) < (SHARE_UNHEARD if unheard(question) else SHARE):
        return False
    near = " ".join([*passage.section[-1:], beside(kb, sentence), known])
    spoken = matcher.lexical(near, sentence.led)
    if candidate.mention.kind in ("Amount", "Date") and _of_another_sentence(kb, named, matcher, candidate, spoken):
        return False
    close = spoken >= NEAR and _of_whom(kb, question, candidate, near)
    if not close or not met(kb, question, sentence, candidate.statement):
        return False
    return _when(kb, question, candidate) and _of_phase(kb, question, near)


def _of_another_sentence(kb: KnowledgeBase, named: Named, matcher: Matcher, candidate: Candidate, spoken: float) -> bool:
    """Whether a number or date is of another thing: what is asked stands in another clause, or in another sentence of the passage.

    ``spoken`` is the share of what is asked that its own sentence speaks of, with the one before. A line of a list says less than that.
    """
    sentence, q = candidate.sentence, candidate.sentence.passage.quote
    if sentence.led or "\t" in sentence.text:
        return False
    most = max((lexical for _, lexical, _ in matcher.windows(sentence.passage)), default=0.0)
    at = [m.start for m in mentions_between(kb, q.document, q.start, q.end) if m.entity in named.all]
    counted = candidate.mention.kind == "Amount"  # a date often stands before the thing it is of
    later = counted and bool(at) and min(at) >= sentence.end and not matcher.lexical(" ".join(sentence.passage.section))
    return later or spoken < most - ELSEWHERE or dict(candidate.features).get("clause", 0.0) > OTHER_CLAUSE


def _of_phase(kb: KnowledgeBase, question: Question, near: str) -> bool:
    """Whether what is said is of the phase asked for: the second is not the third."""
    phases = Phases.of(kb)
    asked, said = phases.numbers(question.text), phases.numbers(near)
    return not asked or not said or bool(asked & said)


def beside(kb: KnowledgeBase, sentence: Sentence) -> str:
    """A sentence with the one before it in its line, and with the lines it leads to."""
    text = kb.documents[sentence.document].text
    before = list(sentences(text, text.rfind("\n", 0, sentence.start) + 1, sentence.start))[-1:]
    listing = Lists.of(kb).behind(sentence.document, sentence.start)
    behind = [text[a:b] for a, b in listing.items] if listing else []
    return "\n".join([*(text[a:b] for a, b in before), sentence.text, *behind])


def _of_whom(kb: KnowledgeBase, question: Question, candidate: Candidate, near: str) -> bool:
    """A person answers for a body only where the body is named: the head of one bureau is not that of another."""
    if candidate.mention.kind != "Person" or candidate.statement is not None:
        return True
    table, folded = {**kb.ontology.entities, **kb.entities}, fold(near)
    bodies = {i for e in question.entities if e in table and table[e].kind == "Institution" for i in closure(kb, e) if i in table}
    if not bodies or bodies & {m.entity for m in candidate.sentence.mentions}:
        return True
    return any(fold(name) in folded for i in bodies for name in table[i].names())


def _when(kb: KnowledgeBase, question: Question, candidate: Candidate) -> bool:
    """A figure of another year than the one asked for is no answer, nor one of no year in a passage of other years only."""
    time = dict(candidate.features).get("time", 0.0)
    if candidate.mention.kind != "Amount" or time >= 0:
        return True
    passage = candidate.sentence.passage
    told = " ".join([*passage.section, passage.quote.text, kb.documents[candidate.sentence.document].metadata.date])
    return time > -1 and any(day[:4] in told for day in question.dates)
