"""A document for reading: its parts, its outline, and its text with names, statements and one place marked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from hetao_kg.explorer.html import element, esc
from hetao_kg.explorer.labels import MARKS
from hetao_kg.explorer.visit import Visit
from hetao_kg.types import Block, Document, Evidence, Mention, Statement

#: A long document is read in parts of about so many characters, begun at headings where possible.
PART, LONGEST_PART = 16_000, 30_000
#: A table row's cells stand in the text with this between them.
_CELL = "\t"


@dataclass(frozen=True, slots=True)
class Marks:
    """What is marked in the text."""

    mentions: Sequence[Mention] = ()
    #: Statements with the one piece of evidence that stands in this document.
    said: Sequence[tuple[Statement, Evidence]] = ()
    #: The place the reader was opened at, ``(0, 0)`` for none.
    here: tuple[int, int] = (0, 0)
    kinds: Collection[str] = ()


def parts(document: Document) -> list[tuple[Block, ...]]:
    """The blocks of a document, cut into parts that a page can hold."""
    found: list[list[Block]] = [[]]
    for block in document.blocks:
        begun = found[-1][0].start if found[-1] else block.start
        size = block.end - begun
        if found[-1] and ((block.kind == "heading" and block.level <= 2 and size > PART) or size > LONGEST_PART):
            found.append([])
        found[-1].append(block)
    return [tuple(part) for part in found if part]


def part_at(document: Document, offset: int) -> int:
    """Number of the part that holds ``offset``."""
    return max((n for n, part in enumerate(parts(document)) if part[0].start <= offset), default=0)


def body(visit: Visit, document: Document, blocks: Sequence[Block], marks: Marks) -> str:
    """The text of ``blocks`` as safe HTML."""
    out, page, row = [], 0, 0
    while row < len(blocks):
        block = blocks[row]
        if block.page and block.page != page:
            page = block.page
            out.append(f'<p class="hk-page" id="page-{page}">{esc(visit.say("page.number", page=page))}</p>')
        if block.kind == "table":
            rows = _run(blocks, row)
            out.append(_table(visit, document, rows, marks))
            row += len(rows)
            continue
        out.append(_block(visit, document, block, marks))
        row += 1
    return "".join(out)


def _run(blocks: Sequence[Block], row: int) -> list[Block]:
    """Table rows that follow one another on one page."""
    rows: list[Block] = []
    for block in blocks[row:]:
        if block.kind != "table" or (rows and block.page != rows[0].page):
            break
        rows.append(block)
    return rows


def _block(visit: Visit, document: Document, block: Block, marks: Marks) -> str:
    inner = _inline(visit, document, block.start, block.end, marks)
    name = f"h{min(block.level + 1, 6)}" if block.kind == "heading" else "p"
    return element(name, inner, id=f"at-{block.start}", class_=f"hk-b-{block.kind}")


def _table(visit: Visit, document: Document, rows: Sequence[Block], marks: Marks) -> str:
    lines = []
    for block in rows:
        cells, at = [], block.start
        for cell in document.text[block.start : block.end].split(_CELL):
            cells.append(element("td", _inline(visit, document, at, at + len(cell), marks)))
            at += len(cell) + 1
        lines.append(element("tr", "".join(cells), id=f"at-{block.start}"))
    return f'<div class="hk-b-table"><table><tbody>{"".join(lines)}</tbody></table></div>'


def _inline(visit: Visit, document: Document, start: int, end: int, marks: Marks) -> str:
    """``text[start:end]``: names linked, the place of the visit marked, a sign where a statement's quotation ends."""
    shown = [m for m in marks.mentions if m.kind in marks.kinds and start <= m.start and m.end <= end]
    signs: dict[int, list[Statement]] = {}
    for statement, item in marks.said:
        at = min(item.quote.end, end)
        if start < item.quote.end and item.quote.start < end and (item.quote.end <= end or _last(item, end)):
            signs.setdefault(at, []).append(statement)
    here = (max(marks.here[0], start), min(marks.here[1], end))
    inside = here[0] < here[1]
    cuts = {start, end, *signs, *(m.start for m in shown), *(m.end for m in shown), *(here if inside else ())}
    named = {m.start: m for m in shown}
    out, mention = [], None
    points = sorted(c for c in cuts if start <= c <= end)
    for a, b in pairwise(points):
        mention = named.get(a) or (mention if mention and mention.end > a else None)
        text = esc(document.text[a:b])
        if mention:
            text = _mention(visit, mention, text)
        if inside and here[0] <= a and b <= here[1]:
            text = element("mark", text, id="here" if a == marks.here[0] or (a == here[0] and marks.here[0] < start) else None)
        out += [text, *(_sign(visit, s) for s in signs.get(b, ()))]
    return "".join(out)


def _last(item: Evidence, end: int) -> bool:
    """A quotation that runs on into the next block is signed there."""
    return item.quote.end <= end


def _mention(visit: Visit, mention: Mention, text: str) -> str:
    kind = f"hk-m hk-m-{mention.kind}"
    if not mention.entity:
        value = visit.labels.date(mention.value.value) if mention.value and mention.kind == "Date" else ""
        return element("span", text, class_=kind, title=value or None)
    entity = visit.labels.find(mention.entity)
    name = visit.labels.name(entity) if entity else mention.entity
    return element(
        "a", text, class_=kind, href=visit.link("entity", id=mention.entity), title=f"{visit.labels.kind(mention.kind)} · {name}"
    )


def _sign(visit: Visit, statement: Statement) -> str:
    words = (
        f"{visit.labels.status(statement.status)}: {visit.labels.entity(statement.subject)} {visit.labels.predicate(statement.predicate)} "
    )
    words += visit.labels.entity(statement.object)
    mark = MARKS.get(statement.status, "·")
    return f'<a class="hk-sign hk-{esc(statement.status)}" href="#s-{esc(statement.id)}" title="{esc(words)}">{mark}</a>'


def outline(document: Document, deepest: int = 3) -> Iterator[Block]:
    """The headings down to ``deepest``, without the title on top and without bare numbers."""
    headings = [b for b in document.blocks if b.kind == "heading"]
    for number, block in enumerate(headings):
        words = document.text[block.start : block.end]
        if block.level <= deepest and any(c.isalpha() for c in words) and not (number == 0 and block.level == 1):
            yield block


def said_in(statements: Iterable[Statement], document: str, start: int, end: int) -> list[tuple[Statement, Evidence]]:
    """Statements with the evidence that stands in ``[start, end)`` of a document, in the order of the text."""
    found = [(s, e) for s in statements for e in s.evidence if e.quote.document == document and start <= e.quote.start < end]
    return sorted(found, key=lambda row: (row[1].quote.start, row[1].quote.end, row[0].id))
