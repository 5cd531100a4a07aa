"""Stage 1: a folder of files -> documents. One reader a format; a file that cannot be read is a counted problem."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

from hetao_kg.errors import CorpusError
from hetao_kg.read.metadata import describe, load_sources
from hetao_kg.types import Block, Document, Problem

Reading = tuple[str, tuple[Block, ...]]
Reader = Callable[[bytes], Reading]

#: Largest file that is read, in bytes.
LARGEST = 64 * 2**20


def _plain() -> Reader:
    from hetao_kg.read.plain import read_plain

    return read_plain


def _markdown() -> Reader:
    from hetao_kg.read.markdown import read_markdown

    return read_markdown


#: File name ending -> function that imports and returns the reader of that format.
READERS: dict[str, Callable[[], Reader]] = {".txt": _plain, ".text": _plain, ".md": _markdown, ".markdown": _markdown}
_NOT_DOCUMENTS = frozenset({"sources.toml"})


def files(folder: Path) -> list[Path]:
    """Files below ``folder`` that may be documents, sorted; hidden ones, ``README*`` and links out of it left out.

    A file below ``originals/`` takes the place of a digest with the same stem.
    """
    if not folder.is_dir():
        raise CorpusError(f"{folder} is not a folder", "give the folder that holds your documents: hetao-kg build FOLDER")
    root = folder.resolve()
    found = [p for p in sorted(folder.rglob("*")) if p.is_file() and not any(part.startswith(".") for part in p.relative_to(folder).parts)
             and p.name not in _NOT_DOCUMENTS and not p.name.upper().startswith("README") and p.resolve().is_relative_to(root)]
    originals = {p.stem for p in found if p.relative_to(folder).parts[0] == "originals"}
    return [p for p in found if p.relative_to(folder).parts[0] == "originals" or p.stem not in originals]


def read_file(path: Path, folder: Path, data: bytes, sources: dict[str, dict[str, object]]) -> Document:
    """One file as a document; raises :class:`CorpusError` when it cannot be read."""
    load = READERS.get(path.suffix.lower())
    if load is None:
        raise CorpusError(f"no reader for {path.suffix or 'files without an ending'}", f"readable: {' '.join(sorted(READERS))}")
    text, blocks = load()(data)
    if not text.strip():
        raise CorpusError("there is no text in this file", "remove it, or give a file with a text layer")
    source = path.relative_to(folder).as_posix()
    given = dict(sources.get(path.stem, {}))
    if source.startswith("originals/"):
        given = {**given, "digest": False, "title": given.get("original_title", ""), "licence": ""}
    return Document(path.stem, source, text, blocks, describe(path.stem, text, blocks, given), hashlib.sha256(data).hexdigest())


def read_folder(folder: Path) -> Iterator[Document | Problem]:
    """Every document below ``folder`` in the order of file names, and a :class:`Problem` for each file that is none."""
    sources = load_sources(folder)
    seen: dict[str, str] = {}
    for path in files(folder):
        source = path.relative_to(folder).as_posix()
        try:
            if path.stat().st_size > LARGEST:
                raise CorpusError(f"larger than {LARGEST // 2**20} MB", "split it")
            document = read_file(path, folder, path.read_bytes(), sources)
        except CorpusError as error:
            yield Problem(source, Exception.__str__(error), error.hint)
        except OSError as error:
            yield Problem(source, f"cannot be opened: {error.strerror}", "give yourself read permission: chmod +r")
        else:
            if document.id in seen:
                yield Problem(source, f"has the same name as {seen[document.id]}", "rename one of the two")
                continue
            seen[document.id] = source
            yield document
