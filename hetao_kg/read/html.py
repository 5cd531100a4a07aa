"""Web pages -> pieces: the main text, its headings, lists and tables; no menus."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from hetao_kg.errors import CorpusError
from hetao_kg.read.decode import decode
from hetao_kg.read.docx import table_pieces
from hetao_kg.read.html_main import BLOCKS, is_layout, is_notes, linked, main_part, without_frame, words
from hetao_kg.read.html_rest import with_rest
from hetao_kg.read.layout import BULLET, CAPTION
from hetao_kg.read.lines import Piece, Reading, compose, heading_level, one_line, terminated
from hetao_kg.read.marks import hung, superscript
from hetao_kg.read.package import Element

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.I)
#: What stands between a title and its text: when it was put up, by whom, how often it was read.
_BYLINE = re.compile(r"(?:[发發][布佈]|更新)?(?:时间|時間|日期)|[来來]源|(?:浏览|瀏覽|点击|點擊|阅读|閱讀)|字[体體号號]|打印|列印|分享")
_NEXT_ITEM = re.compile(r"\s*(?:[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十\d]{1,3}[、.．](?!\d)|[•●▪◆■-]\s)")
#: A line of the source that ends among Chinese text ends nothing.
_WRAPPED = re.compile("(?<=[\u3001-\u9fff\uff01-\uff60])[ \t]*\r?\n[ \t]*(?=[\u3001-\u9fff\uff01-\uff60])")
#: A link to a note that is not raised: [3].
_REFERS, _BRACKETED = re.compile(r"#"), re.compile(r"[\[［]\d{1,3}[\]］]$")
#: How what stands between title and text is called: who wrote it, and when.
_META_NAME = re.compile(r"(?:^|[\s_-])(?:byline|dateline|meta|postmeta|entry-meta|article-info|post-info)(?:$|[\s_-])", re.I)
_TIME_NAME = re.compile(r"(?:^|[\s_-])(?:publish_?time|pub_?date|publish_?date|post-?date|date-?published)(?:$|[\s_-])", re.I)
_DATE = re.compile(r"((?:19|20)\d\d)[-/.年](\d{1,2})(?:[-/.月](\d{1,2}))?")
_META = {
    "title": ("og:title", "citation_title", "articletitle"),
    "publisher": ("og:site_name", "publisher", "contentsource", "dc.publisher", "citation_publisher"),
    "author": ("author", "dc.creator", "citation_author"),
    "url": ("og:url",),
    "date": (
        "article:published_time",
        "pubdate",
        "publishdate",
        "citation_publication_date",
        "dc.date",
        "dcterms.issued",
        "dcterms.created",
        "date",
    ),
}


def read_html(data: bytes) -> Reading:
    """Text and blocks of a web page, and what its head says of title, publisher, date and address."""
    said = _CHARSET.search(data[:4096])
    text, _ = decode(data, said.group(1).decode("ascii") if said else "")
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = etree.fromstring(text.replace("\f", " ").encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        raise CorpusError("this is no web page", "save it again as HTML")
    about = _about(root)
    without_frame(root)
    reader = _Walk(about.get("title", ""))
    main = with_rest(root, main_part(root, about.get("title", "")), about.get("title", ""))
    reader.walk(main)
    for note in [e for e in root.iter() if is_notes(e) and not any(a is main or is_notes(a) for a in e.iterancestors())]:
        if note is not main and not any(e is main for e in note.iter()):
            reader.walk(note)
    pieces = [p for p in reader.pieces if p.text.strip()]
    top = max((p.level for p in pieces if p.kind == "heading"), default=0)
    if top <= 1:  # below its title the page marks no headings: their numbers tell them
        pieces = [
            Piece(p.text, "heading", min(level + top, 6), p.line) if p.kind == "prose" and (level := heading_level(p.text)) else p
            for p in pieces
        ]
    return compose(pieces, about)


def _about(root: Element) -> dict[str, str]:
    metas = {str(m.get("property") or m.get("name") or "").lower(): str(m.get("content") or "").strip() for m in root.iter("meta")}
    found = {field: next((metas[name] for name in names if metas.get(name)), "") for field, names in _META.items()}
    date = _DATE.search(found["date"])
    date = date or next((m for e in root.iter() if _is_time(e) and (m := _DATE.search(words(e)))), None)
    found["date"] = "-".join(part.zfill(2) for part in date.groups() if part) if date else ""
    canonical = next((str(e.get("href") or "") for e in root.iter("link") if e.get("rel") == "canonical"), "")
    found["url"] = canonical or found["url"]
    if not found["url"].startswith(("http://", "https://")):
        found["url"] = ""
    if not found["title"]:
        title = next((words(e) for e in root.iter("title")), "")
        found["title"] = re.split(r"\s[-_|–—]\s|[_|]", title)[0].strip()
    return {name: value for name, value in found.items() if value}


def _is_time(element: Element) -> bool:
    """Whether an element says when the page was put up, by how it is called."""
    return element.tag == "time" or bool(_TIME_NAME.search(f"{element.get('class') or ''} {element.get('id') or ''}"))


class _Walk:
    """One pass over the tree; text gathers until a block begins or ends."""

    def __init__(self, title: str) -> None:
        """``title`` is the page's, which is a heading where it stands before everything else."""
        self.pieces: list[Piece] = []
        self._title = title
        self._text: list[str] = []
        self._kinds: list[tuple[str, int, str]] = [("prose", 0, "")]
        self._line = 0
        #: Ordered list -> number of its next item.
        self._items: dict[Element, int] = {}

    def walk(self, root: Element) -> None:
        """Reads everything below ``root`` in order."""
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "end":
                self._leave(element, tag, root)
                continue
            if tag == "table" and not is_layout(element):
                self._flush()
                self.pieces += _table(element)
                walker.skip_subtree()
                self._kinds.append(self._kinds[-1])
                continue
            if tag == "sup" or (tag == "a" and _REFERS.match(element.get("href") or "") and _BRACKETED.match(words(element))):
                self._text.append(self._raised(element))
                walker.skip_subtree()
                self._kinds.append(self._kinds[-1])
                continue
            if (tag in BLOCKS and not (tag == "br" and self._goes_on(element))) or self._is_title():
                self._flush()
            self._line = element.sourceline or self._line
            self._kinds.append(self._kind(element, tag))
            self._text.append(element.text or "")

    def _leave(self, element: Element, tag: str, root: Element) -> None:
        if tag in BLOCKS and tag != "br":
            cites = self._kinds[-1][0] == "note" and "http" not in "".join(self._text)
            if tag == "li" and self._text and (cites or linked(element) > 0.5):
                self._text += [f" {a.get('href')}" for a in element.iter("a") if str(a.get("href") or "").startswith("http")][:1]
            self._flush()
        self._kinds.pop()
        if element is not root:
            self._text.append(element.tail or "")

    def _kind(self, element: Element, tag: str) -> tuple[str, int, str]:
        inherited = self._kinds[-1]
        note = inherited[0] == "note" or is_notes(element)
        if tag == "li":
            return ("note" if note else "list", 0, self._number(element))
        if note:
            return ("note", 0, "")
        if re.fullmatch(r"h[1-6]", tag):
            return ("heading", int(tag[1]), "")
        if element.get("class") == "MsoTitle":
            return ("heading", 1, "")
        if tag in ("figcaption", "caption"):
            return ("caption", 0, "")
        if _META_NAME.search(f"{element.get('class') or ''} {element.get('id') or ''}") and len(words(element)) < 150:
            return ("furniture", 0, "")
        return inherited

    def _number(self, item: Element) -> str:
        """The number before an item of an ordered list; empty in any other."""
        parent = item.getparent()
        if parent is None or parent.tag != "ol":
            return ""
        start = str(parent.get("start") or "1")
        number = self._items.get(parent, int(start) if re.fullmatch(r"\d{1,4}", start, re.ASCII) else 1)
        self._items[parent] = number + 1
        return f"{number}. "

    def _raised(self, element: Element) -> str:
        """What a raised text is: the mark of a note, the number of this note, or an exponent."""
        before = "".join(self._text)
        if self._kinds[-1][0] == "note" and not before.strip():
            return f"{words(element)} "
        return superscript(words(element), before, next(element.iter("a"), None) is not None)

    def _is_title(self) -> bool:
        return bool(self._title) and len(self.pieces) < 3 and one_line("".join(self._text)) == self._title

    def _goes_on(self, end: Element) -> bool:
        """Whether the line break ``end`` stands in the middle of a sentence."""
        if self._kinds[-1][0] == "heading":
            return True
        text = one_line("".join(self._text))
        if not text or _NEXT_ITEM.match(end.tail or ""):
            return False
        return text[-1] in "，、,（" or (len(text) >= 20 and not terminated(text))

    def _flush(self) -> None:
        titled = self._is_title()
        text = hung(one_line(_WRAPPED.sub("", "".join(self._text))))
        self._text.clear()
        if not text:
            return
        kind, level, label = ("heading", 1, "") if titled else self._kinds[-1]
        bullet = BULLET.match(text)
        if kind == "prose" and bullet and len(text) > bullet.end() + 1:
            text, kind = text[bullet.end() :], "list"
        elif kind == "prose" and len(text) < 150 and len(set(_BYLINE.findall(text))) >= 3:
            kind = "furniture"
        elif kind == "prose" and len(text) < 120 and CAPTION.match(text) and not terminated(text):
            kind = "caption"
        self.pieces.append(Piece(label + text, kind, level, self._line))
        if label:
            self._kinds[-1] = (kind, level, "")


def _table(table: Element) -> Iterator[Piece]:
    yield from (Piece(words(c), "caption", 0, c.sourceline or 0) for c in table.iter("caption"))
    rows: list[list[str]] = []
    below: dict[int, tuple[int, str]] = {}  # column -> rows that a cell above still spans, and its text
    for line in table.iter("tr"):
        cells: list[str] = []
        for cell in (c for c in line if c.tag in ("td", "th")):
            _span_down(cells, below)
            for raised in list(cell.iter("sup")):
                raised.text, raised[:] = superscript(words(raised), cell.text or "", next(raised.iter("a"), None) is not None), []
            below[len(cells)] = (_span(cell, "rowspan") - 1, words(cell))
            cells += [words(cell), *[""] * (_span(cell, "colspan") - 1)]
        _span_down(cells, below)
        if any(cells):
            rows.append(cells)
    yield from table_pieces(rows, table.sourceline or 0, 0)


def _span_down(cells: list[str], below: dict[int, tuple[int, str]]) -> None:
    """Adds to a row the cells that reach into it from above, so that it can be read on its own."""
    while (spanning := below.get(len(cells), (0, "")))[0]:
        below[len(cells)] = (spanning[0] - 1, spanning[1])
        cells.append(spanning[1])


def _span(cell: Element, name: str) -> int:
    text = cell.get(name) or "1"
    return max(1, min(int(text), 60)) if re.fullmatch(r"\d{1,3}", text, re.ASCII) else 1
