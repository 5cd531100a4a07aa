"""Stage 3d: a document -> its numbered proposals, found from how headings and lists are numbered, not from names.

A run of items numbered 1, 2, 3 … is a list of proposals when their own label says so (建議1, 方向(一)), when a heading
above or the words before announce them (提出七大建議, 四大方向), or when they stand in a chapter that proposes. Items that
name problems are none. In a table whose head says that it proposes, each row is one.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hetao_kg.extract.mentions import Names
from hetao_kg.extract.numerals import number
from hetao_kg.ontology import Ontology
from hetao_kg.split import sections, sentences
from hetao_kg.text import digest, fold, has_han, key
from hetao_kg.types import Block, Document, Evidence, Mention, Proposal, Quote, Status

#: Longest title taken from running text, in characters.
LONGEST_TITLE = 80
#: Longest quotation, in characters.
LONGEST_QUOTE = 200
#: Most fields kept for a proposal, those named most.
MOST_FIELDS = 6
#: The number of a section: 6.2.
_SECTION = re.compile(r"\d+(?:\.\d+)+\s*")
#: The number of a part: 1.2 of proposal 1.
_PART = re.compile(r"(?P<whole>\d{1,2})\.(?P<n>\d{1,2})\s+(?=\D)")
_COUNT = re.compile(r"(?:以下|下列)?(?P<n>[一二两三四五六七八九十]{1,3}|\d{1,2})")
_N = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"


@dataclass(frozen=True, slots=True)
class _Item:
    """A block that begins with a number: ``style`` is how the number is written, with the label before it."""

    index: int
    style: str
    label: str
    number: int
    #: Where the words behind the number begin.
    start: int
    above: tuple[str, ...]


class ProposalReader:
    """Reads proposals out of documents; built once for an ontology."""

    def __init__(self, ontology: Ontology) -> None:
        words: Mapping[str, Any] = ontology.words["proposals"]
        self._words, self._proposing = words, tuple(words["chapters"])
        self._bodies = {key(n): e.id for e in ontology.entities.values() if e.kind == "Institution" for n in e.names()}
        label = "|".join(map(re.escape, sorted(words["labels"], key=lambda w: (-len(w), w))))
        self._marks = (
            ("labelled", re.compile(rf"(?P<label>{label})\s*[(]?(?P<n>{_N})[)]?\s*(?:[:、.。]|\s|(?=[^\d.]))\s*")),
            ("()", re.compile(rf"[(]\s*(?P<n>{_N})\s*[)]\s*")),
            ("、", re.compile(r"(?P<n>[一二两三四五六七八九十]{1,3})\s*、\s*")),
            ("第", re.compile(rf"第\s*(?P<n>{_N})\s*[,、:]\s*")),
            (".", re.compile(r"(?P<n>\d{1,2})\s*[.)、]\s*(?!\d)")),
            ("是", re.compile(r"(?P<n>[一二三四五六七八九十])是[要]?\s*")),
        )
        announced = "|".join(map(re.escape, sorted(words["announced"], key=lambda w: (-len(w), w))))
        self._announced = re.compile(
            rf"(?:以下|下列|{_N}\s*(?:大|项|个|条|点))[^,。;]{{0,6}}?(?:{announced})|(?:以下|下列){_N}\s*个?方面|(?:{announced})(?:如下|包括)"
        )
        self._titled = re.compile(rf"(?:{announced})$")

    def read(self, document: Document, names: Names) -> tuple[Proposal, ...]:
        """Proposals of ``document`` in the order of their places; a list inside a proposal has it as parent."""
        folded = fold(document.text)
        placed = list(sections(document))
        found: list[Proposal] = []
        for series, status in self._lists(folded, placed):
            if status:
                found += [self._proposal(document, folded, placed, series, n, status, names) for n in range(len(series))]
        found += self._of_tables(document, folded, placed, names)
        return tuple(_nested(sorted(found, key=lambda p: (p.start, -p.end))))

    def _lists(self, folded: str, placed: Sequence[tuple[Block, tuple[str, ...]]]) -> Iterator[tuple[list[_Item], Status | None]]:
        for series in self._series(folded, placed):
            yield series, self._status(folded, placed, series)
        yield from self._siblings(folded, placed)

    def _siblings(self, folded: str, placed: Sequence[tuple[Block, tuple[str, ...]]]) -> Iterator[tuple[list[_Item], Status | None]]:
        """Sections announced by the one before them: 6.1 …的六大策略, then 6.2 to 6.7 and no more."""
        headed = [(index, block, _SECTION.match(folded, block.start, block.end), section[:-1])
                  for index, (block, section) in enumerate(placed) if block.kind == "heading"]  # fmt: skip
        for n, (_, block, mark, above) in enumerate(headed):
            told = self._announced.search(folded, block.start, block.end) if mark else None
            many = _COUNT.match(told.group()) if told else None
            counted = number(many.group("n")) if many else None
            after = [h for h in headed[n + 1 :] if h[1].level == block.level and h[3] == above and h[2]]
            if counted and 1 < counted == len(after):
                lead = folded[block.start : placed[after[0][0]][0].start]
                recommends = any(w in lead for w in self._words["recommending"])
                items = [_Item(i, f"section{block.level}", "", k, m.end(), above) for k, (i, _, m, _) in enumerate(after, 1) if m]
                yield items, "proposed" if recommends else "planned"

    # -- which blocks are items, and which items belong together

    def _items(self, folded: str, placed: Sequence[tuple[Block, tuple[str, ...]]]) -> Iterator[_Item]:
        whole: _Item | None = None
        for index, (block, section) in enumerate(placed):
            if block.kind not in ("heading", "prose", "list"):
                continue
            part = _PART.match(folded, block.start, block.end) if whole and block.kind == "heading" else None
            if part and whole and int(part.group("whole")) == whole.number:  # 1.2 under 建議1
                shape = f"part{whole.index}"
                yield _Item(index, shape, whole.label, int(part.group("n")), part.end(), section[:-1])
                continue
            if whole and block.kind == "heading" and block.level < placed[whole.index][0].level:
                whole = None
            for style, pattern in self._marks:
                match = pattern.match(folded, block.start, block.end)
                if match and match.end() < block.end:
                    found = number(match.group("n"))
                    label = match.groupdict().get("label") or ""
                    above = section[:-1] if block.kind == "heading" else section
                    shape = f"{style}{label}{block.kind == 'heading'}{block.level}"
                    if found:
                        item = _Item(index, shape, label, int(found), match.end(), above)
                        whole = item if label and block.kind == "heading" else whole
                        yield item
                    break

    def _series(self, folded: str, placed: Sequence[tuple[Block, tuple[str, ...]]]) -> Iterator[list[_Item]]:
        """Runs of items of one style under one heading, each number one more than the last; labelled ones may be out of order."""
        open_: dict[tuple[str, tuple[str, ...]], list[_Item]] = {}
        for item in self._items(folded, placed):
            place = (item.style, () if item.label else item.above)
            run = open_.get(place, [])
            fits = item.number not in {i.number for i in run} if item.label else item.number == (run[-1].number + 1 if run else 1)
            if run and not fits:
                yield from [run] if len(run) > 1 else []
                run = []
            if run or item.label or item.number == 1:
                open_[place] = [*run, item]
        yield from (run for run in open_.values() if len(run) > 1)

    # -- whether they propose

    def _status(self, folded: str, placed: Sequence[tuple[Block, tuple[str, ...]]], series: Sequence[_Item]) -> Status | None:
        """``proposed`` or ``planned`` when the items are proposals, None when they are not."""
        titles = [folded[i.start : placed[i.index][0].end] for i in series]
        heads = [t[:40] if placed[i.index][0].kind == "heading" else "" for t, i in zip(titles, series, strict=True)]
        if sum(any(w in h for w in self._words["problems"]) for h in heads) * 2 > len(series):
            return None
        label = series[0].label
        above = [t for t in map(fold, series[0].above) if t not in self._whole(folded, placed)]
        lead = self._lead(folded, placed, series[0].index)
        told = self._announced.search(lead)
        if label:
            recommends = label in self._words["recommending"] or (told and any(w in lead for w in self._words["recommending"]))
            return "proposed" if recommends else "planned"
        if any(w in t for t in above for w in self._proposing):
            return "proposed"
        heads_it = placed[series[0].index][0].kind == "heading" or not lead
        told = told or (self._titled.search(above[-1]) if above and heads_it else None)
        if not told:
            return None
        recommends = any(w in lead or (above and w in above[-1]) for w in self._words["recommending"])
        return "proposed" if recommends else "planned"

    @staticmethod
    def _whole(folded: str, placed: Sequence[tuple[Block, tuple[str, ...]]]) -> frozenset[str]:
        """The heading that stands over nearly everything: the document's title, which makes no chapter a proposal."""
        outer = [b for b, _ in placed if b.kind == "heading"]
        top = min((b.level for b in outer), default=0)
        first = [b for b in outer if b.level == top]
        return frozenset({folded[first[0].start : first[0].end]}) if len(first) == 1 else frozenset()

    @staticmethod
    def _lead(folded: str, placed: Sequence[tuple[Block, tuple[str, ...]]], index: int) -> str:
        """The last sentence before the list, over headings that are only numbers."""
        above = placed[index][1][:-1] if placed[index][0].kind == "heading" else placed[index][1]
        for block, section in reversed(placed[max(0, index - 4) : index]):
            deeper = section[len(above) :]
            if section[: len(above)] != above or any(has_han(title) for title in deeper):
                return ""
            if block.kind in ("prose", "list"):
                last = list(sentences(folded, block.start, block.end))[-1:]
                return folded[last[0][0] : last[0][1]] if last else ""
        return ""

    # -- what one says

    def _proposal(
        self, document: Document, folded: str, placed: Sequence[tuple[Block, tuple[str, ...]]], series: Sequence[_Item], n: int,
        status: Status, names: Names,
    ) -> Proposal:  # fmt: skip
        item = series[n]
        block, section = placed[item.index]
        end = self._end(folded, placed, series, n)
        title_end = block.end if block.kind == "heading" else _title_end(folded, item.start, block.end)
        evidence = Evidence(document.quote(block.start, title_end), section, item.label, "proposal-list", block.page)
        if item.style.startswith("part"):
            label, numbered = "", document.text[block.start : item.start].strip()
        else:
            label, numbered = document.text[block.start : block.start + len(item.label)] if item.label else "", str(item.number)
        title = document.text[item.start : title_end]
        return self._make(document, folded, names, label, numbered, title, status, block.start, end, evidence)

    def _end(self, folded: str, placed: Sequence[tuple[Block, tuple[str, ...]]], series: Sequence[_Item], n: int) -> int:
        """Where the proposal ends: at a heading of its level, at the next item, or, in a list, after as many blocks as the others have."""
        first = placed[series[n].index][0]
        following = {i.index for i in series}
        labelled = self._marks[0][1]
        last = series[n].index
        sizes = [b.index - a.index for a, b in itertools.pairwise(series) if b.index > a.index]
        limit = max(sizes, default=1) if first.kind != "heading" and n == len(series) - 1 else len(placed)
        for index in range(last + 1, len(placed)):
            block = placed[index][0]
            part = _PART.match(folded, block.start, block.end) if series[n].label and not series[n].style.startswith("part") else None
            below = part is not None and int(part.group("whole")) == series[n].number
            opens = block.level <= first.level or (block.kind == "heading" and labelled.match(folded, block.start, block.end))
            ends = block.kind == "heading" and (first.kind != "heading" or opens) and not below
            if ends or index in following or index - series[n].index >= limit:
                break
            last = index
        return placed[last][0].end

    def _of_tables(
        self, document: Document, folded: str, placed: Sequence[tuple[Block, tuple[str, ...]]], names: Names
    ) -> Iterator[Proposal]:
        proposing = count = 0
        for block, section in placed:
            if block.kind != "table":
                proposing = 0
            elif block.level:
                proposing, count = int(any(w in folded[block.start : block.end] for w in self._proposing)), 0
            elif any(self._marks[0][1].match(cell) for cell in folded[block.start : block.end].split("\t")):
                proposing = 0  # a summary of the list
            elif proposing and "\t" in document.text[block.start : block.end]:
                count += 1
                stop = document.text.index("\t", block.start)
                title = document.text[block.start : stop].strip()
                if title:
                    evidence = Evidence(document.quote(block.start, block.end), section, "", "proposal-table", block.page)
                    yield self._make(document, folded, names, "", str(count), title, "proposed", block.start, block.end, evidence)

    def _make(
        self, document: Document, folded: str, names: Names, label: str, numbered: str, title: str, status: Status, start: int, end: int,
        evidence: Evidence,
    ) -> Proposal:  # fmt: skip
        inside = [m for m in names.mentions if start <= m.start and m.end <= end]
        title = re.sub(r"\s+", " ", title).strip(" ：:；;，,。")
        about = document.metadata
        proposer = self._bodies.get(key(about.publisher)) or about.publisher or about.author
        named = [m for m in inside if m.kind == "Field"]
        titled = [m.entity for m in named if m.end <= evidence.quote.end]
        often = Counter(m.entity for m in named)
        fields = sorted(often, key=lambda e: (e not in titled, -often[e], e))[:MOST_FIELDS]
        readers = self._readers(document, folded, names, label, numbered)
        asked = dict.fromkeys([*(m.entity for m in inside if self._is_asked(folded, m)), *readers])
        things: dict[str, Quote] = {}
        for m in inside:
            if self._is_founded(folded, m) and m.entity not in asked:
                things.setdefault(m.entity, _around(document, folded, m))
        identifier = digest("proposal", document.id, label, numbered, title, size=16)
        return Proposal(
            identifier, document.id, label, numbered, title, status, start, end, evidence, "", proposer, tuple(asked), tuple(fields),
            tuple(things.items()),
        )  # fmt: skip

    def _is_asked(self, folded: str, mention: Mention) -> bool:
        """Whether a body is asked to do something: 建議X…, X應…."""
        if mention.kind != "Institution":
            return False
        before, behind = folded[max(0, mention.start - 4) : mention.start].rstrip(" “"), folded[mention.end : mention.end + 5].lstrip("”) ")
        return before.endswith(tuple(self._words["asking"])) or behind.startswith(tuple(self._words["asked"]))

    def _is_founded(self, folded: str, mention: Mention) -> bool:
        """Whether a body or instrument is to be made: 設立X, 在Y成立一個X."""
        before = re.split(r"[,;。:的]", folded[max(0, mention.start - 14) : mention.start])[-1]
        found = max((before.rfind(w) for w in self._words["founding"]), default=-1)
        return mention.kind in ("Institution", "Policy") and found >= 0 and not re.search(r"[在与向由对和及、了有]", before[found:])

    def _readers(self, document: Document, folded: str, names: Names, label: str, numbered: str) -> Iterator[str]:
        """Whom the document names as readers of the proposals of these numbers: 供兩地政府參考（建議1–4）."""
        if not label or not numbered.isdigit():
            return
        before, behind = self._words["readers"]
        pattern = re.compile(rf"{before}([^,。;()]{{2,20}}?){behind}\s*[(]{re.escape(fold(label))}\s*(\d+)(?:\s*[-至到]\s*(\d+))?[)]")
        for match in pattern.finditer(folded):
            if int(match.group(2)) <= int(numbered) <= int(match.group(3) or match.group(2)):
                inside = [m for m in names.mentions if match.start(1) <= m.start and m.end <= match.end(1) and m.kind == "Institution"]
                whole = [m.entity for m in inside if m.end - m.start >= match.end(1) - match.start(1) - 3]
                yield from whole or [document.text[match.start(1) : match.end(1)]]


def _title_end(folded: str, start: int, end: int) -> int:
    """End of the first sentence, or of its first clauses where it is long."""
    stop = next((b for _, b in sentences(folded, start, end)), end)
    cut = re.search(r"[;。]", folded[start:stop])
    stop = start + cut.start() if cut else stop
    if stop - start > LONGEST_TITLE:
        comma = max(folded.rfind(",", start, start + LONGEST_TITLE), folded.rfind("、", start, start + LONGEST_TITLE))
        stop = comma if comma > start + 8 else start + LONGEST_TITLE
    return stop


def _around(document: Document, folded: str, mention: Mention) -> Quote:
    """The sentence that holds a name, or its clauses next to the name where it is long."""
    line = next((b for b in document.blocks if b.start <= mention.start < b.end), None)
    first, last = (line.start, line.end) if line else (mention.start, mention.end)
    start, end = next(((a, b) for a, b in sentences(folded, first, last) if a <= mention.start < b), (mention.start, mention.end))
    while end - start > LONGEST_QUOTE:
        cut = min((n for n in (folded.find(c, start, mention.start) for c in ",;") if n >= 0), default=-1)
        if cut < 0:
            break
        start = cut + 1
    return document.quote(start, min(end, max(mention.end, start + LONGEST_QUOTE)))


def _nested(found: Sequence[Proposal]) -> Iterator[Proposal]:
    """Each proposal with the one it stands in."""
    above: list[Proposal] = []
    for one in found:
        while above and above[-1].end < one.end:
            above.pop()
        yield replace(one, parent=above[-1].id) if above else one
        above.append(one)
