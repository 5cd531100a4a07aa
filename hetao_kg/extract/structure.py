"""What names say by how they are built and where they stand: a branch is part of its bank, a person behind a post holds it."""

from __future__ import annotations

from collections.abc import Iterator

from hetao_kg.extract.evidence import Evidences, around, make
from hetao_kg.ontology import local_entity, local_id
from hetao_kg.text import fold
from hetao_kg.types import Evidence, Kind, Mention, Statement


class Structure(Evidences):
    """One sentence being read: the part that needs no verb."""

    def _posts(self) -> Iterator[Statement]:
        """Body + post + person: the person holds the post."""
        for body, person in zip(self.s.mentions, self.s.mentions[1:], strict=False):
            post = self.text[body.end : person.start].strip(" 的")
            if body.kind == "Institution" and person.kind == "Person" and post in self.r.posts:
                start, end = around(self.document.text, body.start, person.end)
                evidence = Evidence(self._quote(start, end), self.section, "", "post", self.page)
                note = self.document.text[body.end : person.start].strip()
                yield make(person.entity, "holdsPost", body.entity, "in-force", evidence, note=note)

    def structure(self) -> Iterator[Statement]:
        """A body named as a unit of another (中國人民銀行深圳市分行; X的董事局), a place named as a part of one (X北區)."""
        yield from self._posts()
        for mention in self.s.mentions:
            if mention.rule in ("anaphor", "both"):
                continue
            if mention.kind == "Institution" and (whole := self._whole_of(mention)):
                yield from self._part(mention.entity, whole, mention.start, mention.end)
            if mention.kind == "Institution" and (unit := self.r.owned.match(self.text, mention.end)):
                name = mention.surface + unit.group(1)
                yield from self._part(self._known("Institution", name), mention.entity, mention.start, unit.end())
            if mention.kind == "Institution" and (owned := self.r.facility.match(self.text, mention.end)):
                yield from self._runs(mention, owned.end())
            if mention.kind == "Place" and (part := self.r.part.match(self.text, mention.end)):
                yield from self._part(self._known("Place", mention.surface + part.group()), mention.entity, mention.start, part.end())

    def _whole_of(self, mention: Mention) -> str:
        """Id of the body that the name of a unit begins with (X大學Y學院) or that stands before it with 的; empty if there is none."""
        name = fold(mention.surface)
        if listed := self.r.owner_of(name) if name.endswith(self.r.units) else "":
            return listed
        if size := self.r.branch_of(name) or self.r.host_of(name):
            return self._known("Institution", mention.surface[:size])
        parent = self.ontology.entities[mention.entity].parent if mention.entity in self.ontology.entities else ""
        before = [m for m in self.s.mentions if m.end < mention.start and self.text[m.end : mention.start].strip("”》 ") == "的"]
        return parent if any(m.entity == parent for m in before) else ""

    def _known(self, kind: Kind, name: str) -> str:
        """Id of what has that name, listed or not."""
        listed = self.ontology.entity(name)
        if listed and listed.kind == kind:
            return listed.id
        identifier = local_id(kind, name)
        self.entities.setdefault(identifier, local_entity(identifier, kind, name))
        return identifier

    def _runs(self, mention: Mention, end: int) -> Iterator[Statement]:
        """A facility named right behind a body's name is run by it (醫院管理局臨床管理系統)."""
        known = self._nominal(mention.end, end) == end and not any(mention.end <= m.start < end for m in self.s.mentions)
        found = self._opened(mention.end, end, frozenset(("Policy", "Institution")), "facility") if known else None
        if found:
            quote = self._quote(*around(self.document.text, mention.start, end))
            evidence = Evidence(quote, self.section, "", "name-structure", self.page)
            yield make(mention.entity, "operates", found.entity, "in-force", evidence)

    def _part(self, part: str, whole: str, start: int, end: int) -> Iterator[Statement]:
        if part != whole:
            quote = self._quote(*around(self.document.text, start, end))
            yield make(part, "partOf", whole, "in-force", Evidence(quote, self.section, "", "name-structure", self.page))
