"""The endpoint under load: ``python benchmarks/endpoint.py KB`` writes ``benchmarks/results/endpoint.md``.

``--clients`` clients ask the published queries for ``--seconds`` seconds, one after another each, while one more sends queries that
would run for hours. Counted are answers by status, their latency, and the memory of the server with its workers.
"""

from __future__ import annotations

import argparse
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from hetao_kg.graph import library

HOME = Path(__file__).resolve().parent
HOSTILE = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def ask(address: str, query: str) -> int:
    """The status of one query."""
    try:
        with urllib.request.urlopen(f"{address}sparql?{urllib.parse.urlencode({'query': query})}", timeout=120) as answer:
            answer.read()
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def resident(process: int) -> float:
    """Megabytes that a process and its children hold in memory."""
    pids = [process, *map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split())]
    pages = 0
    for pid in pids:
        try:
            pages += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        except OSError:
            continue
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> None:
    """Measures and writes the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kb", type=Path)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=60.0)
    given = parser.parse_args()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "hetao_kg.cli", "serve", "--kb", str(given.kb), "--port", str(port), "--timeout", "15"]
    server = subprocess.Popen(command)
    address, queries = f"http://127.0.0.1:{port}/", [e.query for e in library.examples(HOME.parent / "ontology")]
    while ask(address, "ASK {}") != 200:
        time.sleep(0.5)
    for query in queries:
        ask(address, query)
    before, end = resident(server.pid), time.monotonic() + given.seconds
    statuses, hostile, latencies, middle = Counter[int](), Counter[int](), list[float](), list[float]()

    def client(number: int) -> None:
        at = number
        while time.monotonic() < end:
            began = time.perf_counter()
            statuses[ask(address, queries[at % len(queries)])] += 1
            latencies.append(time.perf_counter() - began)
            at += 1

    def enemy() -> None:
        while time.monotonic() < end:
            hostile[ask(address, HOSTILE)] += 1

    threads = [threading.Thread(target=client, args=(n,)) for n in range(given.clients)] + [threading.Thread(target=enemy)]
    for thread in threads:
        thread.start()
    time.sleep(given.seconds / 2)
    middle.append(resident(server.pid))
    for thread in threads:
        thread.join()
    time.sleep(3)
    after = resident(server.pid)
    server.terminate()
    cuts = statistics.quantiles(latencies, n=20, method="inclusive")
    text = f"""# The endpoint under load

`python benchmarks/endpoint.py KB --clients {given.clients} --seconds {given.seconds:g}`, clients and server on one x86-64
virtual machine with 2 cores, Python 3.11, busy with other work (load {os.getloadavg()[0]:.0f}): read the times as upper bounds.
{given.clients} clients ask the {len(queries)} published queries, and one more sends a cartesian product again and again.

| | |
|---|---|
| answers by status | {", ".join(f"{status}: {number:,}" for status, number in sorted(statuses.items()))} |
| answers a second | {sum(statuses.values()) / given.seconds:.1f} |
| latency p50 / p95 | {cuts[9]:.2f} s / {cuts[18]:.2f} s |
| hostile queries by status | {", ".join(f"{status}: {number:,}" for status, number in sorted(hostile.items()))} |
| memory of the server and its workers before / in the middle / after | {before:,.0f} / {middle[0]:,.0f} / {after:,.0f} MB |
"""
    (HOME / "results" / "endpoint.md").write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
