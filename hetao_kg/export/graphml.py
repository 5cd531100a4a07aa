"""GraphML, as NetworkX writes it: for yEd, igraph, NetworkX and others."""

from __future__ import annotations

import re

from hetao_kg.export.found import network
from hetao_kg.export.selection import Selection

_unwritable = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(selection: Selection) -> bytes:
    """One edge a statement, its key the statement's id, with figures and proposals as nodes; every attribute typed."""
    import networkx

    graph = networkx.MultiDiGraph()
    whole = network(selection)
    for node, said in whole.nodes(data=True):
        graph.add_node(node, **{name: writable(value) for name, value in said.items()})
    for source, target, key, said in whole.edges(keys=True, data=True):
        graph.add_edge(source, target, key=key, **{name: writable(value) for name, value in said.items()})
    lines = networkx.generate_graphml(graph)
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join(lines) + "\n").encode("utf-8")


def writable(value: object) -> object:
    """``value`` with U+FFFD for characters that XML cannot hold."""
    return _unwritable.sub("\ufffd", value) if isinstance(value, str) else value
