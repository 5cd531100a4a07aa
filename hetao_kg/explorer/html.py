"""HTML of the pages. Every text passes :func:`esc`; what comes back from these functions is safe to draw."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from hetao_kg.explorer.labels import MARKS
from hetao_kg.text import fold

if TYPE_CHECKING:
    from hetao_kg.explorer.visit import Visit
    from hetao_kg.types import Evidence, Passage

_SCRIPTS = {"Hant": "zh-Hant", "Hans": "zh-Hans"}


def esc(text: object) -> str:
    """``text`` as text: nothing in it is markup."""
    return html.escape(str(text), quote=True)


def attributes(**given: str | int | None) -> str:
    """Attributes, escaped; ``class_`` is ``class``, other underscores are hyphens, None is left out."""
    return "".join(f' {name.rstrip("_").replace("_", "-")}="{esc(value)}"' for name, value in given.items() if value is not None)


def element(name: str, inner: str, **given: str | int | None) -> str:
    """An element around HTML that is already safe."""
    return f"<{name}{attributes(**given)}>{inner}</{name}>"


def link(href: str, text: str, **given: str | int | None) -> str:
    """A link with a plain text."""
    return element("a", esc(text), href=href, **given)


def badge(visit: Visit, status: str, count: int | None = None) -> str:
    """A status as mark, word and colour."""
    mark = MARKS.get(status, "·")
    number = f' <span class="hk-count">{count}</span>' if count is not None else ""
    return f'<span class="hk-status hk-{esc(status)}"><span aria-hidden="true">{mark}</span> {esc(visit.labels.status(status))}</span>{number}'


def marked(text: str, spans: Iterable[tuple[int, int]], offset: int = 0) -> str:
    """``text`` escaped, with the stretches ``spans`` marked; ``offset`` is where ``text`` begins in their counting."""
    out, at = [], 0
    for start, end in joined(spans):
        a, b = max(start - offset, at), min(end - offset, len(text))
        if a < b:
            out += [esc(text[at:a]), "<mark>", esc(text[a:b]), "</mark>"]
            at = b
    return "".join([*out, esc(text[at:])])


def joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, those that overlap or touch made one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def occurrences(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """Where any of ``words`` stands in ``text``, in any script and width; Latin words only as whole words."""
    folded, found = fold(text), []
    for word in sorted({fold(w) for w in words if w.strip()}):
        at = folded.find(word)
        while at >= 0:
            if not (word.isascii() and _inside_word(folded, at, at + len(word))):
                found.append((at, at + len(word)))
            at = folded.find(word, at + 1)
    return joined(found)


def _inside_word(text: str, start: int, end: int) -> bool:
    def letter(i: int) -> bool:
        return 0 <= i < len(text) and text[i].isascii() and text[i].isalnum()

    return letter(start - 1) or letter(end)


def language_of(visit: Visit, document: str) -> str:
    """The language tag of a document, so that the browser picks the right forms of the characters."""
    found = visit.kb.documents.get(document)
    return _SCRIPTS.get(found.metadata.script, "zh") if found else "zh"


def place(visit: Visit, document: str, start: int, end: int) -> str:
    """The address of a place in the reader."""
    return visit.link("documents", doc=document, start=start, end=end) + "#here"


def source(visit: Visit, document: str, start: int, end: int, section: Sequence[str], page: int) -> str:
    """Where something is said: title, section, page, date, and the way into the reader."""
    found = visit.kb.documents.get(document)
    title = visit.labels.document(document)
    parts = [f'<cite lang="{language_of(visit, document)}">{esc(title)}</cite>']
    below = [s for s in section if s != title][-2:]
    if below:
        parts.append(f'<span lang="{language_of(visit, document)}">{esc(" › ".join(" ".join(s.split()) for s in below))}</span>')
    if page:
        parts.append(esc(visit.say("page.number", page=page)))
    if found and found.metadata.date:
        parts.append(esc(visit.labels.date(found.metadata.date)))
    parts.append(link(place(visit, document, start, end), visit.say("evidence.read"), class_="hk-read"))
    return f'<p class="hk-source">{" · ".join(parts)}</p>'


def evidence(visit: Visit, item: Evidence, spans: Iterable[tuple[int, int]] = (), extra: str = "") -> str:
    """One quotation as written, in 「」, with its source; ``spans`` are marked, in the document's counting."""
    q = item.quote
    quoted = f'<blockquote class="hk-quote" lang="{language_of(visit, q.document)}">「{marked(q.text, spans, q.start)}」</blockquote>'
    return f'<div class="hk-evidence">{quoted}{source(visit, q.document, q.start, q.end, item.section, item.page)}{extra}</div>'


def passage(visit: Visit, found: Passage, words: Iterable[str] = (), extra: str = "") -> str:
    """A passage with the matched words marked."""
    q = found.quote
    body = f'<p class="hk-passage" lang="{language_of(visit, q.document)}">{marked(q.text, occurrences(q.text, words))}</p>'
    return f'<li class="hk-hit">{body}{source(visit, q.document, q.start, q.end, found.section, found.page)}{extra}</li>'


def folded(summary: str, inner: str, opened: bool = False, **given: str | int | None) -> str:
    """Something that folds out; ``summary`` is HTML that is already safe."""
    return f'<details{attributes(**given)}{" open" if opened else ""}><summary>{summary}</summary>{inner}</details>'


def notice(title: str, text: str, inner: str = "") -> str:
    """A plain remark to the reader: what happened and what to do."""
    return f'<div class="hk-notice" role="status"><p class="hk-notice-title">{esc(title)}</p><p>{esc(text)}</p>{inner}</div>'
