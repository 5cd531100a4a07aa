"""Candidate merges that are not certain, for a human to judge, each with its reason; and writing the judgement down.

Nothing here merges anything: a pair judged the same becomes one entity when the knowledge base is built again.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from hetao_kg import judgements
from hetao_kg.errors import QueryError
from hetao_kg.judgements import Judgement, Verdict
from hetao_kg.kb import KnowledgeBase
from hetao_kg.ontology import Ontology
from hetao_kg.text import any_of, fold, has_han, key
from hetao_kg.types import Entity, Quote

_NUMBERS = re.compile(r"[0-9]+|[一二三四五六七八九十百零〇]+")
#: A pair of characters that more names share than this says nothing about any two of them.
_COMMON = 200
#: Characters of the text shown on each side of a name.
_AROUND = 30


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two entities that may be one, why that may be, and where each is first named."""

    left: Entity
    right: Entity
    reason: str
    quotes: tuple[Quote, ...]
    #: How often both are named; what is named often is shown first.
    weight: int

    @property
    def pair(self) -> tuple[str, str]:
        """Both as :mod:`~hetao_kg.judgements` writes them."""
        return cell(self.left), cell(self.right)


def cell(entity: Entity) -> str:
    """``Kind:name``."""
    return f"{entity.kind}:{entity.label()}"


def candidates(kb: KnowledgeBase, unsure: bool = False) -> list[Candidate]:
    """Pairs to judge, most often named first, without those judged already; ``unsure`` brings back what nobody could tell."""
    judged = judgements.read(kb.ontology.folder / "same_as.tsv")
    done = {j.pair for j in judged if not (unsure and j.verdict == "unsure")}
    counts = Counter(m.entity for found in kb.mentions.values() for m in found if m.entity)
    entities = [e for i, e in kb.entities.items() if counts[i] and e.kind not in ("Field", "Date", "Amount")]
    marks = _Marks(kb.ontology)
    found = []
    for left, right in _sharing(entities):
        if (left.known and right.known) or not marks.compatible(left, right):
            continue
        reason = why(left, right, marks)
        one, other = (right, left) if right.known else (left, right)
        if reason and frozenset((judgements.node(cell(one)), judgements.node(cell(other)))) not in done:
            quotes = tuple(q for q in (_first(kb, one.id), _first(kb, other.id)) if q)
            found.append(Candidate(one, other, reason, quotes, counts[left.id] + counts[right.id]))
    return sorted(found, key=lambda c: (-c.weight, c.pair))


def _sharing(entities: Sequence[Entity]) -> Iterator[tuple[Entity, Entity]]:
    """Pairs of one kind that share two neighbouring characters, or whose initials are the other's name."""
    table = {e.id: e for e in entities}
    blocks: dict[tuple[str, str], set[str]] = defaultdict(set)
    for e in entities:
        for name in e.names():
            folded = key(name)
            pieces = {folded[i : i + 2] for i in range(len(folded) - 1)} if has_han(folded) else {_initials(name), folded}
            for piece in pieces:
                blocks[e.kind, piece].add(e.id)
    pairs = {p for ids in blocks.values() if len(ids) <= _COMMON for p in combinations(sorted(ids), 2)}
    yield from ((table[a], table[b]) for a, b in sorted(pairs))


def _initials(name: str) -> str:
    return "".join(w[0] for w in re.findall(r"[a-z]+", fold(name)) if w not in ("of", "the", "and", "for", "in"))


class _Marks:
    """What tells two bodies apart however alike their names are: places, numbers and levels."""

    def __init__(self, ontology: Ontology) -> None:
        self._ontology = ontology
        places = [(fold(n), e.id) for e in ontology.entities.values() if e.kind == "Place" for n in e.names() if has_han(n)]
        places += [(w, "cn") for w in ontology.words["scopes"]["national"]]
        self._places = dict(sorted(places))
        self._pattern = re.compile(any_of(self._places))

    def places(self, entity: Entity) -> frozenset[str]:
        """Ids of the places named in the entity's own name."""
        return frozenset(self._places[m] for m in self._pattern.findall(key(entity.label("zh-hans"))))

    def bare(self, entity: Entity) -> str:
        """The name without its places."""
        return self._pattern.sub("", key(entity.label("zh-hans")))

    def compatible(self, left: Entity, right: Entity) -> bool:
        """Whether nothing forbids that they are one: level, place and number are the same where both have one."""
        if left.level and right.level and left.level != right.level:
            return False
        one, other = self.places(left), self.places(right)
        if one and other and not (one <= other or other <= one):
            return False
        numbers = [frozenset(_NUMBERS.findall(key(e.label("zh-hans")))) for e in (left, right)]
        return numbers[0] == numbers[1] or not all(numbers)


def why(left: Entity, right: Entity, marks: _Marks) -> str:
    """Why two entities may be one, for a human to read; empty where nothing speaks for it."""
    for a, b in ((left, right), (right, left)):
        for name in a.names():
            if not has_han(name) and 2 < len(name) < 9 and any(_initials(n) == fold(name) for n in b.names() if not has_han(n)):
                return f"{name} are the initials of {b.label('en')}"
    one, other = sorted((key(left.label("zh-hans")), key(right.label("zh-hans"))), key=lambda n: (len(n), n))
    if not (has_han(one) and has_han(other)) or len(one) < 3:
        return ""
    if marks.bare(left) == marks.bare(right) and len(marks.bare(left)) > 2:
        return "the same name, but only one of them says of which place"
    if len(one) == len(other) and len(one) > 3 and sorted(one) == sorted(other):
        return "the same characters in another order"
    if len(one) == len(other) and len(one) > 4 and sum(a != b for a, b in zip(one, other, strict=True)) == 1:
        return "one character differs"
    if one in other and len(other) - len(one) <= len(one):
        return "one name holds the other"
    short, full = sorted((marks.bare(left), marks.bare(right)), key=lambda n: (len(n), n))
    if len(short) > 1 and short[0] == full[0] and short[-1] == full[-1] and _in_order(short, full):
        return "one may be short for the other"
    return ""


def _in_order(short: str, full: str) -> bool:
    letters = iter(full)
    return all(c in letters for c in short)


def _first(kb: KnowledgeBase, entity: str) -> Quote | None:
    for document, found in kb.mentions.items():
        for m in found:
            if m.entity == entity:
                text = kb.documents[document]
                return text.quote(max(0, m.start - _AROUND), min(len(text.text), m.end + _AROUND))
    return None


def named(kb: KnowledgeBase, name: str) -> str:
    """``Kind:name`` of what is called ``name`` (or is given so); raises :class:`QueryError` where nothing, or more than one thing, is."""
    kind, _, rest = name.partition(":")
    wanted = {e.kind: cell(e) for e in (*kb.ontology.entities.values(), *kb.entities.values()) if key(name) in map(key, e.names())}
    if not wanted:
        wanted = {e.kind: f"{e.kind}:{rest}" for e in kb.entities.values() if e.kind == kind and key(rest) in map(key, e.names())}
    if len(wanted) == 1:
        found = next(iter(wanted.values()))
        return f"{found.partition(':')[0]}:{rest if rest and wanted.keys() == {kind} else name}"
    if wanted:
        raise QueryError(f"{name} may be {' or '.join(sorted(wanted))}", f"write for example {sorted(wanted)[0]}:{name}")
    raise QueryError(f"nothing in the knowledge base is called {name}", "see how it is written: hetao-kg review --list")


def judge(file: Path, made: Judgement, listed: Mapping[judgements.Node, str]) -> None:
    """Writes a judgement into ``file`` in place of an earlier one on the pair; raises where it contradicts another one."""
    kept = [j for j in judgements.read(file) if j.pair != made.pair] + [made]
    judgements.groups(kept, listed)
    judgements.write(file, kept)


def undo(file: Path, left: str, right: str) -> None:
    """Takes the judgement on a pair back; raises :class:`QueryError` where there is none."""
    pair = Judgement(left, right, "unsure").pair
    earlier = judgements.read(file)
    kept = [j for j in earlier if j.pair != pair]
    if len(kept) == len(earlier):
        raise QueryError(f"{left} and {right} were never judged", f"the judgements are in {file}")
    judgements.write(file, kept)


def listed(ontology_names: Iterable[Entity]) -> dict[judgements.Node, str]:
    """Kind and folded name of every listed entity -> its id."""
    return {(e.kind, key(n)): e.id for e in ontology_names for n in e.names()}


__all__ = ["Candidate", "Judgement", "Verdict", "candidates", "cell", "judge", "listed", "named", "undo", "why"]
