"""A small knowledge base, the explorer served over it, and a real browser that may reach nothing else."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from hetao_kg.build import build
from hetao_kg.kb import KnowledgeBase
from hetao_kg.settings import Settings

HOME = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
#: Milliseconds that a page may take before a test gives up; a busy machine is slow.
PATIENCE = 90_000
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update"]
#: A document that tries everything: markup, script, an image from elsewhere, Markdown, a template of ours.
EVIL = """# 惡意文件 <script>window.hacked = 1</script>

國家衛生健康委員會建議設立<img src="http://evil.example/x.png" onerror="window.hacked = 2">分中心。
**粗體** [連結](javascript:alert(1)) $x^2$ :red[紅]。

## 標題 <b onclick="window.hacked = 3">粗</b> {question} __LANG__

<a href="?page=ask" style="position:fixed">按</a> 與 `程式碼` 及 &lt;實體&gt; 及 </article></div><h1>破</h1>。
"""


@pytest.fixture(scope="session")
def corpus_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's corpus and one hostile document."""
    corpus = tmp_path_factory.mktemp("corpus")
    for path in (HOME / "corpus").iterdir():
        if path.is_file() and path.name != "README.md":
            shutil.copy(path, corpus)
    (corpus / "evil.txt").write_text(EVIL, "utf-8")
    return corpus


@pytest.fixture(scope="session")
def kb_folder(corpus_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its knowledge base."""
    corpus = corpus_folder
    folder = tmp_path_factory.mktemp("kb")
    build(corpus, folder, Settings.from_environment().ontology, "corpus", lambda line: None)
    return folder


@pytest.fixture(scope="session")
def kb(kb_folder: Path) -> KnowledgeBase:
    """The same knowledge base, opened by the test, to say what a page ought to show."""
    return KnowledgeBase(kb_folder, Settings.from_environment().ontology)


@pytest.fixture(scope="session")
def served(kb_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The explorer's address."""
    yield from serve(kb_folder, tmp_path_factory.mktemp("log") / "streamlit.log")


@dataclass(frozen=True)
class Open:
    """An explorer that may be added to: its address, corpus and knowledge base."""

    address: str
    corpus: Path
    kb: Path


@pytest.fixture(scope="session")
def open_to_all(corpus_folder: Path, kb_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """An explorer over copies of the corpus and the knowledge base, with adding switched on."""
    home = tmp_path_factory.mktemp("open")
    shutil.copytree(corpus_folder, home / "corpus")
    shutil.copytree(kb_folder, home / "kb")
    for address in serve(home / "kb", home / "streamlit.log", HETAO_CORPUS=str(home / "corpus")):
        yield Open(address, home / "corpus", home / "kb")


def serve(folder: Path, log: Path, **more: str) -> Iterator[str]:
    """Serves the explorer over ``folder`` on a free port until the caller is done; ``more`` goes into its environment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--server.port", str(port), "--server.headless", "true", "--server.address", "127.0.0.1"]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", *options]
    with log.open("wb") as out:
        environment = {**os.environ, "HETAO_KB": str(folder), **more}
        process = subprocess.Popen(command, cwd=HOME, env=environment, stdout=out, stderr=subprocess.STDOUT)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(address, process, log)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(900):
        assert process.poll() is None, log.read_text("utf-8")
        try:
            with urllib.request.urlopen(address + "/_stcore/health", timeout=1) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(log.read_text("utf-8"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """The browser; its absence is a failure under CI and a skip elsewhere."""
    if not Path(CHROMIUM).exists() and not os.environ.get("CI"):
        pytest.skip(f"no Chromium at {CHROMIUM}: apt-get install -y --no-install-recommends chromium fonts-noto-cjk")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


class Tab:
    """A page of the browser that remembers what it asked for and what went wrong."""

    def __init__(self, page: object, address: str) -> None:
        self.page, self.address = page, address
        self.foreign: list[str] = []
        self.errors: list[str] = []
        page.on("request", self._asked)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)

    def _asked(self, request: object) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.hostname not in ("127.0.0.1", "localhost"):
            self.foreign.append(request.url)

    def open(self, query: str = "", ready: str = ".hk-foot") -> None:
        """Goes to an address of the explorer and waits until it is drawn."""
        self.page.goto(self.address + "/" + query, timeout=PATIENCE)
        self.page.wait_for_selector(ready, timeout=PATIENCE)
        self.settled()

    def settled(self) -> None:
        """Waits until the program is idle."""
        self.page.wait_for_function(
            "() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'",
            timeout=PATIENCE,
        )

    def text(self) -> str:
        """All the words on the page."""
        return self.page.inner_text("[data-testid=stMain]")


@pytest.fixture
def tab(chromium: object, served: str) -> Iterator[Tab]:
    """A fresh browser window; fails the test if anything was asked of another host or went wrong in the page."""
    made = open_tab(chromium, served)
    yield made
    made.page.context.close()
    assert made.foreign == []
    assert made.errors == []


def open_tab(chromium: object, address: str, locale: str = "en-GB") -> Tab:
    """A window with nothing remembered."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale=locale)
    context.set_default_timeout(PATIENCE)
    return Tab(context.new_page(), address)


@pytest.fixture
def new_tab(chromium: object, served: str) -> Callable[[], Tab]:
    """More windows, for tests with several visitors."""
    return lambda: open_tab(chromium, served)
