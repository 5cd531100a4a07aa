"""What names say by how they are built and where they stand: a branch is part of its bank, a person behind a post holds it."""

from __future__ import annotations

from collections.abc import Iterator

from hetao_kg.extract.evidence import Evidences, around, make
from hetao_kg.ontology import local_entity, local_id
from hetao_kg.text import fold
from hetao_kg.types import Evidence, Statement


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
        """A body named as a unit of another (中國人民銀行深圳市分行; X的董事局) is part of it."""
        yield from self._posts()
        bodies = [m for m in self.s.mentions if m.kind == "Institution"]
        for mention in bodies:
            name = fold(mention.surface)
            if not name.endswith(self.r.units):
                continue
            whole = self.r.owner_of(name)
            before = [m for m in bodies if m.end < mention.start and self.text[m.end : mention.start].strip("”》 ") == "的"]
            if (
                not whole
                and before
                and self.ontology.entities.get(mention.entity)
                and self.ontology.entities[mention.entity].parent == before[0].entity
            ):
                whole = before[0].entity
            if not whole and (size := self.r.branch_of(name)):
                owner = self.document.text[mention.start : mention.start + size]
                listed = self.ontology.entity(owner)
                whole = listed.id if listed else local_id("Institution", owner)
                if not listed:
                    self.entities.setdefault(whole, local_entity(whole, "Institution", owner))
            if whole and whole != mention.entity:
                start, end = around(self.document.text, before[0].start if before else mention.start, mention.end)
                yield make(
                    mention.entity,
                    "partOf",
                    whole,
                    "in-force",
                    Evidence(self._quote(start, end), self.section, "", "name-structure", self.page),
                )
