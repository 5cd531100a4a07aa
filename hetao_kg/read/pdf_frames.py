"""What frames the pages of a PDF: running heads and feet, page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from hetao_kg.read.layout import PAGE_NUMBER
from hetao_kg.read.pdf_lines import Row
from hetao_kg.read.pdf_page import Page

#: The number of a paragraph, which may stand at the head of several pages by chance.
_NUMBER = re.compile(r"\d+(?:\.\d+)+")
#: A note at the foot of a page: the next page may cite the same work with another number.
_CITING = re.compile(r"[\[［(（]?(?:\d{1,3}|[①-⑳*†‡])[\]］)）]?[\s.．、]*\S.*(?:[。》」]|https?://\S+)$")

#: The end of a sentence, with the mark of a note or without.
_SENTENCE_END = re.compile(r"[。；！？]\W*$")
#: Lines of a text are less than this many times their size apart; a running foot stands farther off.
_SPACING = 2.0


def without_frames(pages: Sequence[Page]) -> list[list[Row]]:
    """Rows by page, without page numbers and without what stands at the head or foot of page after page."""
    places: Counter[tuple[str, int]] = Counter()
    alike: Counter[str] = Counter()
    for page in pages:
        alike.update({r.text for r in _outermost(page)})
        places.update({_place(r, page) for r in _outermost(page) if not _NUMBER.fullmatch(r.text.strip())})
    least = 2 if len(pages) == 2 else max(3, round(0.3 * len(pages)))
    found: list[list[Row]] = []
    for page in pages:
        frame = {
            id(r)
            for r in _outermost(page)
            if not _goes_on(r, page)
            and (
                (places[_place(r, page)] >= least and (alike[r.text] >= least or not _CITING.match(r.text)))
                or (not r.cells and (PAGE_NUMBER.match(r.text.strip()) or _beside_number(r, page)))
            )
        }
        found.append([r for r in page.rows if id(r) not in frame])
    return found


def _outermost(page: Page) -> Iterator[Row]:
    """Rows in the top and bottom eighth of a page, two lines each at most."""
    for edge in (
        sorted((r for r in page.rows if r.y > 0.87 * page.height), key=lambda r: -r.y),
        sorted((r for r in page.rows if r.y < 0.12 * page.height), key=lambda r: r.y),
    ):
        lines = list(dict.fromkeys(round(r.y) for r in edge))[:2]
        yield from (r for r in edge if round(r.y) in lines)


def _goes_on(r: Row, page: Page) -> bool:
    """Whether a row ends a sentence of the text: it stands as near to the line before it as lines of a text do."""
    above = [x.y - r.y for x in page.rows if x.y > r.y + 1 and x.left < r.right and r.left < x.right]
    return _SENTENCE_END.search(r.text) is not None and bool(above) and min(above) < _SPACING * r.size


def _beside_number(r: Row, page: Page) -> bool:
    """Whether a row shares its line, at the edge of the page, with the page's number."""
    return any(PAGE_NUMBER.match(x.text.strip()) and abs(x.y - r.y) < 2 and len(x.text) < 8 for x in _outermost(page) if x is not r)


def _place(r: Row, page: Page) -> tuple[str, int]:
    return re.sub(r"\d+|(?<![a-z])[ivxl]+(?![a-z])", "#", r.text.strip().lower()), round(20 * r.y / max(page.height, 1.0))
