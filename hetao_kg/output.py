"""The JSON shapes of the command line: one function a shape, used by every way out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hetao_kg.graph import terms
from hetao_kg.tables import Tracked
from hetao_kg.text import to_simplified, to_traditional
from hetao_kg.types import Answer, AnswerItem, Conflict, Entity, Evidence, Figure, Hit, Measure, Mention, Statement, Value


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
        **({"speaker": e.speaker} if e.speaker else {}),
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


def figure(f: Figure, entities: Mapping[str, Entity], measures: Mapping[str, Measure]) -> dict[str, Any]:
    """A figure, as ``hetao-kg figures`` prints it."""
    listed = measures.get(f.listed)
    return {
        "id": f.id,
        "measure": f.measure,
        "listed": {"id": listed.id, "label": listed.label(), "labels": [n for _, n in listed.labels]} if listed else None,
        "part": f.part or None,
        "about": node(f.about, entities) if f.about else None,
        "date": f.date or None,
        "value": number(f.value.value),
        "unit": f.value.unit or None,
        "bound": f.value.bound or None,
        "status": f.status,
        "evidence": [evidence(e) for e in f.evidence],
    }


#: Columns of a figure for a spreadsheet: one row a figure, with its first evidence.
FIGURE_COLUMNS = ("measure", "listed", "part", "about", "date", "bound", "value", "unit", "status", "places", "document", "quote",
                  "start", "end", "id")


def figure_cells(f: Figure, entities: Mapping[str, Entity], measures: Mapping[str, Measure]) -> list[str]:
    """The cells of :data:`FIGURE_COLUMNS`; ``places`` counts the pieces of evidence."""
    listed, first = measures.get(f.listed), f.evidence[0].quote
    about = entities[f.about].label() if f.about else ""
    return [f.measure, listed.label() if listed else "", f.part, about, f.date, f.value.bound, f.value.value, f.value.unit, f.status,
            str(len(f.evidence)), first.document, first.text, str(first.start), str(first.end), f.id]


def party(identifier: str, entities: Mapping[str, Entity]) -> dict[str, Any]:
    """Who proposes, is asked or speaks: an entity, or a name that is none."""
    if identifier in entities:
        return node(identifier, entities)
    return {"label": identifier, "labels": [identifier] if identifier else [], "type": None, "iri": ""}


def tracked(t: Tracked, entities: Mapping[str, Entity]) -> dict[str, Any]:
    """A proposal with its history and candidate outcomes, as ``hetao-kg tracker`` prints it."""
    p = t.proposal
    return {
        "id": p.id, "document": p.document, "date": t.date or None, "label": p.label or None, "number": p.number, "title": p.title,
        "status": p.status, "parent": p.parent or None, "start": p.start, "end": p.end,
        "proposer": party(p.proposer, entities) if p.proposer else None,
        "addressees": [party(a, entities) for a in p.addressees],
        "fields": [node(f, entities) for f in p.fields],
        "evidence": evidence(p.evidence),
        "statements": [{"id": s.id, "status": s.status, "evidence": evidence(e)} for s, e in t.statements],
        "history": [{"date": date or None, "document": document, "status": status} for date, document, status in t.history()],
        "outcomes": [
            {"statement": o.statement, "status": o.status, "date": o.date, "reason": o.reason, "shared": o.shared,
             "proposed": evidence(o.proposed), "reported": evidence(o.reported)} for o in t.outcomes
        ],
    }  # fmt: skip


#: Columns of the tracker for a spreadsheet: one row a candidate outcome, and one for a proposal without any.
TRACKER_COLUMNS = ("document", "date", "proposer", "number", "title", "status", "addressees", "outcome_status", "outcome_date",
                   "outcome_document", "reason", "shared", "proposed", "reported", "proposal", "statement")


def tracked_cells(t: Tracked, entities: Mapping[str, Entity]) -> list[list[str]]:
    """The rows of :data:`TRACKER_COLUMNS` for one proposal."""
    p = t.proposal
    asked = "; ".join(party(a, entities)["label"] for a in p.addressees)
    front = [p.document, t.date, party(p.proposer, entities)["label"], p.label + p.number, p.title, p.status, asked]
    if not t.outcomes:
        return [[*front, "", "", "", "", "", p.evidence.quote.text, "", p.id, ""]]
    return [[*front, o.status, o.date, o.reported.quote.document, o.reason, o.shared, o.proposed.quote.text, o.reported.quote.text, p.id,
             o.statement] for o in t.outcomes]  # fmt: skip


def conflict(
    c: Conflict, members: Sequence[Statement | Figure], entities: Mapping[str, Entity], measures: Mapping[str, Measure]
) -> dict[str, Any]:
    """A disagreement with what disagrees, as ``hetao-kg conflicts`` prints it."""
    said = [figure(m, entities, measures) if isinstance(m, Figure) else statement(m, entities) for m in members]
    return {"id": c.id, "kind": c.kind, "nature": c.nature, "reason": c.reason, "members": said}


#: Columns of the disagreements for a spreadsheet: one row a member.
CONFLICT_COLUMNS = ("conflict", "nature", "kind", "reason", "what", "status", "date", "document", "quote", "start", "end", "member")


def conflict_cells(c: Conflict, members: Sequence[Statement | Figure], entities: Mapping[str, Entity]) -> list[list[str]]:
    """The rows of :data:`CONFLICT_COLUMNS` for one disagreement."""
    rows = []
    for m in members:
        q = m.evidence[0].quote
        said, where = [claim(m, entities), m.status, m.date], [q.document, q.text, str(q.start), str(q.end)]
        rows.append([c.id, c.nature, c.kind, c.reason, *said, *where, m.id])
    return rows


def claim(said: Statement | Figure, entities: Mapping[str, Entity]) -> str:
    """A statement or figure in one line, for people: subject, predicate and object, or measure and number."""
    if isinstance(said, Figure):
        about = entities[said.about].label() if said.about else ""
        what = " ".join(w for w in (about, said.date, said.measure, f"（{said.part}）" if said.part else "") if w)
        return f"{what}: {said.value.bound}{said.value.value} {said.value.unit}".rstrip()
    subject, thing = node(said.subject, entities)["label"], node(said.object, entities)["label"]
    sum_ = f" {said.amount.bound}{said.amount.value} {said.amount.unit}" if said.amount else ""
    return f"{subject} {said.predicate} {thing}{sum_}" + (f" ({said.date})" if said.date else "")


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
    if a.value is not None and (a.kind in ("Amount", "Figure") or a.unit):
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
        row["value"] = m.value.value if m.kind == "Date" or "/" in m.value.value else number(m.value.value)
        row["canonical"] = m.value.value if m.kind == "Date" else m.surface
        row |= {"unit": m.value.unit or None, "bound": m.value.bound or None}
    return row
