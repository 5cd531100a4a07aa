"""What is given back to whoever asks: hits, answers, and what went wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hetao_kg.types.documents import Passage
from hetao_kg.types.statements import Evidence

Language = Literal["zh-Hant", "zh-Hans", "en"]


@dataclass(frozen=True, slots=True)
class Hit:
    """One search result; ``why`` names each part of the score (ranks and weights)."""

    passage: Passage
    score: float
    why: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Bad data that was counted and shown, never dropped in silence."""

    where: str
    what: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class AnswerItem:
    """One answer: a name, date or amount, with its status and evidence."""

    label: str
    labels: tuple[str, ...]
    kind: str
    iri: str
    status: str
    evidence: tuple[Evidence, ...]
    value: str | None = None
    unit: str | None = None
    #: ``graph`` when a statement holds it, ``text`` when it was read out of a passage.
    source: str = "graph"
    confidence: float = 1.0
    predicate: str = ""
    #: Id of the entity, empty for a date, an amount, or a name that is no entity.
    entity: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the corpus says to a question; no answers is an answer, not an error."""

    question: str
    language: Language
    answers: tuple[AnswerItem, ...]
    passages: tuple[Hit, ...]
    sparql: str
    interpretation: str
    #: To a yes-or-no question: ``yes``, ``no``, ``planned``, ``proposed`` or ``unknown``; empty for other questions.
    verdict: str = ""
    #: Related questions that the graph can answer, in the asker's language.
    follow_up: tuple[str, ...] = ()
    #: Known names near to one that nobody knows.
    did_you_mean: tuple[str, ...] = ()
