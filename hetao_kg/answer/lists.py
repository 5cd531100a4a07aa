"""Lists of documents: lines, rows and numbered headings with the words that lead to them, and notes with the sentence they belong to.

A line of a list says little by itself; what it answers is told by the sentence before the list, the heading above it and
the head of its column. A note answers what the sentence with its mark speaks of.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hetao_kg.answer.said import Said
from hetao_kg.derived import kept
from hetao_kg.extract import numerals
from hetao_kg.split import head_of, sections, sentences
from hetao_kg.text import fold
from hetao_kg.types import Block, Document

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

_NUMBER = "[0-9]{1,2}|[一二三四五六七八九十]{1,3}|[①-⑳]"
#: A number before a line, with a word that says what the lines are: 方向(一):, 2., (三), ④.
_numbered = re.compile(rf"(?P<label>[一-鿿]{{0,4}}?)\s*\(?(?P<n>{_NUMBER})(?:[):、.]\s*:?(?![0-9])|(?<=[①-⑳])|\s)\s*")
_quoted = re.compile("[「“『]([^「」“”『』]+)[」”』]")
#: Years in brackets at the end of a line are no part of what it names.
_dated = re.compile(r"\s*[（(][^（）()]*[0-9]{2}[^（）()]*[）)]\s*$")
_closing = " \t;；。.,，、"
#: Longest line that is an answer as it stands, in characters; of a longer one what stands before its first colon or full stop.
LINE = 60
#: Blocks before a run of headings among which the sentence that speaks of them is looked for.
BACK = 6


@dataclass(frozen=True, slots=True)
class Listing:
    """Lines that belong together, in order, and what leads to them."""

    document: str
    #: Where the lines stand, without their numbers.
    items: tuple[tuple[int, int], ...]
    #: Where the leading sentence stands; empty where only a heading leads.
    lead: tuple[int, int]
    #: Heading, leading sentence, names of columns and the word before the numbers.
    said: Said
    #: Whether the lines are rows of a table.
    rows: bool = False


@dataclass(frozen=True, slots=True)
class Led:
    """A stretch of a document that is understood with what leads to it."""

    start: int
    end: int
    lead: tuple[int, int]
    said: Said
    #: The list it is a line of; a note is in none.
    listing: Listing | None = None


class Lists:
    """The lists and notes of all documents; built once for a knowledge base."""

    @staticmethod
    @kept()
    def of(kb: KnowledgeBase) -> Lists:
        """The one for ``kb``."""
        return Lists(kb)

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self.all = [listing for d in kb.documents.values() for listing in listings(d)]
        self._behind = {(one.document, one.lead[0]): one for one in self.all if one.lead[0] < one.lead[1]}
        self._led: dict[str, list[Led]] = {}
        for listing in self.all:
            lines = [Led(a, b, listing.lead, listing.said, listing) for a, b in listing.items]
            self._led.setdefault(listing.document, []).extend(lines)
        for document in kb.documents.values():
            row = [*self._led.get(document.id, ()), *_notes(document)]
            self._led[document.id] = sorted(row, key=lambda led: (led.start, -led.end))

    def at(self, document: str, place: int) -> Led | None:
        """The line or note that holds offset ``place`` of a document."""
        row = self._led[document]
        at = bisect.bisect_right(row, place, key=lambda led: led.start) - 1
        return row[at] if at >= 0 and place < row[at].end else None

    def behind(self, document: str, start: int) -> Listing | None:
        """The list that the sentence at ``start`` leads to."""
        return self._behind.get((document, start))

    def leading(self, document: str, start: int) -> Led | None:
        """The sentence at ``start`` with the lines it leads to, where it leads to any: what it says goes on in them."""
        listing = self.behind(document, start)
        if listing is None:
            return None
        lines = "\n".join(self._kb.documents[document].text[a:b] for a, b in listing.items)
        return Led(*listing.lead, (0, 0), Said.of(lines))

    def led_by(self, document: str, start: int, end: int) -> Iterator[Led]:
        """Lines and notes outside ``[start, end)`` of a document whose leading sentence stands inside."""
        for led in self._led[document]:
            if start <= led.lead[0] < led.lead[1] <= end and not start <= led.start < end:
                yield led


def listings(document: Document) -> Iterator[Listing]:
    """Every list of two lines or more: runs of list blocks, tables, and blocks numbered alike under one heading."""
    blocks = list(sections(document))
    run: list[int] = []
    for index, (block, _) in enumerate(blocks):
        if run and (block.kind != document.blocks[run[-1]].kind or block.level == 1):
            yield from _made(document, blocks, run)
            run = []
        if block.kind in ("list", "table"):
            run.append(index)
    yield from _made(document, blocks, run)
    yield from _numbered_runs(document, blocks)


_Placed = Sequence[tuple[Block, tuple[str, ...]]]


def _made(document: Document, blocks: _Placed, run: Sequence[int]) -> Iterator[Listing]:
    """The lists in a run of list blocks or rows: a line that ends in a colon leads those behind it."""
    if not run:
        return
    rows = blocks[run[0]][0].kind == "table"
    run = run[1:] if rows and blocks[run[0]][0].level else run
    first = run[0] - 1 if run else 0
    while rows and first >= 0 and blocks[first][0].kind == "table":  # the head of the columns
        first -= 1
    part: list[int] = []
    for index in run:
        if not rows and _leads(document.text[blocks[index][0].start : blocks[index][0].end]):
            yield from _listing(document, blocks, part, first, rows)
            part, first = [], index
        else:
            part.append(index)
    yield from _listing(document, blocks, part, first, rows)


def _listing(document: Document, blocks: _Placed, part: Sequence[int], before: int, rows: bool) -> Iterator[Listing]:
    if len(part) < 2:
        return
    items, labels = [], set()
    for block in (blocks[i][0] for i in part):
        match = None if rows else _numbered.match(fold(document.text[block.start : block.end]))
        items.append((block.start + (match.end() if match else 0), block.end))
        labels.add(match.group("label") if match else "")
    heads = head_of(document, part[0]) if rows else ()
    lead = _lead(document, blocks[before][0] if before >= 0 else None)
    section = blocks[part[0]][1][-1:]
    said = " ".join([*section, document.text[lead[0] : lead[1]], *heads, *sorted(labels)])
    yield Listing(document.id, tuple((a, b) for a, b in items if a < b), lead, Said.of(said), rows)


def _lead(document: Document, block: Block | None) -> tuple[int, int]:
    """The sentence that leads to what stands behind ``block``: its last one."""
    if block is None or block.kind in ("heading", "furniture", "table", "note"):
        return (0, 0)
    found = list(sentences(document.text, block.start, block.end))
    return found[-1] if found else (0, 0)


def _lead_before(document: Document, blocks: _Placed, first: int, label: str) -> tuple[int, int]:
    """The sentence before the first of some numbered blocks that speaks of their label (方向), else the last one before them."""
    for block, _ in reversed(blocks[max(0, first - BACK) : first] if label else ()):
        if block.kind == "heading":
            break
        for a, b in reversed(list(sentences(document.text, block.start, block.end))):
            if label in fold(document.text[a:b]):
                return a, b
    return _lead(document, blocks[first - 1][0] if first else None)


def _leads(text: str) -> bool:
    return text.rstrip("*").endswith(("：", ":"))


def _numbered_runs(document: Document, blocks: _Placed) -> Iterator[Listing]:
    """Headings, and lines with prose between them, that are numbered 1, 2, 3 under one heading."""
    open_: dict[tuple[object, ...], list[tuple[int, int]]] = {}
    for index, (block, section) in enumerate(blocks):
        if block.kind not in ("heading", "list"):
            continue
        above = section[:-1] if block.kind == "heading" else section
        match = _numbered.match(fold(document.text[block.start : block.end]))
        if match is None or block.start + match.end() >= block.end:
            continue
        number = _value(match.group("n"))
        place = (block.kind, block.level, above, match.group("label"))
        run = open_.setdefault(place, [])
        if number == 1 or (run and number != run[-1][1] + 1):
            yield from _run(document, blocks, run)
            run.clear()
        if run or number == 1:
            run.append((index, number))
    for run in open_.values():
        yield from _run(document, blocks, run)


def _run(document: Document, blocks: _Placed, run: Sequence[tuple[int, int]]) -> Iterator[Listing]:
    indices = [i for i, _ in run]
    if len(indices) < 2 or indices[-1] - indices[0] + 1 == len(indices):  # lines without anything between are a list already
        return
    items, labels = [], set()
    for block in (blocks[i][0] for i in indices):
        match = _numbered.match(fold(document.text[block.start : block.end]))
        if match:
            items.append((block.start + match.end(), block.end))
            labels.add(match.group("label"))
    block, section = blocks[indices[0]]
    label = labels.pop() if len(labels) == 1 else ""
    lead = _lead_before(document, blocks, indices[0], label)
    above = section[-2:-1] if block.kind == "heading" else section[-1:]
    said = " ".join([*above, document.text[lead[0] : lead[1]], label])
    yield Listing(document.id, tuple(items), lead, Said.of(said))


def _value(number: str) -> int:
    if number.isdigit() and number.isascii():
        return int(number)
    if len(number) == 1 and "①" <= number <= "⑳":
        return ord(number) - ord("①") + 1
    return int(numerals.number(number) or 0)


def _notes(document: Document) -> Iterator[Led]:
    """Notes, each with the sentence of its first mark."""
    for note in document.notes:
        if "http" in document.text[note.start : note.end]:  # it only cites a page
            continue
        for mark in note.marks[:1]:
            first, last = document.text.rfind("\n", 0, mark) + 1, document.text.find("\n", mark)
            for a, b in sentences(document.text, first, last if last >= 0 else len(document.text)):
                if a <= mark <= b:
                    yield Led(note.start, note.end, (a, b), Said.of(document.text[a:b]))
                    break


def place_of(text: str, start: int, end: int) -> tuple[int, int]:
    """The part of a line that answers: what it quotes, the first cell of a row, of a long line what its colon or full stop ends."""
    line = text[start:end].split("\t")[0]
    quoted = _quoted.findall(line)
    if len(quoted) == 1 and 3 * len(quoted[0]) >= len(line):
        at = start + line.index(quoted[0])
        return at, at + len(quoted[0])
    line = _dated.sub("", line)
    if len(line) > LINE or re.search("[：:]", line):
        line = re.split("[：:。]", line)[0]
    return start, start + len(line.rstrip(_closing))
