"""What the approximate vector indexes lose: ``python benchmarks/search_recall.py --data DIR --beir DIR --sizes 300000 1000000``.

Texts are real: the passages of the test sets, articles of laws and reports (:mod:`training.data`), then the sentences of those,
each different text once, encoded by the default model. Queries are those of the test sets. For each size and kind of index: CPU
seconds to build, size of the file, memory that opening and asking took beyond the mapped file, the share of the exact first ten
that is found when ten are asked for and when as many are asked for as `search` does, and CPU milliseconds of a query (p50 / p95,
as many asked for as `search` does).
"""

from __future__ import annotations

import argparse
import itertools
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parent.parent))

from hetao_kg.evaluate import beir
from hetao_kg.search.index import CANDIDATES
from hetao_kg.search.static import StaticModel
from hetao_kg.search.vectors import VectorIndex, kind_for
from training.data import load, sentences

SHORTEST, ASKED, BATCH = 8, 600, 20_000


def texts(data: Path, corpora: list[dict[str, str]]) -> Iterator[str]:
    """Every different text, passages before articles before sentences."""
    material = load(data)
    laws = [*material.laws, *material.development_laws]
    whole = [text for corpus in corpora for text in corpus.values()]
    whole += [article.zh for law in laws for article in law.articles] + [p.text for p in [*material.wiki, *material.reports]]
    seen: set[str] = set()
    for parts in (whole, (sentence for text in whole for sentence in sentences(text)), (a.en for law in laws for a in law.articles)):
        for text in parts:
            if len(text) >= SHORTEST and text not in seen:
                seen.add(text)
                yield text


def encoded(model: StaticModel, source: Iterator[str], count: int) -> NDArray[np.float32]:
    """Unit vectors of the first ``count`` texts; fewer when there are no more."""
    vectors, done = np.empty((count, model.dimensions), np.float32), 0
    while done < count and (batch := list(itertools.islice(source, min(BATCH, count - done)))):
        vectors[done : done + len(batch)] = model.encode_passages(batch)
        done += len(batch)
        print(f"{done:,} texts encoded", file=sys.stderr, flush=True)
    return vectors[:done]


def memory() -> float:
    """Memory of this process in MB that is no mapped file."""
    found = re.search(r"RssAnon:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(found[1]) / 1e3 if found else 0.0


def row(kind: str, vectors: NDArray[np.float32], queries: NDArray[np.float32], exact: NDArray[np.int64], folder: Path) -> list[str]:
    """The cells of one kind of index over ``vectors``; ``exact`` are the rows of the first ten of each query."""
    began = time.process_time()
    VectorIndex.build(vectors, kind).save(folder / kind)
    built, before = time.process_time() - began, memory()
    index = VectorIndex.load(folder / kind, kind)
    shares: dict[int, list[float]] = {10: [], CANDIDATES: []}
    took = []
    for query, right in zip(queries, exact, strict=True):
        for asked, found in shares.items():
            began = time.process_time()
            first = index.search(query, asked)[0][:10]
            took.append(time.process_time() - began)
            found.append(len(set(first.tolist()) & set(right.tolist())) / len(right))
    milliseconds = " / ".join(f"{1000 * value:.2f}" for value in np.percentile(took[1::2], [50, 95]))
    size, grown = (folder / kind).stat().st_size / 1e6, memory() - before
    return [f"{built:.0f}", f"{size:,.0f}", f"{grown:,.0f}", *(f"{np.mean(found):.3f}" for found in shares.values()), milliseconds]


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Recall of the approximate vector indexes.")
    parser.add_argument("--data", type=Path, default=Path("data"), help="the training data")
    parser.add_argument("--beir", type=Path, required=True, help="a folder of sets in BEIR layout")
    parser.add_argument("--sizes", type=int, nargs="*", default=[300_000, 1_000_000])
    options = parser.parse_args()
    sets = [beir(path.parent) for path in sorted(options.beir.glob("*/corpus.jsonl*"))]
    model = StaticModel.load()
    asked = [query for found, _ in sets for query, _ in found.queries[:: max(1, len(found.queries) * len(sets) // ASKED)]]
    queries = model.encode_queries(asked)
    everything = encoded(model, texts(options.data, [corpus for _, corpus in sets]), max(options.sizes))
    print(f"{len(asked)} queries\n\n| vectors | kind | build CPU s | file MB | memory beside it MB | recall@10, 10 asked for |", end="")
    print(f" {CANDIDATES} asked for | query CPU ms |\n" + "|---" * 8 + "|")
    for size in options.sizes:
        vectors = everything[:size]
        flat = VectorIndex.build(vectors, "flat")
        exact = np.array([flat.search(query, 10)[0] for query in queries])
        del flat
        for kind in ("flat", "hnsw", "ivf-sq8"):
            chosen = " (the rule's)" if kind == kind_for(len(vectors), model.dimensions) else ""
            with tempfile.TemporaryDirectory() as folder:
                cells = row(kind, vectors, queries, exact, Path(folder))
            print("| " + " | ".join([f"{len(vectors):,}", kind + chosen, *cells]) + " |", flush=True)


if __name__ == "__main__":
    main()
