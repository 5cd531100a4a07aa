"""What is acted on: listed names, or a noun phrase whose ending tells its kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from hetao_kg.extract.clauses import Clause
from hetao_kg.extract.parties import AGENT, PASSIVE, Parties
from hetao_kg.extract.patterns import Pattern
from hetao_kg.ontology import local_entity, local_id
from hetao_kg.types import Mention


class Objects(Parties):
    """One sentence being read: the part that finds objects."""

    def _objects(
        self, pattern: Pattern, clause: Clause, number: int, a: int, b: int, relative: int, agents: Sequence[Mention]
    ) -> list[Mention]:
        if pattern.goal:
            return self._days(clause)[:1]
        if pattern.listed:
            return list(self._list_before(pattern, clause, a))
        if pattern.about:
            earlier = [*self.before, *(m for c in self.s.clauses[:number] for m in self._leads(c))]
            return [m for m in earlier if m.kind in pattern.object][-1:]
        if pattern.to:
            return [
                m
                for m in clause.mentions
                if m.kind in pattern.object and self.text[max(clause.start, m.start - 2) : m.start].rstrip(" “").endswith(pattern.to)
            ][:1]
        if pattern.before:
            return [] if relative else self._left_objects(pattern, clause, number, a)
        lead = self.text[max(clause.start, agents[0].start - 3) : agents[0].start].rstrip(" “《") if agents else ""
        suffers = lead.endswith(PASSIVE)
        found = [] if suffers and not relative else self._right_objects(pattern, clause, relative or b)
        if not found and agents:
            found = self._left_objects(pattern, clause, number, agents[0].start if agents[0].start >= clause.start else a)
        return found

    def _list_before(self, pattern: Pattern, clause: Clause, a: int) -> Iterator[Mention]:
        """The members of a list that ends at ``a`` (在A、B及C等領域), listed or not."""
        opened = [
            m.end()
            for m in re.finditer(r"在|于|聚焦|涵盖|围绕|发展|从事|包括|专注|推动|面向|为", self.text[clause.start : a])
            if clause.start + m.start() in self.s.edges
        ]
        start = clause.start + opened[-1] if opened else -1
        if start < 0 or "、" not in self.text[start:a]:
            return
        at = start
        for piece in re.split(r"(、|以及|及(?=[^、]*$)|和(?=[^、]*$))", self.text[start:a]):
            offset, at = at, at + len(piece)
            stripped = piece.strip(" “”《》的了")
            begin = offset + (piece.index(stripped) if stripped else 0)
            if len(stripped) < 2 or len(stripped) > 16 or stripped in ("以及", "及", "和"):
                continue
            whole = next(
                (m for m in clause.mentions if m.start == begin and m.end == begin + len(stripped) and m.kind in pattern.object), None
            )
            if whole:
                yield whole
                continue
            name = self.document.text[begin : begin + len(stripped)]
            listed = self.ontology.entity(name)
            entity = listed.id if listed and listed.kind == "Field" else local_id("Field", name)
            if not (listed and listed.kind == "Field"):
                if any(m.kind != "Field" and m.start < begin + len(stripped) and begin < m.end for m in clause.mentions):
                    continue
                self.entities.setdefault(entity, local_entity(entity, "Field", name))
            yield Mention(begin, begin + len(stripped), name, "Field", f"object-{pattern.id}", entity)

    def _left_objects(self, pattern: Pattern, clause: Clause, number: int, a: int) -> list[Mention]:
        pronoun = next((n for n, w in enumerate(("前者", "后者")) if self.text.startswith(w, clause.start)), -1)
        if pronoun >= 0:
            for earlier in reversed(self.s.clauses[:number]):
                pair = [m for m in earlier.mentions if m.kind in pattern.object]
                if len(pair) >= 2 and self._joined(pair[-2], pair[-1]):
                    return [pair[-2 + pronoun]]
        own = [
            m
            for m in clause.mentions
            if m.end <= a and self._acceptable(m, pattern) and not self.text[max(clause.start, m.start - 1) : m.start].endswith(AGENT)
        ]
        if own:
            nearest = pattern.regulated or "Field" in pattern.object or self.text.startswith("的", a)
            return self._group(own[-1] if nearest else own[0], clause.mentions)
        for earlier in reversed(self.s.clauses[:number]):
            if found := [m for m in self._leads(earlier) if self._acceptable(m, pattern)]:
                return found
        return [m for m in self.before if self._acceptable(m, pattern)] if self._opens(number, a) else []

    def _acceptable(self, mention: Mention, pattern: Pattern) -> bool:
        if mention.kind not in pattern.object:
            return False
        return not pattern.regulated or "regulated" in getattr(self.ontology.entities.get(mention.entity), "note", "")

    def _right_objects(self, pattern: Pattern, clause: Clause, b: int) -> list[Mention]:
        end = self._phrase_end(b, clause.end)
        right = [m for m in clause.mentions if m.start >= b and m.end <= end]
        for mention in right:
            if not self._acceptable(mention, pattern):
                continue
            if self._located(mention, b) or (self._modifies(mention) and not pattern.inner) or not self._ends_object(mention, end, pattern):
                continue
            if (not pattern.inner and mention.start - b > pattern.reach + 20) or mention.start - b > pattern.near:
                break
            if mention.kind == "Field" and pattern.predicate == "approves" and not pattern.regulated:
                return [self._widened(mention, b)]
            group = [m for m in self._group(mention, clause.mentions) if self._acceptable(m, pattern)]
            apposed = [
                m
                for m in right
                if m.start >= group[-1].end and self.text[group[-1].end : m.start].strip(" ”》") == "等" and self._acceptable(m, pattern)
            ]
            return group + (apposed if "Field" in pattern.object else [])
        return list(self._phrases(pattern, b, end, right)) if pattern.open else []

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
            return True
        rest = re.sub(r"^[”》’ ]*(?:\([^()]*\))?", "", self.text[mention.end : end])
        if not rest or rest[0] in ",;。、:)(“”":
            return True
        if rest.startswith(self.r.whole + self.r.together):
            return True
        told = self.r.finder.kind_of(re.split(r"[,;。、和与及等以并(“”《》\s]", rest)[0])
        if told and pattern.open and told[0] in pattern.object:
            return False
        return mention.kind != "Place" or not self._noun_follows(rest)

    def _located(self, mention: Mention, b: int) -> bool:
        before = self.text[max(b, mention.start - 2) : mention.start].rstrip(" “")
        return before.endswith(("在", "于", "与", "向", "对", "为", "从"))

    def _goes_on(self, mention: Mention, end: int, pattern: Pattern) -> bool:
        """Whether a longer noun phrase goes on behind the name and is the object itself (河套區 + 專家委員會)."""
        tail = re.match(r"[^,;。、的和与及等以并(“”《》\s]{2,12}", self.text[mention.end : end])
        if not tail or not pattern.open:
            return False
        told = self.r.finder.kind_of(tail.group())
        return bool(told and told[0] in pattern.object)

    def _phrase_end(self, b: int, end: int) -> int:
        """The object ends where another verb phrase begins."""
        match = re.compile(r"(?:,|;|。|以便|以便利|用以|用于|从而|并|来(?!自)|以(?!及|上|下|外|来|色)|后[,]|时[,]|,)").search(
            self.text, b + 2, end
        )
        return match.start() if match else end

    def _phrases(self, pattern: Pattern, b: int, end: int, mentions: Sequence[Mention]) -> Iterator[Mention]:
        """Unlisted objects: the head of each coordinated noun phrase, if its ending tells an acceptable kind."""
        region = re.sub(r"\([^()]*\)", lambda m: " " * len(m.group()), self.text[b:end])
        region = re.split(r"等(?!级|效|候)", region)[0]
        at = 0
        for piece in re.split(r"(、|以及|及其|及(?!时)|和(?!谐)|与)", region):
            offset, at = b + at, at + len(piece)
            told = self.r.finder.kind_of(piece.strip(" ”’》“‘《"))
            if not told or told[0] not in pattern.object:
                continue
            start, stop = self._head(piece, offset)
            if stop - start < 3 or not self._specific(start, stop):
                continue
            name = self.document.text[start:stop]
            listed = self.ontology.entity(name)
            entity = listed.id if listed and listed.kind in pattern.object else local_id(told[0], name)
            if not (listed and listed.kind in pattern.object):
                self.entities.setdefault(entity, local_entity(entity, told[0], name))
            yield Mention(start, stop, name, told[0], f"object-{pattern.id}", entity)

    def _head(self, piece: str, offset: int) -> tuple[int, int]:
        """The noun phrase in ``piece`` without quantifiers; modifiers with 的 go unless little would be left."""
        stripped = piece.rstrip(" ”’》")
        lead = re.match(
            r"[了过着\s“‘《]*(?:一个|一家|一所|一批|一项|一系列|多个|若干|首个|更多|新的|相关的?|有关的?|[一二三四五六七八九十百\d,.]+(?:个|家|所|间|项|条|栋|幢|座|支|种|批|类|大)|[在于][^,。的]{1,14}?(?=设立|建立|成立|$))*",
            stripped,
        )
        start = lead.end() if lead else 0
        last = stripped.rfind("的", start)
        if last >= 0 and len(stripped) - last - 1 >= 4:
            start = last + 1
        while stripped[start : start + 1] in "“‘《 ":
            start += 1
        return offset + start, offset + len(stripped)

    def _specific(self, start: int, stop: int) -> bool:
        name = self.text[start:stop]
        told = self.r.finder.kind_of(name)
        inner = self.r.segmenter.words(name)
        return len(inner) > 1 and self.r.finder.specific("".join(inner[:-1]), bool(told and told[1]))

    def _target(self, mention: Mention, pattern: Pattern) -> str:
        return f"date:{mention.value.value}" if pattern.goal and mention.value else mention.entity

    def _days(self, clause: Clause) -> list[Mention]:
        """Dates of a clause, or of a clause before it that holds nothing else (到2035年，…)."""
        own = [m for m in clause.mentions if m.kind == "Date"]
        if own:
            return own
        before = self.s.clauses[: self.s.clauses.index(clause)]
        alone = before[-1] if before and before[-1].end - before[-1].start <= 12 else None
        return [m for m in alone.mentions if m.kind == "Date"] if alone else []
