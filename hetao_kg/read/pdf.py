"""PDF with a text layer -> text and blocks; pages that are only pictures are read where the extra for it is installed."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pypdfium2

from hetao_kg.errors import CorpusError
from hetao_kg.read import limits
from hetao_kg.read.decode import clean
from hetao_kg.read.headings import settle
from hetao_kg.read.items import itemised
from hetao_kg.read.lines import Reading, compose, one_line
from hetao_kg.read.pdf_page import Page, read_page
from hetao_kg.read.pdf_pieces import key, pieces_of

#: What a font without a table of its characters gives.
_NO_CHARACTER = re.compile("[\ufffd\ue000-\uf8ff]")
#: A page with less text than this and a picture is a scan.
_SCANNED = 12


def read_pdf(data: bytes) -> Reading:
    """Text and blocks of a PDF, with pages; a page that is only a picture is named in ``problems``."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise CorpusError("this PDF is encrypted", "save it without a password") from None
        raise CorpusError("this PDF is broken", "print it to a new PDF") from None
    try:
        return _read(document)
    except pypdfium2.PdfiumError:
        raise CorpusError("a page of this PDF is broken", "print it to a new PDF") from None
    finally:
        document.close()


def _read(document: Any) -> Reading:  # noqa: ANN401
    if len(document) > limits.PAGES:
        raise CorpusError(f"more than {limits.PAGES} pages", "split it")
    pages: list[Page] = []
    for number in range(len(document)):
        page = document[number]
        pages.append(read_page(page, number + 1))
        page.close()
    scanned = [n for n, page in enumerate(pages, 1) if page.characters < _SCANNED and page.pictures]
    read: dict[int, list[str]] = {}
    if scanned:
        from hetao_kg.read.ocr import available, read_pictures

        read = read_pictures(document, scanned) if available() else {}
    missing = [n for n in scanned if n not in read]
    if pages and len(missing) == sum(1 for p in pages if p.pictures or p.characters) and missing:
        raise CorpusError(
            f"this PDF has no text layer: {len(missing)} scanned page{'s' * (len(missing) > 1)}",
            "install the extra ocr (pip install 'hetao-kg[ocr]'), or give a PDF with text",
        )
    problems = (f"{len(missing)} of {len(pages)} pages are pictures without text: {', '.join(map(str, missing[:12]))}",) if missing else ()
    pieces = pieces_of(pages, _outline(document), read)
    reading = compose(itemised(settle(pieces)), _about(document), len(pages))
    if len(_NO_CHARACTER.findall(reading.text)) > 0.3 * len(reading.text):
        raise CorpusError(
            "the text layer of this PDF holds no readable characters", "print it to a new PDF, or read it as pictures (extra ocr)"
        )
    return replace(reading, problems=problems)


def _outline(document: Any) -> dict[str, int]:  # noqa: ANN401
    """Titles of the bookmarks, without white space, with their levels."""
    found: dict[str, int] = {}
    for mark in document.get_toc(max_depth=6):
        title = key(clean(mark.get_title() or ""))
        if len(title) > 1 and len(found) < 5000:
            found.setdefault(title, min(6, mark.level + 1))
    return found


def _about(document: Any) -> dict[str, str]:  # noqa: ANN401
    meta = document.get_metadata_dict(skip_empty=True)
    found = {name: one_line(clean(meta.get(key, ""))) for name, key in (("title", "Title"), ("author", "Author"))}
    if re.search(
        r"\.(?:docx?|pdf|indd|pptx?|html?)$|^(?:microsoft|untitled|about:blank|無標題|无标题)|^[\w./:-]+$", found["title"], re.I | re.A
    ):
        found["title"] = ""
    return {name: value for name, value in found.items() if value}
