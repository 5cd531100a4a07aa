"""Stage 1: a folder of files -> documents. One reader a format; a file that cannot be read is a counted problem."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from hetao_kg.errors import CorpusError
from hetao_kg.read import limits
from hetao_kg.read.lines import Reading
from hetao_kg.read.metadata import describe, given_differs, load_sources
from hetao_kg.types import Document, Problem

Reader = Callable[[bytes], Reading]


def _plain() -> Reader:
    from hetao_kg.read.plain import read_plain

    return read_plain


def _markdown() -> Reader:
    from hetao_kg.read.markdown import read_markdown

    return read_markdown


def _html() -> Reader:
    from hetao_kg.read.html import read_html

    return read_html


def _pdf() -> Reader:
    from hetao_kg.read.pdf import read_pdf

    return read_pdf


def _docx() -> Reader:
    from hetao_kg.read.docx import read_docx

    return read_docx


def _pptx() -> Reader:
    from hetao_kg.read.pptx import read_pptx

    return read_pptx


#: File name ending -> function that imports and returns the reader of that format.
READERS: dict[str, Callable[[], Reader]] = {
    **dict.fromkeys((".txt", ".text"), _plain),
    **dict.fromkeys((".md", ".markdown"), _markdown),
    **dict.fromkeys((".html", ".htm", ".xhtml"), _html),
    **dict.fromkeys((".docx", ".docm"), _docx),
    **dict.fromkeys((".pptx", ".pptm"), _pptx),
    ".pdf": _pdf,
}
#: Text up to this size is read in this process; everything else in a worker that can be stopped.
_SMALL = 2**21
_NOT_DOCUMENTS = frozenset({"sources.toml"})


def _listing(folder: Path) -> tuple[list[Path], list[Problem]]:
    """Files below ``folder`` that may be documents, sorted, and what must not be opened; hidden ones and ``README*`` are neither.

    A file below ``originals/`` takes the place of a digest with the same stem.
    """
    if not folder.is_dir():
        raise CorpusError(f"{folder} is not a folder", "give the folder that holds your documents: hetao-kg build FOLDER")
    root = folder.resolve()
    found: list[Path] = []
    problems: list[Problem] = []

    def shut(error: OSError) -> None:
        where = Path(error.filename).relative_to(folder).as_posix()
        problems.append(Problem(shown(where), f"cannot be opened: {error.strerror}", "give yourself read permission: chmod +rx"))

    for parent, folders, names in os.walk(folder, onerror=shut):
        linked = [n for n in folders if (Path(parent) / n).is_symlink()]
        folders[:] = sorted(n for n in folders if not n.startswith(".") and n not in linked)
        for name in [*names, *linked]:
            path = Path(parent, name)
            if name.startswith(".") or name in _NOT_DOCUMENTS or name.upper().startswith("README"):
                continue
            what = _wrong(path, root)
            if what:
                problems.append(Problem(shown(path.relative_to(folder).as_posix()), *what))
            elif path.is_file():
                found.append(path)
    found.sort()
    originals = {p.stem for p in found if p.relative_to(folder).parts[0] == "originals"}
    kept = [p for p in found if p.relative_to(folder).parts[0] == "originals" or p.stem not in originals]
    return kept, sorted(problems, key=lambda p: (p.where, p.what))


def _wrong(path: Path, root: Path) -> tuple[str, str] | None:
    """Why a file must not be read, whatever it holds."""
    if path.is_symlink():
        try:
            target = path.resolve(strict=True)
        except (OSError, RuntimeError):
            return "is a link to nothing", "remove it, or put the file itself here"
        if not target.is_relative_to(root):
            return "is a link out of the folder", "put the file itself here"
    if any(unicodedata.category(c) in ("Cc", "Cs") for c in path.name):
        return "has a name with line breaks, control characters or broken letters", "rename it"
    return None


def shown(name: str) -> str:
    """A file name that can be printed: letters that are none as ``?``, control characters as spaces."""
    text = name.encode("utf-8", "replace").decode("utf-8")
    return "".join(" " if unicodedata.category(c) == "Cc" else c for c in text)


def read_bytes(data: bytes, ending: str) -> Reading:
    """The reading of a file's bytes by the reader of its name ending; raises :class:`CorpusError`."""
    load = READERS.get(ending.lower())
    if load is None:
        known = " ".join(sorted(READERS))
        raise CorpusError(f"no reader for {ending or 'files without an ending'}", f"readable: {known}")
    if len(data) > limits.FILE:
        raise CorpusError(f"larger than {limits.FILE // 2**20} MB", "split it")
    found = load()(data)
    if len(found.text) > limits.TEXT:
        raise CorpusError(f"more than {limits.TEXT // 10**6} million characters", "split it")
    if not found.text.strip():
        layer = "give a file with a text layer" if ending.lower() == ".pdf" else "put text into it"
        raise CorpusError("there is no text in this file", f"remove it, or {layer}")
    return found


def read_folder(
    folder: Path, kept: Mapping[str, Document] | None = None, beside: Callable[[], object] | None = None
) -> Iterator[Document | Problem]:
    """Every document below ``folder`` in the order of file names, and a :class:`Problem` for each file that is none.

    ``kept`` are documents of an earlier reading by source: one whose file and ``sources.toml`` entry did not change is
    handed on as it is. ``beside`` is called once while another process reads, if one has anything to read.
    """
    from hetao_kg.read.worker import Worker

    sources = load_sources(folder)
    paths, problems = _listing(folder)
    yield from problems
    seen: dict[str, str] = {}
    with Worker(beside=beside) as worker:
        for path in paths:
            source = path.relative_to(folder).as_posix()
            if path.stem in seen:
                yield Problem(source, f"has the same name as {seen[path.stem]}", "rename one of the two")
                continue
            try:
                document, notes = _read_file(path, source, sources.get(path.stem, {}), worker, (kept or {}).get(source))
            except CorpusError as error:
                yield Problem(source, Exception.__str__(error), error.hint)
            except OSError as error:
                yield Problem(source, f"cannot be opened: {error.strerror}", "give yourself read permission: chmod +r")
            else:
                seen[document.id] = source
                yield document
                yield from (Problem(source, note, "install the extra ocr: pip install 'hetao-kg[ocr]'") for note in notes)


def _read_file(
    path: Path, source: str, given: Mapping[str, object], worker: Callable[[Path], Reading], before: Document | None
) -> tuple[Document, tuple[str, ...]]:
    if path.suffix.lower() not in READERS:
        read_bytes(b"", path.suffix)
    if path.stat().st_size > limits.FILE:
        raise CorpusError(f"larger than {limits.FILE // 2**20} MB", "split it")
    data = path.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    if source.startswith("originals/"):
        given = {**given, "digest": False, "title": given.get("original_title", ""), "licence": ""}
    if before and before.sha256 == sha256 and not given_differs(before.metadata, given):
        return before, ()
    small = len(data) <= _SMALL and path.suffix.lower() in (".txt", ".text", ".md", ".markdown")
    found = read_bytes(data, path.suffix) if small else worker(path)
    metadata = describe(path.stem, found.text, found.blocks, given, found.about)
    return Document(path.stem, source, found.text, found.blocks, metadata, sha256, found.notes), found.problems
