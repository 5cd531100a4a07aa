"""A process of its own for files that may harm: it can be stopped, and what it breaks is only itself.

It is given one file path a line (as JSON) and answers with one reading a line.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any

from hetao_kg.errors import CorpusError
from hetao_kg.read import limits
from hetao_kg.read.lines import Reading
from hetao_kg.read.ocr import available
from hetao_kg.types import Block, Note

_START = "import sys; sys.path.insert(0, sys.argv[1]); from hetao_kg.read.worker import serve; serve(int(sys.argv[2]))"


class Worker:
    """Reads files in another process, which starts with the first file and again after a file that broke it."""

    def __init__(self, seconds: float | None = None, memory: int | None = None, beside: Callable[[], object] | None = None) -> None:
        """``seconds`` and ``memory`` (bytes) are what one file may take; the defaults stand in :mod:`limits`.

        ``beside`` is called once, while the other process reads its first file.
        """
        self._seconds = seconds
        self._memory = limits.MEMORY if memory is None else memory
        self._beside = beside
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stop()

    def __call__(self, path: Path) -> Reading:
        """The reading of a file; raises :class:`CorpusError`, also when it takes too long or breaks the reader."""
        seconds = self._seconds or (limits.SECONDS_OCR if path.suffix.lower() == ".pdf" and available() else limits.SECONDS)
        beside, self._beside = self._beside, None
        if beside:
            with ThreadPoolExecutor(1) as waiting:  # the limit is the file's alone, and a long answer is taken as it comes
                told = waiting.submit(self._ask, path, seconds)
                beside()
            answer, late = told.result()
        else:
            answer, late = self._ask(path, seconds)
        if not answer.endswith(b"\n"):
            self._stop()
            if late:
                raise CorpusError(f"takes longer than {seconds:g} s to read", "split it, or print it to a new PDF")
            raise CorpusError("the reader broke down on this file", "save it again in another format, and tell us")
        return _reading(json.loads(answer))

    def _ask(self, path: Path, seconds: float) -> tuple[bytes, bool]:
        """The line the other process answers with, cut short if it ended, and whether it was ended for taking too long."""
        process = self._running()
        assert process.stdin and process.stdout
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(seconds, stop)
        timer.start()
        try:
            process.stdin.write(json.dumps(str(path.resolve())).encode() + b"\n")
            process.stdin.flush()
            return process.stdout.readline(), late.is_set()
        except BrokenPipeError:
            return b"", late.is_set()
        finally:
            timer.cancel()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            home = str(Path(__file__).resolve().parents[2])
            command = [sys.executable, "-c", _START, home, str(self._memory)]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    with contextlib.suppress(BrokenPipeError):  # what was not sent is lost with the process
                        pipe.close()


def _reading(row: dict[str, Any]) -> Reading:
    if "error" in row:
        raise CorpusError(row["error"], row["hint"])
    notes = tuple(Note(label, start, end, tuple(places), url) for label, start, end, places, url in row["notes"])
    return Reading(row["text"], tuple(Block(*b) for b in row["blocks"]), row["about"], row["pages"], tuple(row["problems"]), notes)


def _answer(path: Path) -> dict[str, Any]:
    from hetao_kg.read import read_bytes

    try:
        found = read_bytes(path.read_bytes(), path.suffix)
    except CorpusError as error:
        return {"error": Exception.__str__(error), "hint": error.hint}
    except OSError as error:
        return {"error": f"cannot be opened: {error.strerror}", "hint": "give yourself read permission: chmod +r"}
    except MemoryError:
        return {"error": "needs more memory than one file may take", "hint": "split it"}
    blocks = [[b.start, b.end, b.kind, b.level, b.line, b.page] for b in found.blocks]
    notes = [[n.label, n.start, n.end, n.marks, n.url] for n in found.notes]
    about, problems = dict(found.about), list(found.problems)
    return {"text": found.text, "blocks": blocks, "about": about, "pages": found.pages, "problems": problems, "notes": notes}


def _limit(memory: int) -> None:
    """Caps the memory of this process where the system can."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def serve(memory: int) -> None:
    """Answers, with that many bytes of memory, until standard input ends."""
    _limit(memory)
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)  # whatever a library prints must not stand among the answers
    for line in sys.stdin:
        answers.write(json.dumps(_answer(Path(json.loads(line)))) + "\n")
        answers.flush()
