"""A small latent-semantic model trained on the corpus itself at build time.

Method: TF-IDF over character bigrams and English words, truncated singular value decomposition by a randomised range
finder (Halko, Martinsson and Tropp 2011). It knows only what the corpus says and no translations; it is for corpora in
other languages than the default model's, and for tests.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from hetao_kg.errors import KnowledgeBaseError
from hetao_kg.search import english
from hetao_kg.search.static import normalised
from hetao_kg.text import HAN, fold

DIMENSIONS, MOST_TERMS, SEED = 128, 40_000, 20_260_101
_han = re.compile(f"[{HAN}]+")


def _terms(text: str) -> list[str]:
    folded = fold(text)
    found = [english.stem(word) for word in english.words(folded) if word not in english.STOP_WORDS]
    for run in _han.findall(folded):
        found += [run[i : i + 2] for i in range(len(run) - 1)] or [run]
    return found


class CorpusModel:
    """Term vectors learned from passages, as an :class:`~hetao_kg.search.embed.Embedder`."""

    kind = "corpus"
    name = "corpus"

    def __init__(self, vocabulary: Sequence[str], vectors: NDArray[np.float32]) -> None:
        self._vocabulary = tuple(vocabulary)
        self._row = {term: i for i, term in enumerate(self._vocabulary)}
        self._vectors = vectors
        self.dimensions = int(vectors.shape[1])
        self.fingerprint = hashlib.sha256("\n".join(self._vocabulary).encode() + vectors.tobytes()).hexdigest()[:16]

    @classmethod
    def train(cls, texts: Sequence[str]) -> CorpusModel:
        """Learn from ``texts``; equal texts give an equal model."""
        from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

        counted = [Counter(_terms(text)) for text in texts]
        spread = Counter(term for counts in counted for term in counts)
        chosen = sorted(spread, key=lambda term: (-spread[term], term))[:MOST_TERMS]
        vocabulary = sorted(chosen)
        row = {term: i for i, term in enumerate(vocabulary)}
        if not vocabulary:
            return cls((), np.zeros((0, DIMENSIONS), np.float32))
        idf = np.log1p(len(texts) / np.array([spread[term] for term in vocabulary], np.float32)).astype(np.float32)
        places = [(i, row[term], count) for i, counts in enumerate(counted) for term, count in sorted(counts.items()) if term in row]
        i, j, counts_of = (np.array(column) for column in zip(*places, strict=True))
        values = ((1 + np.log(counts_of)) * idf[j]).astype(np.float32)
        matrix = csr_matrix((values, (i, j)), shape=(len(texts), len(vocabulary)))
        rows, columns = matrix.shape
        size = min(DIMENSIONS, rows, columns)
        start = np.random.default_rng(SEED).standard_normal((columns, min(size + 16, rows, columns))).astype(np.float32)
        basis = np.linalg.qr(matrix @ start)[0]
        for _ in range(3):
            basis = np.linalg.qr(matrix @ np.linalg.qr(matrix.T @ basis)[0])[0]
        _, _, right = np.linalg.svd((matrix.T @ basis).T, full_matrices=False)
        vectors = np.zeros((len(vocabulary), DIMENSIONS), np.float32)
        vectors[:, :size] = right[:size].T * idf[:, None]
        return cls(vocabulary, vectors)

    @classmethod
    def load(cls, folder: Path) -> CorpusModel:
        """The model kept beside an index; raises ``KnowledgeBaseError`` if it is missing or broken."""
        try:
            vocabulary = (folder / "terms.txt").read_text(encoding="utf-8").splitlines()
            return cls(vocabulary, load_file(folder / "vectors.safetensors")["vectors"])
        except (OSError, KeyError, SafetensorError) as error:
            raise KnowledgeBaseError("the model kept in the knowledge base cannot be read", "build the knowledge base again") from error

    def store(self, folder: Path) -> None:
        """Keep the model beside the index it belongs to."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "terms.txt").write_text("".join(term + "\n" for term in self._vocabulary), encoding="utf-8")
        save_file({"vectors": self._vectors}, folder / "vectors.safetensors")
        (folder / "vectors.safetensors").chmod(0o644)

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors (n, d); a zero row for a text without any known term."""
        sums = np.zeros((len(texts), self.dimensions), np.float32)
        for i, text in enumerate(texts):
            for term, count in sorted(Counter(_terms(text)).items()):
                row = self._row.get(term)
                if row is not None:
                    sums[i] += np.float32(1 + np.log(count)) * self._vectors[row]
        return normalised(sums)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Same as :meth:`encode_passages`."""
        return self.encode_passages(texts)
