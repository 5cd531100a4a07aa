"""Graph: what is around a thing, or the ways between two; an edge shows its evidence."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from hetao_kg import output
from hetao_kg.explorer import canvas, drawing, facets, names, rail
from hetao_kg.explorer import neighbourhood as near
from hetao_kg.explorer.downloads import json_of, offer
from hetao_kg.explorer.html import element, esc, link, notice
from hetao_kg.explorer.labels import MARKS
from hetao_kg.explorer.parts import badge, choice, citations, claim, cleared, cue_line, evidence, filters, title
from hetao_kg.explorer.visit import Visit
from hetao_kg.types import Statement

#: Nodes drawn when the address says nothing, and the choices.
SIZES = (40, 100, near.LARGEST)
_FACETS = ("status", "predicate", "document", "year", "subject", "object")


def draw(visit: Visit) -> None:
    """The page."""
    st.html(title(visit, visit.say("nav.graph"), visit.say("graph.lead")))
    centre, target = _ends(visit)
    chosen = {name: visit.params.get(name, ()) for name in _FACETS}
    left = facets.narrow(visit.kb.statements, lambda s: facets.of_statement(visit.kb, s), chosen, _FACETS)
    st.html(rail.choices(visit, _sizes(visit) + rail.facets(visit, left.counts, chosen, ("status",))))
    limit = visit.number("limit", SIZES[0])
    if not centre and not any(chosen.values()):
        centre = near.best_connected(visit.kb.statements)
    part = _part(visit, left.items, centre, target, limit)
    if not part.nodes or (not part.statements and not target):
        st.html(notice(visit.say("graph.none"), visit.say("graph.none.text"), cleared(visit, *_FACETS)))
        return
    beside, aside = st.columns([7, 3], gap="medium")
    with beside:
        st.html(_heading(visit, part, centre, target))
        svg = drawing.picture(visit, part, centre, visit.get("edge"))
        canvas.show(visit, svg)
        st.html(_legend(visit))
        _downloads(visit, svg, part)
    with aside:
        st.html(_beside(visit, part, "" if target else centre))


def _ends(visit: Visit) -> tuple[str, str]:
    """The thing in the middle and, where a way is asked for, the other end; typed names win over the address's ids."""
    first, second = st.columns(2)
    now = visit.labels.find(visit.get("id"))
    named = visit.labels.name(now) if now else None
    typed = first.text_input(
        visit.say("graph.from"), key="name", placeholder=named, bind="query-params", max_chars=200, icon=":material/search:"
    ).strip()
    other = second.text_input(visit.say("graph.to"), key="toname", bind="query-params", max_chars=200, icon=":material/route:").strip()
    found = names.find(visit.kb, typed, 1) if typed else []
    ends = names.find(visit.kb, other, 1) if other else []
    for words, some in ((typed, found), (other, ends)):
        if words and not some:
            st.html(notice(visit.say("entity.none"), visit.say("graph.unknown", name=words)))
    centre = found[0].id if found else visit.get("id")
    known = visit.labels.find(centre)
    return (known.id if known else "", ends[0].id if ends else "")


def _part(visit: Visit, statements: Sequence[Statement], centre: str, target: str, limit: int) -> near.Part:
    if centre and target:
        return near.between(statements, centre, target, limit)
    if centre:
        return near.around(statements, centre, 2, limit)
    return near.whole(statements, limit)


def _sizes(visit: Visit) -> str:
    now = str(visit.number("limit", SIZES[0]))
    return filters(visit, visit.say("graph.limit"), choice(visit, "limit", [(str(size), str(size)) for size in SIZES], now))


def _heading(visit: Visit, part: near.Part, centre: str, target: str) -> str:
    if centre and target:
        about = visit.say("graph.between", first=visit.labels.entity(centre), last=visit.labels.entity(target))
    elif centre:
        about = visit.say("graph.around", name=visit.labels.entity(centre))
    else:
        about = visit.say("graph.foremost")
    told = visit.say("graph.picture", nodes=len(part.nodes), statements=len(part.statements))
    rest = " " + visit.say("graph.rest", count=part.left_out) if part.left_out else ""
    back = f" · {link(visit.link('graph'), visit.say('graph.restart'))}" if centre else ""
    return f'<h2 class="hk-section">{esc(about)}</h2><p class="hk-source">{esc(told + rest)}{back}</p>'


def _legend(visit: Visit) -> str:
    lines = []
    for status in MARKS:
        dash = drawing.STROKES[status][1]
        lines.append(f'<li><span class="hk-stroke" data-dash="{"dashed" if status == "planned" else "dotted" if dash else "solid"}"'
                     f' data-status="{status}"></span>{badge(visit, status)}</li>')  # fmt: skip
    shapes = {"Institution": "●", "Policy": "■", "Field": "◆", "Place": "▲", "Person": "●", "Date": "▬"}
    kinds = [
        f'<li><span style="color:{drawing.FILLS[k]}" aria-hidden="true">{sign}</span> {esc(visit.labels.kind(k))}</li>'
        for k, sign in shapes.items()
    ]
    return f'<ul class="hk-legend">{"".join(lines)}</ul><ul class="hk-legend">{"".join(kinds)}</ul>'


def _beside(visit: Visit, part: near.Part, centre: str) -> str:
    chosen = next((s for s in visit.kb.statements if s.id == visit.get("edge")), None)
    if chosen is not None:
        items = []
        for e in chosen.evidence:
            items.append(evidence(visit, e, (), cue_line(visit, chosen.status, e) + citations(visit, e)))
        close = link(visit.here(edge=None), visit.say("graph.close"), data_stay="")
        said = f"{badge(visit, chosen.status)}<p>{claim(visit, chosen)}</p>"
        return f'<div class="hk-side" id="evidence">{said}{"".join(items)}<p>{close}</p></div>'
    rows = [s for s in part.statements if not centre or centre in (s.subject, s.object)] or list(part.statements)
    ranks = list(MARKS)
    rows = sorted(rows, key=lambda s: (ranks.index(s.status), s.predicate, s.id))[:40]
    out, status = [], ""
    for s in rows:
        if s.status != status:
            status = s.status
            out.append(f"<li>{badge(visit, status)}</li>")
        read = link(visit.here(edge=s.id), visit.say("statements.evidence"), class_="hk-read", data_stay="")
        out.append(f'<li class="hk-line">{claim(visit, s)} {read}</li>')
    return f'<div class="hk-side"><p class="hk-soft">{esc(visit.say("graph.click"))}</p>{element("ul", "".join(out))}</div>'


def _downloads(visit: Visit, svg: str, part: near.Part) -> None:
    nodes = [{"id": n, "label": visit.labels.entity(n), "kind": drawing.kind_of(visit, n)} for n in part.nodes]
    data = {"nodes": nodes, "statements": [output.statement(s, visit.kb.entities) for s in part.statements]}
    offer(visit, {"graph.svg": svg, "graph.json": json_of(data)})
