"""What runs until it is stopped: explore, serve."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import click

from hetao_kg.cli.options import kb_option, open_kb
from hetao_kg.errors import CorpusError, QueryError
from hetao_kg.settings import Settings


@click.command()
@kb_option
@click.option("--corpus", type=click.Path(path_type=Path), help="The corpus of the knowledge base: whoever opens the page may add to it.")
@click.option("--host", default="localhost", show_default=True, help="Address to serve at; 0.0.0.0 lets other machines in.")
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
@click.option("--headless/--browser", default=False, help="Do not open a browser window.")
def explore(folder: Path | None, corpus: Path | None, host: str, port: int, headless: bool) -> None:
    """Open the explorer in the browser."""
    kb = open_kb(folder)
    if corpus and not corpus.is_dir():
        raise CorpusError(f"{corpus} is not a folder", "give the folder that the knowledge base was built from, or leave --corpus out")
    app = Path(__file__).resolve().parents[2] / "app.py"
    environment = {**os.environ, "HETAO_KB": str(kb.folder.resolve())}
    if corpus:
        environment["HETAO_CORPUS"] = str(corpus.resolve())
    options = ["--server.port", str(port), "--server.headless", str(headless).lower(), "--browser.gatherUsageStats", "false"]
    options += ["--server.address", host, "--server.showEmailPrompt", "false"]
    os.chdir(app.parent)  # where Streamlit looks for .streamlit/config.toml
    os.execvpe(sys.executable, [sys.executable, "-m", "streamlit", "run", str(app), *options], environment)


@click.command()
@kb_option
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 lets other machines ask.")
@click.option("--port", type=click.IntRange(1, 65535), default=8080, show_default=True)
@click.option("--workers", type=click.IntRange(min=2), default=4, show_default=True, help="Queries answered at the same time.")
@click.option("--timeout", type=click.FloatRange(min=0.1), default=15.0, show_default=True, help="Seconds a query may take.")
@click.option("--rows", type=click.IntRange(min=1), default=100_000, show_default=True, help="Rows or triples an answer may have.")
@click.option("--memory", type=click.IntRange(min=512), default=2_048, show_default=True, help="Megabytes of address space of a worker.")
@click.option("--address", metavar="URL", help="Where others reach the server, as behind a proxy; else what HOST and PORT give.")
def serve(
    folder: Path | None, host: str, port: int, workers: int, timeout: float, rows: int, memory: int, address: str | None
) -> None:  # fmt: skip
    """Answer SPARQL queries over HTTP, read-only, with limits."""
    from hetao_kg.server.app import serve as run
    from hetao_kg.server.pool import Limits

    name = "localhost" if host in {"0.0.0.0", "::"} else f"[{host}]" if ":" in host else host
    address = (address or f"http://{name}:{port}").rstrip("/") + "/"
    if not re.fullmatch(r"https?://[\w.~:\[\]-]+(/[\w.~/-]*)?", address, re.ASCII):
        raise QueryError(f"{address} is no address of a server", "give --address https://…, without ? and #")
    kb = open_kb(folder)
    kb.store.query("ASK {}")
    click.echo(f"{address} (query page), {address}sparql (endpoint); stop with Ctrl+C", err=True)
    run(kb.folder, Settings.from_environment().ontology, Limits(timeout, rows, memory, workers), host, port, address)
