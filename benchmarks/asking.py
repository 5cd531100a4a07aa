"""How long answers take: ``python -m benchmarks.asking CORPUS`` writes ``benchmarks/results/asking.md``.

CORPUS is a folder of documents (``corpus``), which is built first. Every question of ``--questions`` (a table with the columns
``zh-hant``, ``en`` and perhaps ``zh-hans``) is asked once in its languages, one at a time in one process: milliseconds on the
clock and of the processor, with everything ``ask`` does; the first tenth warms up and is not timed. The first answer of a new
process is timed beside it, with the opening of the knowledge base, and then ``hetao-kg ask --batch`` over ``--batch`` questions.
"""

from __future__ import annotations

import argparse
import csv
import functools
import itertools
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from hetao_kg.answer import ask
from hetao_kg.build import build
from hetao_kg.kb import KnowledgeBase
from hetao_kg.text import to_simplified

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = ROOT / "tests" / "data" / "questions" / "competency.tsv"
#: Passages that come with each answer.
PASSAGES = 10
_FIRST = "import sys; from pathlib import Path; from hetao_kg.answer import ask; from hetao_kg.kb import KnowledgeBase; "
_FIRST += "ask(KnowledgeBase(Path(sys.argv[1]), Path(sys.argv[2])), sys.argv[3])"


def questions(table: Path) -> list[str]:
    """The questions of a table, each in its languages."""
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [text for r in rows for text in (r["zh-hant"], r.get("zh-hans") or to_simplified(r["zh-hant"]), r["en"]) if text]


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the clock and of this process's processor time that ``work`` takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def ran(command: Sequence[str], given: str = "") -> tuple[float, float]:
    """Seconds on the clock and of processor time that a command takes, reading ``given``."""
    before, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, input=given.encode(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT, check=True)
    wall, after = time.perf_counter() - wall, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def report(corpus: str, warm: Sequence[tuple[float, float]], first: tuple[float, float], batch: tuple[float, float], count: int) -> str:
    """The table of what was measured."""
    wall, cpu = (1000 * np.array(column) for column in zip(*warm, strict=True))
    rows = [(name, *np.percentile(column, (50, 95)), column.max()) for name, column in (("clock", wall), ("processor", cpu))]
    lines = [
        "# How long answers take", "",
        f"`python -m benchmarks.asking {corpus}`, on an x86-64 virtual machine with {os.cpu_count()} cores, Python "
        f"{sys.version_info[0]}.{sys.version_info[1]}, load {os.getloadavg()[0]:.1f} at the end.", "",
        f"{len(warm)} questions in three languages, warm, one at a time in one process, with {PASSAGES} passages each; milliseconds:", "",
        "| | p50 | p95 | longest |", "|---|---|---|---|",
        *(f"| {name} | {half:.1f} | {most:.1f} | {longest:.1f} |" for name, half, most, longest in rows), "",
        f"The first answer of a new process, with starting Python and opening the knowledge base: {first[0]:.1f} s, {first[1]:.1f} s of",
        "processor time.", "",
        f"`hetao-kg ask --batch` over {count} of them, started anew: {batch[0]:.1f} s, {batch[1]:.1f} s of processor time.", "",
    ]  # fmt: skip
    return "\n".join(lines)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--questions", type=Path, default=QUESTIONS)
    parser.add_argument("--batch", type=int, default=300, help="so many questions at once; those of the table again where it has fewer")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results" / "asking.md")
    options = parser.parse_args()
    every = questions(options.questions)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "kb"
        build(options.corpus, place, ROOT / "ontology")
        kb = KnowledgeBase(place, ROOT / "ontology")
        for text in every[: len(every) // 10]:
            ask(kb, text, PASSAGES)
        warm = [timed(functools.partial(ask, kb, text, PASSAGES)) for text in every[len(every) // 10 :]]
        first = ran([sys.executable, "-c", _FIRST, str(place), str(ROOT / "ontology"), every[0]])
        chosen = list(itertools.islice(itertools.cycle(every), options.batch))
        rows = "\n".join(json.dumps({"id": str(n), "question": text}) for n, text in enumerate(chosen))
        batch = ran([sys.executable, "-m", "hetao_kg.cli", "ask", "--kb", str(place), "-k", str(PASSAGES), "--batch", "-"], rows)
    told = report(os.fspath(options.corpus), warm, first, batch, len(chosen))
    options.out.write_text(told, "utf-8")
    print(told)


if __name__ == "__main__":
    main()
