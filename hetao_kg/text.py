"""Folding: one comparison form for every script, width and case, of exactly the same length.

Search, linking and extraction all work on folded text, so that an offset in the folded text is an offset in the
original. Nothing folded is ever shown: converting and converting back would turn 臨床 into 臨牀.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable

from opencc import OpenCC

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3007"
_UNSAID = re.compile(r"[\s\"'“”‘’《》*]+")
_han_run = re.compile(f"[{HAN}]+")
_word = re.compile(f"[{HAN}]+|[a-z0-9]+(?:[.+&@'-][a-z0-9]+)*\\+?")
#: How the parts behind a text are headed: 參考文獻, 七、注釋, Appendix 2.
_BACK_MATTER = re.compile(
    r"(?:第.{1,4}[章節节部]分?\s*|[\d.]+\s*|[一二三四五六七八九十]+、\s*)?"
    r"(?:參考|参考|附錄|附录|注釋|注释|註釋|引用|腳註|脚注|尾註|尾注|資料來源|资料来源|references?\b|bibliography|(?:foot|end)?notes?\b|sources?\b|appendix)",
    re.I,
)
#: Taiwan writes 計畫 and 規畫; 設計畫面 is of other words.
_PLANNED = re.compile("(?<=[计规企])(?<!设计)画")
#: Variants that neither hk2s nor t2s maps one to one.
_VARIANTS = {
    "○": "〇",
    "◯": "〇",
    "裏": "里",
    "裡": "里",
    "祕": "秘",
    "臺": "台",
    "滙": "汇",
    "匯": "汇",
    "牀": "床",
    "綫": "线",
    "爲": "为",
    "羣": "群",
    "峯": "峰",
    "併": "并",
    "佈": "布",
    "傢": "家",
    "籲": "吁",
    "麵": "面",
    "髮": "发",
    "鬥": "斗",
    "濶": "阔",
    "秈": "籼",
    "敎": "教",
    "靑": "青",
    "兌": "兑",
    "鈎": "钩",
    "鉤": "钩",
    "週": "周",
    "「": "“",
    "」": "”",
    "『": "‘",
    "』": "’",
    "〝": "“",
    "〞": "”",
    "〈": "《",
    "〉": "》",
    "–": "-",
    "—": "-",
    "−": "-",
    "‐": "-",
    "‑": "-",
    "－": "-",
    "•": "·",
    "‧": "·",
    "・": "·",
    "\u3000": " ",
    "\xa0": " ",
}


@functools.lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    """Code point -> folded character, for every character that folds to another single one."""
    points = [*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000), *range(0xF900, 0xFB00), *range(0x2E80, 0x2FE0)]
    characters = [unicodedata.normalize("NFKC", chr(p)) for p in points]
    text = "\n".join(c if len(c) == 1 else chr(p) for c, p in zip(characters, points, strict=True))
    simplified = OpenCC("t2s").convert(OpenCC("hk2s").convert(text)).split("\n")
    table = {p: s for p, s in zip(points, simplified, strict=True) if len(s) == 1 and s != chr(p)}
    for point in [*range(0x21, 0x250), *range(0x370, 0x530), *range(0x2000, 0x2070), *range(0x2100, 0x2200), *range(0xFF00, 0xFFF0)]:
        folded = unicodedata.normalize("NFKC", chr(point)).casefold()
        if len(folded) == 1 and folded != chr(point):
            table[point] = folded
    table.update({ord(a): b for a, b in _VARIANTS.items() if a != b})
    return {point: table.get(ord(folded), folded) for point, folded in table.items()}


def fold(text: str) -> str:
    """``text`` in Simplified Chinese, half width and lower case; always of the same length."""
    folded = text.translate(_table())
    return _PLANNED.sub("划", folded) if "画" in folded else folded


def key(name: str) -> str:
    """Comparison key of a name: folded, without white space, quotation marks and title brackets."""
    return _UNSAID.sub("", fold(name))


def words(text: str) -> list[str]:
    """Runs of Han characters and Latin words of folded ``text``, in order."""
    return _word.findall(fold(text))


def longest_first(words: Iterable[str]) -> tuple[str, ...]:
    """``words`` in an order in which none hides a longer one that begins with it."""
    return tuple(sorted(words, key=lambda w: (-len(w), w)))


def any_of(words: Iterable[str]) -> str:
    """A regular expression for the longest of ``words``, each as it is written. No words match nothing.

    Words that begin alike stand together, so that a place where none begins costs a step a beginning, not a step a word.
    """
    alike: dict[str, list[str]] = {}
    for w in longest_first(words):
        alike.setdefault(w[:1], []).append(re.escape(w[1:]))
    return "|".join(re.escape(a) + (rest[0] if len(rest) == 1 else f"(?:{'|'.join(rest)})") for a, rest in alike.items()) or "(?!)"


def any_pattern(words: Iterable[str]) -> str:
    """As :func:`any_of` for words of the ontology, of which one with a look-ahead (人(?![才工])) is a pattern and stays as it is."""
    return "|".join(w if "(?" in w else re.escape(w) for w in longest_first(words)) or "(?!)"


def has_han(text: str) -> bool:
    """Whether any Chinese character stands in ``text``."""
    return bool(_han_run.search(text))


@functools.lru_cache(maxsize=8)
def _converter(name: str) -> OpenCC:
    return OpenCC(name)


@functools.lru_cache(maxsize=65536)
def to_simplified(text: str) -> str:
    """A Simplified label for display; never used on quotations."""
    return str(_converter("t2s").convert(_converter("hk2s").convert(text)))


@functools.lru_cache(maxsize=65536)
def to_traditional(text: str) -> str:
    """A Traditional (Hong Kong) label for display; never used on quotations."""
    return str(_converter("s2hk").convert(text))


def script_of(text: str) -> str:
    """``Hant``, ``Hans``, ``mixed``, or ``""`` when nothing tells."""
    han = "".join(_han_run.findall(text[:200_000]))
    simplified, traditional = to_simplified(han), to_traditional(han)
    hant = sum(a != b for a, b in zip(han, simplified, strict=False))
    hans = sum(a != b for a, b in zip(han, traditional, strict=False))
    if hant + hans == 0:
        return ""
    share = hant / (hant + hans)
    return "Hant" if share > 0.9 else "Hans" if share < 0.1 else "mixed"


def is_back_matter(title: str) -> bool:
    """Whether a heading opens references, notes or an appendix."""
    return bool(_BACK_MATTER.match(title))


def digest(*parts: object, size: int = 12) -> str:
    """A short stable id: SHA-256 of the JSON list of ``parts`` (never of glued strings)."""
    data = json.dumps(parts, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(data.encode()).hexdigest()[:size]
