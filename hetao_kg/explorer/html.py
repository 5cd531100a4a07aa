"""HTML of the pages. Every text passes :func:`esc`; what comes back from these functions is safe to draw."""

from __future__ import annotations

import html
from collections.abc import Iterable

from hetao_kg.text import fold


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


def folded(summary: str, inner: str, opened: bool = False, **given: str | int | None) -> str:
    """Something that folds out; ``summary`` is HTML that is already safe."""
    return f"<details{attributes(**given)}{' open' if opened else ''}><summary>{summary}</summary>{inner}</details>"


def notice(title: str, text: str, inner: str = "") -> str:
    """A plain remark to the reader: what happened and what to do."""
    return f'<div class="hk-notice" role="status"><p class="hk-notice-title">{esc(title)}</p><p>{esc(text)}</p>{inner}</div>'
