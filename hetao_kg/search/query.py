"""What a query asks each half: weighted terms for BM25, a vector for FAISS."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hetao_kg.search.embed import Embedder
from hetao_kg.search.expand import Expander
from hetao_kg.search.fuse import Weights
from hetao_kg.search.lexical import query_weights, terms
from hetao_kg.search.static import normalised
from hetao_kg.segment import Segmenter
from hetao_kg.text import fold


def term_weights(query: str, names: Sequence[str], segmenter: Segmenter, expander: Expander | None, weights: Weights) -> dict[str, float]:
    """Term -> weight: the query's own terms count as often as they occur, those of other ``names`` and of translations less."""
    found = query_weights(terms(query, segmenter))
    for term in found:
        if term.startswith("#"):
            found[term] *= weights.identifier
    others: dict[str, float] = {}
    for name in names:
        for term in terms(name, segmenter):
            others[term] = weights.alias
    if expander is not None:
        for word, weight in expander.words(query).items():
            for term in dict.fromkeys(terms(word, segmenter)):
                others[term] = min(1.0, others.get(term, 0.0) + weight)
    for term, weight in others.items():
        found.setdefault(term, weight)
    return found


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
