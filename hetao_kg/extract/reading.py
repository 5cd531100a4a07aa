"""One sentence -> statements: every pattern whose verb stands in it, with status, date, amount and evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise, zip_longest

from hetao_kg.extract.clauses import Clause
from hetao_kg.extract.evidence import make
from hetao_kg.extract.holding import Firing, Holding
from hetao_kg.extract.patterns import Pattern
from hetao_kg.extract.status import status_at
from hetao_kg.text import fold
from hetao_kg.types import Evidence, Mention, Statement, Status, Value


class Reading(Holding):
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
                if pattern.predicate == "operates" and not pattern.about and self.r.verbs.match(self.text, b) and b in self.s.edges:
                    continue
                if pattern.after and not any(self.text.startswith(w, b) for w in pattern.after):
                    continue
                yield from self._apply(pattern, a, b)

    def _apply(self, pattern: Pattern, a: int, b: int) -> Iterator[Statement]:
        number = self.s.clause_of(a)
        clause = self.s.clauses[number]
        if not self._says(clause, a, b, pattern) or not self._bidden(pattern, clause, number, a, b):
            return
        if pattern.copula:
            yield from self._unit(pattern, clause, a, b)
        elif pattern.together:
            yield from self._parties_together(pattern, clause, number, a, b)
        else:
            told = replace(pattern, act=True) if self._once(pattern, clause, a, b) else pattern
            if firing := self._firing(told, clause, number, a, b):
                self._remember(firing)
                yield from self._said(firing)

    def _says(self, clause: Clause, a: int, b: int, pattern: Pattern) -> bool:
        """Whether the verb at ``[a, b)`` says that it is so, and not what is supposed, allowed, paid for or made of something."""
        supposes = self.r.conditional.match(self.text, clause.start, a) and not self._relative_end(b, clause)
        if supposes or self._supposed(clause, a):
            return False  # what would be is not said to be; a relative clause inside (若有X主導的Y) says what is
        if pattern.predicate != "funds" and self._granted(clause, a):
            return False
        if pattern.predicate != "establishes":
            return True
        return not (self._permitted(clause, a) or self._becomes(clause, a, b) or self._required(clause, a))

    def _bidden(self, pattern: Pattern, clause: Clause, number: int, a: int, b: int) -> bool:
        """Whether the words stand around the verb that the pattern asks for."""
        since = self.s.clauses[max(0, number - 1)].start
        if pattern.lead and not any(w in self.text[since:a] for w in pattern.lead):
            return False
        if pattern.giving and not any(w in self.text[b : clause.end] for w in pattern.giving):
            return False
        if pattern.predicate == "focusesOn" and self.text.startswith("的", b):
            return not self.text.endswith(tuple(self.r.founding), clause.start, a)  # 成立專責的X
        return not pattern.sited or self.r.sited.search(self.text, clause.start, a) is not None

    def _once(self, pattern: Pattern, clause: Clause, a: int, b: int) -> bool:
        """Whether a lasting relation is told as one act (於2024年5月批准X, 批准了X): by its day in the clause or by 了."""
        if self.text[a:b] not in pattern.once:
            return False
        days = [m for m in self._days(clause) if m.end <= a and m.value and not m.value.bound]
        lasting = any(
            self.text.endswith(tuple(self.r.since), clause.start, m.start) or self.text.startswith(self.r.elapsed, m.end) for m in days
        )
        return self.text.startswith("了", b) or bool(days and not lasting)

    def _firing(self, pattern: Pattern, clause: Clause, number: int, a: int, b: int) -> Firing | None:
        """Who does what to whom by the verb at ``[a, b)``; None where somebody is missing."""
        relative = self._relative_end(b, clause) if not pattern.goal else 0
        agents = self._receivers(pattern, clause, b) if pattern.receiver else self._agents(pattern, clause, a)
        if not agents and pattern.by and pattern.before and number - 1 in self.suffered:
            agents = self._also_acting(pattern, clause, a, b)
        if not agents and not pattern.before and not pattern.swap and self.text.endswith(self.r.suffering, clause.start, a):
            return None  # 獲審核的X: nobody says by whom
        if self._predicative(clause, a, b) and not agents:
            return None
        follows = pattern.posts and number - 1 in self.used  # 由A任會長，B任秘書長
        if pattern.by and not agents and not follows:
            return None
        if pattern.predicate == "locatedIn" and any(m.kind == "Place" and (m.start, m.end) == (clause.start, a) for m in clause.mentions):
            return None  # a place lies there: it is part of it
        runs = any(p.before and p.predicate == "operates" for p in self.r.by_verb[self.text[a:b]])
        if agents and pattern.predicate == "supports" and runs:
            return None  # 由X推動: X runs it
        if agents and pattern.id == "cooperates":
            return None  # 由A會同B管理: they run it
        if pattern.predicate == "establishes" and agents and self.text[a:b] in self.r.consisting:
            return None  # 由A和B組成: its parts
        if pattern.predicate == "funds" and self.text[a:b] in self.r.bearing and not self._costs(clause, agents, b):
            return None  # 由X承擔: only where a cost is
        objects = self._objects(pattern, clause, number, a, b, relative, agents)
        if not objects:
            return None
        plain = agents or pattern.swap or (pattern.act and pattern.predicate != "locatedIn")
        headed = [] if plain else self._headed(pattern, clause, b, objects)
        ensuing = self._ensuing(number) if pattern.ensuing and objects[0].end <= a else []
        subjects = agents or headed or ensuing or (self._built(pattern, clause, a, b) if pattern.goal else [])
        subjects = subjects or self._subjects(pattern, clause, number, a, {id(o) for o in objects}, bool(relative))
        relative = relative or (b if headed else 0)
        if subjects and not relative and not pattern.ba:
            passive = bool(agents) and self.s.start <= objects[0].start and objects[0].end <= agents[0].start
            self.used.setdefault(number, objects if passive else subjects)
            if passive:
                self.suffered.setdefault(number, objects)
        subjects = [m for m, behind in zip_longest(subjects, subjects[1:]) if not (behind and self._titles(m, behind))]
        if pattern.house:
            subjects = [m for m in subjects if fold(m.surface).endswith(self.r.houses)]
        if pattern.units:
            subjects = [m for m in subjects if fold(m.surface).endswith((*self.r.units, *self.r.office_ends))]
        if pattern.predicate == "partOf":
            objects = [o for o in objects if not any(self._beside(o, m) for m in subjects)]
        near = any(m.start >= self.s.start or m.rule == "author" for m in subjects)
        if not near:  # an earlier sentence's subject and an unlisted field are too loose a tie
            objects = [o for o in objects if o.kind != "Field" or not o.rule.startswith("object-")]
        if not subjects or not objects or (pattern.future and not self._ahead(clause, a)):
            return None
        return Firing(pattern, clause, number, a, b, relative, agents, objects, subjects)

    def _also_acting(self, pattern: Pattern, clause: Clause, a: int, b: int) -> list[Mention]:
        """Who does the next thing to what the clause before says another did something to (X由A建設，B運營)."""
        found = [m for m in clause.mentions if m.start == clause.start and self._fits(m, pattern.subject)]
        lead = self.text[found[-1].end : a].strip() if found and found[-1].end <= a else "-"
        ends = self.text[b : b + 1] in ",;。" and (not lead or lead in self.r.before_verb or lead in self.r.adverbial)
        return found if ends else []

    @staticmethod
    def _titles(post: Mention, person: Mention) -> bool:
        """Whether a post only tells who the person named right behind it is (院長陳某)."""
        return post.kind == "Person" == person.kind and post.rule == "post" and 0 <= person.start - post.end <= 1

    def _unit(self, pattern: Pattern, clause: Clause, a: int, b: int) -> Iterator[Statement]:
        """What one body is of another (Y為X下屬單位), or the one named behind it of whoever the clause before is about (其子公司Y)."""
        before = [m for m in clause.mentions if m.end <= a and m.kind == "Institution"]
        owner = next((m for m in before if m.end == a or (m.end == a - 1 and self.text[m.end] == "的")), None)
        units = [m for m in before if owner and m.end < owner.start and self.text[m.end : owner.start].strip(" ”") in ("为", "是", "系")]
        if not owner and self.text.endswith("其", clause.start, a):
            units = [m for m in clause.mentions if b <= m.start <= b + 1 and m.kind == "Institution"]
            owner = next((m for m in self._spoken_of(pattern, clause)), None) if units else None
        if owner and units and units[0].entity != owner.entity:
            evidence = self._evidence(clause, a, b, units, [owner], "", pattern.id)
            yield make(units[0].entity, pattern.predicate, owner.entity, "in-force", evidence)

    def _built(self, pattern: Pattern, clause: Clause, a: int, b: int) -> list[Mention]:
        """What is to be there by a day, where the clause names nobody who builds it (2028年前建成X)."""
        if any(m.kind not in ("Date", "Amount") and m.end <= a for m in clause.mentions) or self._stranger(clause, a):
            return []
        return self._right_objects(replace(pattern, object=pattern.subject, open=True), clause, b)[:1]

    def _predicative(self, clause: Clause, a: int, b: int) -> bool:
        """Whether the verb stands in what somebody is said to be (是Y認可的Z), with no name beside it that does it."""
        copula = max((at for word, at, _ in self.words(clause.start, a) if word == "是"), default=-1)
        named = any(m.kind in ("Institution", "Place", "Person") and copula < m.start and m.end <= a for m in clause.mentions)
        return copula >= 0 and not named and "的" in self.text[b : min(clause.end, b + 16)]

    def _remember(self, f: Firing) -> None:
        """What later clauses may leave out or point back to."""
        if f.pattern.predicate == "establishes" and not f.relative:
            self.made[f.number] = list(f.objects)
        if f.pattern.predicate in ("issues", "signs", "approves") and not f.relative:
            self.issued[f.number] = list(f.objects)
        if f.pattern.predicate == "approves":
            self.handled = list(f.objects)
        if f.pattern.id == "has-part" and len(f.objects) == 1:
            self.made[f.number] = list(f.objects)
        if f.pattern.predicate == "renamedTo" and not f.pattern.swap:
            self.made[f.number] = list(f.objects)
        if f.pattern.id == "formerly":
            self.former = list(f.objects)

    def _said(self, f: Firing) -> Iterator[Statement]:
        """The statements of one firing: each who acts, each who is acted on, and where a thing is set up."""
        pattern, clause = f.pattern, f.clause
        self.s.without([m for m in (*f.subjects, *f.objects) if m.kind != "Field"])
        status, cue = self._status(f)
        if pattern.predicate == "establishes" and status in ("planned", "proposed"):
            self.intended |= {o.entity: status for o in f.objects}
        dates_it = any(m.kind == "Date" for m in clause.mentions)
        if pattern.marked and status == "completed" and not (cue or f.agents or dates_it):
            return
        dated = pattern.act or status == "planned" or f.subjects[0].kind == "Policy"
        day = self._day(clause, f.a, f.b) if dated else None
        if day and status in ("planned", "proposed") and not self._intended(day, f.number):
            day = None  # when it was said
        date = day.value.value if day and day.value else ""
        dates = self._respective(f, day) if day else {}
        evidence = self._evidence(clause, f.a, f.b, f.subjects, f.objects, cue, pattern.id, day)
        amount = self._amount(clause) if pattern.amount else None
        if pattern.priced and not amount:
            return
        turns = self._in_turn(f)
        for s in self._parties(f.subjects, pattern):
            for target in (t for o in f.objects if turns.get(s, o.entity) == o.entity for t in self._targets(o, pattern)):
                if target and s != target and self.ontology.governments.get(target) != s:
                    left, right = (target, s) if pattern.swap else (s, target)
                    when = dates.get(target) or dates.get(s) or date
                    yield make(left, pattern.predicate, right, status, evidence, when, amount, self._note(pattern, clause, f.b))
        if pattern.predicate == "establishes":
            yield from self._branches(f, status, evidence)
        if pattern.where:
            yield from self._places(f, status, evidence)

    def _branches(self, f: Firing, status: Status, evidence: Evidence) -> Iterator[Statement]:
        """A branch that one body alone sets up, or what it sets up below itself, is part of it (X在Y設立的分中心, X轄下設立Y)."""
        founders = list(dict.fromkeys(m.entity for m in f.subjects if m.kind == "Institution"))
        for o in f.objects if len(founders) == 1 else ():
            below = any(self.text.startswith(self.r.below_words, m.end) for m in f.subjects)
            if o.kind == "Institution" and (below or fold(o.surface).endswith(self.r.branches)) and o.entity != founders[0]:
                yield make(o.entity, "partOf", founders[0], "in-force" if status == "completed" else status, evidence)

    def _parties_together(self, pattern: Pattern, clause: Clause, number: int, a: int, b: int) -> Iterator[Statement]:
        """A與B共同設立…: the parties before the verb work with one another."""
        found = self._subjects(pattern, clause, number, a, set())
        partners = [m for m in clause.mentions if m.end <= a and m.kind == "Institution" and self._led(m, self.r.joining)]
        partners = [m for m in partners if m.end >= a - 8 and m not in found and self._governed(m)]
        if partners and found:  # X表示，將與Y合作: X and Y
            parties = [found[-1], *partners[-1:]]
        else:
            since = self.s.start if pattern.giving else clause.start  # A與B簽署X，建立Y機制
            parties = [m for m in found if m.kind == "Institution" and m.start >= since]
        between = [self.text[x.end : y.start] for x, y in pairwise(parties)]
        if all("、" in gap for gap in between) and not partners:
            return  # a mere list acts side by side
        status, cue = status_at(self.s, a, clause.start, False, False)
        evidence = self._evidence(clause, a, b, parties, parties, cue, pattern.id)
        for n, one in enumerate(parties):
            for other in parties[n + 1 :]:
                if one.entity != other.entity:
                    yield make(one.entity, pattern.predicate, other.entity, status, evidence)

    def _places(self, f: Firing, status: Status, evidence: Evidence) -> Iterator[Statement]:
        """在Z設立X also says that X is (to be) in Z."""
        end = f.relative or f.b
        lasting: Status = "in-force" if status == "completed" else status
        for place in (*f.clause.mentions, *self._unlisted_places(f)):
            named = place.rule != "object-where"
            close = f.a - 14 <= place.start < f.a or f.b <= place.start < (f.relative or f.b + 1)
            if place.kind != "Place" or not close or place.end > max(f.a, end):
                continue
            lead = self._group(place, f.clause.mentions)[0].start - 1 if named else 0
            if not named or self.text[max(f.clause.start, lead) : place.start].startswith(self.r.at):
                for o in f.objects:
                    if o.kind in ("Institution", "Policy", "Place") and o.entity != place.entity:
                        yield make(o.entity, "partOf" if o.kind == "Place" else "locatedIn", place.entity, lasting, evidence)

    def _unlisted_places(self, f: Firing) -> list[Mention]:
        """The places nobody listed between 在 and the verb (在海岸鄉和小蠔灣設立X)."""
        opened = next((end for word, _, end in reversed(list(self.words(max(f.clause.start, f.a - 16), f.a))) if word in self.r.at), f.a)
        found = []
        for start, stop in self._pieces(opened, f.a) if opened < f.a else ():
            span = self._phrase(start, stop)
            if span and span[1] == stop and not any(m.start < stop and start < m.end and m.kind != "Field" for m in f.clause.mentions):
                found.append(self._opened(*span, frozenset(("Place",)), "object-where"))
        return [m for m in found if m]

    def _in_turn(self, f: Firing) -> dict[str, str]:
        """What each does, where as many act as are acted on, in turn (A和B分別簽署X和Y), or one with each (G與A和B分別簽署X和Y)."""
        if len(f.objects) < 2 or not self.text.endswith(self.r.in_turn, f.clause.start, f.a):
            return {}
        beside = len(f.subjects) == len(f.objects) + 1 and self.text.startswith(self.r.joining, f.subjects[0].end)
        row = f.subjects[1:] if beside else f.subjects
        return {s.entity: o.entity for s, o in zip(row, f.objects, strict=True)} if len(row) == len(f.objects) else {}

    def _amount(self, clause: Clause) -> Value | None:
        money = [
            m
            for m in clause.mentions
            if m.kind == "Amount" and m.value and (m.value.unit == "元" or (len(m.value.unit) == 3 and m.value.unit.isupper()))
        ]
        return money[0].value.number() if money and money[0].value else None

    def _note(self, pattern: Pattern, clause: Clause, b: int) -> str:
        if pattern.goal:
            return self.document.text[b : clause.end].strip()[:80]
        return pattern.note
