"""Stage 3c: a document -> figures: what its numbers measure, of whom, when, and whether it holds.

A number becomes a figure only when the text says what it measures (``measured.py``; ``figure_sentence.py`` adds who, when
and whether). Table rows are read by the names of
their columns (``figure_tables.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hetao_kg.extract.amounts import Amounts
from hetao_kg.extract.clauses import ClauseReader
from hetao_kg.extract.figure_sentence import SentenceFigures, Topic
from hetao_kg.extract.figure_tables import Cell, cells
from hetao_kg.extract.figure_words import ABOUT, Patterns, in_script
from hetao_kg.extract.measured import Measuring
from hetao_kg.extract.mentions import Names
from hetao_kg.extract.nouns import NounPhrases
from hetao_kg.ontology import Ontology
from hetao_kg.segment import Segmenter
from hetao_kg.split import sections, sentences
from hetao_kg.text import digest, fold, has_han, key
from hetao_kg.types import Block, Document, Evidence, Figure, Mention, Status, Value


class FigureReader:
    """Reads figures out of documents; built once for an ontology."""

    def __init__(self, ontology: Ontology, clauses: ClauseReader, segmenter: Segmenter) -> None:
        self.ontology, self.clauses, self.segmenter = ontology, clauses, segmenter
        self.patterns = Patterns(ontology)
        self._amounts = Amounts(ontology.units)
        listed = [(re.compile(_alias(name)), m) for m in ontology.measures.values() for name in m.names()]
        self._listed = sorted(listed, key=lambda pair: (-len(pair[0].pattern), pair[1].id))

    def read(self, document: Document, names: Names) -> tuple[Figure, ...]:
        """Figures of ``document``, whose names and amounts are already found, in the order of their places."""
        folded = fold(document.text)
        mentions = names.mentions
        found: list[Figure] = []
        above: list[tuple[int, Mention | None]] = []
        at = 0
        for index, (block, section) in enumerate(sections(document)):
            while at < len(mentions) and mentions[at].end <= block.start:
                at += 1
            stop = at
            while stop < len(mentions) and mentions[stop].start < block.end:
                stop += 1
            inside = mentions[at:stop]
            if block.kind == "heading":
                named = next((m for m in inside if m.kind in ABOUT and (m.kind != "Policy" or block.level > 1)), None)
                above = [*((level, m) for level, m in above if level < block.level), (block.level, named)]
            elif block.kind == "furniture" or (block.kind == "note" and "http" in document.text[block.start : block.end]):
                continue
            elif block.kind == "table":
                heading = next((m for _, m in reversed(above) if m), None)
                rows = cells(document, index, inside, self.patterns.w, self._amounts)
                found += [f for c in rows if (f := self._of_cell(document, c, section, block.page, heading))]
            else:
                heading = next((m for _, m in reversed(above) if m), None)
                topic = Topic(heading, heading)
                found += self._of_block(document, folded, block, section, inside, topic)
        return tuple(found)

    def _of_block(
        self, document: Document, folded: str, block: Block, section: tuple[str, ...], mentions: Sequence[Mention], topic: Topic
    ) -> Iterator[Figure]:
        for start, end in sentences(folded, block.start, block.end):
            here = [m for m in mentions if m.start >= start and m.end <= end]
            if any(m.kind == "Amount" for m in here) and has_han(folded[start:end]):
                sentence = self.clauses.sentence(folded, start, end, here)
                phrases = NounPhrases(self.ontology.words, self.segmenter, folded, start, end, here)
                measuring = Measuring(self.patterns, document, sentence, phrases, here)
                yield from SentenceFigures(measuring, section, block.page, topic, self.make).figures()
            elif named := [m for m in here if m.kind in ABOUT and m.kind != "Policy"]:
                topic.name = named[0]

    def listed(self, measure: str, unit: str) -> str:
        """Id of the listed measure that folded ``measure`` names in that class of unit; empty if it is none."""
        plain = re.sub(r"[\s的了“”‘’()]", "", measure)
        plain = re.sub(r"(占.+?)(?:比重|比例|份额)$", r"\1", plain)
        own = plain.startswith(tuple(self.patterns.w["growth"])) or re.search("每|人均|前\\d", plain)
        for pattern, one in self._listed:
            if (not one.units or unit in one.units) and (pattern.fullmatch(plain) if own else pattern.search(plain)):
                return one.id
        return ""

    def _of_cell(self, document: Document, cell: Cell, section: tuple[str, ...], page: int, heading: Mention | None) -> Figure | None:
        unit = self.patterns.unit_class(cell.value)
        quantity = self.patterns.w["quantity"].get(unit, "") if cell.about or cell.part else ""
        measure = cell.measure or in_script(quantity, document)
        if not measure:
            return None
        evidence = Evidence(document.quote(cell.start, cell.end), section, "", f"figure-table-{unit}", page)
        text = fold(document.text[cell.start : cell.end])
        coming = "" < document.metadata.date[:4] < cell.date[:4]
        status: Status = "planned" if coming or any(w in text for w in self.patterns.w["unfinished"]) else "in-force"
        about = cell.about or (None if cell.part.endswith(tuple(self.patterns.w["averages"])) else heading)
        return self.make(measure, cell.value, status, evidence, about, cell.part, cell.date)

    def make(self, measure: str, value: Value, status: Status, evidence: Evidence, about: Mention | None, part: str, date: str) -> Figure:
        """A figure with its id: the hash of what it says, not of where."""
        listed = self.listed(fold(measure), self.patterns.unit_class(value))
        who = about.entity if about else ""
        identifier = digest("figure", listed or key(measure), who, key(part), date, value.value, value.unit, value.bound, status, size=16)
        return Figure(identifier, measure, listed, value, status, (evidence,), who, part, date)


def _alias(name: str) -> str:
    """An alias as a pattern for the end of a measure; … stands for any words."""
    return ".*".join(re.escape(re.sub(r"[\s的]", "", fold(part))) for part in re.split("…|\\.\\.\\.", name)) + "$"
