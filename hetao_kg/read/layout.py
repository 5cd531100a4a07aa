"""Lines -> pieces: what layout broke is put together again, and nothing else is touched.

A hard-wrapped paragraph becomes one run, a caption or footnote that a page break put into the middle of a sentence
stands behind it, page numbers go. Characters, variants and punctuation stay as written.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from hetao_kg.read.lines import SOURCE, Line, Piece, glue, heading_level, open_brackets, terminated, width
from hetao_kg.read.paragraphs import Paragraph, pieces_of

CAPTION = re.compile(
    r"[▲△▼]|(?:圖|图|表|figure|table)\s*[\divx一二三四五六七八九十]+[.\d]*\s*(?:[：:.]|\s)|(?:數據|数据|資料|资料)\s*(?:來源|来源)"
    r"|(?:備註|备注|注|註|單位|单位)\s*[：:]",
    re.I,
)
_NOTE = re.compile(r"(?:註|注)[一二三四五六七八九十\d]+\s*[：:]")
_NUMBERED_NOTE = re.compile(r"(\d{1,2})\s+(?=\S)")
#: A footnote under the page begins with a dated statement or a source, never with what one counts.
_NOTE_BODY = re.compile(r"(?:19|20)\d\d\s*年\d|[^\d(（]{2,30}[(（](?:19|20)\d\d|https?://")
PAGE_NUMBER = re.compile(
    r"(?:[-–—]\s*)?(?:第\s*)?\d{1,4}(?:\s*頁|\s*页)?(?:\s*[-–—])?$|[ivxlc]{1,6}$|page\s+\d+(?:\s+of\s+\d+)?$|\d{1,4}\s*/\s*\d{1,4}$", re.I
)
CONTENTS = re.compile(r"(?:\.\s?){4,}|[…·]{2,}\s*\d+\s*$")
BULLET = re.compile(r"(?:[-*+●○◎■□◆◇•‧·➤►▪✓✔✦\ue000-\uf8ff]|\*{3})\s*")
#: A paragraph that begins so is no part of the one before.
_ITEM = re.compile(r"[（(]\s*[\d一二三四五六七八九十]{1,3}\s*[)）]|\d{1,2}[）)、]|【|(?:建議|建议)?[\d\ufffd]\.[\d\ufffd]\s*[：:]")
#: A figure set large above what it counts: 30所, 1,900+.
_FIGURE = re.compile(r"[約约逾近超]?[過过]?\d[\d,.]*[萬万億亿]?(?:\s?[所間间家名項项個个位隻只條条宗]|\+)")
_BARE_WORD = re.compile(r"[，、；：][^，、；：\s]{1,3}$")
_HAN = re.compile(r"[\u4e00-\u9fff]")
#: A paragraph that is longer than a long chapter has lost its end.
_LONGEST = 20_000
_URL = re.compile(r"(?:https?://|www\.)\S+$")


def wrap_width(lines: Sequence[Line]) -> int:
    """Column at which a hard-wrapped text was broken, 0 if it was not hard-wrapped."""
    widths = sorted(w for line in lines if len(line.text) <= 200 and (w := width(line.text.strip())) >= 20)
    if len(widths) < 20 or len(widths) < 0.3 * len(lines):
        return 0
    edge = widths[int(0.9 * (len(widths) - 1))]
    near = sum(0.85 * edge <= w <= 1.1 * edge for w in widths)
    return edge if edge <= 120 and near >= 0.4 * len(widths) else 0


def assemble(lines: Iterable[Line]) -> list[Piece]:
    """The pieces of a document from classified or plain lines.

    Lines whose format already says what they are (``Line.kind`` set) keep that; the rest is told by layout.
    """
    given = [line for line in lines if line.text.strip()]
    wrapped = wrap_width([x for x in given if not x.kind])
    gaps = [x.gap for x in given if not x.kind]
    double_spaced = bool(wrapped) and sum(gaps) > 0.6 * len(gaps)
    classified = _demoted([_classify(line, wrapped) for line in given], wrapped)
    paragraphs = _paragraphs(classified, wrapped, double_spaced)
    return pieces_of(paragraphs, sum(line.kind == "heading" for line in classified), wrapped)


def _classify(line: Line, wrapped: int) -> Line:
    if line.kind:
        return line
    text = line.text.strip()
    kind, level = "prose", 0
    if CONTENTS.search(text[:1000]):
        kind = "furniture"
    elif _NOTE.match(text):
        kind = "note"
    elif CAPTION.match(text):
        kind = "caption"
    elif PAGE_NUMBER.match(text) and line.gap:
        kind = "number"
    elif wrapped and line.gap and (m := _NUMBERED_NOTE.match(text)) and width(text) > 30 and _NOTE_BODY.match(text[m.end() :]):
        kind = "note"
    elif level := heading_level(text):
        kind = "heading"
    elif BULLET.match(text) and len(text) > 2:
        kind = "list"
    return replace(line, kind=kind, level=level)


def _demoted(lines: list[Line], wrapped: int) -> list[Line]:
    """A numbered line that runs to the edge and on is the beginning of a paragraph, not a heading.

    A number alone that ends a page is the number of the page.
    """
    found = list(lines)
    for i, (line, following) in enumerate(itertools.pairwise(lines)):
        prose = following.kind == "prose" and not following.whole
        if line.kind == "heading" and not line.whole and prose and _runs_on(line, following, wrapped):
            found[i] = replace(line, kind="prose", level=0)
        ends = i + 2 == len(lines) or lines[i + 2].page != following.page
        if ends and following.kind == "prose" and terminated(line.text) and re.fullmatch(r"\d{1,3}", following.text.strip()):
            found[i + 1] = replace(following, kind="number")
    return found


def _runs_on(line: Line, following: Line, wrapped: int) -> bool:
    """Whether ``following`` is the rest of a sentence that ``line`` begins."""
    here, there = width(line.text.strip()), width(following.text.strip())
    if wrapped:
        return here >= 0.9 * wrapped and (there >= 0.6 * wrapped or terminated(following.text))
    return here >= 36 and there < here and not following.gap and terminated(following.text)


def _one_script(left: str, right: str) -> bool:
    """Whether two unpunctuated lines may belong together: a name in Latin letters and one in Chinese do not."""
    return bool(_HAN.search(left)) == bool(_HAN.search(right)) or left[-1:] in "，,、（(" or right[:1] in "，、。（("


def _continues(now: Paragraph, line: Line, wrapped: int, double_spaced: bool) -> bool:
    """Whether ``line`` goes on with the paragraph ``now``."""
    text, following = now.text.rstrip(), line.text.strip()
    if line.kind != "prose" or now.kind in ("furniture", "table") or now.whole or not text or len(text) > _LONGEST:
        return False
    if now.kind in ("list", "note", "prose") and _URL.match(following):
        return "http" not in text[-300:]
    if now.kind == "heading":
        hanging = line.text.startswith(" ") and not text.endswith(" ")
        return (
            bool(wrapped)
            and (not line.gap or hanging)
            and width(text) > 20
            and width(following) < 0.6 * wrapped
            and not terminated(following)
        )
    if SOURCE.match(following):
        return False
    if following[0] in "。，、；！？）」』》”" and now.kind in ("prose", "list"):
        return True
    if now.kind == "note" and following.isascii() and (not line.gap or wrapped):
        return True
    if not wrapped and _FIGURE.fullmatch(text) and len(following) >= 12 and _HAN.match(following):
        return True
    if _ITEM.match(following) and (terminated(text) or "\ufffd" in following[:6]):
        return False
    if len(text) < 2000 and not text.endswith("。") and open_brackets(text[-200:]):
        return True
    if text[-1] in "，,、" and now.kind != "caption":
        return True
    if wrapped:
        return _wrapped_on(now, text, following, line.gap and not double_spaced, wrapped)
    if not line.gap:
        if (
            (len(text) <= 3 and now.kind == "prose")
            or re.search(r"https?://\S+$", text[-2000:])
            or not _one_script(text[-200:], following[:200])
        ):
            return False  # a name or a label on a line of its own
        announces = text[-1] in "：:" and len(text) <= 60
        return now.kind in ("prose", "list", "note", "caption") and (announces or not terminated(text))
    long = now.kind == "prose" and len(text) >= (25 if now.cut else 60) and not terminated(text)
    return long and _one_script(text[-200:], following[:200])


def _wrapped_on(now: Paragraph, text: str, following: str, gap: bool, wrapped: int) -> bool:
    if now.kind == "caption" and text[-1] in "》）":
        return False
    if now.kind == "prose" and len(text) >= 60 and not terminated(text) and width(following) >= 0.5 * wrapped:
        return True
    runs_on = now.last_width >= 0.85 * wrapped
    if gap:  # a page break, behind which the sentence fills the line or ends, or that leaves a bare word behind a comma
        rest = width(following) >= 0.5 * wrapped or terminated(following) or bool(_BARE_WORD.search(text[-8:]))
        return runs_on and not terminated(text) and rest
    return runs_on


def _paragraphs(lines: Sequence[Line], wrapped: int, double_spaced: bool) -> list[Paragraph]:
    found: list[Paragraph] = []
    open_at = -1  # the paragraph that an interruption may have cut
    for line in lines:
        text = line.text.strip() if line.kind != "table" else line.text.rstrip()
        if line.kind == "number":
            continue
        if open_at >= 0 and line.kind == "prose" and _continues(found[open_at], line, wrapped, double_spaced):
            now = found[open_at]
            now.text += glue(now.text, text) + text
            now.last_width = width(text)
            now.lines = (*now.lines, (text, line.gap)) if len(now.lines) < 50 else now.lines
            continue
        kind = line.kind
        if kind in ("list", "heading") and (bullet := BULLET.match(text)) and len(text) > bullet.end() + 1:
            text = text[bullet.end() :]
        found.append(
            Paragraph(
                text, kind, line.level, line.number, line.page, width(line.text.strip()), ((text, line.gap),), line.gap, False, line.whole
            )
        )
        interrupts = (
            line.kind in ("caption", "note", "furniture")
            and open_at >= 0
            and found[open_at].kind == "prose"
            and not terminated(found[open_at].text)
        )
        if not interrupts or (line.kind != "note" and wrapped and found[-1].last_width >= 0.85 * wrapped):
            open_at = len(found) - 1
        else:
            found[open_at].cut = True
    return found
