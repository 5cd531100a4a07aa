"""Size and speed of the index: ``python benchmarks/search_size.py --sizes 10000 100000``.

Passages are synthetic: words drawn by their frequency in Chinese, about 100 a passage (170 characters) or ``--words``. Beside the
product's hybrid search stand its halves and, in the same process on the same vectors and terms, plain FAISS (exact) and
bm25s' own ``retrieve``. Queries are twelve characters of a passage, warm, one at a time; p50 / p95 / p99 in milliseconds.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from hetao_kg.search import PassageIndex
from hetao_kg.search.lexical import terms
from hetao_kg.search.static import StaticModel
from hetao_kg.segment import Segmenter
from hetao_kg.types import Passage, Quote


def synthetic(model: StaticModel, count: int, length: int = 100, seed: int = 7) -> list[Passage]:
    """``count`` passages of about ``length`` random words."""
    random = np.random.default_rng(seed)
    words = np.array([word for word, _ in model.table.han])
    chance = np.exp([score for _, score in model.table.han])
    made, block = [], words
    for i in range(count):
        if i % 500 == 0:
            block = words[random.choice(len(words), 500 * 2 * length, p=chance / chance.sum())]
        first = (i % 500) * 2 * length
        cut = block[first : first + int(random.integers(length * 9 // 10, length * 11 // 10 + 1))]
        text = "，".join("".join(cut[j : j + 8]) for j in range(0, len(cut), 8)) + "。"
        made.append(Passage(f"p{i:07}", Quote("synthetic", 0, len(text), text), ()))
    return made


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


def measure(model: StaticModel, segmenter: Segmenter, count: int, length: int, folder: Path) -> list[str]:
    """One row of the table."""
    import bm25s
    import faiss

    passages = synthetic(model, count, length)
    random = np.random.default_rng(11)
    chosen, at = random.integers(count, size=200), random.integers(length, size=200)
    queries = [passages[i].quote.text[start : start + 12] for i, start in zip(chosen.tolist(), at.tolist(), strict=True)]
    began = time.monotonic()
    PassageIndex.build(passages, model, segmenter).save(folder)
    built = time.monotonic() - began
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    began = time.monotonic()
    index = PassageIndex.load(folder, passages, lambda: segmenter)
    index.search(queries[0])
    opened = time.monotonic() - began
    cells = [f"{count:,}", f"{built:.0f}", f"{size:.0f}", f"{opened:.2f}", index.vectors.kind]
    cells += [timed(lambda query, mode=mode: index.search(query, 10, mode), queries) for mode in ("hybrid", "lexical", "dense")]  # type: ignore[misc]
    vectors = index.vectors.vectors()
    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(vectors)
    cells.append(timed(lambda query: flat.search(model.encode_queries([query]), 10), queries))
    plain = bm25s.BM25.load(folder / "lexical", mmap=False)
    cells.append(timed(lambda query: plain.retrieve([terms(query, segmenter)], k=10, show_progress=False), queries[:50]))
    encoded = model.encode_queries(queries)
    exact = flat.search(encoded, 10)[1]
    shared = [len(set(index.vectors.search(query, 10)[0].tolist()) & set(row.tolist())) for query, row in zip(encoded, exact, strict=True)]
    cells += [f"{np.mean(shared) / 10:.3f}", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.1f}"]
    return cells


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Size and speed of the index.")
    parser.add_argument("--sizes", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--words", type=int, default=100, help="words a passage")
    options = parser.parse_args()
    model, segmenter = StaticModel.load(), Segmenter()
    names = ("passages", "build s", "disk MB", "open + first query s", "vectors", "hybrid", "lexical", "dense", "plain FAISS", "bm25s",
             "recall@10 of exact", "peak memory GB")  # fmt: skip
    print("| " + " | ".join(names) + " |\n" + "|---" * len(names) + "|")
    for count in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            print("| " + " | ".join(measure(model, segmenter, count, options.words, Path(folder))) + " |", flush=True)


if __name__ == "__main__":
    main()
