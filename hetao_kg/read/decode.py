"""Bytes -> text, in whatever encoding a Chinese document comes."""

from __future__ import annotations

import codecs
import unicodedata

import chardet

from hetao_kg.errors import CorpusError

#: What a detector says -> the superset that real files are written in.
_SUPERSETS = {"big5": "big5hkscs", "cp950": "big5hkscs", "gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "ascii": "utf-8"}
_BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def decode(data: bytes) -> tuple[str, str]:
    """Text and encoding of ``data``; raises :class:`CorpusError` when it is no text at all."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _clean(data.decode(encoding, "replace")), encoding
    try:
        text = data.decode("utf-8")
        encoding = "utf-8"
    except UnicodeDecodeError:
        found = chardet.detect(data[:400_000]).get("encoding") or ""
        encoding = _SUPERSETS.get(found.lower().replace("-", ""), found)
        if not encoding:
            raise CorpusError("this is not text in any encoding we know", "save it as UTF-8 text, or remove it") from None
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            raise CorpusError(f"this looks like {encoding} text but does not decode", "save it as UTF-8") from None
    if _looks_binary(text):
        raise CorpusError("this is a binary file, not text", "remove it or give it its real file name ending")
    return _clean(text), encoding


def _looks_binary(text: str) -> bool:
    sample = text[:20_000]
    strange = sum(1 for c in sample if c == "\x00" or (unicodedata.category(c) in ("Cc", "Cn", "Co") and c not in "\t\n\r\f\x0b"))
    return bool(sample) and strange > max(2, 0.02 * len(sample))


def _clean(text: str) -> str:
    """Line ends to ``\\n``; Kangxi radicals that PDF text layers put for characters mapped back; no zero-width characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    radicals = {ord(c): unicodedata.normalize("NFKC", c) for c in set(text) if "\u2e80" <= c <= "\u2fdf"}
    return text.translate({**radicals, 0x200B: None, 0x200C: None, 0x200D: None, 0xFEFF: None, 0x2060: None, 0xAD: None})
