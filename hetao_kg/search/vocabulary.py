"""The words of a corpus and which of them are nearest in meaning to any word, of either language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from hetao_kg.search.static import StaticModel
from hetao_kg.text import has_han

#: Words further than this (cosine) stand for something else.
NEAREST = 0.38
#: Words kept of a large corpus: the commonest ones.
MOST = 50_000


class Vocabulary:
    """Chinese words of the index that the model knows too, with their vectors (n, d)."""

    def __init__(self, model: StaticModel, counted: Iterable[tuple[str, int]]) -> None:
        known = {word for word, _ in model.table.han}
        found = sorted(((n, w) for w, n in counted if len(w) > 1 and w in known and has_han(w)), key=lambda r: (-r[0], r[1]))
        self.words = tuple(sorted(w for _, w in found[:MOST]))
        self._model, self._vectors = model, model.encode_passages(self.words)
        self._kept: dict[str, tuple[tuple[str, float], ...]] = {}

    def near(self, words: Sequence[str], most: int = 6) -> list[tuple[tuple[str, float], ...]]:
        """For each word the nearest words of the corpus with their cosines, best first; empty when none is near."""
        new = [w for w in dict.fromkeys(words) if w not in self._kept]
        if new and self.words:
            cosines = self._model.encode_queries(new) @ self._vectors.T
            for word, row in zip(new, cosines, strict=True):
                near = np.flatnonzero(row >= NEAREST)
                best = near[np.argsort(-row[near], kind="stable")][:most]
                self._kept[word] = tuple((self.words[i], float(row[i])) for i in best)
        return [self._kept.get(w, ()) for w in words]
