"""The year and the amount a yes-or-no question supposes, and whether a sentence tells the same."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from hetao_kg.answer.question import Question
from hetao_kg.answer.retrieve import Sentence
from hetao_kg.derived import kept
from hetao_kg.extract.figure_words import unit_class
from hetao_kg.text import any_of, fold
from hetao_kg.types import Quote, Value

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: ``another``: the sentence gives a year or an amount, and it is not the one supposed; ``untold``: it gives none.
Agreement = Literal["same", "another", "untold"]
_clause = re.compile(r"[^,;:。!?\n]+")


def agreement(kb: KnowledgeBase, question: Question, about: frozenset[str], sentence: Sentence, quote: Quote | None = None) -> Agreement:
    """Whether ``sentence`` tells the years and amounts that ``question`` supposes; ``same`` where it supposes none.

    ``about`` are the ids that the question names; ``quote`` is the stretch that says the act, where a statement was read.
    """
    told = {_of_years(kb, question, about, sentence, quote), _of_amounts(kb, question, sentence)}
    return "another" if "another" in told else "untold" if "untold" in told else "same"


def supposes(kb: KnowledgeBase, question: Question) -> bool:
    """Whether a question supposes a year or an amount."""
    return bool(question.dates or _supposed(kb, question))


def _of_years(kb: KnowledgeBase, question: Question, about: frozenset[str], sentence: Sentence, quote: Quote | None) -> Agreement:
    if not question.dates:
        return "same"
    said = dates_of_act(kb, question, about, sentence, quote)
    if any(_within(asked, day) for asked in question.dates for day in said):
        return "same"
    vague = any(asked.startswith(day) for asked in question.dates for day in said)
    return "another" if said and not vague else "untold"


def _within(asked: str, said: str) -> bool:
    """Whether a day, or an interval of days, lies in or spans the year, month or day asked for."""
    first, slash, last = said.partition("/")
    return first.startswith(asked) or (bool(slash) and (last.startswith(asked) or first <= asked <= last))


def dates_of_act(kb: KnowledgeBase, question: Question, about: frozenset[str], sentence: Sentence, quote: Quote | None) -> list[str]:
    """Dates in the quotation; else in the clause of a verb of what is asked that names it; else the last one before such a clause."""
    dates = [(m.start, m.value.value) for m in sentence.mentions if m.kind == "Date" and m.value]
    if quote and (inside := [day for at, day in dates if quote.start <= at < quote.end]):
        return inside
    words = [w for p in question.predicates for w in kb.ontology.questions["predicates"][p]["zh"]]
    verb = re.compile(any_of(map(fold, words)) if words else "")
    start, found_in = sentence.start, _clause.finditer(fold(sentence.text))
    clauses = [(start + m.start(), start + m.end()) for m in found_in if verb.search(m.group())]
    named = [(a, b) for a, b in clauses if any(a <= m.start < b and m.entity in about for m in sentence.mentions)]
    found = [day for at, day in dates if any(a <= at < b for a, b in named or clauses)]
    return found or [day for at, day in dates if clauses and at < clauses[0][0]][-1:]


def _of_amounts(kb: KnowledgeBase, question: Question, sentence: Sentence) -> Agreement:
    said = [m.value for m in sentence.mentions if m.kind == "Amount" and m.value]
    units = kb.ontology.units["units"]
    for asked in _supposed(kb, question):
        money = unit_class(asked, units) == "money"
        alike = [v for v in said if (unit_class(v, units) == "money") == money]
        if any(v.value == asked.value and (not money or v.unit == asked.unit or "元" in (v.unit, asked.unit)) for v in alike):
            continue
        # 30 hectares may be 300,000 square metres: only one unit, or money, tells another amount
        return "another" if any(money or v.unit == asked.unit for v in alike) else "untold"
    return "same"


@kept(last=64)
def _supposed(kb: KnowledgeBase, question: Question) -> tuple[Value, ...]:
    """Amounts with a unit that a question gives."""
    found = kb.extractor.names(question.text).mentions
    return tuple(m.value for m in found if m.kind == "Amount" and m.value and m.value.unit)
