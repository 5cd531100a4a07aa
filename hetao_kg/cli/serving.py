"""What runs until it is stopped: explore."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from hetao_kg.cli.options import kb_option, open_kb


@click.command()
@kb_option
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
@click.option("--headless/--browser", default=False, help="Do not open a browser window.")
def explore(folder: Path | None, port: int, headless: bool) -> None:
    """Open the explorer in the browser."""
    kb = open_kb(folder)
    app = Path(__file__).resolve().parents[2] / "app.py"
    environment = {**os.environ, "HETAO_KB": str(kb.folder.resolve())}
    options = ["--server.port", str(port), "--server.headless", str(headless).lower(), "--browser.gatherUsageStats", "false"]
    os.chdir(app.parent)  # where Streamlit looks for .streamlit/config.toml
    os.execvpe(sys.executable, [sys.executable, "-m", "streamlit", "run", str(app), *options], environment)
