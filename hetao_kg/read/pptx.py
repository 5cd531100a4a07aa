"""PowerPoint -> pieces: a slide is a page, its title a heading."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hetao_kg.errors import CorpusError
from hetao_kg.read import limits
from hetao_kg.read.decode import clean
from hetao_kg.read.docx import table_pieces
from hetao_kg.read.layout import BULLET
from hetao_kg.read.lines import Piece, Reading, compose, one_line
from hetao_kg.read.marks import hung, superscript
from hetao_kg.read.numbering import whole
from hetao_kg.read.package import Element, Package, attribute, child, children, local

_TITLES = {"ctrTitle": 1, "title": 2}
#: Placeholders of the slide's frame: number, footer, date.
_FRAME = frozenset({"sldNum", "ftr", "dt", "hdr", "sldImg"})


def read_pptx(data: bytes) -> Reading:
    """Text and blocks of a presentation, with the speaker's notes behind each slide."""
    package = Package(data, "PowerPoint")
    main = package.main()
    root = package.xml(main)
    listed = child(root, "sldIdLst")
    if listed is None:
        raise CorpusError("this presentation has no slides", "give it its real file name ending")
    slides = package.related(main)
    pieces: list[Piece] = []
    page = 0
    for entry in children(listed, "sldId"):
        name = next((slides[v][1] for k, v in entry.attrib.items() if k.endswith("}id") and v in slides), "")
        slide = package.xml(name)
        if slide is None:
            continue
        page += 1
        if page > limits.PAGES:
            raise CorpusError(f"more than {limits.PAGES} slides", "split it")
        pieces += _slide(slide, page)
        for kind, target in package.related(name).values():
            notes = package.xml(target) if kind == "notesSlide" else None
            pieces += [Piece(p.text, "note", 0, p.line, page) for p in _slide(notes, page)] if notes is not None else []
    return compose(pieces, package.about(), page)


def _slide(slide: Element, page: int) -> list[Piece]:
    titles: list[Piece] = []
    rest: list[Piece] = []
    for number, shape in enumerate(_boxes(slide), 1):
        mark = next((e for e in shape.iter() if local(e) == "ph"), None)
        kind = attribute(mark, "type") if mark is not None else ""
        if kind in _FRAME:
            continue
        if local(shape) == "graphicFrame":
            for table in (t for t in shape.iter() if local(t) == "tbl"):
                rest += table_pieces(_rows(table), number, page)
            continue
        texts = list(_paragraphs(shape))
        if kind in _TITLES and texts:
            titles.append(Piece(" ".join(texts), "heading", _TITLES[kind], number, page))
        else:
            bulleted = mark is not None and kind in ("", "body", "obj")
            rest += [Piece(_bare(t), "list" if bulleted or BULLET.match(t) else "prose", 0, number, page) for t in texts]
    return titles + rest


def _boxes(slide: Element) -> Iterator[Element]:
    """The boxes of a slide as one reads them; those of a group one after the other, where the group stands."""
    waiting = [slide]
    while waiting:
        shape = waiting.pop()
        if local(shape) in ("sp", "graphicFrame"):
            yield shape
        else:
            waiting += reversed(_ordered(list(_inside(shape))))


def _inside(group: Element) -> Iterator[Element]:
    """The boxes and groups of a group or slide that stand in no other one."""
    waiting = list(reversed(group))
    while waiting:
        element = waiting.pop()
        if local(element) in ("sp", "graphicFrame", "grpSp"):
            yield element
        else:
            waiting += reversed(element)


def _ordered(shapes: list[Element]) -> list[Element]:
    """Boxes and groups that stand side by side, as one reads them.

    Placeholders stand in the file in the order of their layout; boxes somebody drew, in the order of drawing. Those go
    from top to bottom and, where one begins beside the other, from left to right; one without a place stays where it is.
    """
    free = [(i, place) for i, s in enumerate(shapes) if not any(local(e) == "ph" for e in s.iter()) and (place := _place(s))]
    lines: list[list[tuple[int, tuple[int, int, int]]]] = []
    for box in sorted(free, key=lambda b: (b[1][1], b[1][0])):
        _, (_, top, height) = box
        first = lines[-1][0][1] if lines else None
        if first and top < first[1] + min(first[2], height) // 2:
            lines[-1].append(box)
        else:
            lines.append([box])
    order = [i for line in lines for i, _ in sorted(line, key=lambda b: b[1][0])]
    found = list(shapes)
    for (at, _), i in zip(free, order, strict=True):
        found[at] = shapes[i]
    return found


def _place(shape: Element) -> tuple[int, int, int] | None:
    """Left, top and height of a box or a group in what holds it (a group has a measure of its own)."""
    frame = (
        child(shape, "xfrm") if local(shape) == "graphicFrame" else child(shape, "grpSpPr" if local(shape) == "grpSp" else "spPr", "xfrm")
    )
    offset, size = child(frame, "off"), child(frame, "ext")
    if offset is None or size is None:
        return None
    values = [attribute(offset, "x"), attribute(offset, "y"), attribute(size, "cy")]
    if not all(re.fullmatch(r"-?\d{1,12}", v, re.ASCII) for v in values):
        return None
    left, top, height = map(int, values)
    return left, top, height


def _rows(table: Element) -> list[list[str]]:
    """Rows of cells; one that reaches down is in every row it reaches, so that each can be read on its own."""
    rows: list[list[str]] = []
    for line in children(table, "tr"):
        cells = [" ".join(_paragraphs(cell)) for cell in children(line, "tc")]
        for n, cell in enumerate(children(line, "tc")):
            if attribute(cell, "vMerge") in ("1", "true") and rows and n < len(rows[-1]):
                cells[n] = rows[-1][n]
        if any(cells):
            rows.append(cells)
    return rows


def _bare(text: str) -> str:
    bullet = BULLET.match(text)
    return text[bullet.end() :] if bullet and len(text) > bullet.end() else text


def _paragraphs(shape: Element) -> Iterator[str]:
    for paragraph in (p for p in shape.iter() if local(p) == "p"):
        parts: list[str] = []
        for element in paragraph.iter():
            if local(element) == "t":
                properties = child(element.getparent(), "rPr")
                high = properties is not None and whole(attribute(properties, "baseline")) > 0
                parts.append(superscript(element.text or "", "".join(parts)) if high and any(parts) else element.text or "")
            elif local(element) in ("br", "tab"):
                parts.append(" ")
        text = hung(one_line(clean("".join(parts))))
        if text:
            yield text
