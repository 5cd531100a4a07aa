"""One sentence -> statements: every pattern whose verb stands in it, with status, date, amount and evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from hetao_kg.extract.clauses import Clause
from hetao_kg.extract.evidence import make
from hetao_kg.extract.patterns import Pattern
from hetao_kg.extract.status import status_at
from hetao_kg.extract.structure import Structure
from hetao_kg.segment import word_tags
from hetao_kg.types import HOLDING, Evidence, Mention, Statement, Status, Value


class Reading(Structure):
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
                if pattern.predicate == "operates" and self.r.verbs.match(self.text, b) and b in self.s.edges:
                    continue
                if pattern.after and not any(self.text.startswith(w, b) for w in pattern.after):
                    continue
                yield from self._apply(pattern, a, b)

    def _supposed(self, clause: Clause, a: int) -> bool:
        """Whether the clause only supposes: 是否…, or a case that a rule is for (認為…的，應當…)."""
        closed = self.text[clause.end - 1] == "的" and self.text[clause.end : clause.end + 1] == ","
        return closed or self.text.endswith("是否", clause.start, a)

    def _nominal_verb(self, a: int, b: int) -> bool:
        """Whether the word at ``[a, b)`` is part of a compound noun (資金扶持計劃) and no verb."""
        if self.text.startswith("化", b) or self.r.titles.match(self.text, b):
            return True
        clause = self.s.clauses[self.s.clause_of(a)]
        if self.text.endswith("在", clause.start, a) and self.text.find("方面", b, clause.end) >= 0:
            return True  # 在推進X方面: X is what is spoken of, not what is done
        if not self.text.startswith(self.r.heads, b) or self.text[a - 1 : a] in (",", "、", "。", ";", "\n", ""):
            return False
        before = [word for word, _, end in self.words(max(self.s.start, a - 6), a) if end == a]
        return bool(before) and word_tags().get(before[0], "n")[:1] in ("n", "j") and not any(m.end == a for m in self.s.mentions)

    def _apply(self, pattern: Pattern, a: int, b: int) -> Iterator[Statement]:
        number = self.s.clause_of(a)
        clause = self.s.clauses[number]
        if self.r.conditional.match(self.text, clause.start, a) or self._supposed(clause, a):
            return  # what would be is not said to be
        relative = self._relative_end(b, clause) if not pattern.goal else 0
        agents = self._receivers(pattern, clause, b) if pattern.receiver else self._agents(pattern, clause, a)
        if (pattern.by and not agents) or (pattern.giving and not any(w in self.text[b : clause.end] for w in pattern.giving)):
            return
        if pattern.together:
            yield from self._parties_together(pattern, clause, number, a, b)
            return
        objects = self._objects(pattern, clause, number, a, b, relative, agents)
        if not objects:
            return
        headed = [] if (pattern.act and pattern.predicate != "locatedIn") or pattern.swap or agents else self._headed(pattern, clause, b, objects)
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
        if pattern.predicate == "approves" and agents and cue in self.r.duties and not pattern.receiver:
            status, cue = "in-force", ""
        if pattern.predicate == "establishes" and not relative:
            self.made[number] = list(objects)
        if pattern.predicate == "approves":
            self.handled = list(objects)
        if pattern.id == "formerly":
            self.former = list(objects)
        evidence = self._evidence(clause, a, b, subjects, objects, cue, pattern.id)
        policy = bool(subjects) and subjects[0].kind == "Policy"
        date = self._date(clause, a, b) if pattern.act or status == "planned" or policy else ""
        amount = self._amount(clause) if pattern.amount else None
        if pattern.priced and not amount:
            return
        for s in self._parties(subjects, pattern):
            for target in (t for o in objects for t in self._targets(o, pattern)):
                if target and s != target and self.ontology.governments.get(target) != s:
                    left, right = (target, s) if pattern.swap else (s, target)
                    yield make(left, pattern.predicate, right, status, evidence, date, amount, self._note(pattern, clause, b))
        if pattern.where:
            yield from self._places(clause, a, b, objects, status, evidence, relative)

    def _parties_together(self, pattern: Pattern, clause: Clause, number: int, a: int, b: int) -> Iterator[Statement]:
        """A與B共同設立…: the parties before the verb work with one another."""
        parties = [m for m in self._subjects(pattern, clause, number, a, set()) if m.kind == "Institution" and m.start >= clause.start]
        between = [self.text[x.end : y.start] for x, y in pairwise(parties)]
        if all("、" in gap for gap in between):
            return  # a mere list acts side by side
        status, cue = status_at(self.s, a, clause.start, False, False)
        evidence = self._evidence(clause, a, b, parties, parties, cue, pattern.id)
        for n, one in enumerate(parties):
            for other in parties[n + 1 :]:
                if one.entity != other.entity:
                    yield make(one.entity, pattern.predicate, other.entity, status, evidence)

    def _ahead(self, clause: Clause, a: int) -> bool:
        """Whether the date of the clause is a goal: 到/至 before it, 前 behind it, or a plan or proposal is spoken of."""
        day = next(iter(self._days(clause)), None)
        if day is None:
            return False
        lead, tail = self.text[max(self.s.start, day.start - 2) : day.start], self.text[day.end : day.end + 2]
        if status_at(self.s, a, clause.start, True, False)[0] in ("planned", "proposed"):
            return True
        published = self.document.metadata.date[:4]
        later = bool(published) and day.value is not None and day.value.value[:4] > published
        return later and (lead.endswith(("到", "至", "于", "在")) or "前" in tail + day.surface[-1:])

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
                and self.text[max(clause.start, self._first_joined(place, clause).start - 1) : place.start].startswith(("在", "于"))
                and place.end <= max(a, end)
            ):
                lasting: Status = "in-force" if status == "completed" else status
                for o in objects:
                    if o.kind in ("Institution", "Policy") and o.entity != place.entity:
                        yield make(o.entity, "locatedIn", place.entity, lasting, evidence)

    def _first_joined(self, place: Mention, clause: Clause) -> Mention:
        return self._group(place, clause.mentions)[0]

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
