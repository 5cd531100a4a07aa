"""GEXF 1.3 for Gephi: kinds and statuses as colours, dates as the time in which an edge is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from xml.sax.saxutils import quoteattr

from hetao_kg.export.found import COLOURS, network
from hetao_kg.export.graphml import writable
from hetao_kg.export.selection import Selection
from hetao_kg.graph.view import STATUS_COLOURS, Attribute

#: A statement of these statuses tells of something that is over; others hold, or are meant to hold, from their date on.
_OVER = frozenset({"completed"})
_LABEL = "label"
_TYPES = {str: "string", int: "integer", float: "double"}


def write(selection: Selection) -> bytes:
    """Nodes and edges with all their attributes, figures and proposals as nodes.

    An edge begins on the first day of its date; what was done, and what has an end of its own, ends on the last.
    An edge without a date is always there. No clock goes into the file.
    """
    graph = network(selection)
    nodes, edges = list(graph.nodes(data=True)), list(graph.edges(keys=True, data=True))
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">',
        "<meta><creator>Hetao KG</creator><description>Statements of policy documents, with figures and proposals</description></meta>",
        '<graph defaultedgetype="directed" mode="dynamic" timeformat="date" timerepresentation="interval">',
        *_declared("node", [said for _, said in nodes]), *_declared("edge", [said for *_, said in edges]),
        "<nodes>", *(_node(identifier, said) for identifier, said in nodes), "</nodes>",
        "<edges>", *(_edge(*edge) for edge in edges), "</edges>", "</graph>", "</gexf>", "",
    ]  # fmt: skip
    return "\n".join(lines).encode("utf-8")


def _declared(place: str, rows: Iterable[Mapping[str, Attribute]]) -> Iterator[str]:
    types = {name: _TYPES[type(value)] for said in rows for name, value in said.items() if name != _LABEL}
    yield f'<attributes class="{place}">'
    yield from (f'<attribute id="{name}" title="{name}" type="{kind}"/>' for name, kind in types.items())
    yield "</attributes>"


def _node(identifier: str, said: Mapping[str, Attribute]) -> str:
    colour = _colour(COLOURS.get(str(said["kind"]), "#8d887c"))
    return f"<node id={_quoted(identifier)} label={_quoted(said[_LABEL])}>{_values(said)}{colour}</node>"


def _edge(source: str, target: str, key: str, said: Mapping[str, Attribute]) -> str:
    begin, end = said["date_from"], said["date_to"]
    open_ended = "/" not in str(said["date"]) and said["status"] not in _OVER and said["predicate"] != "targets"
    time = f" start={_quoted(begin)}" if begin else ""
    time += f" end={_quoted(end)}" if end and not open_ended else ""
    return (f"<edge id={_quoted(key)} source={_quoted(source)} target={_quoted(target)} label={_quoted(said['predicate'])}{time}>"
            f"{_values(said)}{_colour(STATUS_COLOURS[str(said['status'])])}</edge>")


def _values(said: Mapping[str, Attribute]) -> str:
    values = (f"<attvalue for={_quoted(name)} value={_quoted(value)}/>" for name, value in said.items() if name != _LABEL and value != "")
    return f"<attvalues>{''.join(values)}</attvalues>"


def _colour(colour: str) -> str:
    red, green, blue = (int(colour[i:i + 2], 16) for i in (1, 3, 5))
    return f'<viz:color r="{red}" g="{green}" b="{blue}"/>'


def _quoted(value: object) -> str:
    return quoteattr(str(writable(value)))


