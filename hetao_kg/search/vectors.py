"""The dense half's store: FAISS, exact while that is fast, approximate above.

The rule: up to 300,000 vectors a flat index (exact; about 10 ms a query at 300,000 x 256). Above that an HNSW graph
while it fits in 2 GiB (of the exact first ten it finds 0.988 at 320,000 vectors and 0.983 at a million; 95 queries of 100 take less
than 1.5 and 2.2 ms of one CPU), else inverted lists with 8-bit vectors (0.97, a quarter of the size): see
``benchmarks/results/search_size.md``. Files are memory-mapped when opened.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hetao_kg.errors import KnowledgeBaseError

FLAT_LIMIT = 300_000
HNSW_BYTES = 2 << 30
HNSW_LINKS, HNSW_BUILD, HNSW_SEARCH = 32, 128, 400
#: One list in so many is looked through.
IVF_SHARE = 6
#: A filter that leaves no more rows than these has them all compared: a walk over the graph would miss most of them.
NARROW = 20_000


def kind_for(count: int, dimensions: int) -> str:
    """``flat``, ``hnsw`` or ``ivf-sq8``, by the rule above."""
    if count <= FLAT_LIMIT:
        return "flat"
    return "hnsw" if count * (4 * dimensions + 8 * HNSW_LINKS + 16) <= HNSW_BYTES else "ivf-sq8"


def _library() -> Any:  # noqa: ANN401 - faiss' own type stubs lag behind its functions
    """FAISS with one thread: a single query is not split among threads anyway, and waiting for them costs milliseconds."""
    import faiss

    faiss.omp_set_num_threads(1)
    return faiss


class VectorIndex:
    """Inner-product search over L2-normalised rows; row numbers are passage numbers."""

    def __init__(self, index: Any, kind: str) -> None:  # noqa: ANN401 - faiss ships no types
        self._index = index
        self.kind = kind

    @classmethod
    def build(cls, vectors: NDArray[np.float32], kind: str = "") -> VectorIndex:
        """An index over ``vectors`` (n, d); ``kind`` overrides the rule. One thread builds the graph, so that bytes repeat."""
        faiss = _library()
        count, dimensions = vectors.shape
        kind = kind or kind_for(count, dimensions)
        if kind == "flat":
            index = faiss.IndexFlatIP(dimensions)
        elif kind == "hnsw":
            index = faiss.IndexHNSWFlat(dimensions, HNSW_LINKS, faiss.METRIC_INNER_PRODUCT)
            index.hnsw.efConstruction = HNSW_BUILD
        elif kind == "ivf-sq8":
            lists = int(min(4096, max(16, 4 * count**0.5)))
            index = faiss.index_factory(dimensions, f"IVF{lists},SQ8", faiss.METRIC_INNER_PRODUCT)
            sample = vectors[:: max(1, count // (lists * 64))]
            faiss.omp_set_num_threads(os.cpu_count() or 1)
            index.train(np.ascontiguousarray(sample))
        else:
            raise ValueError(f"no such kind of vector index: {kind}")
        index.add(np.ascontiguousarray(vectors))
        faiss.omp_set_num_threads(1)
        return cls(index, kind)

    def save(self, path: Path) -> None:
        """Write the index to ``path``."""
        import faiss

        faiss.write_index(self._index, str(path))

    @classmethod
    def load(cls, path: Path, kind: str) -> VectorIndex:
        """Open ``path`` memory-mapped; raises ``KnowledgeBaseError`` if it is missing or broken."""
        import faiss

        try:
            index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC if kind == "flat" else faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY)
        except RuntimeError as error:
            raise KnowledgeBaseError(f"{path.name}: the vector index cannot be read", "build the knowledge base again") from error
        return cls(index, kind)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    def search(
        self, query: NDArray[np.float32], k: int, rows: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The ``k`` nearest rows and their cosines, best first, ties by row; ``rows`` limits the search to these (sorted) rows."""
        faiss = _library()
        k = min(k, len(self) if rows is None else len(rows))
        if k == 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        if rows is not None and self.kind != "flat" and len(rows) <= NARROW:
            cosines = self.cosines(query, rows)
            best = np.lexsort((rows, -cosines))[:k]
            return rows[best], cosines[best]
        selector = None
        if rows is not None:
            kept = np.zeros(len(self), np.uint8)
            kept[rows] = 1
            bits = np.packbits(kept, bitorder="little")
            selector = faiss.IDSelectorBitmap(bits)
        parameters: Any = None
        if self.kind == "hnsw":
            parameters = faiss.SearchParametersHNSW(sel=selector, efSearch=max(HNSW_SEARCH, k))
        elif self.kind == "ivf-sq8":
            parameters = faiss.SearchParametersIVF(sel=selector, nprobe=self._probes())
        elif selector is not None:
            parameters = faiss.SearchParameters(sel=selector)
        scores, found = self._index.search(query.reshape(1, -1), k, params=parameters)
        keep = found[0] >= 0
        ids, values = found[0][keep].astype(np.int64), scores[0][keep].astype(np.float32)
        order = np.lexsort((ids, -values))
        return ids[order], values[order]

    def cosines(self, query: NDArray[np.float32], rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Cosine of ``query`` with each of ``rows``, shape (len(rows),)."""
        if len(rows) == 0:
            return np.empty(0, np.float32)
        if self.kind == "ivf-sq8":
            self._index.make_direct_map()
        found: NDArray[np.float32] = self._index.reconstruct_batch(np.ascontiguousarray(rows)) @ query
        return found

    def vectors(self) -> NDArray[np.float32]:
        """All vectors (n, d), decoded; a copy."""
        if self.kind == "ivf-sq8":
            self._index.make_direct_map()
        rows: NDArray[np.float32] = self._index.reconstruct_n(0, len(self))
        return rows

    def describe(self) -> str:
        """One line: kind, size, what the index was built with and what it is searched with."""
        detail = "exact"
        if self.kind == "hnsw":
            graph = self._index.hnsw
            detail = f"M {graph.nb_neighbors(1)}, efConstruction {graph.efConstruction}, efSearch {HNSW_SEARCH}"
        elif self.kind == "ivf-sq8":
            detail = f"8-bit, {self._probes()} of {self._index.nlist} lists looked through"
        return f"FAISS {self.kind} ({detail}): {len(self):,} vectors of {self.dimensions}"

    def _probes(self) -> int:
        return max(1, int(self._index.nlist) // IVF_SHARE)
