"""A build that runs beside the explorer: one at a time, in a process of its own, its progress for everybody to see.

Readers are not disturbed: what they look at is a snapshot, and the next drawing of a page opens the new one.
"""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

#: How far a build is when it says so; between reading and names it is counted.
_STEPS = {"graph": 0.75, "index": 0.85, "nothing changed": 0.95}
_NAMES = re.compile(r"names and statements: (\d+) of (\d+)")
# Gives way to those who read meanwhile.
_CHILD = """
import os
os.nice(10)
from hetao_kg.cli import main
main()
"""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the build is; ``step`` is ``read``, ``names``, ``graph``, ``index``, ``end``, ``done`` or ``failed``."""

    step: str
    #: 0 to 1.
    part: float
    running: bool
    #: What the build said last; its mistake in one line when it failed.
    said: str = ""


class Building:
    """The builds of one knowledge base; shared by all visitors."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._progress: Progress | None = None

    @property
    def progress(self) -> Progress | None:
        """How far the present or last build is; None when there was none."""
        return self._progress

    @property
    def running(self) -> bool:
        """Whether a build is at work."""
        return self._progress is not None and self._progress.running

    def start(self, corpus: Path, folder: Path, model: str, files: int) -> bool:
        """Starts a build; ``files`` is how many there are to read, for the progress. False when one is at work already."""
        with self._lock:
            if self.running:
                return False
            self._progress = Progress("read", 0.02, True)
        command = [sys.executable, "-c", _CHILD, "build", "--kb", str(folder), "--model", model, "--", str(corpus)]
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8", errors="replace"
        )
        threading.Thread(target=self._follow, args=(process, files), daemon=True).start()
        return True

    def _follow(self, process: subprocess.Popen[str], files: int) -> None:
        assert process.stderr is not None
        last = ""
        for progress in steps(process.stderr, files):
            self._progress, last = progress, progress.said
        done = process.wait() == 0
        self._progress = Progress("done" if done else "failed", 1.0, False, last.removeprefix("hetao-kg: "))


def steps(lines: Iterable[str], files: int) -> Iterator[Progress]:
    """What a build says, line by line, as progress."""
    read, step, part = 0, "read", 0.02
    for line in lines:
        said = line.strip()
        if said.startswith(("read ", "problem: ")):
            read += 1
            part = max(part, 0.35 * min(read / max(files, 1), 1.0))
        elif match := _NAMES.match(said):
            step, part = "names", 0.35 + 0.4 * int(match[1]) / int(match[2])
        elif said in _STEPS:
            step, part = ("end" if said == "nothing changed" else said), _STEPS[said]
        yield Progress(step, part, True, said)
