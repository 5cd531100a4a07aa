"""Which tokens the model has, and which token vectors each one is made of while training."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from importlib import resources

import numpy as np

from hetao_kg.search import english
from hetao_kg.search.tokens import NUMBER, STEM, TokenTable, han_tokenizer
from hetao_kg.text import fold, has_han
from training.data import Material

#: Most tokens of each sort; together they bound the weights to about 34 MB.
MOST_HAN, MOST_ENGLISH, MOST_STEMS = 90_000, 28_000, 13_000
LEAST = 3
CHARACTER_SHARE, STEM_SHARE = 0.5, 0.7


def texts_of(material: Material) -> Iterable[str]:
    """Every Chinese text, in a fixed order."""
    for law in material.laws:
        yield law.title
        yield from (article.zh for article in law.articles)
    for paragraph in [*material.wiki, *material.reports]:
        yield paragraph.text
        yield from paragraph.questions
    yield from (chinese for _, chinese in material.pairs)


def english_of(material: Material) -> Iterable[str]:
    """Every English text, in a fixed order."""
    for law in material.laws:
        yield law.title_en
        yield from (article.en for article in law.articles if article.en)
    yield from (text for text, _ in material.pairs)
    for _, glosses in material.dictionary:
        yield from glosses


def _dictionary_words() -> dict[str, float]:
    """Folded word -> log probability, from the frequency list that ships with jieba (MIT)."""
    counts: Counter[str] = Counter()
    with resources.files("jieba").joinpath("dict.txt").open("r", encoding="utf-8") as file:
        for line in file:
            word, count, _ = line.split(" ")
            folded = fold(word)
            if has_han(folded) and not any(c.isascii() for c in folded):
                counts[folded] = max(counts[folded], int(count))
    total = sum(counts.values())
    return {word: math.log(max(count, 1) / total) for word, count in counts.items()}


def choose(material: Material) -> tuple[TokenTable, np.ndarray]:
    """The token table and how often each token occurs in the texts, shape (n,)."""
    scores = _dictionary_words()
    scored = sorted(scores.items())
    tokenizer = han_tokenizer(scored)
    counts = np.zeros(len(scored) + 1, np.int64)
    characters: Counter[str] = Counter()
    block: list[str] = []

    def count_block() -> None:
        for encoding in tokenizer.encode_batch_fast(block, add_special_tokens=False):
            np.add.at(counts, encoding.ids, 1)
        block.clear()

    for text in texts_of(material):
        folded = fold(text)
        characters.update(c for c in folded if has_han(c))
        block.append(folded)
        if len(block) == 5000:
            count_block()
    count_block()
    seen = {word: int(n) for (word, _), n in zip(scored, counts[1:], strict=True)}
    headwords = {fold(word) for word, _ in material.dictionary}
    floor = min(scores.values())
    singles = {c for c, n in characters.items() if n >= 2} | {w for w in scores if len(w) == 1 and (seen[w] or w in headwords)}
    longer = [w for w in scores if len(w) > 1 and (seen[w] >= LEAST or w in headwords)]
    longer.sort(key=lambda w: (-(seen[w] >= LEAST), -seen[w], -scores[w], w))
    han = sorted(singles) + sorted(longer[: MOST_HAN - len(singles)])
    words: Counter[str] = Counter()
    for text in english_of(material):
        words.update(english.words(fold(text)))
    known = sorted((w for w, n in words.items() if n >= LEAST and (len(w) > 1 or w.isalpha())), key=lambda w: (-words[w], w))[:MOST_ENGLISH]
    stems: Counter[str] = Counter()
    for word, n in words.items():
        if word.isalpha():
            stems[english.stem(word)] += n
    kept = sorted(stems, key=lambda s: (-stems[s], s))[:MOST_STEMS]
    table = TokenTable(
        [(w, scores.get(w, floor)) for w in han], [*sorted(known), *(STEM + s for s in sorted(kept)), NUMBER]
    )
    frequency = [0] + [max(seen.get(w, 0), characters[w] if len(w) == 1 else 0) for w in han]
    frequency += [words[w] for w in sorted(known)] + [stems[s] for s in sorted(kept)] + [1]
    return table, np.array(frequency)


def parts(table: TokenTable) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Token vectors as weighted sums of feature vectors, in compressed rows: starts (n + 1,), features and weights.

    Each token has its own feature; a Chinese word adds its characters', an English word its stem's.
    """
    row = {word: i for i, (word, _) in enumerate(table.han, start=1)}
    starts, features, weights = [0], [], []
    for i, token in enumerate(table.tokens):
        own = [(i, 1.0)] if i else []
        if 0 < i <= len(table.han):
            own += [(row[c], CHARACTER_SHARE) for c in token if len(token) > 1 and c in row]
        elif i and token.isalpha():
            stem = table.row(STEM + english.stem(token))
            own += [(stem, STEM_SHARE)] if stem else []
        features += [f for f, _ in own]
        weights += [w for _, w in own]
        starts.append(len(features))
    return np.array(starts), np.array(features, np.int64), np.array(weights, np.float32)
