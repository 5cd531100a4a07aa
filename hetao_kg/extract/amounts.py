"""Amounts: money, areas, percentages, counts and ratios, each as a number in the base unit, a unit and a bound.

Works on folded text (Simplified, half width, lower case), so one grammar serves both scripts. Numbers in Chinese
numerals are amounts only of money, areas and shares: 四个 is a plain count. 3%至5% is one amount whose value is an
interval written as those of dates are, ``3/5``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from hetao_kg.extract.numerals import number
from hetao_kg.text import any_of, longest_first
from hetao_kg.types import Mention, Value

_SCALES = {
    "兆": 10**12, "万亿": 10**12, "千亿": 10**11, "百亿": 10**10, "十亿": 10**9, "亿": 10**8, "千万": 10**7, "百万": 10**6, "十万": 10**5,
    "万": 10**4, "千": 1000, "百": 100, "": 1,
}  # fmt: skip
_NUM = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
#: 亿 or 万 alone is a scale without a number (单位：亿元).
_CNUM = r"(?![万亿点])[一二三四五六七八九十百千万亿两零点]+"
_SCALE = r"万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千(?!米|瓦|克|伏)|百(?!分)|兆(?!瓦|赫)"
#: A unit alone: 万元 in the head of a column.
_BARE = ("万", "亿", "万亿")
#: Between the two numbers of an interval; behind 由 or 从 they are two amounts, before and after a change.
_TO = re.compile(r"\s*(?:至|到|[-~–—]+|(?<=\s)to(?=\s))\s*")
_NOT_BEFORE = re.compile(r"[a-z\d.\-/:#&=_第]$")
#: The number of a clause before the space that parts it from its words (3.4 本…).
_CLAUSE = re.compile(r"(?:^|(?<=\n))[#\s]*\d+(?:\.\d+)+[ \u3000\t]")
#: A number before these is part of a date or of a name.
_NOT_AFTER = re.compile(r"[月日]|世纪|年代|年(?!前|后|内|来)")


class Amounts:
    """The words of ``ontology/units.toml`` as one grammar; made once for an ontology."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        money, units, bounds = words["currencies"], words["units"], words["bounds"]
        self._currency = {word: code for code, listed in money["codes"].items() for word in listed}
        self._bound = {word: sign for sign, listed in bounds["signs"].items() for word in listed}
        self._loose, self._from = frozenset(bounds["loose"]), tuple(words["changes"]["from"])
        before = "|".join(re.escape(w).replace(r"\$", r"\s?\\?\$") for w in longest_first(money["before"]))
        after, area = any_of(money["after"]), any_of([*units["area"], *units["volume"]])
        self._area = re.compile(area)
        self._percent = re.compile(percent := any_of(units["percent"]))
        measure = any_of([*units["length"], *units["measures"]])
        self._scales = _SCALES | money["words"] | money["letters"]
        letters = rf"(?:{any_of(money['letters'])})(?(before)(?![a-z\d²])|(?=\+?\s?(?:{after})))"
        counters, unless = longest_first([*units["counters"], *units["people"]]), units["not_before"]
        counter = "|".join(re.escape(w) + _unless(unless.get(w, ())) for w in counters)
        self._amount = re.compile(
            rf"(?P<bound>{any_of(self._bound)})?\s?"
            rf"(?P<before>{before})?\s?"
            rf"(?:(?P<share>百分之\s?(?:{_NUM}|{_CNUM}))|(?P<of>{_NUM}|{_CNUM})分之(?P<part>{_NUM}|{_CNUM})"
            rf"|(?P<tenths>(?:[一二三四五六七八九两]|\d(?:\.\d)?)成(?:半|[一二三四五六七八九](?![个项名家间倍成]))?)(?![为立果员功本熟都人绩分])"
            rf"|(?P<n>{_NUM})\s?(?P<more>[余多])?(?P<scale>{_SCALE})?(?P<more2>[余多])?"
            rf"(?:(?<=[亿兆])\s?(?P<n2>{_NUM})\s?(?P<scale2>千万|百万|万|亿))?(?:\s?(?P<english>(?:{any_of(money['words'])})(?![a-z])|{letters}))?"
            rf"|(?P<cn>{_CNUM})(?P<more4>[余多])?(?P<scale4>万亿|亿|万)?(?=(?:{after}|幢|栋|{area}|{percent})))"
            rf"(?P<more3>[余多])?(?P<plus>\+)?\s?"
            rf"(?P<unit>(?:{after})|(?:{area})|(?:{percent})|(?:{measure})(?![a-z])|(?:{counter}))?(?P<above>以上|以下)?"
        )

    def find(self, folded: str, taken: tuple[tuple[int, int], ...] = ()) -> Iterator[Mention]:
        """Amounts in ``folded`` text in order; ``taken`` are spans (dates, names) in which none is looked for."""
        busy = sorted(taken)
        begins = [a for a, _ in busy]
        at = 0
        clauses = {m.end() for m in _CLAUSE.finditer(folded)}
        for match in self._amount.finditer(folded):
            start, end = match.span()
            if clauses and any(start < c <= end for c in clauses):
                continue
            core = next(match.start(g) for g in ("share", "of", "tenths", "n", "cn") if match.group(g))
            value, last = self._interval(folded, match) or (self._value(match), match)
            end = last.end()
            if value is None or start < at or _NOT_BEFORE.search(folded[max(0, start - 1) : start] if start == core else ""):
                continue
            before = bisect_left(begins, end)
            if (before and busy[before - 1][1] > core) or _NOT_AFTER.match(folded, end):
                continue
            if last.group("unit") in ("年", "日") and re.match(r"代|级|版|度|期间|游", folded[end : end + 2]):
                continue
            if match.group("bound") in self._loose:
                start = match.end("bound")
            while start < core and folded[start].isspace():
                start += 1
            end = start + len(folded[start:end].rstrip())
            yield Mention(start, end, folded[start:end], "Amount", self._rule(last), value=value)
            at = end

    def _interval(self, folded: str, match: re.Match[str]) -> tuple[Value, re.Match[str]] | None:
        """The value of the interval that ``match`` opens and the match that closes it (10万至12万平方米); None where there is none.

        What the first number leaves out, unit or scale, it takes from the second (3至5亿元).
        """
        joint = _TO.match(folded, match.end())
        last = self._amount.match(folded, joint.end()) if joint and match.group("n") else None
        high = self._value(last) if last and last.group("n") and not last.group("bound") else None
        if not last or not high or folded.endswith(self._from, 0, match.start()):
            return None
        bare = not (match.group("scale") or match.group("english") or match.group("unit"))
        bound = self._bound.get(match.group("bound") or "", "")
        low = self._value(match) or Value(_plain(number(match.group("n")) or Decimal(0)), bound=bound)
        least, most = Decimal(low.value), Decimal(high.value)
        if bare and least < (number(last.group("n")) or 0):
            least *= _SCALES[last.group("scale") or ""] * self._scales[last.group("english") or ""]
        unit = low.unit if high.unit == "元" and low.unit in self._currency.values() else high.unit
        if least >= most or low.unit not in ("", "元" if low.unit in self._currency.values() else unit, unit):
            return None
        return Value(f"{_plain(least)}/{high.value}", unit or high.unit, low.bound), last

    def _rule(self, match: re.Match[str]) -> str:
        """What kind of amount it is; the rule's name."""
        unit = match.group("unit") or ""
        if match.group("before") or unit in self._currency:
            return "amount-money"
        if match.group("share") or match.group("tenths") or self._percent.fullmatch(unit):
            return "amount-share"
        if match.group("of"):
            return "amount-ratio"
        return "amount-area" if self._area.fullmatch(unit) else "amount-count"

    def _value(self, match: re.Match[str]) -> Value | None:
        part = match.groupdict()
        bound = self._bound.get(part["bound"] or "", "")
        if any(part[f"more{n}"] for n in ("", 2, 3, 4)) or part["plus"]:
            bound = ">"
        if part["above"]:
            bound = ">=" if part["above"] == "以上" else "<="
        unit, before = part["unit"] or "", (part["before"] or "").replace(" ", "").replace("\\", "")
        if part["share"] or part["tenths"] or part["of"]:
            return _share(part, bound) if not before else None
        if not (unit or before or part["scale"] or part["english"]):
            return None
        base = number(part["n"] or part["cn"] or "")
        if base is None or part["cn"] in _BARE:
            return None
        total = base * _SCALES[part["scale"] or part["scale4"] or ""] * self._scales[part["english"] or ""]
        if part["n2"]:
            total += (number(part["n2"]) or 0) * _SCALES[part["scale2"] or ""]
        currency = self._currency.get(unit, "") or self._currency.get(before, "")
        money = bool(before) or unit in self._currency
        normal = unit.removeprefix("个") if "百分点" in unit else unit
        return Value(_plain(total), currency or ("元" if money else normal), bound)


def _unless(words: Sequence[str]) -> str:
    """A condition that none of ``words`` follows."""
    return f"(?!{'|'.join(map(re.escape, words))})" if words else ""


def _share(part: dict[str, str | None], bound: str) -> Value | None:
    """百分之二十二 and 三成半 in per cent; 四分之一 as the quotient."""
    if part["of"]:
        whole, some = number(part["of"]), number(part["part"] or "")
        return Value(_plain((some / whole).quantize(Decimal("0.0001"))), "", bound) if whole and some is not None else None
    if part["share"]:
        found = number(part["share"].removeprefix("百分之"))
        return Value(_plain(found), "%", bound) if found is not None else None
    tenths, _, rest = (part["tenths"] or "").partition("成")
    base = number(tenths)
    more = 5 if rest == "半" else number(rest) if rest else 0
    return Value(_plain(base * 10 + (more or 0)), "%", bound) if base is not None else None


def _plain(total: Decimal) -> str:
    return format(total.normalize(), "f") if total else "0"
