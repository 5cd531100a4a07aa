"""Corpus: what the knowledge base was made of, what could not be read, and adding to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from hetao_kg.explorer import grid, names, tables, uploads
from hetao_kg.explorer.building import Building
from hetao_kg.explorer.downloads import offer
from hetao_kg.explorer.html import element, esc, link, notice
from hetao_kg.explorer.labels import MARKS
from hetao_kg.explorer.parts import badge, language_of, title
from hetao_kg.explorer.visit import Visit
from hetao_kg.read import READERS, limits
from hetao_kg.settings import Settings

#: Seconds between two looks at a build at work.
_LOOK = 1.0


def draw(visit: Visit) -> None:
    """The page."""
    corpus = Settings.from_environment().corpus
    corpus = corpus.resolve() if corpus and corpus.is_dir() else None
    found = uploads.states(corpus, visit.kb.documents, {p.where for p in visit.kb.problems}) if corpus else {}
    lead = visit.say("corpus.lead.adding" if corpus else "corpus.lead", documents=len(visit.kb.documents))
    st.html(title(visit, visit.say("nav.corpus"), lead) + _counts(visit))
    _adding(visit, corpus, found)
    parts = [_documents(visit, found), _problems(visit)]
    # What could not be read is seen before a long table.
    st.html("".join(reversed(parts) if visit.kb.problems else parts) + _making(visit))
    offer(visit, {"documents.csv": tables.csv_of(_rows(visit))})


def _counts(visit: Visit) -> str:
    kb = visit.kb
    counts: Counter[str] = Counter(s.status for s in kb.statements)
    given = {"documents": len(kb.documents), "passages": len(kb.passages), "entities": len(kb.entities), "statements": len(kb.statements),
             "problems": len(kb.problems)}  # fmt: skip
    items = "".join(f"<div><dt>{esc(visit.say(f'corpus.{name}'))}</dt><dd>{number:,}</dd></div>" for name, number in given.items())
    statuses = " ".join(f'<span class="hk-tally">{badge(visit, s, counts[s])}</span>' for s in MARKS if counts[s])
    return f'<dl class="hk-numbers">{items}</dl><p>{statuses}</p>'


# -- adding


@st.cache_resource(show_spinner=False)
def _building(folder: Path) -> Building:
    """The builds of a knowledge base, the same for all visitors."""
    return Building()


def _adding(visit: Visit, corpus: Path | None, found: Mapping[str, str]) -> None:
    st.html(f'<h2 class="hk-section">{esc(visit.say("corpus.add"))}</h2>')
    if corpus is None:
        command = esc(f"hetao-kg build corpus --kb {visit.kb.folder}\nhetao-kg explore --kb {visit.kb.folder} --corpus corpus")
        st.html(f'<p>{esc(visit.say("corpus.add.text"))}</p><pre lang="en">{command}</pre>')
        return
    building = _building(visit.kb.folder)
    st.html(f'<p class="hk-source">{esc(_limits(visit))}</p>')
    given = st.file_uploader(
        visit.say("corpus.files"),
        type=[ending.removeprefix(".") for ending in READERS],
        accept_multiple_files=True,
        key=f"files-{st.session_state.get('added', 0)}",
        label_visibility="collapsed",
    )
    with st.container(horizontal=True):
        if st.button(visit.say("corpus.add.go"), type="primary", disabled=building.running or not given):
            taken, refused = uploads.add(corpus, [(file.name, file.getvalue()) for file in given])
            st.session_state["refused"] = refused
            st.session_state["added"] = st.session_state.get("added", 0) + 1
            _build(visit, building, corpus, bool(taken))
        change = uploads.last(corpus)
        if change and st.button(_undo(visit, change), disabled=building.running):
            uploads.undo(corpus)
            _build(visit, building, corpus, True)
        changed = sum(what != "unread" for what in found.values())
        if changed and not building.running and st.button(visit.say("corpus.build", count=changed)):
            _build(visit, building, corpus, True)
    refusals = st.session_state.get("refused", ())
    if refusals:
        items = "".join(f"<li><b>{esc(name)}</b>: {esc(visit.say(f'corpus.refused.{why}'))}</li>" for name, why in refusals)
        st.html(notice(visit.say("corpus.refused"), "", f"<ul>{items}</ul>"))
    _progress(visit, building)
    _mine(visit, building, corpus)


def _limits(visit: Visit) -> str:
    endings = " ".join(sorted(READERS))
    return visit.say("corpus.limits", endings=endings, size=limits.FILE // 2**20, pages=f"{limits.PAGES:,}", seconds=int(limits.SECONDS))


def _undo(visit: Visit, change: uploads.Change) -> str:
    """What the button that takes the last change back says."""
    given = change.added or change.removed
    key = "corpus.undo.added" if change.added else "corpus.undo.removed"
    first = given[0] if len(given[0]) <= 40 else given[0][:38] + "…"
    return visit.say(key, name=first) + (f" +{len(given) - 1}" if len(given) > 1 else "")


def _build(visit: Visit, building: Building, corpus: Path, changed: bool) -> None:
    if changed:
        building.start(corpus, visit.kb.folder, visit.kb.manifest["input"]["model"], len(uploads.files(corpus)))
    st.rerun()


def _progress(visit: Visit, building: Building) -> None:
    """How far the build at work is, looked at again and again until it ends; then what came of the last one."""

    @st.fragment(run_every=_LOOK if building.running else None)
    def look(was_running: bool) -> None:
        now = building.progress
        if now is None:
            return
        if now.running:
            st.progress(now.part, visit.say("corpus.building", step=visit.say(f"corpus.step.{now.step}")))
        elif was_running:
            st.rerun()
        elif now.step == "failed":
            st.html(notice(visit.say("corpus.failed"), visit.told(now.said)))
        else:
            st.html(f'<p class="hk-source" role="status">{esc(visit.say("corpus.done"))}</p>')

    look(building.running)


def _mine(visit: Visit, building: Building, corpus: Path) -> None:
    """The documents added here, each with a button that takes it out."""
    given = uploads.added(corpus)
    if not given:
        return
    with st.expander(visit.say("corpus.mine", count=len(given))):
        for name in given:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.html(esc(name))
                tip = visit.say("corpus.remove.help")
                if st.button(visit.say("corpus.remove"), key=f"out-{name}", disabled=building.running, help=tip):
                    uploads.take_out(corpus, name)
                    _build(visit, building, corpus, True)


# -- what there is


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


def _documents(visit: Visit, found: Mapping[str, str]) -> str:
    troubled = {p.where for p in visit.kb.problems}

    def name(row: tables.Row) -> str:
        identifier = str(row["document"])
        return link(visit.link("documents", doc=identifier), visit.labels.document(identifier), lang=language_of(visit, identifier))

    def state(row: tables.Row) -> str:
        source = str(row["source"])
        return visit.say(f"corpus.state.{found.get(source, 'troubled' if source in troubled else 'read')}")

    def column(name: str, number: bool = False) -> grid.Column[tables.Row]:
        def key(row: tables.Row) -> str | float:
            value = row[name]
            return value if isinstance(value, int) else str(value)

        def cell(row: tables.Row) -> str:
            value = row[name]
            return f"{value:,}" if isinstance(value, int) else esc(visit.labels.date(str(value)) if name == "date" else value)

        return grid.Column(name, visit.say(f"corpus.{name}"), cell, key, number)

    columns = [
        grid.Column("document", visit.say("corpus.document"), name, lambda row: str(row["title"] or row["document"])),
        column("source"), grid.Column("state", visit.say("corpus.state"), lambda row: esc(state(row)), state), column("date"),
        *(column(one, True) for one in ("characters", "passages", "names", "statements")), column("licence"),
    ]  # fmt: skip
    rows = grid.ordered(visit, _rows(visit), columns)
    waiting = "".join(element("li", f"{esc(source)}: {esc(visit.say(f'corpus.state.{what}'))}", class_="hk-line")
                      for source, what in found.items() if what in ("new", "unread"))  # fmt: skip
    head = f'<h2 class="hk-section">{esc(visit.say("corpus.documents"))}</h2>'
    table = element("div", grid.table(visit, rows, columns, shown=50), class_="hk-corpus")
    return head + table + (f"<ul>{waiting}</ul>" if waiting else "")


def _problems(visit: Visit) -> str:
    problems = visit.kb.problems
    head = f'<h2 class="hk-section">{esc(visit.say("corpus.problems"))} <span class="hk-count">{len(problems)}</span></h2>'
    if not problems:
        return head + f'<p class="hk-soft">{esc(visit.say("corpus.fine"))}</p>'
    items = "".join(
        f'<li class="hk-line"><b>{esc(p.where)}</b>: {esc(visit.told(p.what))} <span class="hk-soft">{esc(visit.told(p.hint))}</span></li>'
        for p in problems
    )
    return f"{head}<ul>{items}</ul>"


def _making(visit: Visit) -> str:
    manifest = visit.kb.manifest
    made = manifest.get("input", {})
    index, _, model = visit.kb.index.describe().rpartition("model ")
    given = {
        "model": model,
        "index": visit.told(index.rstrip("; ")),
        "ontology": visit.kb.ontology.version,
        "tool": manifest.get("tool", ""),
        "snapshot": visit.kb.snapshot.name.removeprefix("snapshot-"),
        "folder": visit.kb.folder,
    }
    if made.get("ontology") and made["ontology"] != visit.kb.ontology.version:
        given["stale"] = visit.say("corpus.stale.text", version=made["ontology"])
    items = "".join(element("dt", esc(visit.say(f"corpus.{name}"))) + element("dd", esc(value)) for name, value in given.items())
    return f'<h2 class="hk-section">{esc(visit.say("corpus.made"))}</h2><dl class="hk-dl">{items}</dl>'
