"""The query page of ``hetao-kg serve`` in a real browser: type a query, choose one by its title, see rows, see a mistake."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[2]
PATIENCE = 90_000
TYPED = "SELECT ?label WHERE { ?s a hetao:Place ; rdfs:label ?label } ORDER BY ?label LIMIT 3"


@pytest.fixture(scope="module")
def endpoint(kb_folder: Path) -> Iterator[str]:
    """The server's address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "hetao_kg.cli", "serve", "--kb", str(kb_folder), "--port", str(port), "--workers", "2"]
    process = subprocess.Popen(command, cwd=HOME, env={**os.environ, "PYTHONPATH": str(HOME)})
    address = f"http://127.0.0.1:{port}/"
    try:
        for _ in range(900):
            assert process.poll() is None
            try:
                urllib.request.urlopen(address + "health", timeout=5).close()
                break
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def test_a_query_is_typed_chosen_and_told_to_be_wrong(chromium, endpoint, kb):
    """In English; nothing is asked of another address, and nothing is wrong on the page itself."""
    page = chromium.new_page(locale="en-GB")
    page.set_default_timeout(PATIENCE)
    asked, wrong = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(endpoint)

    page.get_by_label("SPARQL").fill(TYPED)
    page.get_by_role("button", name="Run").click()
    page.get_by_text("3 rows in").wait_for()
    wanted = [row[0].value for row in kb.store.query(TYPED).rows]
    assert page.locator("#rows td").all_inner_texts() == wanted and len(wanted) == 3

    page.get_by_label("Examples").select_option(label="Figures, by indicator")
    assert "hetao:Figure" in page.get_by_label("SPARQL").input_value()
    page.get_by_role("button", name="Run").click()
    page.get_by_role("columnheader", name="indicator").wait_for()
    assert page.locator("#rows tr").count() > 10

    page.get_by_label("SPARQL").fill("SELECT * WHERE { ?s ?p }")
    page.get_by_role("button", name="Run").click()
    page.locator("#told.bad").wait_for()
    assert "SPARQL syntax error at line 1" in page.locator("#told").inner_text() and page.locator("#rows td").count() == 0

    assert wrong == [] and all(url.startswith(endpoint) for url in asked)
    page.close()
