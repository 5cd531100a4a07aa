"""Work done beside other work: in a process forked from this one, where the system forks safely."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def beside(work: Callable[[], object], apt: bool = True) -> Iterator[Callable[[], None]]:
    """Begins ``work``, which leaves files behind and nothing else; gives what waits for its end.

    Where it is not ``apt`` for another process, the system cannot fork, or the other process fails, the work is done
    while waiting, so that what it raises is raised here. Leaving the block without waiting ends the other process.
    """
    child = os.fork() if apt and sys.platform == "linux" else 0
    if apt and sys.platform == "linux" and child == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)  # nothing of this process' owner runs twice

    def wait() -> None:
        nonlocal child
        ended, child = child, 0
        if not ended or os.waitstatus_to_exitcode(os.waitpid(ended, 0)[1]) != 0:
            work()

    try:
        yield wait
    finally:
        if child:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
