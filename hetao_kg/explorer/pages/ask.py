"""Ask: one question, answers grouped by status, each with its evidence."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from hetao_kg import output
from hetao_kg.answer import ask
from hetao_kg.answer.question import Understander
from hetao_kg.answer.words import verdict_words
from hetao_kg.explorer import PAGES, facets, rail, tables
from hetao_kg.explorer.downloads import json_of, offer
from hetao_kg.explorer.html import element, esc, folded, link, notice, occurrences
from hetao_kg.explorer.labels import MARKS
from hetao_kg.explorer.parts import badge, choice, citations, cleared, cue_line, evidence, filters, passage, title, words_of
from hetao_kg.explorer.visit import Visit
from hetao_kg.types import Answer, AnswerItem, Evidence

#: Passages shown below the answers; pieces of evidence shown before the rest folds out.
PASSAGES, OPEN = 5, 1
EXAMPLES = 5
#: Answers from which on there are filters; what they filter by.
MANY, _FACETS = 4, ("status", "kind", "document")


def draw(visit: Visit) -> None:
    """The page."""
    st.html(title(visit, visit.say("ask.title"), visit.say("ask.lead", documents=len(visit.kb.documents))))
    question = st.text_input(
        visit.say("ask.label"),
        key="q",
        bind="query-params",
        placeholder=visit.say("ask.placeholder"),
        label_visibility="collapsed",
        max_chars=2000,
        icon=":material/search:",
    ).strip()
    if not question:
        _examples(visit, visit.say("ask.examples"))
        return
    with st.spinner(visit.say("ask.asking")):
        answer = ask(visit.kb, question, PASSAGES)
    if answer.answers:
        shown = replace(answer, answers=tuple(_chosen(visit, answer)))
        verdict = element("p", esc(verdict_words(visit.kb, answer)), class_="hk-verdict") if answer.verdict else ""
        groups = verdict + "".join(_group(visit, shown, s) for s in _statuses(shown)) or cleared(visit, *_FACETS)
        st.html(f'<div lang="{visit.language}">{_controls(visit, answer)}{groups}{_how(visit, answer)}</div>')
        _downloads(visit, shown)
    else:
        st.html(notice(visit.say("ask.silent"), visit.say("ask.silent.text"), _nearest(visit, answer)) + _how(visit, answer))
    _passages(visit, answer)
    _examples(visit, visit.say("ask.more"))


def _examples(visit: Visit, title: str) -> None:
    items = "".join(
        f"<li>{link(visit.link('ask', q=text), text)}</li>" for text in (visit.say(f"example.{n}") for n in range(1, EXAMPLES + 1))
    )
    st.html(f'<h2 class="hk-section">{esc(title)}</h2><ul class="hk-examples">{items}</ul>')


def _facets(item: AnswerItem) -> facets.Values:
    documents = tuple(dict.fromkeys(e.quote.document for e in item.evidence))
    return {"status": (item.status,), "kind": ("Amount" if item.kind == "Figure" else item.kind,), "document": documents}


def _controls(visit: Visit, answer: Answer) -> str:
    """Filters and the order, where there is enough to filter."""
    if len(answer.answers) < MANY:
        return ""
    chosen = {name: visit.params.get(name, ()) for name in _FACETS}
    counts = facets.narrow(answer.answers, _facets, chosen, _FACETS).counts
    given = [rail.facet(visit, n, counts[n], chosen[n], True) for n in _FACETS if len(counts[n]) > 1 or chosen[n]]
    orders = [("", esc(visit.say("ask.best"))), *((name, esc(visit.say(f"ask.by.{name}"))) for name in ("name", "date"))]
    order = filters(visit, visit.say("search.sort"), choice(visit, "sort", orders, visit.get("sort")))
    return rail.choices(visit, order + "".join(given))


def _chosen(visit: Visit, answer: Answer) -> list[AnswerItem]:
    """The answers that the filters leave, best first unless asked otherwise."""
    chosen = {name: visit.params.get(name, ()) for name in _FACETS}
    left = list(facets.narrow(answer.answers, _facets, chosen, _FACETS).items)
    if visit.get("sort") == "name":
        left.sort(key=lambda item: _shown(visit, item, visit.labels.by_iri.get(item.iri, "")))
    if visit.get("sort") == "date":
        dates = {d.id: d.metadata.date for d in visit.kb.documents.values()}
        left.sort(key=lambda item: max((dates.get(e.quote.document, "") for e in item.evidence), default=""), reverse=True)
    return left


def _statuses(answer: Answer) -> list[str]:
    given = {item.status for item in answer.answers}
    return [s for s in MARKS if s in given] + sorted(given - set(MARKS))


def _group(visit: Visit, answer: Answer, status: str) -> str:
    items = [item for item in answer.answers if item.status == status]
    title = element("h2", f"{badge(visit, status, len(items))}", class_="hk-grouphead")
    explained = f'<p class="hk-source">{esc(visit.say(f"status.{status}.means"))}</p>' if status in MARKS else ""
    return (
        f'<section class="hk-group" data-status="{esc(status)}">{title}{explained}{"".join(_item(visit, item) for item in items)}</section>'
    )


def _item(visit: Visit, item: AnswerItem) -> str:
    identifier = visit.labels.by_iri.get(item.iri, "")
    name = _shown(visit, item, identifier)
    name_html = link(visit.link("entity", id=identifier), name) if identifier and "entity" in PAGES else esc(name)
    aside = [text for text in (_own_form(item, name), visit.labels.kind("Amount" if item.kind == "Figure" else item.kind)) if text]
    if item.source == "text":
        aside.append(visit.say("ask.read"))
    first, rest = item.evidence[:OPEN], item.evidence[OPEN:]
    body = "".join(_evidence(visit, item, identifier, e) for e in first)
    more = (
        folded(esc(visit.say("ask.evidence.more", count=len(rest))), "".join(_evidence(visit, item, identifier, e) for e in rest))
        if rest
        else ""
    )
    head = f'<h3 class="hk-name">{name_html}</h3><span class="hk-aside">{esc(" · ".join(aside))}</span>'
    return f'<article class="hk-answer">{head}{body}{more}</article>'


def _shown(visit: Visit, item: AnswerItem, identifier: str) -> str:
    if identifier:
        return visit.labels.entity(identifier)
    if item.kind == "Date" and item.value:
        return visit.labels.date(item.value)
    if item.kind in ("Amount", "Figure") and item.value and item.label == item.value:
        return visit.labels.amount(item.value, item.unit or "")
    return item.label


def _own_form(item: AnswerItem, shown: str) -> str:
    """The form in which the first quotation names the answer, where it is another one."""
    quoted = item.evidence[0].quote.text if item.evidence else ""
    return next((n for n in sorted(item.labels, key=len, reverse=True) if n in quoted and n != shown), "")


def _spans(visit: Visit, item: AnswerItem, identifier: str, e: Evidence) -> list[tuple[int, int]]:
    q = e.quote
    inside = [m for m in visit.kb.mentions.get(q.document, ()) if q.start <= m.start and m.end <= q.end]
    if identifier:
        found = [(m.start, m.end) for m in inside if m.entity == identifier]
    else:
        found = [(m.start, m.end) for m in inside if m.value and m.value.value == item.value]
    return found or [(a + q.start, b + q.start) for a, b in occurrences(q.text, [item.label, *item.labels])]


def _evidence(visit: Visit, item: AnswerItem, identifier: str, e: Evidence) -> str:
    cue = cue_line(visit, item.status, e)
    return evidence(visit, e, _spans(visit, item, identifier, e), cue + citations(visit, e))


def _how(visit: Visit, answer: Answer) -> str:
    inner = f'<p lang="{answer.language}">{esc(answer.interpretation)}</p>'
    if answer.sparql:
        inner += f'<p class="hk-source">{esc(visit.say("ask.sparql"))}</p><pre lang="en">{esc(answer.sparql)}</pre>'
        if "sparql" in PAGES:
            inner += f"<p>{link(visit.link('sparql', query=answer.sparql), visit.say('ask.open'))}</p>"
    return folded(esc(visit.say("ask.how")), inner, class_="hk-how")


def _nearest(visit: Visit, answer: Answer) -> str:
    """Names to go on from: those of the question, then those of the best passages."""
    if "entity" not in PAGES:
        return ""
    found: dict[str, None] = dict.fromkeys(i for i in Understander.of(visit.kb).read(answer.question).entities if visit.labels.find(i))
    for hit in answer.passages[:3]:
        q = hit.passage.quote
        for m in visit.kb.mentions.get(q.document, ()):
            if m.entity and q.start <= m.start and m.end <= q.end:
                found.setdefault(m.entity)
    items = "".join(f"<li>{link(visit.link('entity', id=i), visit.labels.entity(i))}</li>" for i in list(found)[:8])
    return f'<p class="hk-source">{esc(visit.say("ask.nearest"))}</p><ul class="hk-examples">{items}</ul>' if items else ""


def _passages(visit: Visit, answer: Answer) -> None:
    if not answer.passages:
        return
    words = words_of(visit, answer.question)
    hits = "".join(passage(visit, hit.passage, words) for hit in answer.passages)
    more = f"<p>{link(visit.link('search', q=answer.question), visit.say('ask.search'))}</p>" if "search" in PAGES else ""
    st.html(f'<h2 class="hk-section">{esc(visit.say("ask.passages"))}</h2><ol class="hk-hits">{hits}</ol>{more}')


def _downloads(visit: Visit, answer: Answer) -> None:
    rows = tables.csv_of(tables.answer_rows(answer, visit.labels))
    offer(visit, {"answers.csv": rows, "answers.json": json_of(output.answer(answer))})
