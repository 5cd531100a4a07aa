"""Lines -> blocks: what layout broke is put together again, and nothing else is touched.

A hard-wrapped paragraph becomes one run, a caption or footnote that a page break put into the middle of a sentence
stands behind it, page numbers go. Characters, variants and punctuation stay as written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from hetao_kg.types import Block, BlockKind

TERMINATORS = "。！？!?；;…：:"
_CLOSERS = "」』”’）)》〉】]\"'"
_OPEN, _CLOSE = "（(《「『“【〈", "）)》」』”】〉"
_NUMERAL = "一二三四五六七八九十百零〇"

#: (pattern, level): how headings are numbered in policy papers, outermost first.
_HEADINGS: tuple[tuple[re.Pattern[str], int], ...] = tuple((re.compile(p), n) for p, n in (
    (rf"第\s*[{_NUMERAL}\d]+\s*(?:章|部分|部份|篇|編|编|節|节)", 1),
    (r"(?:前言|引言|目錄|目录|摘要|導言|导言|結語|结语|結論|结论|附錄|附录|附件|參考文獻|参考文献|參考資料|参考资料|executive summary|contents|references|appendix)\s*\d*$", 1),
    (rf"[{_NUMERAL}]+、", 2),
    (rf"(?:建議|建议|方向|策略|措施|recommendation)\s*[（(]?[{_NUMERAL}\d]+[)）]?", 2),
    (rf"[（(][{_NUMERAL}]+[)）]\s*[\w“「《]", 3),
    (r"\d+\.(?!\d)\s*\S", 4),
    (r"\d+\.\d+(?!\d|\.\d|%|\s*[億亿萬万%倍])", 2),
    (r"\d+\.\d+\.\d+", 3),
    (r"[（(]\d+[)）]\s*[\w“「《]", 5),
))
_CAPTION = re.compile(r"[▲△▼]|(?:圖|图|表|figure|table)\s*[\divx一二三四五六七八九十]+[.\d]*\s*(?:[：:.]|\s)|(?:數據|数据|資料|资料)\s*(?:來源|来源)|(?:備註|备注|注|註)\s*[：:]", re.I)
_NOTE = re.compile(r"(?:註|注)[一二三四五六七八九十\d]+\s*[：:]")
_NUMBERED_NOTE = re.compile(r"(\d{1,2})\s+(?=\S)")
#: A footnote under the page begins with a dated statement or a source, never with what one counts.
_NOTE_BODY = re.compile(r"(?:19|20)\d\d\s*年\d|[^\d(（]{2,30}[(（](?:19|20)\d\d|https?://")
_PAGE_NUMBER = re.compile(r"(?:-\s*)?(?:第\s*)?\d{1,4}(?:\s*頁|\s*页)?(?:\s*-)?$|[ivxlc]{1,6}$|page\s+\d+(?:\s+of\s+\d+)?$", re.I)
_CONTENTS = re.compile(r"(?:\.\s?){4,}|[…·]{2,}\s*\d+\s*$")
_BULLET = re.compile(r"(?:[-*+●○◎■□◆◇•‧·➤►▪✓✔✦]|\*{3})\s*")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a source: its text without the line end, where it stands, and what its format says of it."""

    text: str
    number: int
    page: int = 0
    #: ``""`` when the format says nothing and layout must tell.
    kind: str = ""
    level: int = 0
    #: Whether a blank line (or more) stands before it.
    gap: bool = False


def width(text: str) -> int:
    """Columns a line takes: two for a full-width character."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def heading_level(text: str) -> int:
    """Level of a numbered heading, 0 if the line is none."""
    line = text.strip()
    if not line or width(line) > 90 or line[-1] in "。；;，,、！？":
        return 0
    for pattern, level in _HEADINGS:
        if pattern.match(line.lower()):
            return 0 if "。" in line else level
    return 0


def _open_brackets(text: str) -> bool:
    return sum(text.count(c) for c in _OPEN[:6]) > sum(text.count(c) for c in _CLOSE[:6])


def terminated(text: str) -> bool:
    """Whether a paragraph may end here: sentence punctuation, closing brackets behind it allowed."""
    bare = text.rstrip()
    stripped = bare.rstrip(_CLOSERS)
    return bool(stripped) and (stripped[-1] in TERMINATORS or (bare != stripped and bare[-1] in "」”』）" and stripped[-1:] in TERMINATORS))


def wrap_width(lines: Sequence[Line]) -> int:
    """Column at which a hard-wrapped text was broken, 0 if it was not hard-wrapped."""
    widths = sorted(width(line.text.strip()) for line in lines if width(line.text.strip()) >= 20)
    if len(widths) < 20:
        return 0
    edge = widths[int(0.9 * (len(widths) - 1))]
    near = sum(0.85 * edge <= w <= 1.1 * edge for w in widths)
    return edge if edge <= 120 and near >= 0.4 * len(widths) else 0


def _classify(line: Line, wrapped: int) -> Line:
    if line.kind:
        return line
    text = line.text.strip()
    kind, level = "prose", 0
    if _CONTENTS.search(text):
        kind = "furniture"
    elif _NOTE.match(text):
        kind = "note"
    elif _CAPTION.match(text):
        kind = "caption"
    elif _PAGE_NUMBER.match(text) and line.gap:
        kind = "number"
    elif wrapped and line.gap and (m := _NUMBERED_NOTE.match(text)) and width(text) > 30 and _NOTE_BODY.match(text[m.end():]):
        kind = "note"
    elif level := heading_level(text):
        kind = "heading"
    elif _BULLET.match(text) and len(text) > 2:
        kind = "list"
    return replace(line, kind=kind, level=level)


@dataclass(slots=True)
class _Paragraph:
    text: str
    kind: str
    level: int
    line: int
    page: int
    last_width: int
    #: Width of the whole last physical line, to see whether it ran to the edge.
    closed: bool = False


def _glue(left: str, right: str) -> str:
    """Nothing between Chinese, one space between Latin words."""
    a, b = left[-1:], right[:1]
    latin = a.isascii() and b.isascii() and (a.isalnum() or a in ",;)") and b.isalnum()
    return " " if latin else ""


def _continues(now: _Paragraph, line: Line, wrapped: int, double_spaced: bool) -> bool:
    """Whether ``line`` goes on with the paragraph ``now``."""
    text = now.text.rstrip()
    if line.kind != "prose" or now.kind in ("furniture", "table") or not text:
        return False
    if now.kind == "heading":
        return bool(wrapped) and not now.closed and not line.gap and width(text) > 20 and width(line.text.strip()) < 0.6 * wrapped and not terminated(line.text)
    if line.text.strip()[0] in "。，、；！？）」』》”" and now.kind in ("prose", "list"):
        return True
    if now.kind == "note" and line.text.isascii():
        return True
    if _open_brackets(text[-200:]) and len(text) < 2000 and not text.endswith("。"):
        return True
    if text[-1] in "，,、" and now.kind != "caption":
        return True
    gap = line.gap and not double_spaced
    if wrapped:
        if now.kind == "caption" and text[-1] in "》）":
            return False
        if now.kind == "prose" and len(text) >= 60 and not terminated(text) and width(line.text.strip()) >= 0.5 * wrapped:
            return True
        return now.last_width >= 0.85 * wrapped and (not terminated(text) if gap else True)
    if not gap:
        if len(text) <= 3 and now.kind == "prose":
            return False  # a name or a label on a line of its own
        return now.kind in ("prose", "list", "note", "caption") and not (terminated(text) and len(text) > 60)
    return now.kind == "prose" and len(text) >= 60 and not terminated(text)


def _interrupts(line: Line) -> bool:
    return line.kind in ("caption", "note", "number", "furniture")


def assemble(lines: Iterable[Line]) -> tuple[str, tuple[Block, ...]]:
    """Document text and its blocks from classified or plain lines.

    Lines whose format already says what they are (``Line.kind`` set) keep that; the rest is told by layout.
    """
    given = [line for line in lines if line.text.strip()]
    wrapped = wrap_width([x for x in given if not x.kind])
    gaps = [x.gap for x in given if not x.kind]
    double_spaced = bool(wrapped) and sum(gaps) > 0.6 * len(gaps)
    classified = [_classify(line, wrapped) for line in given]
    paragraphs = _paragraphs(classified, wrapped, double_spaced)
    paragraphs = _headings_by_shape(_cells(paragraphs, wrapped), classified)
    return _write(paragraphs)


def _paragraphs(lines: Sequence[Line], wrapped: int, double_spaced: bool) -> list[_Paragraph]:
    found: list[_Paragraph] = []
    open_at = -1  # the paragraph that an interruption may have cut
    for line in lines:
        text = line.text.strip()
        if line.kind == "number":
            continue
        target = open_at if open_at >= 0 and line.kind == "prose" else -1
        if target >= 0 and _continues(found[target], line, wrapped, double_spaced):
            now = found[target]
            now.text += _glue(now.text, text) + text
            now.last_width = width(text)
            continue
        kind = line.kind
        if kind == "list" and (bullet := _BULLET.match(text)) and len(text) > bullet.end() + 1:
            text = text[bullet.end():]
        found.append(_Paragraph(text, kind, line.level, line.number, line.page, width(line.text.strip())))
        cut_here = _interrupts(line) and open_at >= 0 and not terminated(found[open_at].text) and found[open_at].kind == "prose"
        caption_goes_on = wrapped and found[-1].last_width >= 0.85 * wrapped
        if not cut_here or caption_goes_on:
            open_at = len(found) - 1
    return found


def _cells(paragraphs: list[_Paragraph], wrapped: int) -> list[_Paragraph]:
    """Runs of short unfinished lines are the cells of a table that lost its grid: one block, a line a cell."""
    found: list[_Paragraph] = []
    for now in paragraphs:
        short = now.kind == "prose" and (not terminated(now.text) or len(now.text) <= 2) and width(now.text) < (0.85 * wrapped if wrapped else 24)
        if short and found and found[-1].kind == "cells" and len(found[-1].text) < 420:
            found[-1].text += "\n" + now.text
        else:
            found.append(replace(now, kind="cells") if short else now)
    for now in found:
        if now.kind == "cells":
            now.kind = "table" if now.text.count("\n") >= 2 else "prose"
    return found


def _headings_by_shape(paragraphs: list[_Paragraph], lines: Sequence[Line]) -> list[_Paragraph]:
    """In a text without marked headings, a short line alone before a long paragraph is one."""
    if sum(line.kind == "heading" for line in lines) >= 3:
        return paragraphs
    for now, following in zip(paragraphs, paragraphs[1:], strict=False):
        if now.kind == "prose" and "\n" not in now.text and 4 <= len(now.text) <= 30 and not terminated(now.text) and now.text[-1] not in "，、" \
                and following.kind == "prose" and len(following.text) >= 50:
            now.kind, now.level = "heading", 2
    return paragraphs


def _write(paragraphs: Sequence[_Paragraph]) -> tuple[str, tuple[Block, ...]]:
    parts: list[str] = []
    blocks: list[Block] = []
    at = 0
    for now in paragraphs:
        text = now.text.strip()
        if not text:
            continue
        kind: BlockKind = now.kind if now.kind in ("heading", "list", "table", "caption", "note", "furniture") else "prose"  # type: ignore[assignment]
        blocks.append(Block(at, at + len(text), kind, now.level, now.line, now.page))
        parts.append(text)
        at += len(text) + 1
    return "\n".join(parts), tuple(blocks)


def numbered(text: str) -> Iterator[Line]:
    """The non-blank lines of a text, each knowing whether a gap stands before it; form feeds count pages."""
    page, gap = (1 if "\f" in text else 0), True
    for number, raw in enumerate(text.split("\n"), 1):
        page += raw.count("\f")
        bare = raw.replace("\f", " ").rstrip()
        if bare.strip():
            yield Line(bare, number, page, gap=gap)
            gap = False
        else:
            gap = True
