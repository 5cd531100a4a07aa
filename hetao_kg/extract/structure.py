"""What names say by how they are built and where they stand: a branch is part of its bank, a person behind a post holds it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from hetao_kg.extract.evidence import Evidences, around, make
from hetao_kg.ontology import local_entity, local_id
from hetao_kg.segment import word_tags
from hetao_kg.text import fold
from hetao_kg.types import Evidence, Kind, Mention, Statement, Status


class Structure(Evidences):
    """One sentence being read: the part that needs no verb."""

    def _posts(self) -> Iterator[Statement]:
        """Body + post + person: the person holds the post (X局局長Y, X醫院內科主任Y, X的主席是Y, 現任董事長為Y)."""
        for person in self.s.mentions:
            if person.kind == "Person" and person.rule != "post" and (found := self._appointed(person)):
                body, start = found
                quote = self._quote(*around(self.document.text, start, person.end))
                post = self.document.text[start : person.start].strip(" 的為为是由")
                chairs = fold(post).startswith(self.r.chairs) and fold(body.surface).endswith(self.r.presided)
                predicate, note = ("operates", "") if chairs else ("holdsPost", post)
                evidence = Evidence(quote, self.section, "", "post", self.page)
                yield make(person.entity, predicate, body.entity, self._held(post), evidence, note=note)
        for person in self.s.mentions:
            if person.kind == "Person" and person.rule != "post" and (ruled := self._ruled(person) or self._post_of_topic(person)):
                seat, start = ruled
                evidence = Evidence(self._quote(*around(self.document.text, start, person.end)), self.section, "", "post", self.page)
                post = self.document.text[start : person.start].strip()
                yield make(person.entity, "holdsPost", seat, self._held(post), evidence, note=post)
        for first, second in pairwise(self.s.mentions):
            person, held = (first, second) if second.rule == "post" else (second, first)
            if person.kind == held.kind == "Person" and held.rule == "post" and self._takes(person, held):
                post = max((p for p in self.r.post_ends if fold(held.surface).endswith(p)), key=len)
                quote = self._quote(*around(self.document.text, person.start, held.end))
                of = self._known("Institution", held.surface[: -len(post)])
                evidence = Evidence(quote, self.section, "", "post", self.page)
                day = self._day(self.s.clauses[self.s.clause_of(person.start)], person.start, held.end) if self._named_to(person) else None
                when = day.value.value if day and day.value else ""
                yield make(person.entity, "holdsPost", of, "in-force", evidence, when, note=held.surface[-len(post) :])
        for body, person in zip(self.s.mentions, self.s.mentions[1:], strict=False):
            post = self.text[body.end : person.start].strip(" 的")
            if body.kind == "Institution" and person.kind == "Person" and post in self.r.posts:
                start, end = around(self.document.text, body.start, person.end)
                evidence = Evidence(self._quote(start, end), self.section, "", "post", self.page)
                note = self.document.text[body.end : person.start].strip(" 的")
                yield make(person.entity, "holdsPost", body.entity, self._held(note), evidence, note=note)

    def _held(self, post: str) -> Status:
        """Whether a post is held now: 首任局長 and 前局長 need hold it no more."""
        return "completed" if fold(post).startswith(self.r.former_terms) else "in-force"

    def _takes(self, person: Mention, held: Mention) -> bool:
        """Whether the person takes the post of a body (X同時兼任Y小組副組長)."""
        if held.start < person.start:  # Y局局長一職由X擔任
            between, behind = self.text[held.end : person.start], self.text.startswith(self.r.taking, person.end)
            return between in self.r.given_by and behind
        between = self.text[person.end : held.start]
        named = between == "为" and self._named_to(person)  # 任命X為Y局局長
        taken = len(between) <= 10 and between.endswith(self.r.taking)
        return (named or taken) and any(fold(held.surface).endswith(p) for p in self.r.post_ends)

    def _named_to(self, person: Mention) -> bool:
        """Whether a verb of appointing stands before the person."""
        return self.text.endswith(self.r.appointing, self.s.start, person.start)

    def _bracketed(self) -> Iterator[Statement]:
        """Person (body + post): the person holds the post (陳大文（X大學副教授）)."""
        for person, body in pairwise(self.s.mentions):
            close = self.text.find(")", body.end) if self.text[person.end : body.start].strip() == "(" else -1
            post = self.text[body.end : close] if close >= 0 else ""
            if person.kind == "Person" and body.kind == "Institution" and post.endswith(self.r.post_ends) and len(post) <= 10:
                start, end = around(self.document.text, person.start, close)
                evidence = Evidence(self._quote(start, end), self.section, "", "post", self.page)
                yield make(person.entity, "holdsPost", body.entity, "in-force", evidence, note=self.document.text[body.end : close].strip())

    def _appointed(self, person: Mention) -> tuple[Mention, int] | None:
        """The body whose post 為, 是 or 由 gives to ``person``, or whose unit ``person`` heads, and where the post begins."""
        clause = self.s.clauses[self.s.clause_of(person.start)]
        post = self.r.post_of.search(self.text, clause.start, person.start)
        bodies = [m for m in clause.mentions if m.kind == "Institution" and m.end <= person.start]
        if post:
            before = [m for m in bodies if m.end <= post.start() and self.text[m.end : post.start()].strip(" 的") == ""]
            opens = not self.text[clause.start : post.start()].strip(" 其")
            number = self.s.clauses.index(clause)
            topic = [m for n, c in enumerate(self.s.clauses[:number]) for m in self.made.get(n) or self._leads(c)] if opens else []
            carried = [m for m in (topic or (self._before(frozenset(("Institution",))) if opens else [])) if m.kind == "Institution"]
            found = (before or carried)[-1:]
            return (found[0], post.start()) if found else None
        unit = self.text[bodies[-1].end : person.start] if bodies else ""
        head = next((p for p in self.r.post_ends if unit.endswith(p)), "")
        named = all(word_tags().get(w, "n")[:1] in ("n", "j", "b") for w in self.r.segmenter.words(unit[: len(unit) - len(head)]))
        return (bodies[-1], bodies[-1].end) if head and 2 <= len(unit) - len(head) <= 8 and named else None

    def _post_of_topic(self, person: Mention) -> tuple[str, int] | None:
        """The body spoken of before whose kind has the post that opens the clause before ``person`` (校長X稱: the school's)."""
        clause = self.s.clauses[self.s.clause_of(person.start)]
        post = self.text[clause.start : person.start].strip(self.r.around_post)
        ends = self.r.heads_by_body.get(post.removeprefix("副"))
        near = [m for c in self.s.clauses[: self.s.clauses.index(clause)] for m in c.mentions]
        spoken = [*near[::-1], *(m for topic in self.topics[:2] for m in topic)] if ends else []
        body = next((m for m in spoken if m.kind == "Institution"), None)
        listed = self.ontology.entities.get(body.entity) if body else None
        name = listed.label() if listed else body.surface if body else ""
        return (body.entity, clause.start) if body and fold(name).endswith(tuple(ends or ("\0",))) else None

    def _ruled(self, person: Mention) -> tuple[str, int] | None:
        """The government whose head the words right before ``person`` name (雲汐市市長X), and where the post begins."""
        post = next((p for p in self.r.heads_of if self.text.endswith(p, self.s.start, person.start)), "")
        start = person.start - len(post)
        place = next((m for m in self.s.mentions if m.end == start and m.kind == "Place"), None) if post else None
        seat = self._government(place) if place else ""
        if place and seat and seat not in self.ontology.entities:
            seat = self._known("Institution", self._seat(place))
        return (seat, start) if seat else None

    def structure(self) -> Iterator[Statement]:
        """A body named as a unit of another (中國人民銀行深圳市分行; X的董事局), a place named as a part of one (X北區)."""
        yield from self._posts()
        yield from self._bracketed()
        for mention in self.s.mentions:
            if mention.rule in ("anaphor", "both"):
                continue
            if mention.kind == "Institution" and (whole := self._whole_of(mention)):
                yield from self._part(mention.entity, whole, mention.start, mention.end)
            if mention.kind == "Institution" and (unit := self.r.owned.match(self.text, mention.end)):
                name = mention.surface + unit.group(1)
                yield from self._part(self._known("Institution", name), mention.entity, mention.start, unit.end())
            if mention.kind == "Institution" and (below := self.r.below.match(self.text, mention.end)):
                units = [m for m in self.s.mentions if m.start == below.end() and m.kind == "Institution"]
                for member in self._group(units[0], self.s.mentions) if units else ():
                    yield from self._part(member.entity, mention.entity, mention.start, member.end)
            if mention.kind == "Institution" and (owned := self.r.facility.match(self.text, mention.end)):
                yield from self._runs(mention, owned.end())
            if mention.kind == "Place" and (size := self.r.phase_of(fold(mention.surface))):
                yield from self._part(mention.entity, self._known("Place", mention.surface[:size]), mention.start, mention.end)
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
        verb = self.r.verbs.match(self.text, mention.end)
        if verb and end - verb.end(1) > 3:
            return  # X管理Y系統: what X does
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
