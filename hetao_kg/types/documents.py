"""What a file becomes: a document of one fixed text, with its blocks, its notes and its passages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

BlockKind = Literal["heading", "prose", "list", "table", "caption", "note", "furniture"]


@dataclass(frozen=True, slots=True)
class Block:
    """One layout unit of a document: ``text[start:end]``, without the line break that ends it."""

    start: int
    end: int
    kind: BlockKind
    #: Depth of a heading (1 is the top); 1 also marks the row of a table that names its columns; 0 for everything else.
    level: int = 0
    #: One-based line of the source file the block begins on.
    line: int = 0
    #: One-based page, 0 where the format has no pages.
    page: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote, endnote or numbered reference: ``text[start:end]``, tied to the places of its marks."""

    #: ``15``, ``註三``; empty for a source that bears no number.
    label: str
    start: int
    end: int
    #: Offsets of the characters on which its marks hang; the marks themselves are not in the text.
    marks: tuple[int, ...] = ()
    #: The web address it gives, empty if it gives none.
    url: str = ""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about a document; ``origin`` says for each field where it was read from."""

    title: str = ""
    publisher: str = ""
    author: str = ""
    #: ISO 8601, as exact as known: ``2024``, ``2024-07`` or ``2024-07-15``; empty if unknown.
    date: str = ""
    url: str = ""
    #: ``Hant``, ``Hans`` or ``mixed``.
    script: str = ""
    #: ISO 639: ``zh`` or ``en``, or what ``sources.toml`` says.
    language: str = ""
    kind: str = ""
    licence: str = ""
    digest: bool = False
    origin: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A document as read: ``text`` is fixed here and never altered afterwards."""

    id: str
    #: Path below the corpus folder, with forward slashes.
    source: str
    text: str
    blocks: tuple[Block, ...]
    metadata: Metadata = field(default_factory=Metadata)
    #: SHA-256 of the file's bytes, for freshness.
    sha256: str = ""
    notes: tuple[Note, ...] = ()

    def quote(self, start: int, end: int) -> Quote:
        """The stretch ``[start, end)`` as a quote; raises ``ValueError`` if it lies outside the text."""
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"{self.id}: no such stretch [{start}, {end}) in a text of {len(self.text)} characters")
        return Quote(self.id, start, end, self.text[start:end])


@dataclass(frozen=True, slots=True)
class Quote:
    """An exact place: ``text`` stands at ``[start, end)`` of the document's text."""

    document: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Whole sentences under one heading, at most 500 characters; the unit of search."""

    id: str
    quote: Quote
    #: Titles of the headings above, outermost first.
    section: tuple[str, ...]
    #: True for references, contents pages and furniture, which search ranks down.
    boilerplate: bool = False
    page: int = 0
