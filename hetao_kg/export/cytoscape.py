"""Cytoscape JSON: for Cytoscape, cytoscape.js and everything that reads their elements."""

from __future__ import annotations

import json

from hetao_kg.export.selection import Selection


def write(selection: Selection) -> bytes:
    """``elements`` with nodes and edges; the id of an edge is the statement's."""
    graph = selection.graph
    nodes = [{"data": {"id": identifier, **said}} for identifier, said in graph.nodes(data=True)]
    edges = [{"data": {"id": f"statement:{key}", "source": source, "target": target, **said}}
             for source, target, key, said in graph.edges(keys=True, data=True)]  # fmt: skip
    made = {"format_version": "1.0", "generated_by": "hetao-kg", "data": {"name": "Hetao KG"}, "elements": {"nodes": nodes, "edges": edges}}
    return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
