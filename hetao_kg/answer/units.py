"""What figures are counted in, and whether that is what a question asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hetao_kg.derived import kept
from hetao_kg.text import fold

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase


def unit_fits(kb: KnowledgeBase, unit: str, units: tuple[str, ...]) -> bool:
    """Whether an amount in ``unit`` is counted in one of ``units``; ``money`` stands for every currency, ``counted`` for counters."""
    unit, rows = fold(unit), _counters(kb)
    if "counted" in units and any(unit in row for row in rows):
        return True
    if "money" in units:
        return unit == "元" or (len(unit) == 3 and unit.isascii())
    return unit in units or any(unit in row and not row.isdisjoint(units) for row in rows)


@kept()
def _counters(kb: KnowledgeBase) -> tuple[frozenset[str], ...]:
    """Classifiers, folded, those together that count the same things."""
    return tuple(frozenset(map(fold, row)) for row in kb.ontology.questions["classifiers"]["same"])
