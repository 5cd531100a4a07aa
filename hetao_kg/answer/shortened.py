"""English names said in part: "the joint task force on boundary district development" where the name goes on, or begins with a place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hetao_kg.answer.composed import Spot
from hetao_kg.answer.phrases import Stems, stems
from hetao_kg.derived import kept
from hetao_kg.search.english import STOP_WORDS
from hetao_kg.text import has_han

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: Words of its own that a question must give of a name, and the share of them.
LEAST, SHARE = 3, 0.6


class Shortened:
    """Finds English names of which most words are said; built once for a knowledge base."""

    @staticmethod
    @kept()
    def of(kb: KnowledgeBase) -> Shortened:
        """The one for ``kb``."""
        return Shortened(kb)

    def __init__(self, kb: KnowledgeBase) -> None:
        self._joining = frozenset(stems(" ".join(kb.ontology.questions["joining"]["en"])))
        opened = re.compile(r"\b(?:" + "|".join(kb.ontology.questions["joining"]["en"]) + r")\b")
        #: Words of each name, its noun (the last word before what is joined to it) and what is called so.
        self._names: list[tuple[frozenset[str], str, str]] = []
        self._holding: dict[str, list[int]] = {}
        for entity in kb.entities.values():
            for name in (n for n in entity.names() if not has_han(n) and entity.kind in ("Institution", "Policy")):
                words = frozenset(stems(name)) - self._joining - STOP_WORDS
                noun = stems(opened.split(name.lower().removeprefix("the "))[0])[-1:]
                if len(words) > LEAST and noun:
                    for word in words:
                        self._holding.setdefault(word, []).append(len(self._names))
                    self._names.append((words, noun[0], entity.id))

    def find(self, words: Sequence[str], said: Stems, named: Sequence[Spot]) -> list[Spot]:
        """Names said in part: first word, last word + 1, id; those of the most words first, ties name nothing.

        ``words`` are those of the question, empty where one can be no part of a name, ``said`` their stems, ``named`` the
        names found already.
        """
        places = {said[k] for a, b, _ in named for k in range(a, b)}  # Hong Kong law is not the Basic Law of Hong Kong
        counts = Counter(i for word in {s for w, s in zip(words, said, strict=True) if w} for i in self._holding.get(word, ()))
        found = []
        for index in (i for i, n in counts.items() if n >= LEAST):
            own, noun, identifier = self._names[index]
            for start, end, told in self._runs(own, words, said):
                if any(a <= start and end <= b for a, b, _ in named):
                    continue
                if noun in told and len(told - places) >= LEAST and len(told) >= SHARE * len(own):
                    found.append((-len(told), -len(told) / len(own), start, end, identifier))
        kept: list[Spot] = []
        for size, share, start, end, identifier in sorted(found):
            rivals = {i for n, s, a, b, i in found if (n, s) == (size, share) and a < end and b > start}
            if len(rivals) == 1 and not any(start < b and end > a for a, b, _ in kept):
                kept.append((start, end, identifier))
        return kept

    def _runs(self, own: frozenset[str], words: Sequence[str], said: Stems) -> list[tuple[int, int, frozenset[str]]]:
        """Longest runs of words of a name, with what joins them: first word, last word + 1, the words of its own."""
        found: list[tuple[int, int, frozenset[str]]] = []
        start, end, told = 0, 0, frozenset[str]()
        for at, (word, stem) in enumerate([*zip(words, said, strict=True), ("", "")]):
            if word and stem in own:
                start, end, told = (start if told else at), at + 1, told | {stem}
            elif not (told and word and stem in self._joining):
                found += [(start, end, told)] if told else []
                told = frozenset()
        return found
