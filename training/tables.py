"""The two tables of query expansion: nearest Chinese words of each English word, and headwords by gloss."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from hetao_kg.search import english
from hetao_kg.search.expand import LONGEST_GLOSS, MOST_HEADWORDS, gloss_key
from hetao_kg.search.static import StaticModel, normalised
from hetao_kg.text import fold, has_han

NEAREST, LEAST_COSINE, LEAST_COUNT = 4, 0.3, 3


def _neighbours(model: StaticModel, frequency: np.ndarray) -> dict[str, np.ndarray]:
    count = len(model.table.han)
    unit = normalised(model.vectors(np.arange(len(model.table))))
    targets = np.array([i for i in range(1, count + 1) if frequency[i] >= LEAST_COUNT])
    sources = np.arange(count + 1, len(model.table))
    rows = np.zeros((len(sources), NEAREST), np.int32)
    weights = np.zeros((len(sources), NEAREST), np.float16)
    for first in range(0, len(sources), 512):
        part = sources[first : first + 512]
        cosines = unit[part] @ unit[targets].T
        near = np.sort(np.argpartition(cosines, -NEAREST, axis=1)[:, -NEAREST:], axis=1)
        near = np.take_along_axis(near, np.argsort(-np.take_along_axis(cosines, near, axis=1), axis=1, kind="stable"), axis=1)
        best = np.take_along_axis(cosines, near, axis=1)
        best[best < LEAST_COSINE] = 0
        total = best.sum(axis=1, keepdims=True)
        weights[first : first + len(part)] = np.where(total > 0, best / np.where(total > 0, total, 1), 0)
        rows[first : first + len(part)] = targets[near]
    kept = weights[:, 0] > 0
    return {"words": sources[kept].astype(np.int32), "rows": rows[kept], "weights": weights[kept]}


def _glosses(dictionary: list[tuple[str, list[str]]], model: StaticModel, frequency: np.ndarray) -> bytes:
    count = {word: int(frequency[i]) for i, (word, _) in enumerate(model.table.han, start=1)}
    filed: dict[str, dict[str, tuple[int, int]]] = {}
    for headword, glosses in dictionary:
        word = fold(headword)
        if not has_han(word) or "," in word:
            continue
        for place, gloss in enumerate(glosses):
            found = english.words(fold(gloss))
            key = gloss_key(found)
            if found and len(key.split()) <= LONGEST_GLOSS:
                rank = (place, -count.get(word, 0))
                known = filed.setdefault(key, {})
                known[word] = min(rank, known.get(word, rank))
    lines = []
    for key, words in filed.items():
        best = sorted(words, key=lambda w: (-count.get(w, 0), words[w], w))[:MOST_HEADWORDS]
        lines.append(f"{key}\t{','.join(best)}".encode())
    return b"\n".join(sorted(lines)) + b"\n"


def write(
    folder: Path, model: StaticModel, frequency: np.ndarray, dictionary: list[tuple[str, list[str]]], say: Callable[[str], None]
) -> None:
    """Write ``neighbours.safetensors`` and ``glosses.tsv`` into ``folder``."""
    near = _neighbours(model, frequency)
    save_file(near, folder / "neighbours.safetensors")
    (folder / "neighbours.safetensors").chmod(0o644)
    (folder / "glosses.tsv").write_bytes(_glosses(dictionary, model, frequency))
    say(f"expansion tables: {len(near['words']):,} English words with neighbours")
