"""Plain text -> text and blocks."""

from __future__ import annotations

import re

from hetao_kg.read.decode import decode
from hetao_kg.read.layout import Line, assemble, numbered
from hetao_kg.types import Block

_MARK_LINE = re.compile(r"\s*(\d{1,2})\s*$")
_NOTE_START = re.compile(r"^\s?(\d{1,2})\s+(?=\D)", re.M)


def read_plain(data: bytes) -> tuple[str, tuple[Block, ...]]:
    """Text and blocks of a plain text file in any encoding."""
    text, _ = decode(data)
    return assemble(drop_marks(list(numbered(text)), text))


def drop_marks(lines: list[Line], text: str) -> list[Line]:
    """Footnote marks that extraction glued into the sentence, or put on a line of their own, go.

    Only numbers that some footnote really bears count as marks, and only right behind punctuation or alone on a line.
    """
    notes = {m.group(1) for m in _NOTE_START.finditer(text)}
    if not notes:
        return lines
    mark = re.compile(rf"(?<=[，。；、」”）》])(?:{'|'.join(sorted(notes, key=len, reverse=True))})(?=[\u4e00-\u9fff])(?![年月日個个項项条條家所名萬万億亿大])")
    found: list[Line] = []
    for line in lines:
        alone = _MARK_LINE.match(line.text)
        if alone and alone.group(1) in notes:
            continue
        found.append(Line(mark.sub("", line.text), line.number, line.page, line.kind, line.level, line.gap))
    return found
