"""Where what is acted on begins and ends: the noun that narrows a field, what follows a name, where the next verb phrase begins."""

from __future__ import annotations

import re
from dataclasses import replace

from hetao_kg.extract.clauses import Clause
from hetao_kg.extract.parties import Parties
from hetao_kg.extract.patterns import Pattern
from hetao_kg.ontology import local_entity, local_id
from hetao_kg.segment import word_tags
from hetao_kg.text import fold
from hetao_kg.types import Mention

_SUMMED = re.compile("等(?!级|效|候|距)")


class Bounds(Parties):
    """One sentence being read: the part that knows where objects begin and end."""

    def _narrowed(self, field: Mention, start: int) -> bool:
        """Whether the one noun between ``start`` and a field of a general name says which (車輛 + 檢測, 海洋 + 藥物)."""
        front = [word for word, _, _ in self.words(start, field.start)]
        named = any(m.start < field.start and start < m.end for m in self.s.mentions)
        plain = len(front) == 1 and not named and front[0] not in self.r.broad and word_tags().get(front[0], "") in ("n", "ns")
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

    def _names_other(self, mention: Mention, end: int) -> bool:
        """Whether nouns behind a quoted name make it that of another thing (「X」籌備辦公室)."""
        start = mention.end + 1
        stop = self._nominal(start, end)
        entity = self.ontology.entities.get(mention.entity)
        own = entity is not None and any(fold(n).endswith(self.text[start:stop]) for n in entity.names())
        told = self.r.finder.kind_of(self.text[start:stop]) if stop - start >= 3 else None
        return told is not None and told[1] and not own and mention.kind in ("Institution", "Policy")

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

    def _phrase_end(self, b: int, end: int) -> int:
        """The object ends where another verb phrase begins."""
        match = re.compile(r"(?:,|;|。|以便|以便利|用以|用于|从而|并|来(?!自)|以(?!及|上|下|外|来|色)|后[,]|时[,]|,)").search(
            self.text, b + 2, end
        )
        end = match.start() if match else end
        summed = _SUMMED.search(self.text, b, end)
        following = next((w for w, _, _ in self.words(summed.end(), end)), "") if summed else ""
        return summed.start() if summed and word_tags().get(following, "")[:1] == "v" else end

    def _targets(self, mention: Mention, pattern: Pattern) -> tuple[str, ...]:
        """The object as a statement holds it: an ISO date, an entity, or each member of a joint one."""
        if pattern.goal and mention.value:
            return (f"date:{mention.value.value}",)
        return self.ontology.members.get(mention.entity) or (mention.entity,)

    def _days(self, clause: Clause) -> list[Mention]:
        """Dates of a clause, or of a clause before it that holds nothing else (到2035年，…)."""
        own = [m for m in clause.mentions if m.kind == "Date"]
        if own:
            return own
        before = self.s.clauses[: self.s.clauses.index(clause)]
        alone = before[-1] if before and before[-1].end - before[-1].start <= 12 else None
        return [m for m in alone.mentions if m.kind == "Date"] if alone else []
