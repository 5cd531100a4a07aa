"""Rows of what a page shows, for tables and for downloads."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from hetao_kg.explorer.labels import Labels
from hetao_kg.types import Answer, Evidence, Statement

Row = Mapping[str, object]
#: A spreadsheet would run a cell that begins so as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_of(rows: Sequence[Row]) -> bytes:
    """CSV that spreadsheets open as UTF-8; no cell can be taken for a formula."""
    out = io.StringIO()
    columns = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(row.get(name)) for name in columns] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) and not _number(text) else text


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def answer_rows(answer: Answer, labels: Labels) -> list[Row]:
    """One row for each piece of evidence of each answer."""
    return [
        {"question": answer.question, "answer": item.label, "type": item.kind, "status": item.status, "value": item.value,
         "unit": item.unit, "quote": e.quote.text, "cue": e.cue, "iri": item.iri, **_where(e, labels)}
        for item in answer.answers for e in item.evidence
    ]  # fmt: skip


def statement_rows(statements: Sequence[Statement], labels: Labels) -> list[Row]:
    """One row for each piece of evidence of each statement."""
    rows: list[Row] = []
    for s in statements:
        amount = s.amount
        about = {"id": s.id, "subject": labels.entity(s.subject), "predicate": s.predicate, "object": labels.entity(s.object),
                 "status": s.status, "date": s.date, "amount": amount.value if amount else "",
                 "unit": amount.unit if amount else "", "note": s.note}  # fmt: skip
        for e in s.evidence:
            rows.append({**about, "quote": e.quote.text, "cue": e.cue, **_where(e, labels)})
    return rows


def _where(e: Evidence, labels: Labels) -> Row:
    q = e.quote
    return {"document": q.document, "title": labels.document(q.document), "section": " › ".join(e.section), "page": e.page or None,
            "start": q.start, "end": q.end}  # fmt: skip
