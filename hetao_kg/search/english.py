"""English words: cutting, stop words and a light stemmer, shared by the model, its training and query expansion."""

from __future__ import annotations

import functools
import re

_word = re.compile(r"[a-z0-9]+(?:\.[0-9]+)*")
_plain = re.compile(r"[a-z]+")

#: Words that carry no topic; they are never expanded.
STOP_WORDS: frozenset[str] = frozenset({
    "a", "about", "above", "after", "again", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "because", "been",
    "before", "being", "below", "between", "both", "but", "by", "can", "could", "did", "do", "does", "doing", "down", "during", "each",
    "few", "for", "from", "further", "had", "has", "have", "having", "he", "her", "here", "hers", "him", "his", "how", "i", "if", "in",
    "into", "is", "it", "its", "itself", "just", "me", "more", "most", "my", "no", "nor", "not", "now", "of", "off", "on", "once",
    "only", "or", "other", "our", "out", "over", "own", "same", "she", "should", "so", "some", "such", "than", "that", "the", "their",
    "them", "then", "there", "these", "they", "this", "those", "through", "to", "too", "under", "until", "up", "upon", "very", "was",
    "we", "were", "what", "when", "where", "whether", "which", "while", "who", "whom", "whose", "why", "will", "with", "within",
    "without", "would", "you", "your", "many", "much", "tell", "give", "shall", "may", "must",
})  # fmt: skip

#: Ending -> replacement, tried from top to bottom; at least three letters must remain.
_ENDINGS: tuple[tuple[str, str], ...] = (
    ("izations", "iz"), ("ization", "iz"), ("isations", "iz"), ("isation", "iz"), ("ations", "at"), ("ation", "at"), ("ators", "at"),
    ("ator", "at"), ("ating", "at"), ("ated", "at"), ("ates", "at"), ("ate", "at"), ("izing", "iz"), ("ized", "iz"), ("izes", "iz"),
    ("ize", "iz"), ("ising", "iz"), ("ised", "iz"), ("ise", "iz"), ("ically", "ic"), ("ical", "ic"), ("ics", "ic"), ("ments", ""),
    ("ment", ""), ("nesses", ""), ("ness", ""), ("ively", "iv"), ("ives", "iv"), ("ive", "iv"), ("ities", ""), ("ity", ""), ("ions", ""),
    ("ion", ""), ("ies", "i"), ("ied", "i"), ("ings", ""), ("ing", ""), ("edly", ""), ("ed", ""), ("ers", ""), ("er", ""), ("ors", ""),
    ("or", ""), ("ally", ""), ("als", ""), ("al", ""), ("ly", ""), ("ss", "ss"), ("es", ""), ("s", ""), ("e", ""), ("y", "i"),
)


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
