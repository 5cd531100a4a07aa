"""Quality of search on public sets: ``python benchmarks/search_quality.py --data DIR`` (DIR holds ``benchmark/``).

Prints one row a set and one column a variant: lexical alone, dense alone, the fusion, with phrases, and as shipped with
Chinese words for English ones; nDCG@10 / recall@10 / MRR@10 in percent. All variants run through
:class:`hetao_kg.search.PassageIndex` with one set of defaults.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.search_sets import SETS, BenchmarkSet, load, measure
from hetao_kg.search import PassageIndex, make_embedder
from hetao_kg.search.fuse import DEFAULT, Weights
from hetao_kg.search.index import Mode
from hetao_kg.segment import Segmenter

PLAIN = replace(DEFAULT, translate=False, phrase=0.0, whole=0.0, quoted=0.0)
VARIANTS: tuple[tuple[str, Mode, Weights], ...] = (
    ("lexical", "lexical", PLAIN),
    ("dense", "dense", PLAIN),
    ("fused", "hybrid", PLAIN),
    ("+ phrases", "hybrid", replace(DEFAULT, translate=False)),
    ("+ expansion (shipped)", "hybrid", DEFAULT),
)


def row(data: BenchmarkSet, index: PassageIndex, most: int) -> list[str]:
    """Cells of one set."""
    cells = [data.name, f"{len(data.passages):,} / {len(data.relevant):,}"]
    for _, mode, weights in VARIANTS:
        index.weights = weights
        found = measure(data, lambda query, mode=mode: [hit.passage.id for hit in index.search(query, 10, mode)], most)  # type: ignore[misc]
        cells.append(" / ".join(f"{value:.2f}" for value in found))
    return cells


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Quality of search on public sets.")
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--model", default="default")
    parser.add_argument("--sets", nargs="*", default=list(SETS))
    parser.add_argument("--queries", type=int, default=0, help="only the first N queries of each set")
    options = parser.parse_args()
    embedder, segmenter = make_embedder(options.model), Segmenter()
    print("| set | passages / queries | " + " | ".join(name for name, *_ in VARIANTS) + " |")
    print("|---" * (len(VARIANTS) + 2) + "|")
    for name in options.sets:
        data, began = load(options.data / "benchmark", name), time.monotonic()
        print("| " + " | ".join(row(data, data.index(embedder, segmenter), options.queries)) + " |", flush=True)
        print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
