"""Puts a picture of the graph on a page; the browser's part is ``graph.js``."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import streamlit as st

from hetao_kg.explorer.visit import Visit
from hetao_kg.text import digest


def show(visit: Visit, svg: str, still: bool = False) -> None:
    """The picture; unless it is ``still``, it can be moved, magnified and saved as PNG."""
    words = {name: visit.say(f"graph.{name}") for name in ("closer", "farther", "all", "png")}
    data = {"svg": svg, "key": digest(svg), "words": words, "still": still}
    _component()(data=data, key="picture" if still else "graph", height="content")


def _component() -> Any:  # noqa: ANN401 - Streamlit's renderer has no public type
    return st.components.v2.component("hetao_graph", html='<div class="hk-graph"></div>', js=_script(), isolate_styles=False)


@functools.cache
def _script() -> str:
    return (Path(__file__).parent / "graph.js").read_text("utf-8")
