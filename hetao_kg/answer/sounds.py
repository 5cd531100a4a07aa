"""Names that an English question spells by their sound: Yunxi is 云汐 and Tsuen Wan 荃湾 where the documents say so."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from hetao_kg.answer.concepts import Concepts
from hetao_kg.answer.phrases import Stems
from hetao_kg.derived import kept
from hetao_kg.text import fold, has_han

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: First word, last word + 1, the runs of characters it may stand for, id of what is called so (``""`` if nothing is).
Spelt = tuple[int, int, tuple[str, ...], str]
#: Syllables of a name, at least and at most, and words it is written in.
LEAST, MOST, WORDS = 2, 4, 3
#: Letters of a syllable, at most (zhuang, cheung).
LETTERS = 6
#: Readings that are kept of one name.
READINGS = 3


class Sounds:
    """Hears names in Latin letters; built once for a knowledge base."""

    @staticmethod
    @kept()
    def of(kb: KnowledgeBase) -> Sounds:
        """The one for ``kb``."""
        return Sounds(kb)

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb, self._table = kb, kb.ontology.sounds
        self._concepts = Concepts.of(kb)
        self._endings = tuple(map(fold, kb.ontology.questions["place_endings"]["zh"]))
        self._of = {e.id: tuple(fold(n) for n in e.names() if has_han(n)) for e in kb.entities.values()}
        self._names = {name: e for e, names in self._of.items() for name in names}
        #: What names begin with.
        self._openings = {name[:size] for name in self._names for size in range(LEAST, MOST + 1)}
        #: Which characters stand behind one, by the pairs of the index, and in how many passages.
        self._behind: dict[str, dict[str, int]] = {}
        for pair, count in kb.index.lexical.counted():
            if len(pair) == LEAST:
                self._behind.setdefault(pair[0], {})[pair[1]] = count

    def find(self, places: Sequence[tuple[str, int, int]], text: str, said: Stems, taken: AbstractSet[int]) -> list[Spelt]:
        """Names spelt by their sound in an English text: words with a capital that are not ``taken``, and the noun behind them.

        ``places`` are the words of ``text`` with their places, ``said`` their stems.
        """
        given = [w.removesuffix("'s") for w, _, _ in places]
        capital = [i not in taken and self._capital(places, text, i) for i in range(len(places))]
        found: list[Spelt] = []
        at = 0
        while at < len(places):
            longest = next((n for n in range(WORDS, 0, -1) if all(capital[at : at + n]) and at + n <= len(places)), 0)
            for size in range(longest, 0, -1):
                if runs := self.heard(given[at : at + size], self._known(given[at : at + size])):
                    found.append(self._named(at, at + size, runs, said, given, taken))
                    break
            at = found[-1][1] if found and found[-1][1] > at else at + 1
        return found

    @staticmethod
    def _capital(places: Sequence[tuple[str, int, int]], text: str, at: int) -> bool:
        """Whether a word begins with a capital, or goes on behind a hyphen with one that does (Yuen-yee)."""
        _, start, end = places[at]
        if not text[start:end].removesuffix("'s").isalpha():
            return False
        return text[start].isupper() or (at > 0 and text[start - 1] == "-" and text[places[at - 1][1]].isupper())

    def _known(self, words: Sequence[str]) -> bool:
        """Whether the dictionary has a word: then only what a name begins with is meant by its sound."""
        return len(words) == 1 and bool(self._kb.index.translations(words[0]))

    def _named(self, start: int, end: int, runs: tuple[str, ...], said: Stems, given: Sequence[str], taken: AbstractSet[int]) -> Spelt:
        """What is called by one of the runs, alone, with the noun behind it (Port, 港), or as a place is called in full (市)."""
        behind: tuple[str, ...] = ()
        if end < len(said) and end not in taken:
            behind = tuple(w for _, _, words in self._concepts.called((said[end],), (given[end],)) for w in words)
        whole = tuple(run + noun for run in runs for noun in behind if run + noun in self._openings)
        full = () if whole else tuple(run + ending for run in runs for ending in self._endings)
        name = next((n for n in (*whole, *runs, *full) if n in self._names), "")
        if name:
            said_in_full = name not in runs and name.endswith(tuple(behind)) if behind else False
            return start, end + said_in_full, runs, self._names[name]
        return start, end + bool(whole), (*whole, *runs), ""

    def heard(self, words: Sequence[str], sure: bool = False) -> tuple[str, ...]:
        """Runs of characters of the documents that sound like lower-case Latin ``words`` said in a row; empty when none does.

        What a name of the documents begins with goes before other characters in a row, those before words of the dictionary;
        ``sure``: nothing but what a name begins with.
        """
        runs = {run for syllables in self._splits(words) for run in self._runs(syllables)}
        opening = runs & self._openings
        if not opening and not sure:
            strange = {run for run in runs if not self._kb.segmenter.knows(run)}
            opening = strange or runs
        return tuple(sorted(opening, key=lambda r: (-self._often(r), r))[:READINGS])

    def _splits(self, words: Sequence[str]) -> list[tuple[str, ...]]:
        """The ways to cut all words into syllables of a name."""
        each = [self._cuts(word, MOST + 1 - len(words)) for word in words]  # every other word is a syllable at least
        joined = (tuple(itertools.chain.from_iterable(ways)) for ways in itertools.product(*each))
        return [way for way in joined if LEAST <= len(way) <= MOST]

    def _cuts(self, word: str, most: int) -> list[tuple[str, ...]]:
        """The ways to cut a word into at most ``most`` syllables; a word too long for them is not looked at."""
        if not word:
            return [()]
        if len(word) > most * LETTERS:
            return []
        heads = (size for size in range(1, min(LETTERS, len(word)) + 1) if word[:size] in self._table)
        return [(word[:size], *rest) for size in heads for rest in self._cuts(word[size:], most - 1)]

    def _runs(self, syllables: Sequence[str]) -> list[str]:
        """Characters of those sounds, each pair of which stands in the documents."""
        runs = list(self._table[syllables[0]])
        for syllable in syllables[1:]:
            sounding = set(self._table[syllable])
            runs = [run + c for run in runs for c in sorted(sounding.intersection(self._behind.get(run[-1], ())))]
        return runs

    def _often(self, run: str) -> int:
        """In how many passages the rarest pair of a run stands."""
        return min(self._behind.get(a, {}).get(b, 0) for a, b in itertools.pairwise(run))
