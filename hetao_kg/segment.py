"""Chinese word segmentation: one jieba ``Tokenizer`` object that knows the ontology's names.

Text is folded before it is cut, because jieba's dictionary is Simplified: on Traditional text it would cut the same
body differently. The module-level jieba functions are one shared global and are never used.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Iterable, Mapping
from pathlib import Path

import jieba

from hetao_kg.text import fold, has_han

jieba.setLogLevel(logging.WARNING)


@functools.lru_cache(maxsize=1)
def word_tags() -> Mapping[str, str]:
    """Word -> tag of jieba's dictionary (``n`` noun, ``ns`` place, ``nt`` body, ``v`` verb)."""
    rows = (line.split(" ") for line in (Path(jieba.__file__).parent / "dict.txt").read_text("utf-8").splitlines())
    return {word: tag for word, _, tag in rows}


#: How many runs between punctuation are remembered.
_RUNS = 8192


class Segmenter:
    """Cuts text into words with their offsets; ``names`` are kept whole where that is the likeliest reading."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._tokenizer = jieba.Tokenizer()
        self._tokenizer.initialize()
        for name in sorted({fold(n) for n in names if has_han(n)}):
            self._tokenizer.add_word(name)
        # A text is cut for its names and again for its statements; jieba cuts each run between punctuation by itself.
        self._run = functools.lru_cache(_RUNS)(lambda run: tuple(self._tokenizer.cut(run, HMM=False)))

    def spans(self, folded: str) -> list[tuple[str, int, int]]:
        """Words of an already folded text as ``(word, start, end)``, without new-word guessing (deterministic)."""
        found, at = [], 0
        for word in self.words(folded):
            found.append((word, at, at + len(word)))
            at += len(word)
        return found

    def words(self, folded: str) -> list[str]:
        """Words of an already folded text, without new-word guessing."""
        return [word for run in jieba.re_han_default.split(folded) if run for word in self._run(run)]

    def crossed(self, folded: str, at: int) -> bool:
        """Whether any word it knows runs over the place ``at``; where none does, every cutting parts the text there."""
        known: Mapping[str, int] = self._tokenizer.FREQ
        return any(known.get(folded[i:j]) for i in range(at) for j in range(at + 1, len(folded) + 1))

    def search_words(self, folded: str) -> list[str]:
        """Words and the shorter words inside them, as a search index wants them."""
        return list(self._tokenizer.cut_for_search(folded, HMM=False))

    def knows(self, word: str) -> bool:
        """Whether a folded word stands in the dictionary or among the names."""
        return bool(self._tokenizer.FREQ.get(word))
