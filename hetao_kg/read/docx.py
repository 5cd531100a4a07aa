"""Word -> pieces: styles tell headings, the numbering its labels, footnotes follow the paragraph that bears their mark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from hetao_kg.errors import CorpusError
from hetao_kg.read.decode import clean
from hetao_kg.read.layout import CONTENTS
from hetao_kg.read.lines import Piece, Reading, compose, heading_level, row
from hetao_kg.read.marks import hung, raised, superscript
from hetao_kg.read.numbering import Numbering, numbering, shown_number, whole
from hetao_kg.read.package import Element, Package, attribute, child, children, local

_HEADING_STYLE = re.compile(r"(?:heading|标题|標題)\s*(\d)", re.I)
_CONTENTS_STYLE = re.compile(r"(?:toc|目录|目錄)\s*\d|table of figures", re.I)
_CAPTION_STYLE = re.compile(r"caption|题注|題注|標號|标号", re.I)
#: Not the text of a paragraph: what was deleted, readings above characters, text boxes (read on their own).
_NOT_TEXT = frozenset({"del", "moveFrom", "rt", "txbxContent", "pPr", "rPr", "instrText", "delText"})


@dataclass(slots=True)
class _Style:
    name: str = ""
    based_on: str = ""
    level: int = 0
    list: str = ""
    depth: int = 0


@dataclass(slots=True)
class _Reader:
    styles: dict[str, _Style]
    numbers: Numbering
    notes: dict[tuple[str, str], str]
    pieces: list[Piece] = field(default_factory=list)
    late: list[Piece] = field(default_factory=list)
    waiting: list[Piece] = field(default_factory=list)
    noted: dict[str, int] = field(default_factory=dict)
    page: int = 1
    #: Page on which the text of the paragraph in hand begins.
    begins: int = 1
    #: Text of paragraphs whose ends were deleted in a revision.
    begun: str = ""
    breaks: int = 0
    paragraphs: int = 0


def read_docx(data: bytes) -> Reading:
    """Text and blocks of a Word document; page numbers are those Word noted when it last saved the file."""
    package = Package(data, "Word")
    main = package.main()
    root = package.xml(main)
    body = child(root, "body")
    if body is None:
        raise CorpusError("this is no Word document", "give it its real file name ending")
    parts = dict(package.related(main).values())
    reader = _Reader(
        _styles(package.xml(parts.get("styles", ""))),
        numbering(package.xml(parts.get("numbering", ""))),
        {**_notes(package.xml(parts.get("footnotes", "")), "footnote"), **_notes(package.xml(parts.get("endnotes", "")), "endnote")},
    )
    _blocks(reader, body)
    pieces = reader.pieces + reader.waiting + reader.late
    if not reader.breaks:
        pieces = [replace(p, page=0) for p in pieces]
    if not any(p.kind == "heading" for p in pieces):
        pieces = [replace(p, kind="heading", level=level) if p.kind == "prose" and (level := heading_level(p.text)) else p for p in pieces]
    return compose(pieces, package.about(), reader.page if reader.breaks else 0)


def _styles(root: Element | None) -> dict[str, _Style]:
    found: dict[str, _Style] = {}
    for element in children(root, "style") if root is not None else ():
        name, based, outline = child(element, "name"), child(element, "basedOn"), child(element, "pPr", "outlineLvl")
        style = _Style(attribute(name, "val") if name is not None else "", attribute(based, "val") if based is not None else "")
        style.level = whole(attribute(outline, "val"), 9) + 1 if outline is not None else 0
        if match := _HEADING_STYLE.match(style.name):
            style.level = style.level or int(match.group(1))
        style.level = style.level if style.level <= 9 else 0
        style.list, style.depth = _list_of(child(element, "pPr"))
        found[attribute(element, "styleId")] = style
    for style in found.values():
        above, seen = found.get(style.based_on), 0
        while above and seen < 20:
            style.level, style.list = style.level or above.level, style.list or above.list
            above, seen = found.get(above.based_on), seen + 1
    return found


def _list_of(properties: Element | None) -> tuple[str, int]:
    identifier, level = child(properties, "numPr", "numId"), child(properties, "numPr", "ilvl")
    return (attribute(identifier, "val") if identifier is not None else "", whole(attribute(level, "val")) if level is not None else 0)


def _notes(root: Element | None, name: str) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for note in children(root, name) if root is not None else ():
        if not attribute(note, "type"):
            text = " ".join(_text(p, None).strip() for p in note.iter() if local(p) == "p")
            found[(name, attribute(note, "id"))] = text.strip()
    return found


def _blocks(reader: _Reader, body: Element) -> None:
    """Paragraphs and tables in order, also those inside content controls and text boxes."""
    stack = [iter(body)]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
        elif local(element) == "p":
            _paragraph(reader, element)
            stack += [iter(box) for box in element.iter() if local(box) == "txbxContent"][:100]
        elif local(element) == "tbl":
            _end(reader)
            tables = [element]
            for table in tables:
                tables += _table(reader, table)
        elif local(element) not in ("sectPr", "del", "moveFrom", "sdtPr"):
            stack.append(iter(element))
    _end(reader)


def _end(reader: _Reader) -> None:
    """Gives out text whose paragraph's end was deleted where no paragraph follows that it could go on in."""
    if text := reader.begun.strip():
        reader.pieces.append(Piece(text, "prose", 0, reader.paragraphs, reader.begins))
    reader.begun = ""


def _text(paragraph: Element, reader: _Reader | None) -> str:
    """Text of a paragraph; marks of notes go and their notes wait in the reader."""
    parts: list[str] = []
    for element in _runs(paragraph):
        name = local(element)
        if name == "t":
            if reader and not parts:
                reader.begins = reader.page
            if _hidden(element):
                continue
            high = attribute(vertical, "val") == "superscript" if (vertical := _vertical(element)) is not None else False
            parts.append(superscript(element.text or "", "".join(parts)) if high and any(parts) else element.text or "")
        elif name in ("tab", "br", "cr"):
            parts.append(" " if attribute(element, "type") != "page" else "")
        elif name == "noBreakHyphen":
            parts.append("-")
        elif name == "lastRenderedPageBreak" and reader:
            reader.page, reader.breaks = reader.page + 1, reader.breaks + 1
        elif name in ("footnoteReference", "endnoteReference") and reader:
            parts.append(_refer(reader, name.removesuffix("Reference"), attribute(element, "id")))
    return hung(clean("".join(parts)).replace("\n", " ").replace("\f", " ").rstrip())


def _vertical(text: Element) -> Element | None:
    """What raises or lowers the run that holds ``text``."""
    return child(text.getparent(), "rPr", "vertAlign")


def _hidden(text: Element) -> bool:
    """Whether the run that holds ``text`` is not shown."""
    off = child(text.getparent(), "rPr", "vanish")
    return off is not None and attribute(off, "val") not in ("0", "false", "off")


def _runs(element: Element) -> Iterator[Element]:
    for part in element:
        if local(part) not in _NOT_TEXT:
            yield part
            yield from _runs(part)


def _refer(reader: _Reader, kind: str, identifier: str) -> str:
    """The mark of a note, which now waits in the reader; endnotes beside footnotes are counted i, ii, iii."""
    text = reader.notes.get((kind, identifier), "")
    if not text:
        return ""
    reader.noted[kind] = reader.noted.get(kind, 0) + 1
    both = len({k for k, _ in reader.notes}) == 2
    label = shown_number(reader.noted[kind], "lowerRoman" if kind == "endnote" and both else "decimal")
    note = Piece(f"{raised(label)}{label}. {text}", "note", 0, reader.paragraphs, reader.page)
    (reader.waiting if kind == "footnote" else reader.late).append(note)
    return raised(label)


def _paragraph(reader: _Reader, paragraph: Element) -> None:
    reader.paragraphs += 1
    properties = child(paragraph, "pPr")
    text, reader.begun = reader.begun + _text(paragraph, reader), ""
    page = reader.begins
    if text.strip() and child(properties, "rPr", "del") is not None:  # its end was deleted: the next one goes on
        reader.begun = text
        return
    text = text.strip()
    named, outline = child(properties, "pStyle"), child(properties, "outlineLvl")
    style = reader.styles.get(attribute(named, "val") if named is not None else "", _Style())
    level = whole(attribute(outline, "val"), 9) + 1 if outline is not None else style.level
    identifier, depth = _list_of(properties)
    label = reader.numbers.label(identifier or style.list, depth or style.depth) if text and (identifier or style.list) != "0" else None
    kind = "prose"
    if style.name.lower() == "title":
        kind, level = "heading", 1
    elif 0 < level <= 9:
        kind = "heading"
    elif _CONTENTS_STYLE.match(style.name) or CONTENTS.search(text[:1000]):
        kind, label = "furniture", None
    elif _CAPTION_STYLE.match(style.name):
        kind = "caption"
    elif label is not None or style.name.lower().startswith("list"):
        kind = "list"
    if label and re.match(rf"{re.escape(label)}(?!\d)", text):
        label = None  # the number is typed as well
    if text:
        reader.pieces.append(
            Piece(f"{label} {text}" if label else text, kind, min(level, 6) if kind == "heading" else 0, reader.paragraphs, page)
        )
    reader.pieces += reader.waiting
    reader.waiting.clear()


def _table(reader: _Reader, table: Element) -> list[Element]:
    """Adds the rows of a table; gives the tables inside its cells, whose rows stand behind it, each to be read on its own."""
    rows: list[list[str]] = []
    inside: list[Element] = []
    first = reader.paragraphs + 1
    for line in children(table, "tr", "sdt"):
        cells: list[str] = []
        for cell in (c for c in line.iter() if local(c) == "tc" and _table_of(c) is table):
            paragraphs = [p for p in cell.iter() if local(p) == "p" and _table_of(p) is table]
            inside += [t for t in cell.iter() if local(t) == "tbl" and _table_of(t) is table]
            reader.paragraphs += len(paragraphs)
            cells.append(" ".join(t for p in paragraphs if (t := _text(p, reader).strip())))
            merged = child(cell, "tcPr", "vMerge")
            if merged is not None and attribute(merged, "val") != "restart" and rows and len(cells) <= len(rows[-1]):
                cells[-1] = rows[-1][len(cells) - 1]  # the cell above reaches into this row
            span = child(cell, "tcPr", "gridSpan")
            cells += [""] * (min(whole(attribute(span, "val"), 1), 60) - 1 if span is not None else 0)
        if any(cells):
            rows.append(cells)
    reader.pieces += table_pieces(rows, first, reader.page)
    reader.pieces += reader.waiting
    reader.waiting.clear()
    return inside


def _table_of(element: Element) -> Element | None:
    """The innermost table that an element stands in."""
    return next((a for a in element.iterancestors() if local(a) == "tbl"), None)


def table_pieces(rows: list[list[str]], line: int, page: int) -> list[Piece]:
    """Rows of cells as pieces; a box of one column or one row is no table but text, and a row of ``label：`` and value no head."""
    if len(rows) < 2 or max(len(cells) for cells in rows) < 2:
        return [Piece(cell, "prose", 0, line, page) for cells in rows for cell in cells]
    head = not any(cell.rstrip().endswith(("：", ":")) for cell in rows[0])
    return [Piece(row(cells), "table", int(head and i == 0), line + i, page) for i, cells in enumerate(rows)]
