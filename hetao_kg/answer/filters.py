"""Filters of a search: which passages may be found at all, decided before anything is ranked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from hetao_kg.answer.retrieve import mentions_between
from hetao_kg.derived import kept
from hetao_kg.errors import QueryError
from hetao_kg.text import key
from hetao_kg.types import BlockKind, Document, Passage

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: Kinds of passage: the kinds of block it may hold.
PASSAGE_KINDS: tuple[str, ...] = tuple(kind for kind in get_args(BlockKind) if kind != "heading")
_DATE = re.compile("[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")


@dataclass(frozen=True, slots=True)
class Filter:
    """What a passage must meet: every condition that is given, and of each condition one of its values.

    ``since`` and ``until`` are ISO dates (``2023``, ``2023-08`` or ``2023-08-29``), both included, and compared with the date
    of the document as exactly as both are known; a document without a date meets neither. ``institutions``, ``fields`` and
    ``places`` are names in any script, met by a passage that mentions the thing under any of its names; a field or place stands
    for the narrower ones too. ``kinds`` are out of :data:`PASSAGE_KINDS`.
    """

    documents: Sequence[str] = ()
    since: str = ""
    until: str = ""
    institutions: Sequence[str] = ()
    fields: Sequence[str] = ()
    places: Sequence[str] = ()
    kinds: Sequence[str] = ()

    def __post_init__(self) -> None:
        for name, value in (("from", self.since), ("to", self.until)):
            if value and not _DATE.fullmatch(value):
                raise QueryError(f"{name} {value} is no date", "write it as 2023, 2023-08 or 2023-08-29")
        if self.since and self.until and not _not_after(self.since, self.until):
            raise QueryError(f"from {self.since} is later than to {self.until}", "exchange them")
        for kind in self.kinds:
            if kind not in PASSAGE_KINDS:
                raise QueryError(f"there is no kind of passage {kind}", f"kinds: {', '.join(PASSAGE_KINDS)}")


EVERYTHING = Filter()


def allowed(kb: KnowledgeBase, chosen: Filter) -> frozenset[str] | None:
    """Ids of the passages that meet ``chosen``; None when it asks for nothing, an empty set when no passage does.

    Raises :class:`QueryError` for a document that the knowledge base does not hold.
    """
    if chosen == EVERYTHING:
        return None
    kb.check_documents(chosen.documents)
    documents = {d.id for d in kb.documents.values() if (not chosen.documents or d.id in chosen.documents) and _dated(d, chosen)}
    found = {p.id for p in kb.passages if p.quote.document in documents}
    for kind, names in (("Institution", chosen.institutions), ("Field", chosen.fields), ("Place", chosen.places)):
        if names:
            meant = _named(kb, kind, names)
            found &= {passage for entity in meant for passage in _mentioning(kb).get(entity, ())}
    if chosen.kinds:
        found = {p.id for p in kb.passages if p.id in found and _holds(kb, p, chosen.kinds)}
    return frozenset(found)


def _dated(document: Document, chosen: Filter) -> bool:
    date = document.metadata.date
    if not (chosen.since or chosen.until):
        return True
    return bool(date) and (not chosen.since or _not_after(chosen.since, date)) and (not chosen.until or _not_after(date, chosen.until))


def _not_after(one: str, other: str) -> bool:
    """Whether one date is not later than another, compared as exactly as both are known."""
    shared = min(len(one), len(other))
    return one[:shared] <= other[:shared]


def _named(kb: KnowledgeBase, kind: str, names: Sequence[str]) -> frozenset[str]:
    """Ids of the things of a ``kind`` that have one of the ``names``, in any script, and of narrower fields and places."""
    keys = {key(name) for name in names}
    table = {**kb.ontology.entities, **kb.entities}
    meant = {e.id for e in table.values() if e.kind == kind and not keys.isdisjoint(key(n) for n in e.names())}
    if kind != "Institution":
        meant = {below for one in meant for below in kb.ontology.narrower(one)}
    return frozenset(meant)


@kept()
def _mentioning(kb: KnowledgeBase) -> dict[str, set[str]]:
    """Passages by the entities they mention."""
    found: dict[str, set[str]] = {}
    for passage in kb.passages:
        q = passage.quote
        for mention in mentions_between(kb, q.document, q.start, q.end):
            found.setdefault(mention.entity, set()).add(passage.id)
    return found


def _holds(kb: KnowledgeBase, passage: Passage, kinds: Sequence[str]) -> bool:
    """Whether a block of one of the ``kinds`` stands in the passage."""
    q = passage.quote
    return any(b.kind in kinds and b.start < q.end and b.end > q.start for b in kb.documents[q.document].blocks)
