"""Work done beside other work: in a process forked from this one, where that is safe."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator

#: Of prctl(2): the signal a process gets when its parent ends.
_PR_SET_PDEATHSIG = 1


@contextlib.contextmanager
def beside(work: Callable[[], object], apt: bool = True, say: Callable[[str], None] = lambda line: None) -> Iterator[Callable[[], None]]:
    """Begins ``work``, which leaves files behind and nothing else; gives what waits for its end.

    Where it is not ``apt`` for another process (a fork takes no threads along, and a pool of OpenMP that was in use
    would be waited for in vain), the system cannot fork, or the other process fails, which ``say`` is told, the work is
    done while waiting, so that what it raises is raised here. Leaving the block without waiting ends the other process,
    and so does the end of this one.
    """
    child = _forked(work) if apt and sys.platform == "linux" and threading.active_count() == 1 else 0

    def wait() -> None:
        nonlocal child
        failed = True
        if child:
            with contextlib.suppress(ChildProcessError):  # somebody else has waited: how it ended is not known
                failed = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0
            if failed:
                say("the other process ended early; its work is done again here")
            child = 0
        if failed:
            work()

    try:
        yield wait
    finally:
        if child:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)


def _forked(work: Callable[[], object]) -> int:
    """The number of a process that does ``work`` and ends, 0 if there can be none."""
    parent = os.getpid()
    try:
        child = os.fork()
    except OSError:  # no more processes or memory for one
        return 0
    if child:
        return child
    status = 1
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() == parent:
            work()
            status = 0
    finally:
        os._exit(status)  # nothing of this process' owner runs twice
