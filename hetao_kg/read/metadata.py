"""What a document is: from ``sources.toml`` where it is said there, else from the document itself."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hetao_kg.errors import CorpusError
from hetao_kg.text import is_back_matter, key, script_of
from hetao_kg.types import Block, Metadata

_FIELDS = ("title", "publisher", "author", "date", "url", "script", "language", "kind", "licence")
_DATE = r"((?:19|20)\d\d)\s*年(?:\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*日)?)?"
_SAID = re.compile(
    rf"(?:成稿|發布|发布|發表|发表|出版|撰寫|撰写|印發|印发)\s*(?:時間|时间|日期)\s*[：:]\s*{_DATE}|(?:日期|date)\s*[：:]\s*{_DATE}", re.I
)
_SAID_DIGITS = re.compile(
    r"(?:成稿|發布|发布|發表|发表|出版|印發|印发)(?:時間|时间|日期)\s*[：:]\s*((?:19|20)\d\d)[-/.](\d{1,2})(?:[-/.](\d{1,2}))?"
)
_LONE = re.compile(rf"{_DATE}$")
_WRITTEN = re.compile(r"((?:19|20)\d\d)(?:-(\d\d)(?:-(\d\d))?)?")
_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:[-_.]?(0[1-9]|1[0-2])(?:[-_.]?([0-2]\d|3[01]))?)?(?!\d)")


#: Headings that name a part of a document, not the document.
_PART = re.compile(
    r"第.{1,4}[章節节部]|[一二三四五六七八九十]+、|前言|引言|目[錄录]|摘\s?要|導言|导言|結語|结语|結論|结论|附件|建[議议]|executive|contents|abstract",
    re.I,
)


def load_sources(folder: Path) -> dict[str, dict[str, Any]]:
    """The tables of ``sources.toml`` in ``folder`` by file stem; empty when there is none."""
    path = folder / "sources.toml"
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path}: {error}", "mend the TOML, or remove the file") from error


def describe(stem: str, text: str, blocks: tuple[Block, ...], given: Mapping[str, Any], about: Mapping[str, str] | None = None) -> Metadata:
    """Metadata of a document; ``about`` is what the file says of itself.

    ``origin`` says for each field whether ``sources.toml``, the file's properties, the text or the file name gave it.
    """
    values: dict[str, str] = {}
    origin: dict[str, str] = {}

    def take(name: str, value: str, where: str) -> None:
        if value and not values.get(name):
            values[name], origin[name] = value, where

    for name in _FIELDS:
        take(name, str(given.get(name, "")), "sources.toml")
    own = dict(about or {})
    if key(own.get("title", "")) in key(text[:3000]):
        take("title", own.get("title", ""), "file properties")
    take("title", _title(text, blocks), "document")
    for name in ("title", "publisher", "author", "url"):
        take(name, own.get(name, ""), "file properties")
    take("title", stem, "file name")
    take("date", _iso(_WRITTEN.match(own.get("date", ""))), "file properties")
    for value, where in (
        (_said_date(text), "document"),
        (_lone_date(text, blocks), "document"),
        (_iso(_IN_NAME.search(stem)), "file name"),
    ):
        take("date", value, where)
    take("script", script_of(text), "document")
    take("language", _language(text[:20_000]), "document")
    return Metadata(**values, digest=bool(given.get("digest", False)), origin=tuple(sorted(origin.items())))


def _language(text: str) -> str:
    """``zh`` where a fifth of the letters are Chinese, ``en`` where nearly all are Latin, else nothing."""
    chinese = sum(map(len, re.findall("[\u4e00-\u9fff]+", text)))
    latin = sum(map(len, re.findall("[A-Za-z]+", text)))
    return "zh" if chinese and 4 * chinese >= latin else "en" if latin else ""


def _title(text: str, blocks: tuple[Block, ...]) -> str:
    first = next((b for b in blocks if b.kind == "heading" and b.level == 1 and not _is_part(text[b.start : b.end])), None)
    opening = blocks[0] if blocks else None
    if opening and 4 <= opening.end <= 60 and text[opening.end - 1] not in "。；，：、" and (not first or first.start > 400):
        title = text[: opening.end]
        if not _is_part(title):
            return title
    return text[first.start : first.end] if first and first.start < 3000 else ""


def _is_part(title: str) -> bool:
    return bool(_PART.match(title)) or is_back_matter(title)


def _iso(match: re.Match[str] | None) -> str:
    if not match:
        return ""
    year, month, day = [g for g in match.groups() if g is not None] + [None] * (3 - sum(g is not None for g in match.groups()))
    return "-".join([str(year), *(str(p).zfill(2) for p in (month, day) if p)])


def _said_date(text: str) -> str:
    return _iso(_SAID.search(text[:20_000])) or _iso(_SAID_DIGITS.search(text[:20_000]))


def _lone_date(text: str, blocks: tuple[Block, ...]) -> str:
    for block in blocks[:12]:
        if match := _LONE.match(text[block.start : block.end].strip()):
            return _iso(match)
    return ""


def given_differs(metadata: Metadata, given: Mapping[str, Any]) -> bool:
    """Whether ``sources.toml`` says something else of a document than when ``metadata`` was read."""
    before = {name: getattr(metadata, name) for name, origin in metadata.origin if origin == "sources.toml"}
    now = {name: str(given[name]) for name in _FIELDS if given.get(name)}
    return before != now or metadata.digest != bool(given.get("digest", False))
