"""English words: cutting, stop words and a light stemmer, shared by the model, its training and query expansion."""

from __future__ import annotations

import functools
import re

from hetao_kg.search.wording import WORDS

_word = re.compile(r"[a-z0-9]+(?:\.[0-9]+)*")
_plain = re.compile(r"[a-z]+")

#: Words that carry no topic; they are never expanded.
STOP_WORDS: frozenset[str] = frozenset(WORDS["english"]["stop"])
#: Ending and replacement, in the order they are tried.
_ENDINGS: tuple[tuple[str, str], ...] = tuple((ending, replacement) for ending, replacement in WORDS["english"]["endings"])


def words(folded: str) -> list[str]:
    """English words and numbers of folded text, in order; the ``s`` of a genitive is dropped."""
    return [word for word in _word.findall(folded) if word != "s"]


@functools.lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A light stem of a lower-case English word: ``listings`` and ``listing`` give ``list``; numbers stay as they are."""
    if len(word) < 4 or not _plain.fullmatch(word):
        return word
    for ending, replacement in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: len(word) - len(ending)] + replacement
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
        word = word[:-1]
    return word


def topic_words(folded: str) -> list[str]:
    """The words of a query worth expanding: no stop words, no numbers, no single letters."""
    return [word for word in words(folded) if len(word) > 1 and word not in STOP_WORDS and _plain.fullmatch(word)]
