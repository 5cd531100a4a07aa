"""What a question names, and how much of it a text names too."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hetao_kg.answer.graph import closure
from hetao_kg.answer.question import Question
from hetao_kg.derived import kept
from hetao_kg.types import Mention, Statement

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: Names that make up less than about a thirtieth of all mentions are rare (ln 30).
RARE = 3.4


class Named:
    """What a question names, and how much of it a sentence names too: rare names count more than common ones."""

    def __init__(self, kb: KnowledgeBase, question: Question) -> None:
        self.groups = {e: frozenset(closure(kb, e)) for e in question.entities}
        self.all = frozenset(i for g in self.groups.values() for i in g)
        counts = mention_counts(kb)
        total = sum(counts.values()) or 1
        self.weights = {e: math.log(total / (1 + sum(counts.get(i, 0) for i in g))) for e, g in self.groups.items()}
        #: Whether the documents never mention one of the things the question names (Paris); a field may go by other words.
        known = {**kb.ontology.entities, **kb.entities}
        absent = [g for e, g in self.groups.items() if not g & counts.keys() and not (e in known and known[e].kind == "Field")]
        stated = {end for s in kb.statements for end in (s.subject, s.object)} if absent else set()
        self.unmentioned = any(not g & stated for g in absent)
        self._years = {d[:4] for d in question.dates}
        self._dates = question.dates

    def exact(self, statement: Statement) -> bool:
        """Whether the statement is about something rare that the question names: then it answers whatever its words are."""
        ends = {statement.subject, statement.object}
        return any(self.weights[e] >= RARE and group & ends for e, group in self.groups.items())

    def timely(self, mentions: Sequence[Mention], text: str) -> float:
        """Bonus where a date the question names stands in the sentence, malus where only other years do."""
        if not self._dates:
            return 0.0
        said = [m.value.value for m in mentions if m.kind == "Date" and m.value]
        if any(d in s or s in d for d in self._dates for s in said) or any(y in text for y in self._years):
            return 1.0
        return -1.0 if said else -0.3


@kept()
def mention_counts(kb: KnowledgeBase) -> dict[str, int]:
    """How often each entity is mentioned."""
    table: dict[str, int] = {}
    for row in kb.mentions.values():
        for mention in row:
            table[mention.entity] = table.get(mention.entity, 0) + 1
    return table
