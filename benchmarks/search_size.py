"""Size and speed of the index: ``python benchmarks/search_size.py --sizes 10000 100000 1000000``.

Passages are synthetic: clauses of eight words, drawn by their frequency in Chinese, put together to about ``--words`` words.
Up to 100,000 passages the index is built as `build` does it. Above that the words are those of the first 100,000 passages
again and again, so that cutting them need not be waited for (every list of passages is as much longer as it would be), while
each passage has a vector of its own. Building and asking run in processes of their own, so that each peak of memory is its own.

Beside the product's hybrid search stand its halves and, in the same process on the same vectors and terms, plain FAISS
(exact), bm25s' own ``retrieve``, and txtai where it is installed: its dense search on the same vectors, and up to 100,000
passages its hybrid search with its own words. Queries are twelve characters of a passage, warm, one at a time; p50 / p95 /
p99 in milliseconds.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parent.parent))

from hetao_kg.search import PassageIndex
from hetao_kg.search.embed import record_of
from hetao_kg.search.lexical import LexicalIndex, terms
from hetao_kg.search.static import StaticModel, normalised
from hetao_kg.search.vectors import VectorIndex
from hetao_kg.segment import Segmenter
from hetao_kg.types import Passage, Quote

CLAUSE, POOL, BUILT_WHOLE, ASKED = 8, 200_000, 100_000, 200


def clauses(model: StaticModel, count: int, seed: int = 7) -> list[str]:
    """``count`` clauses of random words, drawn by the model's word frequencies."""
    random = np.random.default_rng(seed)
    words = np.array([word for word, _ in model.table.han])
    chance = np.exp([score for _, score in model.table.han])
    drawn = words[random.choice(len(words), count * CLAUSE, p=chance / chance.sum())]
    return ["".join(drawn[i : i + CLAUSE]) for i in range(0, len(drawn), CLAUSE)]


def synthetic(model: StaticModel, count: int, words: int = 96, seed: int = 7) -> list[Passage]:
    """``count`` passages; from the 100,001st on they repeat."""
    different = min(count, BUILT_WHOLE)
    pool = clauses(model, min(POOL, different * words // CLAUSE), seed)
    chosen = np.random.default_rng(seed + 1).integers(len(pool), size=(different, max(1, words // CLAUSE)))
    texts = ["，".join(pool[i] for i in row) + "。" for row in chosen.tolist()]
    quotes = [Quote("synthetic", 0, len(text), text) for text in texts]
    return [Passage(f"p{i:07}", quotes[i % different], ()) for i in range(count)]


def repeated(lexical: LexicalIndex, times: int) -> LexicalIndex:
    """The words of an index ``times`` over, each time for the next passages."""
    data, rows, starts, passages = lexical.data, lexical.rows, lexical.starts, lexical.passages
    found = np.diff(starts)
    term = np.repeat(np.arange(len(found)), found)
    first = (starts.astype(np.int64) * times)[term] + np.arange(len(data)) - starts[term]
    many = {"data": np.empty(len(data) * times, np.float32), "indices": np.empty(len(data) * times, np.int32)}
    for i in range(times):
        many["data"][first + i * found[term]] = data
        many["indices"][first + i * found[term]] = rows + i * passages
    return LexicalIndex(many["data"], many["indices"], starts.astype(np.int64) * times, passages * times, lexical.vocabulary)


def many_vectors(model: StaticModel, count: int, words: int) -> NDArray[np.float32]:
    """``count`` different unit vectors, each the sum of the clauses of a passage of its own."""
    pool = clauses(model, POOL)
    sums = np.array([model.vectors(np.array(rows or [0])).sum(axis=0) for rows in model.table.encode(pool)], np.float32)
    vectors = np.zeros((count, model.dimensions), np.float32)
    for column in np.random.default_rng(8).integers(len(pool), size=(count, max(1, words // CLAUSE))).T:
        vectors += sums[column]
    return normalised(vectors)


def timed(run: Callable[[str], Any], queries: Sequence[str]) -> str:
    """p50 / p95 / p99 in milliseconds, after ten warm-up queries."""
    for query in queries[:10]:
        run(query)
    took = []
    for query in queries:
        began = time.perf_counter()
        run(query)
        took.append(1000 * (time.perf_counter() - began))
    return " / ".join(f"{value:.1f}" for value in np.percentile(took, [50, 95, 99]))


def peak() -> str:
    """Peak memory of this process in GB."""
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.1f}"


def build(count: int, words: int, folder: Path) -> list[str]:
    """Write the index into ``folder``; seconds on the clock, CPU seconds, size on disk and peak memory."""
    model, segmenter = StaticModel.load(), Segmenter()
    passages = synthetic(model, count, words)
    began, used = time.monotonic(), time.process_time()
    index = PassageIndex.build(passages[:BUILT_WHOLE], model, segmenter)
    if count > BUILT_WHOLE:
        lexical, vectors = repeated(index.lexical, count // BUILT_WHOLE), VectorIndex.build(many_vectors(model, count, words))
        index = PassageIndex(passages, lexical, vectors, record_of(model), lambda: model, lambda: segmenter)
    index.save(folder)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    return [f"{time.monotonic() - began:.0f} ({time.process_time() - used:.0f})", f"{size:.0f}", peak()]


def ask(count: int, words: int, folder: Path) -> list[str]:
    """Open the index in ``folder`` and time the same queries through everything."""
    import bm25s
    import faiss

    model, segmenter = StaticModel.load(), Segmenter()
    passages = synthetic(model, count, words)
    random = np.random.default_rng(11)
    chosen = random.integers(count, size=ASKED).tolist()
    queries = [text[at : at + 12] for text in (passages[i].quote.text for i in chosen) for at in random.integers(len(text) - 12, size=1)]
    began = time.monotonic()
    index = PassageIndex.load(folder, passages, lambda: segmenter)
    index.search(queries[0])
    cells = [f"{time.monotonic() - began:.2f}", index.vectors.kind]
    cells += [timed(lambda query, mode=mode: index.search(query, 10, mode), queries) for mode in ("hybrid", "lexical", "dense")]  # type: ignore[misc]
    cells.append(peak())
    vectors = index.vectors.vectors()
    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(vectors)
    cells.append(timed(lambda query: flat.search(model.encode_queries([query]), 10), queries))
    plain = bm25s.BM25.load(folder / "lexical", mmap=True)
    cells.append(timed(lambda query: plain.retrieve([terms(query, segmenter)], k=10, show_progress=False), queries))
    cells += txtai(model, vectors, passages, queries, folder) if importlib.util.find_spec("txtai") else ["not installed"] * 2
    encoded = model.encode_queries(queries)
    exact = flat.search(encoded, 10)[1]
    shared = [len(set(index.vectors.search(query, 10)[0].tolist()) & set(row.tolist())) for query, row in zip(encoded, exact, strict=True)]
    return [*cells, f"{np.mean(shared) / 10:.3f}"]


def txtai(model: StaticModel, vectors: NDArray[np.float32], passages: Sequence[Passage], queries: Sequence[str], folder: Path) -> list[str]:
    """txtai's dense search on the same vectors, and its hybrid search."""
    rows = {str(i): i for i in range(len(vectors))}

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        return vectors[[rows[t] for t in texts]] if texts[0] in rows else model.encode_passages(texts)

    dense = embeddings(folder / "txtai", {"transform": encode}, ((i, str(i), None) for i in range(len(vectors))))
    cells = [timed(lambda query: dense.search(query, 10), queries)]
    if len(passages) > BUILT_WHOLE:
        return [*cells, "not run"]
    texts = ((i, passage.quote.text, None) for i, passage in enumerate(passages))
    hybrid = embeddings(folder / "txtai-hybrid", {"transform": lambda texts: model.encode_passages(texts), "hybrid": True}, texts)
    return [*cells, timed(lambda query: hybrid.search(query, 10), queries)]


def embeddings(folder: Path, config: dict[str, Any], rows: Iterable[tuple[int, str, None]]) -> Any:  # noqa: ANN401 - txtai ships no types
    """txtai's index of ``rows``, opened from ``folder`` where it was kept."""
    from txtai.embeddings import Embeddings  # type: ignore[import-not-found]

    index = Embeddings({"method": "external", **config})
    if folder.exists():
        return index.load(str(folder), config=config)
    index.index(rows)
    index.save(str(folder))
    return index


def apart(run: Callable[[int, int, Path], list[str]], count: int, words: int, folder: Path) -> list[str]:
    """``run`` in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(run, count, words, folder).result()


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Size and speed of the index.")
    parser.add_argument("--sizes", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--words", type=int, default=96, help="words a passage")
    parser.add_argument("--keep", type=Path, help="keep the indexes below this folder, and use those that are there")
    options = parser.parse_args()
    names = ("passages", "load", "build s (CPU)", "disk MB", "peak GB, build", "open + first query s", "vectors", "hybrid", "lexical",
             "dense", "peak GB, asking", "plain FAISS", "bm25s", "txtai dense", "txtai hybrid", "recall@10 of exact")  # fmt: skip
    print("| " + " | ".join(names) + " |\n" + "|---" * len(names) + "|")
    for count in options.sizes:
        with tempfile.TemporaryDirectory() as temporary:
            folder = (options.keep or Path(temporary)) / str(count)
            told = folder / "built.json"
            if not told.exists():
                built = [f"{os.getloadavg()[0]:.0f}", *apart(build, count, options.words, folder)]
                told.write_text(json.dumps(built))
            built = json.loads(told.read_text())
            print(f"built: {built}; load now {os.getloadavg()[0]:.1f}", file=sys.stderr, flush=True)
            print("| " + " | ".join([f"{count:,}", *built, *apart(ask, count, options.words, folder)]) + " |", flush=True)


if __name__ == "__main__":
    main()
