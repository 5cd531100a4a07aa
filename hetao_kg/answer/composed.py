"""English phrases for things that have only a Chinese name, told by the words the name is made of.

"The community health centres" are 社区健康中心 when 社区, 健康 and 中心 are what its words stand for; Qingling is 青岭 by sound.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hetao_kg.answer.concepts import Concepts
from hetao_kg.answer.graph import short_forms
from hetao_kg.answer.phrases import Stems, singular
from hetao_kg.answer.sounds import Spelt
from hetao_kg.derived import kept
from hetao_kg.text import any_of, fold, has_han

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: Share of a name's characters that the words must stand for, and how many at least: 研究中心 may be any.
SHARE, LEAST = 0.75, 5
#: What has an English name is seldom called by another, and people only by their own.
STRICT = 1.0
#: Characters beside other names in a Chinese one that is told by its parts: 香港的大學 is not 香港大學.
OWN = 4
#: Words inside an English name that the Chinese one may lack.
GAPS = 1
#: Corpus words at least this near (cosine) to an English word may stand for it in a name.
NEAR = 0.5
#: First word, last word + 1, id of what they name.
Spot = tuple[int, int, str]
#: First word, last word + 1, what the words may be called in a name.
Unit = tuple[int, int, frozenset[str]]
#: Kinds of things that are named; a field is spoken of in any words.
_KINDS = ("Institution", "Policy", "Place", "Person")
#: Characters that join the parts of a name.
_JOINING = frozenset("的与和及之、·-—“”《》()")


class Composed:
    """Finds names by their parts; built once for a knowledge base."""

    @staticmethod
    @kept()
    def of(kb: KnowledgeBase) -> Composed:
        """The one for ``kb``."""
        return Composed(kb)

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb, self._concepts = kb, Concepts.of(kb)
        things = [e for e in kb.entities.values() if e.kind in _KINDS]
        rows = {(fold(n), e.id) for e in things for n in e.names() if has_han(n)}
        #: What has an English name is seldom called by another, and people only by their own.
        self._strict = {e.id for e in things if e.kind == "Person" or not all(map(has_han, e.names()))}
        rows |= {(short, i) for short, ids in short_forms(kb).items() if has_han(short) and len(ids) == 1 for i in ids}
        endings = tuple(map(fold, kb.ontology.questions["legal_forms"]["zh"]))
        organs, whole = tuple(map(fold, kb.ontology.questions["organs"]["zh"])), {name for name, _ in rows}
        #: Name without its legal form -> the things called so.
        self._names: dict[str, set[str]] = {}
        for name, identifier in rows:
            bare = next((name.removesuffix(e) for e in endings if name.endswith(e) and len(name) > len(e) + 2), name)
            if not any(name.endswith(o) and name.removesuffix(o) in whole for o in organs):  # the board of a company is heard as both
                self._names.setdefault(bare, set()).add(identifier)
        #: Names of places -> the characters that stand for them in other names (深港).
        self._short = {fold(name): tuple(map(fold, short)) for name, short in kb.ontology.questions["short_places"].items()}
        self._little = re.compile(any_of(map(fold, kb.ontology.questions["left_out"]["zh"])))
        self._joining = frozenset(kb.ontology.questions["joining"]["en"])
        #: Pairs of characters -> the names that hold them.
        self._holding: dict[str, set[str]] = {}
        for name in self._names:
            for i in range(len(name) - 1):
                self._holding.setdefault(name[i : i + 2], set()).add(name)

    def find(self, words: Sequence[str], said: Stems, named: Sequence[Spot], spelt: Sequence[Spelt]) -> list[Spot]:
        """Names told by their parts in an English question: first word, last word + 1, id.

        ``words`` are those of the question, empty where one can be no part of a name, ``said`` their stems, ``named`` the
        listed names found already, by words, ``spelt`` what is spelt by its sound.
        """
        return self._found(self._units(words, said, named, spelt), words, self._joining, named)

    def chinese(self, folded: str, named: Sequence[Spot], barred: Sequence[tuple[int, int]]) -> list[Spot]:
        """Names told by their parts in a folded Chinese question (深圳园区的发展规划): first character, last + 1, id.

        ``named`` are the listed names found already, ``barred`` stretches that can be no part of a name.
        """
        spans = sorted([*((a, b) for a, b, _ in named), *barred])
        marks = sorted({0, len(folded), *(i for span in spans for i in span)})
        whole = {(a, b) for a, b, _ in named}
        pieces = [p for a, b in itertools.pairwise(marks) for p in ([(a, b)] if (a, b) in whole else self._concepts.pieces(folded, a, b))]
        at = {a: i for i, (a, _) in enumerate(pieces)}
        own = [(at[a], at[a] + 1, i) for a, b, i in named if a in at and (a, b) in whole]
        words = ["" if any(a < d and b > c for c, d in barred) else folded[a:b] for a, b in pieces]
        units = self._of_names(own)
        taken = {a for a, _, _ in units}
        units += [(i, i + 1, frozenset(self._concepts.same(w))) for i, w in enumerate(words) if i not in taken and w and w not in _JOINING]
        found = [
            (a, b, i)
            for a, b, i in self._found(sorted(units), words, _JOINING, own)
            if sum(len(w) for k, w in enumerate(words[a:b], a) if w not in _JOINING and k not in taken) >= OWN
        ]
        return [(pieces[a][0], pieces[b - 1][1], i) for a, b, i in found]

    def _found(self, units: Sequence[Unit], words: Sequence[str], joining: frozenset[str], named: Sequence[Spot]) -> list[Spot]:
        """The names that runs of units tell, those of the most characters first, none overlapping; ties name nothing."""
        holding = Counter[str]()  # a name holds something of at least two of the units, by its first two characters
        for _, _, forms in units:
            starts = {form[:2] for form in forms if len(form) > 1}
            holding.update({name for start in starts for name in self._holding.get(start, ())})
        likely = [name for name, count in holding.items() if count > 1]
        found: list[tuple[int, float, int, int, str]] = []
        for name in sorted(likely):
            for share, size, start, end in self._told(name, units, words, joining, named):
                found += [(-size, -share, start, end, i) for i in self._names[name]]
        kept: list[Spot] = []
        for size, share, start, end, identifier in sorted(found):
            rivals = {i for n, s, a, b, i in found if (s, n) == (share, size) and a < end and b > start}
            inside = {i for a, b, i in named if start <= a and b <= end}
            if len(rivals) == 1 and not rivals & inside and not any(start < b and end > a for a, b, _ in kept):
                kept.append((start, end, identifier))
        return kept

    def _of_names(self, named: Sequence[Spot]) -> list[Unit]:
        """Listed names as units: what they may be called inside another name."""
        entities = {**self._kb.ontology.entities, **self._kb.entities}
        names = [(a, b, {fold(n) for n in entities[i].names() if has_han(n)}) for a, b, i in named if i in entities]
        return [(a, b, frozenset(own.union(*(self._short.get(name, ()) for name in own)))) for a, b, own in names]

    def _units(self, words: Sequence[str], said: Stems, named: Sequence[Spot], spelt: Sequence[Spelt]) -> list[Unit]:
        """The words and phrases of a question with what they may be called in a Chinese name; stop words stand for nothing."""
        aside = {(a, b): f for a, b, f in self._concepts.called(said, words)}
        part = {(a, b) for a, b, _ in named for c, d in aside if (c < a and b <= d) or (c <= a and b < d)}  # a coordination office
        units = [(a, b, f.union(aside.get((a, b), ()))) for a, b, f in self._of_names(named) if (a, b) not in part]
        units += [(a, b, frozenset(runs)) for a, b, runs, entity in spelt if not entity]
        rest = [stem if word else "" for word, stem in zip(words, said, strict=True)]
        for a, b, _ in units:
            rest[a:b] = [""] * (b - a)
        called = {(a, b): forms for a, b, forms in self._concepts.called(tuple(rest), words)}
        phrases = list(called)
        covered = {i for a, b in [*phrases, *((a, b) for a, b, _ in units)] for i in range(a, b)}
        phrases += [(i, i + 1) for i, word in enumerate(words) if i not in covered and word and word not in self._concepts.stop]
        near = self._kb.index.vocabulary.near([" ".join(words[a:b]) for a, b in phrases])
        for (a, b), nearest in zip(phrases, near, strict=True):
            text = " ".join(words[a:b])
            forms = {text, *called.get((a, b), ())}
            if b - a == 1 and not self._concepts.listed(text):  # a stem may be that of a stranger
                forms |= {w for w, c in nearest if c >= NEAR} | set(self._kb.index.translations(text))
            units.append((a, b, frozenset(forms)))
        return sorted(units)

    def _told(
        self, name: str, units: Sequence[Unit], words: Sequence[str], joining: frozenset[str], named: Sequence[Spot]
    ) -> list[tuple[float, int, int, int]]:
        """Runs of units that tell ``name``: share of its characters, how many, first word, last word + 1."""
        found: list[tuple[float, int, int, int]] = []
        for first in range(len(units)):
            covered, own = [False] * len(name), [False] * len(name)
            last, parts, gaps = units[first][0], 0, 0
            for a, b, forms in units[first:]:
                spots = self._spots(name, covered, forms) if not parts or joining.issuperset(words[last:a]) else None
                if spots is None or not (spots or parts) or (not spots and gaps == GAPS):
                    break
                last, gaps = b, gaps + (not spots)
                if not spots:
                    continue
                parts += 1
                for i in spots:
                    covered[i], own[i] = True, any(a == c for c, _, _ in named)
                if parts > 1 and (share := self._enough(name, covered, own, gaps, words[b - 1])):
                    found.append((share, sum(covered) - gaps, units[first][0], b))
        return found

    def _enough(self, name: str, covered: Sequence[bool], named: Sequence[bool], gaps: int, last: str) -> float:
        """The share of a name that is told, 0 where that is too little to know it by.

        ``named`` are the characters that other names stand for: what is not theirs must be told as well.
        """
        counted = [i for i in range(len(name)) if covered[i] or i not in self._left_out(name)]
        share = sum(covered[i] for i in counted) / (len(counted) or 1)
        if not all(c and not n for c, n in zip(covered[-2:], named[-2:], strict=True)):  # it ends in a noun of its own
            return 0.0
        if self._names[name] & self._strict:
            return share if share >= STRICT and not gaps and _singular(last) else 0.0
        rest = [covered[i] for i in counted if not named[i]]
        told = share >= SHARE and sum(rest) >= SHARE * len(rest) and (sum(covered) >= LEAST or any(named))
        return share if told else 0.0

    @functools.lru_cache(maxsize=1 << 12)  # noqa: B019
    def _left_out(self, name: str) -> frozenset[int]:
        """Places in a name of what another language leaves out: what joins its parts, and words that say little (推进…建设)."""
        spots = {i for i, c in enumerate(name) if c in _JOINING}
        return frozenset(spots | {i for m in self._little.finditer(name) if m.start() for i in range(*m.span())})

    @staticmethod
    def _spots(name: str, covered: Sequence[bool], forms: frozenset[str]) -> list[int]:
        """Places in ``name`` that the best of the forms stands at and nothing else does yet."""
        for form in sorted((f for f in forms if f in name), key=lambda f: (-len(f), f)):
            at = name.find(form)
            while at >= 0:
                if not any(covered[at : at + len(form)]):
                    return list(range(at, at + len(form)))
                at = name.find(form, at + 1)
        return []


def _singular(word: str) -> bool:
    return singular(word) == word.removesuffix("'s")
