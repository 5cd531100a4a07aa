"""Tables that sort by a click on a heading, filter by words and turn pages; the address holds all three."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from hetao_kg.explorer.html import element, esc, folded, link
from hetao_kg.explorer.parts import choice, pager
from hetao_kg.explorer.visit import Visit
from hetao_kg.text import fold

T = TypeVar("T")


@dataclass(frozen=True)
class Column(Generic[T]):
    """One column: ``cell`` draws a row's cell as safe HTML, ``key`` is what it is sorted by (empty ones come last)."""

    name: str
    label: str
    cell: Callable[[T], str]
    key: Callable[[T], str | float]
    number: bool = False


def having(rows: Sequence[T], words: str, text: Callable[[T], str]) -> list[T]:
    """The rows whose text has every one of ``words`` in it, in any script."""
    wanted = fold(words).split()
    return [row for row in rows if _has(fold(text(row)), wanted)]


def _has(text: str, wanted: Sequence[str]) -> bool:
    return all(word in text for word in wanted)


def ordered(visit: Visit, rows: Sequence[T], columns: Sequence[Column[T]], first: str = "") -> list[T]:
    """The rows as the address sorts them: ``sort=name`` upwards, ``sort=-name`` downwards; else by ``first``, else as they are."""
    wanted = visit.get("sort") or first
    column = next((c for c in columns if c.name == wanted.removeprefix("-")), None)
    if column is None:
        return list(rows)
    full = [row for row in rows if column.key(row) not in ("", None)]
    bare = [row for row in rows if column.key(row) in ("", None)]
    return [*sorted(full, key=column.key, reverse=wanted.startswith("-")), *bare]


def table(visit: Visit, rows: Sequence[T], columns: Sequence[Column[T]], shown: int = 50, first: str = "") -> str:
    """The page of the table that the address asks for; ``rows`` are sorted already."""
    pages = max(1, -(-len(rows) // shown))
    page = max(1, min(visit.number("p", 1), pages))
    heads = "".join(heading(visit, c.name, c.label, c.number, first) for c in columns)
    lines = []
    for row in rows[(page - 1) * shown : page * shown]:
        cells = (element("td", c.cell(row), data_head=c.label, class_="hk-number" if c.number else None) for c in columns)
        lines.append(f"<tr>{''.join(cells)}</tr>")
    body = f'<table class="hk-table hk-plain"><thead><tr>{heads}</tr></thead><tbody>{"".join(lines)}</tbody></table>'
    box = element("div", body, class_="hk-tablebox", tabindex=0, role="region", aria_label=visit.say("table"))
    copy, copied = visit.say("table.copy"), visit.say("copied")
    button = element("button", esc(copy), type="button", class_="hk-copy", data_copy=copy, data_copied=copied)
    ways = sorts(visit, [(c.name, c.label) for c in columns])
    return ways + element("div", box + f'<p class="hk-source">{button}</p>', class_="hk-tableview") + pager(visit, page, pages)


def sorts(visit: Visit, columns: Sequence[tuple[str, str]]) -> str:
    """Ways to sort (name and label of a column) for telephones, where a table has no headings; not shown elsewhere."""
    options = [("", esc(visit.say("table.order"))), *((name, esc(label)) for name, label in columns)]
    now = next((label for name, label in options if name == visit.get("sort").removeprefix("-")), "")
    return folded(f'{esc(visit.say("search.sort"))} <span class="hk-count">{now}</span>', choice(visit, "sort", options, visit.get("sort")),
                  class_="hk-sorts")  # fmt: skip


def heading(visit: Visit, name: str, label: str, number: bool = False, first: str = "") -> str:
    """A heading that sorts; numbers begin with the largest."""
    now = visit.get("sort") or first
    up, down = name, f"-{name}"
    following = {up: down, down: up}.get(now, down if number else up)
    arrow = {up: " ↑", down: " ↓"}.get(now, "")
    sorting = {up: "ascending", down: "descending"}.get(now)
    inner = link(visit.here(sort=following, p=None), label + arrow, data_stay="", title=visit.say("table.sort", column=label))
    return element("th", inner, scope="col", aria_sort=sorting, class_="hk-number" if number else None)
