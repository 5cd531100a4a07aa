"""Notebooks run from top to bottom on a knowledge base, and are kept without output."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from places import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_cell_runs(path, kb_folder):
    cells = json.loads(path.read_text("utf-8"))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    environment = {**os.environ, "HETAO_KB": str(kb_folder), "PYTHONPATH": str(ROOT)}
    call = [sys.executable, "-c", code]
    done = subprocess.run(call, capture_output=True, encoding="utf-8", cwd=ROOT, env=environment, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert "hold today" in done.stdout and "「" in done.stdout


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_a_notebook_without_output(path):
    """The fields that version 4.5 of the format asks for; output would be stale after the next build."""
    book = json.loads(path.read_text("utf-8"))
    assert (book["nbformat"], book["nbformat_minor"]) == (4, 5) and isinstance(book["metadata"], dict)
    names = [cell["id"] for cell in book["cells"]]
    assert len(set(names)) == len(names) and {cell["cell_type"] for cell in book["cells"]} == {"code", "markdown"}
    for cell in book["cells"]:
        assert isinstance(cell["metadata"], dict) and all(isinstance(line, str) for line in cell["source"])
        assert cell["cell_type"] == "markdown" or (cell["outputs"], cell["execution_count"]) == ([], None)
