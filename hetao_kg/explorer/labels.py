"""How things are called in the reader's language: entities, relations, documents, dates, amounts."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from hetao_kg.explorer.texts import say, table
from hetao_kg.graph import terms
from hetao_kg.text import has_han, to_simplified, to_traditional
from hetao_kg.types import Entity, Language, Value

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: Statuses in the order they are shown, each with its mark: a sign before it is a colour.
MARKS: dict[str, str] = {"in-force": "●", "completed": "✓", "planned": "◷", "proposed": "◇", "negated": "✕"}
#: Characters of its beginning that stand for the title of a document that has none.
_OPENING = 30
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_LABELS = """SELECT ?name ?of ?label WHERE {
  ?name a hetao:Predicate .
  { ?name rdfs:label ?label BIND("subject" AS ?of) }
  UNION { ?name hetao:inverseLabel ?label BIND("object" AS ?of) } }"""


class Labels:
    """Names for one knowledge base and one language; made once and kept."""

    def __init__(self, kb: KnowledgeBase, language: Language) -> None:
        self._kb, self.language = kb, language

    @cached_property
    def _relations(self) -> dict[tuple[str, str], str]:
        rows = self._kb.store.query(_LABELS).rows
        return {
            (name.value.removeprefix(str(terms.HETAO)), of.value): label.value
            for name, of, label in rows
            if name and of and label and label.language == self.language.lower()
        }

    @cached_property
    def by_iri(self) -> dict[str, str]:
        """Entity id of each IRI."""
        return {str(terms.entity(i)): i for i in self._kb.entities}

    @cached_property
    def named(self) -> dict[str, str]:
        """Entity id of each preferred name; the first of those that share one."""
        rows = sorted((name, i) for i, e in self._kb.entities.items() for _, name in e.labels)
        return dict(reversed(rows))

    def find(self, identifier: str) -> Entity | None:
        """The entity of that id, whether a document speaks of it or only the ontology."""
        return self._kb.entities.get(identifier) or self._kb.ontology.entities.get(identifier)

    def entity(self, identifier: str) -> str:
        """The name of an entity, date or short form."""
        if terms.is_date(identifier):
            return self.date(terms.date_of(identifier))
        if terms.is_short_form(identifier):
            return terms.short_form(identifier)
        entity = self.find(identifier)
        return self.name(entity) if entity else identifier

    def name(self, entity: Entity) -> str:
        """The name in the reader's language; in the reader's script where that is all there is."""
        label = entity.label(self.language)
        if self.language == "en" or not has_han(label):
            return label
        if self.language == "zh-Hans":
            return to_simplified(label)
        return label if dict(entity.labels).get("zh-hant") else to_traditional(label)

    def predicate(self, name: str) -> str:
        """A relation, read from its subject."""
        return self._relations.get((name, "subject"), name)

    def inverse(self, name: str) -> str:
        """A relation, read from its object."""
        return self._relations.get((name, "object")) or self.predicate(name)

    def kind(self, kind: str) -> str:
        """A kind of thing."""
        return say(f"kind.{kind}", self.language)

    def status(self, status: str, of: str = "") -> str:
        """A status as a word; that of a figure where ``of`` says so."""
        return say(f"{of or 'status'}.{status}", self.language) if status in MARKS else status

    def document(self, identifier: str) -> str:
        """The title of a document, as it stands there; where there is only a bare file name, with how the document begins."""
        document = self._kb.documents.get(identifier)
        title = document.metadata.title if document else ""
        if not document or has_han(title) or title not in ("", identifier):
            return title or identifier
        opening = next((" ".join(document.text[b.start : b.end].split()) for b in document.blocks if b.kind != "furniture"), "")
        return f"{opening[:_OPENING]}{'…' if len(opening) > _OPENING else ''} ({identifier})" if opening else identifier

    def date(self, iso: str) -> str:
        """An ISO date or interval in words, no more exact than it is."""
        if "/" in iso:
            first, _, last = iso.partition("/")
            if self.language != "en" and re.fullmatch(r"\d{4}/\d{4}", iso):
                return f"{first}–{last}年"
            return "–".join(self.date(part) for part in (first, last) if part not in ("", ".."))
        match = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", iso)
        if not match:
            return iso
        year, month, day = match.groups()
        if self.language == "en":
            named = _MONTHS[int(month) - 1] if month and 1 <= int(month) <= 12 else ""
            return " ".join(part for part in (str(int(day)) if day else "", named, year) if part)
        return f"{year}年" + (f"{int(month)}月" if month else "") + (f"{int(day)}日" if day else "")

    def amount(self, value: str, unit: str = "", bound: str = "") -> str:
        """A number with its unit, grouped, large ones in 億 or billions."""
        try:
            number = float(value)
        except ValueError:
            return f"{value} {unit}".strip()
        scales = ((1e9, " billion"), (1e6, " million")) if self.language == "en" else ((1e8, "億"), (1e4, "萬"))
        scale, word = next(((s, w) for s, w in scales if abs(number) >= s), (1.0, ""))
        shown = f"{number / scale:,.4f}".rstrip("0").rstrip(".") + (to_simplified(word) if self.language == "zh-Hans" else word)
        sign = {">": ">", "<": "<", ">=": "≥", "<=": "≤", "~": "≈"}.get(bound, "")
        known = self.unit(unit)
        return f"{sign}{shown}{known}" if known == "%" else f"{sign}{shown} {known}".strip()

    def unit(self, unit: str) -> str:
        """A unit in the reader's language where that is known, else as the documents write it; English counts without a classifier."""
        plain = to_simplified(unit)
        if f"unit.{plain}" in table():
            return say(f"unit.{plain}", self.language)
        if self.language == "en":
            return "" if plain in self._kb.ontology.units["units"]["counters"] else unit
        return plain if self.language == "zh-Hans" else to_traditional(unit)

    def unit_name(self, unit: str) -> str:
        """A unit by itself, to be chosen: classifiers too have a name."""
        return self.unit(unit) or say("unit.counted", self.language, unit=unit)

    def value(self, value: Value) -> str:
        """A normalised amount."""
        return self.amount(value.value, value.unit, value.bound)
