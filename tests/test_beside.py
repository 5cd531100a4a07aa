"""Work beside other work: done once its end is waited for, whatever became of the other process."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from places import ROOT

from hetao_kg.beside import beside


@pytest.mark.parametrize("apt", [True, False])
def test_work_is_done_when_its_end_was_waited_for(tmp_path: Path, apt: bool) -> None:
    with beside(lambda: (tmp_path / "done").write_text("once"), apt) as wait:
        wait()
    assert (tmp_path / "done").read_text() == "once"


def alone(lines: str) -> list[str]:
    """What a process of one thread prints that does these lines; one that runs tests may have more threads."""
    begin = "import os, sys\nfrom hetao_kg.beside import beside\n"
    done = subprocess.run([sys.executable, "-c", begin + lines], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_it_is_done_in_another_process_where_that_is_apt() -> None:
    here, by = alone("""
print(os.getpid(), flush=True)
with beside(lambda: print(os.getpid(), flush=True)) as wait:
    wait()
""")
    assert (here == by) == (os.uname().sysname != "Linux")


@pytest.mark.parametrize("apt", [True, False])
def test_what_it_raises_is_raised_by_who_waits(apt: bool) -> None:
    with pytest.raises(ZeroDivisionError), beside(lambda: 1 / 0, apt) as wait:
        wait()


def test_a_process_that_is_ended_from_outside_leaves_the_work_to_who_waits(tmp_path: Path) -> None:
    here = os.getpid()

    def work() -> None:
        if os.getpid() != here:
            os.kill(os.getpid(), 9)
        (tmp_path / "done").write_text("after all")

    with beside(work) as wait:
        wait()
    assert (tmp_path / "done").read_text() == "after all"


def test_nobody_waiting_ends_the_other_process(tmp_path: Path) -> None:
    def work() -> None:
        time.sleep(60)
        (tmp_path / "late").write_text("")

    begun = time.monotonic()
    with pytest.raises(KeyError), beside(work):
        raise KeyError
    assert time.monotonic() - begun < 30 and not (tmp_path / "late").exists()


def test_a_system_with_no_room_for_another_process_does_the_work_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", full)
    with beside(lambda: (tmp_path / "by").write_text(str(os.getpid()))) as wait:
        wait()
    assert int((tmp_path / "by").read_text()) == os.getpid()


def test_nothing_is_forked_beside_a_thread(tmp_path: Path) -> None:
    held = threading.Event()
    other = threading.Thread(target=held.wait)
    other.start()
    try:
        with beside(lambda: (tmp_path / "by").write_text(str(os.getpid()))) as wait:
            wait()
    finally:
        held.set()
        other.join()
    assert int((tmp_path / "by").read_text()) == os.getpid()


def test_a_process_that_ended_early_is_told() -> None:
    said = alone("""
here = os.getpid()
with beside(lambda: os.getpid() == here or os.kill(os.getpid(), 9), say=lambda line: print("said")) as wait:
    wait()
""")
    assert said == ["said"] * (os.uname().sysname == "Linux")
