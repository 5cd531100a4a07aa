"""Stage 2: a document -> sentences and passages.

A passage is whole sentences under one heading and at most :data:`LONGEST` characters; together the passages hold every
block of the document once. A passage that begins below the head of its table has the names of the columns in its section.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from hetao_kg.text import is_back_matter
from hetao_kg.types import Block, Document, Passage

#: Longest passage, in characters.
LONGEST = 500
#: Blocks are gathered under their heading until a passage has this many characters.
ENOUGH = 240

_ENDS = "。！？!?"
_CLOSERS = "」』”’）)》〉】\"'"
_ABBREVIATION = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Prof|St|No|Nos|Fig|Vol|Ltd|Co|Inc|Corp|Jr|Sr|vs|cf|al|pp|Art|Sec|Ch)\Z")
#: A Chinese sentence begins, and English words run on to a number.
_CHINESE, _WORDS = re.compile(r"(?:\d{4}年\d*月?\d*日?[,，]?)?[㐀-鿿《「]"), re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}[ A-Za-z]* [\d.,]+$")
_PAIRS = {"（": "）", "(": ")", "「": "」", "『": "』", "“": "”", "《": "》", "【": "】"}
_CONTENTS = re.compile(r"(?:目\s*[錄录次]|contents)", re.I)


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Sentences of ``text[start:end]`` as ``(start, end)``, without surrounding white space.

    A sentence ends at 。！？ with the closing brackets behind it, never inside an open bracket or quotation that closes
    later in the same line; a line end always ends it. A full stop between Latin words ends one too.
    """
    stop = len(text) if end is None else end
    begin = at = start
    depth: list[str] = []
    while at < stop:
        char = text[at]
        if char == "\n":
            yield from _trimmed(text, begin, at)
            begin, depth = at + 1, []
        elif char in _PAIRS and _closes(text, at, stop, _PAIRS[char]):
            depth.append(_PAIRS[char])
        elif depth and char == depth[-1]:
            depth.pop()
            if not depth and at and text[at - 1] in _ENDS and not _goes_on(text, at + 1, stop):
                yield from _trimmed(text, begin, at + 1)
                begin = at + 1
        elif not depth and ((char in _ENDS and not _in_address(text, at, stop)) or _full_stop(text, at, stop)):
            while at + 1 < stop and text[at + 1] in _CLOSERS + _ENDS:
                at += 1
            yield from _trimmed(text, begin, at + 1)
            begin = at + 1
        at += 1
    yield from _trimmed(text, begin, stop)


def _closes(text: str, at: int, stop: int, closer: str) -> bool:
    line_end = text.find("\n", at, min(stop, at + 400))
    return text.find(closer, at, min(stop, at + 400) if line_end < 0 else line_end) >= 0


def _goes_on(text: str, at: int, stop: int) -> bool:
    """Whether the sentence continues behind a quotation: 「…。」的規定."""
    return at < stop and text[at] not in "「『“\n" and not text[at].isupper() and text[at] not in " "


def _in_address(text: str, at: int, stop: int) -> bool:
    """Whether a mark stands inside a web address: s?id=1."""
    return text[at] in "?!" and at + 1 < stop and text[at + 1].isascii() and (text[at + 1].isalnum() or text[at + 1] in "=&/_")


def _full_stop(text: str, at: int, stop: int) -> bool:
    if not (text[at] == "." and at + 2 < stop and text[at + 1] == " " and at > 1):
        return False
    before, worded = text[max(0, at - 24) : at], text[at - 1].islower() and text[at - 2].isalpha()
    if not _CHINESE.match(text, at + 2) and not text[at + 2].isupper():
        return False
    told = worded or (text[at - 1].isdigit() and _WORDS.search(before))  # … in June 2021. 野生動物署…
    return bool(told) and not _ABBREVIATION.search(before)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end


def sections(document: Document) -> Iterator[tuple[Block, tuple[str, ...]]]:
    """Every block with the titles of the headings above it, outermost first; a heading stands under its own title."""
    above: list[tuple[int, str]] = []
    for block in document.blocks:
        if block.kind == "heading":
            above = [(level, title) for level, title in above if level < block.level]
            above.append((block.level, document.text[block.start : block.end]))
        yield block, tuple(title for _, title in above)


def head_of(document: Document, index: int) -> tuple[str, ...]:
    """Names of the columns of the table that block ``index`` is a row of; empty for the head itself and where none is named.

    The row that names them is a block of kind ``table`` and level 1.
    """
    blocks = document.blocks
    if blocks[index].kind != "table" or blocks[index].level:
        return ()
    for at in range(index - 1, -1, -1):
        if blocks[at].kind != "table":
            return ()
        if blocks[at].level:
            return tuple(document.text[blocks[at].start : blocks[at].end].split("\t"))
    return ()


def passages(document: Document) -> list[Passage]:
    """The passages of a document in order; their ids are the document's id and their offsets."""
    found: list[Passage] = []
    group: list[Block] = []
    group_section: tuple[str, ...] = ()

    def close() -> None:
        if group:
            found.extend(_cut(document, group, group_section))
            group.clear()

    for block, section in sections(document):
        size = block.end - group[0].start if group else 0
        only_headings = all(b.kind == "heading" for b in group)
        full = size > LONGEST or (group and group[-1].end - group[0].start >= ENOUGH) or block.kind == "heading"
        if group and ((full and not only_headings) or (block.kind == "furniture") != (group[-1].kind == "furniture")):
            close()
        if not group or only_headings:
            group_section = section
        group.append(block)
    close()
    return found


def _cut(document: Document, blocks: list[Block], section: tuple[str, ...]) -> Iterator[Passage]:
    """One passage if the blocks fit, else several of about equal length, cut between sentences."""
    start, end = next(_trimmed(document.text, blocks[0].start, blocks[-1].end))
    boilerplate = all(_is_frame(document, b) for b in blocks) or any(is_back_matter(t) or _CONTENTS.match(t) for t in section)
    if end - start <= LONGEST:
        yield _passage(document, start, end, section, boilerplate)
        return
    units = [piece for a, b in sentences(document.text, start, end) for piece in _pieces(document.text, a, b)]
    count = -(-(end - start) // (LONGEST - 60))
    target = (end - start) / count
    first = 0
    for i in range(len(units)):
        here = units[i][1] - units[first][0]
        following = units[i + 1][1] - units[first][0] if i + 1 < len(units) else LONGEST + 1
        if following > LONGEST or here >= target:
            yield _passage(document, units[first][0], units[i][1], section, boilerplate)
            first = i + 1


def _is_frame(document: Document, block: Block) -> bool:
    """Whether a block only serves the rest: contents, running heads, notes that cite a web page."""
    return block.kind == "furniture" or (block.kind == "note" and "http" in document.text[block.start : block.end])


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence longer than a passage, cut at ；, then ，, then anywhere."""
    while end - start > LONGEST:
        window = text[start : start + LONGEST]
        at = max(window.rfind("；"), window.rfind(";"))
        at = at if at > LONGEST // 3 else max(window.rfind("，"), window.rfind("、"), window.rfind(","), window.rfind(" "))
        at = start + (at + 1 if at > LONGEST // 3 else LONGEST)
        yield from _trimmed(text, start, at)
        start = at
    yield from _trimmed(text, start, end)


def _passage(document: Document, start: int, end: int, section: tuple[str, ...], boilerplate: bool) -> Passage:
    index = max(0, bisect_right(document.blocks, start, key=lambda b: b.start) - 1)
    heads = tuple(name for name in head_of(document, index) if name)
    named = (*section, " · ".join(heads)) if heads else section
    return Passage(f"{document.id}#{start}-{end}", document.quote(start, end), named, boilerplate, document.blocks[index].page)
