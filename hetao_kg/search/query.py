"""What a query asks each half: weighted terms for BM25, a vector for FAISS."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from hetao_kg.search.embed import Embedder
from hetao_kg.search.expand import Expander
from hetao_kg.search.fuse import Weights
from hetao_kg.search.lexical import query_weights, terms
from hetao_kg.search.static import normalised
from hetao_kg.search.wording import WORDS
from hetao_kg.segment import Segmenter
from hetao_kg.text import any_pattern, fold

#: Words that only ask. They are rare in documents, so BM25 would take them for the topic.
_asking = re.compile(any_pattern(WORDS["questions"]["asking"]))


def without_question_words(query: str) -> str:
    """Folded ``query`` without the Chinese words that only ask; all of it when nothing else is there."""
    folded = fold(query)
    return _asking.sub(" ", folded).strip() or folded


def term_weights(query: str, segmenter: Segmenter, expander: Expander | None, weights: Weights) -> dict[str, float]:
    """Term -> weight: the query's own terms count as often as they occur, those of translations less, identifiers more."""
    found = query_weights(terms(without_question_words(query), segmenter))
    for term in found:
        if term.startswith("#"):
            found[term] *= weights.identifier
    others: dict[str, float] = {}
    if expander is not None:
        for word, weight in expander.words(query).items():
            for term in dict.fromkeys(terms(word, segmenter)):
                others[term] = min(1.0, others.get(term, 0.0) + weight)
    for term, weight in others.items():
        found.setdefault(term, weight)
    return found


def name_weights(names: Sequence[str], known: Mapping[str, float], segmenter: Segmenter) -> list[dict[str, float]]:
    """For each of the other ``names`` its terms, those already ``known`` from the query left out; names without any are dropped."""
    found = [{term: 1.0 for term in terms(name, segmenter) if term not in known} for name in names]
    return [weights for weights in found if weights]


def query_vector(query: str, names: Sequence[str], embedder: Embedder, weights: Weights) -> NDArray[np.float32]:
    """Unit vector (d,) of the query, moved a little towards its other ``names``; all zero when the model knows none of it."""
    own: NDArray[np.float32] = embedder.encode_queries([query])[0]
    if names:
        other = normalised(embedder.encode_queries(list(names)).sum(axis=0, keepdims=True))[0]
        own = normalised(((1 - weights.alias_dense) * own + weights.alias_dense * other)[None, :])[0]
    return own


def distinct_names(query: str, names: Sequence[str]) -> list[str]:
    """The ``names`` that say something ``query`` does not, each once."""
    said = fold(query)
    return list(dict.fromkeys(name for name in names if name.strip() and fold(name) not in said))
