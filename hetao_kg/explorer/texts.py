"""The words of the interface, from ``texts.json``: one line a text, in Traditional Chinese, Simplified Chinese, English.

What the library says to users is English, on the command line too; ``messages.json`` has it in Chinese, ``{}`` standing for
names and numbers.
"""

from __future__ import annotations

import functools
import json
import re
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


@functools.cache
def _messages() -> list[tuple[re.Pattern[str], dict[Language, str]]]:
    """Every message of the library as a pattern, those with most words of their own first."""
    rows = json.loads((Path(__file__).parent / "messages.json").read_text("utf-8"))
    ranked = sorted(rows, key=lambda message: -len(message.replace("{}", "")))
    patterns = [re.compile("(.+)".join(map(re.escape, message.split("{}")))) for message in ranked]
    return [(p, dict(zip(LANGUAGES, rows[message], strict=False))) for p, message in zip(patterns, ranked, strict=True)]


def translated(message: str, language: Language) -> str:
    """What the library says (a line, or one with its hint in brackets) in ``language``; as it is where no Chinese is known."""
    if language == "en":
        return message
    for pattern, forms in _messages():
        if match := pattern.fullmatch(message):
            return forms[language].format(*match.groups())
    if hinted := re.fullmatch(r"(.+?) \((.+)\)", message):
        return f"{translated(hinted[1], language)}（{translated(hinted[2], language)}）"
    return message


def language_from(tag: str) -> Language:
    """The interface language nearest to a language tag such as ``zh-CN`` or ``en-GB``."""
    for language in LANGUAGES:
        if tag.lower() == language.lower():
            return language
    low = tag.lower()
    if low.startswith("zh"):
        return "zh-Hans" if any(part in low for part in ("hans", "cn", "sg", "my")) else "zh-Hant"
    return "en" if low else next(iter(LANGUAGES))
