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
            head = "\n".join(line for line in self._head if line[0] == first)
            self._read[first] = _beginning(f"{head}\n{self._data[start:end].decode('utf-8')}")
        return self._read[first]

    def get(self, word: str, default: str = "") -> str:
        """Tag of a word (``n`` noun, ``ns`` place, ``nt`` body, ``v`` verb); ``default`` if it is none."""
        if not word:
            return default
        known = self._read.get(word[0]) or self.beginning(word[0])
        return known.tags.get(word, default)

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


def _beginning(lines: str) -> Beginning:
    """What stands in whole lines of the file."""
    columns = lines.split()
    words = columns[::3]
    begun = {word[:size] for word in words for size in (1, 2)}
    begun.update(word[:size] for word in words if len(word) > 3 for size in range(3, len(word)))
    frequencies = dict.fromkeys(begun, 0)
    frequencies.update(zip(words, map(int, columns[1::3]), strict=True))
    return Beginning(frequencies, dict(zip(words, columns[2::3], strict=True)))


@functools.lru_cache(maxsize=1)
def dictionary() -> Dictionary:
    """The dictionary of the jieba that is installed."""
    return Dictionary(Path(jieba.__file__).parent / "dict.txt")
