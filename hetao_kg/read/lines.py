"""What readers hand on: lines, pieces, and a text made of pieces.

Two ways lead to a document. A format that says what is a heading, a list or a table gives :class:`Piece` s to
:func:`compose`. A format that only has lines gives :class:`Line` s to :mod:`hetao_kg.read.layout`, which makes pieces.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from hetao_kg.read import marks
from hetao_kg.types import Block, BlockKind, Note

TERMINATORS = "。！？!?；;…：:"
CLOSERS = "」』”’）)》〉】]\"'"
OPENERS, _CLOSING = "（(《「『“", "）)》」』”"
_NUMERAL = "一二三四五六七八九十百零〇"

#: (pattern, level): how headings are numbered in policy papers, outermost first.
_HEADINGS: tuple[tuple[re.Pattern[str], int], ...] = tuple(
    (re.compile(p), n)
    for p, n in (
        (rf"第\s*[{_NUMERAL}\d]+\s*(?:章|部分|部份|篇|編|编)", 1),
        (
            r"(?:前言|引言|目錄|目录|摘要|導言|导言|結語|结语|結論|结论|附錄|附录|附件|參考文獻|参考文献|參考資料|参考资料"
            r"|executive summary|contents|references|appendix)\s*\d*$",
            1,
        ),
        (rf"第\s*[{_NUMERAL}\d]+\s*(?:節|节)", 2),
        (rf"[{_NUMERAL}]+、", 2),
        (rf"(?:建議|建议|方向|策略|措施|recommendation)\s*[（(]?[{_NUMERAL}\d]+[)）]?", 2),
        (rf"[（(][{_NUMERAL}]+[)）]\s*[\w“「《]", 3),
        (r"\d+\.(?!\d)\s*\S", 4),
        (r"\d+\.\d+(?!\d|\.\d|%|\s*[億亿萬万%倍])", 2),
        (r"\d+\.\d+\.\d+", 3),
        (r"[（(]\d+[)）]\s*[\w“「《]", 5),
    )
)
#: Not a heading but the last item but one of a list.
_LISTED = re.compile(r"[；;，,]\s*(?:及|和|以及|或|and|or)$")
#: What East Asian Width calls wide or full.
_FULL_WIDTH = re.compile(
    "[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6b\uff01-\uff60\uffe0-\uffe6"
    "\U0001f300-\U0001f64f\U0001f900-\U0001f9ff\U00020000-\U0003fffd]+"
)
#: The next source in a list of them.
SOURCE = re.compile(r"\s*[\[［]\d{1,3}[\]］]\s")
_SPACES = re.compile(r"[ \t\n\r\f\v\xa0]+")
_URL_TAIL = re.compile(r"(?:https?://|www\.)\S*$")


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
    #: Whether it is a whole block, with which nothing goes on.
    whole: bool = False


@dataclass(slots=True)
class Piece:
    """One block to be: a paragraph, a heading, a table row."""

    text: str
    kind: str = "prose"
    #: Depth of a heading; 1 marks the row of a table that names its columns.
    level: int = 0
    line: int = 0
    page: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found: the text, its blocks, and what the file says about itself (``title``, ``date``, …)."""

    text: str
    blocks: tuple[Block, ...]
    about: Mapping[str, str] = field(default_factory=dict)
    pages: int = 0
    #: What could not be read of it, a line each.
    problems: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


def compose(pieces: Iterable[Piece], about: Mapping[str, str] | None = None, pages: int = 0) -> Reading:
    """A text of one line a piece, its blocks, and its notes tied to their marks, which are not in the text.

    White space inside a piece becomes one space (tabs part table cells).
    """
    given = _with_labels(pieces)
    borne = marks.borne(piece.text for piece in given)
    given = [replace(p, kind="note") if p.kind == "prose" and p.text[:1] in "[［" and marks.label_of(p.text) in borne else p for p in given]
    known = marks.listed((piece.kind, piece.text) for piece in given)
    parts: list[str] = []
    blocks: list[Block] = []
    places: list[tuple[int, str]] = []
    own: dict[int, str] = {}
    at = 0
    for piece in given:
        text = piece.text.rstrip().lstrip(" \n") if piece.kind == "table" else one_line(piece.text)
        text, found = marks.taken_out(marks.cited(text, known) if piece.kind in ("prose", "list") else text, known)
        if not text.strip():
            continue
        kind: BlockKind = piece.kind if piece.kind in ("heading", "list", "table", "caption", "note", "furniture") else "prose"  # type: ignore[assignment]
        blocks.append(Block(at, at + len(text), kind, piece.level, piece.line, piece.page))
        parts.append(text)
        if kind == "note" and found and found[0][0] < 0:
            own[at] = found.pop(0)[1]
        places += [(at + max(place, 0), label) for place, label in found]
        at += len(text) + 1
    whole = "\n".join(parts)
    return Reading(whole, tuple(blocks), dict(about or {}), pages, (), marks.tied(whole, blocks, places, own))


def _with_labels(pieces: Iterable[Piece]) -> list[Piece]:
    """``pieces`` with those that begin with a mark as what they are.

    A mark borne before is the label of this note; one alone belongs to the paragraph before; any other raised number is text.
    """
    found: list[Piece] = []
    borne: set[str] = set()
    alone = ""  # the label of the note to come, which stands in a cell of its own
    for piece in pieces:
        label, rest = marks.opening(alone + piece.text.lstrip()) if piece.kind == "prose" else ("", "")
        alone = ""
        if label and not rest.strip(" 。，；"):
            if label in borne:
                alone = piece.text.strip()
                continue
            if found and found[-1].kind in ("prose", "list"):
                found[-1] = replace(found[-1], text=found[-1].text + piece.text.strip())
                continue
        if label in borne:
            piece = replace(piece, text=f"{marks.raised(label)}{label} {rest.lstrip()}", kind="note")
        elif label:
            piece = replace(piece, text=label + rest)
        found.append(piece)
        borne |= marks.borne([piece.text])
    return found


def one_line(text: str) -> str:
    """``text`` with each stretch of white space as one space; the full-width space is a character like any other."""
    return _SPACES.sub(" ", text).strip()


def row(cells: Iterable[str]) -> str:
    """A table row as text: cells parted by tabs, each on one line; it begins with a tab where the first cell is empty."""
    return "\t".join(one_line(cell) for cell in cells).rstrip()


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


def width(text: str) -> int:
    """Columns a line takes: two for a full-width character."""
    text = marks.without(text)
    return len(text) + sum(map(len, _FULL_WIDTH.findall(text)))


def heading_level(text: str) -> int:
    """Level of a numbered heading, 0 if the line is none."""
    line = marks.without(text[:200]).strip()
    if not line or len(line) > 90 or width(line) > 90 or line[-1] in "。；;，,、！？" or _LISTED.search(line):
        return 0
    for pattern, level in _HEADINGS:
        if pattern.match(line.lower()):
            return 0 if "。" in line else level
    return 0


def terminated(text: str) -> bool:
    """Whether a paragraph may end here: sentence punctuation, closing brackets behind it allowed."""
    stripped = text.rstrip().rstrip(CLOSERS)
    return bool(stripped) and stripped[-1] in TERMINATORS


def open_brackets(text: str) -> bool:
    """Whether a bracket or quotation mark is still open at the end of ``text``."""
    return sum(text.count(c) for c in OPENERS) > sum(text.count(c) for c in _CLOSING)


def glue(left: str, right: str) -> str:
    """What joins two lines: nothing between Chinese or inside a URL, one space between Latin words and before a URL."""
    left = marks.without(left[-300:])
    a, b = left[-1:], right[:1]
    if right.startswith(("http://", "https://", "www.")):
        return " "
    if not (a.isascii() and b.isascii() and b.isalnum()):
        return ""
    if _URL_TAIL.search(left) and (a in "-/_=&.?%+" or re.match(r"[\w%&=./?#-]*[\d/._=&-][\w%&=./?#-]*$", right)):
        return ""
    return " " if a.isalnum() or a in ",;:)" or (a == "." and right[:1].isupper()) else ""
