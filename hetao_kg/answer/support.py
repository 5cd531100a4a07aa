"""Whether a passage supports an answer: it must speak of what is asked, not only of something near it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hetao_kg.answer.candidates import Candidate
from hetao_kg.answer.named import Named
from hetao_kg.answer.question import Question
from hetao_kg.answer.retrieve import Matcher
from hetao_kg.text import fold

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: A passage with its heading must speak of this share of what is asked, by weight: of answers read from development
#: questions about the right document nine in ten have it, about the wrong ones four in ten.
SHARE = 0.52
#: A word for which the corpus has no better word than this is one it never speaks of; then more of the rest is needed.
HEARD, SHARE_UNHEARD = 0.35, 0.6


def unheard(question: Question) -> tuple[str, ...]:
    """The words of a question for things the corpus never speaks of."""
    return tuple(c.said for c in question.concepts if not c.relation and c.grounded < HEARD)


def source_of(kb: KnowledgeBase, document: str) -> str:
    """Who speaks in a document: what 團結香港基金 proposes stands in its paper without its name."""
    about = kb.documents[document].metadata
    return f"{about.publisher} {about.author}"


def supports(
    kb: KnowledgeBase, question: Question, named: Named, matcher: Matcher, candidate: Candidate, known: str = ""
) -> bool:
    """Whether what stands around a candidate, and what else is ``known`` to be meant by it, speaks of what the question asks."""
    passage = candidate.sentence.passage
    said = " ".join([*passage.section[-1:], passage.quote.text, known, source_of(kb, candidate.sentence.document)])
    if named.unmentioned or any(fold(title) not in fold(said) for title in question.unknown):
        return False
    return matcher.lexical(said, candidate.sentence.led) >= (SHARE_UNHEARD if unheard(question) else SHARE)
