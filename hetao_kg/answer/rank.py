"""Ranked passages for a query: the index's best, ranked again by their best sentences."""

from __future__ import annotations

import functools
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hetao_kg.answer.filters import EVERYTHING, Filter, allowed
from hetao_kg.answer.points import best_list
from hetao_kg.answer.question import Question, Understander, kinds_for
from hetao_kg.answer.retrieve import Matcher, Window, mentions_between, names_of, passage_at
from hetao_kg.answer.units import unit_fits
from hetao_kg.answer.wording import Wording
from hetao_kg.search.fuse import is_question
from hetao_kg.search.index import Mode, context
from hetao_kg.text import fold, has_han
from hetao_kg.types import Hit

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: Passages that are read sentence by sentence before they are ranked.
RERANKED = 60


@dataclass(frozen=True, slots=True)
class Weights:
    """What each part of a passage's score is worth beside 1 for the words of its best window; one set for all languages.

    Chosen on development questions; nDCG@10 is flat about each of them (``benchmarks/results/search_quality.md``).
    """

    #: The score of the index, over its best, for a question and for other queries: a title or a few key words are spread over a
    #: passage, where the answer to a question stands in one place.
    passage: float = 0.3
    passage_other: float = 1.5
    #: How far ahead of the second the first passage of the index stands, over its score, from :attr:`ahead_from` on: a name that one
    #: passage has in full tells more than sentences that are worded alike.
    ahead: float = 1.0
    ahead_from: float = 0.25
    #: Share of a Chinese question's own words in what its words are worth; the rest is what it speaks of, under any name. An
    #: English question has no words in common with Chinese text.
    wording: float = 0.7
    #: Cosine of the window.
    meaning: float = 0.6
    #: A name, date or amount in the window of the kind asked for that the question does not hold itself.
    kind: float = 0.15
    #: Share of the question's years that stand in the window.
    year: float = 0.1
    #: Share of what the question speaks of beside names that stands anywhere in the passage or its headings: a sentence often leaves
    #: to its heading, or to the sentence before the last, what it is about.
    topic: float = 0.2


DEFAULT = Weights()


def search(
    kb: KnowledgeBase, query: str, k: int = 10, mode: Mode = "hybrid", question: Question | None = None, chosen: Filter = EVERYTHING,
    weights: Weights = DEFAULT,
) -> list[Hit]:  # fmt: skip
    """Ranked passages out of those that the filter ``chosen`` leaves.

    The hybrid mode reads the best :data:`RERANKED` passages sentence by sentence: a passage is as good as its best one or
    two sentences, which measured better than the passage as a whole. An English query is searched under the Chinese names of
    what it names too; for a Chinese one that was measured to harm.
    """
    read = question or Understander.of(kb).read(query)
    names = names_searched(kb, read)
    left = allowed(kb, chosen)
    if mode != "hybrid":
        return kb.index.search(query, k, mode, names, left)
    hits = kb.index.search(query, max(k, RERANKED), mode, names, left)
    best = hits[0].score if hits else 1.0
    ahead = max(0.0, 1 - hits[1].score / best - weights.ahead_from) if len(hits) > 1 else 0.0
    asks, frame = is_question(query), kb.index.weights.boilerplate
    found = []
    wording = None if read.language == "en" else Wording(kb, read)
    matcher = Matcher.of(kb, read)
    for hit, windows in zip(hits, matcher.passages([h.passage for h in hits]), strict=True):
        topic = matcher.related(context(hit.passage))
        parts = max((_parts(kb, read, hit.passage.quote.document, *window, wording, weights) for window in windows), key=lambda p: p[0])
        share = weights.passage if asks else weights.passage_other
        whole = share + 1 + weights.meaning + weights.kind + weights.year + weights.topic
        score = share * hit.score / best + parts[0] + weights.topic * topic + weights.ahead * ahead * (hit is hits[0])
        score = score / whole * (frame if hit.passage.boilerplate and not asks else 1.0)
        told = zip(("sentence words", "sentence meaning", "kind asked for", "year", "topic"), (*parts[1:], topic), strict=True)
        found.append(Hit(hit.passage, round(score, 6), (*hit.why, ("passage", hit.score), *((n, round(v, 6)) for n, v in told))))
    ranked = sorted(found, key=lambda h: (-h.score, h.passage.id))
    return (_with_lines(kb, read, matcher, ranked, left) if read.kind == "Point" else ranked)[:k]


def _with_lines(kb: KnowledgeBase, question: Question, matcher: Matcher, hits: list[Hit], left: AbstractSet[str] | None) -> list[Hit]:
    """The ``hits`` with the passages first that hold the lines of the list a question asks for, as far as the filter leaves them."""
    asked = best_list(kb, question, matcher, hits)
    lines = {p.id: p for p in (passage_at(kb, asked.document, a) for a, _ in asked.lines)} if asked else {}
    found = {h.passage.id: h for h in hits}
    first = [
        replace(found.get(i, Hit(p, 0.0, ())), score=hits[0].score, why=(*(found[i].why if i in found else ()), ("line of a list", 1.0)))
        for i, p in lines.items()
        if left is None or i in left
    ]
    return [*first, *(h for h in hits if h.passage.id not in lines)]


def names_searched(kb: KnowledgeBase, question: Question) -> list[str]:
    """Other names under which the index is searched: the Chinese ones of what an English query names."""
    return [name for name in names_of(kb, question) if has_han(name)] if question.language == "en" else []


def _parts(
    kb: KnowledgeBase,
    question: Question,
    document: str,
    window: Window,
    words: float,
    meaning: float,
    wording: Wording | None,
    weights: Weights,
) -> tuple[float, float, float, float, float]:
    """The score of a window, and its parts: words, meaning, kind, year."""
    text = kb.documents[document].text[window.start : window.end]
    if wording is not None:
        words = (1 - weights.wording) * words + weights.wording * wording.share(window.text.folded)
    kind = float(_answers(kb, question, document, window))
    year = sum(date[:4] in text for date in question.dates) / max(1, len(question.dates))
    return words + weights.meaning * meaning + weights.kind * kind + weights.year * year, words, meaning, kind, year


_folded = functools.lru_cache(1 << 16)(fold)


def _answers(kb: KnowledgeBase, question: Question, document: str, window: Window) -> bool:
    """Whether something of the kind asked for stands in the window that the question does not hold itself."""
    said, kinds = _folded(question.text), kinds_for(question.kind)
    return any(
        m.kind in kinds
        and m.entity not in question.entities
        and _folded(m.surface) not in said
        and (m.kind != "Amount" or not question.units or (m.value and unit_fits(kb, m.value.unit, question.units)))
        for m in mentions_between(kb, document, window.start, window.end)
    )
