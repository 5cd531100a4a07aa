"""Figures in table rows: the column head names the measure and often the unit, the first cell whose row it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hetao_kg.extract.amounts import Amounts
from hetao_kg.extract.dates import dates
from hetao_kg.extract.numerals import number
from hetao_kg.split import head_of
from hetao_kg.text import fold, has_han
from hetao_kg.types import Document, Mention, Value

#: A unit in the brackets of a column head: 總樓面面積（平方米）, 金额(亿元), 单位：%.
_UNIT = re.compile(r"[(]\s*(?:单位\s*[:]?\s*)?([^()/]{1,8}?)(?:/[^()/]{1,3})?\s*[)]\s*$")
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


def cells(document: Document, index: int, mentions: Sequence[Mention], words: Mapping[str, Any], amounts: Amounts) -> list[Cell]:
    """The numbers of the row in block ``index``; ``mentions`` are those inside it, ``words`` the lists of ``[figures]``."""
    block = document.blocks[index]
    if block.level:
        return []
    heads = head_of(document, index)
    texts = document.text[block.start : block.end].split("\t")
    if len(texts) < 2 or len(heads) < 2:
        return _single(document, index, mentions)
    heads = (*[""] * (len(texts) - len(heads)), *heads)
    row = _Row(document, block.start, texts, heads, [m for m in mentions if m.kind in _ABOUT], words["naming"], amounts)
    found = []
    for n, cell in enumerate(texts):
        head, unit = _head(heads[n], amounts)
        unit = unit or row.unit
        value = _value(fold(cell), unit, amounts)
        skipped = n == row.label or fold(head).endswith(tuple(words["columns"])) or (value and value.unit in words["durations"])
        if value and not skipped:
            found.append(row.cell(n, head, value, words["generic"]))
    return [c for c in found if c.measure or c.about or c.part]


class _Row:
    """A row: its label, what the label names, and where its cells stand."""

    def __init__(
        self,
        document: Document,
        start: int,
        texts: Sequence[str],
        heads: Sequence[str],
        names: Sequence[Mention],
        naming: Sequence[str],
        amounts: Amounts,
    ) -> None:
        self.document, self.start, self.texts = document, start, texts
        self.offsets = [start + sum(len(t) + 1 for t in texts[:n]) for n in range(len(texts))]
        worded = [n for n, t in enumerate(texts) if t.strip() and not _value(fold(t), _head(heads[n], amounts)[1], amounts)]
        named = {n: m for n in worded for m in names if self._covers(m, n)}
        titled = [n for n in worded if any(w in fold(heads[n]) for w in naming)]
        first = [n for n in titled if n == worded[0]]
        #: The column that says whose row it is, -1 if there is none: one whose head says so before the others, else the first name.
        self.label = next((n for n in (*first, *sorted(named), *titled, *worded) if n in worded), -1)
        self.name = named.get(self.label)
        #: What the label says and the unit in its brackets, which every number of the row has where its column names none.
        self.said, self.unit = _head(texts[self.label], amounts) if self.label >= 0 else ("", "")

    def _covers(self, m: Mention, n: int) -> bool:
        """Whether a name is all of a cell but what stands in brackets or numbers its part (二期)."""
        words = re.sub(r"[（(].*", "", self.texts[n]).strip()
        return m.start == self.offsets[n] + len(self.texts[n]) - len(self.texts[n].lstrip()) and m.end - m.start >= len(words) - 2

    def cell(self, n: int, head: str, value: Value, generic: Sequence[str]) -> Cell:
        """The number in column ``n``; under a head such as 數值 or a year, one of ``generic``, the row's label is what is measured."""
        label = re.sub(r"\s+", " ", self.said if self.unit else self.texts[self.label]).strip() if self.label >= 0 else ""
        measure, date = _dated(head, self.document)
        if fold(measure) in ("", *generic) and label and not self.name:
            measure, said = _dated(re.split("[；;，,。]", label)[0], self.document)
            label, date = "", date or said
        elif not date:
            plain, date = _dated(label, self.document)
            label = plain if date else label
        if self.name:
            end = self.offsets[self.label] + len(self.texts[self.label])
            label = re.sub(r"[（(].*", "", self.document.text[self.name.end : end]).strip()
        first, last = self.start, max(self.offsets[k] + len(self.texts[k]) for k in (n, max(self.label, 0)))
        return Cell(measure, value, self.name, label, date, first, last)


def _head(head: str, amounts: Amounts) -> tuple[str, str]:
    """A column head without the unit in its brackets, and the unit, folded."""
    match = _UNIT.search(fold(head))
    if match and _value("1", match.group(1), amounts):
        return re.sub(r"\s+", "", head[: match.start()]), match.group(1)
    return re.sub(r"\s+", "", head) if has_han(head) else head.strip(), ""


def _dated(words: str, document: Document) -> tuple[str, str]:
    """``words`` without the date in them, and the date (a column may be a year)."""
    day = next(iter(dates(fold(words), document.metadata.date)), None)
    plain = re.fullmatch(r"\s*((?:19|20)\d\d)\s*", words)
    if day and day.value:
        return re.sub(r"[（(]\s*(?:截至)?\s*[)）]", "", words[: day.start] + words[day.end :]).strip(" 起"), day.value.value
    return ("", plain.group(1)) if plain else (words, "")


def _value(cell: str, unit: str, amounts: Amounts) -> Value | None:
    """The value of a folded cell that is a number, with the unit of its head where it has none of its own."""
    cell = cell.strip()
    found = list(amounts.find(cell))
    if found and found[0].start == 0 and found[0].end >= len(cell) - 1 and not has_han(cell[found[0].end :]) and found[0].value:
        return found[0].value.number()
    plain = _NUMBER.fullmatch(cell)
    if not plain:
        return None
    if unit:
        scaled = list(amounts.find(f"{plain.group(1)}{unit}"))
        return scaled[0].value.number() if scaled and scaled[0].value and scaled[0].end == len(plain.group(1)) + len(unit) else None
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
