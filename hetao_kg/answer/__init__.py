"""Stage 7, the way out: a question becomes an answer.

Question -> reading -> statements of the graph (SPARQL) -> sentences of the best passages -> answer with evidence, or
"the corpus does not say".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hetao_kg.answer import compose, words
from hetao_kg.answer.question import Question, Understander
from hetao_kg.answer.rank import search
from hetao_kg.answer.retrieve import READ, Matcher, read_sentences
from hetao_kg.errors import QueryError
from hetao_kg.types import Answer

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

__all__ = ["Question", "ask"]


def ask(kb: KnowledgeBase, question: str, k: int = 5) -> Answer:
    """The answer to ``question`` in Traditional or Simplified Chinese or English, with at most ``k`` passages.

    Raises :class:`QueryError` for an empty question; that the corpus does not say is an answer without answers.
    """
    if not question.strip():
        raise QueryError("the question is empty", "ask something, for example: which bodies approve drug listings")
    read = Understander.of(kb).read(question)
    hits = search(kb, read.text, max(k, READ), question=read)
    matcher = Matcher.of(kb, read)
    topic = compose.Topic(kb, read)
    candidates, sparql = compose.graph_candidates(kb, read, topic, matcher, hits)
    items = compose.from_statements(kb, read, topic, candidates)
    said, match = compose.from_text(kb, read, read_sentences(kb, hits, matcher), topic, matcher)
    if said and (not items or match > candidates[0].match + compose.TRUST):
        items = said
    return Answer(question, read.language, tuple(items), tuple(hits[:k]), sparql, words.interpretation(kb, read, items))
