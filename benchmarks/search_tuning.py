"""Where the defaults of the fusion come from: ``python benchmarks/search_tuning.py --data DIR``.

Runs grids of weights on development sets that neither the training nor the benchmark uses: the questions and laws
:mod:`training.data` keeps aside. Prints nDCG@10 for each set and weight.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from hetao_kg.evaluate import measured
from hetao_kg.search import PassageIndex, make_embedder
from hetao_kg.search.embed import Embedder
from hetao_kg.search.fuse import DEFAULT, Weights
from hetao_kg.segment import Segmenter
from hetao_kg.types import Passage, Quote
from training.data import Material, load


@dataclass
class Development:
    """Passages by id, queries by id, and the relevant passages of each query."""

    name: str
    passages: dict[str, str] = field(default_factory=dict)
    queries: dict[str, str] = field(default_factory=dict)
    relevant: dict[str, set[str]] = field(default_factory=dict)

    def index(self, embedder: Embedder, segmenter: Segmenter) -> PassageIndex:
        """The product's own index over the passages."""
        passages = [Passage(i, Quote(i, 0, max(1, len(text)), text or " "), ()) for i, text in self.passages.items()]
        return PassageIndex.build(passages, embedder, segmenter)

    def asked(self, most: int) -> list[tuple[str, frozenset[str]]]:
        """The first ``most`` queries with what answers each."""
        return [(self.queries[i], frozenset(self.relevant[i])) for i in sorted(self.relevant)[:most]]


def development(material: Material) -> list[Development]:
    """Questions in Chinese; titles and articles in English; titles in Chinese."""
    questions = Development("questions")
    for i, paragraph in enumerate([*material.development_wiki, *material.wiki]):
        questions.passages[f"p{i:06}"] = paragraph.text
        if i < len(material.development_wiki):
            for question in paragraph.questions:
                questions.queries[f"q{len(questions.queries):06}"] = question
                questions.relevant[f"q{len(questions.queries) - 1:06}"] = {f"p{i:06}"}
    titles, english, articles = (Development(name) for name in ("titles", "English titles", "English articles"))
    for i, law in enumerate([*material.development_laws, *material.laws[:3000]]):
        body = "".join(article.zh for article in law.articles)[:400]
        titles.passages[f"l{i:06}"] = english.passages[f"l{i:06}"] = body
        if i < len(material.development_laws):
            english.passages[f"l{i:06}"] = f"{law.title}。{body}"[:400]
            for data, query in ((titles, law.title), (english, law.title_en)):
                data.queries[f"q{i:06}"], data.relevant[f"q{i:06}"] = query, {f"l{i:06}"}
            for article in law.articles:
                key = f"{len(articles.passages):06}"
                articles.passages[f"a{key}"] = article.zh
                if len(article.en.split()) > 12:
                    articles.queries[f"q{key}"], articles.relevant[f"q{key}"] = " ".join(article.en.split()[:40]), {f"a{key}"}
        else:
            english.passages[f"l{i:06}"] = f"{law.title}。{body}"[:400]
    return [questions, titles, english, articles]


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Weights of the fusion on development sets.")
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--queries", type=int, default=600)
    options = parser.parse_args()
    embedder, segmenter = make_embedder(), Segmenter()
    shares = (0, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 1)
    grid: dict[str, Weights] = {"shipped": DEFAULT}
    grid |= {f"lexical share {a:.2f}": replace(DEFAULT, question_han=a, lexical_han=a, question_other=a, lexical_other=a) for a in shares}
    grid |= {f"phrase {p}": replace(DEFAULT, phrase=p) for p in (0.0, 0.05, 0.1, 0.2)}
    grid |= {f"dense floor {f}": replace(DEFAULT, dense_floor=f) for f in (-0.2, 0.0, 0.1, 0.2, 0.3)}
    grid |= {"no expansion": replace(DEFAULT, translate=False)}
    sets = development(load(options.data))
    print("| weights | " + " | ".join(f"{data.name} ({min(options.queries, len(data.queries))})" for data in sets) + " |")
    print("|---" * (len(sets) + 1) + "|")
    indexes = [data.index(embedder, segmenter) for data in sets]
    for name, weights in grid.items():
        cells = []
        for data, index in zip(sets, indexes, strict=True):
            found = {query: [hit.passage.id for hit in index.search(query, weights=weights)] for query, _ in data.asked(options.queries)}
            value = measured(data.asked(options.queries), found.__getitem__)[0]
            cells.append(f"{value:.2f}")
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
