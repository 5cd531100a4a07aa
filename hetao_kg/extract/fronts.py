"""Where a name found by its ending begins: openings (大型) and a noun that calls it something (承建商 + X公司) are no part of it."""

from __future__ import annotations

from collections.abc import Callable, Collection

from hetao_kg.extract.runs import Runs, Spans
from hetao_kg.ontology import Ontology
from hetao_kg.segment import word_tags
from hetao_kg.text import has_han

#: Tags of the dictionary's proper names.
_PROPER = ("nr", "ns", "nz")


class Fronts:
    """What is cut from the front of a name; made once for an ontology."""

    def __init__(self, ontology: Ontology, runs: Runs, specific: Callable[[str, bool], bool]) -> None:
        boundaries, suffixes = ontology.words["boundaries"], ontology.words["suffixes"]
        self._runs, self._specific = runs, specific
        self._stop, self._joining = frozenset(boundaries["words"]), frozenset(ontology.words["joining"]["inside"])
        self._dropped = frozenset(boundaries["openings"]) | self._stop | {"-", "·"} | self._joining
        self._legal, self._proper = tuple(suffixes["legal"]), frozenset(suffixes["legal_openings"])
        self._joint, self._worldwide = tuple(suffixes["joint"]), frozenset(ontology.words["scopes"]["words"])
        self._calling, self._called_by = frozenset(boundaries["calling"]), frozenset(boundaries["called_by"])

    def trimmed(self, spans: Spans, first: int, i: int) -> int:
        """Index of the word with which the name of words ``first`` to ``i`` begins; a firm's full name may open with 新 or 國際."""
        dropped = self._dropped - (self._proper if spans[i][0].endswith(self._legal) else frozenset())
        if spans[i][0].endswith(self._joint):
            dropped -= self._worldwide
        while first < i and spans[first][0] in dropped:
            first += 1
        return first

    def apposed(self, spans: Spans, first: int, i: int, begins: Collection[int]) -> int:
        """Index of the word behind the last noun that says what the name is of (非牟利機構 + X, 承建商 + X), ``first`` without one.

        ``begins`` are the places where known names begin.
        """
        tags = word_tags()
        for k in range(i - 2, first - 1, -1):
            word, behind = spans[k][0], spans[k + 1]
            if word not in self._calling:
                continue
            rest = "".join(w for w, _, _ in spans[k + 1 : i])
            qualified = k > 0 and spans[k - 1][0] in self._called_by
            proper = self._runs.holds(spans, k + 1) or behind[1] in begins or tags.get(behind[0], "n")[:2] in _PROPER
            if len(rest) > 1 and (proper or (qualified and self._specific(rest, False))):
                return k + 1
        return first

    def opened(self, spans: Spans, start: int) -> int:
        """Start of a name whose first character only seems to join: nothing stands before it that it could (和 + 澄颐养院)."""
        at = next((k for k, span in enumerate(spans) if span[1] == start), 0)
        joins = at > 0 and spans[at - 1][0] in self._joining and self._runs.unknown(spans, at)
        lone = at == 1 or (at > 1 and spans[at - 2][0] in self._stop and spans[at - 2][0] not in self._joining)
        return spans[at - 1][1] if joins and lone else start

    @staticmethod
    def levelled(spans: Spans, first: int, levels: Collection[str]) -> bool:
        """Whether 省, 市, 区 or 县 alone stands before word ``first`` and says whose the body is (县 + 大数据发展中心)."""
        at = first - 1
        before = spans[at - 1][0] if at > 0 else ""
        alone = not has_han(before) or word_tags().get(before, "n")[:1] in ("v", "d", "p", "c", "u", "r")
        return at >= 0 and spans[at][0] in levels and alone
