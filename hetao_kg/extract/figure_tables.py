"""Figures in table rows: the column head names the measure and often the unit, the first cell whose row it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hetao_kg.extract.amounts import amounts
from hetao_kg.extract.dates import dates
from hetao_kg.extract.numerals import number
from hetao_kg.split import head_of
from hetao_kg.text import fold, has_han
from hetao_kg.types import Document, Mention, Value

#: A unit in the brackets of a column head: 總樓面面積（平方米）, 金额(亿元), 单位：%.
_UNIT = re.compile(r"[(]\s*(?:单位\s*[:]?\s*)?([^()]{1,8}?)\s*[)]\s*$")
_NUMBER = re.compile(r"[~约]?\s*(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*\+?")
_ABOUT = ("Place", "Institution", "Policy")


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of a table with what its row and column say; ``[start, end)`` is the row as far as it is quoted."""

    measure: str
    value: Value
    about: Mention | None
    part: str
    date: str
    start: int
    end: int


def cells(document: Document, index: int, mentions: Sequence[Mention]) -> list[Cell]:
    """The numbers of the row in block ``index``; ``mentions`` are those inside it."""
    block = document.blocks[index]
    if block.level:
        return []
    heads = head_of(document, index)
    texts = document.text[block.start : block.end].split("\t")
    if len(texts) < 2 or len(heads) < 2:
        return _single(document, index, mentions)
    heads = (*[""] * (len(texts) - len(heads)), *heads)
    offsets = [block.start + sum(len(t) + 1 for t in texts[:n]) for n in range(len(texts))]
    at = _labelling(texts, heads)
    label = texts[at].strip() if at >= 0 else ""
    inside = [m for m in mentions if m.kind in _ABOUT and at >= 0 and offsets[at] <= m.start < offsets[at] + len(texts[at])]
    named = inside[0] if inside else None
    whole = named is not None and named.end - named.start >= len(re.sub(r"[（(].*", "", label)) - 2
    found = []
    for n, cell in enumerate(texts):
        head, unit = _head(heads[n])
        value = _value(fold(cell), unit)
        if value is None or n <= at:
            continue
        measure, day = _dated(head, document)
        date = day or _dated(label, document)[1]
        rest = re.sub(r"[（(].*", "", document.text[named.end : offsets[at] + len(texts[at])]).strip() if named and whole else label
        part = "" if not rest or (day == "" and date) else re.sub(r"\s+", " ", rest)
        found.append(Cell(measure, value, named if whole else None, part, date, block.start, offsets[n] + len(cell)))
    return found


def _labelling(texts: Sequence[str], heads: Sequence[str]) -> int:
    """The column that says whose row it is: the last with words before the first number; -1 if there is none."""
    numbers = [n for n, cell in enumerate(texts) if n and _value(fold(cell), _head(heads[n])[1])]
    words = [n for n, cell in enumerate(texts[: numbers[0]] if numbers else []) if cell.strip() and (n == 0 or not _value(fold(cell), ""))]
    return words[-1] if words else -1


def _head(head: str) -> tuple[str, str]:
    """A column head without the unit in its brackets, and the unit, folded."""
    match = _UNIT.search(fold(head))
    if match and _value("1", match.group(1)):
        return re.sub(r"\s+", "", head[: match.start()]), match.group(1)
    return re.sub(r"\s+", "", head) if has_han(head) else head.strip(), ""


def _dated(words: str, document: Document) -> tuple[str, str]:
    """``words`` without the date in them, and the date (a column may be a year)."""
    day = next(iter(dates(fold(words), document.metadata.date)), None)
    plain = re.fullmatch(r"\s*((?:19|20)\d\d)\s*", words)
    if day and day.value:
        return (words[: day.start] + words[day.end :]).strip(" ()（）"), day.value.value
    return ("", plain.group(1)) if plain else (words, "")


def _value(cell: str, unit: str) -> Value | None:
    """The value of a folded cell that is a number, with the unit of its head where it has none of its own."""
    cell = cell.strip()
    found = list(amounts(cell))
    if found and found[0].start == 0 and found[0].end >= len(cell) - 1 and found[0].value:
        return found[0].value
    plain = _NUMBER.fullmatch(cell)
    if not plain:
        return None
    if unit:
        scaled = list(amounts(f"{plain.group(1)}{unit}"))
        return scaled[0].value if scaled and scaled[0].end == len(plain.group(1)) + len(unit) else None
    base = number(plain.group(1))
    return Value(format(base.normalize(), "f")) if base and not re.fullmatch(r"(?:19|20)\d\d", cell) else None


def _single(document: Document, index: int, mentions: Sequence[Mention]) -> list[Cell]:
    """A row of one cell, as tables without lines are read: a name and an area, or an area below its name."""
    block = document.blocks[index]
    given = [m for m in mentions if m.kind == "Amount" and m.value]
    if len(given) != 1 or document.text[given[0].end : block.end].strip(" -—–"):
        return []
    value = given[0].value
    named = next((m for m in mentions if m.kind in _ABOUT and m.end <= given[0].start), None)
    if value is None or named is None or not has_han(document.text[block.start : given[0].start]):
        return []
    return [Cell("", value, named, "", "", block.start, given[0].end)]
