"""A document as text for reading in a terminal: headings marked, table rows with their columns, places on demand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hetao_kg.errors import CorpusError
from hetao_kg.read import read_folder
from hetao_kg.read.decode import decode
from hetao_kg.types import Block, Document, Problem

_TEXT = frozenset({".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml"})


def find(folder: Path, name: str) -> Document:
    """The document of ``folder`` with this id or file name; raises :class:`CorpusError` when there is none, or why it cannot be read."""
    known: list[str] = []
    for found in read_folder(folder):
        if isinstance(found, Problem):
            if name in (found.where, Path(found.where).name, Path(found.where).stem):
                raise CorpusError(f"{found.where}: {found.what}", found.hint)
            continue
        if name in (found.id, found.source, Path(found.source).name):
            return found
        known.append(found.id)
    raise CorpusError(f"there is no document {name} in {folder}", f"documents: {', '.join(known)}" if known else "put documents there")


def raw(folder: Path, document: Document) -> str:
    """The source of a document as it stands in its file; raises :class:`CorpusError` for a format that is no text."""
    path = folder / document.source
    if path.suffix.lower() not in _TEXT:
        raise CorpusError(f"{document.source} is no text file", "leave --raw out, or open it in its own program")
    return decode(path.read_bytes())[0]


def lines(document: Document, places: bool = False) -> Iterator[str]:
    """The blocks of a document, a line each; ``places`` puts page, line and offset before each."""
    for block in document.blocks:
        text = _marked(block, document.text[block.start : block.end])
        page = f"p.{block.page} " if block.page else ""
        yield f"[{page}l.{block.line} {block.start}] {text}" if places else text


def _marked(block: Block, text: str) -> str:
    if block.kind == "heading":
        return f"{'#' * block.level} {text}"
    if block.kind == "table":
        return " | ".join(text.replace("\n", "\t").split("\t"))
    return {"list": f"- {text}", "note": f"> {text}", "furniture": f"~ {text}"}.get(block.kind, text)
