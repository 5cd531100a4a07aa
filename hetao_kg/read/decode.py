"""Bytes -> text, in whatever encoding a Chinese document comes."""

from __future__ import annotations

import codecs
import re
import unicodedata

import chardet

from hetao_kg.errors import CorpusError

#: What a detector says -> the superset that real files are written in.
_SUPERSETS = {"big5": "big5hkscs", "cp950": "big5hkscs", "gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "ascii": "utf-8"}
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Share of bytes that may be broken before a text is no text in that encoding.
_BROKEN = 0.002
#: A detector needs no more than this.
_SAMPLE = 100_000
_LINE_ENDS = re.compile("\r\n?|[\x0b\x1c-\x1e\x85\u2028\u2029]")
_NOTHING = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f\ufffe\uffff\ufdd0-\ufdef\ud800-\udfff\u200b-\u200f\u202a-\u202e\u2060\ufeff\xad]")
_CHINESE = re.compile("[\u3000-\u301f\u4e00-\u9fff\uff01-\uff5e\u2010-\u2027]")
#: Radicals that stand for whole characters and that NFKC leaves; each is followed by its character.
_WHOLE = (
    "⺒巳⺝月⺟母⺠民⺧牛⺩王⺪疋⺬示⺮竹⺶羊⻁虎⻄西⻅见⻆角⻇角⻉贝⻋车⻑長⻓长⻔门⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻡首⻢马⻣骨⻤鬼"
    "⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻬齐⻮齿⻰龙⻳龟"
)
_RADICALS = {point: unicodedata.normalize("NFKC", chr(point)) for point in range(0x2E80, 0x2FE0)}
_RADICALS.update({ord(radical): character for radical, character in zip(_WHOLE[::2], _WHOLE[1::2], strict=True)})


def decode(data: bytes, said: str = "") -> tuple[str, str]:
    """Text and encoding of ``data``; ``said`` is what the document itself says of its encoding.

    Raises :class:`CorpusError` when it is no text at all.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _checked(data.decode(encoding, "replace"), encoding)
    for encoding in dict.fromkeys((said.lower(), _without_mark(data), "utf-8", *(() if _is_text(data, "utf-8") else _detected(data)))):
        encoding = _SUPERSETS.get(encoding.replace("-", "").replace("_", ""), encoding)
        if encoding and _is_text(data, encoding):
            return _checked(data.decode(encoding, "replace"), encoding)
    raise CorpusError("this is not text in any encoding we know", "save it as UTF-8 text, or remove it")


def _is_text(data: bytes, encoding: str) -> bool:
    """Whether all but a few bytes are valid in ``encoding``."""
    try:
        if not codecs.lookup(encoding)._is_text_encoding:
            return False
        text = data.decode(encoding, "replace")
    except (LookupError, ValueError):
        return False
    own = data.count("\ufffd".encode()) if encoding == "utf-8" else 0
    return text.count("\ufffd") - own <= _BROKEN * len(text)


def _without_mark(data: bytes) -> str:
    """UTF-16 that bears no mark shows by the zero bytes of its Latin letters and line ends, or by being Chinese."""
    sample = data[:4000]
    if len(data) % 2 or len(sample) < 4:
        return ""
    if 0 not in sample:
        return next((e for e in ("utf-16-le", "utf-16-be") if len(sample) >= 20 and _is_chinese(sample.decode(e, "replace"))), "")
    low, high = sample[0::2].count(0), sample[1::2].count(0)
    return "utf-16-le" if high > 8 * low else "utf-16-be" if low > 8 * high else ""


def _is_chinese(text: str) -> bool:
    """Whether a text is of Chinese characters and punctuation and holds the commonest ones."""
    return len(_CHINESE.findall(text)) > 0.97 * len(text) and any(c in text for c in "的，。、")


def _detected(data: bytes) -> tuple[str, ...]:
    found = (chardet.detect(data[:_SAMPLE]).get("encoding") or "").lower()
    return (_SUPERSETS.get(found.replace("-", ""), found),)


def _checked(text: str, encoding: str) -> tuple[str, str]:
    sample = text[:20_000]
    strange = sum(1 for c in sample if c == "\x00" or (unicodedata.category(c) in ("Cc", "Cn", "Co") and c not in "\t\n\r\f\x0b"))
    if sample and strange > max(2, 0.02 * len(sample)):
        raise CorpusError("this is a binary file, not text", "remove it or give it its real file name ending")
    return clean(text), encoding


def clean(text: str) -> str:
    """Line ends to ``\\n``; Kangxi radicals that PDF text layers put for characters mapped back; nothing invisible.

    Form feeds, which part pages, and tabs stay.
    """
    return _NOTHING.sub("", _LINE_ENDS.sub("\n", text)).translate(_RADICALS)
