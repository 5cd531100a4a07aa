"""Where nodes stand in a drawing of a part of the graph."""

from __future__ import annotations

import functools


@functools.lru_cache(maxsize=64)
def layout(nodes: tuple[str, ...], edges: tuple[tuple[str, str], ...], centre: str) -> dict[str, tuple[float, float]]:
    """A place in the unit square for each node; the same for the same part, between visits and between machines."""
    import networkx
    import numpy

    if len(nodes) == 1:
        return {nodes[0]: (0.5, 0.5)}
    graph: networkx.Graph[str] = networkx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(edge for edge in edges if edge[0] != edge[1])
    # Parts that hang together nowhere are held together by a node that is not drawn.
    hubs = [max(sorted(some), key=graph.degree) for some in networkx.connected_components(graph)]
    if len(hubs) > 1:
        graph.add_edges_from(("", hub) for hub in sorted(hubs))
    middle = centre if centre in graph else "" if len(hubs) > 1 else max(nodes, key=graph.degree)
    # From rings around the middle, so that a thing's own neighbours stand around it.
    distance = networkx.single_source_shortest_path_length(graph, middle)
    rings = [[n for n in (*nodes, "") if distance.get(n) == ring] for ring in range(max(distance.values()) + 1)]
    start = networkx.shell_layout(graph, rings)
    places = networkx.spring_layout(graph, pos=start, iterations=150, seed=7, k=2.2 / len(graph) ** 0.5, method="force")
    points = numpy.array([places[n] for n in nodes])
    low, high = points.min(axis=0), points.max(axis=0)
    scaled = (points - low) / numpy.where(high - low > 1e-9, high - low, 1.0)
    # Half by place and half by order: crowds are loosened, who is left of whom stays as it is.
    order = numpy.argsort(numpy.argsort(scaled, axis=0, kind="stable"), axis=0, kind="stable") / max(len(nodes) - 1, 1)
    mixed = 0.5 * scaled + 0.5 * order
    return {node: (round(float(x), 4), round(float(y), 4)) for node, (x, y) in zip(nodes, mixed, strict=True)}
