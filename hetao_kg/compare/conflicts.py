"""Statements and figures that say different things of the same, set side by side; none is preferred.

``contradiction``: both cannot hold. ``difference``: they differ, but may both hold. ``development``: the later document goes
on from the earlier one, as when a proposal of 2021 is in force in 2024.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations

from hetao_kg.text import digest, key
from hetao_kg.types import HOLDING, Conflict, Document, Figure, Statement, Status

NATURES = ("contradiction", "difference", "development")
#: How far an idea has come; a later document that reports a higher stage goes on from an earlier one.
_STAGE: dict[Status, int] = {"proposed": 0, "planned": 1, "in-force": 2, "completed": 2}
#: Predicates of single acts: one date and one sum each.
_ONCE = frozenset({"issues", "signs", "establishes", "renamedTo"})
#: Relations of which there may always be more: who supports a place may be asked to support it.
_LOOSE = frozenset({"supports", "focusesOn", "cooperatesWith"})
#: Numbers closer than this share of each other are one number rounded.
_ROUNDING = Decimal("0.02")


def conflicts(statements: Sequence[Statement], figures: Sequence[Figure], documents: Mapping[str, Document]) -> list[Conflict]:
    """Every disagreement, contradictions first, then differences, then developments; by kind and id within."""
    dates = {d.id: d.metadata.date for d in documents.values()}
    found = [*_of_statements(statements, dates), *_of_figures(figures, dates)]
    return sorted(found, key=lambda c: (NATURES.index(c.nature), c.kind, c.id))


def _of_statements(statements: Sequence[Statement], dates: Mapping[str, str]) -> Iterator[Conflict]:
    claims: dict[tuple[str, str, str], list[Statement]] = {}
    for s in statements:
        claims.setdefault((s.subject, s.predicate, s.object), []).append(s)
    for listed in claims.values():
        if len(listed) < 2:
            continue
        ordered = sorted(listed, key=lambda s: (_first(s, dates), s.id))
        several = len({e.quote.document for s in ordered for e in s.evidence}) > 1
        denied = any(s.status == "negated" for s in ordered)
        differ = len({_standing(s.status) for s in ordered}) > 1
        if differ and (denied or (several and ordered[0].predicate not in _LOOSE)):  # one text may plan more of what it does
            nature, reason = _nature(ordered, dates)
            yield _conflict("status", nature, ordered, reason)
        for one, other in combinations(ordered, 2):
            if (one.status in HOLDING and other.status in HOLDING) or one.status == other.status:
                if one.predicate in _ONCE and one.date and other.date and _apart(one.date, other.date):
                    yield _conflict("date", "contradiction", [one, other], f"{one.date} ≠ {other.date}")
                if one.amount and other.amount and one.amount.unit == other.amount.unit and one.date == other.date:
                    apart = _differ(one.amount.value, one.amount.bound, other.amount.value, other.amount.bound)
                    if apart:
                        yield _conflict("amount", apart, [one, other], f"{one.amount.value} ≠ {other.amount.value} {one.amount.unit}")


def _nature(ordered: Sequence[Statement], dates: Mapping[str, str]) -> tuple[str, str]:
    """What different statuses of one claim come to, and why."""
    said = " → ".join(f"{_first(s, dates) or '?'} {s.status}" for s in ordered)
    negated = [s for s in ordered if s.status == "negated"]
    others = [s for s in ordered if s.status != "negated"]
    if negated:
        holding = [s for s in others if s.status in HOLDING]
        if any(not _apart(_first(n, dates), _first(h, dates)) for n in negated for h in holding):
            return "contradiction", said
        if any(_first(h, dates) < _first(n, dates) for n in negated for h in holding):
            return "contradiction", said
        return ("development" if holding else "difference"), said
    stages = [(_first(s, dates), _STAGE[s.status]) for s in ordered]
    for (day, stage), (later, next_stage) in combinations(stages, 2):
        if not day or not later or not _apart(day, later):
            return "difference", said
        if next_stage < stage:
            return "difference", said
    return "development", said


def _of_figures(figures: Sequence[Figure], dates: Mapping[str, str]) -> Iterator[Conflict]:
    """Figures of one measure, place, part and date with other values."""
    same: dict[tuple[str, ...], list[Figure]] = {}
    for f in figures:
        if f.about:
            same.setdefault((key(f.measure), f.about, key(f.part), f.date, f.value.unit, _standing(f.status)), []).append(f)
    for listed in same.values():
        ordered = sorted(listed, key=lambda f: (_first(f, dates), f.id))
        for one, other in combinations(ordered, 2):
            nature = _differ(one.value.value, one.value.bound, other.value.value, other.value.bound)
            if not nature or _places(one) & _places(other):  # one sentence says both: 由54萬增至100萬
                continue
            undated = not one.date and _apart(_first(one, dates), _first(other, dates))
            inside = {document for document, _ in _places(one)} == {document for document, _ in _places(other)}
            settled = "development" if undated else "difference" if inside or not one.date else nature
            yield _conflict("value", settled, [one, other], f"{one.value.bound}{one.value.value} ≠ {other.value.bound}{other.value.value}")


def _places(figure: Figure) -> set[tuple[str, int]]:
    return {(e.quote.document, e.quote.start) for e in figure.evidence}


def _conflict(kind: str, nature: str, members: Sequence[Statement | Figure], reason: str) -> Conflict:
    ids = tuple(m.id for m in members)
    return Conflict(digest("conflict", kind, sorted(ids), size=16), kind, nature, ids, reason)


def _first(said: Statement | Figure, dates: Mapping[str, str]) -> str:
    """Date of the oldest document that says it; empty if none is dated."""
    known = sorted(d for e in said.evidence if (d := dates.get(e.quote.document, "")))
    return known[0] if known else ""


def _standing(status: Status) -> str:
    return "holds" if status in HOLDING else status


def _apart(one: str, other: str) -> bool:
    """Whether two ISO dates exclude each other; 2017 and 2017-01 do not, nor does an interval and a date inside it."""
    a, b = one.split("/"), other.split("/")
    size = min(len(a[0]), len(b[0]), len(a[-1]), len(b[-1]))
    return not size or a[-1][:size] < b[0][:size] or b[-1][:size] < a[0][:size]


def _differ(one: str, bound: str, other: str, other_bound: str) -> str:
    """``contradiction`` for numbers that exclude each other, nothing for one number rounded or bounds that both fit."""
    a, b = Decimal(one), Decimal(other)
    if a == b or abs(a - b) <= _ROUNDING * max(abs(a), abs(b)):
        return ""
    for low, sign, high in ((a, bound, b), (b, other_bound, a)):
        if (sign.startswith(">") and high > low) or (sign.startswith("<") and high < low):
            return ""
    if "~" in (bound, other_bound) and abs(a - b) <= Decimal("0.1") * max(abs(a), abs(b)):
        return ""
    return "contradiction"
