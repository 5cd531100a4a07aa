"""How fast documents are read, and how well sentences are cut.

``python benchmarks/reading.py`` times each reader on documents made from the samples in ``tests/data/formats`` and writes
``benchmarks/results/reading.md``. ``python benchmarks/reading.py --cuts FOLDER`` prints 30 random sentence cuts of each
document there, the same ones for the same ``--seed``, for a check by eye.
"""

from __future__ import annotations

import argparse
import html
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from docx import Document as Word

from hetao_kg.read import read_bytes, read_folder
from hetao_kg.split import passages, sentences
from hetao_kg.types import Document, Problem

HOME = Path(__file__).resolve().parent
SAMPLES = HOME.parent / "tests" / "data" / "formats"
CUTS = 30


def cuts(folder: Path, seed: int) -> None:
    """Prints the end of a sentence and the beginning of the next, 30 times a document."""
    for document in read_folder(folder):
        if isinstance(document, Problem):
            continue
        units = [s for b in document.blocks if b.kind != "furniture" for s in sentences(document.text, b.start, b.end)]
        chosen = sorted(random.Random(seed).sample(range(len(units) - 1), min(CUTS, len(units) - 1)))
        print(f"\n## {document.id} ({len(units)} sentences)\n")
        for i in chosen:
            (a, b), (c, d) = units[i], units[i + 1]
            print(f"{i:4}  …{document.text[a:b][-30:]!r} | {document.text[c:d][:26]!r}")


def prose(characters: int) -> list[str]:
    """Paragraphs of invented text of about that many characters in all."""
    reading = read_bytes((SAMPLES / "report.pdf").read_bytes(), ".pdf")
    texts = [reading.text[b.start : b.end] for b in reading.blocks if b.kind == "prose" and b.end - b.start > 60]
    size = sum(map(len, texts))
    return texts * max(1, characters // size)


def print_pdf(paragraphs: list[str], path: Path, columns: int) -> None:
    """A PDF of these paragraphs, by Chromium."""
    from playwright.sync_api import sync_playwright

    style = "@page{size:A4;margin:22mm}body{font:11pt/1.6 'Noto Serif CJK TC';text-align:justify}p{text-indent:2em;margin:0}"
    body = "".join(f"<p>{html.escape(p)}</p>" for p in paragraphs)
    if columns > 1:
        body = f"<div style='columns:{columns}'>{body}</div>"
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=os.environ.get("HETAO_CHROMIUM", "/usr/bin/chromium"))
        page = browser.new_page()
        page.set_content(f"<meta charset=utf-8><style>{style}</style>{body}")
        page.pdf(path=path, prefer_css_page_size=True)
        browser.close()


def hard_wrapped(paragraphs: list[str], width: int = 36) -> str:
    """The paragraphs as lines of ``width`` characters."""
    return "\n\n".join("\n".join(p[i : i + width] for i in range(0, len(p), width)) for p in paragraphs)


def spent() -> float:
    """Processor time of this process and of those it has waited for, in seconds; other programs do not count in it."""
    return sum(os.times()[:4])


def best(action: Callable[[], object], times: int = 3) -> float:
    """The shortest of a few timings, in seconds of processor time."""
    taken = []
    for _ in range(times):
        begun = spent()
        action()
        taken.append(spent() - begun)
    return min(taken)


def timings(folder: Path) -> list[str]:
    """Rows of the table of results."""
    texts = prose(1_000_000)
    wrapped, marked = hard_wrapped(texts), "\n\n".join(f"## {i}.1 節\n\n{t}" for i, t in enumerate(texts))
    page = f"<body><main>{''.join(f'<h2>節</h2><p>{t}</p>' for t in texts)}</main></body>"
    files = {
        "plain text, a line a paragraph": ("\n".join(texts).encode(), ".txt"),
        "plain text, hard-wrapped": (wrapped.encode(), ".txt"),
        "plain text in GB18030": ("\n".join(texts).encode("gb18030"), ".txt"),
        "Markdown": (marked.encode(), ".md"),
        "HTML": (page.encode(), ".html"),
    }
    word = Word()
    for text in texts:
        word.add_paragraph(text)
    word.save(folder / "a.docx")
    files["Word"] = ((folder / "a.docx").read_bytes(), ".docx")
    rows = []
    for name, (data, ending) in files.items():
        reading = read_bytes(data, ending)
        size = len(reading.text.encode()) / 1e6
        seconds = best(lambda data=data, ending=ending: read_bytes(data, ending))
        rows.append(f"| {name} | {size:.1f} MB | {seconds:.2f} s | {size / seconds:.1f} MB/s | |")
    for columns in (1, 2):
        print_pdf(texts[: len(texts) // 10], folder / "a.pdf", columns)
        data = (folder / "a.pdf").read_bytes()
        reading = read_bytes(data, ".pdf")
        seconds = best(lambda data=data: read_bytes(data, ".pdf"))
        size = len(reading.text.encode()) / 1e6
        rows.append(
            f"| PDF of {reading.pages} pages, {columns} column{'s' * (columns > 1)} | {size:.1f} MB | {seconds:.2f} s "
            f"| {size / seconds:.2f} MB/s | {reading.pages / seconds:.0f} pages/s |"
        )
    whole = read_bytes("\n".join(texts).encode(), ".txt")
    document = Document("a", "a.txt", whole.text, whole.blocks)
    size = len(whole.text.encode()) / 1e6
    seconds = best(lambda: [passages(document), sum(1 for _ in sentences(document.text))])
    rows.append(f"| cutting into sentences and passages | {size:.1f} MB | {seconds:.2f} s | {size / seconds:.1f} MB/s | |")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "a.html").write_text("<p>松溪市政府公布了計劃。</p>", "utf-8")
    seconds = best(lambda: list(read_folder(folder / "corpus")))
    rows.append(f"| a folder with one small web page, with the start of the reading process | | {seconds:.2f} s | | |")
    return rows


def command(*arguments: str) -> tuple[float, float]:
    """Seconds of processor time and by the clock that one run of ``hetao-kg`` takes, start-up included."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}  # as installed: compiled once
    begun, clock = spent(), time.perf_counter()
    subprocess.run([sys.executable, "-m", "hetao_kg.cli", *arguments], check=True, capture_output=True, env=environment, cwd=HOME.parent)
    return spent() - begun, time.perf_counter() - clock


def pace() -> float:
    """Seconds of processor time that ten million steps of a loop take now: a virtual machine is half as fast at times."""

    def loop() -> None:
        total = 0
        for i in range(10_000_000):
            total += i

    return best(loop, 1)


def added(folder: Path) -> list[str]:
    """Rows on a PDF of 50 pages that joins the shipped corpus: until it is built, and one search in it; with the pace of the machine."""
    corpus, kb, before = folder / "library", folder / "kb", folder / "before"
    shutil.copytree(HOME.parent / "corpus", corpus)
    command("build", str(corpus), "--kb", str(before))
    texts = prose(1_000_000)
    print_pdf(texts[: len(texts) // 15], corpus / "added.pdf", 1)
    tried = []
    paces = []
    for _ in range(3):
        shutil.rmtree(kb, ignore_errors=True)
        shutil.copytree(before, kb)
        paces.append(pace())
        built = command("build", str(corpus), "--kb", str(kb))
        tried.append([built, command("search", "科研大樓的進展", "--kb", str(kb))])
    best_of = min(tried, key=lambda runs: sum(processor for processor, _ in runs))
    slow = paces[tried.index(best_of)]
    names = ("`build` with one added PDF of 50 pages", "`search` behind it", "together")
    rows = [*best_of, tuple(map(sum, zip(*best_of, strict=True)))]
    return [
        f"| {name} | {processor:.1f} s | {clock:.1f} s | {processor / slow:.1f} |"
        for name, (processor, clock) in zip(names, rows, strict=True)
    ]


def main() -> None:
    """Prints cuts, or times the readers."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--cuts", type=Path, help="a folder of documents")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    if given.cuts:
        cuts(given.cuts, given.seed)
        return
    with tempfile.TemporaryDirectory() as folder:
        joined = added(Path(folder))
        rows = timings(Path(folder))
    text = f"""# Reading

Made by `python benchmarks/reading.py` on a virtual machine of 2 x86-64 cores (one is used), Python 3.11; best of three,
in processor time, on a machine that others used too.
The documents are the invented text of `tests/data/formats`, repeated; sizes are of the text as UTF-8.

| What | Text | Time | Speed | Pages |
|---|---:|---:|---:|---:|
{chr(10).join(rows)}

From a new document to its being found, with the start of each command; the processor's time is that of all processes of the
command, of which two run at once; the clock also counts what other programs did. The last column is the processor's time
in loops of ten million steps measured just before, because the machine's own speed changes from hour to hour:

| What | Processor | Clock | Loops |
|---|---:|---:|---:|
{chr(10).join(joined)}
"""
    (HOME / "results" / "reading.md").write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
