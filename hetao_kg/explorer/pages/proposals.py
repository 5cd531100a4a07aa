"""The proposals tracker: what documents propose, whom they ask, and what later documents report; drawn by the Statements page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from hetao_kg import output
from hetao_kg.derived import kept
from hetao_kg.explorer import facets, grid, rail, tables
from hetao_kg.explorer.downloads import json_lines, offer
from hetao_kg.explorer.html import esc, folded, link
from hetao_kg.explorer.parts import badge, citations, claim, evidence, language_of, place, thing
from hetao_kg.explorer.visit import Visit
from hetao_kg.tables import Tracked, tracker

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase
    from hetao_kg.types import Outcome

_FACETS = ("outcome", "status", "document", "addressee", "field")
_OPEN = ("outcome", "status", "document")
#: Proposals on one screen; candidates shown of one before the rest folds out.
SHOWN, FIRST = 20, 2


@kept()
def _tracked(kb: KnowledgeBase) -> list[Tracked]:
    return tracker(kb)


def draw(visit: Visit, words: str) -> None:
    """The proposals that have all ``words``."""
    rows = grid.having(_tracked(visit.kb), words, lambda t: _text(visit, t))
    none = ("proposals.none", "proposals.none.text")
    html, left = rail.listed(
        visit, rows, _values, _FACETS, _OPEN, none, lambda some: rail.cards(visit, some, lambda t: _card(visit, t), SHOWN)
    )
    st.html(html)
    if left:
        _downloads(visit, left)


def _values(t: Tracked) -> facets.Values:
    p = t.proposal
    return {"outcome": tuple(dict.fromkeys(o.status for o in t.outcomes)) or ("none",), "status": (p.status,), "document": (p.document,),
            "addressee": p.addressees, "field": p.fields}  # fmt: skip


def _text(visit: Visit, t: Tracked) -> str:
    p = t.proposal
    return " ".join([p.label, p.number, p.title, *(visit.labels.entity(i) for i in (p.proposer, *p.addressees, *p.fields) if i)])


def _card(visit: Visit, t: Tracked) -> str:
    p = t.proposal
    lang = language_of(visit, p.document)
    q = p.evidence.quote
    name = link(place(visit, p.document, q.start, q.end), " ".join(part for part in (p.label + p.number, p.title) if part), lang=lang)
    document = link(visit.link("documents", doc=p.document), visit.labels.document(p.document), lang=lang)
    about = [document, esc(visit.labels.date(t.date)) if t.date else ""]
    lines = [_parties(visit, key, some) for key, some in (("proposer", (p.proposer,) if p.proposer else ()), ("addressee", p.addressees),
                                                         ("field", p.fields))]  # fmt: skip
    head = f'<h2 class="hk-doc">{badge(visit, p.status)} {name}</h2>'
    said = "".join(f'<li class="hk-line">{badge(visit, s.status)} {claim(visit, s)}</li>' for s, _ in t.statements)
    inside = folded(esc(visit.say("proposals.statements", count=len(t.statements))), f"<ul>{said}</ul>") if said else ""
    return (f'<li class="hk-hit">{head}<p class="hk-source">{" · ".join(part for part in about if part)}</p>{"".join(lines)}'
            f"{_history(visit, t)}{_outcomes(visit, t)}{inside}</li>")  # fmt: skip


def _parties(visit: Visit, key: str, some: Sequence[str]) -> str:
    if not some:
        return ""
    names = "、".join(thing(visit, i) for i in some)
    return f'<p class="hk-line"><span class="hk-soft">{esc(visit.say(f"facet.{key}"))}</span> {names}</p>'


def _history(visit: Visit, t: Tracked) -> str:
    """Status over time, oldest first."""
    if not t.outcomes:
        return ""
    steps = " → ".join(f"{esc(visit.labels.date(date)) if date else '?'} {badge(visit, status)}" for date, _, status in t.history())
    return f'<p class="hk-line"><span class="hk-soft">{esc(visit.say("proposals.history"))}</span> {steps}</p>'


def _outcomes(visit: Visit, t: Tracked) -> str:
    items = [_outcome(visit, o) for o in t.outcomes]
    if not items:
        return ""
    head = f'<p class="hk-source">{esc(visit.say("proposals.candidates", count=len(items)))}</p>'
    rest = folded(esc(visit.say("facet.more", count=len(items) - FIRST)), "".join(items[FIRST:])) if items[FIRST:] else ""
    return head + "".join(items[:FIRST]) + rest


def _outcome(visit: Visit, o: Outcome) -> str:
    why = esc(visit.say(f"outcome.{o.reason}", shared=visit.labels.entity(o.shared)))
    return (f'<div class="hk-candidate">{badge(visit, o.status)} <span class="hk-soft">{why}</span>'
            f"{evidence(visit, o.reported, (), citations(visit, o.reported))}</div>")  # fmt: skip


def _downloads(visit: Visit, rows: Sequence[Tracked]) -> None:
    entities = visit.kb.entities
    cells = [dict(zip(output.TRACKER_COLUMNS, row, strict=True)) for t in rows for row in output.tracked_cells(t, entities)]
    lines = json_lines(output.tracked(t, entities) for t in rows)
    offer(visit, {"proposals.csv": tables.csv_of(cells), "proposals.jsonl": lines})
