"""Firms called by their brand and trade alone (恒鑫地產): two or three characters in a row that no word has, and the trade behind them.

Works on squeezed folded text (:func:`~hetao_kg.extract.gazetteer.squeeze`).
The trades are ``suffixes.industries`` of ``ontology/words.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hetao_kg.extract.gazetteer import Found
from hetao_kg.extract.runs import Runs, Spans
from hetao_kg.ontology import Ontology
from hetao_kg.segment import Segmenter, word_tags
from hetao_kg.text import HAN, any_of, has_han

#: Characters of a brand, at least and at most.
_LEAST, _MOST = 2, 3


class Brands:
    """The rule for firms without a legal form; made once for an ontology."""

    def __init__(self, ontology: Ontology, segmenter: Segmenter) -> None:
        self._segmenter, self._runs = segmenter, Runs(ontology)
        trades = ontology.words["suffixes"]["industries"]
        self._trades = frozenset(trades)
        self._trade = re.compile(any_of(trades))
        self._stretch = re.compile(rf"[{HAN}a-z0-9]+")

    def found(self, squeezed: str) -> Iterator[Found]:
        """Firms in the text, in order."""
        for match in self._stretch.finditer(squeezed):
            line, at = match.group(), match.start()
            if not self._trade.search(line):
                continue
            spans = self._segmenter.spans(line)
            for i, (word, _, end) in enumerate(spans):
                if word in self._trades and (size := self._brand(spans, i)) and not self._goes_on(spans, i):
                    yield Found(at + spans[i - size][1], at + end, "Institution", "ending-brand")

    def _brand(self, spans: Spans, i: int) -> int:
        """Of how many characters the brand before word ``i`` is; 0 if there is none, or one that may begin further left."""
        size = 0
        while size <= _MOST and i > size and self._runs.unknown(spans, i - size - 1):
            size += 1
        before = spans[i - size - 1][0] if i > size else ""
        whole = not has_han(before) or len(before) == 1 or word_tags().get(before, "n")[:1] in ("v", "d", "p", "c", "u", "r", "t")
        return size if _LEAST <= size <= _MOST and whole else 0

    @staticmethod
    def _goes_on(spans: Spans, i: int) -> bool:
        """Whether a noun follows that the trade only describes (农业 + 项目)."""
        following = spans[i + 1][0] if i + 1 < len(spans) else ""
        return has_han(following) and word_tags().get(following, "n")[:1] in ("n", "b", "a", "j", "l")
