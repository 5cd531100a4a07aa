"""Neo4j: CSV files for its bulk import with their headers, a script for that, and one for a running server."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from hetao_kg.export.selection import Selection
from hetao_kg.export.tables import REAL, WHOLE, edge_cells, rows_as_csv
from hetao_kg.graph.view import EDGE, NODE

_IMPORT = """\
#!/bin/sh
# Bulk import into a new database of Neo4j 5 or later; run it in this folder, with the server stopped.
exec neo4j-admin database import full --overwrite-destination --multiline-fields=true \\
  --nodes=nodes.csv --relationships=edges.csv "${1:-neo4j}"
"""
_LOAD = """\
// Into a running server: put nodes.csv and edges.csv into its import folder, then run
//   cypher-shell --file load.cypher
// Running it again changes nothing. It needs Neo4j 5.26 or later (labels and types by name).
CREATE CONSTRAINT hetao_id IF NOT EXISTS FOR (n:Hetao) REQUIRE n.id IS UNIQUE;
LOAD CSV WITH HEADERS FROM 'file:///nodes.csv' AS row
MERGE (n:Hetao {{id: row.`id:ID`}}) SET n:$(split(row.`:LABEL`, ';')), {nodes};
LOAD CSV WITH HEADERS FROM 'file:///edges.csv' AS row
MATCH (a:Hetao {{id: row.`:START_ID`}}), (b:Hetao {{id: row.`:END_ID`}})
MERGE (a)-[r:$(row.`:TYPE`) {{id: row.id}}]->(b) SET {edges};
"""


def write(selection: Selection) -> Mapping[str, bytes]:
    """``nodes.csv`` and ``edges.csv`` with headers of ``neo4j-admin database import``, ``import.sh`` and ``load.cypher``.

    A node's label is its kind, an edge's type its predicate (``PART_OF``); whatever the status, so ask for ``r.status``.
    """
    graph = selection.graph
    nodes = [(identifier, *(said[name] for name in NODE), f"{said['kind']};Hetao") for identifier, said in graph.nodes(data=True)]
    edges = [(source, target, relation(str(said["predicate"])), key, *edge_cells(said))
             for source, target, key, said in graph.edges(keys=True, data=True)]  # fmt: skip
    load = _LOAD.format(nodes=_taken("n", NODE), edges=_taken("r", EDGE))
    return {
        "nodes.csv": rows_as_csv(["id:ID", *map(_header, NODE), ":LABEL"], nodes),
        "edges.csv": rows_as_csv([":START_ID", ":END_ID", ":TYPE", "id", *map(_header, EDGE)], edges),
        "import.sh": _IMPORT.encode("utf-8"), "load.cypher": load.encode("utf-8"),
    }  # fmt: skip


def relation(predicate: str) -> str:
    """A predicate as Neo4j's naming rules write a relationship type: ``partOf`` is ``PART_OF``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", predicate).upper()


def _header(name: str) -> str:
    return name + (":long" if name in WHOLE else ":double" if name in REAL else "")


def _taken(variable: str, names: Iterable[str]) -> str:
    """``SET`` of each attribute from its column, with its type."""
    convert = dict.fromkeys(WHOLE, "toInteger({})") | dict.fromkeys(REAL, "toFloat({})")
    return ", ".join(f"{variable}.{name} = " + convert.get(name, "{}").format(f"row.`{_header(name)}`") for name in names)
