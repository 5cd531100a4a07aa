"""What must hold of every reading, whatever was read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from hetao_kg.read.lines import Reading
from hetao_kg.split import LONGEST, passages, sentences
from hetao_kg.types import Document

FORMATS = Path(__file__).parent / "data" / "formats"


def blocks_hold(reading: Reading) -> None:
    """Blocks are in order, none is empty, and one newline joins them to the text; nothing unprintable is left."""
    assert "\n".join(reading.text[b.start : b.end] for b in reading.blocks) == reading.text
    at = 0
    for block in reading.blocks:
        assert block.start == at and block.end > block.start
        assert reading.text[block.start : block.end].strip()
        assert (block.level > 0) == (block.kind == "heading") or block.kind == "table"
        at = block.end + 1
    reading.text.encode("utf-8")
    assert not set(reading.text) & set("\x00\x0b\x0c\r\x85\u2028\u2029\ufeff") and all(ord(c) < 0x100000 for c in reading.text)
    starts = {b.start: b.end for b in reading.blocks}
    for note in reading.notes:
        assert starts[note.start] == note.end and (note.label or note.url)
        assert all(0 <= place < len(reading.text) for place in note.marks) and list(note.marks) == sorted(note.marks)


def passages_hold(document: Document) -> None:
    """Passages cover the text once, are short enough, and begin and end where sentences do."""
    found = passages(document)
    text = document.text
    bounds = {at for b in document.blocks for s in sentences(text, b.start, b.end) for at in s}
    long = {(a, z) for b in document.blocks for a, z in sentences(text, b.start, b.end) if z - a > LONGEST}
    at = 0
    for passage in found:
        quote = passage.quote
        assert text[quote.start : quote.end] == quote.text and 0 < len(quote.text) <= LONGEST
        assert quote.start >= at and not text[at : quote.start].strip()
        assert quote.start in bounds or any(a < quote.start < z for a, z in long)
        assert quote.end in bounds or any(a < quote.end < z for a, z in long)
        at = quote.end
    assert not text[at:].strip()


def as_document(reading: Reading) -> Document:
    """A reading as a document, for splitting."""
    return Document("sample", "sample.txt", reading.text, reading.blocks)


def kinds(reading: Reading) -> list[tuple[str, str]]:
    """(kind with level, text) of each block."""
    return [(b.kind + (str(b.level) if b.level else ""), reading.text[b.start : b.end]) for b in reading.blocks]


def drawn_pdf(lines: Iterable[tuple[float, float, float, str]], rules: Iterable[tuple[float, float, float, float]] = ()) -> bytes:
    """A PDF of one A4 page with lines of ASCII text at (left, base line, size), and rules from (x, y) to (x, y)."""
    drawn = [f"BT /F {size} Tf {x} {y} Td ({words}) Tj ET" for x, y, size, words in lines]
    text = "\n".join([*drawn, *(f"{a} {b} m {c} {d} l S" for a, b, c, d in rules)]).encode("ascii")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text), b"<</Type/Font/Subtype/Type1/BaseFont/Courier>>",
    ]  # fmt: skip
    return b"%PDF-1.4\n" + b"".join(b"%d 0 obj%s endobj\n" % (n, body) for n, body in enumerate(objects, 1)) + b"trailer<</Root 1 0 R>>"
