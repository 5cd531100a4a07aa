"""The picture of a part of the graph as SVG: nothing moves, every node and edge is a link."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from math import hypot

from hetao_kg.explorer.html import attributes, element, esc
from hetao_kg.explorer.labels import MARKS
from hetao_kg.explorer.neighbourhood import Part
from hetao_kg.explorer.visit import Visit
from hetao_kg.graph.layout import layout
from hetao_kg.graph.view import KIND_COLOURS, STATUS_COLOURS
from hetao_kg.types import Statement

#: Colours and dashes of statuses, the same as on every page; shapes' colours of kinds.
STROKES = {status: (colour, {"planned": "9 5", "proposed": "2 5"}.get(status, "")) for status, colour in STATUS_COLOURS.items()}
FILLS = KIND_COLOURS
_FONT = "'PingFang HK','PingFang TC','Noto Sans CJK HK','Noto Sans CJK TC','Microsoft JhengHei',sans-serif"
#: Relations are written on the edges of a small picture only.
_WRITTEN = 40

Box = tuple[float, float, float, float]
Point = tuple[float, float]


def kind_of(visit: Visit, node: str) -> str:
    """The kind of a node; dates and short forms are kinds of their own."""
    if node.startswith("date:"):
        return "Date"
    entity = visit.labels.find(node)
    return entity.kind if entity else "Name"


def picture(visit: Visit, part: Part, centre: str, chosen: str = "", page: str = "graph", width: int = 0) -> str:
    """The SVG; ``centre`` stands out, the statement ``chosen`` is drawn strong.

    On the page ``graph`` a name moves into the middle and a line shows its evidence; elsewhere a name leads to its own page.
    ``width`` is that of the drawing, in its own units; where it is not given, as much as its names need.
    """
    edges = tuple((s.subject, s.object) for s in part.statements)
    places = layout(part.nodes, edges, centre)
    width = width or (1000 if len(part.nodes) < 80 else 1400)
    height = max(420, min(int(width * 0.72), 220 + 22 * len(part.nodes)))
    margin = width * 0.11
    points = {n: (margin + x * (width - 2 * margin), 40 + y * (height - 90)) for n, (x, y) in places.items()}
    degree = Counter(end for edge in edges for end in edge)
    taken: list[Box] = [(x - 8, y - 8, x + 8, y + 8) for x, y in points.values()]
    names = "".join(_names(visit, part.nodes, points, degree, centre, width, taken))
    lines = "".join(_edges(visit, part.statements, points, chosen, taken, centre if page != "graph" else None))
    nodes = "".join(_node(visit, n, points[n], degree[n], n == centre, page) for n in part.nodes)
    label = visit.say("graph.picture", nodes=len(part.nodes), statements=len(part.statements))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="group"'
        f' aria-label="{esc(label)}" font-family="{_FONT}" font-size="13"><defs>{_arrows()}</defs>'
        f'<rect width="{width}" height="{height}" fill="#fff"/><g class="edges" fill="none">{lines}</g>{nodes}{names}</svg>'
    )


def _arrows() -> str:
    return "".join(
        f'<marker id="arrow-{s}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        f'<path d="M0 0L8 4L0 8z" fill="{colour}"/></marker>'
        for s, (colour, _) in STROKES.items()
    )


def _edges(
    visit: Visit, statements: Sequence[Statement], points: dict[str, Point], chosen: str, taken: list[Box], elsewhere: str | None
) -> Iterator[str]:
    beside: Counter[tuple[str, str]] = Counter()
    written = len(statements) <= _WRITTEN
    for s in sorted(statements, key=lambda s: (s.id != chosen, s.subject, s.object, list(MARKS).index(s.status), s.predicate, s.id)):
        pair = (min(s.subject, s.object), max(s.subject, s.object))
        path, middle = _path(points[s.subject], points[s.object], beside[pair], s.subject <= s.object)
        beside[pair] += 1
        text = _relation(visit, s, middle, taken) if written or s.id == chosen else ""
        href = visit.here(edge=s.id) if elsewhere is None else visit.link("graph", id=elsewhere, edge=s.id) if s.evidence else ""
        yield _edge(visit, s, path, middle, text, s.id == chosen, href)


def _path(a: Point, b: Point, number: int, forth: bool) -> tuple[str, Point]:
    """A line from ``a`` to ``b`` and its middle; further ones between the same two lie side by side."""
    (x1, y1), (x2, y2) = a, b
    length = hypot(x2 - x1, y2 - y1) or 1.0
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    bend = (-1) ** number * ((number + 1) // 2) * 22 * (1 if forth else -1)
    mx, my = (x1 + x2) / 2 - uy * bend, (y1 + y2) / 2 + ux * bend
    ax, ay, bx, by = x1 + ux * 9, y1 + uy * 9, x2 - ux * 12, y2 - uy * 12
    return f"M{ax:.1f} {ay:.1f}Q{2 * mx - (x1 + x2) / 2:.1f} {2 * my - (y1 + y2) / 2:.1f} {bx:.1f} {by:.1f}", (mx, my)


def _relation(visit: Visit, s: Statement, middle: Point, taken: list[Box]) -> str:
    """The name of a relation on its line, where it covers nothing."""
    name = visit.labels.predicate(s.predicate)
    wide = _wide(name, 11)
    x, y = middle[0], middle[1] - 3
    box = (x - wide / 2, y - 11, x + wide / 2, y + 3)
    if any(_cross(box, other) for other in taken):
        return ""
    taken.append(box)
    return _halo([name], x, y, 11, "#5c5a55", "middle")


def _edge(visit: Visit, s: Statement, path: str, middle: Point, text: str, chosen: bool, href: str) -> str:
    colour, dash = STROKES.get(s.status, ("#4a4a48", ""))
    ends = [visit.labels.entity(s.subject), visit.labels.predicate(s.predicate), visit.labels.entity(s.object)]
    words = f"{' '.join(ends)} ({visit.labels.status(s.status)})"
    drawn = attributes(d=path, stroke=colour, stroke_width="4" if chosen else "1.6", stroke_dasharray=dash or None)
    x, y = middle
    crossed = f'<text x="{x:.1f}" y="{y + 5:.1f}" fill="{colour}" text-anchor="middle" font-weight="700">✕</text>'
    inner = (
        f'<title>{esc(words)}</title><path d="{path}" stroke="transparent" stroke-width="12"/>'
        f'<path{drawn} marker-end="url(#arrow-{esc(s.status)})"/>{crossed if s.status == "negated" else ""}{text}'
    )
    if not href:
        return f"<g>{inner}</g>"
    stay = "" if visit.page == "graph" else None
    return element("a", inner, href=href + "#evidence", data_stay=stay, aria_label=words, class_=f"edge{' chosen' if chosen else ''}")


def _node(visit: Visit, node: str, at: tuple[float, float], degree: int, central: bool, page: str) -> str:
    kind = kind_of(visit, node)
    size = min(5 + degree**0.5 * 1.4, 13) + (3 if central else 0)
    x, y = at
    name = f"{visit.labels.entity(node)} · {visit.labels.kind(kind)}"
    fill = FILLS.get(kind, "#8d887c")
    ring = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size + 4:.1f}" fill="none" stroke="#8f2a1e" stroke-width="2"/>' if central else ""
    shape = _shape(kind, x, y, size, fill)
    if node.startswith("date:") or (page != "graph" and (central or not visit.labels.find(node))):
        return f"<g><title>{esc(name)}</title>{ring}{shape}</g>"
    href = esc(visit.here(id=node, edge=None, name=None, toname=None) if page == "graph" else visit.link(page, id=node))
    return f'<a href="{href}" class="node" aria-label="{esc(name)}"><title>{esc(name)}</title>{ring}{shape}</a>'


def _shape(kind: str, x: float, y: float, size: float, fill: str) -> str:
    """A shape for each kind, so that colour is not the only sign."""
    corners = {
        "Policy": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
        "Date": ((-1, -0.6), (1, -0.6), (1, 0.6), (-1, 0.6)),
        "Field": ((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)),
        "Place": ((0, -1.2), (1.2, 1), (-1.2, 1)),
    }.get(kind)
    if corners is None:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="{fill}" stroke="#fff"/>'
    drawn = " ".join(f"{x + a * size:.1f},{y + b * size:.1f}" for a, b in corners)
    return f'<polygon points="{drawn}" fill="{fill}" stroke="#fff"/>'


def _names(
    visit: Visit,
    nodes: Sequence[str],
    points: dict[str, Point],
    degree: Counter[str],
    centre: str,
    width: int,
    taken: list[Box],
) -> Iterator[str]:
    """Names in order of weight; one that would cover another, or a node, is left to the pointer."""
    for node in sorted(nodes, key=lambda n: (n != centre, -degree[n], n)):
        lines = _lines(visit.labels.entity(node))
        x, y = points[node]
        size = 15 if node == centre else 13
        wide, high = max(_wide(line, size) for line in lines), size * 1.15 * len(lines)
        gap = min(5 + degree[node] ** 0.5 * 1.4, 13) + 6
        spots = ((x, y + gap + size, "middle"), (x, y - gap - high + size, "middle"), (x + gap, y + 4, "start"), (x - gap, y + 4, "end"))
        for tx, ty, anchor in spots:
            left = tx - wide / 2 if anchor == "middle" else tx if anchor == "start" else tx - wide
            box = (left, ty - size, left + wide, ty - size + high + 3)
            if left >= 0 and left + wide <= width and not any(_cross(box, other) for other in taken):
                taken.append(box)
                yield _halo(lines, tx, ty, size, "#1d1d1b", anchor, node == centre)
                break


def _lines(name: str) -> list[str]:
    """A long name in two lines, what is over left out."""
    most = 13 if any(ord(c) > 0x2E7F for c in name) else 24
    if len(name) <= most:
        return [name]
    at = name.rfind(" ", 0, most + 1) if most == 24 else most
    at = at if at > 0 else most
    rest = name[at:].strip()
    return [name[:at], rest if len(rest) <= most else rest[: most - 1] + "…"]


def _wide(text: str, size: float) -> float:
    return sum(size if ord(c) > 0x2E7F else size * 0.57 for c in text)


def _cross(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _halo(lines: Sequence[str], x: float, y: float, size: float, fill: str, anchor: str, bold: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    spans = "".join(f'<tspan x="{x:.1f}" dy="{0 if n == 0 else size * 1.15:.1f}">{esc(line)}</tspan>' for n, line in enumerate(lines))
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{fill}" text-anchor="{anchor}"{weight} stroke="#fff" stroke-width="3"'
        f' paint-order="stroke" pointer-events="none">{spans}</text>'
    )
