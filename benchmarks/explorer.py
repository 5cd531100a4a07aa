"""The explorer under visitors: ``python benchmarks/explorer.py --kb kb --sessions 20``.

Serves the explorer over a knowledge base and looks at it with Chromium. Told are the seconds until the first page of a fresh
server can be read (cold), until a new window's first page can be read afterwards (warm), and from the Enter key to an answer on
screen; then so many sessions, each a window of its own with nothing remembered, open at once and each walk through every page. An
error is a page that shows one, a message in the browser's console, or a page that does not come within two minutes. Memory is the
server's resident size before and after. The load of the machine stands beside every time, since browser and server share it with
whatever else runs; the processor time of the server alone, from its start on, does not depend on it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import quote

from playwright.async_api import Browser, Page, async_playwright

sys.path.insert(0, str(Path(__file__).parent.parent))

from hetao_kg.explorer import PAGES, texts

HOME = Path(__file__).resolve().parent.parent
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
QUESTIONS = [
    "which bodies approve drug listings",
    "特區政府設立了哪些機構？",
    "国务院发布了哪些政策？",
    "where is the clinical trial institute located",
]
PATIENCE = 120_000


def served(kb: Path) -> tuple[subprocess.Popen[bytes], str]:
    """A fresh server and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port), "--server.headless", "true",
               "--server.address", "127.0.0.1"]  # fmt: skip
    process = subprocess.Popen(command, cwd=HOME, env={**os.environ, "HETAO_KB": str(kb.resolve())}, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                return process, address
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def memory(process: subprocess.Popen[bytes]) -> int:
    """Resident size in MB."""
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) // 1024
    return 0


async def window(browser: Browser, errors: list[str]) -> Page:
    """A window with nothing remembered."""
    page = await (await browser.new_context(locale="en-GB")).new_page()
    page.set_default_timeout(PATIENCE)
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: errors.append(str(e)))
    return page


async def shown(page: Page, address: str, ready: str) -> float:
    """Seconds until ``ready`` is on screen."""
    begun = time.monotonic()
    await page.goto(address, wait_until="commit")
    await page.wait_for_selector(ready)
    return time.monotonic() - begun


async def answered(page: Page, question: str) -> float:
    """Seconds from the Enter key to an answer on screen."""
    await page.fill("input", question)
    begun = time.monotonic()
    await page.keyboard.press("Enter")
    await page.wait_for_selector(".hk-group")
    return time.monotonic() - begun


async def session(browser: Browser, address: str, number: int, errors: list[str]) -> list[float]:
    """One visitor's walk through every page; the seconds each took."""
    page = await window(browser, errors)
    question = quote(QUESTIONS[number % len(QUESTIONS)])
    took = []
    for name in PAGES:
        try:
            took.append(await shown(page, f"{address}/?page={name}&lang=en&q={question}", ".hk-foot"))
            await page.wait_for_function("document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'")
            text = await page.inner_text("body")
            errors += [f"{name}: {key}" for key in ("error.user", "error.ours") if texts.say(key, "en") in text]
        except Exception as error:  # noqa: BLE001 - counted and told
            errors.append(f"{name}: {type(error).__name__}")
    await page.context.close()
    return took


async def measure(kb: Path, sessions: int) -> None:
    """Prints the report as Markdown."""
    process, address = served(kb)
    errors: list[str] = []
    try:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            start = f"{address}/?lang=en"
            print("| measured | seconds | load | server's processor time so far, s |\n|---|---|---|---|")
            row(process, "first page, fresh server", await shown(await window(browser, errors), start, ".hk-examples"))
            for when in ("while what asking needs is loaded", "afterwards"):
                warm = [await shown(await window(browser, errors), start, ".hk-examples") for _ in range(5)]
                row(process, f"first page of a new window, {when}, median of 5", statistics.median(warm))
                await asyncio.sleep(4)
            page = await window(browser, errors)
            answers = []
            for question in QUESTIONS:
                await shown(page, start, ".hk-examples")
                answers.append(await answered(page, question))
            row(process, "Enter to the first answer of a fresh server", answers[0])
            row(process, f"Enter to an answer, median of the {len(answers) - 1} after it", statistics.median(answers[1:]))
            before = memory(process)
            begun = time.monotonic()
            took = [t for some in await asyncio.gather(*(session(browser, address, n, errors) for n in range(sessions))) for t in some]
            took.sort()
            row(process, f"a page with {sessions} sessions at once, median", statistics.median(took))
            row(process, "the same, 95th percentile", took[int(len(took) * 0.95)])
            told = f"{sessions} sessions at once drew {len(took)} pages in {time.monotonic() - begun:.0f} s with {len(errors)} errors."
            print(f"\n{told} Memory of the server: {before} MB before, {memory(process)} MB after.")
            for error in errors:
                print(f"error: {error}")
            await browser.close()
    finally:
        process.terminate()
        process.wait(20)


def row(process: subprocess.Popen[bytes], what: str, seconds: float) -> None:
    """One line of the report; the load is how many processes wanted a processor, mean of a minute."""
    ticks = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    busy = (int(ticks[11]) + int(ticks[12])) / os.sysconf("SC_CLK_TCK")
    print(f"| {what} | {seconds:.2f} | {os.getloadavg()[0]:.1f} | {busy:.1f} |", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kb", type=Path, default=Path("kb"))
    parser.add_argument("--sessions", type=int, default=20)
    given = parser.parse_args()
    asyncio.run(measure(given.kb, given.sessions))
