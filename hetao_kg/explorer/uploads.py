"""Documents added in the browser: they stand in one folder of the corpus, and the last change can be taken back.

A change never deletes: what is taken out goes to a hidden folder, below the hash of what it holds, so that files of one name
stand side by side there, and undoing brings it back.
"""

from __future__ import annotations

import hashlib
import json
import threading
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath

from hetao_kg.read import READERS, limits, shown
from hetao_kg.types import Document

#: Below the corpus folder; hidden names are never read as documents.
FOLDER, TAKEN_OUT, LAST = "uploads", ".taken-out", ".last-change.json"
#: Longest file name, in bytes of UTF-8, that every file system holds.
LONGEST_NAME = 200
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Change:
    """File names that the last change put in and took out."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    #: For each of ``removed`` the folder it was moved to.
    kept: tuple[str, ...] = field(default=(), compare=False)


def refusal(corpus: Path, name: str, size: int) -> str:
    """Why a file of that name and size is not taken: ``name``, ``ending``, ``large`` or ``taken``; empty when it is."""
    if _unsafe(name):
        return "name"
    if Path(name).suffix.lower() not in READERS:
        return "ending"
    if size > limits.FILE:
        return "large"
    taken = {path.stem.casefold() for path in files(corpus)}
    return "taken" if Path(name).stem.casefold() in taken else ""


def _unsafe(name: str) -> bool:
    strange = any(unicodedata.category(c) in ("Cc", "Cs") or c in "/\\" for c in name)
    return strange or not name.strip() or name.startswith(".") or name.upper().startswith("README") or len(name.encode()) > LONGEST_NAME


def add(corpus: Path, given: Sequence[tuple[str, bytes]]) -> tuple[list[str], list[tuple[str, str]]]:
    """Puts files in; gives the names taken, and those refused each with the word of :func:`refusal`."""
    with _lock:
        folder = corpus / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        taken: list[str] = []
        refused: list[tuple[str, str]] = []
        for raw, data in given:
            name = unicodedata.normalize("NFC", raw)
            why = refusal(corpus, name, len(data))
            if why:
                refused.append((shown(name), why))
                continue
            half = folder / f".{hashlib.sha256(name.encode()).hexdigest()[:16]}.part"
            half.write_bytes(data)
            half.replace(folder / name)
            taken.append(name)
        if taken:
            _note(folder, Change(added=tuple(taken)))
        return taken, refused


def added(corpus: Path) -> list[str]:
    """Names of the files put in, in order."""
    folder = corpus / FOLDER
    return sorted(p.name for p in folder.iterdir() if p.is_file() and not p.name.startswith(".")) if folder.is_dir() else []


def take_out(corpus: Path, name: str) -> bool:
    """Takes one file out; False when there is none of that name."""
    with _lock:
        if name not in added(corpus):
            return False
        kept = _move_out(corpus / FOLDER, name)
        _note(corpus / FOLDER, Change(removed=(name,), kept=(kept,)))
        return True


def last(corpus: Path) -> Change | None:
    """The last change, if it can be undone."""
    try:
        row = json.loads((corpus / FOLDER / LAST).read_text("utf-8"))
        return Change(*(tuple(map(str, row[part])) for part in ("added", "removed", "kept")))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def undo(corpus: Path) -> Change | None:
    """Takes the last change back, which becomes the last change itself; None when there is nothing to undo."""
    with _lock:
        folder, change = corpus / FOLDER, last(corpus)
        if change is None:
            return None
        out = [name for name in change.added if name in added(corpus)]
        held = {name: folder / TAKEN_OUT / kept / name for name, kept in zip(change.removed, change.kept, strict=False)}
        back = [name for name, path in held.items() if path.is_file() and not refusal(corpus, name, 0)]
        kept = tuple(_move_out(folder, name) for name in out)
        for name in back:
            held[name].replace(folder / name)
        made = Change(tuple(back), tuple(out), kept)
        _note(folder, made)
        return made


def _move_out(folder: Path, name: str) -> str:
    """Moves a file below the hash of what it holds, whose name it returns; only the very same file is ever replaced there."""
    kept = hashlib.sha256((folder / name).read_bytes()).hexdigest()[:16]
    place = folder / TAKEN_OUT / kept
    place.mkdir(parents=True, exist_ok=True)
    (folder / name).replace(place / name)
    return kept


def _note(folder: Path, change: Change) -> None:
    (folder / LAST).write_text(json.dumps(asdict(change), ensure_ascii=False), "utf-8")


def files(corpus: Path) -> list[Path]:
    """Files of the corpus that a reader may read, in order."""
    found = []
    for path in sorted(corpus.rglob("*")):
        inside = path.relative_to(corpus).parts
        hidden = any(part.startswith(".") for part in inside) or path.name.upper().startswith("README")
        if not hidden and path.suffix.lower() in READERS and path.is_file():
            found.append(path)
    return found


def states(corpus: Path, documents: Mapping[str, Document], unread: Collection[str] = ()) -> dict[str, str]:
    """For each file or document that differs from the knowledge base, by source: ``new``, ``changed`` or ``gone``.

    ``unread`` are sources that the last build could not read; they are ``unread`` still.
    """
    found: dict[str, str] = {}
    sources = {d.source: d for d in documents.values()}
    originals = {p.stem for p in (corpus / "originals").rglob("*")} if (corpus / "originals").is_dir() else set()
    present = set()
    for path in files(corpus):
        source = PurePosixPath(path.relative_to(corpus)).as_posix()
        present.add(source)
        if source in sources:
            if hashlib.sha256(path.read_bytes()).hexdigest() != sources[source].sha256:
                found[source] = "changed"
        elif path.stem not in originals or source.startswith("originals/"):
            found[source] = "unread" if source in unread else "new"
    return {**found, **{source: "gone" for source in sources if source not in present}}
