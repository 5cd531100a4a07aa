"""Chinese word segmentation: the likeliest words by jieba's dictionary and the ontology's names.

Text is folded before it is cut, because the dictionary is Simplified: on Traditional text it would cut the same body
differently. The way through a text is the one jieba takes without new-word guessing (the product of word frequencies is
largest; of equals the longer first word), so results depend on nothing but text, dictionary and names.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from hetao_kg.dictionary import TOTAL, dictionary
from hetao_kg.text import fold, has_han

#: Runs of characters that words are made of; they are cut by themselves.
_RUN = re.compile(r"([\u4E00-\u9FD5a-zA-Z0-9+#&\._%\-]+)")
_WORDS = re.compile(r"[\u4E00-\u9FD5a-zA-Z0-9+#&\._%\-]")
_SPACE = re.compile(r"\r\n|\s|\S")
_LATIN = re.compile(r"[a-zA-Z0-9]")
_LOG_TOTAL = math.log(TOTAL)
#: The logarithm of the probability of a character that is no word.
_UNKNOWN = -_LOG_TOTAL
#: How many runs, and how many pieces of them, are remembered.
_RUNS, _PIECES = 2**13, 2**18


class Tags(Protocol):
    """Tags of words, as a mapping has them."""

    def get(self, word: str, default: str = "", /) -> str:
        """The tag of ``word``; ``default`` if it is no word of the dictionary."""


class _Tags:
    def get(self, word: str, default: str = "", /) -> str:
        found = dictionary().tag(word) if word else None
        return default if found is None else found


_TAGS = _Tags()


def word_tags() -> Tags:
    """Word -> tag of the dictionary (``n`` noun, ``ns`` place, ``nt`` body, ``v`` verb)."""
    return _TAGS


def _weight(frequency: int) -> float | None:
    """The logarithm of a word's probability; 0 for what only begins words, None for what no word begins with."""
    return None if frequency < 0 else math.log(frequency) - _LOG_TOTAL if frequency else 0.0


class Segmenter:
    """Cuts text into words with their offsets; ``names`` are kept whole where that is the likeliest reading."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names = {fold(n) for n in names if has_han(n)}
        self._beginnings = {name[:n] for name in self._names for n in range(1, len(name))}
        self._listed = dictionary()
        self._named = functools.cache(self._frequency_of_name)
        self._weighed = functools.lru_cache(_PIECES)(lambda piece: _weight(self._frequency(piece)))
        # A text is cut for its names and again for its statements.
        self._run = functools.lru_cache(_RUNS)(lambda run: tuple(self._cut(run)))

    def spans(self, folded: str) -> list[tuple[str, int, int]]:
        """Words of an already folded text as ``(word, start, end)``, without new-word guessing (deterministic)."""
        found, at = [], 0
        for word in self.words(folded):
            found.append((word, at, at + len(word)))
            at += len(word)
        return found

    def words(self, folded: str) -> list[str]:
        """Words of an already folded text, without new-word guessing."""
        return [word for run in _RUN.split(folded) if run for word in self._run(run)]

    def crossed(self, folded: str, at: int) -> bool:
        """Whether any word it knows runs over the place ``at``; where none does, every cutting parts the text there."""
        return any(self._weighed(folded[i:j]) for i in range(at) for j in range(at + 1, len(folded) + 1))

    def search_words(self, folded: str) -> list[str]:
        """Words and the shorter words inside them, as a search index wants them."""
        found: list[str] = []
        for word in self.words(folded):
            for size in (2, 3):
                if len(word) > size:
                    found += [w for i in range(len(word) - size + 1) if self.knows(w := word[i : i + size])]
            found.append(word)
        return found

    def knows(self, word: str) -> bool:
        """Whether a folded word stands in the dictionary or among the names."""
        return bool(word) and self._frequency(word) > 0

    def _frequency(self, piece: str) -> int:
        """Frequency of a word or name; 0 for what only begins one, -1 for what none begins with."""
        if piece in self._names:
            return self._named(piece)
        found = self._listed.frequency(piece)
        return 0 if found < 0 and piece in self._beginnings else found

    def _frequency_of_name(self, name: str) -> int:
        """The least frequency at which a name is likelier than the words it would be cut into."""
        own = self._listed.frequency(name)
        whole = _weight(max(own, 0))
        words = self._pieces(name, lambda piece: whole if piece == name else self._weighed(piece))
        share = math.prod(max(own if word == name else self._frequency(word), 1) / TOTAL for word in words)
        return max(int(share * TOTAL) + 1, own)

    def _pieces(self, run: str, weighed: Callable[[str], float | None]) -> list[str]:
        """The likeliest words of a run."""
        size = len(run)
        best, ends = [0.0] * (size + 1), [0] * size
        for start in range(size - 1, -1, -1):
            most, ends[start] = _UNKNOWN + best[start + 1], start + 1
            for end in range(start + 1, size + 1):
                weight = weighed(run[start:end])
                if weight is None:
                    break
                if weight and weight + best[end] >= most:
                    most, ends[start] = weight + best[end], end
            best[start] = most
        found, at = [], 0
        while at < size:
            found.append(run[at : ends[at]])
            at = ends[at]
        return found

    def _cut(self, run: str) -> Iterator[str]:
        """Words of a run; letters and digits that no word holds together stay together, other characters stand alone."""
        if not _WORDS.match(run):
            yield from _SPACE.findall(run)
            return
        latin = ""
        for word in self._pieces(run, self._weighed):
            if len(word) == 1 and _LATIN.match(word):
                latin += word
                continue
            if latin:
                yield latin
                latin = ""
            yield word
        if latin:
            yield latin
