"""Facets: what a list can be narrowed down by, and how many are left with each choice."""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from hetao_kg.derived import kept
from hetao_kg.types import Passage, Quote, Statement

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

T = TypeVar("T")
#: The values of one thing, by facet.
Values = Mapping[str, tuple[str, ...]]
PASSAGE_FACETS = ("status", "document", "publisher", "year", "Institution", "Field", "Place")
STATEMENT_FACETS = ("status", "predicate", "document", "year", "subject", "object", "Place", "Field")
#: Kinds of names that things are filtered by.
_NAMED = ("Institution", "Field", "Place")


@dataclass(frozen=True)
class Narrowed(Generic[T]):
    """What is left of a list, and for each facet how many each value would leave."""

    items: tuple[T, ...]
    counts: Mapping[str, Counter[str]]


def narrow(items: Sequence[T], values: Callable[[T], Values], chosen: Mapping[str, Sequence[str]], facets: Iterable[str]) -> Narrowed[T]:
    """``items`` with one of the ``chosen`` values in every facet; a facet's counts leave its own choice aside."""
    rows = [(item, values(item)) for item in items]
    wanted = {name: set(some) for name, some in chosen.items() if some}
    misses = [frozenset(name for name, some in wanted.items() if some.isdisjoint(given.get(name, ()))) for _, given in rows]
    counts = {
        name: Counter(v for (_, given), missed in zip(rows, misses, strict=True) if missed <= {name} for v in given.get(name, ()))
        for name in facets
    }
    return Narrowed(tuple(item for (item, _), missed in zip(rows, misses, strict=True) if not missed), counts)


def rescues(items: Sequence[T], values: Callable[[T], Values], chosen: Mapping[str, Sequence[str]]) -> list[tuple[str, int]]:
    """The facets whose choice alone stands between the reader and something: each with how many would be left without it."""
    given = {name: some for name, some in chosen.items() if some}
    left = [(name, len(narrow(items, values, {n: s for n, s in given.items() if n != name}, ()).items)) for name in given]
    return sorted(((name, count) for name, count in left if count), key=lambda row: (-row[1], row[0]))


def of_passage(kb: KnowledgeBase, passage: Passage) -> Values:
    """The facets of a passage."""
    q = passage.quote
    about = kb.documents[q.document].metadata
    found = _named(kb, q)
    return {
        "document": (q.document,),
        "publisher": (about.publisher,) if about.publisher else (),
        "year": (about.date[:4],) if about.date else (),
        "status": _statuses(kb).get(passage.id, ()),
        **found,
    }


def _named(kb: KnowledgeBase, quote: Quote) -> dict[str, tuple[str, ...]]:
    """The names of each kind that stand in a quotation."""
    mentions = kb.mentions.get(quote.document, ())
    found: dict[str, dict[str, None]] = {kind: {} for kind in _NAMED}
    for m in mentions[bisect.bisect_left(mentions, quote.start, key=lambda m: m.start) :]:
        if m.start >= quote.end:
            break
        if m.entity and m.kind in found:
            found[m.kind][m.entity] = None
    return {kind: tuple(names) for kind, names in found.items()}


@kept()
def _statuses(kb: KnowledgeBase) -> dict[str, tuple[str, ...]]:
    """Statuses of the statements that a passage is evidence of, by passage."""
    starts: dict[str, list[tuple[int, int, str]]] = {}
    for p in kb.passages:
        starts.setdefault(p.quote.document, []).append((p.quote.start, p.quote.end, p.id))
    found: dict[str, set[str]] = {}
    for s in kb.statements:
        for e in s.evidence:
            rows = starts.get(e.quote.document, [])
            at = bisect.bisect_right(rows, e.quote.start, key=lambda row: row[0]) - 1
            if at >= 0 and e.quote.start < rows[at][1]:
                found.setdefault(rows[at][2], set()).add(s.status)
    return {identifier: tuple(sorted(some)) for identifier, some in found.items()}


def of_statement(kb: KnowledgeBase, statement: Statement) -> Values:
    """The facets of a statement; its places and fields are those it is about and those its quotations name."""
    return _of_statements(kb)[statement.id]


@kept()
def _of_statements(kb: KnowledgeBase) -> dict[str, Values]:
    return {s.id: _of_statement(kb, s) for s in kb.statements}


def _of_statement(kb: KnowledgeBase, statement: Statement) -> Values:
    documents = tuple(dict.fromkeys(e.quote.document for e in statement.evidence))
    years = {kb.documents[d].metadata.date[:4] for d in documents if d in kb.documents}
    ends = (statement.subject, statement.object)
    kinds = {end: _kind(kb, end) for end in ends}
    quoted = [_named(kb, e.quote) for e in statement.evidence]
    named = {
        kind: tuple(dict.fromkeys([*(end for end in ends if kinds[end] == kind), *(name for found in quoted for name in found[kind])]))
        for kind in ("Place", "Field")
    }
    return {
        "status": (statement.status,),
        "predicate": (statement.predicate,),
        "document": documents,
        "year": tuple(sorted(y for y in years if y)),
        "subject": (kinds[statement.subject],),
        "object": (kinds[statement.object],),
        **named,
    }


def _kind(kb: KnowledgeBase, identifier: str) -> str:
    if identifier.startswith("date:"):
        return "Date"
    entity = kb.entities.get(identifier)
    return entity.kind if entity else "Name"
