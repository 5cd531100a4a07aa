"""Stage 3b: sentences -> statements, by the patterns of ``ontology/patterns.toml`` over the clause model.

A pattern names a predicate, its verbs and what its subject and object may be. Where they stand follows from Chinese
syntax: subject before the verb or behind 由, the topic of an earlier clause when dropped, the object behind the verb,
behind …的 in a relative clause, or in front in a passive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hetao_kg.extract.clauses import Clause, ClauseReader
from hetao_kg.extract.discourse import Discourse
from hetao_kg.extract.mentions import Names
from hetao_kg.extract.names import NameFinder
from hetao_kg.extract.objects import Objects
from hetao_kg.extract.patterns import Grammar, Pattern
from hetao_kg.extract.status import status_at
from hetao_kg.ontology import Ontology, local_entity, local_id
from hetao_kg.segment import word_tags
from hetao_kg.split import sections, sentences
from hetao_kg.text import digest, fold, key
from hetao_kg.types import HOLDING, Document, Entity, Evidence, Mention, Quote, Statement, Status, Value

#: Longest quotation of a piece of evidence, in characters.
LONGEST_QUOTE = 200


@dataclass(frozen=True, slots=True)
class Read:
    """Statements of one document and the entities that only they needed."""

    statements: tuple[Statement, ...]
    entities: Mapping[str, Entity]


class StatementReader:
    """Reads statements out of documents; built once for an ontology."""

    def __init__(self, ontology: Ontology, finder: NameFinder, clauses: ClauseReader) -> None:
        self._grammar, self._clauses = Grammar(ontology, finder), clauses
        self._proposing = tuple(ontology.words["cues"]["proposing_titles"])

    def read(self, document: Document, names: Names) -> Read:
        """Statements of ``document``, whose names are already found, in the order of their evidence."""
        folded = fold(document.text)
        entities: dict[str, Entity] = {}
        found: list[Statement] = []
        mentions = list(names.mentions)
        discourse = Discourse(self._grammar.ontology.words["anaphors"], self._grammar.agent)
        at = 0
        for block, section in sections(document):
            if block.kind == "furniture" or (block.kind == "note" and "http" in document.text[block.start : block.end]):
                continue
            default = self._default(section)
            topic: list[Mention] = []
            for start, end in sentences(folded, block.start, block.end):
                while at < len(mentions) and mentions[at].end <= start:
                    at += 1
                stop = at
                while stop < len(mentions) and mentions[stop].start < end:
                    stop += 1
                inside = [m for m in mentions[at:stop] if m.start >= start and m.end <= end]
                sentence = self._clauses.sentence(folded, start, end, inside, default)
                sentence.add(discourse.anaphors(folded, sentence.clauses, inside))
                reading = _Reading(self._grammar, document, sentence, section, block.page, topic, entities)
                found.extend(reading.statements())
                found.extend(reading.structure())
                topic = reading.topic_after(topic)
                discourse.spoken([*inside, *reading.opened])
                for parties in reading.used.values():
                    discourse.acted(parties)
        found.extend(self._definitions(document, names, entities))
        table = {**self._grammar.ontology.entities, **names.entities, **entities}
        return Read(tuple(s for s in found if self._allowed(s, table)), entities)

    def _default(self, section: tuple[str, ...]) -> tuple[Status, str] | None:
        """What a chapter's title makes of what stands below it, and the word that says so."""
        words = (word for title in section for word in self._proposing if word in fold(title))
        return next((("proposed", word) for word in words), None)

    def _allowed(self, s: Statement, table: Mapping[str, Entity]) -> bool:
        """Whether the ontology lets things of these kinds stand on either side; a government does not set up its own city."""
        kinds = self._grammar.ontology.kinds.get(s.predicate)
        if kinds is None:
            return True
        subject = table[s.subject].kind
        thing = "Date" if s.object.startswith("date:") else table[s.object].kind
        if s.predicate == "establishes" and thing == "Place" and fold(table[s.object].label()).endswith(self._grammar.governed):
            return False
        return subject in kinds[0] and (thing in kinds[1] or ("same" in kinds[1] and thing == subject))

    def _definitions(self, document: Document, names: Names, entities: dict[str, Entity]) -> Iterator[Statement]:
        """What the document itself says a short form stands for."""
        lookup = {**self._grammar.ontology.entities, **names.entities}
        for d in names.definitions:
            short = local_id(d.kind, "short form: " + d.name)
            entities.setdefault(short, replace(local_entity(short, d.kind, d.name), note="short form"))
            start, end = _around(document.text, min(d.start, d.full_start), max(d.end, d.full_end))
            full = lookup.get(d.entity)
            if full is None or key(d.name) == key(document.text[d.full_start : d.full_end]):
                continue
            section: tuple[str, ...] = ()
            yield make(
                document.id, short, "abbreviates", d.entity, "in-force", Evidence(document.quote(start, end), section, "", "definition")
            )


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause that holds ``[start, end)`` with its closing brackets, within the longest quotation."""
    first = start
    while first > 0 and start - first < 60 and text[first - 1] not in "，。；：！？\n,;:":
        first -= 1
    while end < len(text) and text[end] in "）)》」』”":
        end += 1
    while text[first].isspace() or text[first] in "）)》」』”":
        first += 1
    return (first if end - first <= LONGEST_QUOTE else start), min(
        end, first + LONGEST_QUOTE
    ) if end - first > LONGEST_QUOTE and first == start else end


def make(
    document: str,
    subject: str,
    predicate: str,
    thing: str,
    status: Status,
    evidence: Evidence,
    date: str = "",
    amount: Value | None = None,
    note: str = "",
    confidence: float = 0.9,
) -> Statement:
    """A statement with its id: the hash of what it claims, not of where."""
    del document
    amount_key = [amount.value, amount.unit] if amount else None
    identifier = digest(subject, predicate, thing, status, date, amount_key, size=16)
    return Statement(identifier, subject, predicate, thing, status, (evidence,), date, amount, note, "", confidence)


class _Reading(Objects):
    """One sentence being read: patterns applied, with status, date, amount and evidence."""

    def statements(self) -> Iterator[Statement]:
        """Everything the patterns find in the sentence."""
        busy = [(m.start, m.end) for m in self.s.mentions]
        inside = 0  # end of the verb last taken; a shorter one inside it counts only where that one joins parties (共同設立)
        for match in self.r.verbs.finditer(self.text, self.s.start, self.s.end):
            a, b = match.start(), match.end(1)
            verb = match.group(1)
            if a not in self.s.edges or any(x <= a < y for x, y in busy) or a < inside or self._nominal_verb(a, b):
                continue
            if not all(p.together for p in self.r.by_verb[verb]):
                inside = b
            for pattern in self.r.by_verb[verb]:
                if pattern.near < 9 and pattern.predicate == "operates" and self.r.verbs.match(self.text, b) and b in self.s.edges:
                    continue
                if pattern.after and not any(self.text.startswith(w, b) for w in pattern.after):
                    continue
                yield from self._apply(pattern, a, b)

    def _nominal_verb(self, a: int, b: int) -> bool:
        """Whether the word at ``[a, b)`` is part of a compound noun (資金扶持計劃) and no verb."""
        if not self.text.startswith(self.r.heads, b) or self.text[a - 1 : a] in (",", "、", "。", ";", "\n", ""):
            return False
        before = [word for word, _, end in self.words(max(self.s.start, a - 6), a) if end == a]
        return bool(before) and word_tags().get(before[0], "n")[:1] in ("n", "j") and not any(m.end == a for m in self.s.mentions)

    def _apply(self, pattern: Pattern, a: int, b: int) -> Iterator[Statement]:
        number = self.s.clause_of(a)
        clause = self.s.clauses[number]
        if self.r.conditional.match(self.text, clause.start, a):
            return  # what would be is not said to be
        relative = self._relative_end(b, clause) if not pattern.goal else 0
        agents = self._receivers(pattern, clause, b) if pattern.receiver else self._agents(pattern, clause, a)
        if pattern.by and not agents:
            return
        if pattern.together:
            yield from self._parties_together(pattern, clause, number, a, b)
            return
        objects = self._objects(pattern, clause, number, a, b, relative, agents)
        if not objects:
            return
        headed = [] if pattern.act or pattern.swap or agents else self._headed(pattern, clause, b, objects)
        subjects = agents or headed or self._subjects(pattern, clause, number, a, {id(o) for o in objects}, bool(relative))
        relative = relative or (b if headed else 0)
        if subjects and not relative and not pattern.ba:
            self.used.setdefault(number, subjects)
        if not any(m.start >= self.s.start for m in subjects):  # an earlier sentence's subject and an unlisted field are too loose a tie
            objects = [o for o in objects if o.kind != "Field" or not o.rule.startswith("object-")]
        if not subjects or (pattern.future and not self._ahead(clause, a)):
            return
        local_from = (
            clause.start
            if not relative
            else max(
                [clause.start, *(m.end for m in clause.mentions if m.end <= a and m not in subjects and not agents)][-1:] or [clause.start]
            )
        )
        here = any(clause.start <= m.start < clause.end for m in subjects)
        status, cue = status_at(self.s, a, local_from, pattern.act, bool(relative), b, titled=not here)
        if pattern.status and pattern.status != status:  # the pattern knows: to devolve a power is to hold it
            status, cue = pattern.status, "" if pattern.status in HOLDING else self.text[a:b]  # type: ignore[assignment]
        if pattern.predicate == "establishes" and not relative:
            self.made[number] = list(objects)
        if pattern.id == "formerly":
            self.former = list(objects)
        evidence = self._evidence(clause, a, b, subjects, objects, cue, pattern.id)
        policy = bool(subjects) and subjects[0].kind == "Policy"
        date = self._date(clause, a, b) if pattern.act or status == "planned" or policy else ""
        amount = self._amount(clause) if pattern.amount else None
        for s in self._parties(subjects, pattern):
            for target in (t for o in objects for t in self._targets(o, pattern)):
                if target and s != target and self.ontology.governments.get(target) != s:
                    left, right = (target, s) if pattern.swap else (s, target)
                    yield make(
                        self.document.id, left, pattern.predicate, right, status, evidence, date, amount, self._note(pattern, clause, b)
                    )
        if pattern.where:
            yield from self._places(clause, a, b, objects, status, evidence, relative)

    def _parties_together(self, pattern: Pattern, clause: Clause, number: int, a: int, b: int) -> Iterator[Statement]:
        """A與B共同設立…: the parties before the verb work with one another."""
        parties = [m for m in self._subjects(pattern, clause, number, a, set()) if m.kind == "Institution" and m.start >= clause.start]
        between = [self.text[x.end : y.start] for x, y in zip(parties, parties[1:], strict=False)]
        if all("、" in gap for gap in between):
            return  # a mere list acts side by side
        status, cue = status_at(self.s, a, clause.start, False, False)
        evidence = self._evidence(clause, a, b, parties, parties, cue, pattern.id)
        for n, one in enumerate(parties):
            for other in parties[n + 1 :]:
                if one.entity != other.entity:
                    yield make(self.document.id, one.entity, pattern.predicate, other.entity, status, evidence)

    def _ahead(self, clause: Clause, a: int) -> bool:
        """Whether the date of the clause is a goal: 到/至 before it, 前 behind it, or a plan or proposal is spoken of."""
        day = next(iter(self._days(clause)), None)
        if day is None:
            return False
        lead, tail = self.text[max(self.s.start, day.start - 2) : day.start], self.text[day.end : day.end + 2]
        return (
            (
                lead.endswith(("到", "至", "于", "在"))
                and bool(self.document.metadata.date)
                and day.value is not None
                and day.value.value[:4] > self.document.metadata.date[:4]
            )
            or "前" in tail + day.surface[-1:]
            or lead.endswith(("到", "至"))
            or status_at(self.s, a, clause.start, True, False)[0] in ("planned", "proposed")
        )

    def _posts(self) -> Iterator[Statement]:
        """Body + post + person: the person holds the post."""
        for body, person in zip(self.s.mentions, self.s.mentions[1:], strict=False):
            post = self.text[body.end : person.start].strip(" 的")
            if body.kind == "Institution" and person.kind == "Person" and post in self.r.posts:
                start, end = _around(self.document.text, body.start, person.end)
                evidence = Evidence(self._quote(start, end), self.section, "", "post", self.page)
                note = self.document.text[body.end : person.start].strip()
                yield make(self.document.id, person.entity, "holdsPost", body.entity, "in-force", evidence, note=note)

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
                start, end = _around(self.document.text, before[0].start if before else mention.start, mention.end)
                yield make(
                    self.document.id,
                    mention.entity,
                    "partOf",
                    whole,
                    "in-force",
                    Evidence(self._quote(start, end), self.section, "", "name-structure", self.page),
                )

    def _places(
        self, clause: Clause, a: int, b: int, objects: Sequence[Mention], status: Status, evidence: Evidence, relative: int
    ) -> Iterator[Statement]:
        """在Z設立X also says that X is (to be) in Z."""
        end = relative or b
        for place in clause.mentions:
            close = a - 14 <= place.start < a or b <= place.start < (relative or b + 1)
            if (
                place.kind == "Place"
                and close
                and self.text[max(clause.start, place.start - 1) : place.start] in ("在", "于")
                and place.end <= max(a, end)
            ):
                lasting: Status = "in-force" if status == "completed" else status
                for o in objects:
                    if o.kind in ("Institution", "Policy") and o.entity != place.entity:
                        yield make(self.document.id, o.entity, "locatedIn", place.entity, lasting, evidence)

    def _date(self, clause: Clause, a: int, b: int) -> str:
        own = [m for m in clause.mentions if m.kind == "Date" and m.value and (m.end <= a or m.start >= b)]
        before = [m for m in own if m.end <= a] or [
            m for c in self.s.clauses if c.end <= clause.start for m in c.mentions if m.kind == "Date" and m.value
        ]
        chosen = before[-1] if before else None
        return chosen.value.value if chosen and chosen.value and not chosen.value.bound else ""

    def _amount(self, clause: Clause) -> Value | None:
        money = [
            m
            for m in clause.mentions
            if m.kind == "Amount" and m.value and (m.value.unit == "元" or (len(m.value.unit) == 3 and m.value.unit.isupper()))
        ]
        return money[0].value if money else None

    def _note(self, pattern: Pattern, clause: Clause, b: int) -> str:
        if pattern.goal:
            return self.document.text[b : clause.end].strip()[:80]
        return pattern.note

    def _evidence(
        self, clause: Clause, a: int, b: int, subjects: Sequence[Mention], objects: Sequence[Mention], cue: str, rule: str
    ) -> Evidence:
        """The shortest run of whole clauses that shows subject, verb and object, within the longest quotation."""
        inside = [m for m in (*subjects, *objects) if self.s.start <= m.start < self.s.end]
        first = min([self.s.clause_of(m.start) for m in inside] + [self.s.clause_of(a)])
        last = max([self.s.clause_of(m.start) for m in inside] + [self.s.clause_of(a)])
        own = self.s.clause_of(a)
        start, end = self.s.clauses[first].start, self.s.clauses[last].end
        if first and end - start < 20:  # too short to be told apart from other places
            first -= 1
            start = self.s.clauses[first].start
        while end - start > LONGEST_QUOTE and first < own:
            first += 1
            start = self.s.clauses[first].start
        if end - start > LONGEST_QUOTE:
            start, end = clause.start, clause.end
        if end - start > LONGEST_QUOTE:
            start = max(start, min([a, *(m.start for m in subjects if m.start >= clause.start)]))
            end = min(end, start + LONGEST_QUOTE)
        while self.text[start].isspace():
            start += 1
        return Evidence(self._quote(start, end), self.section, self._as_written(cue, start, end), rule, self.page)

    def _as_written(self, cue: str, start: int, end: int) -> str:
        """The cue as the document writes it."""
        at = self.text.find(cue, self.s.start, end) if cue else -1
        return self.document.text[at : at + len(cue)] if at >= 0 else cue

    def _quote(self, start: int, end: int) -> Quote:
        return self.document.quote(start, end)
