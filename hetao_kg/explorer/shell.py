"""What stands around every page: language, head, navigation, the open knowledge base, and one clear line on errors."""

from __future__ import annotations

import functools
import logging
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import streamlit as st

from hetao_kg.answer import ask
from hetao_kg.errors import HetaoError
from hetao_kg.explorer import PAGES, texts
from hetao_kg.explorer.html import esc, folded, link, notice
from hetao_kg.explorer.labels import MARKS, Labels
from hetao_kg.explorer.visit import Values, Visit, address
from hetao_kg.kb import KnowledgeBase, current
from hetao_kg.settings import Settings
from hetao_kg.types import Language

_HERE = Path(__file__).parent
_log = logging.getLogger(__name__)
#: Seconds that a drawn page gets to reach its reader before anything else is loaded.
_BREATH = 0.5


@st.cache_resource(max_entries=2, show_spinner=False)
def _opened(folder: Path, snapshot: str, ontology: Path) -> KnowledgeBase:
    """The knowledge base, opened once for all visitors; a new snapshot is another entry."""
    kb = KnowledgeBase(folder, ontology)
    # Read now what pages need: a later build sweeps the files of this snapshot away. A model made for a corpus follows in `_readied`.
    _ = kb.documents, kb.passages, kb.entities, kb.statements, kb.mentions, kb.problems, kb.definitions, kb.names, kb.store
    _ = kb.figures, kb.proposals, kb.outcomes, kb.conflicts, kb.index
    return kb


@st.cache_resource(max_entries=2, show_spinner=False)
def _readied(snapshot: str, _kb: KnowledgeBase) -> None:
    """Has what searching and asking need besides loaded, once, while the first visitor reads the first page."""

    def load() -> None:
        with suppress(HetaoError):  # whoever asks is told
            ask(_kb, "政策")

    timer = threading.Timer(_BREATH, load)
    timer.daemon = True
    timer.start()


@st.cache_resource(max_entries=6, show_spinner=False)
def _labels(snapshot: str, _kb: KnowledgeBase, language: Language) -> Labels:
    return Labels(_kb, language)


def run() -> None:
    """Draws the page that the address asks for."""
    language = _language()
    name = st.query_params.get("page", "")
    page = name if name in PAGES else next(iter(PAGES))
    st.set_page_config(
        page_title=_title(page, language, ""), page_icon=str(_HERE / "icon.png"), layout="wide", initial_sidebar_state="collapsed"
    )
    st.html(f"<style>{_style()}</style>")
    head = st.empty()
    head.html(_head(page, language, _params()))
    with st.container(key="hk-body"):
        _body(page, language, _params())
    # Drawn again: widgets of the page may have changed the address.
    head.html(_head(page, language, _params()))
    st.html(f'<footer class="hk-foot" lang="{language}">{_legend(language)}<p>{esc(texts.say("foot", language))}</p></footer>')
    here = esc(address(page, language, dict(_params())))
    script = _script().replace("__LANG__", language)
    st.html(f'<span data-address="{here}" hidden></span><script>{script}</script>', unsafe_allow_javascript=True)


def _body(page: str, language: Language, params: dict[str, tuple[str, ...]]) -> None:
    try:
        settings = Settings.from_environment()
        folder = settings.kb.resolve()
        if not (folder / "CURRENT").is_file():
            _missing(folder, language)
            return
        snapshot = current(folder).name
        with st.spinner(texts.say("opening", language)):
            kb = _opened(folder, snapshot, settings.ontology)
            visit = Visit(kb, _labels(str(folder / snapshot), kb, language), language, page, params)
        if not kb.documents:
            st.html(notice(visit.say("empty.title"), visit.say("empty.text")))
            return
        st.set_page_config(page_title=_title(page, language, _about(visit)))
        PAGES[page]()(visit)
        _readied(str(folder / snapshot), kb)
    except HetaoError as error:
        st.html(notice(texts.say("error.user", language), texts.translated(str(error), language)))
    except Exception:  # noqa: BLE001 - the last resort: a reader is told, the log keeps the rest
        _log.exception("the page %s could not be drawn", page)
        st.html(notice(texts.say("error.ours", language), texts.say("error.ours.text", language)))


def _legend(language: Language) -> str:
    """What the statuses mean, one click away on every page."""
    rows = "".join(
        f'<dt class="hk-status hk-{status}"><span aria-hidden="true">{mark}</span> {esc(texts.say(f"status.{status}", language))}</dt>'
        f"<dd>{esc(texts.say(f'status.{status}.means', language))}</dd>"
        for status, mark in MARKS.items()
    )
    return folded(esc(texts.say("legend", language)), f'<dl class="hk-dl">{rows}</dl>')


def _missing(folder: Path, language: Language) -> None:
    commands = f'<pre lang="en">{esc(f"hetao-kg build corpus --kb {folder}")}</pre>'
    st.html(notice(texts.say("missing.title", language), texts.say("missing.text", language, folder=folder), commands))


def _params() -> dict[str, tuple[str, ...]]:
    """The address's parameters, without page and language."""
    return {key: tuple(st.query_params.get_all(key)) for key in st.query_params if key not in ("page", "lang")}


def _language() -> Language:
    """The language of the address, else the browser's."""
    tag = st.query_params.get("lang", "")
    return texts.language_from(tag or str(getattr(st.context, "locale", "") or ""))


def _title(page: str, language: Language, about: str) -> str:
    return " · ".join(part for part in (about[:60], texts.say(f"nav.{page}", language), texts.say("brand", language)) if part)


def _about(visit: Visit) -> str:
    """What the page is about, for its title in the browser."""
    if document := visit.get("doc"):
        return visit.labels.document(document)
    if entity := visit.get("id"):
        return visit.labels.entity(entity)
    view = f"statements.view.{visit.get('view')}"
    return visit.get("q") or visit.get("name") or visit.get("about") or (visit.say(view) if visit.knows(view) else "")


def _head(page: str, language: Language, params: dict[str, tuple[str, ...]]) -> str:
    pages = [
        link(
            address(name, language, _carried(page, name, params)),
            texts.say(f"nav.{name}", language),
            aria_current="page" if name == page else None,
        )
        for name in PAGES
    ]
    kept: dict[str, Values] = dict(params)
    languages = [
        link(address(page, other, kept), name, lang=other, hreflang=other, aria_current="true" if other == language else None)
        for other, name in texts.LANGUAGES.items()
    ]
    first = address(next(iter(PAGES)), language, {})
    return (
        f'<header class="hk-head" lang="{language}"><div class="hk-brandline">'
        f"{link(first, texts.say('brand', language), class_='hk-brand')}"
        f'<nav class="hk-languages" aria-label="{esc(texts.say("languages", language))}">{"".join(languages)}</nav></div>'
        f'<nav class="hk-pages" aria-label="{esc(texts.say("pages", language))}">{"".join(pages)}</nav></header>'
    )


def _carried(page: str, other: str, params: Mapping[str, tuple[str, ...]]) -> dict[str, Values]:
    """What goes along to another page: a question is also a search."""
    return {"q": params["q"]} if {page, other} == {"ask", "search"} and "q" in params else {}


@functools.cache
def _style() -> str:
    return (_HERE / "style.css").read_text("utf-8")


@functools.cache
def _script() -> str:
    return (_HERE / "page.js").read_text("utf-8")
