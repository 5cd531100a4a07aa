"""The same graph in a server that is not ours, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from places import ONTOLOGY, WATER

from hetao_kg.graph import library
from hetao_kg.graph.remote import RemoteStore


@pytest.fixture(scope="module")
def there():
    process = subprocess.Popen([sys.executable, str(Path(__file__).parent / "sparql_server.py")], stdout=subprocess.PIPE, text=True)
    yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    process.terminate()
    process.wait(20)


def test_a_graph_that_was_loaded_answers_as_at_home(run, there, kb, kb_folder):
    """Loaded twice: the second time replaces the first."""
    count = len(kb.nquads.read_bytes().splitlines())
    for _ in range(2):
        done = run("build", WATER, "--kb", kb_folder, "--store", f"sparql:{there}/update")
        assert done.returncode == 0 and f"sent        {count} quads" in done.stdout, done.stderr
    remote = RemoteStore(f"{there}/query")
    total = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
    assert remote.query(total).rows[0][0].value == str(count)
    for example in library.examples(ONTOLOGY):
        assert remote.query(example.query) == kb.store.query(example.query), example.name


@pytest.mark.parametrize(("store", "says"), [
    ("sparql:ftp://x", "no address"), ("sparql:http://127.0.0.1:9/update", "does not answer"),
    ("sparql:{there}/query", "refused the graph (400)"),
])  # fmt: skip
def test_mistakes_are_told_in_one_line(run, there, kb_folder, store, says):
    done = run("build", WATER, "--kb", kb_folder, "--store", store.format(there=there))
    assert done.returncode == 2 and says in done.stderr.splitlines()[-1]
