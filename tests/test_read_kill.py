"""A build that is killed at any moment leaves the old knowledge base, or already the new one, whole."""

from __future__ import annotations

import contextlib
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from places import ONTOLOGY, ROOT
from reading_checks import FORMATS

from hetao_kg.build import build
from hetao_kg.kb import KnowledgeBase

KILLS = 10


def start(corpus: Path, folder: Path, model: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "hetao_kg.cli", "build", str(corpus), "--kb", str(folder), "--model", model]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def change(corpus: Path, number: int) -> None:
    """Makes the next build have work to do."""
    (corpus / "note.txt").write_text(f"松溪市政府於2024年公布了第{number}份計劃，並成立督導組。\n", "utf-8")


def working_on(folder: Path) -> list[int]:
    """The processes whose command line names the folder."""
    lines = {int(p.name): p.joinpath("cmdline") for p in Path("/proc").iterdir() if p.name.isdigit()}
    found = []
    for number, line in lines.items():
        with contextlib.suppress(OSError):
            if str(folder).encode() in line.read_bytes():
                found.append(number)
    return found


def until(holds: Callable[[], bool]) -> bool:
    """Whether it holds at last: a process whose parent was killed ends soon after."""
    for _ in range(100):
        if holds():
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("model", ["corpus", "default"])  # the default one works in two processes
def test_killed_at_ten_points(tmp_path, model):
    corpus, folder = tmp_path / "corpus", tmp_path / "kb"
    corpus.mkdir()
    for name in ("annual.md", "memo.docx", "report.pdf"):
        shutil.copy(FORMATS / name, corpus)
    change(corpus, 0)
    begun = time.monotonic()
    process = start(corpus, folder, model)
    assert process.wait() == 0
    whole_time = time.monotonic() - begun
    states: list[str] = []
    for number in range(1, KILLS + 1):
        before = (folder / "CURRENT").read_text("utf-8")
        change(corpus, number)
        process = start(corpus, folder, model)
        time.sleep(whole_time * (0.15 + 0.85 * number / (KILLS + 1)))
        process.send_signal(signal.SIGKILL)
        states.append("killed" if process.wait() == -signal.SIGKILL else "done")
        assert until(lambda: not working_on(folder))
        kb = KnowledgeBase(folder, ONTOLOGY)
        assert kb.whole()
        assert kb.snapshot.name == before.strip() or f"第{number}份" in kb.documents["note"].text
        assert set(kb.documents) == {"annual", "memo", "note", "report"}
        for passage in kb.passages:
            assert kb.documents[passage.quote.document].text[passage.quote.start : passage.quote.end] == passage.quote.text
        assert kb.index.passages and kb.store.query("ASK {}")
    assert states.count("killed") >= KILLS // 2
    change(corpus, KILLS + 1)
    build(corpus, folder, ONTOLOGY, model)
    assert f"第{KILLS + 1}份" in KnowledgeBase(folder, ONTOLOGY).documents["note"].text
    assert len([p for p in folder.iterdir() if p.name.startswith(("snapshot-", "making-"))]) == 1
