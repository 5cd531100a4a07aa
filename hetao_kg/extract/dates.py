"""Dates: what is written, and its ISO value, no more exact than the words.

Works on folded text (Simplified, half width, lower case), so one grammar serves both scripts. A rule is a pattern and
a function from what it matched to a value; at each place the first rule that yields a value wins.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hetao_kg.extract.numerals import number
from hetao_kg.types import Mention, Value


@dataclass(frozen=True, slots=True)
class Clock:
    """What relative dates count from: the document's own date (0 for a part that is unknown) and the year named last.

    ``named`` is that of the paragraph or else the document's, ``same`` that of the text before (同年).
    """

    year: int = 0
    month: int = 0
    day: int = 0
    named: int = 0
    same: int = 0

    @classmethod
    def of(cls, published: str) -> Clock:
        """The clock of a document published on that ISO date, however exact."""
        parts = [int(p) for p in published.split("-") if p.isdigit()] + [0, 0, 0]
        return cls(parts[0], parts[1], parts[2], parts[0], parts[0])


Made = Value | None
Rule = tuple[str, re.Pattern[str], Callable[[re.Match[str], Clock], Made]]

_Y = r"(?<!\d)(?P<y>(?:19|20)\d\d|[一二][九零〇][零〇一二三四五六七八九]{2})\s*年"
_Y2 = r"(?P<y2>(?:19|20)\d\d|[一二][九零〇][零〇一二三四五六七八九]{2})\s*年"
_MONTH = r"1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]"
_DAY = r"3[01]|[12]\d|0?[1-9]|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九]"
_M, _D = rf"(?P<m>{_MONTH})\s*月(?:份)?", rf"(?P<d>{_DAY})\s*[日号]"
_TO = r"\s*(?:-+|~|至|到)\s*"
#: 前 that begins another word (前三季度, 前后) is no bound.
_BEFORE = r"(?:或之|之|以)?前(?![三两首述后往沿身海任期景十\d]|[一二四五六七八九][个季年项])"
_TAIL = rf"(?P<tail>年?底{_BEFORE}|年?底|年内|{_BEFORE}|年?末|年?初|年中(?!国)|中旬|上旬|下旬)?"
_REL = r"(?P<rel>今年|本年度|本年|上一?年度|上一年|去年|前年|明年|翌年|次年|后年)"
_QUARTER = (
    r"(?P<q>前[二三两]|首[二三两]?|头[三两]|第[一二三四1-4]|[一二三四1-4](?=\s*季度))\s*个?季(?:度)?"
    r"|(?P<q9>[前首](?:1[01]|[1-9]|[一二三四五六七八九十]+)个月)"
)
_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_EN = rf"(?P<name>{'|'.join(f'{n}|{n[:3]}[.]?' for n in _NAMES)})"
_YEARS = {"今年": 0, "本年": 0, "本年度": 0, "去年": -1, "上年度": -1, "上一年度": -1, "上一年": -1, "前年": -2, "明年": 1, "翌年": 1,
          "次年": 1, "后年": 2}  # fmt: skip
_MONTHS = {"本": 0, "这个": 0, "当": 0, "上": -1, "上个": -1, "下": 1, "下个": 1}
_DAYS = {"今": 0, "昨": -1, "明": 1, "前": -2, "后": 2}


def dates(folded: str, published: str = "", minguo: bool = False) -> Iterator[Mention]:
    """Dates in ``folded`` text in order.

    ``published`` (ISO) is what 今年, 上月 and 年底前 count from; without it they are no dates. A month or quarter alone
    takes the year named last in its paragraph, else the one before publication where the first line names that (a report
    on 2024), else the year of publication. ``bound`` is ``<`` for 前. ``minguo`` says
    that years of two or three digits count from 1912 (113年度), as in Taiwan.
    """
    rules = (*_RULES, *_MINGUO) if minguo else _RULES
    clock = Clock.of(published)
    home = clock
    at = 0
    for start in _START.finditer(folded):
        if start.start() < at:
            continue
        if clock.year and "\n" in folded[at : start.start()]:
            clock = replace(home, same=clock.same)
        for name, pattern, made in rules:
            match = pattern.match(folded, start.start())
            value = made(match, clock) if match else None
            if match and value:
                end = match.start() + len(match.group().rstrip())
                yield Mention(match.start(), end, folded[match.start() : end], "Date", f"date-{name}", value=value)
                year = int(re.split("[-/]", value.value)[0])
                clock = replace(clock, same=year)
                if match.groupdict().get("y") or match.groupdict().get("roc"):
                    clock = replace(clock, named=year)
                    if value.value == f"{clock.year - 1}" and "\n" in folded[match.end() :] and "\n" not in folded[:at].strip():
                        home = replace(home, named=year)
                at = match.end()
                break


def _int(text: str | None) -> int:
    found = number(text) if text else None
    return int(found) if found is not None else 0


def _dated(year: int, month: int, day: int, tail: str) -> Made:
    """One year, month or day; nothing where the calendar has no such day."""
    if not 0 < year <= 9999 or month > 12 or day > (calendar.monthrange(year, month)[1] if month else 0):
        return None
    value = f"{year}-{month:02}-{day:02}" if day else f"{year}-{month:02}" if month else f"{year}"
    bound = "<=" if tail.endswith("或之前") else "<" if tail.endswith("前") else ""
    return Value(value, bound=bound)


def _between(first: Made, last: Made) -> Made:
    return Value(f"{first.value}/{last.value}") if first and last and first.value < last.value else None


def _part_of(year: int, part: str) -> Made:
    """Half a year, a quarter or the first months of ``year``."""
    if not year:
        return None
    if "半年" in part:
        return Value(f"{year}-01/{year}-06" if part[0] in "上前" else f"{year}-07/{year}-12")
    plain = part.replace("头", "前").replace("首", "前").rstrip("季度个月").removeprefix("第")
    many = _int(plain.removeprefix("前").replace("两", "二")) or 1
    last = many if "月" in part else 3 * many
    first = 1 if plain.startswith("前") or "月" in part else last - 2
    return Value(f"{year}-{first:02}/{year}-{last:02}") if last <= 12 else None


def _calendar(m: re.Match[str], clock: Clock) -> Made:
    """A year with whatever stands behind it; a missing year is the one named last."""
    part = m.groupdict()
    year = _int(part.get("y")) or clock.named
    return _dated(year, _int(part.get("m")), _int(part.get("d")), part.get("tail") or "")


def _same_year(m: re.Match[str], clock: Clock) -> Made:
    return _calendar(m, replace(clock, named=clock.same))


def _relative(m: re.Match[str], clock: Clock) -> Made:
    part = m.groupdict()
    year = clock.year + _YEARS[part["rel"]] if clock.year else 0
    if span := part.get("half") or part.get("q") or part.get("q9"):
        return _part_of(year, span)
    return _dated(year, _int(part.get("m")), _int(part.get("d")), part.get("tail") or "")


def _some_part(m: re.Match[str], clock: Clock) -> Made:
    part = m.groupdict()
    return _part_of(_int(part.get("y")) or clock.year or clock.named, part.get("half") or part.get("q") or part["q9"])


def _range(m: re.Match[str], clock: Clock) -> Made:
    """Both ends; what the second leaves out it takes from the first."""
    part = m.groupdict()
    year = _int(part["y"])
    first = _dated(year, _int(part.get("m")), _int(part.get("d")), "")
    month = _int(part.get("m2")) or (_int(part.get("m")) if part.get("d2") else 0)
    return _between(first, _dated(_int(part.get("y2")) or year, month, _int(part.get("d2")), ""))


def _month_from_now(m: re.Match[str], clock: Clock) -> Made:
    if not clock.month:
        return None
    months = 12 * clock.year + clock.month - 1 + _MONTHS[m.group("rel") or "本"]
    return _dated(months // 12, months % 12 + 1, _int(m.groupdict().get("d")), m.groupdict().get("tail") or "")


def _day_from_now(m: re.Match[str], clock: Clock) -> Made:
    if not clock.day:
        return None
    day = date(clock.year, clock.month, clock.day) + timedelta(_DAYS[m.group("rel")])
    return Value(day.isoformat())


def _five_years(m: re.Match[str], clock: Clock) -> Made:
    """「十四五」: the plan's five years. The third plan began in 1966, and since then every fifth year."""
    count = _int(m.group("n"))
    return Value(f"{1951 + 5 * count}/{1955 + 5 * count}") if 6 <= count <= 30 else None


def _fiscal(m: re.Match[str], clock: Clock) -> Made:
    first = int(m.group("y"))
    last = first // 100 * 100 + int(m.group("short"))
    return Value(f"{first}/{last}") if last == first + 1 or (last > first and m.group("sign") != "/") else None


def _decade(m: re.Match[str], clock: Clock) -> Made:
    told = {"上": 20, "本": 21}.get(m.group("century")) or _int(m.group("century"))
    first = (told - 1) * 100 + _int(m.group("decade"))
    return Value(f"{first}/{first + 9}") if told else None


def _minguo(m: re.Match[str], clock: Clock) -> Made:
    part = m.groupdict()
    if (part.get("tail") or "").endswith("前") and part["roc"].isdigit() and _int(part["roc"]) + 1911 < clock.year:
        return None  # 113年前 may be so many years ago; only a year to come is a goal
    return _dated(_int(part["roc"]) + 1911, _int(part.get("m")), _int(part.get("d")), part.get("tail") or "")


def _minguo_part(m: re.Match[str], clock: Clock) -> Made:
    """Years that count from 1912: from one to another, or a half or quarter of one."""
    part = m.groupdict()
    year = _int(part["roc"]) + 1911
    if part.get("roc2"):
        return _between(Value(f"{year}"), Value(f"{_int(part['roc2']) + 1911}"))
    return _part_of(year, part.get("half") or part.get("q") or part["q9"])


def _english(m: re.Match[str], clock: Clock) -> Made:
    month = next(n for n, name in enumerate(_NAMES, 1) if name.startswith(m.group("name").rstrip(".")))
    return _dated(int(m.group("year")), month, _int(m.group("d")) or _int(m.groupdict().get("d2")), "")


def _half_written(m: re.Match[str], clock: Clock) -> Made:
    """h1 2025, q3 2024."""
    return _part_of(int(m.group("year")), m.group("n") if m.group("sign") == "q" else "上半年" if m.group("n") == "1" else "下半年")


_HALF = r"(?P<half>[上下前]半年)"
#: 110年至112年, 114年第3季.
_ROC = rf"(?P<roc>1[0-3]\d)\s*年(?:度?{_TO}(?P<roc2>1[0-3]\d)\s*年度?间?|\s*度?(?:{_HALF}|{_QUARTER}))"
#: Nothing that would make 年底 or 上半年 part of another date stands before it.
_ALONE = r"(?<![年\d一二三四五六七八九十今去前明后每近同本个])"
_RULES: tuple[Rule, ...] = tuple(
    (name, re.compile(pattern), made)
    for name, pattern, made in (
        ("days", rf"{_Y}\s*{_M}\s*{_D}{_TO}(?:{_Y2}\s*)?(?:(?P<m2>{_MONTH})\s*月\s*)?(?P<d2>{_DAY})\s*[日号]", _range),
        ("day", rf"{_Y}\s*{_M}\s*{_D}(?P<tail>{_BEFORE})?", _calendar),
        ("months", rf"{_Y}\s*(?P<m>{_MONTH})\s*月?{_TO}(?:{_Y2}\s*)?(?P<m2>{_MONTH})\s*月(?!\s*\d)", _range),
        ("half", rf"{_Y}\s*度?{_HALF}", _some_part),
        ("quarter", rf"{_Y}\s*(?:{_QUARTER})", _some_part),
        ("month", rf"{_Y}\s*{_M}{_TAIL}", _calendar),
        ("fiscal", r"(?<!\d)(?P<y>(?:19|20)\d\d)\s*(?P<sign>[-/至])\s*(?P<short>\d\d)\s*(?:财政)?年度?(?!\d)", _fiscal),
        ("years", rf"(?<!\d)(?P<y>(?:19|20)\d\d)\s*年?{_TO}(?P<y2>(?:19|20)\d\d)\s*(?:财政)?年度?", _range),
        ("decade", r"(?P<century>\d\d|上|本|[一二]?十[一九]?)\s*世纪\s*(?P<decade>\d0|[一二三四五六七八九]?十)\s*年代", _decade),
        (
            "iso",
            r"(?<![\d./-])(?P<y>(?:19|20)\d\d)(?P<sep>[-/.])(?P<m>1[0-2]|0?[1-9])(?P=sep)"
            r"(?P<d>3[01]|[12]\d|0?[1-9])(?![\d./-]\d|\d)",
            _calendar,
        ),
        ("year", rf"{_Y}(?!代)(?:度(?!假|过)|\s*{_TAIL})", _calendar),
        ("minguo", rf"民国\s*{_ROC}", _minguo_part),
        ("minguo", rf"民国\s*(?P<roc>\d{{2,3}}|[一二三四五六七八九十百]+)\s*年(?:\s*{_M}(?:\s*{_D})?)?{_TAIL}", _minguo),
        ("relative", rf"{_REL}\s*(?:{_HALF}|{_QUARTER})", _relative),
        ("relative", rf"{_REL}(?:\s*{_M}(?:\s*{_D})?)?(?P<tail>年?底{_BEFORE}|年?底|年?内|年?初|年?末|{_BEFORE}|同期)?", _relative),
        (
            "five-years",
            r"[“‘]?(?P<n>十[一二三四五六七八九])五(?![五年])(?![”’]?(?:[规计]划|纲要|国民))"
            r"[”’]?\s*(?:期间|时期|以来|末期|初期|期末)?",
            _five_years,
        ),
        ("five-years", r"第(?P<n>[一二]?十[一二三四五六七八九]?)个五年(?:期间|时期|规划期间|计划期间|规划时期)", _five_years),
        ("same-year", rf"同年\s*{_M}(?:\s*{_D})?{_TAIL}", _same_year),
        (
            "month-from-now",
            rf"(?P<rel>本|这个|上个|下个|上|下)月(?!球|饼|亮|台|份)(?:\s*{_D})?(?P<tail>底{_BEFORE}|底|初|内|中旬|上旬|下旬)?",
            _month_from_now,
        ),
        ("month-from-now", rf"(?<![\d一二三四五六七八九十个本上下每份])(?P<rel>)月(?P<tail>底{_BEFORE}|底|内)", _month_from_now),
        ("day-from-now", r"(?P<rel>[今昨])[日天](?:上午|下午|晚上|晚|早)?", _day_from_now),
        ("bare-day", rf"(?<![\d.年]){_M}\s*{_D}(?P<tail>{_BEFORE})?", _calendar),
        (
            "bare-month",
            rf"(?<![\d.年])(?P<m>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s*月(?:份)?(?!\d|饼|亮|刊|台|薪|费|租)(?P<tail>底{_BEFORE}"
            rf"|底|{_BEFORE}|初|中旬|上旬|下旬)?",
            _calendar,
        ),
        ("part", rf"{_ALONE}(?:{_HALF}|{_QUARTER})(?<!月)", _some_part),
        ("year-end", rf"{_ALONE}(?P<tail>年底{_BEFORE}|年底|年末)", _calendar),
        ("half", r"(?<![a-z])(?P<sign>[hq])(?P<n>[1-4])\s*(?P<year>20\d\d)\s*年?", _half_written),
        (
            "english",
            rf"(?:(?<!\d)(?P<d>{_DAY})(?:st|nd|rd|th)?\s+)?{_EN}\s+(?:(?P<d2>{_DAY})(?:st|nd|rd|th)?,\s*)?"
            rf"(?P<year>(?:19|20)\d\d)(?!\d)",
            _english,
        ),
        (
            "english",
            r"(?<=\bin )(?P<y>(?:19|20)\d\d)(?!\d|[-/.,]\d)|(?<=\bby )(?P<y3>(?:19|20)\d\d)(?!\d|[-/.,]\d)"
            r"|(?<=\bsince )(?P<y4>(?:19|20)\d\d)(?!\d|[-/.,]\d)",
            lambda m, clock: Value(m.group()),
        ),
    )
)  # fmt: skip
#: Bare Minguo years: with a month or 度 from the year 50 on, alone only those of three digits that are no span of years.
_MINGUO: tuple[Rule, ...] = tuple(
    ("minguo", re.compile(pattern), made)
    for pattern, made in (
        (rf"(?<![\d.第]){_ROC}", _minguo_part),
        (rf"(?<![\d.第])(?P<roc>1[0-3]\d|[5-9]\d)\s*(?:会计|学)?年(?:度|\s*{_M}(?:\s*{_D})?{_TAIL})", _minguo),
        (rf"(?<![\d.第])(?P<roc>1[0-3]\d)\s*年(?![来间期内老以的历多]){_TAIL}", _minguo),
    )
)
_START = re.compile(
    r"(?<!\d)\d|[一二][九零〇]|[今本去上下前明翌次后同昨这首头第民月年“‘]|[一二三四五六七八九十]+(?=月|五|个?季|世纪)|(?<![a-z])(?:[hq][1-4]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
)
