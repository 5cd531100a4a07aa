"""Stage 3a: a document -> mentions linked to entities, and the short forms it defines."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from hetao_kg.extract.names import Defined, Gazetteer, NameFinder, local_id
from hetao_kg.extract.shortforms import ShortForm, short_forms
from hetao_kg.extract.amounts import amounts
from hetao_kg.extract.dates import dates
from hetao_kg.ontology import Ontology
from hetao_kg.text import fold, has_han, key, to_simplified, to_traditional
from hetao_kg.types import Entity, Kind, Mention

_LATIN_FORM = re.compile(r"[a-z]")


@dataclass(frozen=True, slots=True)
class Definition:
    """A short form and the entity it stands for from ``since`` on."""

    name: str
    entity: str
    kind: Kind
    since: int
    start: int
    end: int
    full_start: int
    full_end: int


@dataclass(frozen=True, slots=True)
class Names:
    """What the names of one text come to."""

    mentions: tuple[Mention, ...]
    #: Entities that the ontology does not list.
    entities: Mapping[str, Entity]
    definitions: tuple[Definition, ...]


def read_names(
    text: str, finder: NameFinder, ontology: Ontology, published: str = "", known: Sequence[Gazetteer[Defined]] = (), unlisted: bool = True
) -> Names:
    """Mentions in ``text``, linked, in order and without overlaps, with the entities and short forms found.

    ``published`` is the ISO date that 今年 and 去年 count from; ``known`` are names that other documents or earlier
    texts of the same document define. Raises nothing: a text without names has none.
    """
    folded = fold(text)
    first = finder.find(folded, known, unlisted)
    entities: dict[str, Entity] = {}
    defined: dict[str, Defined] = {}
    definitions: list[Definition] = []
    if unlisted:
        for form in short_forms(folded, first, finder.phrase_before):
            found = _define(form, text, folded, first, finder, ontology, entities)
            if found:
                definitions.append(found)
                defined.setdefault(text[found.start : found.end], Defined(found.entity, found.kind, found.since))
        for mention in first:
            if not mention.entity and mention.kind in ("Institution", "Person", "Policy", "Place") and len(mention.surface) >= 3:
                name = text[mention.start : mention.end]
                defined.setdefault(name, Defined(_entity(name, mention.kind, ontology, entities), mention.kind, 0, mention.rule))
        if defined:
            first = finder.find(folded, [*known, Gazetteer(defined)], unlisted)
    linked = [_link(m, text, ontology, entities) for m in first]
    spans = tuple((m.start, m.end) for m in linked)
    days = [d for d in dates(folded, published) if not _inside(d, spans)]
    taken = tuple(sorted((*spans, *((d.start, d.end) for d in days))))
    values = [*days, *amounts(folded, taken)]
    mentions = sorted([*linked, *(replace(v, surface=text[v.start : v.end]) for v in values)], key=lambda m: (m.start, m.end))
    return Names(tuple(mentions), entities, tuple(definitions))


def _inside(mention: Mention, spans: tuple[tuple[int, int], ...]) -> bool:
    return any(a < mention.end and mention.start < b for a, b in spans)


def _link(mention: Mention, text: str, ontology: Ontology, entities: dict[str, Entity]) -> Mention:
    surface = text[mention.start : mention.end]
    entity = mention.entity or _entity(surface, mention.kind, ontology, entities)
    return replace(mention, surface=surface, entity=entity)


def _entity(name: str, kind: Kind, ontology: Ontology, entities: dict[str, Entity]) -> str:
    """Id of the entity of that name: the listed one, else a local one made for it."""
    listed = ontology.names.get(key(name))
    if listed and ontology.entities[listed].kind == kind:
        return listed
    identifier = local_id(kind, name)
    if identifier not in entities:
        entities[identifier] = local_entity(identifier, kind, name)
    return identifier


def local_entity(identifier: str, kind: Kind, name: str, aliases: tuple[str, ...] = ()) -> Entity:
    """An entity known from a document only; the label in the other script is converted, never shown as a quotation."""
    name = re.sub(r"\s+", " ", name).strip("《》 ")
    if not has_han(name):
        return Entity(identifier, kind, (("en", name),), aliases)
    return Entity(
        identifier,
        kind,
        (("zh-hant", to_traditional(name) if name == to_simplified(name) else name), ("zh-hans", to_simplified(name))),
        aliases,
    )


def _define(
    form: ShortForm,
    text: str,
    folded: str,
    mentions: Sequence[Mention],
    finder: NameFinder,
    ontology: Ontology,
    entities: dict[str, Entity],
) -> Definition | None:
    full = next((m for m in mentions if m.start == form.full_start and m.end == form.full_end), None)
    name, short = text[form.full_start : form.full_end], text[form.start : form.end]
    if full is None:
        told = finder.kind_of(folded[form.full_start : form.full_end])
        acronym = bool(_LATIN_FORM.match(folded[form.start]))
        kind: Kind | None = told[0] if told else "Field" if acronym and 3 <= len(name) <= 16 else None
        if kind is None or not (told or acronym):
            return None
        entity = _entity(name, kind, ontology, entities)
    else:
        kind = full.kind
        entity = full.entity or _entity(name, kind, ontology, entities)
    if key(name) == key(short):
        return None
    return Definition(short, entity, kind, form.start, form.start, form.end, form.full_start, form.full_end)
