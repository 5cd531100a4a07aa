"""Dates and amounts: what is written, and its normalised value no more exact than the words.

Works on folded text (Simplified, half width, lower case), so one grammar serves both scripts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from hetao_kg.types import Mention, Value

_DIGITS = dict(zip("零〇一二三四五六七八九两", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2), strict=True))
_SMALL = {"十": 10, "百": 100, "千": 1000}
_BIG = {"万": 10**4, "亿": 10**8}
_SCALES = {
    "万亿": 10**12,
    "千亿": 10**11,
    "百亿": 10**10,
    "十亿": 10**9,
    "亿": 10**8,
    "千万": 10**7,
    "百万": 10**6,
    "十万": 10**5,
    "万": 10**4,
    "千": 1000,
    "百": 100,
    "billion": 10**9,
    "million": 10**6,
    "trillion": 10**12,
    "bn": 10**9,
    "": 1,
}

_Y = r"(?P<y>(?:19|20)\d\d|[一二][九零〇][零〇一二三四五六七八九]{2})"
_CN = "一二三四五六七八九十"
_M = rf"(?P<m>1[0-2]|0?[1-9]|十[一二]?|[{_CN[:9]}])"
_D = rf"(?P<d>3[01]|[12]\d|0?[1-9]|[一二三]?十[{_CN[:9]}]?|[{_CN[:9]}])"
_TAIL = r"(?P<tail>年?底前|年?底|年内|末|前|初|中旬|上旬|下旬|之前|以前)?"

#: Tried in this order at each place; the first that matches wins.
_DATES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(p))
    for name, p in (
        ("day", rf"(?<!\d){_Y}\s*年\s*{_M}\s*月\s*{_D}\s*[日号]"),
        ("months", rf"(?<!\d){_Y}\s*年\s*{_M}\s*[-~至到]\s*(?P<m2>1[0-2]|0?[1-9])\s*月"),
        ("half", rf"(?<!\d){_Y}\s*年\s*(?P<half>上半年|下半年)|h(?P<h>[12])\s*(?P<y2>20\d\d)\s*年?"),
        ("quarter", rf"(?<!\d){_Y}\s*年\s*第?(?P<q>[一二三四1-4])季度?|q(?P<q2>[1-4])\s*(?P<y2>20\d\d)\s*年?"),
        ("month", rf"(?<!\d){_Y}\s*年\s*{_M}\s*月(?P<tail>底前|底|初|中旬|上旬|下旬|前)?"),
        ("fiscal", r"(?<!\d)(?P<y>(?:19|20)\d\d)\s*[-/至]\s*(?P<short>\d\d)\s*(?:财政)?年度?(?!\d)"),
        ("years", rf"(?<!\d){_Y}\s*年?\s*[-~至到]+\s*(?P<y2>(?:19|20)\d\d)\s*年"),
        ("decade", r"(?P<century>\d\d)\s*世纪\s*(?P<decade>\d0)\s*年代"),
        ("iso", r"(?<![\d-])(?P<y>(?:19|20)\d\d)-(?P<m>0[1-9]|1[0-2])-(?P<d>[0-2]\d|3[01])(?![\d-])"),
        ("year", rf"(?<!\d){_Y}\s*年(?!代)\s*{_TAIL}"),
        (
            "relative",
            rf"(?P<rel>今年|本年|去年|前年|明年|后年)(?:\s*{_M}\s*月(?:\s*{_D}\s*[日号])?)?(?P<tail>底前|底|初|内|上半年|下半年)?",
        ),
        ("same-year", rf"(?:同年)\s*{_M}\s*月"),
        ("bare-day", rf"(?<![\d.]){_M}\s*月\s*{_D}\s*日"),
        ("bare-month", r"(?<![\d.])(?P<m>1[0-2]|0?[1-9])\s*月(?:份)?(?P<tail>底前|底|初|中旬|上旬|下旬)?(?!\d|饼|亮)"),
    )
)
_RELATIVE = {"今年": 0, "本年": 0, "去年": -1, "前年": -2, "明年": 1, "后年": 2}
_DATE_START = re.compile(r"\d|[一二][九零〇]|[今本去前明后同]|[hq][1-4]|[一二三四五六七八九十]+月")


def number(text: str) -> Decimal | None:
    """A number in digits or Chinese numerals (八, 十六, 一百二十, 二零二四); None if it is none."""
    plain = text.replace(",", "").replace(" ", "")
    if re.fullmatch(r"\d+(?:\.\d+)?", plain):
        return Decimal(plain)
    if plain and all(c in _DIGITS for c in plain):
        return Decimal(int("".join(str(_DIGITS[c]) for c in plain)))
    total = section = digit = 0
    for char in plain:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _SMALL:
            section += (digit or 1) * _SMALL[char]
            digit = 0
        elif char in _BIG:
            total += (section + digit or 1) * _BIG[char]
            section = digit = 0
        else:
            return None
    return Decimal(total + section + digit)


def dates(folded: str, published: str = "") -> Iterator[Mention]:
    """Dates in ``folded`` text in order. ``published`` (ISO) resolves 今年 and 去年; a month alone takes the year named last."""
    year = published[:4]
    at = 0
    for start in _DATE_START.finditer(folded):
        if start.start() < at:
            continue
        for name, pattern in _DATES:
            match = pattern.match(folded, start.start())
            if not match:
                continue
            value = _date_value(name, match, year, published[:4])
            if value:
                surface_end = match.end()
                yield Mention(match.start(), surface_end, folded[match.start() : surface_end], "Date", f"date-{name}", value=value)
                if name not in ("relative", "bare-day", "bare-month", "same-year"):
                    year = value.value[:4]
                at = match.end()
                break


def _int(text: str | None) -> int:
    found = number(text) if text else None
    return int(found) if found is not None else 0


def _date_value(name: str, match: re.Match[str], year: str, published: str) -> Value | None:
    part = match.groupdict()
    y, m, d = _int(part.get("y")) or _int(part.get("y2") if name in ("half", "quarter") else None), _int(part.get("m")), _int(part.get("d"))
    tail = part.get("tail") or ""
    if name in ("bare-day", "bare-month", "same-year"):
        if not year:
            return None
        y = int(year)
    if name == "relative":
        if not published:
            return None
        y = int(published) + _RELATIVE[part["rel"]]
    if m > 12 or d > 31:
        return None
    if name in ("half", "quarter") or tail in ("上半年", "下半年"):
        return Value(_span(part, tail, y))
    if name == "months":
        return Value(f"{y}-{m:02}/{y}-{_int(part['m2']):02}")
    if name == "years":
        return Value(f"{y}/{part['y2']}")
    if name == "fiscal":
        end = y // 100 * 100 + int(part["short"])
        return Value(f"{y}/{end}") if end > y else None
    if name == "decade":
        first = (int(part["century"]) - 1) * 100 + int(part["decade"])
        return Value(f"{first}/{first + 9}")
    value = f"{y}-{m:02}-{d:02}" if d else f"{y}-{m:02}" if m else f"{y}"
    return Value(value, bound="<" if tail.endswith("前") else "")


def _span(part: dict[str, str | None], tail: str, year: int) -> str:
    quarter = _int(part.get("q") or part.get("q2"))
    if quarter:
        return f"{year}-{3 * quarter - 2:02}/{year}-{3 * quarter:02}"
    second = part.get("h") == "2" or (part.get("half") or tail) == "下半年"
    return f"{year}-07/{year}-12" if second else f"{year}-01/{year}-06"


_NUM = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_CNUM = r"[一二三四五六七八九十百千万亿两零]+"
_SCALE = "万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千|百"
_CURRENCY = {
    "港元": "HKD",
    "港币": "HKD",
    "hk$": "HKD",
    "人民币": "CNY",
    "元人民币": "CNY",
    "美元": "USD",
    "us$": "USD",
    "$": "",
    "欧元": "EUR",
    "英镑": "GBP",
    "日元": "JPY",
    "新台币": "TWD",
    "台币": "TWD",
    "澳门元": "MOP",
    "澳元": "AUD",
    "元": "",
    "€": "EUR",
    "£": "GBP",
    "¥": "CNY",
    "rmb": "CNY",
    "mop": "MOP",
}
_MONEY_BEFORE = r"港币|人民币|新台币|hk\s?\\?\$|us\s?\\?\$|rmb|mop\$?|[$€£¥]"
_MONEY_AFTER = r"元人民币|元港币|港元|美元|欧元|英镑|日元|澳门元|澳元|人民币|港币|新台币|元"
_AREA = r"平方公里|平方千米|平方米|平方呎|公顷|亩|km²|㎡|m²|平方英尺"
_PERCENT = r"个百分点|以上百分点|百分点|%|‰"
_COUNTERS = (
    r"公里|千米|米|吨|公斤|兆瓦|千瓦|度|倍|小时|分钟|年|个月|个|家|所|间|名|人次|人|位|项|条|件|种|栋|座|幢|宗|篇|只|支|期|次|批|层|张|份|套|辆|艘|架|处|户|"
    r"门|款|届|大|类|块|股|颗|台|本|部|省|市|国|区|班|辆次|车次|床|公升|岁|天|日|周"
)
_BOUND = {
    "约": "~",
    "大约": "~",
    "近": "~",
    "逾": ">",
    "超过": ">",
    "超": ">",
    "多于": ">",
    "不少于": ">=",
    "至少": ">=",
    "最少": ">=",
    "不低于": ">=",
    "不超过": "<=",
    "不多于": "<=",
    "最多": "<=",
    "少于": "<",
    "不足": "<",
    "接近": "~",
    "高达": "",
    "达": "",
}
_AMOUNT = re.compile(
    rf"(?P<bound>{'|'.join(sorted((b for b in _BOUND if b not in ('达', '高达')), key=len, reverse=True))})?\s?"
    rf"(?P<before>{_MONEY_BEFORE})?\s?"
    rf"(?:(?P<n>{_NUM})\s?(?P<scale>{_SCALE})?(?P<more>[余多])?(?:(?<=亿)\s?(?P<n2>{_NUM})\s?(?P<scale2>千万|百万|万))?(?:\s?(?P<english>billion|million|trillion|bn)\b)?|(?P<cn>{_CNUM})(?=(?:{_MONEY_AFTER}|幢|栋|公顷|{_PERCENT})))"
    rf"(?P<more2>[余多])?(?P<plus>\+)?\s?(?P<unit>(?:{_MONEY_AFTER})|(?:{_AREA})|个?以上百分点|(?:{_PERCENT})|(?:{_COUNTERS}))?(?P<above>以上|以下)?"
)
_NOT_BEFORE = re.compile(r"[a-z\d.\-/:#&=_第]$")


def amounts(folded: str, taken: tuple[tuple[int, int], ...] = ()) -> Iterator[Mention]:
    """Amounts in ``folded`` text in order; ``taken`` are spans (dates, names) in which none is looked for."""
    busy = sorted(taken)
    at = 0
    for match in _AMOUNT.finditer(folded):
        start, end = match.span()
        value = _amount_value(match)
        core = match.start("n") if match.group("n") else match.start("cn")
        if value is None or start < at or _NOT_BEFORE.search(folded[max(0, start - 1) : start] if start == core else ""):
            continue
        if any(a < end and core < b for a, b in busy):
            continue
        if re.match(r"[年月日]|世纪|年代", folded[end : end + 2]) or (
            match.group("unit") == "年" and re.match(r"代|级|版|度", folded[end : end + 1])
        ):
            continue
        if folded.startswith(("近", "逾"), start):  # a bound, not part of the words of the amount
            start += 1
        while start < core and folded[start].isspace():
            start += 1
        end = start + len(folded[start:end].rstrip())
        yield Mention(start, end, folded[start:end], "Amount", "amount", value=value)
        at = end


def _amount_value(match: re.Match[str]) -> Value | None:
    part = match.groupdict()
    unit, before = part["unit"] or "", (part["before"] or "").replace(" ", "").replace("\\", "")
    if not (unit or before or part["scale"]):
        return None
    base = number(part["n"] or part["cn"])
    if base is None:
        return None
    total = base * _SCALES[part["scale"] or ""] * _SCALES[part["english"] or ""]
    if part["n2"]:
        total += (number(part["n2"]) or 0) * _SCALES[part["scale2"] or ""]
    bound = _BOUND.get(part["bound"] or "", "")
    if part["more"] or part["more2"] or part["plus"]:
        bound = ">"
    if part["above"]:
        bound = ">=" if part["above"] == "以上" else "<="
    currency = _CURRENCY.get(before, "") or _CURRENCY.get(unit, "")
    money = bool(before) or unit in _CURRENCY
    normal = format(total.normalize(), "f") if total else "0"
    return Value(normal, currency or ("元" if money else unit.removeprefix("个") if "百分点" in unit else unit), bound)
