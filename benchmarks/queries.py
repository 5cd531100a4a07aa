"""How fast the published queries are: ``python benchmarks/queries.py KB`` writes ``benchmarks/results/queries.md``.

KB is a knowledge base (``hetao-kg build``). Each query of ``ontology/queries`` is timed warm, one at a time, on its graph and on a
graph grown from it to ``--quads`` quads: copies with other IRIs and other names beside the original. The store is Oxigraph on
disk, as the product uses it, with everything the product does to an answer; beside it on the smaller graph, in the same run and
with the same queries, rdflib's memory store. Each query runs in a process that is ended after ``--patience`` seconds.
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import multiprocessing
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from hetao_kg.graph import library
from hetao_kg.graph.stores import STORES, Store
from hetao_kg.graph.terms import GRAPHS, ID
from hetao_kg.kb import KnowledgeBase

HOME = Path(__file__).resolve().parent
ONTOLOGY = HOME.parent / "ontology"
_IRI = re.compile(r"<([^<>]+)>")
_OWN = re.compile(rf"{re.escape(ID)}(?!graph/|run/|tool/|node/).+")
_NAME = re.compile(r'(#label>|#prefLabel>|#altLabel>|#literalForm>|/identifier>) "((?:[^"\\]|\\.)*)"')
_PAGE = re.compile(r"^<([^>]+)> <[^>]+#type> <http://xmlns.com/foaf/0.1/Document>", re.M)


def grown(nquads: Path, quads: int, out: Path) -> int:
    """Writes at least ``quads`` quads: the graph, and copies of everything but the ontology; returns how many there are.

    Web pages that the documents cite are copied too: pages that all copies cited would have every quotation of every copy.
    """
    text = nquads.read_text("utf-8")
    lines = text.splitlines(keepends=True)
    pages = set(_PAGE.findall(text))

    def moved(match: re.Match[str]) -> str:
        return f"<{match[1]}-{copy}>" if match[1] in pages or _OWN.fullmatch(match[1]) else match[0]

    copied = [line for line in lines if f"<{GRAPHS['ontology']}>" not in line]
    count = len(lines)
    with out.open("w", encoding="utf-8") as file:
        file.writelines(lines)
        copy = 0
        while count < quads:
            copy += 1
            for line in copied:
                file.write(_NAME.sub(rf'\1 "\2 {copy}"', _IRI.sub(moved, line)))
            count += len(copied)
    return count


def patient(opened: Callable[[], Store], query: str, times: int, seconds: float) -> tuple[int, list[float]] | None:
    """Rows, and milliseconds of processor time of each of ``times`` warm runs in a forked process, or of as many as end in time.

    Processor time, since the machine is shared: neither store waits for anything but memory once it is warm.
    """
    pipe, far = multiprocessing.Pipe()

    def child() -> None:
        store = opened()
        for _ in range(times + 1):
            began = time.process_time()
            found = len(store.query(query).rows)
            far.send((found, (time.process_time() - began) * 1000))
        os._exit(0)

    process = multiprocessing.get_context("fork").Process(target=child)
    process.start()
    found: list[tuple[int, float]] = []
    end = time.monotonic() + seconds
    while len(found) <= times and pipe.poll(max(0.0, end - time.monotonic())):
        found.append(pipe.recv())
    process.kill()
    process.join()
    return (found[0][0], [ms for _, ms in found[1:] or found]) if found else None


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def p95(values: list[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


def main() -> None:
    """Measures and writes the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kb", type=Path)
    parser.add_argument("--quads", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--patience", type=float, default=30.0)
    given = parser.parse_args()
    kb = KnowledgeBase(given.kb, ONTOLOGY)
    examples = library.examples(ONTOLOGY)
    with tempfile.TemporaryDirectory() as folder:
        large = Path(folder) / "graph.nq"
        sizes = (len(kb.nquads.read_bytes().splitlines()), grown(kb.nquads, given.quads, large))
        places = [(kb.cache, kb.nquads), (Path(folder) / "cache", large)]
        disk = [functools.partial(STORES["oxigraph"], cache, path, digest(path)) for cache, path in places]
        STORES["oxigraph"](places[1][0], large, digest(large))
        memory = STORES["memory"](*places[0], "")
        rows = []
        for example in examples:
            ways = [(disk[0], given.times), (lambda: memory, 3), (disk[1], 3)]
            rows.append((example.name, [patient(opened, example.query, times, given.patience) for opened, times in ways]))
            print(example.name, [(f[0], round(statistics.median(f[1]), 1)) if f else None for f in rows[-1][1]], flush=True)
    (HOME / "results" / "queries.md").write_text(table(rows, sizes, given.patience), "utf-8")


Found = tuple[int, list[float]] | None


def table(rows: list[tuple[str, list[Found]]], sizes: tuple[int, int], patience: float) -> str:
    """The results as Markdown."""

    def told(found: Found) -> str:
        return f"> {patience:g} s" if found is None else f"{statistics.median(found[1]):,.1f}"

    lines, fast, large = [], 0, 0
    for name, (small, other, big) in rows:
        fast += small is not None and p95(small[1]) < 50
        large += big is not None and statistics.median(big[1]) < 500
        ninetyfive = f"{p95(small[1]):,.1f}" if small else ""
        lines.append(f"| {name} | {small[0] if small else '':,} | {told(small)} / {ninetyfive} | {told(other)} | {big[0] if big else '':} "
                     f"| {told(big)} |")  # fmt: skip
    return f"""# Latency of the published queries

`python benchmarks/queries.py KB`, on an x86-64 virtual machine with 2 cores, Python 3.11, busy with other work (load
{os.getloadavg()[0]:.0f}): milliseconds of processor time, warm, with everything the product does to an answer; “>” was
ended after that many seconds on the clock. Small: the graph of five documents, {sizes[0]:,} quads, p50 / p95.
Large: grown to {sizes[1]:,} quads,
median. rdflib is its memory store on the small graph and the same queries, in the same run; the large one takes it minutes to load.

Small: {fast} of {len(rows)} queries have a p95 under 50 ms.
Large: {large} of {len(rows)} have a median under 500 ms{"." if large == len(rows) else "; the others are too slow at that size."}

Growth multiplies every name: a listed body has as many copies as the graph, so lists of names grow as fast as statements. Real
documents would name the same bodies again, which makes lists shorter and what is said of one body longer. Queries with `limit`
give, as shipped, what the first 10 or 20 documents say; their rows on the large graph are those.

| query | rows | small, Oxigraph | small, rdflib | rows, large | large, Oxigraph |
|---|---|---|---|---|---|
""" + "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
