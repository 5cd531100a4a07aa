"""The explorer: Streamlit pages that show a knowledge base. Pages draw; what they show is computed by the library.

A page is one module under ``pages/`` with a function ``draw(visit)``, and one line in :data:`PAGES`.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from hetao_kg.explorer.visit import Visit

#: Draws a page for one visit.
Draw = Callable[["Visit"], None]


def _page(name: str) -> Callable[[], Draw]:
    def load() -> Draw:
        return cast(Draw, import_module(f"hetao_kg.explorer.pages.{name}").draw)

    return load


#: Name of a page, as in ``?page=``, -> function that imports and returns it; the first is the one to start on.
PAGES: dict[str, Callable[[], Draw]] = {
    name: _page(name) for name in ("ask", "search", "entity", "graph", "timeline", "statements", "documents", "sparql", "corpus")
}
