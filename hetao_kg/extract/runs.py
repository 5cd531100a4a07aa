"""Proper names that the dictionary does not know: runs of single characters (匯賢), as cutting into words leaves them."""

from __future__ import annotations

from collections.abc import Sequence

from hetao_kg.ontology import Ontology
from hetao_kg.segment import word_tags
from hetao_kg.text import has_han

#: Words with where they begin and end.
Spans = list[tuple[str, int, int]]


class Runs:
    """What makes a run; made once for an ontology."""

    def __init__(self, ontology: Ontology) -> None:
        boundaries = ontology.words["boundaries"]
        self._stop, self._never = frozenset(boundaries["words"]), frozenset(boundaries["never_in_a_run"])
        self._brands = frozenset(ontology.words["suffixes"]["legal_inside"])
        self._classes = tuple(ontology.words["places"]["classes"])

    def holds(self, spans: Spans, at: int) -> bool:
        """Whether word ``at`` is a single character beside another: the dictionary does not know the word, as with most proper names."""
        return self.unknown(spans, at) and (self.unknown(spans, at - 1) or self.unknown(spans, at + 1))

    def unknown(self, spans: Spans, at: int) -> bool:
        """Whether there is a word of a single character that is not one of the common words."""
        word = spans[at][0] if 0 <= at < len(spans) else ""
        return len(word) == 1 and has_han(word) and word not in self._stop and word not in self._never

    def goes_on(self, spans: Spans, at: int) -> bool:
        """A common character behind a proper word, as the names of firms have it (泰和颐 + 年)."""
        word = spans[at][0]
        proper = at > 0 and (word_tags().get(spans[at - 1][0], "")[:2] in ("ns", "nr", "nz") or self.unknown(spans, at - 1))
        return proper and len(word) == 1 and word in self._never and word not in self._stop

    def branded(self, spans: Spans, at: int) -> bool:
        """Whether a common character ends a word nobody knows, as in the brands of firms (绿 + 能)."""
        return at > 1 and spans[at][0] in self._brands and self.unknown(spans, at - 1) and self.unknown(spans, at - 2)

    def begins(self, spans: Spans, first: int, inner: Sequence[str], front: str) -> bool:
        """Whether the words ``inner``, from word ``first`` on, begin with a proper name: a run, or a place with more behind it."""
        place = len(inner[0]) > 1 and word_tags().get(inner[0]) == "ns" and not inner[0].endswith(self._classes)
        return (self.holds(spans, first) and self.unknown(spans, first + 1)) or (place and len(inner[-1]) > 1 and len(front) > 5)
