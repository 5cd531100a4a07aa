"""Which part of the graph to draw: what is around a thing, or the ways between two things."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass

from hetao_kg.types import Statement

#: Most nodes that are ever drawn.
LARGEST = 300


@dataclass(frozen=True)
class Part:
    """Nodes in the order they were reached, the statements between them, and how many nodes were left out."""

    nodes: tuple[str, ...]
    statements: tuple[Statement, ...]
    left_out: int = 0


def around(statements: Sequence[Statement], centre: str, steps: int, limit: int) -> Part:
    """What is at most ``steps`` away from ``centre``, the best connected first; at most ``limit`` nodes."""
    beside = _beside(statements)
    degree = Counter(end for s in statements for end in (s.subject, s.object))
    distance = {centre: 0}
    queue = deque([centre])
    while queue:
        node = queue.popleft()
        if distance[node] == steps:
            continue
        for other in sorted(beside.get(node, ()), key=lambda n: (-degree[n], n)):
            if other not in distance:
                distance[other] = distance[node] + 1
                queue.append(other)
    order = sorted(distance, key=lambda n: (distance[n], -degree[n], n))
    return _part(statements, order, limit)


def between(statements: Sequence[Statement], first: str, last: str, limit: int) -> Part:
    """All shortest ways between two things; no nodes when there is none."""
    beside = _beside(statements)
    distances = (_distances(beside, first), _distances(beside, last))
    length = distances[0].get(last)
    if length is None:
        return Part((), ())
    on = [n for n, d in distances[0].items() if d + distances[1].get(n, length + 1) == length]
    return _part(statements, sorted(on, key=lambda n: (distances[0][n], n)), limit)


def whole(statements: Sequence[Statement], limit: int) -> Part:
    """The best connected things of all the statements given, each with something beside it."""
    degree = Counter(end for s in statements for end in (s.subject, s.object))
    part = _part(statements, sorted(degree, key=lambda n: (-degree[n], n)), limit)
    joined = {end for s in part.statements for end in (s.subject, s.object)}
    nodes = tuple(n for n in part.nodes if n in joined)
    return Part(nodes, part.statements, len(degree) - len(nodes))


def best_connected(statements: Sequence[Statement]) -> str:
    """The thing that most statements are about; empty when there is none."""
    degree = Counter(end for s in statements for end in {s.subject, s.object} if not end.startswith(("date:", "name:")))
    return min(degree, key=lambda n: (-degree[n], n), default="")


def _part(statements: Sequence[Statement], order: Sequence[str], limit: int) -> Part:
    nodes = tuple(order[: min(limit, LARGEST)])
    kept = set(nodes)
    inside = tuple(s for s in statements if s.subject in kept and s.object in kept)
    return Part(nodes, inside, len(order) - len(nodes))


def _beside(statements: Sequence[Statement]) -> dict[str, set[str]]:
    beside: dict[str, set[str]] = {}
    for s in statements:
        beside.setdefault(s.subject, set()).add(s.object)
        beside.setdefault(s.object, set()).add(s.subject)
    return beside


def _distances(beside: dict[str, set[str]], start: str) -> dict[str, int]:
    found = {start: 0}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        for other in sorted(beside.get(node, ())):
            if other not in found:
                found[other] = found[node] + 1
                queue.append(other)
    return found
