"""Characters of a PDF page -> stretches of text on one base line."""

from __future__ import annotations

import ctypes
import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from hetao_kg.read.lines import glue
from hetao_kg.read.marks import superscript

#: A space that PDFium guessed from a gap; in a line that is drawn out it counts between Latin words only.
_GUESSED = "\u2009"
#: What the mark of a note is made of.
_RAISED = frozenset("0123456789[]［］()（）*†‡,-–註注一二三四五六七八九十①②③④⑤⑥⑦⑧⑨⑩")
_CLOSING = frozenset("，。、；：！？）」』》”’")
_LEADERS = frozenset(".…·_-")
#: A web address ends the text.
ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]+$")
#: A line whose characters stand further apart than this, of their size, is drawn out to fill its column.
_DRAWN_OUT = 0.15
_SPACES = frozenset(" \t\r\n\u00a0\u3000" + _GUESSED)


class Char(NamedTuple):
    """A character and where it stands; ``y`` is its base line, counted upwards."""

    text: str
    left: float
    right: float
    y: float
    size: float
    #: Where it comes in the file, which is mostly the order of reading.
    order: int = 0


@dataclass(slots=True)
class Row:
    """A line of text on the page, or a row of a table (then ``cells`` is set)."""

    text: str
    left: float
    right: float
    y: float
    size: float
    #: Number of the column it stands in; full-width lines are in one of their own.
    column: int = 0
    cells: tuple[str, ...] = ()
    head: bool = False
    page: int = 0
    order: int = 0
    #: Left and right edge of the column.
    edges: tuple[float, float] = (0.0, 0.0)


def characters(text: Any, count: int, rotation: int, width: float, height: float) -> list[Char]:  # noqa: ANN401
    """The characters of a text page of PDFium, as if the page stood upright."""
    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    matrix = pdfium.FS_MATRIX()
    found: list[Char] = []
    high = 0
    for i in range(count):
        code = pdfium.FPDFText_GetUnicode(text, i)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0
        high = 0
        generated = code <= 0x20 and pdfium.FPDFText_IsGenerated(text, i) == 1
        if code in (0x02, 0xFFFE) and pdfium.FPDFText_IsHyphen(text, i) == 1:
            code = ord("-")  # PDFium takes a hyphen at the end of a line for the mark of a broken word
        if not code or code >= 0x100000 or (generated and code != 0x20):
            continue
        if generated:
            if found:
                found.append(found[-1]._replace(text=_GUESSED, left=found[-1].right))
            continue
        pdfium.FPDFText_GetCharBox(text, i, left, right, bottom, top)
        pdfium.FPDFText_GetCharOrigin(text, i, x, y)
        size = pdfium.FPDFText_GetFontSize(text, i)
        if pdfium.FPDFText_GetMatrix(text, i, matrix):
            size *= math.hypot(matrix.b, matrix.d) or math.hypot(matrix.a, matrix.c) or 1.0
        a, b, c = left.value, right.value, y.value
        if rotation == 1:
            a, b, c = bottom.value, top.value, width - x.value
        elif rotation == 2:
            a, b, c = width - right.value, width - left.value, height - y.value
        elif rotation == 3:
            a, b, c = height - top.value, height - bottom.value, x.value
        if math.isfinite(a + b + c + size) and size > 0.5:
            found.append(Char(chr(code), min(a, b), max(a, b), c, size, i))
    return found


def segments_of(chars: Sequence[Char]) -> list[Row]:
    """Characters -> stretches of one base line without a wide gap, from the top."""
    lines: list[list[Char]] = []
    for c in chars:
        line = lines[-1] if lines else None
        big = max(line[-1].size, c.size) if line else 0.0
        if line and abs(c.y - line[-1].y) <= 0.45 * big and -2.2 * big < c.left - line[-1].right < 60 * big:
            line.append(c)
        else:
            lines.append([c])
    found: list[Row] = []
    for line in lines:
        main = [c for c in line if c.text not in _SPACES]
        if not main:
            continue
        size = _usual([c.size for c in main])
        base = _usual([c.y for c in main if c.size > 0.8 * size])
        start = 0
        usual = _usual_gap(main)
        wide = max(1.6 * size, 3 * usual)  # a justified last line may be drawn out
        for i in range(1, len(line) + 1):
            gap = line[i].left - line[i - 1].right if i < len(line) and line[i].text not in _SPACES else 0.0
            if i == len(line) or (gap > wide and line[i].text not in "，。、；：」）"):
                found += _segment(line[start:i], size, base, usual if usual > _DRAWN_OUT * size else 0.0)
                start = i
    return _merged(sorted(found, key=lambda r: (-round(r.y, 1), r.left)))


def _usual_gap(line: Sequence[Char]) -> float:
    """What stands between two characters of a line: more than nothing where it is drawn out to fill its column."""
    gaps = sorted(
        b.left - a.right
        for a, b in itertools.pairwise(line)
        if a.text not in _LEADERS and b.text not in _LEADERS and not (a.text.isascii() and b.text.isascii())
    )
    even = len(gaps) >= 2 and gaps[-1] - gaps[0] <= 0.25 * gaps[0]
    return gaps[(len(gaps) - 1) // 2] if even or len(gaps) >= 8 else 0.0


def _usual(values: list[float]) -> float:
    if len(set(values)) == 1:
        return round(values[0], 1)
    counted = Counter(round(v, 1) for v in values)
    return max(counted, key=lambda v: (counted[v], v))


def _segment(chars: Sequence[Char], size: float, base: float, drawn_out: float) -> Iterable[Row]:
    """One line as a row; ``drawn_out`` is what stands between its characters where that is more than nothing."""
    parts: list[str] = []
    before: Char | None = None
    mark, leads = "", True
    for c in chars:
        raised = c.size < 0.88 * size and c.y > base + 0.12 * size and c.text in _RAISED
        if raised and not leads:
            mark += c.text
            continue
        if leads and not raised and c.text not in _SPACES:
            label, leads = "".join(parts).strip(), False
            if label and c.text in _CLOSING:  # a mark that the line above had no room for
                parts = [superscript(label, "")]
            elif label:  # the label of a note: ¹⁰
                parts = [label, " "]
        mark = _raise(parts, mark)
        if c.text in _SPACES:
            if parts and parts[-1] not in " \u3000":
                guessed = c.text == _GUESSED
                parts.append("\u3000" if c.text == "\u3000" else _GUESSED if guessed else " ")
            continue
        if parts and parts[-1] == _GUESSED:
            latin = before is not None and before.text.isascii() and c.text.isascii()
            parts[-1:] = [" "] if latin or not drawn_out or (before and c.left - before.right > 1.8 * drawn_out) else []
        if (
            before is not None
            and parts
            and parts[-1] not in " \u3000"
            and c.left - before.right > 0.35 * size
            and c.text.isascii()
            and before.text.isascii()
        ):
            parts.append(" ")
        parts.append(c.text)
        before = c
    _raise(parts, mark)
    text = "".join(parts).strip(" \u3000" + _GUESSED)
    if text:
        inked = [c for c in chars if c.text not in _SPACES]
        yield Row(text, inked[0].left, max(c.right for c in inked), base, size, order=inked[0].order)


def _raise(parts: list[str], mark: str) -> str:
    """Adds raised characters to a line as what they are; the empty string, so that the next may begin."""
    if mark:
        parts.append(superscript(mark, "".join(parts)[-12:]))
    return ""


def _merged(rows: list[Row]) -> list[Row]:
    """Neighbours on one base line that a change of font had parted."""
    found: list[Row] = []
    for now in rows:
        last = found[-1] if found else None
        # An address that is too long for its column ends beside the next one, which comes much later in the file.
        beside = last is not None and ADDRESS.search(last.text[-300:]) and not last.order <= now.order <= last.order + len(last.text) + 9
        if last and not beside and abs(last.y - now.y) < 0.4 * last.size and -0.5 * last.size < now.left - last.right < 0.9 * last.size:
            space = " " if now.left - last.right > 0.3 * last.size and last.text[-1].isascii() and now.text[0].isascii() else ""
            found[-1] = replace(last, text=last.text + space + now.text, right=max(last.right, now.right))
        else:
            found.append(now)
    return found


def joined(rows: Sequence[Row]) -> str:
    """Lines as one text."""
    text = ""
    for r in rows:
        text += glue(text, r.text) + r.text if text else r.text
    return text
