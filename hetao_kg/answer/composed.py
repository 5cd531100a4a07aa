"""English phrases for things that have only a Chinese name, told by the words the name is made of.

"The community health centres" are 社区健康中心 when 社区, 健康 and 中心 are what its words stand for; Qingling is 青岭 by sound.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hetao_kg.answer.concepts import Concepts
from hetao_kg.answer.graph import short_forms
from hetao_kg.answer.phrases import Stems, singular
from hetao_kg.answer.sounds import Spelt
from hetao_kg.derived import kept
from hetao_kg.text import fold, has_han

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: Share of a name's characters that the words must stand for, and how many at least: 研究中心 may be any.
SHARE, LEAST = 0.75, 5
#: Corpus words at least this near (cosine) to an English word may stand for it in a name.
NEAR = 0.5
#: First word, last word + 1, id of what they name.
Spot = tuple[int, int, str]
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
        #: Name without its legal form -> the things called so.
        self._names: dict[str, set[str]] = {}
        for name, identifier in rows:
            bare = next((name.removesuffix(e) for e in endings if name.endswith(e) and len(name) > len(e) + 2), name)
            self._names.setdefault(bare, set()).add(identifier)
        #: Names of places -> the characters that stand for them in other names (深港).
        self._short = {fold(name): tuple(map(fold, short)) for name, short in kb.ontology.questions["short_places"].items()}
        self._joining = frozenset(kb.ontology.questions["joining"]["en"])
        #: Pairs of characters -> the names that hold them.
        self._holding: dict[str, set[str]] = {}
        for name in self._names:
            for i in range(len(name) - 1):
                self._holding.setdefault(name[i : i + 2], set()).add(name)

    def find(self, words: Sequence[str], said: Stems, named: Sequence[Spot], spelt: Sequence[Spelt]) -> list[Spot]:
        """Names told by their parts: first word, last word + 1, id.

        ``words`` are those of the question, empty where one can be no part of a name, ``said`` their stems, ``named`` the
        listed names found already, by words, ``spelt`` what is spelt by its sound.
        """
        units = self._units(words, said, named, spelt)
        holding = Counter[str]()  # a name holds something of at least two of the units, by its first two characters
        for _, _, forms in units:
            starts = {form[:2] for form in forms if len(form) > 1}
            holding.update({name for start in starts for name in self._holding.get(start, ())})
        likely = [name for name, count in holding.items() if count > 1]
        found: list[tuple[float, int, int, int, str]] = []
        for name in sorted(likely):
            for share, size, start, end in self._told(name, units, words, named):
                found += [(-share, -size, start, end, i) for i in self._names[name]]
        kept: list[Spot] = []
        for share, size, start, end, identifier in sorted(found):
            rivals = {i for s, n, a, b, i in found if (s, n) == (share, size) and a < end and b > start}
            if len(rivals) == 1 and not any(start < b and end > a for a, b, _ in kept):
                kept.append((start, end, identifier))
        return kept

    def _units(
        self, words: Sequence[str], said: Stems, named: Sequence[Spot], spelt: Sequence[Spelt]
    ) -> list[tuple[int, int, frozenset[str]]]:
        """The words and phrases of a question with what they may be called in a Chinese name; stop words stand for nothing."""
        entities = {**self._kb.ontology.entities, **self._kb.entities}
        names = [(a, b, {fold(n) for n in entities[i].names() if has_han(n)}) for a, b, i in named if i in entities]
        units = [(a, b, frozenset(own.union(*(self._short.get(name, ()) for name in own)))) for a, b, own in names]
        units += [(a, b, frozenset(runs)) for a, b, runs, entity in spelt if not entity]
        rest = [stem if word else "" for word, stem in zip(words, said, strict=True)]
        for a, b, _ in units:
            rest[a:b] = [""] * (b - a)
        called = {(a, b): forms for a, b, forms in self._concepts.called(tuple(rest), words)}
        phrases = list(called)
        covered = {i for a, b in [*phrases, *((a, b) for a, b, _ in units)] for i in range(a, b)}
        phrases += [(i, i + 1) for i, word in enumerate(words) if i not in covered and word not in self._concepts.stop and len(word) > 1]
        near = self._kb.index.vocabulary.near([" ".join(words[a:b]) for a, b in phrases])
        for (a, b), nearest in zip(phrases, near, strict=True):
            forms = {w for w, c in nearest if c >= NEAR} | set(self._kb.index.translations(" ".join(words[a:b])))
            units.append((a, b, frozenset(called.get((a, b), ()) or forms)))
        return sorted(units)

    def _told(
        self, name: str, units: Sequence[tuple[int, int, frozenset[str]]], words: Sequence[str], named: Sequence[Spot]
    ) -> list[tuple[float, int, int, int]]:
        """Runs of units that tell ``name``: share of its characters, how many, first word, last word + 1."""
        found: list[tuple[float, int, int, int]] = []
        run: list[tuple[int, int]] = []
        covered = [False] * len(name)
        for a, b, forms in [*units, (len(words), len(words), frozenset[str]())]:
            spots = self._spots(name, covered, forms)
            if spots and (not run or self._joining.issuperset(words[run[-1][1] : a])):
                run.append((a, b))
                for i in spots:
                    covered[i] = True
                continue
            share, size = sum(covered) / (len(name) - sum(c in _JOINING for c in name) or 1), sum(covered)
            least = 0 if any(a == c for a, _ in run for c, _, _ in named) else LEAST
            enough = size >= least and share >= SHARE and all(covered[-2:])
            if len(run) > 1 and (share == 1 and _singular(words[run[-1][1] - 1]) if self._names[name] & self._strict else enough):
                found.append((share, size, run[0][0], run[-1][1]))
            run, covered = [], [False] * len(name)
        return found

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
