"""Human judgements on names: ``ontology/same_as.tsv``, one line for a pair that was looked at.

A name is written ``Kind:name`` (``Institution:深圳市衞健委``), in either script. Deleting a line takes the judgement back.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from hetao_kg.errors import OntologyError
from hetao_kg.text import key
from hetao_kg.types import KINDS, Kind

Verdict = Literal["same", "different", "unsure"]
VERDICTS: tuple[Verdict, ...] = ("same", "different", "unsure")
COLUMNS = ("left", "right", "judgement", "by", "why")
#: A kind and a folded name: what is one for everything that compares names.
Node = tuple[Kind, str]


@dataclass(frozen=True, slots=True)
class Judgement:
    """``left`` and ``right`` (``Kind:name``) are the same or different things, or ``by`` could not tell; ``why`` in one line."""

    left: str
    right: str
    verdict: Verdict
    by: str = ""
    why: str = ""

    @property
    def pair(self) -> frozenset[Node]:
        """The pair whatever its order and script."""
        return frozenset((node(self.left), node(self.right)))


def split(cell: str) -> tuple[Kind, str]:
    """Kind and name of ``Kind:name``; raises :class:`OntologyError` where it is none."""
    kind, _, name = cell.partition(":")
    found = next((k for k in KINDS if k == kind), None)
    if not found or not key(name):
        raise OntologyError(f"{cell or 'nothing'} is no Kind:name", f"write for example Institution:衞生署; kinds: {', '.join(KINDS[:5])}")
    return found, name.strip()


def node(cell: str) -> Node:
    """What ``Kind:name`` is compared by."""
    kind, name = split(cell)
    return kind, key(name)


def read(path: Path) -> tuple[Judgement, ...]:
    """The judgements of a file in its order, none where there is no file; raises :class:`OntologyError` with the line that is wrong."""
    if not path.is_file():
        return ()
    found: list[Judgement] = []
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        if tuple(next(rows, ())) != COLUMNS:
            raise OntologyError(f"{path}: the first line must be {' '.join(COLUMNS)} separated by tabs", "mend the first line")
        for number, cells in enumerate(rows, 2):
            if cells and not cells[0].startswith("#"):
                found.append(_row(f"{path}:{number}", [*cells, *[""] * (len(COLUMNS) - len(cells))], found))
    return tuple(found)


def _row(where: str, cells: list[str], earlier: list[Judgement]) -> Judgement:
    verdict = next((v for v in VERDICTS if v == cells[2].strip()), None)
    if verdict is None:
        raise OntologyError(f"{where}: the judgement is {cells[2] or 'empty'}", f"write {', '.join(VERDICTS)}")
    made = Judgement(cells[0].strip(), cells[1].strip(), verdict, cells[3].strip(), cells[4].strip())
    try:
        kinds = {kind for kind, _ in made.pair}
    except OntologyError as error:
        raise OntologyError(f"{where}: {error}") from error
    if len(made.pair) == 1 or len(kinds) > 1:
        raise OntologyError(f"{where}: {made.left} and {made.right} are no pair", "name two things of one kind")
    if any(made.pair == e.pair for e in earlier):
        raise OntologyError(f"{where}: {made.left} and {made.right} are judged twice", "keep one of the lines")
    return made


def write(path: Path, judgements: Iterable[Judgement]) -> None:
    """Writes the file anew, lines in order of their pairs; line breaks and tabs in a reason become spaces."""
    lines = ["\t".join(COLUMNS)]
    for j in sorted(judgements, key=lambda j: (j.left, j.right)):
        lines.append("\t".join(" ".join(cell.split()) for cell in (j.left, j.right, j.verdict, j.by, j.why)))
    path.write_text("\n".join(lines) + "\n", "utf-8", newline="\n")


def groups(judgements: Iterable[Judgement], listed: Mapping[Node, str]) -> list[list[tuple[Kind, str]]]:
    """Names that are one thing by the judgements, each group with its names in order; ``listed`` names of one entity are one.

    Raises :class:`OntologyError` where a pair is both the same, by way of others, and different, or where two listed
    entities would become one.
    """
    judgements = list(judgements)
    parent: dict[str, str] = {}

    def identity(cell: str) -> str:
        kind, name = node(cell)
        return listed.get((kind, name)) or f"{kind}:{name}"

    def root(at: str) -> str:
        while parent.get(at, at) != at:
            at = parent[at]
        return at

    known = set(listed.values())
    for j in judgements:
        if j.verdict == "same":
            a, b = root(identity(j.left)), root(identity(j.right))
            if a != b and a in known and b in known:
                said = f"same_as.tsv: {j.left} and {j.right} are both listed, as {a} and {b}"
                raise OntologyError(said, "mend ontology/entities instead")
            if a != b:
                parent[b if a in known else a] = a if a in known else b
    for j in judgements:
        if j.verdict == "different" and root(identity(j.left)) == root(identity(j.right)):
            raise OntologyError(f"same_as.tsv: {j.left} and {j.right} are different, but the same by other lines", "mend one of them")
    table: dict[str, dict[Node, tuple[Kind, str]]] = {}
    for j in judgements:
        if j.verdict == "same":
            for cell in (j.left, j.right):
                table.setdefault(root(identity(cell)), {}).setdefault(node(cell), split(cell))
    return [list(names.values()) for _, names in sorted(table.items())]
