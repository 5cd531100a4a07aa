"""Whether a passage supports an answer: it must speak of what is asked, not only of something near it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hetao_kg.answer.candidates import Candidate
from hetao_kg.answer.named import Named
from hetao_kg.answer.question import Question
from hetao_kg.answer.retrieve import Matcher, mentions_between
from hetao_kg.text import fold

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: A passage with its heading must speak of at least this share of what is asked beside names, and the sentence of this.
PASSAGE, SENTENCE = 0.3, 0.12
#: A word for which the corpus has no better word than this is one it never speaks of.
HEARD = 0.35
#: Where the corpus never speaks of something asked, the sentence must match this well all the same, or say this share of the rest.
SURE, MOST = 0.95, 0.6


def unheard(question: Question) -> tuple[str, ...]:
    """The words of a question for things the corpus never speaks of."""
    return tuple(c.said for c in question.concepts if not c.relation and c.grounded < HEARD)


def supports(kb: KnowledgeBase, question: Question, named: Named, matcher: Matcher, candidate: Candidate) -> bool:
    """Whether what stands around a candidate speaks of what the question asks, and of the bodies and persons it names."""
    sentence = candidate.sentence
    said = " ".join([*sentence.passage.section[-1:], sentence.passage.quote.text])
    if named.unmentioned or any(fold(title) not in fold(said) for title in question.unknown):
        return False
    passage = sentence.passage.quote
    inside = {m.entity for m in mentions_between(kb, passage.document, passage.start, passage.end)}
    if any(named.acts(e) and not group & inside and not named.written(kb, e, said) for e, group in named.groups.items()):
        return False
    share = matcher.rest(said)
    if unheard(question) and candidate.match < SURE and share < MOST:
        return False
    return share >= PASSAGE and matcher.rest(sentence.text) >= SENTENCE
