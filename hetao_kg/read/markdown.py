"""Markdown -> text and blocks: the marks of the format go, the words stay."""

from __future__ import annotations

import html
import re

from hetao_kg.read.decode import decode
from hetao_kg.read.layout import Line, assemble, heading_level, numbered
from hetao_kg.types import Block

_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*$")
_SUPERSCRIPT = re.compile(r"<sup>.{0,8}?</sup>|\[\^[^\]\s]{1,20}\](?!:)")
_FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,20})\]:\s*")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>|<!--.*?-->")
_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]+)\]\((\S+?)\)")
_EMPHASIS = re.compile(r"\*{1,3}(?=\S)(.+?)(?<=\S)\*{1,3}|(?<![\w])_{1,3}(?=\S)(.+?)(?<=\S)_{1,3}(?![\w])")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|$&~<>])")
_LIST = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s+")
_RULE = re.compile(r"\s*(?:[-*_=]\s*){3,}$")
_GRID = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_CONTENTS_TITLE = re.compile(r"(?:目錄|目录|目次|table of contents|contents)$", re.I)
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.S)


def read_markdown(data: bytes) -> tuple[str, tuple[Block, ...]]:
    """Text and blocks of a Markdown file; footnote marks, emphasis, tags and escapes are layout and go."""
    text, _ = decode(data)
    text = _FRONT_MATTER.sub(lambda m: "\n" * m.group().count("\n"), text)
    return assemble(_lines(text))


def _lines(text: str) -> list[Line]:
    found: list[Line] = []
    marked = len(re.findall(r"^\s{0,3}#{1,6}\s+\S", text, re.M)) >= 3
    contents = False  # inside the list of contents
    for line in numbered(text):
        raw = line.text
        if _RULE.match(raw) and not _GRID.match(raw.replace("-", "x")) and "|" not in raw:
            continue
        if heading := _HEADING.match(raw):
            title = strip_marks(heading.group(2)).strip()
            contents = bool(_CONTENTS_TITLE.match(title))
            if title:
                found.append(Line(title, line.number, line.page, "heading", _level(heading.group(1), title), line.gap))
            continue
        if contents:
            found.append(Line(strip_marks(raw).replace("\t", " ").strip(), line.number, line.page, "furniture", 0, line.gap))
            continue
        if "|" in raw and raw.count("|") >= 2 or "\t" in raw.strip():
            if _GRID.match(raw):
                continue
            cells = [strip_marks(c).strip() for c in (raw.strip().strip("|").split("|") if "|" in raw else raw.strip().split("\t"))]
            found.append(Line("\t".join(cells), line.number, line.page, "table", 0, line.gap))
            continue
        bare = strip_marks(raw)
        if not bare.strip():
            continue
        if note := _FOOTNOTE.match(raw.strip()):
            found.append(Line(f"{note.group(1)}. {strip_marks(raw.strip()[note.end():])}", line.number, line.page, "note", 0, line.gap))
        elif (item := _LIST.match(raw)) and not re.match(r"\s*\*\*", raw):
            digits = re.match(r"\s*(\d{1,3}[.)])", raw)
            label = digits.group(1) + " " if digits else ""
            found.append(Line(label + strip_marks(raw[item.end():]), line.number, line.page, "list", 0, line.gap))
        else:
            found.append(Line(bare, line.number, line.page, "prose" if marked and heading_level(bare) else "", 0, line.gap))
    return found


def _level(marks: str, title: str) -> int:
    """Depth by the numbering of the title where there is one (converters often get the marks wrong), else by the marks."""
    own = heading_level(title)
    if own and re.match(r"\d+(\.\d+)+", title):
        return title.split()[0].count(".") + 1
    return len(marks)


def strip_marks(text: str) -> str:
    """A line of Markdown as a reader sees it."""
    text = _SUPERSCRIPT.sub("", text)
    text = re.sub(r"</li>\s*<li>|<br\s*/?>", " ", text)
    text = _IMAGE.sub(r"\1", text)
    text = _LINK.sub(lambda m: m.group(1) if m.group(1).startswith("http") else f"{m.group(1)} {m.group(2)}", text)
    text = _EMPHASIS.sub(lambda m: m.group(1) or m.group(2), text).replace("**", "")
    return html.unescape(_ESCAPE.sub(r"\1", _TAG.sub("", text)))
