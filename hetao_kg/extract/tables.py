"""Rows of tables -> statements, by the names of their columns (項目, 牽頭單位, 完成時限)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hetao_kg.extract.evidence import make
from hetao_kg.extract.names import NameFinder
from hetao_kg.ontology import Ontology, local_entity, local_id
from hetao_kg.split import head_of, sections
from hetao_kg.text import fold
from hetao_kg.types import HOLDING, Block, Document, Entity, Evidence, Kind, Mention, Statement


@dataclass(frozen=True, slots=True)
class Column:
    """One ``[[column]]`` of ``patterns.toml``; see the head of that file."""

    id: str
    predicate: str
    heads: tuple[str, ...]
    cell: tuple[Kind, ...]
    row: tuple[Kind, ...]
    #: The cell is the subject and the row's first cell the object.
    acts: bool = False
    status: str = "in-force"


class Columns:
    """Reads tables; built once for an ontology."""

    def __init__(self, ontology: Ontology, finder: NameFinder) -> None:
        self._ontology, self._finder = ontology, finder
        self._columns = [_column(row) for row in ontology.columns]
        self._dates: tuple[Kind, ...] = ("Date",)

    def statements(self, document: Document, mentions: Sequence[Mention], entities: dict[str, Entity]) -> Iterator[Statement]:
        """What the rows of the document's tables say of the thing their first cell names."""
        for index, (block, section) in enumerate(sections(document)):
            heads = head_of(document, index) if block.kind == "table" else ()
            if len(heads) < 2:
                continue
            cells = _cells(document, block)
            if len(cells) != len(heads):
                continue
            date = self._date(cells[0], mentions)
            first = 1 if date else 0  # a chronicle: its rows are about what stands behind the date
            for column, cell in zip(heads[first + 1 :], cells[first + 1 :], strict=True):
                for rule in self._columns:
                    if fold(column).strip() in rule.heads:
                        yield from self._row(document, rule, cells[first], cell, date, mentions, entities, section, block)

    def _date(self, cell: tuple[int, int], mentions: Sequence[Mention]) -> str:
        """The date that a cell is; empty if it is something else."""
        found = (m for m in mentions if cell[0] == m.start and m.kind == "Date" and m.value and cell[1] - m.end <= 1)
        return next((m.value.value for m in found if m.value), "")

    def _row(
        self,
        document: Document,
        rule: Column,
        first: tuple[int, int],
        cell: tuple[int, int],
        date: str,
        mentions: Sequence[Mention],
        entities: dict[str, Entity],
        section: tuple[str, ...],
        block: Block,
    ) -> Iterator[Statement]:
        row = self._named(document, first, rule.row, mentions, entities)
        things = [self._named(document, part, rule.cell, mentions, entities) for part in _parts(document, cell)]
        members = self._ontology.members
        for thing in (t for named in things if row and named for t in members.get(named, (named,))):
            quote = document.quote(block.start, min(block.end, block.start + 200))
            evidence = Evidence(quote, section, "" if rule.status in HOLDING else rule.heads[0], rule.id, block.page)
            left, right = (thing, row) if rule.acts else (row, thing)
            yield make(left, rule.predicate, right, rule.status, evidence, date)  # type: ignore[arg-type]

    def _named(
        self, document: Document, cell: tuple[int, int], kinds: tuple[Kind, ...], mentions: Sequence[Mention], entities: dict[str, Entity]
    ) -> str:
        """The entity id or date of the one thing a cell names, listed or not; empty if it names none of ``kinds``."""
        inside = [m for m in mentions if cell[0] <= m.start and m.end <= cell[1]]
        if "Date" in kinds:
            return next((f"date:{m.value.value}" for m in inside if m.kind == "Date" and m.value), "")
        name = document.text[cell[0] : cell[1]].strip("《》")
        within = next((m for m in inside if m.kind in kinds and m.surface.strip("《》") == name), None)
        if within:
            return within.entity
        listed, told = self._ontology.entity(name), self._finder.kind_of(fold(name))
        if listed:
            return listed.id if listed.kind in kinds else ""
        kind = told[0] if told else "Field"
        if kind not in kinds or not 3 <= len(name) <= 40 or any(c in name for c in "，。；、"):
            return ""
        entity = local_id(kind, name)
        entities.setdefault(entity, local_entity(entity, kind, name))
        return entity


def _column(row: Mapping[str, Any]) -> Column:
    given = {k: v for k, v in row.items() if k in Column.__slots__}
    for name in ("heads", "cell", "row"):
        given[name] = tuple(fold(v) if name == "heads" else v for v in row[name])
    return Column(**given)


def _cells(document: Document, block: Block) -> list[tuple[int, int]]:
    """Where the cells of a row stand, without the spaces around them."""
    found, at = [], block.start
    for cell in document.text[block.start : block.end].split("\t"):
        lead = len(cell) - len(cell.lstrip())
        found.append((at + lead, at + lead + len(cell.strip())))
        at += len(cell) + 1
    return found


def _parts(document: Document, cell: tuple[int, int]) -> list[tuple[int, int]]:
    """The things that a cell lists (A、B), which 、 and ; part outside titles."""
    found, at, depth = [], cell[0], 0
    for i in range(*cell):
        char = document.text[i]
        depth += (char in "《「（(") - (char in "》」）)")
        if char in "、；;" and not depth:
            found.append((at, i))
            at = i + 1
    return [*found, (at, cell[1])]
