"""Finding things by name, and where they are spoken of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hetao_kg.derived import kept
from hetao_kg.text import key
from hetao_kg.types import Entity, Mention, Statement

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase


@kept()
def _keys(kb: KnowledgeBase) -> list[tuple[str, str]]:
    """Comparison keys of all names with the entity each belongs to, and all short forms."""
    rows = {(key(name), e.id) for e in kb.entities.values() for name in e.names()}
    rows |= {(key(s.subject.removeprefix("name:")), s.object) for s in kb.statements if s.subject.startswith("name:")}
    return sorted((name, identifier) for name, identifier in rows if name and identifier in kb.entities)


def find(kb: KnowledgeBase, words: str, limit: int = 30) -> list[Entity]:
    """Entities called ``words`` in any script, then those whose name contains it; those spoken of most first."""
    wanted = key(words)
    if not wanted:
        return []
    ranks: dict[str, int] = {}
    for name, identifier in _keys(kb):
        if wanted in name:
            rank = 0 if name == wanted else 1 if name.startswith(wanted) else 2
            ranks[identifier] = min(rank, ranks.get(identifier, 9))
    counts = mentioned(kb)
    order = sorted(ranks, key=lambda i: (ranks[i], -sum(counts.get(i, Counter()).values()), i))
    return [kb.entities[i] for i in order[:limit]]


def near(kb: KnowledgeBase, words: str, limit: int = 8) -> list[Entity]:
    """Entities whose names share most pairs of neighbouring characters with ``words``, the nearest first."""
    wanted = _pairs(key(words))
    scores: dict[str, float] = {}
    for name, identifier in _keys(kb):
        shared = len(wanted & (own := _pairs(name)))
        if shared:
            scores[identifier] = max(scores.get(identifier, 0.0), shared / len(wanted | own))
    return [kb.entities[i] for i in sorted(scores, key=lambda i: (-scores[i], i))[:limit]]


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)} or {text}


@kept()
def mentioned(kb: KnowledgeBase) -> dict[str, Counter[str]]:
    """How often each document mentions each entity."""
    counts: dict[str, Counter[str]] = {}
    for document, mentions in kb.mentions.items():
        for m in mentions:
            if m.entity:
                counts.setdefault(m.entity, Counter())[document] += 1
    return counts


def mentions_of(kb: KnowledgeBase, identifier: str, document: str) -> list[Mention]:
    """The mentions of an entity in a document, in order."""
    return [m for m in kb.mentions.get(document, ()) if m.entity == identifier]


@kept()
def _ends(kb: KnowledgeBase) -> dict[str, list[Statement]]:
    found: dict[str, list[Statement]] = {}
    for s in kb.statements:
        for end in dict.fromkeys((s.subject, s.object)):
            found.setdefault(end, []).append(s)
    return found


def statements_of(kb: KnowledgeBase, identifier: str) -> Sequence[Statement]:
    """Statements with the entity as subject or object."""
    return _ends(kb).get(identifier, ())


@kept()
def foremost(kb: KnowledgeBase) -> dict[str, list[str]]:
    """The entities of each kind, those with most statements and mentions first."""
    ends, counts = _ends(kb), mentioned(kb)
    found: dict[str, list[str]] = {}
    for identifier in sorted(kb.entities, key=lambda i: (-len(ends.get(i, ())), -sum(counts.get(i, Counter()).values()), i)):
        found.setdefault(kb.entities[identifier].kind, []).append(identifier)
    return found
