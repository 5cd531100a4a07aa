"""Chinese word segmentation: a jieba ``Tokenizer`` that knows the ontology's names and the words its texts need.

Text is folded before it is cut, because jieba's dictionary is Simplified: on Traditional text it would cut the same
body differently. The module-level jieba functions are one shared global and are never used.
"""

from __future__ import annotations

import functools
import logging
import math
import threading
from collections.abc import Iterable, Mapping, Sequence

import jieba

from hetao_kg.dictionary import TOTAL, Dictionary, dictionary
from hetao_kg.text import fold, has_han

jieba.setLogLevel(logging.WARNING)

#: How many runs between punctuation are remembered.
_RUNS = 2**14
#: How many texts are remembered with the places of their words.
_TEXTS = 2**12


def word_tags() -> Dictionary:
    """Word -> tag of the dictionary, by its ``get`` (``n`` noun, ``ns`` place, ``nt`` body, ``v`` verb)."""
    return dictionary()


class _Tokenizer(jieba.Tokenizer):  # type: ignore[misc] # jieba has no types
    """jieba's, with its search for the likeliest words in fewer steps: the same sums and the same choice between equal ones."""

    def calc(self, sentence: str, DAG: Mapping[int, Sequence[int]], route: dict[int, tuple[float, int]]) -> None:
        """Fills ``route``: for each place the score of the best words from there on, and where the first of them ends."""
        frequencies, total = self.FREQ, math.log(self.total)
        route[len(sentence)] = (0, 0)
        for at in range(len(sentence) - 1, -1, -1):
            best, chosen = -math.inf, at
            for last in DAG[at]:
                score = math.log(frequencies.get(sentence[at : last + 1]) or 1) - total + route[last + 1][0]
                if score >= best:
                    best, chosen = score, last
            route[at] = (best, chosen)

    def get_DAG(self, sentence: str) -> dict[int, list[int]]:
        """For each place where the words end that begin there."""
        frequencies, size = self.FREQ, len(sentence)
        found = {}
        for at in range(size):
            ends, last, piece = [], at, sentence[at]
            while (frequency := frequencies.get(piece)) is not None:
                if frequency:
                    ends.append(last)
                last += 1
                if last == size:
                    break
                piece = sentence[at : last + 1]
            found[at] = ends or [at]
        return found


class Segmenter:
    """Cuts text into words with their offsets; ``names`` are kept whole where that is the likeliest reading."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._tokenizer = _Tokenizer()
        # jieba's prefix dictionary, filled as texts need it: what is in it for a text is what all of it would hold.
        self._tokenizer.FREQ, self._tokenizer.total, self._tokenizer.initialized = {}, TOTAL, True
        # By their first two characters, then by the third.
        self._names: dict[str, dict[str, list[str]]] = {}
        for name in sorted({fold(n) for n in names if has_han(n)}, key=lambda n: (len(n), n)):
            self._names.setdefault(name[:2], {}).setdefault(name[2:3], []).append(name)
        self._read: set[str] = set()
        self._named: set[str] = set()
        # Words are added by whoever cuts; another thread must not see a text with a part of its words.
        self._adding = threading.RLock()
        # A text is cut for its names and again for its statements; jieba cuts each run between punctuation by itself.
        self._run = functools.lru_cache(_RUNS)(self._cut)
        self._spans = functools.lru_cache(_TEXTS)(self._placed)
        self._inside = functools.lru_cache(_RUNS)(self._shorter)

    def spans(self, folded: str) -> list[tuple[str, int, int]]:
        """Words of an already folded text as ``(word, start, end)``, without new-word guessing (deterministic)."""
        return list(self._spans(folded))

    def _placed(self, folded: str) -> tuple[tuple[str, int, int], ...]:
        found, at = [], 0
        for word in self.words(folded):
            found.append((word, at, at + len(word)))
            at += len(word)
        return tuple(found)

    def words(self, folded: str) -> list[str]:
        """Words of an already folded text, without new-word guessing."""
        return [word for run in jieba.re_han_default.split(folded) if run for word in self._run(run)]

    def crossed(self, folded: str, at: int) -> bool:
        """Whether any word it knows runs over the place ``at``; where none does, every cutting parts the text there."""
        known = self._known(folded)
        return any(known.get(folded[i:j]) for i in range(at) for j in range(at + 1, len(folded) + 1))

    def search_words(self, folded: str) -> list[str]:
        """Words and the shorter words inside them, as a search index wants them: what jieba's ``cut_for_search`` gives."""
        return [inside for word in self.words(folded) for inside in self._inside(word)]

    def knows(self, word: str) -> bool:
        """Whether a folded word stands in the dictionary or among the names."""
        return bool(self._known(word).get(word))

    @staticmethod
    def whole(name: str) -> bool:
        """Whether no mark parts a folded name: if it is among the names, it is one word where it stands alone."""
        return bool(jieba.re_han_default.fullmatch(name))

    def _cut(self, run: str) -> tuple[str, ...]:
        self._known(run)
        return tuple(self._tokenizer.cut(run, HMM=False))

    def _shorter(self, word: str) -> tuple[str, ...]:
        """The words of two and three characters inside a longer word that was cut out of a text, and the word itself."""
        known = self._tokenizer.FREQ
        pieces = (word[i : i + size] for size in (2, 3) if len(word) > size for i in range(len(word) - size + 1))
        return (*(piece for piece in pieces if known.get(piece)), word)

    def _known(self, text: str) -> Mapping[str, int]:
        """The frequencies of all words and names that stand in a text, and 0 for what begins one."""
        with self._adding:
            for i, first in enumerate(text):
                pair = text[i : i + 2]
                if pair not in self._read:
                    for opening in {first, pair} - self._read:
                        self._read.add(opening)
                        self._tokenizer.FREQ.update(dictionary().beginning(opening).frequencies)
                begun = self._names.get(pair)
                for name in (*begun.get("", ()), *begun.get(text[i + 2 : i + 3], ())) if begun else ():
                    if name not in self._named and text.startswith(name, i):
                        self._name(name)
        known: Mapping[str, int] = self._tokenizer.FREQ
        return known

    def _name(self, name: str) -> None:
        """Gives a name the least frequency at which it is likelier than the words and shorter names it would be cut into."""
        self._named.add(name)
        self._known(name)
        frequencies = self._tokenizer.FREQ
        frequencies[name] = self._tokenizer.suggest_freq(name)
        for n in range(1, len(name)):
            frequencies.setdefault(name[:n], 0)


__all__ = ["Segmenter", "word_tags"]
