"""Lines of PDF pages -> pieces: paragraphs put together over lines, columns and pages; notes behind the paragraph that is open."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from hetao_kg.read.decode import clean
from hetao_kg.read.layout import BULLET, CAPTION, CONTENTS
from hetao_kg.read.lines import SOURCE, Piece, glue, heading_level, row, terminated
from hetao_kg.read.marks import borne, hung, is_label, leading_label, superscript, without
from hetao_kg.read.pdf_frames import without_frames
from hetao_kg.read.pdf_lines import ADDRESS, Row
from hetao_kg.read.pdf_page import Page
from hetao_kg.read.pdf_usual import body_size, indented, usual_lead

_NOTE = re.compile(r"(?:\[?\d{1,3}\]?|[①-⑳*†‡]|註[一二三四五六七八九十\d]+\s*[：:])\s*\S")
_ITEM = re.compile(
    r"\d{1,3}(?:\.\d{1,3})+\s|[（(]\s*[\d一二三四五六七八九十]{1,3}\s*[)）]|\d{1,2}[.．、)）]\s*(?!\d)|[一二三四五六七八九十]+、|第.{1,4}[條条章節节]|[①-⑳]"
)
#: A hyphen behind Latin words alone parts a word; among Chinese text it was written.
_BROKEN_WORD = re.compile(r"^[^\u4e00-\u9fff]*[a-z]-$")
_SENTENCE_END = re.compile(r"[。！？!?][」』”’）)》]*$")
_NAMED_NOTE = re.compile(r"[註注][一二三四五六七八九十\d]{1,3}\s*[：:]")
_CONTENTS_TITLE = re.compile(r"(?:目\s*[錄录次]|contents|table of contents)$", re.I)


@dataclass(slots=True)
class _State:
    """What the pages read so far left open."""

    body: float
    sizes: list[float]
    outline: dict[str, int]
    pieces: list[Piece] = field(default_factory=list)
    #: Notes that stand behind the paragraph that is still open.
    notes: list[Piece] = field(default_factory=list)
    #: Boxes that it flows round.
    boxes: list[Piece] = field(default_factory=list)
    last: Row | None = None
    #: Whether paragraphs begin with an indent, so that a line without one goes on.
    indents: bool = False
    lead: float = 0.0
    contents: bool = False
    #: Labels of the marks in what was read.
    borne: set[str] = field(default_factory=set)
    #: Column of this page -> height below which only small print stands there.
    floors: dict[int, float] = field(default_factory=dict)


def key(text: str) -> str:
    """A title for comparing: without white space, leaders and marks, in small letters."""
    return re.sub(r"[\s.…·]+", "", without(text)).lower()


def pieces_of(pages: Sequence[Page], outline: dict[str, int], read: dict[int, list[str]]) -> list[Piece]:
    """The pieces of all pages; ``outline`` are titles (see :func:`key`) with levels, ``read`` lines read off pictures by page."""
    rows = without_frames(pages)
    body = body_size(rows)
    large = sorted({round(r.size * 2) / 2 for page in rows for r in page if r.size >= 1.15 * body and not r.cells}, reverse=True)
    state = _State(body, large, outline, indents=indented(rows, body))
    usual = usual_lead(rows, body)
    for number, page in enumerate(rows, 1):
        leads = sorted(a.y - b.y for a, b in itertools.pairwise(page) if a.column == b.column and 0 < a.y - b.y < 4 * body)
        state.lead = min(leads[len(leads) // 2] if leads else usual, usual)
        state.floors = {}
        for r in page:
            if r.cells or r.size > 0.9 * body:
                state.floors[r.column] = min(r.y, state.floors.get(r.column, math.inf))
        for index, now in enumerate(page, 1):
            _take(state, now, index)
        for index, text in enumerate(read.get(number, ()), 1):
            state.pieces.append(Piece(clean(text), "prose", 0, index, number))
            state.last = None
    return state.pieces + state.boxes + state.notes


def _take(state: _State, now: Row, index: int) -> None:
    """Adds a row: to the paragraph before, or as a new piece."""
    if now.cells:
        text = row(clean(cell).replace("\n", " ") for cell in now.cells)
        if text and len(now.cells) == 1:  # a box in the middle of a paragraph
            state.boxes.append(Piece(text, "prose", 0, index, now.page))
        elif text:
            _close(state)
            state.pieces.append(Piece(text, "table", int(now.head), index, now.page))
        return
    text = hung(clean(now.text).replace("\n", " ").strip())
    if not text:
        return
    last = state.pieces[-1] if state.pieces else None
    note = state.notes[-1] if state.notes else last if last and last.kind == "note" else None
    if note and ADDRESS.search(note.text[-300:]) and _address_goes_on(note.text, text):
        note.text += glue(note.text, text) + text
        return
    if last and state.last and _lone_mark(state, state.last, now, text):
        last.text = hung(last.text + superscript(text, last.text, linked=True))
        return
    kind, level = _kind(state, now, text)
    state.borne |= borne([text])
    if kind == "note" and state.last is not None:
        state.notes.append(Piece(text, "note", 0, index, now.page))
        return
    if kind == "note-on" and state.notes:
        state.notes[-1].text += glue(state.notes[-1].text, text) + text
        return
    if last and state.last is not None and _goes_on(state, last, state.last, now, text, kind, level):
        if _BROKEN_WORD.search(last.text[-42:]) and text[:1].islower() and not ADDRESS.search(last.text[-300:]):
            last.text = last.text[:-1]
        last.text += glue(last.text, text) + text
        state.last = now
        return
    if (
        (state.notes and kind != "prose")
        or not state.last
        or not last
        or terminated(last.text)
        or (state.notes and state.last.page != now.page)
    ):
        _close(state)
    bullet = BULLET.match(text)
    if kind in ("prose", "heading") and bullet and len(text) > bullet.end() + 1:
        text, kind = text[bullet.end() :], "list" if kind == "prose" else kind
    state.pieces.append(Piece(text, "prose" if kind == "note-on" else kind, level, index, now.page))
    state.last = now


def _lone_mark(state: _State, before: Row, now: Row, text: str) -> bool:
    """Whether a row is nothing but the mark of a note, which the full line before had no room for."""
    near = before.page == now.page and before.column == now.column and 0 < before.y - now.y < 1.3 * max(state.lead, 1.1 * before.size)
    full = before.right > before.edges[1] - 1.8 * before.size
    return near and full and now.size < 0.8 * before.size and is_label(text) and now.left < now.edges[0] + before.size


def _close(state: _State) -> None:
    state.pieces += state.boxes + state.notes
    state.boxes.clear()
    state.notes.clear()
    state.last = None


def _kind(state: _State, now: Row, text: str) -> tuple[str, int]:
    title = key(text)
    small = now.size <= 0.9 * state.body
    if state.notes and state.notes[-1].page == now.page and small:
        return ("note", 0) if _NOTE.match(text) else ("note-on", 0)
    if small and now.y < state.floors.get(now.column, math.inf) and _NOTE.match(text) and len(text) > 6:
        return "note", 0
    if _NAMED_NOTE.match(text) or (small and leading_label(text) in state.borne):
        return "note", 0
    if CONTENTS.search(text) or (state.contents and re.search(r"\d+$", text) and now.size < 1.15 * state.body):
        return "furniture", 0
    if title in state.outline and len(text) <= 80:
        return _heading(state, text, state.outline[title])
    if CAPTION.match(text) and len(text) < 120:
        return "caption", 0
    large = now.size >= 1.15 * state.body and len(text) <= 60 and not text.endswith(("。", "；"))
    if large:
        rank = state.sizes.index(round(now.size * 2) / 2) + 1 if round(now.size * 2) / 2 in state.sizes else 4
        return _heading(state, text, min(rank, 5))
    numbered = heading_level(text)
    if (
        numbered
        and now.right < now.edges[1] - 2 * now.size
        and not (state.last and not terminated(state.pieces[-1].text) and state.last.right > state.last.edges[1] - 1.5 * now.size)
    ):
        return _heading(state, text, numbered)
    return "prose", 0


def _heading(state: _State, text: str, level: int) -> tuple[str, int]:
    state.contents = bool(_CONTENTS_TITLE.match(text.strip()))
    return "heading", level


def _goes_on(state: _State, last: Piece, before: Row, now: Row, text: str, kind: str, level: int) -> bool:
    """Whether a row continues the piece before it."""
    alike = abs(before.size - now.size) < 0.12 * now.size
    same_place = before.page == now.page and before.column == now.column
    gap = before.y - now.y
    if kind == "heading":
        return (
            last.kind == "heading"
            and last.level == level
            and alike
            and same_place
            and 0 < gap < 1.9 * now.size
            and heading_level(text) == 0
            and key(text) not in state.outline
            and key(last.text) not in state.outline
            and (
                before.right > before.edges[1] - 3 * now.size
                or last.text[-1] in "，、"
                or (_centred(before, now) and now.size > 1.15 * state.body)
            )
        )
    if kind != "prose" or last.kind not in ("prose", "list", "caption") or not alike:
        return False
    full = before.right > before.edges[1] - 1.8 * now.size
    beyond = now.left > now.edges[0] + 0.8 * now.size
    indented = beyond and (now.left > before.left + 0.8 * now.size or (_SENTENCE_END.search(last.text[-6:]) and _close_left(before, now)))
    hanging = last.kind == "list" or bool(_ITEM.match(last.text))
    if SOURCE.match(text) or (_ITEM.match(text) and (terminated(last.text) or not full or _counts_on(last.text, text))):
        return False
    if BULLET.match(text) or (ADDRESS.search(last.text[-300:]) and not text[0].isascii()):
        return False
    near = gap < 1.27 * max(state.lead, 1.1 * now.size)
    if (near or not same_place) and _address_goes_on(last.text, text):
        return True
    if last.kind == "caption" and not full:
        return False
    if same_place and gap > 0:
        return near and full and (not indented or hanging or (last.kind == "caption" and _centred(before, now)))
    unindented = state.indents and not beyond and last.kind == "prose" and not _ITEM.match(text)
    return full and (not terminated(last.text) or unindented) and (not indented or hanging or not beyond)


def _address_goes_on(before: str, text: str) -> bool:
    """Whether ``text`` is the rest of a web address, or the address of the source that ``before`` names."""
    if ADDRESS.search(before[-300:]):
        return bool(re.fullmatch(r"[\x21-\x7e]*[/._=&%?#-][\x21-\x7e]*|[\x21-\x7e]*\d[\x21-\x7e]*", text)) and not text.startswith("http")
    return text.startswith(("http://", "https://")) and "http" not in before and bool(_ITEM.match(before) or SOURCE.match(before))


def _counts_on(before: str, text: str) -> bool:
    """Whether ``text`` is the item behind the one that ``before`` is: 5. behind 4., 4.5 behind 4.4."""
    first, second = (re.match(r"[（(\[]?((?:\d{1,3}\.)*)(\d{1,3})[.．、)）\]\s]", t) for t in (before, text))
    if not first or not second:
        return False
    return first.group(1) == second.group(1) and int(second.group(2)) == int(first.group(2)) + 1


def _centred(before: Row, now: Row) -> bool:
    return abs(before.left + before.right - now.left - now.right) < 2 * now.size


def _close_left(before: Row, now: Row) -> bool:
    return abs(before.left - now.left) < 0.8 * now.size
