"""jieba's dictionary, read where it lies: no word of it is loaded before a text asks for it.

The file is a line a word (``word frequency tag``), sorted but for a few words with Latin letters at its head. jieba
itself loads all of it, which takes most of the time of a short command.
"""

from __future__ import annotations

import functools
import importlib.util
import mmap
from pathlib import Path

#: Sum of the frequencies of all words; a test adds them up.
TOTAL = 60_101_967
#: The first character of the part that is sorted.
_FIRST = "一"
#: Pieces of text whose look-up is remembered.
_KEPT = 2**18


class Dictionary:
    """Frequencies and tags of the words of a dictionary file."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._begins = self._data.find(f"\n{_FIRST}".encode()) + 1
        rows = (line.split(" ") for line in self._data[: self._begins].decode("utf-8").splitlines())
        #: The words of the head and every piece that one of them begins with.
        self._head: dict[str, tuple[int, str]] = {}
        for word, count, tag in rows:
            self._head.update({word[:n]: (0, "") for n in range(1, len(word)) if word[:n] not in self._head})
            self._head[word] = (int(count), tag)
        self._blocks: dict[str, str] = {}
        self._row = functools.lru_cache(_KEPT)(self._look_up)

    def frequency(self, piece: str) -> int:
        """How often a word is counted; 0 for what only begins words, -1 for what no word begins with."""
        return self._row(piece)[0]

    def tag(self, word: str) -> str | None:
        """Tag of a word (``n`` noun, ``ns`` place, ``nt`` body, ``v`` verb); None if it is no word."""
        count, tag = self._row(word)
        return tag if count > 0 else None

    def _look_up(self, piece: str) -> tuple[int, str]:
        block = self._block(piece[0])
        at = block.find(f"\n{piece} ")
        if at < 0:
            return self._head.get(piece, (0 if f"\n{piece}" in block else -1, ""))
        _, count, tag = block[at + 1 : block.index("\n", at + 1)].split(" ")
        return int(count), tag

    def _block(self, first: str) -> str:
        """The lines of all words that begin with a character, each behind a line feed."""
        found = self._blocks.get(first)
        if found is None:
            start, end = (self._place(wanted.encode("utf-8", "surrogatepass")) for wanted in (first, chr(min(ord(first) + 1, 0x10FFFF))))
            found = self._blocks[first] = f"\n{self._data[start:end].decode('utf-8')}"
        return found

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


@functools.lru_cache(maxsize=1)
def dictionary() -> Dictionary:
    """The dictionary of the jieba that is installed; jieba itself is not imported."""
    found = importlib.util.find_spec("jieba")
    assert found and found.origin
    return Dictionary(Path(found.origin).parent / "dict.txt")
