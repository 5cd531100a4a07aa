"""Stage 3d: a document -> its numbered proposals, found from how headings and lists are numbered, not from names.

Which lists propose is told in ``numbered.py``. In a table whose head says that it proposes, each row is a proposal.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from hetao_kg.extract.evidence import LONGEST_QUOTE
from hetao_kg.extract.mentions import Names
from hetao_kg.extract.numbered import Item, NumberedLists, Placed
from hetao_kg.ontology import Ontology
from hetao_kg.split import sections, sentences
from hetao_kg.text import digest, fold, key
from hetao_kg.types import Document, Evidence, Mention, Proposal, Quote, Status

#: Longest title taken from running text, in characters.
LONGEST_TITLE = 80
#: Most fields kept for a proposal, those named most.
MOST_FIELDS = 6


class ProposalReader:
    """Reads proposals out of documents; built once for an ontology."""

    def __init__(self, ontology: Ontology) -> None:
        words: Mapping[str, Any] = ontology.words["proposals"]
        self._words, self._numbered = words, NumberedLists(words)
        self._bodies = {key(n): e.id for e in ontology.entities.values() if e.kind == "Institution" for n in e.names()}

    def read(self, document: Document, names: Names) -> tuple[Proposal, ...]:
        """Proposals of ``document`` in the order of their places; a list inside a proposal has it as parent."""
        folded = fold(document.text)
        placed = list(sections(document))
        found: list[Proposal] = []
        for series, status in self._numbered.found(folded, placed):
            if status:
                found += [self._proposal(document, folded, placed, series, n, status, names) for n in range(len(series))]
        found += self._of_tables(document, folded, placed, names)
        return tuple(_nested(sorted(found, key=lambda p: (p.start, -p.end))))

    def _proposal(
        self, document: Document, folded: str, placed: Placed, series: Sequence[Item], n: int,
        status: Status, names: Names,
    ) -> Proposal:  # fmt: skip
        item = series[n]
        block, section = placed[item.index]
        end = self._numbered.end(folded, placed, series, n)
        title_end = block.end if block.kind == "heading" else _title_end(folded, item.start, block.end)
        evidence = Evidence(document.quote(block.start, title_end), section, item.label, "proposal-list", block.page)
        if item.style.startswith("part"):
            label, numbered = "", document.text[block.start : item.start].strip()
        else:
            label, numbered = document.text[block.start : block.start + len(item.label)] if item.label else "", str(item.number)
        title = document.text[item.start : title_end]
        return self._make(document, folded, names, label, numbered, title, status, block.start, end, evidence)

    def _of_tables(self, document: Document, folded: str, placed: Placed, names: Names) -> Iterator[Proposal]:
        proposing = count = 0
        for block, section in placed:
            if block.kind != "table":
                proposing = 0
            elif block.level:
                proposing, count = int(any(w in folded[block.start : block.end] for w in self._numbered.proposing)), 0
            elif any(map(self._numbered.labelled, folded[block.start : block.end].split("\t"))):
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
