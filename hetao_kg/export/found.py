"""Figures and proposals as rows of tables and as nodes beside the network of statements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from hetao_kg.export.selection import Selection
from hetao_kg.graph import terms
from hetao_kg.graph.view import KIND_COLOURS, Attribute, KnowledgeGraph, days
from hetao_kg.text import to_simplified
from hetao_kg.types import Evidence, Figure, Proposal

if TYPE_CHECKING:
    import networkx

#: Columns of a figure after its id: what is measured in the text's words, the listed measure's id, whose (an entity's id), of
#: which part; ``evidence`` counts the places that give it, the first of which is quoted.
FIGURE = ("measure", "listed", "about", "part", "status", "date", "date_from", "date_to", "bound", "value", "unit", "evidence", "quote",
          "document", "page", "start", "end", "iri")
#: Columns of a proposal after its id: ``date`` is its document's, ``outcomes`` counts the candidates for what came of it.
PROPOSAL = ("number", "title", "status", "date", "parent", "proposer", "addressees", "fields", "outcomes", "quote", "document", "page",
            "start", "end", "iri")
#: Colours of the kinds of nodes, those of figures and proposals among them.
COLOURS = KIND_COLOURS | {"Figure": "#6b5b95", "Proposal": "#b0413e"}
_BETWEEN = "; "


def figures(selection: Selection) -> Iterator[tuple[str, dict[str, Attribute | None]]]:
    """The id of each figure, and a value for each of :data:`FIGURE`; ``value`` is the number as it was read, in decimal digits."""
    for f in selection.figures:
        begin, end = days(f.date)
        values = (f.measure, f.listed, f.about, f.part, f.status, f.date, begin, end, f.value.bound, f.value.value, f.value.unit,
                  len(f.evidence), *_place(f.evidence[0]), str(terms.figure(f.id)))  # fmt: skip
        yield f.id, dict(zip(FIGURE, values, strict=True))


def proposals(selection: Selection) -> Iterator[tuple[str, dict[str, Attribute | None]]]:
    """The id of each proposal, and a value for each of :data:`PROPOSAL`."""
    kb = selection.kb
    candidates = [o.proposal for o in kb.outcomes]
    for p in selection.proposals:
        values = (p.label + p.number, p.title, p.status, kb.documents[p.document].metadata.date, p.parent, p.proposer,
                  _BETWEEN.join(p.addressees), _BETWEEN.join(p.fields), candidates.count(p.id), *_place(p.evidence),
                  str(terms.proposal(p.id)))  # fmt: skip
        yield p.id, dict(zip(PROPOSAL, values, strict=True))


def _place(evidence: Evidence) -> tuple[str, str, int | None, int, int]:
    quote = evidence.quote
    return quote.text, quote.document, evidence.page or None, quote.start, quote.end


def network(selection: Selection) -> networkx.MultiDiGraph[str]:
    """The graph of the selection with a node for each figure and proposal, joined to the entities they name.

    Such a node is ``figure:…`` or ``proposal:…``; its edges are of the relations ``about``, ``proposer``, ``addressee``,
    ``field`` and ``parent``, and say of status, date and place what their node says.
    """
    graph, kb = selection.graph.copy(), selection.kb
    rows = {f"figure:{i}": row for i, row in figures(selection)} | {f"proposal:{i}": row for i, row in proposals(selection)}
    ends = {f"figure:{f.id}": _figure_ends(f) for f in selection.figures}
    ends |= {f"proposal:{p.id}": _proposal_ends(p) for p in selection.proposals}
    labels = {f"figure:{f.id}": f"{f.measure}: {f.value.bound}{f.value.value} {f.value.unit}".rstrip() for f in selection.figures}
    labels |= {f"proposal:{p.id}": f"{p.label}{p.number} {p.title}".strip() for p in selection.proposals}
    named = {end for pairs in ends.values() for _, end in pairs} & kb.entities.keys() - set(graph)
    graph.add_nodes_from(KnowledgeGraph([kb.entities[i] for i in sorted(named)], ()).to_networkx().nodes(data=True))
    for node, row in rows.items():
        graph.add_node(node, **_node(labels[node], row))
    for node, row in rows.items():
        for relation, end in ends[node]:
            if end in graph:
                graph.add_edge(node, end, key=f"{node}:{relation}:{end}", **_edge(relation, row))
    return graph


def _figure_ends(f: Figure) -> list[tuple[str, str]]:
    return [("about", f.about)] if f.about else []


def _proposal_ends(p: Proposal) -> list[tuple[str, str]]:
    found = [("proposer", p.proposer), *(("addressee", a) for a in p.addressees), *(("field", f) for f in p.fields)]
    return [*((relation, end) for relation, end in found if end), *([("parent", f"proposal:{p.parent}")] if p.parent else [])]


def _node(label: str, row: Mapping[str, Attribute | None]) -> dict[str, Attribute]:
    said: dict[str, Attribute] = {"label": label, "kind": "Figure" if "measure" in row else "Proposal", "level": "",
                                  "label_zh_hans": to_simplified(label), "label_en": ""}  # fmt: skip
    said |= {name: value for name, value in row.items() if value is not None}
    return said | ({"value": float(str(row["value"]))} if "value" in row else {})


def _edge(relation: str, row: Mapping[str, Attribute | None]) -> dict[str, Attribute]:
    begin, end = days(str(row["date"]))
    amount = " ".join(str(row[name]) for name in ("bound", "value", "unit") if row.get(name))
    kept = ("status", "date", "quote", "document", "start", "end", "iri")
    said = {name: value for name in kept if (value := row[name]) is not None}
    return {"predicate": relation, "date_from": begin, "date_to": end, "amount": amount, "page": row["page"] or 0, **said}
