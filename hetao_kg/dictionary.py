"""jieba's dictionary, read where it lies: the words of a character are loaded when a text first asks for them.

The file is a line a word (``word frequency tag``), sorted but for a few words with Latin letters at its head. jieba
itself loads all 349,000 of them, which takes half a second of every short command; a question needs a few hundred.
"""

from __future__ import annotations

import functools
import mmap
from dataclasses import dataclass
from pathlib import Path

import jieba

#: Sum of the frequencies of all words; a test adds them up.
TOTAL = 60_101_967
#: The first character of the part that is sorted.
_FIRST = "一"



@dataclass(frozen=True, slots=True)
class Beginning:
    """The words that begin with one character: how often each is counted, and its tag."""

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
        self._read: dict[str, Beginning] = {}

    def beginning(self, first: str) -> Beginning:
        """The words that begin with the character ``first``."""
        if first not in self._read:
            wanted = (first, chr(min(ord(first) + 1, 0x10FFFF)))
            start, end = (self._place(w.encode("utf-8", "surrogatepass")) for w in wanted)
            head = [line for line in self._head if line[0] == first]
            self._read[first] = _beginning([*head, *self._data[start:end].decode("utf-8").splitlines()])
        return self._read[first]

    def get(self, word: str, default: str = "") -> str:
        """Tag of a word (``n`` noun, ``ns`` place, ``nt`` body, ``v`` verb); ``default`` if it is none."""
        return self.beginning(word[0]).tags.get(word, default) if word else default

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


def _beginning(lines: list[str]) -> Beginning:
    frequencies: dict[str, int] = {}
    tags: dict[str, str] = {}
    for line in lines:
        word, count, tag = line.split(" ")
        for n in range(1, len(word)):
            frequencies.setdefault(word[:n], 0)
        frequencies[word], tags[word] = int(count), tag
    return Beginning(frequencies, tags)


@functools.lru_cache(maxsize=1)
def dictionary() -> Dictionary:
    """The dictionary of the jieba that is installed."""
    return Dictionary(Path(jieba.__file__).parent / "dict.txt")
