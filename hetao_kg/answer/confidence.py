"""How likely an answer is right: a logistic model over what is known of it, fitted on questions whose answers are known.

The parameters stand in ``confidence.json``; ``training/confidence.py`` fits them, and ``benchmarks/results/confidence.md`` tells how
often answers of each confidence were right.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from hetao_kg.answer.candidates import Candidate
from hetao_kg.answer.constraints import source_of
from hetao_kg.answer.question import Question
from hetao_kg.answer.retrieve import Matcher
from hetao_kg.types import HOLDING, AnswerItem

if TYPE_CHECKING:
    from hetao_kg.answer.compose import Found
    from hetao_kg.kb import KnowledgeBase

#: An answer less likely than this is told to be uncertain.
UNCERTAIN = 0.5
#: Matches further apart than this are told apart as surely.
APART = 0.5


def confident(kb: KnowledgeBase, question: Question, found: Found) -> tuple[AnswerItem, ...]:
    """The answers with how likely each is right, 0 to 1."""
    parameters = _parameters()
    return tuple(replace(a, confidence=likelihood(features(kb, question, found, a), parameters)) for a in found.answers)


def likelihood(known: Mapping[str, float], parameters: Mapping[str, float]) -> float:
    """The logistic of the weighted features; ``bias`` is the weight of an answer of which nothing is known."""
    total = parameters.get("bias", 0.0) + sum(parameters.get(name, 0.0) * value for name, value in known.items())
    return 1 / (1 + math.exp(-total))


def features(kb: KnowledgeBase, question: Question, found: Found, item: AnswerItem) -> dict[str, float]:
    """What is known of an answer, each about 0 to 1: where it was read, how well that matches, and what else might answer."""
    own = _best(found, [item])
    rival = max((c.match for c in (*found.stated, *found.spoken) if not any(_answers(c, a) for a in found.answers)), default=0.0)
    known = {
        "graph": float(item.source == "graph"),
        "exact": float(bool(item.predicate) and item.predicate in question.predicates[:1]),
        "held": float(item.status in HOLDING), "amount": float(item.kind == "Amount"), "date": float(item.kind == "Date"),
        "line": float(own is None),
    }  # fmt: skip
    if own is None:
        return known
    matcher, sentence = Matcher.of(kb, question), own.sentence
    said = " ".join([*sentence.passage.section[-1:], sentence.passage.quote.text, source_of(kb, sentence.document)])
    return known | {
        "match": own.match, "margin": max(-APART, min(APART, own.match - rival)), "share": matcher.lexical(said, sentence.led),
        "meaning": sentence.cosine,
    }  # fmt: skip


def _best(found: Found, items: Iterable[AnswerItem]) -> Candidate | None:
    rows = [c for c in (*found.stated, *found.spoken) if any(_answers(c, a) for a in items)]
    return max(rows, key=lambda c: c.match, default=None)


def _answers(c: Candidate, item: AnswerItem) -> bool:
    """Whether a candidate says what the answer says."""
    if item.entity:
        return item.entity in (c.answer, c.mention.entity)
    if c.figure is not None:
        return c.figure.value.value == item.value
    value = c.mention.value.value if c.mention.value else c.statement.date if c.statement else None
    return value is not None and value == item.value


@cache
def _parameters() -> dict[str, float]:
    text = resources.files("hetao_kg.answer").joinpath("confidence.json").read_text("utf-8")
    return {str(name): float(weight) for name, weight in json.loads(text).items()}
