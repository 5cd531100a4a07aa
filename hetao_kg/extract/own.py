"""What a document tells of itself: the authority it is of, and the policy that it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from hetao_kg.extract.names import NameFinder
from hetao_kg.ontology import Ontology, local_entity, local_id
from hetao_kg.text import any_of, fold
from hetao_kg.types import Document, Entity, Mention

#: A note behind a title (（2024—2028年）, （征求意见稿）).
_NOTE = re.compile(r"[（(][^（）()]*[）)]$")
#: Lines near the head that may name the authority or the policy.
_HEAD_LINES = 4


@dataclass(frozen=True, slots=True)
class Own:
    """What 我們 and 本計劃 mean in a document; None where they mean nothing."""

    author: Mention | None = None
    policy: Mention | None = None


class OwnReader:
    """The rules for it; made once for an ontology."""

    def __init__(self, ontology: Ontology, finder: NameFinder, offices: tuple[str, ...]) -> None:
        self._ontology, self._finder, self._offices = ontology, finder, offices
        words = ontology.words["own"]
        self._titles = tuple(words["policies"])
        self._decides = re.compile(rf"(?:{any_of(words['deciding'])})(?:了)?本(?:{any_of(words['policies'])})")
        self._office = re.compile(rf"(?<=政府)(?:{any_of(words['offices'])})$")

    def read(self, document: Document, folded: str, mentions: Sequence[Mention], entities: dict[str, Entity]) -> Own:
        """The author and the policy of ``document``, whose ``folded`` text names ``mentions``; ``entities`` takes a title nobody listed."""
        return Own(self._author(document, folded, mentions, entities), self._policy(document, mentions, entities))

    def _author(
        self, document: Document, folded: str, mentions: Sequence[Mention], entities: dict[str, Entity]
    ) -> Mention | None:
        """Its publisher, the body that a line near its head consists of, or who is said to decide on it (X制定本計劃), if an authority."""
        publisher = document.metadata.publisher
        listed = self._ontology.entity(publisher) if publisher else None
        if listed and listed.kind == "Institution":
            return Mention(0, 0, listed.label(), "Institution", "author", listed.id) if self._rules(listed.label()) else None
        bodies = [m for m in mentions if m.kind == "Institution"]
        named = next((m for m in bodies if publisher and fold(m.surface) == fold(publisher)), None)
        decided = self._decides.search(folded)
        deciding = next((m for m in bodies if decided and 0 <= decided.start() - m.end <= 4), None)
        for m in (named, self._signed(document, bodies), deciding):
            if m and self._rules(m.surface):
                return self._acting(m, entities)
        return None

    def _signed(self, document: Document, bodies: Sequence[Mention]) -> Mention | None:
        """The one body that a line near the head consists of."""
        for block in document.blocks[:_HEAD_LINES]:
            inside = [m for m in bodies if block.start <= m.start and m.end <= block.end]
            rest = document.text[block.start : block.end]
            for m in inside:
                rest = rest.replace(m.surface, "")
            if len(inside) == 1 and not rest.strip(" \u3000,，|｜()（）") and self._rules(inside[0].surface):
                return inside[0]
        return None

    def _acting(self, body: Mention, entities: dict[str, Entity]) -> Mention:
        """``body``, or the government whose general office it is and for which that office publishes."""
        office = self._office.search(fold(body.surface))
        if not office:
            return replace(body, rule="author")
        name = body.surface[: -len(office.group())]
        listed, identifier = self._ontology.entity(name), local_id("Institution", name)
        if not listed:
            entities.setdefault(identifier, local_entity(identifier, "Institution", name))
        return replace(body, surface=name, rule="author", entity=listed.id if listed else identifier)

    def _rules(self, name: str) -> bool:
        """Whether a body of that name is an authority."""
        return fold(name).endswith(self._offices)

    def _policy(self, document: Document, mentions: Sequence[Mention], entities: dict[str, Entity]) -> Mention | None:
        """The policy that the document's title names whole, with the note in brackets where it has one."""
        block = document.blocks[0] if document.blocks else None
        title = document.text[block.start : block.end].strip("《》 \u3000") if block else ""
        plain = _NOTE.sub("", title)
        told = self._finder.kind_of(fold(plain))
        if not block or not told or told[0] != "Policy" or not fold(plain).endswith(self._titles) or not 8 <= len(plain) <= 60:
            return None
        if any(c in plain for c in "，。；：《》") or "的" in plain[-6:]:
            return None
        known = next((m for m in mentions if m.kind == "Policy" and m.surface in (title, plain)), None)
        listed = self._ontology.entity(plain) or self._ontology.entity(title)
        identifier = known.entity if known else listed.id if listed and listed.kind == "Policy" else local_id("Policy", plain)
        if not known and not listed:
            entities.setdefault(identifier, local_entity(identifier, "Policy", plain, (title,) if title != plain else ()))
        return Mention(block.start, block.end, plain, "Policy", "anaphor", identifier)
