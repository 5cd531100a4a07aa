"""Token sequences of all training texts in flat arrays, and the maps between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from hetao_kg.search.tokens import TokenTable
from training.data import Material, sentences


class Rows:
    """Many integer sequences in one flat array; ``rows[i]`` is a view."""

    def __init__(self, flat: np.ndarray, starts: np.ndarray) -> None:
        self.flat, self.starts = flat, starts

    @classmethod
    def of(cls, sequences: Sequence[Sequence[int]]) -> Rows:
        """Pack ``sequences``."""
        starts = np.cumsum([0, *map(len, sequences)])
        flat = np.fromiter((x for s in sequences for x in s), np.int32, int(starts[-1]))
        return cls(flat, starts)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, i: int) -> np.ndarray:
        return self.flat[self.starts[i] : self.starts[i + 1]]




def encode(material: Material, table: TokenTable, say: Callable[[str], None]) -> dict[str, Rows]:
    """All sequences by name.

    Token sequences: sentences (of articles, then of paragraphs), articles_en, titles, titles_en, chapters, questions,
    pairs_en, pairs_zh, headwords, glosses, synset_words. Index sequences: articles and paragraphs -> their sentences, laws ->
    their articles, question_of -> its paragraph, headword_glosses -> its glosses, synsets -> their words.
    """

    def tokens(texts: list[str]) -> Rows:
        found: list[list[int]] = []
        for first in range(0, len(texts), 20_000):
            found += table.encode(texts[first : first + 20_000])
        return Rows.of(found)

    pieces: list[str] = []
    articles: list[list[int]] = []
    laws: list[list[int]] = []

    def add(text: str) -> list[int]:
        cut = sentences(text) or [text]
        pieces.extend(cut)
        return list(range(len(pieces) - len(cut), len(pieces)))

    english_texts, chapters = [], []
    for law in material.laws:
        laws.append(list(range(len(articles), len(articles) + len(law.articles))))
        for article in law.articles:
            articles.append(add(article.zh))
            english_texts.append(article.en)
            chapters.append(article.chapter)
    paragraphs = [add(p.text) for p in [*material.wiki, *material.reports]]
    say(f"encoding {len(pieces):,} sentences of {len(articles):,} articles and {len(paragraphs):,} paragraphs")
    out = {"sentences": tokens(pieces), "articles": Rows.of(articles), "laws": Rows.of(laws), "paragraphs": Rows.of(paragraphs)}
    out["articles_en"] = tokens(english_texts)
    out["titles"] = tokens([law.title for law in material.laws])
    out["titles_en"] = tokens([law.title_en for law in material.laws])
    out["chapters"] = tokens(chapters)
    out["questions"] = tokens([q for p in material.wiki for q in p.questions])
    out["question_of"] = Rows.of([[i] for i, p in enumerate(material.wiki) for _ in p.questions])
    out["pairs_en"] = tokens([english for english, _ in material.pairs])
    out["pairs_zh"] = tokens([chinese for _, chinese in material.pairs])
    out["headwords"] = tokens([word for word, _ in material.dictionary])
    out["glosses"] = tokens([gloss for _, glosses in material.dictionary for gloss in glosses])
    ends = np.cumsum([0] + [len(glosses) for _, glosses in material.dictionary])
    out["headword_glosses"] = Rows.of([list(range(ends[i], ends[i + 1])) for i in range(len(material.dictionary))])
    words = [word for group in material.synsets for word in group]
    out["synset_words"] = tokens(words)
    ends = np.cumsum([0] + [len(group) for group in material.synsets])
    out["synsets"] = Rows.of([list(range(ends[i], ends[i + 1])) for i in range(len(material.synsets))])
    return out


def save(path: Path, rows: dict[str, Rows]) -> None:
    """Keep encoded texts in one uncompressed npz file."""
    arrays = {f"{name}.{part}": getattr(r, part) for name, r in rows.items() for part in ("flat", "starts")}
    np.savez(path, **arrays)


def load(path: Path) -> dict[str, Rows]:
    """Open what :func:`save` wrote."""
    with np.load(path) as file:
        names = sorted({key.rpartition(".")[0] for key in file.files})
        return {name: Rows(file[f"{name}.flat"], file[f"{name}.starts"]) for name in names}
