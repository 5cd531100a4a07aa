"""Chinese words for the English words of a query, so that BM25 over Chinese text has something to find.

Two tables made at training time and shipped beside the model: each English word's nearest Chinese words by cosine, and the
headwords of CC-CEDICT by gloss (CC BY-SA 4.0; see the licence in the model's folder). On parallel questions either alone
is about fifteen points worse than both.
"""

from __future__ import annotations

import mmap
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from safetensors import safe_open

from hetao_kg.search import english
from hetao_kg.search.tokens import TokenTable
from hetao_kg.text import fold, has_han

#: Longest gloss looked up, in words.
LONGEST_GLOSS = 3
MOST_HEADWORDS = 8


def gloss_key(words: Sequence[str]) -> str:
    """How a gloss is filed: its words stemmed, leading ``to``, ``a`` and ``the`` left out."""
    kept = list(words)
    while len(kept) > 1 and kept[0] in ("to", "a", "an", "the"):
        kept.pop(0)
    return " ".join(english.stem(word) for word in kept)


class GlossTable:
    """A sorted file of lines ``key<TAB>headword,headword``, searched where it lies, never read whole."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def headwords(self, key: str) -> list[str]:
        """Folded headwords filed under ``key``, likeliest first; empty if there is none."""
        wanted, low, high = key.encode(), 0, len(self._data)
        while low < high:
            middle = self._data.rfind(b"\n", low, (low + high) // 2) + 1
            start = middle if middle > low else low
            end = self._data.find(b"\n", start)
            here, _, rest = self._data[start:end].partition(b"\t")
            if here == wanted:
                return rest.decode().split(",")
            if here < wanted:
                low = end + 1
            else:
                high = start
        return []


class Expander:
    """Chinese words with weights for the English part of a query."""

    def __init__(self, folder: Path, table: TokenTable) -> None:
        self._table = table
        self._glosses = GlossTable(folder / "glosses.tsv")
        with safe_open(folder / "neighbours.safetensors", framework="numpy") as tensors:
            self._words = tensors.get_tensor("words")
            self._rows = tensors.get_tensor("rows")
            self._weights = tensors.get_tensor("weights")

    def words(self, query: str) -> dict[str, float]:
        """Folded Chinese word -> weight in (0, 1], over all English words of ``query``."""
        found: dict[str, float] = {}
        topics = english.topic_words(fold(query))
        position = 0
        while position < len(topics):
            used = 1
            for length in range(min(LONGEST_GLOSS, len(topics) - position), 0, -1):
                headwords = self._glosses.headwords(gloss_key(topics[position : position + length]))[:MOST_HEADWORDS]
                if headwords:
                    used = length
                    for word in headwords:
                        _add(found, word, 1 / len(headwords))
                    break
            for topic in topics[position : position + used]:
                for word, weight in self.neighbours(topic):
                    _add(found, word, weight)
            position += used
        return found

    def neighbours(self, word: str) -> list[tuple[str, float]]:
        """The Chinese words nearest to a lower-case English word, with weights that sum to one; empty for an unknown word."""
        row = self._table.row(word) or self._table.row("~" + english.stem(word))
        at = int(np.searchsorted(self._words, row))
        if not row or at == len(self._words) or self._words[at] != row:
            return []
        pairs = zip(self._rows[at].tolist(), self._weights[at].tolist(), strict=True)
        return [(self._table.han[near - 1][0], weight) for near, weight in pairs if weight > 0]


def _add(found: dict[str, float], word: str, weight: float) -> None:
    if has_han(word):
        found[word] = min(1.0, found.get(word, 0.0) + weight)
