"""Takes the pictures of this folder from a running explorer: ``python docs/screenshots/take.py http://localhost:8501``."""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import quote

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from hetao_kg.graph import library

HERE = Path(__file__).resolve().parent
CHROMIUM = "/usr/bin/chromium"
SIZES = {1440: 900, 390: 844}
#: Milliseconds that a page may take.
PATIENCE = 60_000
IDLE = "document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'"
#: What is brought into view first.
SCROLLED = {"graph": "h2.hk-section", "sparql": "[data-testid=stTextArea]"}
#: What is followed first, to the page that is meant.
FOLLOWED = {"documents": ".hk-answer .hk-read"}
QUERY = next(e.query for e in library.examples(HERE.parents[1] / "ontology") if e.name == "fields-by-document")
#: Picture -> address; the project's own corpus only.
PICTURES = {
    "ask": "?page=ask&lang=en&q=which bodies approve drug listings",
    "ask-zh-hant": "?page=ask&lang=zh-Hant&q=特區政府設立了哪些機構？",
    "search": "?page=search&lang=zh-Hant&q=跨境數據流動",
    "entity": "?page=entity&lang=en&id=nmpa",
    "graph": "?page=graph&lang=zh-Hant&id=nmpa",
    "timeline": "?page=timeline&lang=zh-Hans",
    "statements": "?page=statements&lang=en&status=proposed",
    "figures": "?page=statements&lang=en&view=figures",
    "proposals": "?page=statements&lang=zh-Hant&view=proposals",
    "documents": "?page=ask&lang=zh-Hant&q=哪些機構審批藥品上市？",
    "compare": "?page=documents&lang=zh-Hant&doc=ohkf-2021-hetao-biotech&with=takungpao-2024-hetao&name=國家藥監局",
    "sparql": "?page=sparql&lang=en&view=chart&query=" + quote(QUERY),
    "corpus": "?page=corpus&lang=zh-Hans",
}


def take(page: Page, name: str, width: int) -> None:
    """One picture, with few colours so that it stays small; those of the statuses must not run together."""
    path = HERE / f"{name}-{width}.png"
    page.screenshot(path=path)
    Image.open(path).convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(path, optimize=True)


def settled(page: Page) -> None:
    """Waits until the page is drawn."""
    page.wait_for_selector(".hk-foot", timeout=PATIENCE)
    page.wait_for_function(IDLE, timeout=PATIENCE)
    page.wait_for_timeout(1200)


def main(address: str) -> None:
    """Every picture in every size."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for width, height in SIZES.items():
            page = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB").new_page()
            for name, query in PICTURES.items():
                page.goto(f"{address}/{query}")
                settled(page)
                if name in FOLLOWED:
                    page.locator(FOLLOWED[name]).first.click()
                    page.wait_for_selector("mark#here", timeout=PATIENCE)
                    settled(page)
                if name in SCROLLED:
                    page.locator(SCROLLED[name]).first.evaluate("place => place.scrollIntoView({block: 'start'})")
                    page.wait_for_timeout(300)
                take(page, name, width)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
