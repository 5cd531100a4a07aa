"""Amounts: money, areas, percentages, counts and ratios, each as a number in the base unit, a unit and a bound.

Works on folded text (Simplified, half width, lower case), so one grammar serves both scripts. Numbers in Chinese
numerals are amounts only of money, areas and shares: 四个 is a plain count. 3%至5% is one amount whose value is an
interval written as those of dates are, ``3/5``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from decimal import Decimal

from hetao_kg.extract.numerals import number
from hetao_kg.types import Mention, Value

_SCALES = {
    "兆": 10**12, "万亿": 10**12, "千亿": 10**11, "百亿": 10**10, "十亿": 10**9, "亿": 10**8, "千万": 10**7, "百万": 10**6, "十万": 10**5,
    "万": 10**4, "千": 1000, "百": 100, "billion": 10**9, "million": 10**6, "trillion": 10**12, "bn": 10**9, "": 1,
}  # fmt: skip
_NUM = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_CNUM = r"[一二三四五六七八九十百千万亿两零点]+"
_SCALE = r"万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千(?!米|瓦|克|伏)|百(?!分)|兆(?!瓦|赫)"
#: Currency words and signs; 元 and $ alone are of whatever currency the document uses.
_CURRENCY = {
    "港元": "HKD", "港币": "HKD", "hk$": "HKD", "hkd": "HKD", "人民币": "CNY", "元人民币": "CNY", "rmb": "CNY", "cny": "CNY", "¥": "CNY",
    "美元": "USD", "us$": "USD", "usd": "USD", "欧元": "EUR", "€": "EUR", "英镑": "GBP", "£": "GBP", "日元": "JPY", "日圆": "JPY",
    "新台币": "TWD", "台币": "TWD", "nt$": "TWD", "澳门元": "MOP", "澳门币": "MOP", "mop": "MOP", "mop$": "MOP", "澳元": "AUD",
    "加元": "CAD", "新加坡元": "SGD", "瑞士法郎": "CHF", "韩元": "KRW", "元": "", "$": "",
}  # fmt: skip
_MONEY_BEFORE = r"港币|人民币|新台币|台币|hk\s?\\?\$|us\s?\\?\$|nt\s?\\?\$|hkd|usd|rmb|cny|mop\$?|[$€£¥]"
_MONEY_AFTER = r"元人民币|元港币|港元|美元|欧元|英镑|日元|日圆|澳门元|澳门币|澳元|加元|新加坡元|瑞士法郎|韩元|人民币|港币|新台币|元"
_AREA = r"平方公里|平方千米|平方米|平方呎|平方尺|平方英尺|公顷|亩|km²|㎡|m²|立方米|hectares?|square (?:metres|kilometres|feet)"
_PERCENT = r"个百分点|以上百分点|百分点|个基点|%|‰"
_MEASURE = (
    r"公里|千米|海里|英里|厘米|毫米|米|公吨|万吨|吨|公斤|千克|毫克|克|毫升|升|兆瓦时|千瓦时|兆瓦|吉瓦|千瓦|千伏|兆赫|赫兹|摄氏度|℃|"
    r"标准箱|标箱|[tgmp]b|[kmg]w"
)
_COUNTERS = (
    r"人次|车次|班次|航次|架次|辆次|台次|床位|学额|席位|度|倍|小时|分钟|年|个月|个|家|所|间|名|人(?![口才员士均工民类体力文社道群])|位|项|条|件|种|栋|座|幢|宗|篇|只|支|期|次|批|层|张|份|套|辆|艘|架|处|户|"
    r"门|款|届|大|类|块|股|颗|台|本|部|省|市|国|区|班|床|岁|天|日|周|头|例|剂|株|枚|场|首|单|起|段|组|对|学分|课|节|席|吋|亩|票|届|村|镇|县"
)
_BOUND = {
    "约": "~", "大约": "~", "大概": "~", "近": "~", "接近": "~", "逾": ">", "超过": ">", "超": ">", "多于": ">", "高于": ">", "突破": "",
    "不少于": ">=", "至少": ">=", "最少": ">=", "不低于": ">=", "不超过": "<=", "不多于": "<=", "不高于": "<=", "最多": "<=", "至多": "<=",
    "少于": "<", "低于": "<", "不足": "<", "不到": "<",
}  # fmt: skip
#: These say how near the number is but are not counted to the words of the amount.
_LOOSE = ("近", "逾", "突破", "接近", "低于", "高于", "不到")
_AMOUNT = re.compile(
    rf"(?P<bound>{'|'.join(sorted(_BOUND, key=len, reverse=True))})?\s?"
    rf"(?P<before>{_MONEY_BEFORE})?\s?"
    rf"(?:(?P<share>百分之\s?(?:{_NUM}|{_CNUM}))|(?P<of>{_NUM}|{_CNUM})分之(?P<part>{_NUM}|{_CNUM})"
    rf"|(?P<tenths>(?:[一二三四五六七八九两]|\d(?:\.\d)?)成(?:半|[一二三四五六七八九](?![个项名家间倍成]))?)(?![为立果员功本熟都人绩分])"
    rf"|(?P<n>{_NUM})\s?(?P<more>[余多])?(?P<scale>{_SCALE})?(?P<more2>[余多])?"
    rf"(?:(?<=[亿兆])\s?(?P<n2>{_NUM})\s?(?P<scale2>千万|百万|万|亿))?(?:\s?(?P<english>billion|million|trillion|bn)\b)?"
    rf"|(?P<cn>{_CNUM})(?P<more4>[余多])?(?P<scale4>万亿|亿|万)?(?=(?:{_MONEY_AFTER}|幢|栋|{_AREA}|{_PERCENT})))"
    rf"(?P<more3>[余多])?(?P<plus>\+)?\s?"
    rf"(?P<unit>(?:{_MONEY_AFTER})|(?:{_AREA})|个?以上百分点|(?:{_PERCENT})|(?:{_MEASURE})(?![a-z])|(?:{_COUNTERS}))?(?P<above>以上|以下)?"
)
#: Between the two numbers of an interval; behind 由 or 从 they are two amounts, before and after a change.
_TO = re.compile(r"\s*(?:至|到|[-~–—]+|(?<=\s)to(?=\s))\s*")
_CHANGE = ("由", "从", "自")
_NOT_BEFORE = re.compile(r"[a-z\d.\-/:#&=_第]$")
#: A number before these is part of a date or of a name.
_NOT_AFTER = re.compile(r"[月日]|世纪|年代|年(?!前|后|内|来)")


def amounts(folded: str, taken: tuple[tuple[int, int], ...] = ()) -> Iterator[Mention]:
    """Amounts in ``folded`` text in order; ``taken`` are spans (dates, names) in which none is looked for."""
    busy = sorted(taken)
    begins = [a for a, _ in busy]
    at = 0
    for match in _AMOUNT.finditer(folded):
        start, end = match.span()
        core = next(match.start(g) for g in ("share", "of", "tenths", "n", "cn") if match.group(g))
        value, last = _interval(folded, match) or (_value(match), match)
        end = last.end()
        if value is None or start < at or _NOT_BEFORE.search(folded[max(0, start - 1) : start] if start == core else ""):
            continue
        before = bisect_left(begins, end)
        if (before and busy[before - 1][1] > core) or _NOT_AFTER.match(folded, end):
            continue
        if last.group("unit") in ("年", "日") and re.match(r"代|级|版|度|期间|游", folded[end : end + 2]):
            continue
        if match.group("bound") in _LOOSE:
            start = match.end("bound")
        while start < core and folded[start].isspace():
            start += 1
        end = start + len(folded[start:end].rstrip())
        yield Mention(start, end, folded[start:end], "Amount", _rule(last), value=value)
        at = end


def _interval(folded: str, match: re.Match[str]) -> tuple[Value, re.Match[str]] | None:
    """The value of the interval that ``match`` opens and the match that closes it (10万至12万平方米); None where there is none.

    What the first number leaves out, unit or scale, it takes from the second (3至5亿元).
    """
    joint = _TO.match(folded, match.end())
    last = _AMOUNT.match(folded, joint.end()) if joint and match.group("n") else None
    high = _value(last) if last and last.group("n") and not last.group("bound") else None
    if not last or not high or folded.endswith(_CHANGE, 0, match.start()):
        return None
    bare = not (match.group("scale") or match.group("english") or match.group("unit"))
    low = _value(match) or Value(_plain(number(match.group("n")) or Decimal(0)), bound=_BOUND.get(match.group("bound") or "", ""))
    least, most = Decimal(low.value), Decimal(high.value)
    if bare and least < (number(last.group("n")) or 0):
        least *= _SCALES[last.group("scale") or ""] * _SCALES[last.group("english") or ""]
    unit = low.unit if high.unit == "元" and low.unit in _CURRENCY.values() else high.unit
    if least >= most or low.unit not in ("", "元" if low.unit in _CURRENCY.values() else unit, unit):
        return None
    return Value(f"{_plain(least)}/{high.value}", unit or high.unit, low.bound), last


def _rule(match: re.Match[str]) -> str:
    """What kind of amount it is; the rule's name."""
    unit = match.group("unit") or ""
    if match.group("before") or unit in _CURRENCY:
        return "amount-money"
    if match.group("share") or match.group("tenths") or re.fullmatch(rf"{_PERCENT}|个?以上百分点", unit):
        return "amount-share"
    if match.group("of"):
        return "amount-ratio"
    return "amount-area" if re.fullmatch(_AREA, unit) else "amount-count"


def _value(match: re.Match[str]) -> Value | None:
    part = match.groupdict()
    bound = _BOUND.get(part["bound"] or "", "")
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
    if base is None:
        return None
    total = base * _SCALES[part["scale"] or part["scale4"] or ""] * _SCALES[part["english"] or ""]
    if part["n2"]:
        total += (number(part["n2"]) or 0) * _SCALES[part["scale2"] or ""]
    currency = _CURRENCY.get(before, "") or _CURRENCY.get(unit, "")
    money = bool(before) or unit in _CURRENCY
    normal = unit.removeprefix("个") if "百分点" in unit else unit
    return Value(_plain(total), currency or ("元" if money else normal), bound)


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
