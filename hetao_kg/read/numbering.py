"""Word's automatic numbers: 第一章, （一）, 2.1.3 stand in no text, only the rule that makes them."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from hetao_kg.read.package import Element, attribute, child, children

_DIGITS = "零一二三四五六七八九"
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
_CHINESE = frozenset(
    {
        "chineseCounting",
        "chineseCountingThousand",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
        "ideographTraditional",
        "japaneseCounting",
        "ideographDigital",
        "taiwaneseDigital",
    }
)


def chinese(number: int) -> str:
    """1 to 99 as 一 to 九十九; beyond that in digits."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return (("" if tens == 1 else _DIGITS[tens]) + "十" if tens else "") + (_DIGITS[ones] if ones else "")


def shown_number(number: int, form: str) -> str:
    """A number as Word writes it in one of its formats."""
    if form in _CHINESE:
        return chinese(number)
    if form in ("lowerLetter", "upperLetter") and 0 < number <= 26:
        return chr((97 if form == "lowerLetter" else 65) + number - 1)
    if form in ("lowerRoman", "upperRoman") and 0 < number < 4000:
        text = ""
        for value, sign in _ROMAN:
            text, number = text + sign * (number // value), number % value
        return text if form == "lowerRoman" else text.upper()
    if form == "decimalEnclosedCircle" and 0 < number <= 20:
        return chr(0x2460 + number - 1)
    return str(number)


@dataclass(slots=True)
class Numbering:
    """The numbering rules of a document and how far each has counted."""

    #: List id -> level -> (format, pattern, first number).
    rules: dict[str, dict[int, tuple[str, str, int]]] = field(default_factory=dict)
    #: List id -> id of the rule it counts by.
    lists: dict[str, str] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def label(self, identifier: str, level: int) -> str | None:
        """The next label of a list at a level; empty for a bullet, ``None`` when there is no such list."""
        rule = self.lists.get(identifier, "")
        levels = self.rules.get(rule)
        if not levels or level not in levels:
            return None
        form, pattern, first = levels[level]
        if form in ("bullet", "none"):
            return ""
        counts = self.counts[rule]
        counts[level] = counts.get(level, first - 1) + 1
        for deeper in [n for n in counts if n > level]:
            del counts[deeper]

        def number(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            other = levels.get(at, ("decimal", "", 1))
            return shown_number(
                counts.get(at, other[2]), "decimal" if form == "decimal" and at < level and other[0] not in _CHINESE else other[0]
            )

        return re.sub(r"%(\d)", number, pattern).strip()


def numbering(root: Element | None) -> Numbering:
    """The rules of ``numbering.xml``."""
    found = Numbering()
    for rule in children(root, "abstractNum") if root is not None else ():
        levels: dict[int, tuple[str, str, int]] = {}
        for level in children(rule, "lvl"):
            values = {name: attribute(e, "val") if (e := child(level, name)) is not None else "" for name in ("numFmt", "lvlText", "start")}
            levels[whole(attribute(level, "ilvl"))] = (values["numFmt"] or "decimal", values["lvlText"], whole(values["start"], 1))
        found.rules[attribute(rule, "abstractNumId")] = levels
    for instance in children(root, "num") if root is not None else ():
        rule = child(instance, "abstractNumId")
        found.lists[attribute(instance, "numId")] = attribute(rule, "val") if rule is not None else ""
    return found


def whole(text: str, otherwise: int = 0) -> int:
    """A small whole number, or ``otherwise``."""
    return int(text) if re.fullmatch(r"\d{1,6}", text, re.ASCII) else otherwise
