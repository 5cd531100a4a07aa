"""A document as text for reading in a terminal: headings marked, table rows with their columns, places on demand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from hetao_kg.errors import CorpusError
from hetao_kg.read import read_folder
from hetao_kg.read.decode import decode
from hetao_kg.types import Document, Problem

_TEXT = frozenset({".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml"})


def choose(documents: Iterable[Document], name: str) -> Document:
    """The document with this id, path or file name; raises :class:`CorpusError` when there is none."""
    known: list[str] = []
    for found in documents:
        if name in (found.id, found.source, Path(found.source).name):
            return found
        known.append(found.id)
    some = ", ".join(known[:8]) + (" …" if len(known) > 8 else "")
    raise CorpusError(f"there is no document {name}", f"documents: {some}" if known else "put documents into the folder")


def find(folder: Path, name: str) -> Document:
    """The document of ``folder`` with this name, read anew; raises :class:`CorpusError` when there is none, or why it cannot be read."""

    def readable() -> Iterator[Document]:
        for found in read_folder(folder):
            if not isinstance(found, Problem):
                yield found
            elif name in (found.where, Path(found.where).name, Path(found.where).stem):
                raise CorpusError(f"{found.where}: {found.what}", found.hint)

    return choose(readable(), name)


def raw(folder: Path, document: Document) -> str:
    """The source of a document as it stands in its file below ``folder``.

    Raises :class:`CorpusError` for a format that is no text, and where the file is not.
    """
    path = folder / document.source
    if path.suffix.lower() not in _TEXT:
        raise CorpusError(f"{document.source} is no text file", "leave --raw out, or open it in its own program")
    try:
        return decode(path.read_bytes())[0]
    except OSError as error:
        raise CorpusError(f"{path} cannot be opened: {error.strerror}", "say where the documents are: --corpus FOLDER") from error


def lines(document: Document, places: bool = False) -> Iterator[str]:
    """The blocks of a document, a line each.

    ``places`` puts page, line and offset before each, and behind a note the offsets of its marks.
    """
    marks = {note.start: ", ".join(map(str, note.marks)) for note in document.notes if note.marks}
    for index, block in enumerate(document.blocks):
        text = _marked(document, index)
        page = f"p.{block.page} " if block.page else ""
        mark = f" (marked at {marks[block.start]})" if block.start in marks else ""
        yield f"[{page}l.{block.line} {block.start}] {text}{mark}" if places else text


def about(document: Document) -> Iterator[str]:
    """What is known of a document, a line each, with where it is from."""
    origin = dict(document.metadata.origin)
    yield f"source     {document.source}"
    for name, where in sorted(origin.items()):
        yield f"{name:10} {getattr(document.metadata, name)} ({where})"


def _marked(document: Document, index: int) -> str:
    block = document.blocks[index]
    text = document.text[block.start : block.end]
    if block.kind == "heading":
        return f"{'#' * block.level} {text}"
    if block.kind == "table":
        return " | ".join(text.replace("\n", "\t").split("\t"))
    return {"list": f"- {text}", "note": f"> {text}", "furniture": f"~ {text}"}.get(block.kind, text)
