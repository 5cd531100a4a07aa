"""Documents: the list, and a reader with outline, linked names and the statements beside the text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from hetao_kg.explorer import grid, rail, reader
from hetao_kg.explorer.html import element, esc, folded, link, notice
from hetao_kg.explorer.labels import MARKS
from hetao_kg.explorer.pages import compare
from hetao_kg.explorer.parts import as_written, badge, chips, citations, claim, filters, language_of, place, title
from hetao_kg.explorer.visit import Visit
from hetao_kg.split import sections
from hetao_kg.types import STATUSES, Block, Document, Evidence, Statement

#: Kinds of names marked when the address says nothing.
MARKED = ("Institution", "Policy")
#: Documents on one screen; where there are more, they can be filtered by words.
SHOWN = 25
KINDS = ("Institution", "Policy", "Field", "Place", "Person", "Date", "Amount")


def draw(visit: Visit) -> None:
    """The page."""
    identifier = visit.get("doc")
    document = visit.kb.documents.get(identifier)
    other = visit.kb.documents.get(visit.get("with"))
    if document and other and other is not document:
        compare.draw(visit, document, other)
        return
    if document:
        _read(visit, document)
        return
    if identifier:
        st.html(notice(visit.say("documents.unknown"), visit.say("documents.unknown.text", document=identifier)))
    _list(visit)


def _list(visit: Visit) -> None:
    counts: dict[str, Counter[str]] = {d: Counter() for d in visit.kb.documents}
    for s in visit.kb.statements:
        for document in {e.quote.document for e in s.evidence}:
            counts[document][s.status] += 1
    rows: Sequence[Document] = list(visit.kb.documents.values())
    st.html(title(visit, visit.say("nav.documents"), visit.say("documents.lead", documents=len(rows))))
    if len(rows) > SHOWN:
        words = st.text_input(
            visit.say("table.filter"), key="find", bind="query-params", placeholder=visit.say("table.filter"),
            label_visibility="collapsed", max_chars=200, icon=":material/filter_list:",
        )  # fmt: skip
        rows = grid.having(rows, words, lambda d: " ".join([d.id, visit.labels.document(d.id), d.metadata.publisher, d.metadata.date]))
    st.html(rail.cards(visit, rows, lambda d: _row(visit, d, counts[d.id]), SHOWN) if rows else notice(visit.say("table.none"), ""))


def _row(visit: Visit, document: Document, counts: Counter[str]) -> str:
    name = link(visit.link("documents", doc=document.id), visit.labels.document(document.id), lang=language_of(visit, document.id))
    statuses = " ".join(f'<span class="hk-tally">{badge(visit, s, counts[s])}</span>' for s in MARKS if counts[s])
    return f'<li class="hk-hit"><h2 class="hk-doc">{name}</h2><p class="hk-source">{_about(visit, document)}</p><p>{statuses}</p></li>'


def _about(visit: Visit, document: Document) -> str:
    about = document.metadata
    size = visit.say("documents.size", characters=f"{len(document.text):,}")
    given = [
        about.author,
        about.publisher,
        visit.labels.date(about.date),
        visit.say("documents.digest") if about.digest else "",
        size,
        about.licence,
    ]
    parts = [esc(text) for text in given if text]
    if about.url.startswith(("https://", "http://")):
        parts.append(element("a", esc(visit.say("documents.original")), href=about.url, target="_blank"))
    return " · ".join(parts)


def _read(visit: Visit, document: Document) -> None:
    start, end = visit.number("start"), visit.number("end")
    here = (start, end) if 0 <= start < end <= len(document.text) else (0, 0)
    parts = reader.parts(document)
    number = reader.part_at(document, start)
    blocks = parts[number] if parts else ()
    first, last = (blocks[0].start, blocks[-1].end) if blocks else (0, 0)
    said = reader.said_in(visit.kb.statements, document.id, first, last)
    kinds = tuple(k for k in visit.params.get("kinds", MARKED) if k in KINDS)
    mentions = [m for m in visit.kb.mentions.get(document.id, ()) if first <= m.start and m.end <= last]
    text = reader.body(visit, document, blocks, reader.Marks(mentions, said, here, kinds))
    turn = _turn(visit, parts, number)
    st.html(
        f'<p class="hk-source">{link(visit.link("documents"), "← " + visit.say("documents.all"))}</p>'
        + f'<h1 class="hk-title" lang="{language_of(visit, document.id)}">{esc(visit.labels.document(document.id))}</h1>'
        + f'<p class="hk-source">{_about(visit, document)}</p>'
        + _marked(visit, document, here)
        + _kinds(visit, mentions, kinds)
        + _signs(visit, said)
        + _others(visit, document)
        + f'<div class="hk-reader"><nav class="hk-outline" aria-label="{esc(visit.say("documents.outline"))}">'
        + f'{_outline(visit, document)}</nav><aside class="hk-beside" aria-label="{esc(visit.say("nav.statements"))}">'
        + f"{_beside(visit, document, said, here)}</aside>"
        + f'<article class="hk-text" lang="{language_of(visit, document.id)}">{turn}{text}{turn}</article></div>'
    )


def _marked(visit: Visit, document: Document, here: tuple[int, int]) -> str:
    if here == (0, 0):
        return ""
    item = evidence_at(document, *here)
    return f'<div class="hk-here"><p>{link("#here", visit.say("documents.here"))}</p>{citations(visit, item)}</div>'


def evidence_at(document: Document, start: int, end: int) -> Evidence:
    """The place as evidence: its quotation with section and page."""
    block, section = next(((b, s) for b, s in sections(document) if b.start <= start < max(b.end, b.start + 1)), (None, ()))
    return Evidence(document.quote(start, end), section, page=block.page if block else 0)


def _kinds(visit: Visit, mentions: Sequence[object], kinds: Sequence[str]) -> str:
    counts = Counter(getattr(m, "kind", "") for m in mentions)
    options = [
        (k, f'<span class="hk-m hk-m-{k}">{esc(visit.labels.kind(k))}</span> <span class="hk-count">{counts[k]}</span>')
        for k in KINDS
        if counts[k]
    ]
    return filters(visit, visit.say("documents.mark"), chips(visit, "kinds", options, kinds, "none"))


def _signs(visit: Visit, said: Sequence[tuple[Statement, Evidence]]) -> str:
    """What the signs in the text mean."""
    given = {s.status for s, _ in said}
    if not given:
        return ""
    told = " ".join(f'<span class="hk-tally">{badge(visit, status)}</span>' for status in STATUSES if status in given)
    told += f'<span class="hk-soft">{esc(visit.say("documents.signs.text"))}</span>'
    return filters(visit, visit.say("documents.signs"), element("div", told))


def _others(visit: Visit, document: Document) -> str:
    """Ways to the comparison with each other document."""
    others = [d for d in visit.kb.documents if d != document.id]
    items = "".join(
        f"<li>{link(visit.link('documents', doc=document.id, **{'with': d}), visit.labels.document(d), lang=language_of(visit, d))}</li>"
        for d in others[:60]
    )
    return folded(esc(visit.say("documents.compare")), f'<ul class="hk-examples">{items}</ul>') if items else ""


def _outline(visit: Visit, document: Document) -> str:
    items = []
    for block in reader.outline(document):
        words = " ".join(document.text[block.start : block.end].split())
        inside = reader.part_at(document, block.start) == reader.part_at(document, visit.number("start"))
        href = f"#at-{block.start}" if inside else visit.link("documents", doc=document.id, start=block.start) + f"#at-{block.start}"
        items.append(f'<li class="hk-o{block.level}">{link(href, words)}</li>')
    inner = f'<ol lang="{language_of(visit, document.id)}">{"".join(items)}</ol>'
    return folded(esc(visit.say("documents.outline")), inner, opened=False, class_="hk-narrow") + f'<div class="hk-wide">{inner}</div>'


def _turn(visit: Visit, parts: Sequence[Sequence[Block]], number: int) -> str:
    if len(parts) < 2:
        return ""
    links = [esc(visit.say("documents.part", number=number + 1, parts=len(parts)))]
    if number:
        links.insert(0, link(visit.here(start=parts[number - 1][0].start or None, end=None), "← " + visit.say("documents.previous")))
    if number + 1 < len(parts):
        links.append(link(visit.here(start=parts[number + 1][0].start, end=None), visit.say("documents.next") + " →"))
    return f'<p class="hk-source hk-turn">{" · ".join(links)}</p>'


def _beside(visit: Visit, document: Document, said: Sequence[tuple[Statement, Evidence]], here: tuple[int, int]) -> str:
    if not said:
        return f'<p class="hk-soft">{esc(visit.say("documents.nothing"))}</p>'
    head = f'{esc(visit.say("documents.statements"))} <span class="hk-count">{len(said)}</span>'
    chosen = visit.params.get("status", ())
    counts = Counter(s.status for s, _ in said)
    filters_ = chips(visit, "status", [(s, badge(visit, s, counts[s])) for s in STATUSES if counts[s]], chosen)
    cards = []
    for s, e in (row for row in said if not chosen or row[0].status in chosen):
        on = " hk-on" if (e.quote.start, e.quote.end) == here else ""
        cue = f' <span class="hk-soft">「{esc(as_written(e))}」</span>' if e.cue and s.status != "in-force" else ""
        go = link(place(visit, document.id, e.quote.start, e.quote.end), visit.say("documents.show"), class_="hk-read")
        cards.append(f'<li class="hk-card{on}" id="s-{esc(s.id)}">{badge(visit, s.status)}{cue} · {go}<br>{claim(visit, s)}</li>')
    # Stands open beside the text; page.js folds it where it would push the text away.
    return folded(head, f'{filters_}<ol class="hk-cards">{"".join(cards)}</ol>', opened=True, class_="hk-fold")
