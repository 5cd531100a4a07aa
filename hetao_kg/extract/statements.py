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
from hetao_kg.extract.names import NameFinder, local_id
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
        for name in ("verbs", "noun", "after"):
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
        self._verbs = re.compile("|".join(map(re.escape, sorted(self._by_verb, key=lambda v: (-len(v), v)))) or r"(?!)")
        words = ontology.words
        self._prepositions = tuple(sorted(words["prepositions"]["words"], key=len, reverse=True))
        self._together = tuple(sorted(words["prepositions"]["together"], key=len, reverse=True))
        self._proposing = tuple(words["cues"]["proposing_titles"])
        self._stops = frozenset(words["boundaries"]["words"])

    def read(self, document: Document, names: Names) -> Read:
        """Statements of ``document``, whose names are already found, in the order of their evidence."""
        folded = fold(document.text)
        entities: dict[str, Entity] = {}
        found: list[Statement] = []
        mentions = list(names.mentions)
        at = 0
        for block, section in sections(document):
            if block.kind == "furniture":
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
                topic = reading.topic_after() or topic
        found.extend(self._definitions(document, names, entities))
        return Read(tuple(found), entities)

    def _definitions(self, document: Document, names: Names, entities: dict[str, Entity]) -> Iterator[Statement]:
        """What the document itself says a short form stands for."""
        lookup = {**self._ontology.entities, **names.entities}
        for d in names.definitions:
            short = local_id(d.kind, "short form: " + d.name)
            entities.setdefault(short, replace(local_entity(short, d.kind, d.name), note="short form"))
            start = d.full_start
            end = min(len(document.text), d.end + (1 if document.text[d.end:d.end + 1] in "）)》」』”" else 0))
            full = lookup.get(d.entity)
            if full is None or key(d.name) == key(document.text[d.full_start:d.full_end]):
                continue
            section: tuple[str, ...] = ()
            yield make(document.id, short, "abbreviates", d.entity, "in-force", Evidence(document.quote(start, end), section, "", "definition"))


def make(document: str, subject: str, predicate: str, thing: str, status: Status, evidence: Evidence, date: str = "", amount: Value | None = None, note: str = "", confidence: float = 0.9) -> Statement:
    """A statement with its id: the hash of what it claims, not of where."""
    del document
    amount_key = [amount.value, amount.unit] if amount else None
    identifier = digest(subject, predicate, thing, status, date, amount_key, size=16)
    return Statement(identifier, subject, predicate, thing, status, (evidence,), date, amount, note, "", confidence)


class _Reading:
    """One sentence being read."""

    def __init__(self, reader: StatementReader, document: Document, sentence: Sentence, section: tuple[str, ...], page: int, topic: list[Mention], entities: dict[str, Entity]) -> None:
        self.r, self.document, self.s, self.section, self.page, self.before, self.entities = reader, document, sentence, section, page, topic, entities
        self.text = sentence.text
        self.ontology = reader._ontology

    # -- the topic that later clauses and sentences leave out

    def _leads(self, clause: Clause) -> list[Mention]:
        """Names a clause is about: the first group that no preposition governs."""
        for mention in clause.mentions:
            if mention.kind in ("Date", "Amount", "Field") or self._governed(mention) or self._modifies(mention):
                continue
            return self._group(mention, clause.mentions)
        return []

    def topic_after(self) -> list[Mention]:
        """What the sentence was about, for the next one."""
        for clause in self.s.clauses:
            if found := self._leads(clause):
                return found
        return []

    # -- small questions about a mention

    def _governed(self, mention: Mention) -> bool:
        before = self.text[max(self.s.start, mention.start - 3):mention.start].rstrip(" “《‘")
        return any(before.endswith(p) for p in self.r._prepositions)

    def _modifies(self, mention: Mention) -> bool:
        return self.text[mention.end:mention.end + 2].lstrip("”》’ ").startswith("的")

    def _joined(self, left: Mention, right: Mention) -> bool:
        between = re.sub(r"\([^()]*\)", "", self.text[left.end:right.start]).strip("”》’“《‘ ")
        return between in self.r._together or between == ""

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
        return row[first:last + 1]

    # -- roles

    def statements(self) -> Iterator[Statement]:
        """Everything the patterns find in the sentence."""
        busy = [(m.start, m.end) for m in self.s.mentions if m.kind != "Field"]
        for match in self.r._verbs.finditer(self.text, self.s.start, self.s.end):
            a, b = match.span()
            if a not in self.s.edges or any(x <= a < y for x, y in busy):
                continue
            for pattern in self.r._by_verb[match.group()]:
                if pattern.after and not any(self.text.startswith(w, b) for w in pattern.after):
                    continue
                yield from self._apply(pattern, a, b)

    def _apply(self, pattern: Pattern, a: int, b: int) -> Iterator[Statement]:
        number = self.s.clause_of(a)
        clause = self.s.clauses[number]
        relative = self._relative_end(b, clause) if not pattern.goal else 0
        agents = self._agents(pattern, clause, a)
        objects = self._objects(pattern, clause, a, b, relative, bool(agents))
        if not objects:
            return
        subjects = agents or self._subjects(pattern, clause, number, a, {id(o) for o in objects})
        if pattern.together and len(subjects) > 1 and not pattern.object:
            objects = subjects
        if not subjects:
            return
        local_from = clause.start if not relative else max([clause.start, *(m.end for m in clause.mentions if m.end <= a and m not in subjects and not agents)][-1:] or [clause.start])
        status, cue = status_at(self.s, a, local_from, pattern.act, bool(relative))
        status = pattern.status or status  # type: ignore[assignment]
        evidence = self._evidence(clause, a, b, subjects, objects, cue, pattern.id)
        date = self._date(clause, a, b) if pattern.act or status == "planned" else ""
        amount = self._amount(clause) if pattern.amount else None
        for s in self._parties(subjects, pattern):
            for o in objects:
                target = self._target(o, pattern)
                if target and s != target:
                    left, right = (target, s) if pattern.swap else (s, target)
                    yield make(self.document.id, left, pattern.predicate, right, status, evidence, date, amount, self._note(pattern, clause, b))
        if pattern.where:
            yield from self._places(clause, a, b, objects, status, evidence, relative)

    def _relative_end(self, b: int, clause: Clause) -> int:
        """Offset behind 的 when the verb stands in a relative clause (…設立的X, …設立在Z的X); 0 otherwise."""
        match = re.match(r"(?:了)?(?:[在于][^,;。]{1,16}?)?的", self.text[b:clause.end])
        return b + match.end() if match else 0

    def _agents(self, pattern: Pattern, clause: Clause, a: int) -> list[Mention]:
        """Names behind 由, 獲, 經 or 被 before the verb."""
        inside = [m for m in clause.mentions if m.end <= a and self._fits(m, pattern.subject)]
        for mention in reversed(inside):
            before = self.text[max(clause.start, mention.start - 3):mention.start].rstrip(" “")
            group = self._group(mention, clause.mentions)
            lead = self.text[max(clause.start, group[0].start - 3):group[0].start].rstrip(" “")
            if before.endswith(_AGENT) or lead.endswith(_AGENT):
                return [m for m in group if self._fits(m, pattern.subject)]
        return []

    def _subjects(self, pattern: Pattern, clause: Clause, number: int, a: int, objects: set[int]) -> list[Mention]:
        for mention in reversed([m for m in clause.mentions if m.end <= a]):
            if id(mention) in objects or not self._fits(mention, pattern.subject) or self._governed(mention) or self._modifies(mention):
                continue
            return [m for m in self._group(mention, clause.mentions) if self._fits(m, pattern.subject) and m.end <= a]
        if not pattern.topic:
            return []
        for earlier in reversed(self.s.clauses[:number]):
            if found := [m for m in self._leads(earlier) if self._fits(m, pattern.subject)]:
                return found
        opens = number == 0 and a - clause.start <= 12
        return [m for m in self.before if self._fits(m, pattern.subject)] if opens or number else []

    def _fits(self, mention: Mention, kinds: frozenset[str]) -> bool:
        return mention.kind in kinds or (mention.kind == "Place" and "Institution" in kinds and self._government(mention) != "")

    def _government(self, mention: Mention) -> str:
        if mention.entity in self.ontology.governments:
            return self.ontology.governments[mention.entity]
        members = self.ontology.members.get(mention.entity, ())
        return mention.entity if members and all(m in self.ontology.governments or m in self.ontology.entities and self.ontology.entities[m].kind == "Institution" for m in members) else ""

    def _parties(self, subjects: Sequence[Mention], pattern: Pattern) -> list[str]:
        """Entity ids that act: members of a joint party each, a place's government for the place where a body is needed."""
        found: list[str] = []
        for mention in subjects:
            for identifier in (self.ontology.members.get(mention.entity) or (mention.entity,)) if pattern.joint else (mention.entity,):
                kind = self.ontology.entities[identifier].kind if identifier in self.ontology.entities else mention.kind
                if kind == "Place" and "Place" not in pattern.subject:
                    identifier = self.ontology.governments.get(identifier, identifier)
                found.append(identifier)
        return list(dict.fromkeys(found))

    # -- objects: listed names, or a noun phrase whose ending tells its kind

    def _objects(self, pattern: Pattern, clause: Clause, a: int, b: int, relative: int, passive: bool) -> list[Mention]:
        if pattern.goal:
            return [m for m in clause.mentions if m.kind == "Date"][:1]
        if pattern.before:
            return self._left_objects(pattern, clause, a)
        found = self._right_objects(pattern, clause, relative or b)
        if not found and passive:
            found = self._left_objects(pattern, clause, a)
        return found

    def _left_objects(self, pattern: Pattern, clause: Clause, a: int) -> list[Mention]:
        for mention in clause.mentions:
            if mention.end <= a and mention.kind in pattern.object and not self.text[max(clause.start, mention.start - 1):mention.start].endswith(_AGENT):
                return self._group(mention, clause.mentions)
        return []

    def _right_objects(self, pattern: Pattern, clause: Clause, b: int) -> list[Mention]:
        end = self._phrase_end(b, clause.end)
        right = [m for m in clause.mentions if m.start >= b and m.end <= end]
        for mention in right:
            if mention.kind not in pattern.object:
                continue
            if self._located(mention, b) or (self._modifies(mention) and not pattern.inner) or (not pattern.inner and self._goes_on(mention, end, pattern)):
                continue
            if not pattern.inner and mention.start - b > pattern.reach + 20:
                break
            group = [m for m in self._group(mention, clause.mentions) if m.kind in pattern.object]
            return group
        return list(self._phrases(pattern, b, end, right)) if pattern.open else []

    def _located(self, mention: Mention, b: int) -> bool:
        before = self.text[max(b, mention.start - 2):mention.start].rstrip(" “")
        return before.endswith(("在", "于", "与", "向", "对", "为", "从"))

    def _goes_on(self, mention: Mention, end: int, pattern: Pattern) -> bool:
        """Whether a longer noun phrase goes on behind the name and is the object itself (河套區 + 專家委員會)."""
        tail = re.match(r"[^,;。、的和与及等以并(“”《》\s]{2,12}", self.text[mention.end:end])
        if not tail or not pattern.open:
            return False
        told = self.r._finder.kind_of(tail.group())
        return bool(told and told[0] in pattern.object)

    def _phrase_end(self, b: int, end: int) -> int:
        """The object ends where another verb phrase begins."""
        match = re.compile(r"(?:,|;|。|以便|以便利|用以|用于|从而|并|来(?!自)|以(?!及|上|下|外|来|色)|后[,]|时[,]|,)").search(self.text, b + 2, end)
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
        lead = re.match(r"[了过着\s“‘《]*(?:一个|一家|一所|一批|一项|一系列|多个|若干|首个|更多|新的|相关的?|有关的?|[一二三四五六七八九十百\d,.]+(?:个|家|所|间|项|条|栋|幢|座|支|种|批|类|大)|[在于][^,。的]{1,14}?(?=设立|建立|成立|$))*", stripped)
        start = lead.end() if lead else 0
        last = stripped.rfind("的", start)
        if last >= 0 and len(stripped) - last - 1 >= 4:
            start = last + 1
        while stripped[start:start + 1] in "“‘《 ":
            start += 1
        return offset + start, offset + len(stripped)

    def _specific(self, start: int, stop: int) -> bool:
        inner = self.r._finder._segmenter.words(self.text[start:stop])
        return any(w not in self.r._finder._generic for w in inner[:-1]) if len(inner) > 1 else False

    def _target(self, mention: Mention, pattern: Pattern) -> str:
        return f"date:{mention.value.value}" if pattern.goal and mention.value else mention.entity

    # -- circumstances

    def _places(self, clause: Clause, a: int, b: int, objects: Sequence[Mention], status: Status, evidence: Evidence, relative: int) -> Iterator[Statement]:
        """在Z設立X also says that X is (to be) in Z."""
        end = relative or b
        for place in clause.mentions:
            close = a - 14 <= place.start < a or b <= place.start < (relative or b + 1)
            if place.kind == "Place" and close and self.text[max(clause.start, place.start - 1):place.start] in ("在", "于") and place.end <= max(a, end):
                lasting: Status = "in-force" if status == "completed" else status
                for o in objects:
                    if o.kind in ("Institution", "Policy") and o.entity != place.entity:
                        yield make(self.document.id, o.entity, "locatedIn", place.entity, lasting, evidence)

    def _date(self, clause: Clause, a: int, b: int) -> str:
        own = [m for m in clause.mentions if m.kind == "Date" and m.value and (m.end <= a or m.start >= b)]
        before = [m for m in own if m.end <= a] or [m for c in self.s.clauses if c.end <= clause.start for m in c.mentions if m.kind == "Date" and m.value]
        chosen = before[-1] if before else None
        return chosen.value.value if chosen and chosen.value and not chosen.value.bound else ""

    def _amount(self, clause: Clause) -> Value | None:
        money = [m for m in clause.mentions if m.kind == "Amount" and m.value and (m.value.unit == "元" or len(m.value.unit) == 3 and m.value.unit.isupper())]
        return money[0].value if money else None

    def _note(self, pattern: Pattern, clause: Clause, b: int) -> str:
        if pattern.goal:
            return self.document.text[b:clause.end].strip()[:80]
        return pattern.note

    def _evidence(self, clause: Clause, a: int, b: int, subjects: Sequence[Mention], objects: Sequence[Mention], cue: str, rule: str) -> Evidence:
        """The shortest run of whole clauses that shows subject, verb and object, within the longest quotation."""
        inside = [m for m in (*subjects, *objects) if self.s.start <= m.start < self.s.end]
        first = min([self.s.clause_of(m.start) for m in inside] + [self.s.clause_of(a)])
        last = max([self.s.clause_of(m.start) for m in inside] + [self.s.clause_of(a)])
        own = self.s.clause_of(a)
        start, end = self.s.clauses[first].start, self.s.clauses[last].end
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
        return self.document.text[at:at + len(cue)] if at >= 0 else cue

    def _quote(self, start: int, end: int) -> Quote:
        return self.document.quote(start, end)


_AGENT = ("由", "获", "经", "被", "获得", "委托")


def _compatible(kind: Kind) -> frozenset[str]:
    return frozenset(("Institution", "Place", "Person")) if kind in ("Institution", "Place", "Person") else frozenset((kind,))
