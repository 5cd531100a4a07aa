"""What two documents say of one thing, side by side; drawn by the Documents page."""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from hetao_kg.explorer import names
from hetao_kg.explorer.html import esc, folded, link, notice
from hetao_kg.explorer.labels import MARKS
from hetao_kg.explorer.parts import badge, claim, cue_line, evidence, language_of, snippet, title
from hetao_kg.explorer.visit import Visit
from hetao_kg.types import Document, Entity

#: Names offered that both documents mention; mentions shown before the rest folds out.
SHARED, MENTIONS = 30, 4


def draw(visit: Visit, first: Document, second: Document) -> None:
    """The comparison."""
    back = link(visit.link("documents", doc=first.id), "← " + visit.labels.document(first.id))
    st.html(f'<p class="hk-source">{back}</p>' + title(visit, visit.say("compare.title"), visit.say("compare.lead")))
    words = st.text_input(
        visit.say("entity.label"), key="name", bind="query-params", placeholder=visit.say("entity.label"), label_visibility="collapsed",
        max_chars=200, icon=":material/search:",
    ).strip()  # fmt: skip
    found = names.find(visit.kb, words, 1) if words else []
    if words and not found:
        st.html(notice(visit.say("entity.none"), visit.say("graph.unknown", name=words)))
    if not found:
        st.html(_shared(visit, first, second))
        return
    heading = f'<h2 class="hk-section">{esc(visit.labels.name(found[0]))}</h2>'
    columns = "".join(f"<section>{_column(visit, document, found[0])}</section>" for document in (first, second))
    st.html(f'{heading}<div class="hk-twin">{columns}</div>')


def _shared(visit: Visit, first: Document, second: Document) -> str:
    """Names in both documents, those that both mention most first."""
    counts = names.mentioned(visit.kb)
    both = {i: min(c[first.id], c[second.id]) for i, c in counts.items() if c[first.id] and c[second.id] and i in visit.kb.entities}
    ranked = sorted(both, key=lambda i: (-both[i], i))[:SHARED]
    if not ranked:
        return notice(visit.say("compare.none"), visit.say("compare.none.text"))
    items = "".join(f"<li>{link(visit.here(name=visit.labels.entity(i)), visit.labels.entity(i))}</li>" for i in ranked)
    return f'<h2 class="hk-section">{esc(visit.say("compare.shared"))}</h2><ul class="hk-examples">{items}</ul>'


def _column(visit: Visit, document: Document, entity: Entity) -> str:
    language = language_of(visit, document.id)
    name = link(visit.link("documents", doc=document.id), visit.labels.document(document.id), lang=language)
    about = " · ".join(part for part in (document.metadata.publisher, visit.labels.date(document.metadata.date)) if part)
    out = [f'<h3 class="hk-doc">{name}</h3><p class="hk-source">{esc(about)}</p>']
    ranks = list(MARKS)
    said = [s for s in names.statements_of(visit.kb, entity.id) if any(e.quote.document == document.id for e in s.evidence)]
    said.sort(key=lambda s: (ranks.index(s.status), s.predicate, s.id))
    for status, group in groupby(said, key=lambda s: s.status):
        items = []
        for s in group:
            quoted = "".join(evidence(visit, e, (), cue_line(visit, s.status, e)) for e in s.evidence if e.quote.document == document.id)
            items.append(f'<li class="hk-card">{claim(visit, s)}{quoted}</li>')
        out.append(f"<p>{badge(visit, status, len(items))}</p><ul>{''.join(items)}</ul>")
    if not said:
        out.append(f'<p class="hk-soft">{esc(visit.say("compare.silent"))}</p>')
    found = names.mentions_of(visit.kb, entity.id, document.id)
    lines = [f'<li class="hk-line">{snippet(visit, document.id, m)}</li>' for m in found[:60]]
    more = (
        folded(esc(visit.say("entity.more", count=len(found) - MENTIONS)), f"<ul>{''.join(lines[MENTIONS:])}</ul>")
        if lines[MENTIONS:]
        else ""
    )
    head = f'<p><b>{esc(visit.say("entity.mentions"))}</b> <span class="hk-count">{len(found)}</span></p>'
    return "".join(out) + f'{head}<ul lang="{language}">{"".join(lines[:MENTIONS])}</ul>{more}'
