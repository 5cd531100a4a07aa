"""Oxigraph stores on disk as snapshots: made beside, moved into place, read by many, swept when nobody reads them.

Under the folder each snapshot is a folder named by the hash of the N-Quads it holds; the name is the record, so there
is no half-written state to check for. A reader holds a shared lock on its snapshot and a maker an exclusive one on the
folder it writes; the system drops both when a process ends, however it ends, and what nobody holds may be swept.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import shutil
import tempfile
from pathlib import Path
from typing import IO

import pyoxigraph

from hetao_kg.errors import KnowledgeBaseError

_HINT = "run hetao-kg build"
_MAKING = "making-"


def read_checked(nquads: Path, expected: str) -> bytes:
    """The bytes of ``nquads``; raises :class:`KnowledgeBaseError` when they are missing or not the expected ones."""
    try:
        data = nquads.read_bytes()
    except OSError as error:
        raise KnowledgeBaseError(f"{nquads}: cannot be read: {error.strerror}", _HINT) from error
    if expected and hashlib.sha256(data).hexdigest() != expected:
        raise KnowledgeBaseError(f"{nquads}: was changed after the knowledge base was built", _HINT)
    return data


def open_snapshot(folder: Path, nquads: Path, expected: str) -> tuple[pyoxigraph.Store, IO[bytes] | None]:
    """The store of ``expected``, and the lock to hold while it is read (none for a store in memory)."""
    snapshot = folder / _name(nquads, expected)
    for _ in range(3):  # a sweep may take a snapshot away between its making and its locking
        opened = _open(snapshot)
        if opened is not None:
            return opened
        try:
            _make(snapshot, read_checked(nquads, expected), nquads)
        except (OSError, RuntimeError):  # a folder that may not be written, or a full disk
            break
    store = pyoxigraph.Store()
    _load(store, read_checked(nquads, expected), nquads)
    return store, None


def _name(nquads: Path, expected: str) -> str:
    digest = expected or hashlib.sha256(read_checked(nquads, "")).hexdigest()
    return f"oxigraph-{digest[:16]}"


def _open(snapshot: Path) -> tuple[pyoxigraph.Store, IO[bytes]] | None:
    lock = _lock(snapshot, fcntl.LOCK_SH)
    if lock is None:
        return None
    try:
        return pyoxigraph.Store.read_only(str(snapshot / "store")), lock
    except (OSError, RuntimeError):
        lock.close()
        _sweep(snapshot)  # damaged from outside: away with it, unless somebody else reads it
        return None


def _lock(snapshot: Path, how: int) -> IO[bytes] | None:
    """A lock on a snapshot that is still there, or nothing."""
    try:
        lock = (snapshot / "lock").open("rb")
    except OSError:
        return None
    try:
        fcntl.flock(lock, how | (fcntl.LOCK_NB if how == fcntl.LOCK_EX else 0))
    except OSError:
        lock.close()
        return None
    if (snapshot / "lock").exists():
        return lock
    lock.close()
    return None


def _make(snapshot: Path, data: bytes, nquads: Path) -> None:
    folder = snapshot.parent
    folder.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=_MAKING, dir=folder))
    made.chmod(0o755)
    with (made / "lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        try:
            store = pyoxigraph.Store(str(made / "store"))
            _load(store, data, nquads)
            store.optimize()  # one sorted run: it is read ever after and never written
            store.flush()
            del store
            with contextlib.suppress(OSError):  # another process was faster: its snapshot has the same content
                made.rename(snapshot)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    for other in sorted(folder.iterdir()):
        if other != snapshot and other.name.startswith(("oxigraph-", _MAKING)):
            _sweep(other)


def _load(store: pyoxigraph.Store, data: bytes, nquads: Path) -> None:
    try:
        store.bulk_load(data, pyoxigraph.RdfFormat.N_QUADS)
    except SyntaxError as error:
        raise KnowledgeBaseError(f"{nquads}: not well-formed N-Quads: {' '.join(str(error).split())[:120]}", _HINT) from error


def _sweep(snapshot: Path) -> None:
    """Removes a snapshot that nobody reads or makes."""
    lock = _lock(snapshot, fcntl.LOCK_EX)
    if lock is not None:
        with lock:
            shutil.rmtree(snapshot, ignore_errors=True)
