"""jieba's dictionary, read where it lies: the words of two characters are loaded when a text first has those.

The file is a line a word (``word frequency tag``), sorted but for a few words with Latin letters at its head. jieba
itself loads all 349,000 of them, which takes half a second of every short command; a question needs a few hundred.
"""

from __future__ import annotations

import functools
import mmap
from bisect import bisect_left
from dataclasses import dataclass
from pathlib import Path

import jieba

#: Sum of the frequencies of all words; a test adds them up.
TOTAL = 60_101_967
#: The first character of the part that is sorted.
_FIRST = "一"
#: Words whose tags are remembered.
_WORDS = 2**15


@dataclass(frozen=True, slots=True)
class Beginning:
    """The words that begin alike: how often each is counted, and its tag."""

    #: Also what only begins words, with 0, as jieba's prefix dictionary has it.
    frequencies: dict[str, int]
    tags: dict[str, str]


class Dictionary:
    """Frequencies and tags of the words of a dictionary file."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._begins = self._data.find(f"\n{_FIRST}".encode()) + 1
        self._head = self._data[: self._begins].decode("utf-8").splitlines()
        #: The lines of the words that begin with a character, sorted.
        self._lines: dict[str, list[str]] = {}
        self._read: dict[str, Beginning] = {}
        self._tag = functools.lru_cache(_WORDS)(lambda word: self.beginning(word[:2]).tags.get(word, "") if word else "")

    def beginning(self, opening: str) -> Beginning:
        """The words that begin with two characters, or the one of a single character."""
        found = self._read.get(opening)
        if found is None:
            found = self._read[opening] = _beginning(self._of(opening[0]), opening)
        return found

    def get(self, word: str, default: str = "") -> str:
        """Tag of a word (``n`` noun, ``ns`` place, ``nt`` body, ``v`` verb); ``default`` if it is none."""
        return self._tag(word) or default

    def _of(self, first: str) -> list[str]:
        if first in self._lines:
            return self._lines[first]
        wanted = (first, chr(min(ord(first) + 1, 0x10FFFF)))
        start, end = (self._place(w.encode("utf-8", "surrogatepass")) for w in wanted)
        lines = self._data[start:end].decode("utf-8").splitlines()
        lines += [line for line in self._head if line[0] == first]
        lines.sort()  # by whole lines they are, but for a few
        self._lines[first] = lines
        return lines

    def _place(self, wanted: bytes) -> int:
        """Where the first line of the sorted part stands that is not less than ``wanted``."""
        low, high = self._begins, len(self._data)
        while low < high:
            start = self._data.rfind(b"\n", low, (low + high) // 2) + 1 or low
            if self._data[start : start + len(wanted)] < wanted:
                low = (self._data.find(b"\n", start) + 1) or high
            else:
                high = start
        return low


_NOTHING = Beginning({}, {})


def _beginning(lines: list[str], opening: str) -> Beginning:
    """The words among sorted ``lines`` that begin with ``opening``, where it is one character that word alone."""
    wanted = opening if len(opening) > 1 else f"{opening} "
    first = bisect_left(lines, wanted)
    if first == len(lines) or not lines[first].startswith(wanted):
        return Beginning({opening: 0}, {}) if len(opening) == 1 and lines else _NOTHING
    frequencies, tags = {opening: 0}, {}
    for line in lines[first : bisect_left(lines, f"{wanted}\U0010ffff", first)]:
        word, frequency, tag = line.split(" ")
        for size in range(3, len(word)):
            frequencies.setdefault(word[:size], 0)
        frequencies[word], tags[word] = int(frequency), tag
    return Beginning(frequencies, tags)


@functools.lru_cache(maxsize=1)
def dictionary() -> Dictionary:
    """The dictionary of the jieba that is installed."""
    return Dictionary(Path(jieba.__file__).parent / "dict.txt")
