"""The folder of a knowledge base: which snapshot is in use, and how a new one takes its place."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from hetao_kg.errors import KnowledgeBaseError

#: The small file that names the snapshot in use.
CURRENT = "CURRENT"


def again(folder: Path) -> str:
    """The hint for a damaged knowledge base."""
    return f"build it again: hetao-kg build CORPUS --kb {folder}"


def current(folder: Path) -> Path:
    """The snapshot in use; raises :class:`KnowledgeBaseError` when ``folder`` holds no knowledge base."""
    try:
        name = (folder / CURRENT).read_text("utf-8").strip()
    except OSError as error:
        raise KnowledgeBaseError(f"there is no knowledge base at {folder}", f"build one: hetao-kg build CORPUS --kb {folder}") from error
    snapshot = folder / name
    if not name.startswith("snapshot-") or "/" in name or not snapshot.is_dir():
        raise KnowledgeBaseError(f"{folder} is damaged: its snapshot is missing", again(folder))
    return snapshot


def whole(snapshot: Path, files: Mapping[str, str]) -> bool:
    """Whether every file of ``snapshot`` is there with the hash that ``files`` gives by name."""
    try:
        return bool(files) and all(_sha256(snapshot / name) == expected for name, expected in files.items())
    except OSError:
        return False


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_writable(folder: Path) -> None:
    """Raises :class:`KnowledgeBaseError` where ``folder`` holds a ``CURRENT`` that no build wrote."""
    pointer = folder / CURRENT
    if not pointer.exists():
        return
    kept = any(p.is_dir() and p.name.startswith("snapshot-") for p in folder.iterdir())
    if pointer.is_dir() or not (kept or re.fullmatch(rb"snapshot-\w{16}\s*", pointer.read_bytes()[:100])):
        raise KnowledgeBaseError(f"{folder} holds a {CURRENT} that is no knowledge base's", "give --kb another folder")


def remember(folder: Path, corpus: Path) -> None:
    """Notes beside the knowledge base in ``folder`` where its documents are, seen from there, as far as one may write there.

    Only a corpus on another drive is noted by its whole path.
    """
    try:
        place = os.path.relpath(corpus.resolve(), folder.resolve())
    except ValueError:
        place = str(corpus.resolve())
    with contextlib.suppress(OSError):
        (folder / ".cache").mkdir(exist_ok=True)
        (folder / ".cache" / "corpus").write_text(place, "utf-8")


def remembered(folder: Path) -> Path | None:
    """The place that :func:`remember` noted, as a whole path; None where nothing readable is noted."""
    try:
        return (folder.resolve() / (folder / ".cache" / "corpus").read_text("utf-8")).resolve()
    except (OSError, ValueError):
        return None


def write(folder: Path, fill: Callable[[Path], dict[str, Any]]) -> Path:
    """Writes a snapshot beside the current one and makes it the current one; returns its folder.

    ``fill`` writes the files into the folder it is given and returns the manifest. The snapshot is named by the hash of
    what it holds. Folders of builds that were killed are swept away.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix="making-", dir=folder))
        work.chmod(0o755)
    except OSError as error:
        raise KnowledgeBaseError(f"{folder} cannot be written: {error.strerror}", "give --kb a folder you may write to") from error
    try:
        manifest = fill(work)
        manifest["files"] = {p.relative_to(work).as_posix(): _sha256(p) for p in sorted(work.rglob("*")) if p.is_file()}
        text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        (work / "manifest.json").write_text(text, "utf-8")
        snapshot = folder / f"snapshot-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
        if snapshot.is_dir() and whole(snapshot, manifest["files"]) and (snapshot / "manifest.json").read_text("utf-8") == text:
            shutil.rmtree(work)
        else:
            if snapshot.exists():
                snapshot.rename(work.with_name(f"{work.name}-damaged"))
            work.rename(snapshot)
        pointer = folder / f"{CURRENT}.new"
        pointer.write_text(snapshot.name + "\n", "utf-8")
        pointer.replace(folder / CURRENT)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    for other in folder.iterdir():
        if other.is_dir() and other != snapshot and other.name.startswith(("snapshot-", "making-")):
            shutil.rmtree(other, ignore_errors=True)
    return snapshot
