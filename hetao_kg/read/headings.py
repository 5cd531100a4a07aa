"""Headings -> their levels: what the contents page and the numbering know of them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from hetao_kg.read.lines import Piece
from hetao_kg.read.marks import without
from hetao_kg.text import is_back_matter

_PREFIX = re.compile(
    r"(?:[●○◎■□◆◇•*+-]\s*)?(?:第\s*[一二三四五六七八九十百\d]+\s*[章節节部篇]分?|[一二三四五六七八九十]+、|\d+(?:\.\d+)*\.?)?[\s\u3000]*"
)
_LEADERS = re.compile(r"[\s.…·・]*\d*$")
_CHAPTER = re.compile(r"\s*(?:[●○◎■□◆◇•*+-]\s*)?第\s*[一二三四五六七八九十百\d]+\s*(?:章|部|篇)")
_SOURCE = re.compile(r"\d{1,3}[.．]\s*(?!\d)")
#: What a source has and a heading seldom: a title, an address, the sort of publication.
_TITLE = re.compile(r"[《“「]|https?://|\[[A-Z](?:/OL)?\]|(?:19|20)\d\d")
_NUMBER = re.compile(r"(\d+(?:\.\d+)+)\.?")
#: A heading that is a paragraph's number stands below every other.
_PARAGRAPH_NUMBER = 6


def settle(pieces: Sequence[Piece]) -> list[Piece]:
    """``pieces`` with chapter titles that only the contents page shows as such, and with levels that fit the numbering.

    The numbered sources of an appendix are items of a list, however much they look like headings.
    """
    return _by_number(_by_contents(_sources(pieces)))


def _sources(pieces: Sequence[Piece]) -> list[Piece]:
    found: list[Piece] = []
    inside = False  # below the heading of references or notes
    for now, following in itertools.zip_longest(pieces, pieces[1:]):
        address = following is not None and following.text.startswith("http")
        if now.kind == "heading" and inside and _SOURCE.match(now.text) and (address or _TITLE.search(now.text)):
            now = replace_piece(now, "list", 0)
        elif now.kind == "heading":
            inside = is_back_matter(now.text)
        elif inside and now.text.startswith("http") and found and found[-1].kind == "list" and "http" not in found[-1].text:
            found[-1].text += f" {now.text}"
            continue
        found.append(now)
    return found


def _by_contents(pieces: Sequence[Piece]) -> list[Piece]:
    chapters = {
        title for p in pieces if p.kind == "furniture" and _CHAPTER.match(p.text) for title in [_bare(p.text)] if 2 <= len(title) <= 40
    }
    titles = {_bare(p.text) for p in pieces if p.kind == "furniture"}
    found: list[Piece] = []
    inside = False  # below a chapter title
    for now in pieces:
        if chapters and now.kind in ("prose", "heading") and len(now.text) <= 60 and _bare(now.text) in chapters:
            now, inside = replace_piece(now, "heading", 1), True
        elif inside and now.kind == "heading" and now.level == 1 and _bare(now.text) not in titles:
            now = replace_piece(now, "heading", 2)
        found.append(now)
    return found


def _bare(text: str) -> str:
    """A title without its number, leaders and page."""
    return re.sub(r"\s+", "", _LEADERS.sub("", _PREFIX.sub("", without(text).strip(), count=1)))


def _by_number(pieces: Sequence[Piece]) -> list[Piece]:
    """A heading that is nothing but 2.1.3 is deepest; the title right above it has the level of that number."""
    found = list(pieces)
    for i, now in enumerate(found):
        alone = _NUMBER.fullmatch(now.text.strip()) if now.kind == "heading" else None
        if not alone:
            continue
        found[i] = replace_piece(now, "heading", _PARAGRAPH_NUMBER)
        above = found[i - 1] if i else None
        depth = alone.group(1).count(".") + 1
        if above and above.kind == "heading" and above.level > 1 and not _NUMBER.match(above.text) and depth >= 3:
            found[i - 1] = replace_piece(above, "heading", depth)
    return found


def replace_piece(piece: Piece, kind: str, level: int) -> Piece:
    """``piece`` as another kind of block."""
    return replace(Piece(piece.text, piece.kind, piece.level, piece.line, piece.page), kind=kind, level=level)
