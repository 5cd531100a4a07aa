"""Ways out for other tools: one writer a format. Each turns a selection into bytes, equal for equal input."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from hetao_kg.errors import QueryError
from hetao_kg.export.selection import Selection

#: One file, or the files of a folder by name.
Made = bytes | Mapping[str, bytes]


def _rdf(syntax: str) -> Callable[[Selection], Made]:
    def write(selection: Selection) -> Made:
        from hetao_kg.graph.rdf import serialise

        return serialise(selection.quads(), syntax).encode("utf-8")

    return write


def _rdf12(selection: Selection) -> Made:
    from hetao_kg.export.rdf12 import write

    return write(selection)


def _graphml(selection: Selection) -> Made:
    from hetao_kg.export.graphml import write

    return write(selection)


def _gexf(selection: Selection) -> Made:
    from hetao_kg.export.gexf import write

    return write(selection)


def _cytoscape(selection: Selection) -> Made:
    from hetao_kg.export.cytoscape import write

    return write(selection)


def _neo4j(selection: Selection) -> Made:
    from hetao_kg.export.neo4j import write

    return write(selection)


def _csv(selection: Selection) -> Made:
    from hetao_kg.export.tables import write_csv

    return write_csv(selection)


def _parquet(selection: Selection) -> Made:
    from hetao_kg.export.tables import write_parquet

    return write_parquet(selection)


def _html(selection: Selection) -> Made:
    from hetao_kg.export.html import write

    return write(selection)


#: Name of a format -> function that imports its writer and calls it.
EXPORTERS: dict[str, Callable[[Selection], Made]] = {
    "turtle": _rdf("turtle"), "trig": _rdf("trig"), "nquads": _rdf("nquads"), "jsonld": _rdf("jsonld"), "rdf12": _rdf12,
    "graphml": _graphml, "gexf": _gexf, "cytoscape": _cytoscape, "neo4j": _neo4j, "csv": _csv, "parquet": _parquet, "html": _html,
}  # fmt: skip
#: Formats that are a folder of files.
FOLDERS = frozenset({"neo4j", "csv", "parquet"})


def export(form: str, selection: Selection, out: Path) -> int:
    """Writes ``selection`` to ``out``, a file or for some formats a folder, whole or not at all; returns the bytes written.

    Raises :class:`QueryError` where ``out`` cannot be written or is of the other sort.
    """
    folder = form in FOLDERS
    if out.exists() and out.is_dir() != folder:
        wanted = "a folder" if folder else "one file"
        raise QueryError(f"{form} is {wanted}, and {out} is {'a folder' if out.is_dir() else 'a file'}", "give another path")
    made = EXPORTERS[form](selection)
    files = made if isinstance(made, Mapping) else {out.name: made}
    target = out if folder else out.parent
    try:
        target.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".export-", dir=target) as beside:
            for name, data in files.items():
                (Path(beside) / name).write_bytes(data)
            for name in files:
                shutil.move(Path(beside) / name, target / name)
    except OSError as error:
        raise QueryError(f"{out} cannot be written: {error.strerror}", "give a path you may write to") from error
    return sum(map(len, files.values()))
