"""Whether a text says a thing: one of the words that stand for it, in either language."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from hetao_kg.search.english import stem
from hetao_kg.text import fold, has_han

#: What leads to a text tells this much of what its own words would.
LED = 0.9
_latin = re.compile(r"[a-z0-9]+(?:['&+@.-][a-z0-9]+)*\+*")


@dataclass(frozen=True)
class Said:
    """A text made ready to be looked through."""

    folded: str

    @staticmethod
    @functools.lru_cache(maxsize=1 << 13)
    def of(text: str) -> Said:
        """The text, folded; those looked through last are kept."""
        return Said(fold(text))

    @cached_property
    def stems(self) -> frozenset[str]:
        """Stems of its English words."""
        return frozenset(stem(w) for w in _latin.findall(self.folded))


class Group:
    """Words that stand for one thing, each with how well, and what the thing weighs in a question."""

    def __init__(self, weight: float, words: Iterable[tuple[str, float]]) -> None:
        self.weight = weight
        ordered = sorted(words, key=lambda r: (-r[1], r[0]))
        self._han = tuple((w, v) for w, v in ordered if has_han(w))
        self._latin = tuple((tuple(stem(part) for part in _latin.findall(w)), v) for w, v in ordered if not has_han(w))

    def inside(self, text: Said) -> Group:
        """The same thing with only those of its words that ``text`` holds: all that a part of it can hold."""
        group = Group.__new__(Group)
        group.weight, group._han = self.weight, tuple((w, v) for w, v in self._han if w in text.folded)
        group._latin = tuple((parts, v) for parts, v in self._latin if all(p in text.stems for p in parts))
        return group

    def worth(self, text: Said) -> float:
        """How well the best of its words that the text holds stands for it; 0 when it holds none."""
        best = next((v for word, v in self._han if word in text.folded), 0.0)
        if self._latin and self._latin[0][1] > best:
            best = max(best, next((v for parts, v in self._latin if parts and all(p in text.stems for p in parts)), 0.0))
        return best


def share(groups: Iterable[Group], text: Said, lead: Said | None = None) -> float:
    """Weighted share of the groups that the text speaks of, or the words that ``lead`` to it; 1 for no groups."""
    rows = [(g.weight, max(g.worth(text), LED * g.worth(lead)) if lead else g.worth(text)) for g in groups]
    whole = sum(w for w, _ in rows)
    return sum(w * v for w, v in rows) / whole if whole else 1.0
