"""One thing: its names in every script, what is said of it, and where it is mentioned."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

import streamlit as st

from hetao_kg import output
from hetao_kg.explorer import PAGES, canvas, drawing, grid, names, tables
from hetao_kg.explorer import neighbourhood as near
from hetao_kg.explorer.downloads import offer
from hetao_kg.explorer.html import element, esc, folded, link, notice
from hetao_kg.explorer.labels import MARKS
from hetao_kg.explorer.pages.figures import measure
from hetao_kg.explorer.pages.timeline import date_of
from hetao_kg.explorer.parts import badge, choice, claim, filters, language_of, place, quotations, snippet, thing, title
from hetao_kg.explorer.visit import Visit
from hetao_kg.text import has_han, script_of
from hetao_kg.types import Entity, Evidence, Statement

#: Names of each kind on the first screen; mentions shown of one document; names drawn around a name; dates beside it.
FIRST, MENTIONS, NEAREST, DATED = 14, 4, 16, 12
_SCRIPTS = {"Hant": "zh-Hant", "Hans": "zh-Hans", "mixed": "zh"}


def draw(visit: Visit) -> None:
    """The page."""
    entity = visit.labels.find(visit.get("id"))
    if entity:
        _one(visit, entity)
        return
    st.html(title(visit, visit.say("nav.entity"), visit.say("entity.lead", count=f"{len(visit.kb.entities):,}")))
    words = st.text_input(
        visit.say("entity.label"), key="name", bind="query-params", placeholder=visit.say("entity.label"), label_visibility="collapsed",
        max_chars=200, icon=":material/search:",
    ).strip()  # fmt: skip
    if visit.get("id"):
        st.html(notice(visit.say("entity.unknown"), visit.say("entity.unknown.text", name=visit.get("id"))))
    if words:
        _found(visit, words)
        return
    everything = names.foremost(visit.kb)
    kind = visit.get("kind") if visit.get("kind") in everything else ""
    options = [(k, f'{esc(visit.labels.kind(k))} <span class="hk-count">{len(some)}</span>') for k, some in everything.items()]
    options.insert(0, ("", esc(visit.say("entity.kinds"))))
    st.html(filters(visit, visit.say("facet.kind"), choice(visit, "kind", options, kind)))
    if kind:
        _table(visit, everything[kind])
        return
    for kind, identifiers in everything.items():
        items = "".join(f"<li>{_chip(visit, i)}</li>" for i in identifiers[:FIRST])
        rest = len(identifiers) - FIRST
        if rest > 0:
            items += f"<li>{link(visit.here(kind=kind), visit.say('facet.more', count=rest), class_='hk-more')}</li>"
        head = f'{esc(visit.labels.kind(kind))} <span class="hk-count">{len(identifiers)}</span>'
        st.html(f'<h2 class="hk-section">{head}</h2><ul class="hk-examples">{items}</ul>')


def _table(visit: Visit, identifiers: Sequence[str]) -> None:
    """Every name of one kind, to sort and to download."""
    counts = names.mentioned(visit.kb)

    def also(i: str) -> str:
        entity = visit.kb.entities[i]
        return "、".join(n for n in entity.names() if n != visit.labels.name(entity))

    numbers = {i: (len(names.statements_of(visit.kb, i)), sum(counts.get(i, {}).values()), len(counts.get(i, {}))) for i in identifiers}
    columns = [
        grid.Column("name", visit.say("entity.name"), lambda i: _chip(visit, i), visit.labels.entity),
        grid.Column("also", visit.say("entity.also"), lambda i: f'<span class="hk-soft">{esc(_first(also(i)))}</span>', also),
        *(grid.Column(name, visit.say(f"entity.{name}"), _number(numbers, n), _key(numbers, n), True)
          for n, name in enumerate(("statements", "mentioned", "documents"))),
    ]  # fmt: skip
    st.html(grid.table(visit, grid.ordered(visit, identifiers, columns), columns, 60))
    rows = [{"id": i, "name": visit.labels.entity(i), "names": also(i), "kind": visit.kb.entities[i].kind,
             "statements": numbers[i][0], "mentions": numbers[i][1], "documents": numbers[i][2]} for i in identifiers]  # fmt: skip
    offer(visit, {"names.csv": tables.csv_of(rows)})


def _first(listed: str, most: int = 60) -> str:
    """The first names of a list, whole."""
    return listed if len(listed) <= most else (listed[:most].rpartition("、")[0] or listed[: most - 1]) + "…"


def _number(numbers: Mapping[str, tuple[int, ...]], n: int) -> Callable[[str], str]:
    return lambda i: f"{numbers[i][n]:,}"


def _key(numbers: Mapping[str, tuple[int, ...]], n: int) -> Callable[[str], str | float]:
    return lambda i: numbers[i][n]


def _chip(visit: Visit, identifier: str) -> str:
    return link(visit.link("entity", id=identifier), visit.labels.entity(identifier))


def _found(visit: Visit, words: str) -> None:
    found = names.find(visit.kb, words)
    if not found:
        search = link(visit.link("search", q=words), visit.say("entity.search", name=words)) if "search" in PAGES else ""
        items = "".join(f"<li>{_chip(visit, e.id)}</li>" for e in names.near(visit.kb, words))
        nearest = f'<p class="hk-source">{esc(visit.say("ask.nearest"))}</p><ul class="hk-examples">{items}</ul>' if items else ""
        st.html(notice(visit.say("entity.none"), visit.say("entity.none.text"), nearest + search))
        return
    counts = names.mentioned(visit.kb)
    rows = []
    for e in found:
        told = visit.say("entity.told", statements=len(names.statements_of(visit.kb, e.id)), mentions=sum(counts.get(e.id, {}).values()))
        also = "、".join(n for n in e.names() if n != visit.labels.name(e))
        aside = f'<span class="hk-aside">{esc(visit.labels.kind(e.kind))} · {esc(told)}</span>'
        rows.append(f'<li class="hk-hit"><b>{_chip(visit, e.id)}</b>{aside}<p class="hk-source">{esc(also[:200])}</p></li>')
    st.html(f'<ol class="hk-hits">{"".join(rows)}</ol>')


def _one(visit: Visit, entity: Entity) -> None:
    about = [visit.labels.kind(entity.kind)]
    if entity.level:
        about.append(visit.say(f"level.{entity.level}") if visit.knows(f"level.{entity.level}") else entity.level)
    whole = ""
    if entity.parent and visit.labels.find(entity.parent):
        whole = f" · {esc(visit.say('entity.part'))} {thing(visit, entity.parent)}"
    ways = (("graph", "id", entity.id, "entity.graph"), ("search", "q", visit.labels.name(entity), "entity.passages"))
    more = [link(visit.link(page, **{name: value}), visit.say(key)) for page, name, value, key in ways if page in PAGES]
    head = f'<p class="hk-source">{link(visit.link("entity"), "← " + visit.say("entity.all"))}</p>'
    head += f'<h1 class="hk-title">{esc(visit.labels.name(entity))}</h1><p class="hk-source">{esc(" · ".join(about))}{whole}</p>'
    head += f"<p>{' · '.join(more)}</p>"
    st.html(f'<div class="hk-thing">{head}</div>')
    body, aside = st.columns([8, 5], gap="large")
    with body:
        st.html(_names(visit, entity) + _statements(visit, entity) + _mentions(visit, entity))
    with aside:
        _neighbours(visit, entity)
        if told := _dated(visit, entity) + _figures(visit, entity):
            st.html(told)


def _neighbours(visit: Visit, entity: Entity) -> None:
    """What is nearest, drawn; each name leads on."""
    part = near.around(visit.kb.statements, entity.id, 1, NEAREST)
    if len(part.nodes) < 2:
        return
    rest = visit.say("graph.rest", count=part.left_out) if part.left_out else ""
    more = link(visit.link("graph", id=entity.id), visit.say("entity.graph"))
    st.html(f'<h2 class="hk-section">{esc(visit.say("entity.neighbours"))}</h2><p class="hk-source">{esc(rest)} {more}</p>')
    canvas.show(visit, drawing.picture(visit, part, entity.id, page="entity", width=560), still=True)


def _dated(visit: Visit, entity: Entity) -> str:
    """Its own timeline."""
    rows = [s for s in names.statements_of(visit.kb, entity.id) if date_of(s)]
    if not rows:
        return ""
    rows.sort(key=lambda s: (date_of(s), list(MARKS).index(s.status), s.id))
    items = "".join(
        f'<li class="hk-line"><time class="hk-when">{esc(visit.labels.date(date_of(s)))}</time> {badge(visit, s.status)}<br>'
        f"{claim(visit, s, dated=False)} {_read(visit, s.evidence[0])}</li>"
        for s in rows[:DATED]
    )
    more = f"<p>{link(visit.link('timeline', about=visit.labels.name(entity)), visit.say('entity.timeline'))}</p>"
    head = f'{esc(visit.say("nav.timeline"))} <span class="hk-count">{len(rows)}</span>'
    return f'<h2 class="hk-section">{head}</h2><ul class="hk-dates">{items}</ul>{more if len(rows) > DATED else ""}'


def _figures(visit: Visit, entity: Entity) -> str:
    """Numbers that the documents give for it."""
    rows = sorted((f for f in visit.kb.figures if f.about == entity.id), key=lambda f: (not f.listed, f.date, measure(visit, f), f.id))
    if not rows:
        return ""
    items = []
    for f in rows[:DATED]:
        told = " · ".join(part for part in (measure(visit, f), f.part, visit.labels.date(f.date) if f.date else "") if part)
        mark = badge(visit, f.status, of="figure")
        items.append(f'<li class="hk-line">{esc(told)} <b>{esc(visit.labels.value(f.value))}</b> {mark} {_read(visit, f.evidence[0])}</li>')
    more = link(visit.link("statements", view="figures", thing=entity.id), visit.say("facet.more", count=len(rows) - DATED))
    head = f'{esc(visit.say("entity.figures"))} <span class="hk-count">{len(rows)}</span>'
    rest = f"<p>{more}</p>" if len(rows) > DATED else ""
    return f'<h2 class="hk-section">{head}</h2><ul class="hk-dates">{"".join(items)}</ul>{rest}'


def _read(visit: Visit, item: Evidence) -> str:
    q = item.quote
    return link(place(visit, q.document, q.start, q.end), visit.say("evidence.read"), class_="hk-read")


def _names(visit: Visit, entity: Entity) -> str:
    given = dict.fromkeys([*(name for _, name in entity.labels), *output.names(entity)])
    rows: dict[str, list[str]] = {"zh-Hant": [], "zh-Hans": [], "zh": [], "en": []}
    for name in given:
        rows[_SCRIPTS.get(script_of(name), "zh") if has_han(name) else "en"].append(name)
    lines = []
    for language, some in rows.items():
        if some:
            shown = "".join(f"<li>{esc(name)}</li>" for name in some)
            lines.append(f'<dt>{esc(visit.say(f"script.{language}"))}</dt><dd lang="{language}"><ul class="hk-names">{shown}</ul></dd>')
    # Notes of the ontology are written in English, for those who edit it.
    note = f'<p class="hk-source">{esc(entity.note)}</p>' if visit.language == "en" and entity.note not in ("", "short form") else ""
    return f'<h2 class="hk-section">{esc(visit.say("entity.names"))}</h2><dl class="hk-dl">{"".join(lines)}</dl>{note}'


def _statements(visit: Visit, entity: Entity) -> str:
    given = names.statements_of(visit.kb, entity.id)
    out = [f'<h2 class="hk-section">{esc(visit.say("nav.statements"))} <span class="hk-count">{len(given)}</span></h2>']
    if not given:
        out.append(f'<p class="hk-soft">{esc(visit.say("entity.silent"))}</p>')
    ranks = list(MARKS)
    for side in ("subject", "object"):
        rows = [s for s in given if getattr(s, side) == entity.id]
        rows.sort(key=lambda s: (s.predicate, ranks.index(s.status), s.date, s.id))
        for predicate, group in groupby(rows, key=lambda s: s.predicate):
            name = visit.labels.predicate(predicate) if side == "subject" else visit.labels.inverse(predicate)
            out.append(_relation(visit, name, list(group), "object" if side == "subject" else "subject"))
    return "".join(out)


def _relation(visit: Visit, name: str, rows: Sequence[Statement], other: str) -> str:
    groups = []
    for status, group in groupby(rows, key=lambda s: s.status):
        items = "".join(f'<li class="hk-line">{_said(visit, s, other)}</li>' for s in group)
        groups.append(f"<div>{badge(visit, status)}<ul>{items}</ul></div>")
    head = f'{esc(name)} <span class="hk-count">{len(rows)}</span>'
    return f'<section class="hk-relationgroup">{element("h3", head)}<div>{"".join(groups)}</div></section>'


def _said(visit: Visit, s: Statement, other: str) -> str:
    more = [visit.labels.date(s.date) if s.date else "", visit.labels.value(s.amount) if s.amount else "", s.note]
    about = "".join(f' <span class="hk-soft">· {esc(text)}</span>' for text in more if text)
    return f"{thing(visit, getattr(s, other))}{about}{quotations(visit, s)}"


def _mentions(visit: Visit, entity: Entity) -> str:
    counts = names.mentioned(visit.kb).get(entity.id)
    total = sum(counts.values()) if counts else 0
    out = [f'<h2 class="hk-section">{esc(visit.say("entity.mentions"))} <span class="hk-count">{total}</span></h2>']
    if not counts:
        out.append(f'<p class="hk-soft">{esc(visit.say("entity.unmentioned"))}</p>')
    for document, count in sorted((counts or {}).items(), key=lambda row: (-row[1], row[0])):
        found = names.mentions_of(visit.kb, entity.id, document)
        items = "".join(f'<li class="hk-line">{snippet(visit, document, m)}</li>' for m in found[:MENTIONS])
        rest = "".join(f'<li class="hk-line">{snippet(visit, document, m)}</li>' for m in found[MENTIONS:60])
        fold = folded(esc(visit.say("entity.more", count=len(found) - MENTIONS)), f"<ul>{rest}</ul>") if rest else ""
        lang = language_of(visit, document)
        name = link(visit.link("documents", doc=document), visit.labels.document(document), lang=lang)
        out.append(f'<h3 class="hk-doc">{name} <span class="hk-count">{count}</span></h3><ul lang="{lang}">{items}</ul>{fold}')
    return "".join(out)
