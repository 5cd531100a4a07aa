"""How the two halves become one ranking: a weighted sum of scores.

Rank fusion throws the scores away, and with them the certainty of an exact match; on every development set it lost to the weighted sum.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hetao_kg.search.wording import WORDS
from hetao_kg.text import HAN, any_of, fold, has_han

_question = re.compile(any_of(WORDS["questions"]["telling"]))
_content = re.compile(f"[{HAN}a-z0-9]")
_opening = frozenset(WORDS["questions"]["opening"])
_loose = re.compile(f"[^{HAN}a-z0-9+%.]+|(?<![0-9])[.]|[.](?![0-9])")
LONGEST_PHRASE = 100
_quoted = re.compile("[“\"‘《]([^“”\"‘’《》]{2,40})[”\"’》]")


@dataclass(frozen=True, slots=True)
class Weights:
    """The defaults of the fusion; one set for every corpus and language."""

    #: Share of the lexical score for a question and for other queries, with Chinese characters and without.
    question_han: float = 0.70
    lexical_han: float = 0.50
    question_other: float = 0.50
    lexical_other: float = 0.30
    #: Added in proportion to the longest piece of the query that stands in the passage, and once more when all of it does: for a query
    #: with Chinese characters and without (NMPA is no chance hit in Chinese text).
    phrase: float = 0.05
    whole: float = 0.08
    whole_other: float = 0.25
    #: Weight of an identifier (chapter, document number, percentage, mark such as 1+) beside ordinary terms.
    identifier: float = 2.0
    #: Added for a phrase the user put in quotation marks, and for an identifier.
    quoted: float = 0.25
    #: Cosine that counts as nothing.
    dense_floor: float = 0.0
    #: Factor on references, contents pages and page furniture.
    boilerplate: float = 0.5
    #: Whether English words of the query are looked up in Chinese.
    translate: bool = True
    #: Weight of the best-matching other name of something in the query, and share of the names in the vector.
    alias: float = 0.4
    alias_dense: float = 0.1
    #: Added when the passage has one of those names in full.
    alias_whole: float = 0.15

    def lexical(self, query: str) -> float:
        """Share of the lexical score for ``query``; the dense score has the rest."""
        if has_han(query):
            return self.question_han if is_question(query) else self.lexical_han
        return self.question_other if is_question(query) else self.lexical_other


DEFAULT = Weights()


def is_question(query: str) -> bool:
    """Whether ``query`` asks in a sentence, in Chinese or English; titles and key words do not."""
    folded = fold(query.strip())
    return bool(_question.search(folded)) or folded.partition(" ")[0] in _opening


def scaled_lexical(scores: NDArray[np.float32], best: float) -> NDArray[np.float32]:
    """BM25 over the query's best BM25: 0 to 1, zero stays zero."""
    return np.asarray(scores / best, np.float32) if best > 0 else np.zeros_like(scores)


def scaled_dense(cosines: NDArray[np.float32], best: float, floor: float) -> NDArray[np.float32]:
    """Cosines on a scale where ``floor`` is 0 and the query's ``best`` is 1, cut at 0."""
    if best <= floor:
        return np.zeros_like(cosines)
    return np.asarray(np.maximum((cosines - floor) / (best - floor), 0), np.float32)


def quoted_phrases(query: str) -> list[str]:
    """What the user put in quotation marks or title brackets, folded."""
    return _quoted.findall(fold(query))


def bigrams(folded: str) -> frozenset[str]:
    """Pairs of neighbouring characters, punctuation and space left out: what near-duplicates share."""
    text = "".join(_content.findall(folded))
    return frozenset(text[i : i + 2] for i in range(len(text) - 1)) or frozenset([text])


def same_text(a: frozenset[str], b: frozenset[str], share: float = 0.9) -> bool:
    """Whether two bigram sets overlap by ``share`` of their union (Jaccard)."""
    small, large = (len(a), len(b)) if len(a) < len(b) else (len(b), len(a))
    if small < share * large:
        return False
    both = len(a & b)
    return both >= share * (small + large - both)


def solid(folded: str) -> str:
    """Letters, digits and Han characters of folded text in one piece, with the signs that belong to a name (``+``, ``%``, ``.``)."""
    return _loose.sub("", folded)


def longest_run(query: str, passage: str) -> int:
    """Length of the longest stretch of ``query`` that stands in ``passage``."""
    best = start = 0
    while start + best < len(query):
        if query[start : start + best + 1] in passage:
            best += 1
        else:
            start += 1
    return best


def phrase_share(query: str, passage: str) -> float:
    """How much of solid ``query`` stands in one piece in solid ``passage``: 0 below three characters, 1 when all of it does."""
    run = longest_run(query[:LONGEST_PHRASE], passage)
    return run / min(len(query), LONGEST_PHRASE) if run >= 3 else 0.0


def best_rows(scores: NDArray[np.float32], count: int, id_rank: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rows of the ``count`` highest positive scores, best first, ties by ``id_rank``."""
    rows = np.flatnonzero(scores > 0)
    if len(rows) > count:
        least = np.partition(scores[rows], len(rows) - count)[len(rows) - count]
        rows = rows[scores[rows] >= least]
    order = np.lexsort((id_rank[rows], -scores[rows]))
    return rows[order][:count]


@dataclass(frozen=True, slots=True)
class Candidates:
    """What the two halves propose: ``rows`` with ``lexical`` (0 to 1) and ``cosines``, all of shape (n,), and each half's ranks by row."""

    rows: NDArray[np.int64]
    lexical: NDArray[np.float32]
    cosines: NDArray[np.float32]
    lexical_rank: dict[int, int]
    dense_rank: dict[int, int]

    def why(self, place: int) -> tuple[tuple[str, float], ...]:
        """The parts of the score of the candidate at ``place``, for :attr:`hetao_kg.types.Hit.why`."""
        row = int(self.rows[place])
        told: list[tuple[str, float]] = []
        for name, ranks, score in (("lexical", self.lexical_rank, self.lexical[place]), ("dense", self.dense_rank, self.cosines[place])):
            if row in ranks:
                told.append((name, float(ranks[row])))
            told.append((f"{name}_score", round(float(score), 4)))
        return tuple(told)
