"""What the numbers of figures are read by: classes of units, the word lists of ``[figures]`` as patterns, and a measure found."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hetao_kg.ontology import Ontology
from hetao_kg.text import HAN, any_of, script_of, to_simplified, to_traditional
from hetao_kg.types import Document, Mention, Value

#: Kinds of names that a figure may be about.
ABOUT = ("Place", "Institution", "Policy")


def unit_class(value: Value, units: Mapping[str, Sequence[str]]) -> str:
    """``%``, ``money``, ``area``, ``length``, ``people`` or ``count``: the units that one measure may be given in.

    ``units``: the table of that name of ``units.toml``.
    """
    unit = value.unit
    if unit.startswith(("%", "‰")) or "百分" in unit:
        return "%"
    if unit == "元" or (len(unit) == 3 and unit.isupper()):
        return "money"
    return next((name for name in ("area", "length", "people") if unit in units[name]), "count")


def in_script(words: str, document: Document) -> str:
    """Words of the lists in the script of the document: a measure that only its unit names is shown as the text would write it."""
    script = document.metadata.script or script_of(document.text)
    return to_simplified(words) if script == "Hans" else to_traditional(words)


@dataclass(frozen=True, slots=True)
class Found:
    """What a number measures; ``start`` is where the words of the measure begin."""

    measure: str
    start: int
    about: Mention | None = None
    part: str = ""
    #: Whether later numbers of the sentence may measure the same (相較於內地的2.4%).
    base: bool = True
    #: Where the counted noun ends behind the number; 0 where the measure stands before it.
    until: int = 0
    #: True for an average over everybody: about no place.
    everywhere: bool = False


class Patterns:
    """The word lists of ``[figures]`` as regular expressions; built once for an ontology."""

    def __init__(self, ontology: Ontology) -> None:
        words = ontology.words
        self.w = words["figures"]
        self._units: Mapping[str, Sequence[str]] = ontology.units["units"]
        #: One of a series, with the noun that says of what (第17窟, 第二区).
        self.numbered = re.compile(rf"第(?:\d+|[一二三四五六七八九十百]+)(?!{any_of(self.w['unnumbered'])})[{HAN}]")
        #: Between the members of a list.
        self.joining = tuple(words["joining"]["words"])
        #: Behind these stands where a thing is (位於X，佔地…).
        self.sited = tuple(words["places"]["sited"])
        self.at, self.since = tuple(words["grammar"]["at"]), tuple(words["grammar"]["since"])
        names = ("growth", "compared", "funding", "share_tails", "ranks", "grown", "currency")
        one_of = {n: any_of(self.w[n]) for n in names} | {"links": any_of((*self.w["links"], *self.w["reaching"]))}
        self.growth = re.compile(rf"(?P<verb>{one_of['growth']})(?:{one_of['compared']}|{one_of['grown']}|\s)*$")
        self.compared = re.compile(rf"(?:{one_of['compared']}|比[^,;。()]{{1,6}}|较[^,;。()]{{1,6}}|[\s(])*$")
        self.funding = re.compile(rf"(?P<verb>{one_of['funding']})(?:{one_of['links']}|{one_of['currency']}|\s)*$")
        whole = rf"(?P<whole>[^,;。:占]{{1,24}}?)(?:的)?(?P<tail>{one_of['share_tails']})?"
        self.share = re.compile(rf"(?P<verb>占){whole}(?:{one_of['links']}|\s)*$")
        self.share_alone = re.compile(rf"占比?(?:{one_of['links']}|\s)*$")
        self.ranked = re.compile(rf"(?:{one_of['ranks']})[^,;。]{{0,12}}$")

    def unit_class(self, value: Value) -> str:
        """What :func:`unit_class` says of the value."""
        return unit_class(value, self._units)
