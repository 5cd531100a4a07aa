"""Search: passages, narrowed down by facets, with the reason each ranks where it does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import streamlit as st

from hetao_kg.answer.filters import EVERYTHING, Filter
from hetao_kg.answer.rank import search
from hetao_kg.explorer import facets, rail
from hetao_kg.explorer.html import esc, folded, notice
from hetao_kg.explorer.parts import chips, choice, cleared, filters, pager, passage, title, words_of
from hetao_kg.explorer.visit import Visit
from hetao_kg.text import fold
from hetao_kg.types import Hit

#: Passages that are ranked and counted; passages on one screen.
RANKED, SHOWN = 200, 10
#: Facets that stand open; the others fold out.
_OPEN = ("status", "year")
#: Facets that the library does not filter by.
_LATER = ("status", "publisher", "year")


def draw(visit: Visit) -> None:
    """The page."""
    st.html(title(visit, visit.say("nav.search"), visit.say("search.lead", passages=f"{len(visit.kb.passages):,}")))
    query = st.text_input(
        visit.say("search.label"), key="q", bind="query-params", placeholder=visit.say("search.placeholder"), label_visibility="collapsed",
        max_chars=2000, icon=":material/search:",
    ).strip()  # fmt: skip
    if not query:
        st.html(notice(visit.say("search.empty"), visit.say("search.empty.text")))
        return
    chosen = {name: visit.params.get(name, ()) for name in facets.PASSAGE_FACETS}
    with st.spinner(visit.say("search.searching")):
        # Counts are of the best passages whatever is chosen, so that a further choice shows what it would bring.
        hits = _found(visit, query, EVERYTHING)
        first = _filter(visit, chosen)
        among = hits if first == EVERYTHING else _found(visit, query, first) if first else []
    counts = facets.narrow(hits, lambda h: facets.of_passage(visit.kb, h.passage), chosen, facets.PASSAGE_FACETS).counts
    later = {name: chosen[name] for name in _LATER}
    left = facets.narrow(among, lambda h: facets.of_passage(visit.kb, h.passage), later, ()).items
    st.html(rail.beside(visit, _controls(visit, counts, chosen), _hits(visit, query, _ordered(visit, left), hits, chosen)))


def _found(visit: Visit, query: str, chosen: Filter) -> list[Hit]:
    # Words that must stand there as they are written may stand in any passage, however it ranks.
    exact = visit.get("exact")
    hits = search(visit.kb, query, len(visit.kb.passages) if exact else RANKED, chosen=chosen)
    wanted = fold(query.strip("「」『』“”\"'"))
    return [h for h in hits if wanted in fold(h.passage.quote.text)] if exact else hits


def _filter(visit: Visit, chosen: Mapping[str, Sequence[str]]) -> Filter | None:
    """What the library filters by before it ranks; None when the knowledge base holds nothing of what is chosen.

    A field or place stands for the narrower ones too.
    """
    named = {kind: tuple(e.label() for i in chosen[kind] if (e := visit.labels.find(i))) for kind in ("Institution", "Field", "Place")}
    named["document"] = tuple(d for d in chosen["document"] if d in visit.kb.documents)
    if any(chosen[name] and not some for name, some in named.items()):
        return None
    years = [year for year in chosen["year"] if len(year) == 4 and year.isascii() and year.isdecimal()]
    return Filter(named["document"], min(years, default=""), max(years, default=""), named["Institution"], named["Field"], named["Place"])


def _ordered(visit: Visit, hits: Sequence[Hit]) -> Sequence[Hit]:
    if visit.get("sort") != "date":
        return hits
    return sorted(hits, key=lambda h: visit.kb.documents[h.passage.quote.document].metadata.date, reverse=True)


def _hits(visit: Visit, query: str, hits: Sequence[Hit], before: Sequence[Hit], chosen: Mapping[str, Sequence[str]]) -> str:
    if not hits:
        text = visit.say("search.none.filters" if before and any(chosen.values()) else "search.none.text")
        helps = rail.rescue(visit, facets.rescues(before, lambda h: facets.of_passage(visit.kb, h.passage), chosen))
        return notice(visit.say("search.none"), text, helps + cleared(visit, *facets.PASSAGE_FACETS))
    page = max(1, min(visit.number("p", 1), -(-len(hits) // SHOWN)))
    words = words_of(visit, query)
    shown = hits[(page - 1) * SHOWN : page * SHOWN]
    items = "".join(passage(visit, h.passage, words, _why(visit, h)) for h in shown)
    count = visit.say("search.count", count=len(hits) if len(before) != RANKED or len(hits) < len(before) else f"{RANKED}+")
    return f'<p class="hk-source">{esc(count)}</p><ol class="hk-hits">{items}</ol>{pager(visit, page, -(-len(hits) // SHOWN))}'


def _why(visit: Visit, hit: Hit) -> str:
    given = dict(hit.why)
    ranks = [visit.say(f"search.why.{half}", rank=int(given[half])) for half in ("lexical", "dense") if half in given]
    rest = [f"{visit.say(f'search.part.{name}')} {value:.2f}" for name, value in hit.why if visit.knows(f"search.part.{name}")]
    text = " · ".join([*ranks, f"{visit.say('search.score')} {hit.score:.3f}", *rest])
    return folded(esc(visit.say("search.why")), f'<p class="hk-source">{esc(text)}</p>')


def _controls(visit: Visit, counts: Mapping[str, Counter[str]], chosen: Mapping[str, Sequence[str]]) -> str:
    order = [("", esc(visit.say("search.relevance"))), ("date", esc(visit.say("search.date")))]
    sort = choice(visit, "sort", order, visit.get("sort"))
    exact = chips(visit, "exact", [("1", esc(visit.say("search.exact")))], visit.params.get("exact", ()))
    sorting = filters(visit, visit.say("search.sort"), sort + exact)
    return sorting + rail.facets(visit, counts, chosen, _OPEN)
