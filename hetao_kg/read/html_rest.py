"""Content of a web page outside the element that holds most of its text: paragraphs, tables and headings in boxes of their own.

The blocks of the page are told apart one by one, as by jusText (Pomikálek 2011): by length, share of links and sentence
ends, and what is short by what stands next to it. A page that keeps its whole text in one place is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hetao_kg.read.html_main import BLOCKS, cut, is_layout, is_notes, linked, words
from hetao_kg.read.lines import one_line, terminated
from hetao_kg.read.package import Element
from hetao_kg.text import is_back_matter

#: A paragraph of this many characters that ends as a sentence is content wherever it stands.
_LONG = 25
_HEADING = re.compile(r"h[1-6]$")
#: Who keeps the page and what may be done with it; or a menu that is no links: 首頁 ｜ 新聞 ｜ 聯絡我們.
_IMPRINT = re.compile(
    r"©|版[權权]所有|copyright|all rights reserved|ICP[备備]|公[网網]安[备備]|网站标识码|(?:主|承)[办辦][:：]|[|｜>»].*[|｜>»]", re.I
)


@dataclass(frozen=True, slots=True)
class _Leaf:
    """One block of the page with the text that is its own: ``main``, ``good``, ``sentence``, ``short``, ``heading`` or ``frame``."""

    element: Element
    kind: str
    text: str = ""


def with_rest(root: Element, main: Element, title: str) -> Element:
    """The smallest element with ``main`` and all other content of the page, after the blocks between that are none are cut out.

    Where ``main`` is the whole body, only rows of links before and behind its text go.
    """
    body = next(root.iter("body"), root)
    leaves = list(_leaves(body, main))
    if main.tag in ("main", "article") or main.get("role") == "main":  # its author said where the text is
        outside = sum(len(words(leaf.element)) for leaf in leaves if leaf.kind == "good")
        if outside < 0.5 * len(words(main)):
            return main
    kept = _kept(leaves, title)
    if main is body:
        ends = [i for i, is_kept in enumerate(kept) if is_kept]
        runs = (leaves[: ends[0]], leaves[ends[-1] + 1 :]) if ends else ()
        _cut_out([leaf for run in runs if sum(leaf.kind == "frame" for leaf in run) > 1 for leaf in run], leaves)
        return main
    if sum(kept) < 2:
        return main
    whole = _around([leaf.element for leaf, is_kept in zip(leaves, kept, strict=True) if is_kept])
    inside = set(whole.iter())
    _cut_out([leaf for leaf, is_kept in zip(leaves, kept, strict=True) if not is_kept and leaf.element in inside], leaves)
    return whole


def _cut_out(frame: Sequence[_Leaf], leaves: Sequence[_Leaf]) -> None:
    """Takes these of the ``leaves`` out of the page; of one that holds others its own text."""
    out = {leaf.element for leaf in frame}
    above = {a for leaf in leaves if leaf.element not in out for a in leaf.element.iterancestors()}
    for leaf in frame:
        if leaf.element in above:
            _empty(leaf.element)
        else:
            cut(leaf.element)


def _leaves(body: Element, main: Element) -> Iterator[_Leaf]:
    """The blocks of ``body`` in order; a table is one, and so is ``main`` unless it is the body."""
    inside = {e for e in main.iter() if e is not main} if main is not body else set()
    boxes: dict[Element, bool] = {}  # what holds paragraphs -> whether it begins with a link, as a list of news does
    for element in body.iter():
        if element in inside or not isinstance(element.tag, str) or (element.tag not in BLOCKS and element is not main):
            continue
        if element is main is not body:
            yield _Leaf(element, "main")
        elif is_notes(element):
            inside |= set(element.iter())  # read behind the text wherever they stand
        elif element.tag == "table" and not is_layout(element):
            inside |= set(element.iter())
            yield _Leaf(element, "good" if len(words(element)) >= _LONG and linked(element) < 0.3 else "short", words(element))
        elif text := one_line("".join(_own(element))):
            yield _Leaf(element, _kind(element, text, boxes), text)


def _own(element: Element, links: bool = False) -> Iterator[str]:
    """The text of a block without that of the blocks in it; only what is linked of it with ``links``."""
    if not links or element.tag == "a":
        yield "".join(_own(element)) if links else element.text or ""
        if links:
            return
    for child in element:
        if child.tag not in BLOCKS or child.tag == "br":
            yield from _own(child, links)
        if not links:
            yield child.tail or ""


def _kind(element: Element, text: str, boxes: dict[Element, bool]) -> str:
    share = len(one_line("".join(_own(element, links=True)))) / len(text)
    if any(a.tag == "a" for a in element.iterancestors()) or share > 0.5 or _IMPRINT.search(text):
        return "frame"
    if _HEADING.match(element.tag):
        return "heading"
    if not (terminated(text) or text.rfind("。") > _LONG) or share > 0.3 or _is_teaser(element, boxes):
        return "short"
    return "good" if len(text) >= _LONG else "sentence"


def _is_teaser(element: Element, boxes: dict[Element, bool]) -> bool:
    """Whether a paragraph tells of another page: the title it stands under is a link."""
    before, above = element.getprevious(), element.getparent()
    if before is not None and (_HEADING.match(str(before.tag)) or before.tag in ("div", "dt", "a")) and linked(before) > 0.8:
        return True
    if above not in boxes:
        own = len(one_line("".join(_own(above))))
        boxes[above] = bool(own) and len(one_line("".join(_own(above, links=True)))) > 0.8 * own
    return boxes[above]


def _kept(leaves: Sequence[_Leaf], title: str) -> list[bool]:
    """Which blocks are content, by what they are and by what stands around them."""
    kinds = [leaf.kind for leaf in leaves]
    kept = [kind in ("main", "good") for kind in kinds]
    back = False
    titles = [leaf for leaf in leaves if leaf.element.tag == "h1" and leaf.kind == "heading"]
    for i, leaf in enumerate(leaves):
        if leaf.kind in ("heading", "main"):
            back = leaf.kind == "heading" and is_back_matter(leaf.text)
        kept[i] |= back and leaf.kind != "heading"
        kept[i] |= leaf in titles and (len(titles) == 1 or (title != "" and (leaf.text in title or title in leaf.text)))
    for order in (range(len(leaves)), range(len(leaves) - 1, -1, -1)):  # a sentence next to content, headings between
        near = False
        for i in order:
            near = kept[i] or (near and kinds[i] != "frame")
            kept[i] |= near and kinds[i] == "sentence"
    ahead = False
    for i in range(len(leaves) - 1, -1, -1):  # a heading is what it heads
        kept[i] |= kinds[i] == "heading" and ahead
        ahead = kept[i]
    last = -1
    for i in [i for i, is_kept in enumerate(kept) if is_kept]:  # whatever stands between, but for links
        if last >= 0 and "frame" not in kinds[last:i]:
            kept[last:i] = [True] * (i - last)
        last = i
    for i in range(1, len(leaves)):  # what a text ends with
        kept[i] |= kept[i - 1] and kinds[i] == "short" and kinds[i - 1] != "main"
    return kept


def _around(elements: Sequence[Element]) -> Element:
    """The smallest element that holds all of these."""
    paths = [[*reversed(list(e.iterancestors())), e] for e in elements]
    return next(same[0] for same in reversed(list(zip(*paths, strict=False))) if all(e is same[0] for e in same))


def _empty(element: Element) -> None:
    """Takes from a block the text that is its own."""
    element.text = ""
    for child in list(element):
        child.tail = ""
        if child.tag not in BLOCKS and next((e for e in child.iter() if e.tag in BLOCKS), None) is None:
            element.remove(child)
