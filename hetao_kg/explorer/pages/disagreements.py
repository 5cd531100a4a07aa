"""Where documents disagree: each claim with what every side says, side by side; drawn by the Statements page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from hetao_kg import output
from hetao_kg.explorer import facets, grid, rail, tables
from hetao_kg.explorer.downloads import json_lines, offer
from hetao_kg.explorer.html import esc, folded
from hetao_kg.explorer.pages.figures import measure
from hetao_kg.explorer.parts import badge, citations, claim, cue_line, evidence, thing
from hetao_kg.explorer.visit import Visit
from hetao_kg.tables import conflicts
from hetao_kg.types import Figure, Statement

if TYPE_CHECKING:
    from hetao_kg.types import Conflict

Said = tuple["Conflict", tuple[Statement | Figure, ...]]
_FACETS = ("nature", "differs", "document")
#: Disagreements on one screen; pieces of evidence shown of one side before the rest folds out.
SHOWN, FIRST = 20, 1


def draw(visit: Visit, words: str) -> None:
    """The disagreements that have all ``words``."""
    rows = grid.having(conflicts(visit.kb), words, lambda row: " ".join(output.claim(m, visit.kb.entities) for m in row[1]))
    none = ("conflicts.none", "conflicts.none.text")
    html, left = rail.listed(
        visit, rows, _values, _FACETS, _FACETS, none, lambda some: rail.cards(visit, some, lambda row: _card(visit, *row), SHOWN)
    )
    st.html(html)
    if left:
        _downloads(visit, left)


def _values(row: Said) -> facets.Values:
    found, members = row
    documents = dict.fromkeys(e.quote.document for m in members for e in m.evidence)
    return {"nature": (found.nature,), "differs": (found.kind,), "document": tuple(documents)}


def _card(visit: Visit, found: Conflict, members: Sequence[Statement | Figure]) -> str:
    head = f"{esc(visit.say(f'nature.{found.nature}'))} · {esc(visit.say(f'differs.{found.kind}'))}"
    sides = "".join(f"<section>{_side(visit, m)}</section>" for m in members)
    return f'<li class="hk-hit"><h2 class="hk-doc">{head}</h2><div class="hk-sides">{sides}</div></li>'


def _side(visit: Visit, said: Statement | Figure) -> str:
    quoted = [evidence(visit, e, (), cue_line(visit, said.status, e) + citations(visit, e)) for e in said.evidence]
    more = folded(esc(visit.say("ask.evidence.more", count=len(quoted) - FIRST)), "".join(quoted[FIRST:])) if quoted[FIRST:] else ""
    mark = badge(visit, said.status, of="" if isinstance(said, Statement) else "figure")
    return f"<p>{mark} {_claim(visit, said)}</p>{''.join(quoted[:FIRST])}{more}"


def _claim(visit: Visit, said: Statement | Figure) -> str:
    if isinstance(said, Statement):
        return claim(visit, said)
    about = thing(visit, said.about) + " " if said.about else ""
    rest = " · ".join(part for part in (measure(visit, said), said.part, visit.labels.date(said.date) if said.date else "") if part)
    return f'<span class="hk-claim">{about}{esc(rest)} <b>{esc(visit.labels.value(said.value))}</b></span>'


def _downloads(visit: Visit, rows: Sequence[Said]) -> None:
    entities, measures = visit.kb.entities, visit.kb.ontology.measures
    listed = [row for found, members in rows for row in output.conflict_cells(found, members, entities)]
    cells = [dict(zip(output.CONFLICT_COLUMNS, row, strict=True)) for row in listed]
    lines = json_lines(output.conflict(c, members, entities, measures) for c, members in rows)
    offer(visit, {"conflicts.csv": tables.csv_of(cells), "conflicts.jsonl": lines})
