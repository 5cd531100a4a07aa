"""Corpus: what the knowledge base was made of, what could not be read, and how to add to it."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from hetao_kg.explorer import names, tables
from hetao_kg.explorer.html import element, esc, link
from hetao_kg.explorer.labels import MARKS
from hetao_kg.explorer.parts import badge, language_of, title
from hetao_kg.explorer.visit import Visit

_COLUMNS = ("document", "source", "date", "characters", "passages", "names", "statements", "licence")


def draw(visit: Visit) -> None:
    """The page."""
    kb = visit.kb
    head = title(visit, visit.say("nav.corpus"), visit.say("corpus.lead", documents=len(kb.documents)))
    st.html(head + _counts(visit) + _documents(visit) + _problems(visit) + _making(visit) + _adding(visit))
    st.download_button(visit.say("download", form="CSV"), tables.csv_of(_rows(visit)), "documents.csv", "text/csv", on_click="ignore")


def _counts(visit: Visit) -> str:
    kb = visit.kb
    counts: Counter[str] = Counter(s.status for s in kb.statements)
    given = {"documents": len(kb.documents), "passages": len(kb.passages), "entities": len(kb.entities), "statements": len(kb.statements),
             "problems": len(kb.problems)}  # fmt: skip
    items = "".join(f"<div><dt>{esc(visit.say(f'corpus.{name}'))}</dt><dd>{number:,}</dd></div>" for name, number in given.items())
    statuses = " ".join(f'<span class="hk-tally">{badge(visit, s, counts[s])}</span>' for s in MARKS if counts[s])
    return f'<dl class="hk-numbers">{items}</dl><p>{statuses}</p>'


def _rows(visit: Visit) -> list[tables.Row]:
    kb = visit.kb
    passages = Counter(p.quote.document for p in kb.passages)
    statements = Counter(d for s in kb.statements for d in {e.quote.document for e in s.evidence})
    mentioned: Counter[str] = Counter()
    for counts in names.mentioned(kb).values():
        mentioned.update(counts)
    return [
        {"document": d.id, "title": d.metadata.title, "source": d.source, "publisher": d.metadata.publisher, "date": d.metadata.date,
         "characters": len(d.text), "passages": passages[d.id], "names": mentioned[d.id], "statements": statements[d.id],
         "licence": d.metadata.licence, "sha256": d.sha256}
        for d in kb.documents.values()
    ]  # fmt: skip


def _documents(visit: Visit) -> str:
    heads = "".join(f'<th scope="col">{esc(visit.say(f"corpus.{name}"))}</th>' for name in _COLUMNS)
    lines = []
    for row in _rows(visit):
        identifier = str(row["document"])
        name = link(visit.link("documents", doc=identifier), visit.labels.document(identifier), lang=language_of(visit, identifier))
        cells = [name]
        for column in _COLUMNS[1:]:
            value = row[column]
            cells.append(f"{value:,}" if isinstance(value, int) else esc(visit.labels.date(str(value)) if column == "date" else value))
        marked = zip(_COLUMNS, cells, strict=True)
        lines.append("<tr>" + "".join(element("td", cell, data_head=visit.say(f"corpus.{column}")) for column, cell in marked) + "</tr>")
    table = f'<table class="hk-table hk-plain"><thead><tr>{heads}</tr></thead><tbody>{"".join(lines)}</tbody></table>'
    return f'<h2 class="hk-section">{esc(visit.say("corpus.documents"))}</h2><div class="hk-tablebox" tabindex="0">{table}</div>'


def _problems(visit: Visit) -> str:
    problems = visit.kb.problems
    head = f'<h2 class="hk-section">{esc(visit.say("corpus.problems"))} <span class="hk-count">{len(problems)}</span></h2>'
    if not problems:
        return head + f'<p class="hk-soft">{esc(visit.say("corpus.fine"))}</p>'
    items = "".join(
        f'<li class="hk-line"><b>{esc(p.where)}</b>: {esc(p.what)} <span class="hk-soft">{esc(p.hint)}</span></li>' for p in problems
    )
    return f"{head}<ul>{items}</ul>"


def _making(visit: Visit) -> str:
    manifest = visit.kb.manifest
    made = manifest.get("input", {})
    given = {
        "model": visit.kb.index.describe(),
        "ontology": visit.kb.ontology.version,
        "tool": manifest.get("tool", ""),
        "folder": visit.kb.folder,
    }
    if made.get("ontology") and made["ontology"] != visit.kb.ontology.version:
        given["stale"] = visit.say("corpus.stale.text", version=made["ontology"])
    items = "".join(f"<dt>{esc(visit.say(f'corpus.{name}'))}</dt><dd>{esc(value)}</dd>" for name, value in given.items())
    return f'<h2 class="hk-section">{esc(visit.say("corpus.made"))}</h2><dl class="hk-dl">{items}</dl>'


def _adding(visit: Visit) -> str:
    command = f'<pre lang="en">{esc(f"hetao-kg build corpus --kb {visit.kb.folder}")}</pre>'
    return f'<h2 class="hk-section">{esc(visit.say("corpus.add"))}</h2><p>{esc(visit.say("corpus.add.text"))}</p>{command}'
