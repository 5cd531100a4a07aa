"""Numbered lists: blocks that begin with 1, 2, 3 …, 建議1 or 方向(一), put together, and whether they propose.

A run of items numbered alike is a list of proposals when its own label says so, when a heading above or the words before
announce it (提出七大建議, 四大方向), or when it stands in a chapter that proposes. Items that name problems are none.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hetao_kg.extract.numerals import number
from hetao_kg.split import sentences
from hetao_kg.text import any_of, fold, has_han
from hetao_kg.types import Block, Status

#: Blocks of a document, each with the headings it stands under.
Placed = Sequence[tuple[Block, tuple[str, ...]]]

#: The number of a section: 6.2.
_SECTION = re.compile(r"\d+(?:\.\d+)+\s*")
#: The number of a part: 1.2 of proposal 1.
_PART = re.compile(r"(?P<whole>\d{1,2})\.(?P<n>\d{1,2})\s+(?=\D)")
_COUNT = re.compile(r"(?:以下|下列)?(?P<n>[一二两三四五六七八九十]{1,3}|\d{1,2})")
_N = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"


@dataclass(frozen=True, slots=True)
class Item:
    """A block that begins with a number: ``style`` is how the number is written, with the label before it."""

    index: int
    style: str
    label: str
    number: int
    #: Where the words behind the number begin.
    start: int
    above: tuple[str, ...]


class NumberedLists:
    """Finds the numbered lists of documents; made once for an ontology."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        #: Words of a title under which everything is proposed.
        self.proposing = tuple(words["chapters"])
        self._words = words
        label = any_of(words["labels"])
        self._marks = (
            ("labelled", re.compile(rf"(?P<label>{label})\s*[(]?(?P<n>{_N})[)]?\s*(?:[:、.。]|\s|(?=[^\d.]))\s*")),
            ("()", re.compile(rf"[(]\s*(?P<n>{_N})\s*[)]\s*")),
            ("、", re.compile(r"(?P<n>[一二两三四五六七八九十]{1,3})\s*、\s*")),
            ("第", re.compile(rf"第\s*(?P<n>{_N})\s*[,、:]\s*")),
            (".", re.compile(r"(?P<n>\d{1,2})\s*[.)、]\s*(?!\d)")),
            ("是", re.compile(r"(?P<n>[一二三四五六七八九十])是[要]?\s*")),
        )
        announced = any_of(words["announced"])
        self._announced = re.compile(
            rf"(?:以下|下列|{_N}\s*(?:大|项|个|条|点))[^,。;]{{0,6}}?(?:{announced})|(?:以下|下列){_N}\s*个?方面|(?:{announced})(?:如下|包括)"
        )
        self._titled = re.compile(rf"(?:{announced})$")

    def labelled(self, text: str) -> bool:
        """Whether folded ``text`` opens with a label and its number (建議1)."""
        return bool(self._marks[0][1].match(text))

    def found(self, folded: str, placed: Placed) -> Iterator[tuple[list[Item], Status | None]]:
        """The lists in folded text with the status of what they say; None for those that propose nothing."""
        for series in self._series(folded, placed):
            yield series, self._status(folded, placed, series)
        yield from self._siblings(folded, placed)

    def _siblings(self, folded: str, placed: Placed) -> Iterator[tuple[list[Item], Status | None]]:
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
                items = [Item(i, f"section{block.level}", "", k, m.end(), above) for k, (i, _, m, _) in enumerate(after, 1) if m]
                yield items, "proposed" if recommends else "planned"

    # -- which blocks are items, and which items belong together

    def _items(self, folded: str, placed: Placed) -> Iterator[Item]:
        whole: Item | None = None
        for index, (block, section) in enumerate(placed):
            if block.kind not in ("heading", "prose", "list"):
                continue
            part = _PART.match(folded, block.start, block.end) if whole and block.kind == "heading" else None
            if part and whole and int(part.group("whole")) == whole.number:  # 1.2 under 建議1
                shape = f"part{whole.index}"
                yield Item(index, shape, whole.label, int(part.group("n")), part.end(), section[:-1])
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
                        item = Item(index, shape, label, int(found), match.end(), above)
                        whole = item if label and block.kind == "heading" else whole
                        yield item
                    break

    def _series(self, folded: str, placed: Placed) -> Iterator[list[Item]]:
        """Runs of items of one style under one heading, each number one more than the last; labelled ones may be out of order."""
        open_: dict[tuple[str, tuple[str, ...]], list[Item]] = {}
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

    def _status(self, folded: str, placed: Placed, series: Sequence[Item]) -> Status | None:
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
        if any(w in t for t in above for w in self.proposing):
            return "proposed"
        heads_it = placed[series[0].index][0].kind == "heading" or not lead
        told = told or (self._titled.search(above[-1]) if above and heads_it else None)
        if not told:
            return None
        recommends = any(w in lead or (above and w in above[-1]) for w in self._words["recommending"])
        return "proposed" if recommends else "planned"

    @staticmethod
    def _whole(folded: str, placed: Placed) -> frozenset[str]:
        """The heading that stands over nearly everything: the document's title, which makes no chapter a proposal."""
        outer = [b for b, _ in placed if b.kind == "heading"]
        top = min((b.level for b in outer), default=0)
        first = [b for b in outer if b.level == top]
        return frozenset({folded[first[0].start : first[0].end]}) if len(first) == 1 else frozenset()

    @staticmethod
    def _lead(folded: str, placed: Placed, index: int) -> str:
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

    def end(self, folded: str, placed: Placed, series: Sequence[Item], n: int) -> int:
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
