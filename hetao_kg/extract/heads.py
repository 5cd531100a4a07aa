"""Which name in a coordinated phrase is what is acted on: the head of the phrase, or what its ending tells."""

from __future__ import annotations

import re
from dataclasses import replace

from hetao_kg.extract.parties import Parties
from hetao_kg.extract.patterns import Pattern
from hetao_kg.ontology import local_entity, local_id
from hetao_kg.segment import word_tags
from hetao_kg.types import Mention


class Heads(Parties):
    """One sentence being read: the part that knows the head of a noun phrase."""

    def _acceptable(self, mention: Mention, pattern: Pattern) -> bool:
        if mention.kind not in pattern.object:
            return False
        return not pattern.regulated or "regulated" in getattr(self.ontology.entities.get(mention.entity), "note", "")

    def _in_piece(self, pattern: Pattern, b: int, start: int, stop: int) -> list[Mention]:
        """The object in one coordinated phrase: a name that is its head, else what its ending tells."""
        if start > b and self.r.verbs.match(self.text, start):
            return []  # 促進A、培育B: B is the other verb's object
        inside = [m for m in self.s.mentions if m.start >= start and m.end <= stop]
        for mention in inside:
            if pattern.hub and not self.r.hub_behind(self.text[mention.end : stop]):
                continue
            if not self._acceptable(mention, pattern) or self._located(mention, b):
                continue
            if pattern.act and self._reached(start, mention, pattern.predicate == "funds"):
                return []
            if (self._modifies(mention) and not pattern.inner) or not self._ends_object(mention, stop, pattern):
                continue
            if mention.start - start > pattern.near or (pattern.near < 9 and self._governs_on(start, mention.start)):
                return []
            if mention.kind == "Field" and pattern.open and (whole := self._whole(pattern, mention, start, stop)):
                return [whole]
            if mention.kind == "Field" and pattern.predicate == "approves" and not pattern.regulated:
                return [self._widened(mention, start)]
            if mention.kind == "Field" and self._narrowed(mention, start):
                return [self._widened(mention, start)]
            if pattern.open and (longer := self._longer(pattern, mention, start, stop)):
                return [longer]
            after = [m for m in inside if self.text[mention.end : m.start].strip(" ”》") == "等" and m.kind == "Field"]
            return [mention, *(after if mention.kind == "Field" else [])]
        if pattern.policy and pattern.subject == {"Policy"} and (hubbed := self._hubbed(pattern, start, stop)):
            return [hubbed]
        if not pattern.open:
            return []
        span = self._phrase(start, stop)
        if not span or span[0] - start > pattern.near:
            return []
        span = self._said_of(*span)
        plan = self.text.rfind("的", *span) if pattern.predicate == "establishes" else -1
        if plan > span[0] and self.text[plan + 1 : span[1]] in self.r.plans_to:
            span = span[0], plan  # 否決修建X的方案: X
        opened = self._opened(*span, pattern.object, f"object-{pattern.id}", pattern.plain)
        if not opened and pattern.amount and (size := next((len(w) for w in self.r.whole if self.text.endswith(w, *span)), 0)):
            opened = self._opened(span[0], span[1] - size, pattern.object, f"object-{pattern.id}")  # 支持X水庫建設: X水庫
        return [opened] if opened else []

    def _said_of(self, start: int, stop: int) -> tuple[int, int]:
        """``[start, stop)`` up to the adverb with which something is said of it (「X」平台 + 已 + 上線)."""
        cut = next((at for word, at, _ in self.words(start, stop) if at > start + 3 and word in self.r.done), stop)
        return start, cut

    def _hubbed(self, pattern: Pattern, start: int, stop: int) -> Mention | None:
        """The field that what is to be built is for (打造海洋科技創新高地, 構建知識產權生態系統)."""
        span = self._phrase(start, stop)
        tail = next((t for t in self.r.sites if span and self.text.endswith(t, *span)), "")
        if not span or not tail:
            return None
        end = span[1] - len(tail)
        while dull := next((t for t in self.r.hub_tails if self.text.endswith(t, span[0], end)), ""):
            end -= len(dull)
        words = [word for word, _, _ in self.words(span[0], end)]
        plain = words and all(w not in self.r.broad for w in words)
        return self._field(span[0], end, f"object-{pattern.id}") if plain else None

    def _longer(self, pattern: Pattern, mention: Mention, start: int, stop: int) -> Mention | None:
        """The whole noun phrase where the name nobody listed is only its end (大型 + 動物實驗室)."""
        span = self._phrase(start, stop) if mention.entity not in self.ontology.entities and mention.kind != "Field" else None
        if not span or span[1] != mention.end or span[0] >= mention.start or self._nominal(span[0], mention.start) != mention.start:
            return None
        return self._opened(*span, frozenset((mention.kind,)), f"object-{pattern.id}")

    def _whole(self, pattern: Pattern, field: Mention, start: int, stop: int) -> Mention | None:
        """The noun phrase that goes on behind a field and is more than it (檢測 + 認證)."""
        span = self._phrase(start, stop) if pattern.open else None
        if not span or not span[0] <= field.start < field.end < span[1]:
            return None
        rest = self.text[field.end : span[1]]
        told = self.r.finder.kind_of(rest)
        if rest in self.r.dull or rest.startswith(self.r.whole) or (told and told[0] not in pattern.object):
            return None
        return self._opened(*span, pattern.object, f"object-{pattern.id}", pattern.plain)

    def _narrowed(self, field: Mention, start: int) -> bool:
        """Whether the one noun between ``start`` and a field of a general name says which (車輛 + 檢測, 海洋 + 藥物)."""
        front = [word for word, _, _ in self.words(start, field.start)]
        named = any(m.start < field.start and start < m.end for m in self.s.mentions)
        plain = len(front) == 1 and not named and front[0] not in self.r.broad and word_tags().get(front[0], "") in ("n", "ns", "nr", "nz")
        return plain and field.end - field.start == 2 and len(front[0]) > 1

    def _widened(self, field: Mention, b: int) -> Mention:
        """A field with the noun in front of it that narrows it (危險品 + 運輸)."""
        front = self.text[b : field.start]
        if not 2 <= len(front) <= 6 or any(c in front for c in ',、的和与及"“《(在于对向为') or front in self.r.stops:
            return field
        name = self.document.text[b : field.end]
        listed = self.ontology.entity(name)
        entity = listed.id if listed else local_id("Field", name)
        if not listed:
            self.entities.setdefault(entity, replace(local_entity(entity, "Field", name), parent=field.entity))
        return Mention(b, field.end, name, "Field", "object-field", entity)

    def _ends_object(self, mention: Mention, end: int, pattern: Pattern) -> bool:
        """Whether the name is the object itself and not the front of a longer noun phrase."""
        if self.text[mention.end : mention.end + 1] in ("》", "”", "’"):
            return not self._names_other(mention, end)
        if (
            self.text[mention.start - 1 : mention.start] == "“"
            and 0 < self.text.find("”", mention.end, end) - mention.end < 12
            and self.text[mention.end] != "("
        ):
            return False  # the quotation goes on: “深港通注册易”
        rest = re.sub(r"^[”》’ ]*(?:\([^()]*\))?", "", self.text[mention.end : end])
        if rest and mention.kind == "Place" and pattern.predicate == "establishes":
            joint = next((w for w in self.r.together if rest.startswith(w)), "")
            behind = self.text[mention.end + len(joint) : end]
            return rest[0] in ",;。、:)(“”" or bool(joint and any(m.start == mention.end + len(joint) for m in self.s.mentions) and behind)
        if not rest or rest[0] in ",;。、:)(“”":
            return True
        if rest.startswith(self.r.together) or (pattern.inner and rest.startswith(self.r.whole)):
            return True
        told = self.r.finder.kind_of(re.split(r"[,;。、和与及等以并(“”《》\s]", rest)[0])
        if told and pattern.open and (told[0] in pattern.object or pattern.predicate == "approves"):
            return False
        if mention.kind == "Place" and pattern.inner:
            return rest.startswith("的")
        if mention.kind == "Place" and pattern.predicate == "partOf" and not pattern.swap:
            return rest.startswith(("的", *self.r.parts_of))  # 位於港深接壤處 is in neither
        return mention.kind != "Place" or not (self._noun_follows(rest) or self.r.counted.match(rest))

    def _reached(self, start: int, mention: Mention, paid: bool) -> bool:
        """Whether another verb behind a noun parts the name from ``start`` (建設行人橋 + 連接 + X); ``paid``: money is given."""
        nouns, tags, parted = 0, word_tags(), False
        for word, _, end in self.words(start, mention.start):
            tag = tags.get(word, "n")
            if word == "的" or word in self.r.together:
                nouns, parted = 0, False
            elif tag == "v" and nouns and len(word) > 1 and not (paid and word in self.r.founding):  # 資助大學設立X: X gets it
                parted |= word in self.r.doing or self.text[end : mention.start].strip(" “") == ""
            nouns += tag[:1] == "n"
        return parted

    def _governs_on(self, start: int, end: int) -> bool:
        """Whether another verb stands in ``[start, end)`` and what follows is its object (負責協助X)."""
        return any(word_tags().get(word) == "v" for word, _, _ in self.words(start, end))

    def _located(self, mention: Mention, b: int) -> bool:
        before = self.text[max(b, mention.start - 2) : mention.start].rstrip(" “")
        return before.endswith(self.r.to)
