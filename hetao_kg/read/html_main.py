"""The main text of a web page: what is left without menus, footers and scripts, and the element that holds it."""

from __future__ import annotations

import re

from hetao_kg.read.lines import one_line, terminated
from hetao_kg.read.package import Element

# fmt: off
BLOCKS = frozenset((
    "p", "div", "section", "article", "main", "header", "li", "ul", "ol", "dl", "dt", "dd", "table", "tr", "td", "th", "caption",
    "figcaption", "blockquote", "pre", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "body", "figure", "center", "tbody", "thead",
    "address", "details", "summary",
))
_NEVER = frozenset((
    "script", "style", "noscript", "template", "nav", "footer", "aside", "button", "iframe", "svg", "select", "object", "video",
    "audio", "head", "textarea", "canvas", "dialog",
))
# fmt: on
_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "complementary", "menu", "menubar", "dialog", "alert"})
_FRAME = re.compile(
    r"(?:^|[\s_-])(nav|navbar|menu|breadcrumbs?|crumbs?|footer|sidebar|share|social|comments?|related|recommend\w*|advert\w*|ads?|cookies?|banner|toolbar|pagination|pager|copyright|topbar|top|bottom|foot|qrcode|skip|toc|noprint|editsection|backlink)(?:$|[\s_-])",
    re.I,
)
#: Names that a section of a report may have as well.
_TOPIC = re.compile(r"recommend\w*|social|share|top|bottom|foot|banner", re.I)
#: Where a name such as breadcrumbNav is made of two words.
_PARTS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOTE = re.compile(
    r"(?:^|[\s_-])(?:footnotes?|endnotes?|doc-footnote|doc-endnotes?|references|reflist|mso(?:foot|end)notetext)(?:$|[\s_-])"
    r"|mso-element:\s*(?:foot|end)note(?!-)",
    re.I,
)


def words(element: Element) -> str:
    """The text of an element on one line."""
    return one_line("".join(element.itertext()))


def without_frame(root: Element) -> None:
    """Cuts out what frames the text: menus, footers, scripts, hidden parts."""
    marked: list[Element] = []
    whole = sum(len(words(p)) for p in root.iter("p"))
    for element in root.iter():
        tag = element.tag
        if not isinstance(tag, str) or tag in ("html", "body", "main", "article"):
            continue
        named = _PARTS.sub("-", f"{element.get('class') or ''} {element.get('id') or ''}")
        hidden = (
            element.get("hidden") is not None
            or element.get("aria-hidden") == "true"
            or "display:none" in (element.get("style") or "").replace(" ", "").lower()
        )
        frame = (element.get("role") in _ROLES or _is_named_frame(element, named)) and not tag.startswith("h")
        frame = frame or tag == "form" or (tag in ("ul", "ol") and _is_menu(element))  # some servers put the whole page into a form
        head = tag == "header" and not any(e.tag in ("article", "main") for e in element.iterancestors()) and not _is_title_block(element)
        never = tag in _NEVER and not (tag in ("footer", "aside") and is_notes(element))
        if never or hidden or ((frame or head) and not _holds_most(element, whole)):
            marked.append(element)
    for element in marked:
        cut(element)


def cut(element: Element) -> None:
    """Takes an element out of the page, not what stands behind it."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _is_named_frame(element: Element, named: str) -> bool:
    """Whether an element is called as a frame is, and is no section of that name (建議, recommendations) with text of its own."""
    names = [n.lower() for n in _FRAME.findall(named)]
    if not names or not all(map(_TOPIC.fullmatch, names)):
        return bool(names)
    return linked(element) > 0.1 or not any(len(words(p)) >= 25 and terminated(words(p)) for p in element.iter("p", "li"))


def _is_title_block(header: Element) -> bool:
    """Whether a header holds the title of the text, not the name of the site and the way into it."""
    return next(header.iter("h1"), None) is not None and next(header.iter("a", "nav", "ul", "form"), None) is None


def _is_menu(items: Element) -> bool:
    """Whether a list is nothing but short links: 首頁, 新聞, 聯絡我們."""
    links = [words(a) for a in items.iter("a")]
    return len(links) >= 4 and linked(items) > 0.9 and sum(map(len, links)) <= 8 * len(links)


def _holds_most(element: Element, whole: int) -> bool:
    """Whether the paragraphs are inside after all (a page may name its body 'banner')."""
    inside = sum(len(words(p)) for p in element.iter("p"))
    return inside > 400 and inside > 0.6 * whole


def main_part(root: Element, title: str) -> Element:
    """The element that holds the text, and the page's ``title`` where that stands near it."""
    body = next(root.iter("body"), root)
    whole = len(words(body))
    named = [e for e in body.iter("main", "article") if len(words(e)) > 0.3 * whole] or [e for e in body.iter() if e.get("role") == "main"]
    if len(named) == 1 or (named and named[0].tag == "main"):
        return named[0]
    scores: dict[Element, float] = {}
    for paragraph in body.iter("p", "pre", "td", "br"):
        size = len(words(paragraph)) if paragraph.tag != "br" else len((paragraph.tail or "").strip())
        above = paragraph.getparent()
        for weight in (1.0, 0.5):
            if above is None or size < 25:
                break
            scores[above] = scores.get(above, 0.0) + weight * size
            above = above.getparent()
    best = max(scores, key=lambda e: scores[e] * (1 - linked(e)), default=body)
    while best is not body and best.getparent() is not None and len(words(best)) < 0.5 * whole and linked(best.getparent()) < 0.3:
        best = best.getparent()
    heads = [e for e in body.iter() if isinstance(e.tag, str) and title in (one_line(e.text or ""), e.tag == "h1" and words(e))]
    if not heads or not title:
        return best
    above = {e for head in heads for e in head.iterancestors()}  # of several places with the title the nearest
    titled = next(e for e in (best, *best.iterancestors(), body) if e in above or e is body)
    return titled if len(words(titled)) < 1.2 * len(words(best)) + len(title) + 40 else best


def is_notes(element: Element) -> bool:
    """Whether an element holds notes, by how it is called."""
    return isinstance(element.tag, str) and bool(
        _NOTE.search(f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''} {element.get('style') or ''}")
    )


def linked(element: Element) -> float:
    """Share of the text that is links."""
    return sum(len(words(a)) for a in element.iter("a")) / max(1, len(words(element)))


def is_layout(table: Element) -> bool:
    """Old pages set their text in tables: one that holds another, or has one column, is no table."""
    if next((t for t in table.iter("table") if t is not table), None) is not None or next(table.iter("tr"), None) is None:
        return True
    return all(sum(c.tag in ("td", "th") for c in r) < 2 for r in table.iter("tr")) or any(
        sum(1 for _ in c.iter("p")) > 3 for c in table.iter("td")
    )
