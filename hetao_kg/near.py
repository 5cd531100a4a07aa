"""Names that nothing here has: said, with the names most like them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence

from hetao_kg.kb import KnowledgeBase
from hetao_kg.text import key

#: How many names are offered, and how like they must be (0 to 1, as :class:`difflib.SequenceMatcher` measures it).
MOST, LIKE = 3, 0.5


def like(name: str, known: Iterable[str]) -> list[str]:
    """Up to three of the ``known`` names that are most like ``name``, in whatever script or case, best first."""
    written: dict[str, str] = {}
    for one in known:
        written.setdefault(key(one), one)
    return [written[found] for found in difflib.get_close_matches(key(name), written, MOST, LIKE)]


def unknown(kb: KnowledgeBase, asked: Mapping[str, Sequence[str]]) -> list[str]:
    """One line for each name ``asked`` for that nothing has: by kind of thing (``Place``, or ``name`` for any), or ``measure``."""
    lines = []
    for kind, names in asked.items():
        known = _names(kb, kind)
        for name in names:
            if any(key(name) == key(one) or (kind == "measure" and key(name) in key(one)) for one in known):
                continue
            other, near = _kinds(kb, name), like(name, known)
            why = f"like it: {', '.join(near)}" if near else "and nothing is called like it"
            why = f"it is {' and '.join(other)} here" if other else why
            lines.append(f"{'nothing' if kind == 'name' else f'no {kind.lower()}'} is called {name} ({why})")
    return lines


def _names(kb: KnowledgeBase, kind: str) -> list[str]:
    if kind == "measure":
        return [n for m in kb.ontology.measures.values() for n in m.names()] + sorted({f.measure for f in kb.figures})
    table = {**kb.ontology.entities, **kb.entities}
    return [n for e in table.values() if kind in ("name", e.kind) for n in e.names()]


def _kinds(kb: KnowledgeBase, name: str) -> list[str]:
    """The kinds of the things that have this name."""
    table = {**kb.ontology.entities, **kb.entities}
    kinds = {e.kind for e in table.values() if key(name) in map(key, e.names())}
    return [f"{'an' if kind[0] in 'AEIOU' else 'a'} {kind.lower()}" for kind in sorted(kinds)]
