"""Nodes, edges, evidence, figures and proposals as tables: CSV and Parquet with the same columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hetao_kg.export.found import FIGURE, PROPOSAL, figures, proposals
from hetao_kg.export.selection import Selection
from hetao_kg.graph.claims import SECTION_SEPARATOR
from hetao_kg.graph.view import EDGE, NODE

#: Columns that hold whole numbers and those that hold others; all else is text.
WHOLE, REAL = frozenset({"evidence", "page", "start", "end", "outcomes"}), frozenset({"confidence", "value"})

Table = tuple[tuple[str, ...], Sequence[tuple[Any, ...]]]


def tables(selection: Selection) -> dict[str, Table]:
    """``nodes``, ``edges``, ``evidence``, ``figures`` and ``proposals``, each as columns and rows.

    Every place that says an edge is a row of ``evidence``. A page is None where its document has none.
    """
    graph = selection.graph
    nodes = [(identifier, *(said[name] for name in NODE)) for identifier, said in graph.nodes(data=True)]
    edges = [(key, source, target, *edge_cells(said)) for source, target, key, said in graph.edges(keys=True, data=True)]
    evidence = [(s.id, e.quote.document, e.quote.start, e.quote.end, e.page or None, SECTION_SEPARATOR.join(e.section), e.cue, e.rule,
                 e.quote.text) for s in selection.statements for e in s.evidence]  # fmt: skip
    return {
        "nodes": (("id", *NODE), nodes), "edges": (("id", "source", "target", *EDGE), edges),
        "evidence": (("statement", "document", "start", "end", "page", "section", "cue", "rule", "quote"), evidence),
        "figures": (("id", *FIGURE), [(i, *row.values()) for i, row in figures(selection)]),
        "proposals": (("id", *PROPOSAL), [(i, *row.values()) for i, row in proposals(selection)]),
    }  # fmt: skip


def edge_cells(said: Mapping[str, Any]) -> Iterator[Any]:
    """The cells of an edge in the order of its attributes."""
    return ((said[name] or None) if name == "page" else said[name] for name in EDGE)


def write_csv(selection: Selection) -> Mapping[str, bytes]:
    """A file a table, ``nodes.csv`` and so on: UTF-8 with a byte order mark, so that spreadsheets show Chinese."""
    return {f"{name}.csv": b"\xef\xbb\xbf" + rows_as_csv(columns, rows) for name, (columns, rows) in tables(selection).items()}


def rows_as_csv(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """A table by RFC 4180, in UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8")


def _cell(value: Any, column: str) -> Any:  # noqa: ANN401 - of whatever sort the column is
    return float(value) if column in REAL and isinstance(value, str) else value


def write_parquet(selection: Selection) -> Mapping[str, bytes]:
    """A file a table, ``nodes.parquet`` and so on, typed."""
    import pyarrow
    from pyarrow import parquet

    made = {}
    for name, (columns, rows) in tables(selection).items():
        types = {column: pyarrow.int64() if column in WHOLE else pyarrow.float64() if column in REAL else pyarrow.string()
                 for column in columns}  # fmt: skip
        table = pyarrow.table({c: pyarrow.array([_cell(row[n], c) for row in rows], types[c]) for n, c in enumerate(columns)})
        sink = pyarrow.BufferOutputStream()
        parquet.write_table(table, sink, compression="zstd")
        made[f"{name}.parquet"] = sink.getvalue().to_pybytes()
    return made
