"""The filters beside a list: its facets with their counts, drawn the same on every page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from hetao_kg.explorer.facets import Values, narrow, rescues
from hetao_kg.explorer.html import element, esc, folded, link, notice
from hetao_kg.explorer.labels import MARKS
from hetao_kg.explorer.parts import badge, chips, cleared, filters, pager
from hetao_kg.explorer.visit import Visit

T = TypeVar("T")
#: Values of one facet that are shown, and those that fold out below them.
VALUES, MORE = 8, 60
#: Facets whose values are names of entities, and those whose values are kinds of them.
_ENTITIES = ("Institution", "Field", "Place", "thing", "addressee", "field")
#: Facets whose values are words of the interface.
_WORDS = ("outcome", "nature", "differs")
_KINDS = ("subject", "object", "kind")


def beside(visit: Visit, facets: str, results: str) -> str:
    """A list with its filters at its side; above it where there is no room."""
    return f'<div class="hk-rail">{choices(visit, facets)}<div>{results}</div></div>'


def choices(visit: Visit, facets: str) -> str:
    """The filters of a page; page.js folds them on a telephone, where the fold tells how many are set."""
    given = sum(len(values) for name, values in visit.params.items() if visit.knows(f"facet.{name}"))
    head = f'{esc(visit.say("filters"))} <span class="hk-count">{given or ""}</span>'
    return folded(head, element("div", facets, class_="hk-facets"), opened=True, class_="hk-fold hk-choices")


def facets(
    visit: Visit, counts: Mapping[str, Counter[str]], chosen: Mapping[str, Sequence[str]], opened: Sequence[str], of: str = ""
) -> str:
    """Every facet that has something to choose from; those of ``opened`` stand open; ``of`` as in :func:`badge`."""
    return "".join(facet(visit, n, counts[n], chosen[n], n in opened, of) for n in counts if counts[n] or chosen[n])


def listed(
    visit: Visit, rows: Sequence[T], values: Callable[[T], Values], names: Sequence[str], opened: Sequence[str], none: tuple[str, str],
    results: Callable[[Sequence[T]], str], of: str = "",
) -> tuple[str, Sequence[T]]:  # fmt: skip
    """What the address's filters leave of ``rows``, drawn by ``results`` beside the facets ``names``, and those rows.

    Where nothing is left, the texts of ``none`` (head and body) say so, with the ways back to something. ``of`` is as in :func:`badge`.
    """
    chosen = {name: visit.params.get(name, ()) for name in names}
    left = narrow(rows, values, chosen, names)
    if left.items:
        inner = results(left.items)
    else:
        ways = rescue(visit, rescues(rows, values, chosen)) + cleared(visit, *names, "find")
        inner = notice(visit.say(none[0]), visit.say(none[1]), ways)
    return beside(visit, facets(visit, left.counts, chosen, opened, of), inner), left.items


def cards(visit: Visit, items: Sequence[T], card: Callable[[T], str], shown: int) -> str:
    """The cards of the screen that the address asks for, ``shown`` on each, with the ways to the others."""
    pages = -(-len(items) // shown)
    page = max(1, min(visit.number("p", 1), pages))
    return f'<ol class="hk-hits">{"".join(map(card, items[(page - 1) * shown : page * shown]))}</ol>{pager(visit, page, pages)}'


def rescue(visit: Visit, found: Sequence[tuple[str, int]]) -> str:
    """Links that each switch one filter off, where that would leave something."""
    items = ""
    for name, count in found:
        told = visit.say("filters.without", facet=visit.say(f"facet.{name}"), count=count)
        items += f"<li>{link(visit.here(**{name: None, 'p': None}), told, data_stay='')}</li>"
    return f'<ul class="hk-examples">{items}</ul>' if items else ""


def facet(visit: Visit, name: str, counts: Counter[str], chosen: Sequence[str], opened: bool, of: str = "") -> str:
    """One facet: its commonest values with their counts, what is chosen, and the rest folded; ``of`` as in :func:`badge`."""
    ranked = sorted(counts, key=lambda v: (-counts[v], v))
    if name == "status":
        ranked = [s for s in MARKS if s in counts]
    if name == "year":
        ranked = sorted(counts, reverse=True)

    def option(value: str) -> tuple[str, str]:
        if name == "status":
            return value, badge(visit, value, counts[value], of)
        return value, f'{esc(value_label(visit, name, value))} <span class="hk-count">{counts[value]}</span>'

    shown = list(dict.fromkeys([*ranked[:VALUES], *chosen]))
    rest = [v for v in ranked[VALUES : VALUES + MORE] if v not in chosen]
    inner = chips(visit, name, [option(v) for v in shown], chosen)
    if rest:
        inner += folded(esc(visit.say("facet.more", count=len(rest))), chips(visit, name, [option(v) for v in rest], chosen))
    label = visit.say(f"facet.{name}")
    if opened or chosen:
        return filters(visit, label, inner)
    return folded(f'{esc(label)} <span class="hk-count">{len(counts)}</span>', inner, class_="hk-filterfold")


def value_label(visit: Visit, name: str, value: str) -> str:
    """A facet's value in the reader's language."""
    named: Mapping[str, Callable[[str], str]] = {
        "document": lambda v: _short(visit.labels.document(v)),
        "predicate": visit.labels.predicate,
        "status": visit.labels.status,
        "unit": visit.labels.unit_name,
        **dict.fromkeys(_WORDS, lambda v: visit.say(f"{name}.{v}") if visit.knows(f"{name}.{v}") else visit.labels.status(v)),
        **dict.fromkeys(_KINDS, visit.labels.kind),
        **dict.fromkeys(_ENTITIES, visit.labels.entity),
    }
    return named[name](value) if name in named else value


def _short(title: str) -> str:
    return title if len(title) < 26 else title[:24] + "…"
