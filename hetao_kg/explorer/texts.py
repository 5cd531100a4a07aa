"""The words of the interface, from ``texts.json``: one line a text, in Traditional Chinese, Simplified Chinese, English."""

from __future__ import annotations

import functools
import json
from pathlib import Path

from hetao_kg.types import Language

#: Languages of the interface, with their own names; the first is the one to start with.
LANGUAGES: dict[Language, str] = {"zh-Hant": "繁體", "zh-Hans": "简体", "en": "English"}


@functools.cache
def table() -> dict[str, dict[Language, str]]:
    """Every text by its key."""
    rows = json.loads((Path(__file__).parent / "texts.json").read_text("utf-8"))
    return {key: dict(zip(LANGUAGES, texts, strict=True)) for key, texts in rows.items()}


def say(key: str, language: Language, **values: object) -> str:
    """The text ``key`` in ``language``, with ``values`` filled in; plain text, not HTML."""
    return table()[key][language].format(**values)


def language_from(tag: str) -> Language:
    """The interface language nearest to a language tag such as ``zh-CN`` or ``en-GB``."""
    for language in LANGUAGES:
        if tag.lower() == language.lower():
            return language
    low = tag.lower()
    if low.startswith("zh"):
        return "zh-Hans" if any(part in low for part in ("hans", "cn", "sg", "my")) else "zh-Hant"
    return "en" if low else next(iter(LANGUAGES))
