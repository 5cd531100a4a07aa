"""First token vectors: bilingual latent semantic analysis.

Documents that say the same in both languages are one row of a TF-IDF matrix; its leading singular vectors put words
that share documents, whatever their language, near one another (Deerwester et al. 1990; bilingual use: Dumais et al.
1997; randomised range finder: Halko, Martinsson and Tropp 2011).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.sparse import csr_matrix

from hetao_kg.search import english
from hetao_kg.search.tokens import STEM, TokenTable
from training.texts import Rows

PART_NORM = 0.6


def documents(rows: dict[str, Rows]) -> list[np.ndarray]:
    """Token sequences that make the rows of the matrix."""

    def joined(index: np.ndarray) -> np.ndarray:
        return np.concatenate([rows["sentences"][i] for i in index])

    found = []
    for i in range(len(rows["articles"])):
        english = rows["articles_en"][i]
        if len(english):
            found.append(np.concatenate([joined(rows["articles"][i]), english]))
        elif i % 2 == 0:
            found.append(joined(rows["articles"][i]))
    for i in range(len(rows["paragraphs"])):
        found += [joined(rows["paragraphs"][i])] * 2
    for i in range(len(rows["titles"])):
        if len(rows["titles_en"][i]):
            found += [np.concatenate([rows["titles"][i], rows["titles_en"][i]])] * 2
    for i in range(len(rows["pairs_en"])):
        found.append(np.concatenate([rows["pairs_en"][i], rows["pairs_zh"][i]]))
    for i in range(len(rows["headwords"])):
        found.append(np.concatenate([rows["headwords"][i], *(rows["glosses"][j] for j in rows["headword_glosses"][i])]))
    return found


def vectors(rows: dict[str, Rows], table: TokenTable, dimensions: int, seed: int, say: Callable[[str], None]) -> np.ndarray:
    """Initial feature vectors (n, dimensions), float32."""
    count = len(table)
    texts = documents(rows)
    lengths = np.array([len(text) for text in texts])
    flat = np.concatenate(texts)
    matrix = csr_matrix((np.ones(len(flat), np.float32), (np.repeat(np.arange(len(texts)), lengths), flat)), shape=(len(texts), count))
    matrix.sum_duplicates()
    spread = np.maximum(np.bincount(matrix.indices, minlength=count), 1)
    idf = np.log(len(texts) / spread).astype(np.float32)
    matrix.data = (1 + np.log(matrix.data)) * idf[matrix.indices]
    norms = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    matrix.data /= np.repeat(np.maximum(norms, 1e-6), np.diff(matrix.indptr))
    say(f"latent semantic analysis of {matrix.shape[0]:,} documents, {matrix.nnz:,} entries")
    transposed = matrix.T.tocsr()
    start = np.random.default_rng(seed).standard_normal((count, dimensions + 16), dtype=np.float32)
    basis = np.linalg.qr(matrix @ start)[0]
    for step in range(3):
        basis = np.linalg.qr(matrix @ (transposed @ basis))[0]
        say(f"latent semantic analysis: pass {step + 1} of 3")
    _, values, right = np.linalg.svd((transposed @ basis).T, full_matrices=False)
    found = np.zeros((count, dimensions), np.float32)
    found[:, : len(values[:dimensions])] = right[:dimensions].T * np.sqrt(values[:dimensions])
    found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-6)
    found *= (idf / idf.mean())[:, None]
    return _with_parts(found, table)


def _with_parts(found: np.ndarray, table: TokenTable) -> np.ndarray:
    """Characters and stems start as the mean of the words they stand in, at a smaller norm."""
    row = {word: i for i, (word, _) in enumerate(table.han, start=1)}
    sums: dict[int, np.ndarray] = {}
    for i, token in enumerate(table.tokens):
        if 0 < i <= len(table.han) and len(token) > 1:
            for character in token:
                if character in row:
                    sums[row[character]] = sums.get(row[character], 0) + found[i]
        elif i > len(table.han) and token.startswith(STEM):
            sums.setdefault(i, np.zeros(found.shape[1], np.float32))
    for token in table.other:
        if token.isalpha():
            stem = table.row(STEM + english.stem(token))
            if stem:
                sums[stem] = sums[stem] + found[table.row(token)]
    for i, total in sums.items():
        norm = np.linalg.norm(total)
        if norm > 0:
            found[i] = total / norm * PART_NORM
    found[0] = 0
    return found
