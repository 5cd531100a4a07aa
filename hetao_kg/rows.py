"""What a snapshot holds as plain rows of JSON Lines, one object a line with sorted keys, and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from hetao_kg.extract import Extraction
from hetao_kg.types import (
    Block,
    Conflict,
    Document,
    Entity,
    Evidence,
    Figure,
    Mention,
    Metadata,
    Note,
    Outcome,
    Passage,
    Proposal,
    Quote,
    Statement,
    Value,
)


def as_row(value: Any) -> dict[str, Any]:  # noqa: ANN401
    """A slotted dataclass as a dictionary and tuples in it as lists, all the way down; what is plain already is not copied."""
    return {name: _plain(getattr(value, name)) for name in value.__slots__}


def _plain(value: Any) -> Any:  # noqa: ANN401
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    return [_plain(v) for v in value] if isinstance(value, tuple | list) else as_row(value)


def evidence_from(row: Mapping[str, Any]) -> Evidence:
    """The evidence of a row."""
    return Evidence(Quote(**row["quote"]), tuple(row["section"]), row["cue"], row["rule"], row["page"], row["speaker"])


def write_rows(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """JSON Lines with sorted keys; values must be plain."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n")


def document_row(document: Document) -> dict[str, Any]:
    """A document as a plain row."""
    return {"id": document.id, "source": document.source, "text": document.text, "sha256": document.sha256,
            "metadata": as_row(document.metadata), "blocks": [[b.start, b.end, b.kind, b.level, b.line, b.page] for b in document.blocks],
            "notes": [as_row(n) for n in document.notes]}


def document_from(row: Mapping[str, Any]) -> Document:
    """The document of a row."""
    meta = dict(row["metadata"])
    meta["origin"] = tuple((a, b) for a, b in meta["origin"])
    blocks, notes = tuple(Block(*b) for b in row["blocks"]), tuple(Note(**{**n, "marks": tuple(n["marks"])}) for n in row["notes"])
    return Document(row["id"], row["source"], row["text"], blocks, Metadata(**meta), row["sha256"], notes)


def passage_row(passage: Passage) -> dict[str, Any]:
    """A passage as a plain row; its text stands in the document."""
    q = passage.quote
    return {"id": passage.id, "document": q.document, "start": q.start, "end": q.end, "section": list(passage.section),
            "boilerplate": passage.boilerplate, "page": passage.page}


def passage_from(row: Mapping[str, Any], documents: Mapping[str, Document]) -> Passage:
    """The passage of a row, out of its document among ``documents`` (by id)."""
    quote = documents[row["document"]].quote(row["start"], row["end"])
    return Passage(row["id"], quote, tuple(row["section"]), row["boilerplate"], row["page"])


def entity_row(entity: Entity) -> dict[str, Any]:
    """An entity as a plain row."""
    return {**as_row(entity), "labels": dict(entity.labels), "aliases": list(entity.aliases)}


def entity_from(row: Mapping[str, Any]) -> Entity:
    """The entity of a row."""
    order = {"zh-hant": 0, "zh-hans": 1, "en": 2}
    labels = tuple(sorted(row["labels"].items(), key=lambda kv: order.get(kv[0], 9)))
    return Entity(row["id"], row["kind"], labels, tuple(row["aliases"]), row["level"], row["parent"], row["note"], row["known"],
                  row.get("since", ""), row.get("until", ""))


def mention_row(mention: Mention) -> dict[str, Any]:
    """A mention as a plain row."""
    return {k: v for k, v in as_row(mention).items() if v not in (None, "")}


def mention_from(row: Mapping[str, Any]) -> Mention:
    """The mention of a row."""
    value = Value(**row["value"]) if row.get("value") else None
    return Mention(row["start"], row["end"], row["surface"], row["kind"], row["rule"], row.get("entity", ""), value)


def statement_row(statement: Statement) -> dict[str, Any]:
    """A statement as a plain row."""
    return as_row(statement)


def statement_from(row: Mapping[str, Any]) -> Statement:
    """The statement of a row."""
    evidence = tuple(evidence_from(e) for e in row["evidence"])
    return Statement(**{**row, "evidence": evidence, "amount": Value(**row["amount"]) if row["amount"] else None})


def names_row(document: str, extraction: Extraction) -> dict[str, Any]:
    """The mentions and short forms of a document as a plain row."""
    definitions = [as_row(d) for d in extraction.definitions]
    return {"document": document, "mentions": [mention_row(m) for m in extraction.mentions], "definitions": definitions}


def extraction_row(document: str, extraction: Extraction) -> dict[str, Any]:
    """The statements of a document, before they are merged with others', and its own entities as a plain row."""
    entities = [entity_row(e) for _, e in sorted(extraction.entities.items())]
    return {"document": document, "entities": entities, "statements": [statement_row(s) for s in extraction.statements],
            "figures": [figure_row(f) for f in extraction.figures], "proposals": [proposal_row(p) for p in extraction.proposals]}


def figure_row(figure: Figure) -> dict[str, Any]:
    """A figure as a plain row."""
    return as_row(figure)


def figure_from(row: Mapping[str, Any]) -> Figure:
    """The figure of a row."""
    return Figure(**{**row, "value": Value(**row["value"]), "evidence": tuple(evidence_from(e) for e in row["evidence"])})


def proposal_row(proposal: Proposal) -> dict[str, Any]:
    """A proposal as a plain row."""
    return as_row(proposal)


def proposal_from(row: Mapping[str, Any]) -> Proposal:
    """The proposal of a row."""
    listed = {name: tuple(row[name]) for name in ("addressees", "fields")}
    things = tuple((thing, Quote(**quote)) for thing, quote in row["things"])
    return Proposal(**{**row, **listed, "things": things, "evidence": evidence_from(row["evidence"])})


def outcome_row(outcome: Outcome) -> dict[str, Any]:
    """A candidate outcome as a plain row."""
    return as_row(outcome)


def outcome_from(row: Mapping[str, Any]) -> Outcome:
    """The candidate outcome of a row."""
    return Outcome(**{**row, "proposed": evidence_from(row["proposed"]), "reported": evidence_from(row["reported"])})


def conflict_row(conflict: Conflict) -> dict[str, Any]:
    """A disagreement as a plain row."""
    return as_row(conflict)


def conflict_from(row: Mapping[str, Any]) -> Conflict:
    """The disagreement of a row."""
    return Conflict(**{**row, "members": tuple(row["members"])})
