"""Stage 7, the way out: a question becomes an answer.

Question -> reading -> statements of the graph (SPARQL) -> sentences of the best passages -> answer with evidence, or
"the corpus does not say".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hetao_kg.answer import explanation, follow, words
from hetao_kg.answer.compose import Found, decide, joined
from hetao_kg.answer.parts import parts
from hetao_kg.answer.question import Question, Understander
from hetao_kg.answer.rank import search
from hetao_kg.answer.retrieve import READ
from hetao_kg.errors import QueryError
from hetao_kg.types import Answer, Hit

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

__all__ = ["Question", "ask", "explain"]


def ask(kb: KnowledgeBase, question: str, k: int = 5) -> Answer:
    """The answer to ``question`` in Traditional or Simplified Chinese or English, with at most ``k`` passages.

    Raises :class:`QueryError` for an empty question; that the corpus does not say is an answer without answers.
    """
    read, hits, found = work(kb, question, k)
    return told(kb, question, read, hits[:k], found)


def told(kb: KnowledgeBase, question: str, read: Question, hits: Sequence[Hit], found: Found) -> Answer:
    """What was found, with the reading in plain words and aids to go on with."""
    sparql = found.tried[-1].sparql if found.tried else ""
    return Answer(
        question, read.language, found.answers, tuple(hits), sparql, words.interpretation(kb, read, found), found.verdict,
        follow.related(kb, read, found.answers), follow.near_names(kb, read),
    )  # fmt: skip


def explain(kb: KnowledgeBase, question: str) -> list[str]:
    """How the answer to ``question`` is found, as lines for people: reading, queries, candidates, scores."""
    read, _, found = work(kb, question)
    return list(explanation.lines(kb, read, found))


def work(kb: KnowledgeBase, question: str, k: int = 5) -> tuple[Question, list[Hit], Found]:
    """How an answer is found: the question as understood, the passages, and everything found in them and in the graph."""
    if not question.strip():
        raise QueryError("the question is empty", "ask something, for example: which bodies approve drug listings")
    read = Understander.of(kb).read(question)
    hits = search(kb, read.text, max(k, READ), question=read)
    asked = parts(read, Understander.of(kb).read)
    found = [decide(kb, one, search(kb, one.text, max(k, READ), question=one)) for one in asked] if len(asked) > 1 else []
    return read, hits, joined(found) if found and all(f.answers for f in found) else decide(kb, read, hits)
