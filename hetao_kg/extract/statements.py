"""Stage 3b: sentences -> statements, by the patterns of ``ontology/patterns.toml`` over the clause model.

A pattern names a predicate, its verbs and what its subject and object may be. Where they stand follows from Chinese
syntax: subject before the verb or behind 由, the topic of an earlier clause when dropped, the object behind the verb,
behind …的 in a relative clause, or in front in a passive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hetao_kg.extract.clauses import Clause, ClauseReader, Sentence, status_at
from hetao_kg.extract.mentions import Names, local_entity
from hetao_kg.extract.names import NameFinder, local_id, word_tags
from hetao_kg.ontology import Ontology
from hetao_kg.split import sections, sentences
from hetao_kg.text import digest, fold, key
from hetao_kg.types import Document, Entity, Evidence, Kind, Mention, Quote, Statement, Status, Value

#: Longest quotation of a piece of evidence, in characters.
LONGEST_QUOTE = 200


@dataclass(frozen=True, slots=True)
class Pattern:
    """One row of ``patterns.toml``; see the head of that file for what each key means."""

    id: str
    predicate: str
    verbs: tuple[str, ...]
    subject: frozenset[str]
    object: frozenset[str]
    act: bool = False
    open: bool = False
    joint: bool = True
    swap: bool = False
    where: bool = False
    inner: bool = False
    before: bool = False
    together: bool = False
    amount: bool = False
    goal: bool = False
    noun: tuple[str, ...] = ()
    status: str = ""
    note: str = ""
    topic: bool = True
    after: tuple[str, ...] = ()
    reach: int = 24
    to: tuple[str, ...] = ()
    ba: bool = False
    listed: bool = False
    regulated: bool = False
    policy: bool = False
    about: bool = False
    future: bool = False
    near: int = 99
    place: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """Statements of one document and the entities that only they needed."""

    statements: tuple[Statement, ...]
    entities: Mapping[str, Entity]


def load_patterns(rows: Sequence[Mapping[str, Any]]) -> tuple[Pattern, ...]:
    """Patterns from the rows of ``patterns.toml``; verbs are folded."""
    known = set(Pattern.__slots__)
    found = []
    for row in rows:
        given = {k: v for k, v in row.items() if k in known}
        for name in ("verbs", "noun", "after", "to"):
            given[name] = tuple(fold(v) for v in row.get(name, ()))
        for name in ("subject", "object"):
            given[name] = frozenset(row.get(name, ()))
        found.append(Pattern(**given))
    return tuple(found)


class StatementReader:
    """Reads statements out of documents; built once for an ontology."""

    def __init__(self, ontology: Ontology, finder: NameFinder, clauses: ClauseReader) -> None:
        self._ontology, self._finder, self._clauses = ontology, finder, clauses
        self._by_verb: dict[str, list[Pattern]] = {}
        for pattern in load_patterns(ontology.patterns):
            for verb in pattern.verbs:
                self._by_verb.setdefault(verb, []).append(pattern)
        self._verbs = re.compile(f"(?=({'|'.join(map(re.escape, sorted(self._by_verb, key=lambda v: (-len(v), v)))) or '(?!)'}))")
        words = ontology.words
        self._prepositions = tuple(sorted(words["prepositions"]["words"], key=len, reverse=True))
        self._together = tuple(sorted(words["prepositions"]["together"], key=len, reverse=True))
        self._proposing = tuple(words["cues"]["proposing_titles"])
        self._stops = frozenset(words["boundaries"]["words"])
        self._nouns = tuple(words["nouns"]["after_place"])
        self._whole = tuple(words["nouns"]["after_object"])
        self._sides = frozenset(words["nouns"]["sides"])
        self._branches = tuple(words["nouns"]["branches"])
        self._places = tuple(
            sorted(
                {
                    fold(n)
                    for e in ontology.entities.values()
                    if e.kind == "Place" and e.level in ("municipal", "provincial", "hongkong", "macau", "district")
                    for n in e.names()
                    if 2 <= len(n) <= 6
                }
            )
        )
        self._units = tuple(words["nouns"]["units"])

    def branch_of(self, name: str) -> int:
        """Length of the owner's name in a branch's folded ``name`` (…銀行深圳市分行); 0 if it is no branch."""
        for unit in self._branches:
            if name.endswith(unit):
                front = name[: -len(unit)]
                places = [p for p in self._places if front.endswith(p)]
                size = len(front) - (max(map(len, places)) if places else 0)
                return size if size >= 4 else 0
        return 0

    def owner_of(self, name: str) -> str:
        """Id of the listed body whose full name a unit's folded ``name`` begins with; empty if there is none."""
        for size in range(len(name) - 2, 3, -1):
            owner = self._ontology.names.get(key(name[:size]))
            if owner and self._ontology.entities[owner].kind == "Institution":
                return owner
        return ""

    def read(self, document: Document, names: Names) -> Read:
        """Statements of ``document``, whose names are already found, in the order of their evidence."""
        folded = fold(document.text)
        entities: dict[str, Entity] = {}
        found: list[Statement] = []
        mentions = list(names.mentions)
        at = 0
        for block, section in sections(document):
            if block.kind == "furniture" or (block.kind == "note" and "http" in document.text[block.start : block.end]):
                continue
            default: Status | None = "proposed" if any(w in fold(t) for t in section for w in self._proposing) else None
            topic: list[Mention] = []
            for start, end in sentences(folded, block.start, block.end):
                while at < len(mentions) and mentions[at].end <= start:
                    at += 1
                stop = at
                while stop < len(mentions) and mentions[stop].start < end:
                    stop += 1
                inside = [m for m in mentions[at:stop] if m.start >= start and m.end <= end]
                sentence = self._clauses.sentence(folded, start, end, inside, default)
                reading = _Reading(self, document, sentence, section, block.page, topic, entities)
                found.extend(reading.statements())
                found.extend(reading.structure())
                topic = reading.topic_after() or topic
        found.extend(self._definitions(document, names, entities))
        return Read(tuple(found), entities)

    def _definitions(self, document: Document, names: Names, entities: dict[str, Entity]) -> Iterator[Statement]:
        """What the document itself says a short form stands for."""
        lookup = {**self._ontology.entities, **names.entities}
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
    while text[first].isspace():
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


class _Reading:
    """One sentence being read."""

    def __init__(
        self,
        reader: StatementReader,
        document: Document,
        sentence: Sentence,
        section: tuple[str, ...],
        page: int,
        topic: list[Mention],
        entities: dict[str, Entity],
    ) -> None:
        self.r, self.document, self.s, self.section, self.page, self.before, self.entities = (
            reader,
            document,
            sentence,
            section,
            page,
            topic,
            entities,
        )
        self.text = sentence.text
        self.ontology = reader._ontology
        #: Subjects already found, by clause: a later clause that leaves its subject out goes on with them.
        self.used: dict[int, list[Mention]] = {}

    # -- the topic that later clauses and sentences leave out

    def _leads(self, clause: Clause) -> list[Mention]:
        """Names a clause is about: the first group that no preposition governs."""
        verb = self._first_verb(clause)
        for mention in clause.mentions:
            if mention.kind in ("Date", "Amount", "Field") or self._governed(mention) or self._modifies(mention):
                continue
            if mention.start > verb and not self.text[: mention.start].rstrip(" “").endswith("由"):
                break
            return self._group(mention, clause.mentions)
        return []

    def _first_verb(self, clause: Clause) -> int:
        """Where the first verb of a pattern stands in the clause, its end if there is none."""
        for match in self.r._verbs.finditer(self.text, clause.start, clause.end):
            if match.start() in self.s.edges and not any(m.start <= match.start() < m.end for m in clause.mentions):
                return match.start()
        return clause.end

    def topic_after(self) -> list[Mention]:
        """What the sentence was about, for the next one."""
        for clause in self.s.clauses:
            if found := self._leads(clause):
                return found
        return []

    # -- small questions about a mention

    def _governed(self, mention: Mention) -> bool:
        before = self.text[max(self.s.start, mention.start - 3) : mention.start].rstrip(" “《‘")
        return any(before.endswith(p) for p in self.r._prepositions)

    def _modifies(self, mention: Mention) -> bool:
        rest = re.sub(r"^[”》’ ]*(?:\([^()]*\))?", "", self.text[mention.end : mention.end + 70])
        return rest.startswith("的") or (mention.kind == "Place" and (rest.startswith(self.r._nouns) or self._noun_follows(rest)))

    def _noun_follows(self, rest: str) -> bool:
        """Whether a noun stands directly behind a name, so that the name only modifies it (香港北部, 前海方案)."""
        spans = self.r._finder._segmenter.spans(rest[:8])
        word = spans[0][0] if spans else ""
        return word_tags().get(word, "")[:1] in ("n", "s", "f") and not rest.startswith(self.r._whole) and word not in self.r._sides

    def _joined(self, left: Mention, right: Mention) -> bool:
        between = re.sub(r"\([^()]*\)", "", self.text[left.end : right.start]).strip("”》’“《‘ ")
        return (
            between in self.r._together
            or between == ""
            or bool(re.fullmatch(rf"(?:{'|'.join(map(re.escape, self.r._together))})[^,;。、]{{1,5}}的", between))
        )

    def _group(self, mention: Mention, mentions: Sequence[Mention]) -> list[Mention]:
        """``mention`` with the names coordinated with it (A、B及C), in order."""
        kinds = _compatible(mention.kind)
        row = [m for m in mentions if m.kind in kinds]
        at = row.index(mention)
        first = last = at
        while first > 0 and self._joined(row[first - 1], row[first]):
            first -= 1
        while last + 1 < len(row) and self._joined(row[last], row[last + 1]):
            last += 1
        return row[first : last + 1]

    # -- roles

    def statements(self) -> Iterator[Statement]:
        """Everything the patterns find in the sentence."""
        busy = [(m.start, m.end) for m in self.s.mentions if m.kind != "Field"]
        inside = 0  # end of the verb last taken; a shorter one inside it counts only where that one joins parties (共同設立)
        for match in self.r._verbs.finditer(self.text, self.s.start, self.s.end):
            a, b = match.start(), match.end(1)
            verb = match.group(1)
            if a not in self.s.edges or any(x <= a < y for x, y in busy) or a < inside:
                continue
            if not all(p.together for p in self.r._by_verb[verb]):
                inside = b
            for pattern in self.r._by_verb[verb]:
                if pattern.near < 9 and pattern.predicate == "operates" and self.r._verbs.match(self.text, b) and b in self.s.edges:
                    continue
                if pattern.after and not any(self.text.startswith(w, b) for w in pattern.after):
                    continue
                yield from self._apply(pattern, a, b)

    def _apply(self, pattern: Pattern, a: int, b: int) -> Iterator[Statement]:
        number = self.s.clause_of(a)
        clause = self.s.clauses[number]
        relative = self._relative_end(b, clause) if not pattern.goal else 0
        agents = self._agents(pattern, clause, a)
        if pattern.together:
            yield from self._parties_together(pattern, clause, number, a, b)
            return
        objects = self._objects(pattern, clause, number, a, b, relative, agents)
        if not objects:
            return
        headed = [] if pattern.act or pattern.swap or agents else self._headed(pattern, clause, b, objects)
        subjects = agents or headed or self._subjects(pattern, clause, number, a, {id(o) for o in objects})
        relative = relative or (b if headed else 0)
        if subjects and not relative and not pattern.ba:
            self.used.setdefault(number, subjects)
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
        status = pattern.status or status  # type: ignore[assignment]
        evidence = self._evidence(clause, a, b, subjects, objects, cue, pattern.id)
        policy = bool(subjects) and subjects[0].kind == "Policy"
        date = self._date(clause, a, b) if pattern.act or status == "planned" or policy else ""
        amount = self._amount(clause) if pattern.amount else None
        for s in self._parties(subjects, pattern):
            for o in objects:
                target = self._target(o, pattern)
                if target and s != target and self.ontology.governments.get(target) != s:
                    left, right = (target, s) if pattern.swap else (s, target)
                    yield make(
                        self.document.id, left, pattern.predicate, right, status, evidence, date, amount, self._note(pattern, clause, b)
                    )
        if pattern.where:
            yield from self._places(clause, a, b, objects, status, evidence, relative)

    def _parties_together(self, pattern: Pattern, clause: Clause, number: int, a: int, b: int) -> Iterator[Statement]:
        """A與B共同設立…: the parties before the verb work with one another."""
        parties = [m for m in self._subjects(pattern, clause, number, a, set()) if m.kind == "Institution"]
        status, cue = status_at(self.s, a, clause.start, False, False)
        evidence = self._evidence(clause, a, b, parties, parties, cue, pattern.id)
        for n, one in enumerate(parties):
            for other in parties[n + 1 :]:
                if one.entity != other.entity:
                    yield make(self.document.id, one.entity, pattern.predicate, other.entity, status, evidence)

    def _days(self, clause: Clause) -> list[Mention]:
        """Dates of a clause, or of a clause before it that holds nothing else (到2035年，…)."""
        own = [m for m in clause.mentions if m.kind == "Date"]
        if own:
            return own
        before = self.s.clauses[: self.s.clauses.index(clause)]
        alone = before[-1] if before and before[-1].end - before[-1].start <= 12 else None
        return [m for m in alone.mentions if m.kind == "Date"] if alone else []

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

    def structure(self) -> Iterator[Statement]:
        """A body named as a unit of another (中國人民銀行深圳市分行; X的董事局) is part of it."""
        bodies = [m for m in self.s.mentions if m.kind == "Institution"]
        for mention in bodies:
            name = fold(mention.surface)
            if not name.endswith(self.r._units):
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

    def _relative_end(self, b: int, clause: Clause) -> int:
        """Offset behind 的 when the verb stands in a relative clause (…設立的X, …設立在Z的X); 0 otherwise."""
        match = re.match(r"(?:了)?(?:[在于][^,;。]{1,16}?)?的", self.text[b : clause.end])
        return b + match.end() if match else 0

    def _headed(self, pattern: Pattern, clause: Clause, b: int, objects: Sequence[Mention]) -> list[Mention]:
        """The subject behind its own relative clause: 聚焦X的Y, 位於X的Y."""
        end = max((o.end for o in objects if o.start >= b), default=0)
        rest = re.match(r"[^,;。、的]{0,6}的[“「《]?", self.text[end : clause.end]) if end else None
        return [m for m in clause.mentions if rest and m.start == end + rest.end() and self._fits(m, pattern.subject)][:1]

    def _agents(self, pattern: Pattern, clause: Clause, a: int) -> list[Mention]:
        """Names behind 由, 獲, 經 or 被 before the verb."""
        inside = [m for m in clause.mentions if m.end <= a and self._fits(m, pattern.subject)]
        for mention in reversed(inside):
            group = self._group(mention, clause.mentions)
            lead = self.text[max(clause.start, group[0].start - 3) : group[0].start].rstrip(" “《")
            if lead.endswith(_AGENT):
                return [m for m in group if self._fits(m, pattern.subject)]
        marker = self.text.rfind("由", clause.start, a)
        if marker >= 0 and marker in self.s.edges and not any(m.start <= marker < m.end for m in clause.mentions):
            behind = [m for m in inside if m.start > marker and not self._governed(m) and not self._modifies(m)]
            if behind and a - behind[-1].end <= 12:
                return [m for m in self._group(behind[-1], clause.mentions) if self._fits(m, pattern.subject)]
        return []

    def _subjects(self, pattern: Pattern, clause: Clause, number: int, a: int, objects: set[int]) -> list[Mention]:
        if pattern.ba:
            taken = [
                m
                for m in clause.mentions
                if m.end <= a
                and m.kind in pattern.subject
                and self.text[max(clause.start, m.start - 2) : m.start].rstrip(" “").endswith(("把", "将"))
            ]
            if taken:
                return self._group(taken[-1], clause.mentions)
        bracket = self.text.rfind("(", clause.start, a)
        if bracket >= 0 and ")" not in self.text[bracket:a]:
            head = [
                m
                for m in clause.mentions
                if self.text[m.end : bracket].strip("”》 ") == "" and m.end <= bracket and self._fits(m, pattern.subject)
            ]
            inner = [
                m for m in clause.mentions if bracket < m.start and m.end <= a and id(m) not in objects and self._fits(m, pattern.subject)
            ]
            if head and not inner:
                return head[-1:]
        for mention in reversed([m for m in clause.mentions if m.end <= a]):
            if id(mention) in objects or not self._fits(mention, pattern.subject) or self._governed(mention) or self._modifies(mention):
                continue
            if self._governed(self._group(mention, clause.mentions)[0]):
                continue
            return [m for m in self._group(mention, clause.mentions) if self._fits(m, pattern.subject) and m.end <= a]
        if not pattern.topic or (
            pattern.subject == {"Policy"} and any(m.kind == "Institution" and m.end <= a and not self._governed(m) for m in clause.mentions)
        ):
            return []
        if (
            pattern.joint
            and re.match(r"[^,]{0,8}?(?:两地|双方)", self.text[clause.start : a])
            and (joint := [m for m in self.before if m.entity in self.ontology.members])
        ):
            return [m for m in joint if self._fits(m, pattern.subject)]
        for at, earlier in reversed(list(enumerate(self.s.clauses[:number]))):
            if pattern.policy and (titles := [m for m in earlier.mentions if m.kind == "Policy" and not self._modifies(m)]):
                return titles[-1:]
            if found := [m for m in self._leads(earlier) or self.used.get(at, []) if self._fits(m, pattern.subject)]:
                return found
        return [m for m in self.before if self._fits(m, pattern.subject)] if self._opens(number, a) else []

    def _opens(self, number: int, a: int) -> bool:
        """Whether the verb stands so near the beginning of the sentence that its subject must be an earlier sentence's."""
        before = self.s.clauses[:number]
        if (
            any(m.kind not in ("Date", "Amount", "Field", "Place") for c in before for m in c.mentions)
            or sum(c.end - c.start for c in before) > 40
        ):
            return False
        return a - self.s.clauses[number].start <= 12

    def _fits(self, mention: Mention, kinds: frozenset[str]) -> bool:
        return mention.kind in kinds or (mention.kind == "Place" and "Institution" in kinds and self._government(mention) != "")

    def _government(self, mention: Mention) -> str:
        if mention.entity in self.ontology.governments:
            return self.ontology.governments[mention.entity]
        members = self.ontology.members.get(mention.entity, ())
        return (
            mention.entity
            if members
            and all(
                m in self.ontology.governments or (m in self.ontology.entities and self.ontology.entities[m].kind == "Institution")
                for m in members
            )
            else ""
        )

    def _parties(self, subjects: Sequence[Mention], pattern: Pattern) -> list[str]:
        """Entity ids that act: members of a joint party each, a place's government for the place where a body is needed."""
        found: list[str] = []
        for mention in subjects:
            joint = pattern.joint and mention.kind == "Place"
            for identifier in (self.ontology.members.get(mention.entity) or (mention.entity,)) if joint else (mention.entity,):
                kind = self.ontology.entities[identifier].kind if identifier in self.ontology.entities else mention.kind
                if kind == "Place" and "Place" not in pattern.subject and not pattern.place:
                    identifier = self.ontology.governments.get(identifier, identifier)
                found.append(identifier)
        return list(dict.fromkeys(found))

    # -- objects: listed names, or a noun phrase whose ending tells its kind

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
        suffers = lead.endswith(_PASSIVE)
        found = [] if suffers and not relative else self._right_objects(pattern, clause, relative or b)
        if not found and agents:
            found = self._left_objects(pattern, clause, number, agents[0].start)
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
            if m.end <= a and self._acceptable(m, pattern) and not self.text[max(clause.start, m.start - 1) : m.start].endswith(_AGENT)
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
        if not 2 <= len(front) <= 6 or any(c in front for c in ',、的和与及"“《(在于对向为') or front in self.r._stops:
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
        if rest.startswith(self.r._whole) or rest.startswith(self.r._together):
            return True
        told = self.r._finder.kind_of(re.split(r"[,;。、和与及等以并(“”《》\s]", rest)[0])
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
        told = self.r._finder.kind_of(tail.group())
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
            told = self.r._finder.kind_of(piece.strip(" ”’》“‘《"))
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
        told = self.r._finder.kind_of(name)
        inner = self.r._finder._segmenter.words(name)
        return len(inner) > 1 and self.r._finder.specific("".join(inner[:-1]), bool(told and told[1]))

    def _target(self, mention: Mention, pattern: Pattern) -> str:
        return f"date:{mention.value.value}" if pattern.goal and mention.value else mention.entity

    # -- circumstances

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


_AGENT = ("由", "获", "经", "被", "获得", "委托")
_PASSIVE = ("获", "经", "被", "获得")


def _compatible(kind: Kind) -> frozenset[str]:
    return frozenset(("Institution", "Place", "Person")) if kind in ("Institution", "Place", "Person") else frozenset((kind,))
