"""What a page shows, offered as files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import PurePath

import streamlit as st

from hetao_kg.explorer.visit import Visit

#: Ending of a file -> what its form is called, and its media type.
_FORMS = {
    ".csv": ("CSV", "text/csv"),
    ".json": ("JSON", "application/json"),
    ".jsonl": ("JSON", "application/jsonl"),
    ".srj": ("JSON", "application/sparql-results+json"),
    ".svg": ("SVG", "image/svg+xml"),
    ".ttl": ("Turtle", "text/turtle"),
}


def offer(visit: Visit, files: Mapping[str, str | bytes]) -> None:
    """A button for each file, by its name; the ending tells the form."""
    with st.container(horizontal=True):
        for name, data in files.items():
            form, media = _FORMS[PurePath(name).suffix]
            st.download_button(visit.say("download", form=form), data, name, media, on_click="ignore")


def json_of(value: object) -> str:
    """JSON to be read by people too."""
    return json.dumps(value, ensure_ascii=False, indent=1)


def json_lines(rows: Iterable[object]) -> str:
    """One JSON object a line."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
