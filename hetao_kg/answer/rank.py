"""Ranked passages for a query: the index's best, ranked again by their best sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from hetao_kg.answer.question import Question, Understander
from hetao_kg.answer.retrieve import Matcher, names_of
from hetao_kg.text import has_han
from hetao_kg.types import Hit

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: Passages that are read sentence by sentence before they are ranked.
RERANKED = 40


def search(
    kb: KnowledgeBase, query: str, k: int = 10, mode: Literal["hybrid", "lexical", "dense"] = "hybrid", question: Question | None = None
) -> list[Hit]:
    """Ranked passages. The hybrid mode reads the best :data:`RERANKED` passages sentence by sentence: a passage is as good
    as its best one or two sentences, which measured better than the passage as a whole.

    An English query is searched under the Chinese names of what it names too; for a Chinese one that was measured to harm.
    """
    read = question or Understander.of(kb).read(query)
    names = [n for n in names_of(kb, read) if has_han(n)] if read.language == "en" else []
    if mode != "hybrid":
        return kb.index.search(query, k, mode, names)
    hits = kb.index.search(query, max(k, RERANKED), mode, names)
    matcher = Matcher.of(kb, read)
    best = hits[0].score if hits else 1.0
    found = []
    for hit, (lexical, cosine) in zip(hits, matcher.passages([h.passage for h in hits]), strict=True):
        score = (0.5 * hit.score / best + lexical + 0.5 * cosine) / 2
        found.append(
            Hit(
                hit.passage,
                round(score, 6),
                (*hit.why, ("passage", hit.score), ("sentence words", round(lexical, 6)), ("sentence meaning", round(cosine, 6))),
            )
        )
    return sorted(found, key=lambda h: (-h.score, h.passage.id))[:k]
