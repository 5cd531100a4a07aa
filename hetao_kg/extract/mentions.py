"""Stage 3a: a document -> mentions linked to entities, and the short forms it defines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hetao_kg.extract.amounts import Amounts
from hetao_kg.extract.contexts import Contexts, Meant
from hetao_kg.extract.dates import dates
from hetao_kg.extract.gazetteer import Defined, Gazetteer
from hetao_kg.extract.names import NameFinder
from hetao_kg.extract.shortforms import ShortForm, ShortForms
from hetao_kg.ontology import Ontology, local_entity, local_id
from hetao_kg.segment import word_tags
from hetao_kg.text import fold, key
from hetao_kg.types import Entity, Kind, Mention

#: A firm's brand, before the place in brackets.
_BRANDED = re.compile(r"(.{4,12})[（(][^（）()]{2,6}[）)].{0,10}公司$")
#: The legal form at the end of a firm's name.
_LEGAL = re.compile(r"(?:股份|集[团團]|集[团團]股份)?有限(?:[责責]任)?公司$")
#: A shorter end of a name may be anybody's, in characters.
_TELLING = 4
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


class NameReader:
    """Reads the names, dates and amounts of texts; built once for an ontology."""

    def __init__(self, ontology: Ontology, finder: NameFinder) -> None:
        self._ontology, self._finder, self._short_forms = ontology, finder, ShortForms(ontology)
        self.contexts, self._amounts = Contexts(ontology, finder.segmenter), Amounts(ontology.units)

    def read(
        self, text: str, published: str = "", known: Sequence[Gazetteer[Defined]] = (), unlisted: bool = True, home: str = ""
    ) -> Names:
        """Mentions in ``text``, linked, in order and without overlaps, with the entities and short forms found.

        ``published`` is the ISO date that 今年 and 去年 count from; ``known`` are names that other documents or earlier
        texts of the same document define; ``home`` is the jurisdiction of the document that ``text`` is part of, where that is
        known. Raises nothing: a text without names has none.
        """
        folded = fold(text)
        found = self._finder.find(folded, known, unlisted)
        entities: dict[str, Entity] = {}
        definitions: list[Definition] = []
        if unlisted:
            definitions = list(self._definitions(text, folded, found, entities))
            defined = self._defined(text, found, definitions, entities)
            if defined:
                found = self._finder.find(folded, [*known, Gazetteer(defined)], unlisted)
        home = home or self.contexts.home(found)
        linked = [self._link(m, text, entities) for m in self.contexts.read(found, folded, home)]
        spans = tuple((m.start, m.end) for m in linked)
        taken = bytearray(len(text))
        for start, end in spans:
            taken[start:end] = b"\1" * (end - start)
        days = [d for d in dates(folded, published, home == "taiwan") if not any(taken[d.start : d.end])]
        values = [*days, *self._amounts.find(folded, tuple(sorted((*spans, *((d.start, d.end) for d in days)))))]
        mentions = sorted([*linked, *(replace(v, surface=text[v.start : v.end]) for v in values)], key=lambda m: (m.start, m.end))
        return Names(tuple(mentions), entities, tuple(definitions))

    def _definitions(self, text: str, folded: str, found: Sequence[Mention], entities: dict[str, Entity]) -> Iterator[Definition]:
        for form in self._short_forms.read(folded, found, self._finder.phrase_before):
            if made := _define(form, text, folded, found, self._finder, self._ontology, entities):
                yield made

    def _defined(
        self, text: str, found: Sequence[Mention], definitions: Sequence[Definition], entities: dict[str, Entity]
    ) -> dict[str, Defined]:
        """What the text makes names stand for: its short forms, and unlisted names wherever else they stand."""
        defined: dict[str, Defined] = {}
        for d in definitions:
            name, marked = text[d.start : d.end], text[d.start - 1 : d.start] in ("《", "〈")
            plain = d.kind == "Policy" and marked and not self._finder.named(fold(name))
            defined.setdefault(text[d.start - 1 : d.end + 1] if plain else name, Defined(d.entity, d.kind, d.since))
        unlisted = [m for m in found if not m.entity and m.rule != "relative"]
        bodies = {m.surface: m for m in reversed(unlisted) if m.kind == "Institution"}  # each where it stands first
        for m in unlisted:
            if m.kind in ("Institution", "Person", "Policy", "Place") and len(m.surface) >= 3:
                name = text[m.start : m.end]
                fuller = _fuller(m, bodies)
                entity = _entity(text[fuller.start : fuller.end], m.kind, self._ontology, entities)
                defined.setdefault(name, Defined(entity, m.kind, 0, m.rule))
                if short := _shortened(name, m) or self._brand(name, m):
                    defined.setdefault(short, Defined(entity, m.kind, m.end, m.rule))
        return defined

    def _brand(self, name: str, mention: Mention) -> str:
        """What a text may call an unlisted firm: its name without the legal form, where that begins properly and is of no other kind."""
        short = _LEGAL.sub("", name)
        if mention.kind != "Institution" or short == name or not 3 < len(short) < 9:
            return ""
        told = self._finder.kind_of(fold(short))
        other = key(short) in self._ontology.names or (told is not None and told[0] != "Institution")
        return short if not other and self._finder.proper(fold(short)) else ""

    def _link(self, meant: Meant, text: str, entities: dict[str, Entity]) -> Mention:
        m = meant.mention
        surface = text[m.start : m.end]
        if m.rule == "context-unknown":
            identifier = local_id(m.kind, surface)
            entities.setdefault(identifier, local_entity(identifier, m.kind, surface))
            return replace(m, surface=surface, entity=identifier)
        return replace(m, surface=surface, entity=m.entity or _entity(meant.name or surface, m.kind, self._ontology, entities))


def _shortened(name: str, mention: Mention) -> str:
    """What a text may call an unlisted city (临澜市: 临澜) or firm (X（香港）有限公司: X) that it names in full; empty if unsure."""
    if mention.kind == "Place" and mention.rule == "division":
        short = name[:-1] if len(name) == 3 and fold(name).endswith(("市", "县")) else ""
        return "" if word_tags().get(fold(short)) else short
    firm = _BRANDED.match(name) if mention.kind == "Institution" else None
    return firm.group(1) if firm else ""


def _fuller(mention: Mention, bodies: Mapping[str, Mention]) -> Mention:
    """The one longer name of ``bodies``, first given before, that this one ends (X信託基金會 … 信託基金會); else ``mention``."""
    name = mention.surface
    if mention.kind != "Institution" or len(name) < _TELLING:
        return mention
    longer = [first for full, first in bodies.items() if full.endswith(name) and len(full) > len(name) + 1]
    return longer[0] if len(longer) == 1 and longer[0].start < mention.start else mention


def _entity(name: str, kind: Kind, ontology: Ontology, entities: dict[str, Entity]) -> str:
    """Id of the entity of that name: the listed one, else a local one made for it."""
    listed = ontology.names.get(key(name))
    if listed and ontology.entities[listed].kind == kind:
        return listed
    identifier = local_id(kind, name)
    if identifier not in entities:
        entities[identifier] = local_entity(identifier, kind, name)
    return identifier


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
    if key(name) == key(short) or frozenset((entity, local_id(kind, short))) in ontology.different:
        return None
    return Definition(short, entity, kind, form.start, form.start, form.end, form.full_start, form.full_end)
