"""Fixtures shared by all tests.

Use the smallest thing that can fail: a string, else ``read_text`` (one document through the real readers and rules), else
``kb`` (five invented documents about water supply, built once), else build a corpus of your own in ``tmp_path``. Nothing of
our own is replaced by a stand-in.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bases import built
from places import DOMAINS, FERRY, FISHERIES, FORESTS, HARBOUR, HERITAGE, HYDROGEN, ONTOLOGY, RECYCLING, ROOT, SCHOOLS, WATER


@pytest.fixture(scope="session", autouse=True)
def _own_environment():
    """Nobody's settings reach the tests, and nothing is asked of a model hub."""
    for name in ("HETAO_KB", "HETAO_ONTOLOGY"):
        os.environ.pop(name, None)
    os.environ["HF_HUB_OFFLINE"] = "1"


@pytest.fixture(scope="session")
def water() -> Path:
    """The folder of the invented documents; read only."""
    return WATER


@pytest.fixture()
def corpus(tmp_path: Path) -> Path:
    """A copy of the invented documents that a test may change."""
    return Path(shutil.copytree(WATER, tmp_path / "water"))


@pytest.fixture(scope="session")
def kb(tmp_path_factory: pytest.TempPathFactory):
    """A knowledge base of the invented documents."""
    return built(WATER, tmp_path_factory.mktemp("water") / "kb")


@pytest.fixture(scope="session")
def kb_folder(kb) -> Path:
    """Its folder."""
    return Path(kb.folder)


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory):
    """A knowledge base of the shipped digests."""
    return built(ROOT / "corpus", tmp_path_factory.mktemp("shipped") / "kb")


@pytest.fixture(scope="session")
def ferry(tmp_path_factory: pytest.TempPathFactory):
    """A knowledge base of three invented documents about ferries: proposals, a plan, and what came of them."""
    return built(FERRY, tmp_path_factory.mktemp("ferry") / "kb")


@pytest.fixture(scope="session")
def harbour(tmp_path_factory: pytest.TempPathFactory):
    """A knowledge base of four invented documents about care of the elderly and ports."""
    return built(HARBOUR, tmp_path_factory.mktemp("harbour") / "kb")


@pytest.fixture(scope="session")
def recycling(tmp_path_factory: pytest.TempPathFactory):
    """A knowledge base of four invented documents about batteries, skills, low-altitude flight and food waste."""
    return built(RECYCLING, tmp_path_factory.mktemp("recycling") / "kb")


@pytest.fixture(scope="session")
def hydrogen(tmp_path_factory: pytest.TempPathFactory):
    """A knowledge base of four invented documents about housing, hydrogen, a campus and irrigation."""
    return built(HYDROGEN, tmp_path_factory.mktemp("hydrogen") / "kb")


@pytest.fixture(scope="session")
def heritage(tmp_path_factory: pytest.TempPathFactory):
    """A knowledge base of four invented documents about old districts, a county, railways and a waterfront."""
    return built(HERITAGE, tmp_path_factory.mktemp("heritage") / "kb")


@pytest.fixture(scope="session")
def fisheries(tmp_path_factory: pytest.TempPathFactory):
    """A knowledge base of four invented documents about fisheries, training, artificial intelligence and an epidemic."""
    return built(FISHERIES, tmp_path_factory.mktemp("fisheries") / "kb")


@pytest.fixture(scope="session")
def schools(tmp_path_factory: pytest.TempPathFactory):
    """A knowledge base of four invented documents about schools, cyber security, tourism and water works."""
    return built(SCHOOLS, tmp_path_factory.mktemp("schools") / "kb")


@pytest.fixture(scope="session")
def forests(tmp_path_factory: pytest.TempPathFactory):
    """A knowledge base of four invented documents about forests, food, a museum and insurance."""
    return built(FORESTS, tmp_path_factory.mktemp("forests") / "kb")


@pytest.fixture(scope="session")
def domains(tmp_path_factory: pytest.TempPathFactory):
    """A knowledge base of the invented documents of many domains."""
    return built(DOMAINS, tmp_path_factory.mktemp("domains") / "kb")


@pytest.fixture(scope="session")
def ontology():
    """The project's ontology, loaded once."""
    from hetao_kg.ontology import load

    return load(ONTOLOGY)


@pytest.fixture(scope="session")
def extractor(ontology):
    """The extractor over the project's ontology."""
    from hetao_kg.extract import Extractor, segmenter_for

    return Extractor(ontology, segmenter_for(ontology))


@pytest.fixture(scope="session")
def read_text(extractor):
    """Function: a text, as a plain text file would hold it -> the document read and what is extracted from it."""
    from hetao_kg.read import read_bytes
    from hetao_kg.types import Document, Metadata

    def read(text: str, date: str = ""):
        found = read_bytes(text.encode(), ".txt")
        document = Document("sample", "sample.txt", found.text, found.blocks, Metadata(date=date))
        return document, extractor.document(document)

    return read


@pytest.fixture(scope="session")
def originals() -> Path:
    """The folder of original documents named by ``HETAO_ORIGINALS``; the test is skipped where there is none."""
    folder = os.environ.get("HETAO_ORIGINALS", "")
    if not folder or not Path(folder).is_dir():
        pytest.skip("HETAO_ORIGINALS names no folder of original documents")
    return Path(folder)


@pytest.fixture(scope="session")
def publications(originals: Path, tmp_path_factory: pytest.TempPathFactory):
    """A knowledge base of the original documents."""
    return built(originals, tmp_path_factory.mktemp("publications") / "kb")


@pytest.fixture(scope="session")
def run():
    """Function: arguments of ``hetao-kg`` -> the finished process, run as a user would; ``seed`` is its hash seed."""

    def call(*arguments: object, stdin: str | None = None, seed: str = "0", **environment: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "hetao_kg.cli", *map(str, arguments)]
        settings = {**os.environ, "PYTHONHASHSEED": seed, **environment}
        return subprocess.run(command, input=stdin, capture_output=True, encoding="utf-8", cwd=ROOT, env=settings, timeout=300, check=False)

    return call
