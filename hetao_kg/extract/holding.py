"""Whether what a verb says holds, and since or until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hetao_kg.extract.clauses import Clause
from hetao_kg.extract.patterns import Pattern
from hetao_kg.extract.status import status_at
from hetao_kg.extract.verbs import Verbs
from hetao_kg.types import HOLDING, Mention, Status


@dataclass(frozen=True, slots=True)
class Firing:
    """A pattern whose verb stands at ``[a, b)``, with those it joins."""

    pattern: Pattern
    clause: Clause
    number: int
    a: int
    b: int
    #: Where the head of a relative clause begins; 0 where the verb stands in none.
    relative: int
    #: The subjects that 由, 獲 or 經 brings in.
    agents: Sequence[Mention]
    objects: Sequence[Mention]
    subjects: Sequence[Mention]


class Holding(Verbs):
    """One sentence being read: the part that knows status and date."""

    def _status(self, f: Firing) -> tuple[Status, str]:
        """Status and deciding word; a relative clause hears only what stands behind the last name that is no part of it."""
        start = f.clause.start
        if f.relative:
            outside = [m.end for m in f.clause.mentions if m.end <= f.a and m not in f.subjects and not f.agents]
            inside = [f.subjects[0].start] if start <= f.subjects[0].start < f.a else []
            start = max([start, *outside[-1:], *inside])
        here = any(f.clause.start <= m.start < f.clause.end for m in f.subjects)
        status, cue = status_at(self.s, f.a, start, f.pattern.act, bool(f.relative), f.b, titled=not here)
        heard = any(start <= c.start < f.a for c in f.clause.cues)
        if status in ("proposed", "planned") and f.pattern.act and not heard and self._past(f):
            return "completed", ""  # 1998年成立: no heading makes a proposal of it
        agreed = here and self.text[f.subjects[-1].end : f.a] if f.pattern.act else ""
        if agreed and status in HOLDING and not cue and self.r.agreeing.match(agreed):
            return "planned", self.text[f.a : f.b]
        if f.subjects[0].rule == "author" and status in HOLDING and not cue:
            return "planned", self.text[f.a : f.b]  # what a plan sets out to do
        if self.plan and f.agents and f.pattern.act and status in HOLDING and not cue and self.text.startswith(self.r.agent, self.s.start):
            return "planned", self.text[f.a : f.b]  # 由X編制《Y》: a plan hands out a task
        going_on = next((self.intended[m.entity] for m in f.subjects if m.entity in self.intended), None)
        if status in HOLDING and not cue and going_on:
            return going_on, self.text[f.a : f.b]
        if status in HOLDING and f.pattern.act and not f.relative and cue not in self.r.done and self.text[f.a : f.b] in self.r.preparing:
            return "planned", self.text[f.a : f.b]  # 正籌建X: it is not there yet
        if status in HOLDING and f.pattern.act and not f.relative and cue in self.r.ongoing:
            return "planned", cue  # 正在編制X
        if f.pattern.status and f.pattern.status != status:  # the pattern knows: to devolve a power is to hold it
            return f.pattern.status, "" if f.pattern.status in HOLDING else self.text[f.a : f.b]  # type: ignore[return-value]
        if f.pattern.future and status in HOLDING:
            return "planned", self.text[f.a : f.b]  # a date that lies ahead (2030年前建成)
        if f.pattern.predicate == "approves" and f.agents and status == "planned" and not any(c.start < f.a for c in f.clause.cues):
            return "in-force", ""  # who has the power has it, whatever is planned beside it
        if f.pattern.predicate == "approves" and f.agents and cue in self.r.duties and not f.pattern.receiver and self._obliges(f, cue):
            return "in-force", ""
        return status, cue

    def _past(self, f: Firing) -> bool:
        """Whether the clause gives a date before the verb that lies before the document's own year."""
        published = self.document.metadata.date[:4]
        days = [m.value.value[:4] for m in f.clause.mentions if m.kind == "Date" and m.value and m.end <= f.a]
        return bool(published and days) and days[-1] < published

    def _obliges(self, f: Firing, cue: str) -> bool:
        """Whether the cue binds who needs the permission (須經X批准) and does not propose who is to give it (可改由X負責)."""
        if self.text[f.clause.start : f.agents[0].start].rstrip(" “《").endswith(self.r.passive):
            return True
        earlier = [c for clause in self.s.clauses[: f.number] for c in clause.cues]
        proposing = any(c.status == "proposed" and c.word not in self.r.duties - self.r.permissive for c in earlier)
        return cue not in self.r.permissive and not proposing

    def _intended(self, day: Mention, number: int) -> bool:
        """Whether ``day`` is that of what clause ``number`` plans, and not of what an earlier one says was done (5月簽約，雙方將共建X)."""
        at = self.s.clause_of(day.start)
        if at == number or any(c.status in ("planned", "proposed") and c.start >= day.end for c in self.s.clauses[at].cues):
            return True
        published, alone = self.document.metadata.date[:4], at + 1 == number and day.end == self.s.clauses[at].end
        goal = self.text.endswith(("到", "至"), self.s.start, day.start)
        return alone or goal or bool(published and day.value and day.value.value[:4] > published)

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
        return later and (lead.endswith(self.r.till) or any(w in tail + day.surface[-1:] for w in self.r.before))

    def _respective(self, f: Firing, day: Mention) -> dict[str, str]:
        """The date of each, where as many days as things are named in turn (8月和9月分別出台X和Y); empty otherwise."""
        days = [m for m in self.s.mentions if m.kind == "Date" and m.value and m.end <= day.end]
        if not self.text.startswith(self.r.in_turn, day.end):
            return {}
        at = len(days) - 1
        while at and self._joined(days[at - 1], days[at]):
            at -= 1
        values = [m.value.value for m in days[at:] if m.value]
        row = next((group for group in (f.objects, f.subjects) if len(group) == len(values) > 1), ())
        return {m.entity: value for m, value in zip(row, values, strict=True)} if row else {}
