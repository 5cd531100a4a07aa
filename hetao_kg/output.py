"""The JSON shapes of the command line: one function a shape, used by every way out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hetao_kg.graph import terms
from hetao_kg.text import to_simplified, to_traditional
from hetao_kg.types import Answer, AnswerItem, Entity, Evidence, Hit, Mention, Statement, Value


def names(entity: Entity) -> list[str]:
    """Every known name of an entity in every script and language, the preferred ones first."""
    found = list(entity.names())
    for alias in entity.aliases:
        found += [to_simplified(alias), to_traditional(alias)]
    return list(dict.fromkeys(found))


def node(identifier: str, entities: Mapping[str, Entity]) -> dict[str, Any]:
    """Subject or object of a statement."""
    if identifier.startswith("date:"):
        return {"label": identifier[5:], "labels": [identifier[5:]], "type": "Date", "iri": "", "value": identifier[5:]}
    entity = entities[identifier]
    return {"label": entity.label(), "labels": names(entity), "type": entity.kind, "iri": str(terms.entity(identifier))}


def evidence(e: Evidence) -> dict[str, Any]:
    """One piece of evidence."""
    q = e.quote
    return {
        "document": q.document,
        "quote": q.text,
        "start": q.start,
        "end": q.end,
        "section": list(e.section),
        "cue": e.cue or None,
        "rule": e.rule,
        **({"page": e.page} if e.page else {}),
    }


def amount(value: Value | None) -> dict[str, Any] | None:
    """A normalised amount."""
    return {"value": number(value.value), "unit": value.unit, "bound": value.bound} if value else None


def number(text: str) -> int | float:
    """A plain number, whole where it is whole."""
    return float(text) if "." in text else int(text)


def statement(s: Statement, entities: Mapping[str, Entity]) -> dict[str, Any]:
    """A statement, as ``hetao-kg statements`` prints it."""
    return {
        "id": s.id,
        "subject": node(s.subject, entities),
        "predicate": s.predicate,
        "object": node(s.object, entities),
        "status": s.status,
        "date": s.date or None,
        "amount": amount(s.amount),
        "note": s.note or None,
        "speaker": s.speaker or None,
        "confidence": s.confidence,
        "evidence": [evidence(e) for e in s.evidence],
    }


def hit(h: Hit) -> dict[str, Any]:
    """A search result."""
    q = h.passage.quote
    return {
        "document": q.document,
        "section": list(h.passage.section),
        "text": q.text,
        "start": q.start,
        "end": q.end,
        "score": round(h.score, 4),
        "why": {name: round(value, 4) for name, value in h.why},
        **({"page": h.passage.page} if h.passage.page else {}),
    }


def answer_item(a: AnswerItem) -> dict[str, Any]:
    """One answer."""
    value: Any = a.value
    if a.kind in ("Amount", "Figure") and a.value is not None:
        value = number(a.value)
    kind = "Figure" if a.kind == "Amount" else a.kind
    return {
        "label": a.label,
        "labels": list(a.labels),
        "type": kind,
        "iri": a.iri,
        "entity": a.entity or None,
        "status": a.status,
        "value": value,
        "unit": a.unit,
        "source": a.source,
        "confidence": round(a.confidence, 3),
        "evidence": [evidence(e) for e in a.evidence],
    }


def answer(a: Answer, identifier: str = "") -> dict[str, Any]:
    """An answer to a question, as ``hetao-kg ask`` prints it."""
    return {
        "id": identifier,
        "question": a.question,
        "language": a.language,
        "answered": bool(a.answers),
        "answers": [answer_item(i) for i in a.answers],
        "passages": [hit(h) for h in a.passages],
        "sparql": a.sparql,
        "interpretation": a.interpretation,
        "verdict": a.verdict or None,
        "follow_up": list(a.follow_up),
        "did_you_mean": list(a.did_you_mean),
    }


def mention(m: Mention, entities: Mapping[str, Entity]) -> dict[str, Any]:
    """A mention, as ``hetao-kg annotate`` prints it."""
    row: dict[str, Any] = {
        "start": m.start,
        "end": m.end,
        "surface": m.surface,
        "type": m.kind,
        "rule": m.rule,
        "canonical": m.surface,
        "labels": [],
        "iri": "",
        "value": None,
    }
    if entity := entities.get(m.entity):
        row |= {"canonical": entity.label(), "labels": names(entity), "iri": str(terms.entity(m.entity))}
    if m.value:
        row["value"] = m.value.value if m.kind == "Date" else number(m.value.value)
        row["canonical"] = m.value.value if m.kind == "Date" else m.surface
        row |= {"unit": m.value.unit or None, "bound": m.value.bound or None}
    return row
