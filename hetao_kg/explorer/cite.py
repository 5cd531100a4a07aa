"""Citations of a place in a document, for footnotes and reference managers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from hetao_kg.types import Document

Cite = Callable[[Document, str, Sequence[str], int], str]
#: What BibTeX calls the publisher of an entry of each type; ``publisher`` for the rest.
_PUBLISHERS = {"article": "journal", "techreport": "institution"}
#: Kind of document -> type of entry in BibTeX, in RIS, and in GB/T 7714.
_TYPES = {
    "press": ("article", "MGZN", "N"),
    "slides": ("misc", "SLIDE", "Z"),
    "outline": ("techreport", "GOVDOC", "R"),
    "brief": ("techreport", "RPRT", "R"),
    "report": ("techreport", "RPRT", "R"),
    "law": ("misc", "BILL", "S"),
    "speech": ("misc", "GEN", "Z"),
}


def _types(document: Document) -> tuple[str, str, str]:
    return _TYPES.get(document.metadata.kind, ("misc", "GEN", "Z"))


def _line(text: str) -> str:
    return " ".join(text.split())


def _authors(document: Document) -> list[str]:
    about = document.metadata
    return [name.strip() for name in re.split(r"[、;；]", about.author) if name.strip()] or ([about.publisher] if about.publisher else [])


def _where(section: Sequence[str], page: int, title: str) -> str:
    inner = [_line(s) for s in section if s != title][-1:]
    return ", ".join(part for part in (*inner, f"p. {page}" if page else "") if part)


def _title(document: Document) -> str:
    """The title; of a digest with a word that what is quoted is not the wording of the original."""
    title = document.metadata.title or document.id
    return f"{title}〔摘述，非原文 digest, not the original's wording〕" if document.metadata.digest else title


def plain(document: Document, quote: str, section: Sequence[str], page: int) -> str:
    """One line to paste."""
    about = document.metadata
    title = about.title or document.id
    parts = [
        "、".join(_authors(document)),
        about.date,
        _title(document),
        about.publisher if about.author else "",
        _where(section, page, title),
        about.url,
    ]
    return ", ".join(part for part in parts if part) + (f": 「{_line(quote)}」" if quote else "")


def bibtex(document: Document, quote: str, section: Sequence[str], page: int) -> str:
    """A BibTeX entry."""
    about = document.metadata
    year, _, rest = about.date.partition("-")
    title = about.title or document.id
    fields = {
        "title": _title(document),
        "author": " and ".join(f"{{{name}}}" for name in map(_tex, _authors(document))),
        "year": year,
        "month": rest.partition("-")[0],
        _PUBLISHERS.get(_types(document)[0], "publisher"): about.publisher,
        "url": about.url,
        "pages": str(page) if page else "",
        "note": _where(section, 0, title),
        "annote": _line(quote),
    }
    raw = {"author", "url"}
    lines = [f"  {name} = {{{value if name in raw else _tex(value)}}}" for name, value in fields.items() if value]
    return f"@{_types(document)[0]}{{{document.id},\n" + ",\n".join(lines) + "\n}"


def _tex(text: str) -> str:
    return re.sub(r"([&%$#_{}])", r"\\\1", _line(text).replace("\\", "/")).replace("~", r"\~{}").replace("^", r"\^{}")


def ris(document: Document, quote: str, section: Sequence[str], page: int) -> str:
    """An RIS record."""
    about = document.metadata
    title = about.title or document.id
    year, month, day = ([*about.date.split("-"), "", "", ""])[:3]
    rows = [
        ("TY", _types(document)[1]),
        ("TI", _title(document)),
        *(("AU", name) for name in _authors(document)),
        ("T2" if document.metadata.kind == "press" else "PB", about.publisher),
        ("PY", year),
        ("DA", "/".join([year, month, day, ""]) if year else ""),
        ("SP", str(page) if page else ""),
        ("UR", about.url),
        ("N1", _where(section, 0, title)),
        ("N2", quote),
        ("ID", document.id),
    ]
    return "\n".join([f"{tag}  - {_line(value)}" for tag, value in rows if value] + ["ER  - "])


def gbt7714(document: Document, quote: str, section: Sequence[str], page: int) -> str:
    """A reference as GB/T 7714-2015 has it."""
    about = document.metadata
    online = "/OL" if about.url else ""
    authors = f"{', '.join(_authors(document)[:3])}{', 等' if len(_authors(document)) > 3 else ''}"
    text = f"{authors}. {_title(document)}[{_types(document)[2]}{online}]."
    published = ", ".join(part for part in (about.publisher if about.author else "", about.date) if part)
    text += f" {published}" if published else ""
    text += f": {page}." if page else "." if published else ""
    return text + (f" {about.url}." if about.url else "")


#: Name of a form of citation -> function that writes it from document, quotation, section and page.
CITATIONS: dict[str, Cite] = {"plain": plain, "BibTeX": bibtex, "RIS": ris, "GB/T 7714": gbt7714}
