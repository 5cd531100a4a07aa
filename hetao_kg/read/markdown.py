"""Markdown -> pieces: the marks of the format go, the words stay."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace

from hetao_kg.read.decode import decode
from hetao_kg.read.headings import settle
from hetao_kg.read.layout import assemble
from hetao_kg.read.lines import Line, Reading, compose, heading_level, numbered, row
from hetao_kg.read.marks import hung, raised, superscript

_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*$")
_SUPERSCRIPT = re.compile(r"<sup>([^<\n]{0,12})</sup>|\[\^([^\]\s]{1,20})\](?!:)")
_FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,20})\]:\s*")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_IMAGE = re.compile(r"!\[([^\]\n]{0,300})\]\([^)\n]{0,2000}\)")
_LINK = re.compile(r"\[([^\]\n]{1,1000})\]\(([^\s)]{1,2000})(?:\s+\"[^\"\n]{0,300}\")?\)")
_AUTOLINK = re.compile(r"<(https?://[^\s<>]{1,2000})>")
_EMPHASIS = re.compile(r"\*{1,3}(?=\S)([^*\n]{1,2000})(?<=\S)\*{1,3}|(?<!\w)_{1,3}(?=\S)([^_\n]{1,2000})(?<=\S)_{1,3}(?!\w)")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|$&~<>])")
_LIST = re.compile(r"\s*(?:[-*+]|(\d{1,3}[.)]))\s+")
_RULE = re.compile(r"\s{0,3}([-*_=])(?:\s*\1){2,}\s*$")
_GRID = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_CODE = re.compile(r"`{1,2}([^`\n]{1,500})`{1,2}")
_STRUCK = re.compile(r"~~(?=\S)([^~\n]{1,500})(?<=\S)~~")
_FENCE = re.compile(r"\s{0,3}(?:`{3,}|~{3,})")
_CONTENTS_TITLE = re.compile(r"(?:目\s*錄|目\s*录|目次|table of contents|contents)$", re.I)
_FRONT_MATTER = re.compile(r"\A---\n.{0,20000}?\n---\n", re.S)
_TABLE = re.compile(r"<table\b.{0,200000}?</table>", re.S | re.I)
_ROW = re.compile(r"<tr\b[^>]*>(.*?)(?=</tr>|<tr\b|$)", re.S | re.I)
_CELL = re.compile(r"<t[dh]\b[^>]*>(.*?)(?=</t[dh]>|<t[dh]\b|$)", re.S | re.I)
_FIELD = re.compile(r"^(title|author|date|publisher|url)\s*:\s*[\"']?(.*?)[\"']?\s*$", re.M)
#: Stands between the rows of a table that was written as HTML, until lines are read.
_ROW_END = "\x1e"


def read_markdown(data: bytes) -> Reading:
    """Text and blocks of a Markdown file; footnote marks, emphasis, tags and escapes are layout and go."""
    text, _ = decode(data)
    front = _FRONT_MATTER.match(text)
    about = dict(_FIELD.findall(front.group())) if front else {}
    for pattern in (_FRONT_MATTER, _COMMENT):
        text = pattern.sub(lambda m: "\n" * m.group().count("\n"), text)
    text = _TABLE.sub(_html_table, text.replace(_ROW_END, " "))
    return compose(settle(assemble(_lines(text))), about)


def _html_table(match: re.Match[str]) -> str:
    rows = [row(_TAG.sub(" ", cell) for cell in _CELL.findall(r)) for r in _ROW.findall(match.group())]
    return _ROW_END + _ROW_END.join(r for r in rows if r) + "\n" * match.group().count("\n")


def _lines(text: str) -> list[Line]:
    found: list[Line] = []
    marked = len(re.findall(r"^ {0,3}#{1,6} +\S", text, re.M)) >= 3
    contents = False  # inside the list of contents
    parted = False  # whether a line that is not shown stood before
    for line in numbered(text):
        line, parted = replace(line, gap=line.gap or parted), False
        raw = re.sub(r"^\s{0,3}(?:>\s?)+", "", line.text)
        if _FENCE.match(raw) or not raw.strip():
            parted = True
            continue
        if _ROW_END in raw:
            cells = [strip_marks(r) for r in raw.split(_ROW_END) if r.strip()]
            found += [replace(line, text=r, kind="table", level=int(i == 0)) for i, r in enumerate(cells)]
        elif (rule := _RULE.match(raw)) and "|" not in raw:
            if found and not line.gap and found[-1].number == line.number - 1 and rule.group(1) in "=-" and found[-1].kind in ("", "prose"):
                found[-1] = replace(found[-1], text=found[-1].text.strip(), kind="heading", level=1 if "=" in raw else 2)
        elif heading := _HEADING.match(raw):
            title = strip_marks(heading.group(2)).strip()
            contents = bool(_CONTENTS_TITLE.match(title))
            if title:
                found.append(replace(line, text=title, kind="heading", level=_level(heading.group(1), title)))
        elif contents and len(raw) < 200:
            found.append(replace(line, text=strip_marks(raw).replace("\t", " ").strip(), kind="furniture"))
        else:
            found += _other(line, raw, marked, found)
    return found


def _other(line: Line, raw: str, marked: bool, before: list[Line]) -> Iterator[Line]:
    """A line that is neither heading nor rule: a table row, a footnote, a list item, or plain text."""
    if raw.count("|") >= 2 or "\t" in raw.strip():
        if _GRID.match(raw):
            if before and before[-1].kind == "table":
                before[-1] = replace(before[-1], level=1)
            return
        cells = re.split(r"(?<!\\)\|", raw.strip().removeprefix("|").removesuffix("|")) if raw.count("|") >= 2 else raw.strip().split("\t")
        first = "|" not in raw and (not before or before[-1].kind != "table" or before[-1].number != line.number - 1)
        yield replace(line, text=row(strip_marks(c) for c in cells), kind="table", level=int(first))
        return
    bare = strip_marks(raw)
    if not bare.strip():
        return
    if note := _FOOTNOTE.match(raw.strip()):
        label = note.group(1)
        shown = f"{label}. " if label.isdecimal() else ""
        yield replace(line, text=f"{raised(label)}{shown}{strip_marks(raw.strip()[note.end() :])}", kind="note")
    elif (item := _LIST.match(raw)) and not re.match(r"\s*\*\*", raw):
        yield replace(line, text=f"{item.group(1) or ''} {strip_marks(raw[item.end() :])}".strip(), kind="list")
    else:
        yield replace(line, text=bare, kind="prose" if marked and heading_level(bare) else "")


def _level(marks: str, title: str) -> int:
    """Depth by the numbering of the title where there is one (converters often get the marks wrong), else by the marks."""
    own = heading_level(title)
    if own and re.match(r"\d+(\.\d+)+", title):
        return min(6, title.split()[0].rstrip(".").count(".") + 1)
    return len(marks)


def _link(match: re.Match[str]) -> str:
    """The words of a link; its address too where it ends the line, as in a list of references."""
    words, address = match.groups()
    if words.startswith("http"):
        return str(address)
    last = not match.string[match.end() :].strip(" 。.)）*_|")
    return f"{words} {address}" if last and address.startswith("http") else str(words)


def strip_marks(text: str) -> str:
    """A line of Markdown as a reader sees it."""
    text = _SUPERSCRIPT.sub(lambda m: raised(m.group(2)) if m.group(2) else superscript(m.group(1), m.string[: m.start()]), text)
    text = _AUTOLINK.sub(r"\1", text)
    text = re.sub(r"</li>\s{0,20}<li>|<br\s{0,3}/?>", " ", text)
    text = _CODE.sub(r"\1", text)
    text = _STRUCK.sub("", text)  # what is struck is said no longer
    text = _IMAGE.sub(r"\1", text)
    text = _LINK.sub(_link, text)
    addresses = re.findall(r"https?://[^\s\u3000-\uffff]+", text)
    parts = re.split(r"https?://[^\s\u3000-\uffff]+", text)
    cleaned = [
        html.unescape(_ESCAPE.sub(r"\1", _TAG.sub("", _EMPHASIS.sub(lambda m: m.group(1) or m.group(2), p).replace("**", ""))))
        for p in parts
    ]
    addresses = [html.unescape(re.sub(r"\\+", "", a)) for a in addresses]
    return hung("".join(p + a for p, a in zip(cleaned, [*addresses, ""], strict=True)))
