"""Places as questions name them, made alike in every language: joint parties by their members, a part without its whole."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hetao_kg.answer.composed import Spot
from hetao_kg.ontology import Ontology
from hetao_kg.text import any_of, fold


def joint(ontology: Ontology, folded: str, found: Sequence[Spot]) -> list[Spot]:
    """``found`` with the members of a joint party that stand in a row as that party: 深圳和香港, Shenzhen-Hong Kong are 深港."""
    parties = {frozenset(members): party for party, members in sorted(ontology.members.items(), reverse=True)}
    joined = re.compile(rf"\s*(?:{any_of(map(fold, ontology.questions['coordinating']['words']))})?\s*")
    ordered, kept, at = sorted(found), list[Spot](), 0
    while at < len(ordered):
        end = at + 1
        while end < len(ordered) and joined.fullmatch(folded[ordered[end - 1][1] : ordered[end][0]]):
            end += 1
        party = parties.get(frozenset(e for _, _, e in ordered[at:end]), "") if end - at > 1 else ""
        kept += [(ordered[at][0], ordered[end - 1][1], party)] if party else ordered[at:end]
        at = end
    return kept


def narrowest(ontology: Ontology, entities: Sequence[str]) -> tuple[str, ...]:
    """``entities`` without the places that another of them is in: the park says where it is."""
    wholes = set[str]()
    for entity in entities:
        known = ontology.entities.get(entity)
        while known and known.parent and known.parent not in wholes:
            wholes.add(known.parent)
            known = ontology.entities.get(known.parent)
    return tuple(e for e in entities if e not in wholes or ontology.entities[e].kind != "Place")
