"""Where training pairs come from: eleven sources of (query, passage), one drawn for each step.

Every function takes the encoded texts, a random generator and a batch size, and returns queries, passages and a group
number for each passage: two equal groups in a batch are the same passage and are not set against each other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from training.texts import Rows

LONGEST_PASSAGE, LONGEST_WINDOW = 220, 60
Random = np.random.Generator


@dataclass
class Batch:
    """``queries[i]`` belongs to ``passages[i]``; both are token sequences."""

    queries: list[np.ndarray]
    passages: list[np.ndarray]
    groups: np.ndarray


class Sources:
    """The encoded texts with the indexes that sampling needs."""

    def __init__(self, rows: dict[str, Rows], han: int) -> None:
        self.rows = rows
        translated = np.diff(rows["articles_en"].starts)
        self.translated = np.flatnonzero(translated > 5)
        law_of = np.repeat(np.arange(len(rows["laws"])), np.diff(rows["laws"].starts))
        self.law_of = np.zeros(len(rows["articles"]), np.int64)
        self.law_of[rows["laws"].flat] = law_of
        self.translated_laws = [rows["laws"][i][translated[rows["laws"][i]] > 5] for i in range(len(rows["laws"]))]
        self.translated_laws = [articles for articles in self.translated_laws if len(articles) >= 8]
        self.titled = np.flatnonzero(np.diff(rows["titles_en"].starts) > 1)
        self.long_articles = np.flatnonzero(np.diff(rows["articles"].starts) > 1)
        self.long_paragraphs = np.flatnonzero(np.diff(rows["paragraphs"].starts) > 1)
        self.wiki = int(rows["question_of"].flat.max()) + 1
        self.synsets = np.flatnonzero(np.diff(rows["synsets"].starts) > 1)
        self.glossed = np.flatnonzero(np.diff(rows["headwords"].starts) > 0)
        self.glosses: dict[int, list[int]] = {}
        for i in np.flatnonzero(np.diff(rows["headwords"].starts) == 1):
            word = int(rows["headwords"][i][0])
            if word <= han:
                self.glosses.setdefault(word, []).extend(int(j) for j in rows["headword_glosses"][i] if len(rows["glosses"][j]))

    def sentences(self, kind: str, i: int) -> list[np.ndarray]:
        """Sentences of an article or a paragraph."""
        return [self.rows["sentences"][j] for j in self.rows[kind][i]]

    def text(self, kind: str, i: int) -> np.ndarray:
        """An article or a paragraph, cut to the longest passage."""
        return np.concatenate(self.sentences(kind, i))[:LONGEST_PASSAGE]

    def pseudo_english(self, sequence: np.ndarray, random: Random) -> np.ndarray:
        """Each Chinese word replaced by one of its dictionary glosses, the first ones likelier; words without gloss dropped."""
        out = []
        for word in sequence.tolist():
            glosses = self.glosses.get(word)
            if glosses:
                out.append(self.rows["glosses"][glosses[min(int(random.geometric(0.5)) - 1, len(glosses) - 1)]])
        return np.concatenate(out) if out else sequence[:0]


def _pick(random: Random, pool: int | np.ndarray, size: int) -> np.ndarray:
    """``size`` different members of ``pool``, or all of it in random order when it is smaller."""
    return random.choice(pool, min(size, pool if isinstance(pool, int) else len(pool)), replace=False)


def _drop(sequence: np.ndarray, random: Random, share: float) -> np.ndarray:
    kept = sequence[random.random(len(sequence)) >= share]
    return kept if len(kept) else sequence


def _pseudo(s: Sources, random: Random, size: int) -> Batch:
    queries, passages, groups = [], [], []
    for kind in random.choice(4, size, p=[0.35, 0.25, 0.15, 0.25]):
        if kind == 0:
            q = int(random.integers(len(s.rows["questions"])))
            i = int(s.rows["question_of"].flat[q])
            query, passage, group = s.rows["questions"][q], s.text("paragraphs", i), i
        else:
            name = "articles" if kind == 3 else "paragraphs"
            low, high = {1: (0, s.wiki), 2: (s.wiki, len(s.rows["paragraphs"])), 3: (0, len(s.rows["articles"]))}[int(kind)]
            i = int(random.integers(low, high))
            parts = s.sentences(name, i)
            query, passage = parts[int(random.integers(len(parts)))], np.concatenate(parts)[:LONGEST_PASSAGE]
            group = i + (1_000_000 if kind == 3 else 0)
        queries.append(_drop(s.pseudo_english(query, random), random, 0.1))
        passages.append(passage)
        groups.append(group)
    return Batch(queries, passages, np.array(groups))


def _articles_english(s: Sources, random: Random, size: int) -> Batch:
    if random.random() < 0.5 and s.translated_laws:
        laws = _pick(random, len(s.translated_laws), size // 8)
        index = np.concatenate([random.choice(s.translated_laws[law], 8, replace=False) for law in laws])
    else:
        index = _pick(random, s.translated, size)
    queries, passages = [], []
    for i in index.tolist():
        english = s.rows["articles_en"][i]
        length = int(random.integers(6, LONGEST_WINDOW + 1))
        start = int(random.integers(max(1, len(english) - length + 1))) if random.random() < 0.7 else 0
        query, passage = english[start : start + length], s.text("articles", i)
        law = int(s.law_of[i])
        if random.random() < 0.15:
            query = np.concatenate([s.rows["titles_en"][law], query])
        if random.random() < 0.30:
            passage = np.concatenate([s.rows["titles"][law], passage])
        queries.append(query)
        passages.append(passage)
    return Batch(queries, passages, index)


def _glosses(s: Sources, random: Random, size: int) -> Batch:
    index = _pick(random, s.glossed, size)
    queries = []
    for i in index.tolist():
        glosses = s.rows["headword_glosses"][i]
        count = min(len(glosses), int(random.geometric(0.6)))
        queries.append(np.concatenate([s.rows["glosses"][j] for j in random.choice(glosses, count, replace=False)]))
    return Batch(queries, [s.rows["headwords"][i] for i in index.tolist()], index)


def _title_passage(s: Sources, law: int, random: Random) -> np.ndarray:
    title, articles = s.rows["titles"][law], s.rows["laws"][law]
    kind = int(random.integers(3))
    if kind == 1:
        return np.concatenate([title, *(s.text("articles", i) for i in articles[:3].tolist())])[:LONGEST_PASSAGE]
    if kind == 2:
        return np.concatenate([title, s.text("articles", int(random.choice(articles)))])
    return title


def _titles_english(s: Sources, random: Random, size: int) -> Batch:
    index = _pick(random, s.titled, size)
    queries = [_drop(s.rows["titles_en"][i], random, 0.1) for i in index.tolist()]
    return Batch(queries, [_title_passage(s, i, random) for i in index.tolist()], index)


def _cloze(s: Sources, random: Random, kind: str, pool: np.ndarray, size: int) -> Batch:
    index = _pick(random, pool, size)
    queries, passages = [], []
    for i in index.tolist():
        parts = s.sentences(kind, i)
        chosen = int(random.integers(len(parts)))
        query = parts[chosen]
        if random.random() < 0.5:
            query = _drop(query, random, float(random.uniform(0.2, 0.7)))
        if random.random() < 0.5:
            parts = parts[:chosen] + parts[chosen + 1 :]
        queries.append(query)
        passages.append(np.concatenate(parts)[:LONGEST_PASSAGE])
    return Batch(queries, passages, index)


def _cloze_laws(s: Sources, random: Random, size: int) -> Batch:
    return _cloze(s, random, "articles", s.long_articles, size)


def _cloze_paragraphs(s: Sources, random: Random, size: int) -> Batch:
    return _cloze(s, random, "paragraphs", s.long_paragraphs, size)


def _pairs(s: Sources, random: Random, size: int) -> Batch:
    index = _pick(random, len(s.rows["pairs_en"]), size)
    return Batch([s.rows["pairs_en"][i] for i in index.tolist()], [s.rows["pairs_zh"][i] for i in index.tolist()], index)


def _opening(s: Sources, random: Random, size: int) -> Batch:
    index = _pick(random, len(s.rows["laws"]), size)
    queries, passages = [], []
    for i in index.tolist():
        articles = s.rows["laws"][i]
        first = 0 if random.random() < 0.7 else int(random.integers(len(articles)))
        passages.append(np.concatenate([s.text("articles", j) for j in articles[first : first + 4].tolist()])[:LONGEST_PASSAGE])
        queries.append(_drop(s.rows["titles"][i], random, 0.1))
    return Batch(queries, passages, index)


def _titles(s: Sources, random: Random, size: int) -> Batch:
    index = _pick(random, len(s.rows["articles"]), size)
    queries, passages = [], []
    for i in index.tolist():
        title = s.rows["titles"][int(s.law_of[i])]
        chapter = s.rows["chapters"][i]
        query = np.concatenate([title, chapter]) if random.random() < 0.5 else title
        passage = s.text("articles", i)
        if random.random() < 0.5:
            passage = np.concatenate([title, passage])
        queries.append(_drop(query, random, 0.15))
        passages.append(passage)
    return Batch(queries, passages, s.law_of[index])


def _questions(s: Sources, random: Random, size: int) -> Batch:
    index = _pick(random, len(s.rows["questions"]), size)
    groups = s.rows["question_of"].flat[index]
    return Batch([s.rows["questions"][i] for i in index.tolist()], [s.text("paragraphs", i) for i in groups.tolist()], groups)


def _synonyms(s: Sources, random: Random, size: int) -> Batch:
    index = _pick(random, s.synsets, size)
    chosen = [random.choice(s.rows["synsets"][i], 2, replace=False) for i in index.tolist()]
    words = s.rows["synset_words"]
    return Batch([words[a] for a, _ in chosen], [words[b] for _, b in chosen], index)


#: Name, sampler, batch size, weight in the draw.
SOURCES: tuple[tuple[str, Callable[[Sources, Random, int], Batch], int, float], ...] = (
    ("pseudo-English query -> passage", _pseudo, 1024, 4.0),
    ("English article -> article", _articles_english, 1024, 3.0),
    ("gloss -> headword", _glosses, 2048, 2.0),
    ("English title -> law", _titles_english, 1024, 1.5),
    ("sentence -> rest of its article", _cloze_laws, 1024, 1.5),
    ("sentence -> rest of its paragraph", _cloze_paragraphs, 1024, 1.5),
    ("English sentence -> Chinese sentence", _pairs, 1536, 1.0),
    ("title -> article", _titles, 1024, 1.0),
    ("title -> opening of the law", _opening, 1024, 1.0),
    ("question -> paragraph", _questions, 768, 0.8),
    ("word -> word of the same meaning", _synonyms, 2048, 0.4),
)


def draw(sources: Sources, seed: int, step: int) -> tuple[str, Batch]:
    """The batch of ``step``; it depends on ``seed`` and ``step`` alone, so an interrupted run goes on exactly where it stopped."""
    random = np.random.default_rng([seed, step])
    weights = np.array([weight for *_, weight in SOURCES])
    name, sample, size, _ = SOURCES[int(random.choice(len(SOURCES), p=weights / weights.sum()))]
    batch = sample(sources, random, size)
    full = [i for i, (q, p) in enumerate(zip(batch.queries, batch.passages, strict=True)) if len(q) and len(p)]
    return name, Batch([batch.queries[i] for i in full], [batch.passages[i] for i in full], batch.groups[full])
