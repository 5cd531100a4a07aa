"""Benchmark sets in BEIR layout, the development set cut from the training data, and the measures."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hetao_kg.search import PassageIndex
from hetao_kg.search.embed import Embedder
from hetao_kg.segment import Segmenter
from hetao_kg.types import Passage, Quote

SETS = ("drcd-test", "cmrc-dev", "xquad-zh-zh", "xquad-en-zh", "prc-title-hant", "moj-title-en-zh", "moj-art-en-zh")


@dataclass
class BenchmarkSet:
    """Passages by id, queries by id, and the relevant passages of each query."""

    name: str
    passages: dict[str, str]
    queries: dict[str, str]
    relevant: dict[str, set[str]]

    def index(self, embedder: Embedder, segmenter: Segmenter) -> PassageIndex:
        """The product's own index over the passages."""
        passages = [Passage(i, Quote(i, 0, max(1, len(text)), text or " "), ()) for i, text in self.passages.items()]
        return PassageIndex.build(passages, embedder, segmenter)


def load(folder: Path, name: str) -> BenchmarkSet:
    """Read one set; ``OSError`` when a file is missing."""

    def rows(file: str) -> dict[str, str]:
        with gzip.open(folder / name / file, "rt", encoding="utf-8") as lines:
            return {row["_id"]: row["text"] for row in map(json.loads, lines)}

    relevant: dict[str, set[str]] = {}
    for line in (folder / name / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, passage, score = line.split("\t")
        if int(score) > 0:
            relevant.setdefault(query, set()).add(passage)
    return BenchmarkSet(name, rows("corpus.jsonl.gz"), rows("queries.jsonl.gz"), relevant)


def ndcg(found: Sequence[str], relevant: set[str], k: int = 10) -> float:
    """Normalised discounted cumulative gain of the first ``k`` with 0/1 relevance."""
    gain = sum(1 / math.log2(i + 2) for i, passage in enumerate(found[:k]) if passage in relevant)
    return gain / sum(1 / math.log2(i + 2) for i in range(min(k, len(relevant))))


def measure(data: BenchmarkSet, search: Callable[[str], Sequence[str]], most: int = 0) -> tuple[float, float, float]:
    """Mean nDCG@10, recall@10 and reciprocal rank over the queries (the first ``most`` if given), in percent."""
    gains, recalls, ranks = [], [], []
    for query in sorted(data.relevant)[: most or None]:
        wanted, found = data.relevant[query], list(search(data.queries[query]))[:10]
        gains.append(ndcg(found, wanted))
        recalls.append(len(wanted.intersection(found)) / len(wanted))
        ranks.append(next((1 / i for i, passage in enumerate(found, 1) if passage in wanted), 0.0))
    return tuple(100 * sum(values) / len(values) for values in (gains, recalls, ranks))  # type: ignore[return-value]
