"""Where a statement is said: the quotation that shows it, and the statement itself."""

from __future__ import annotations

from collections.abc import Sequence

from hetao_kg.extract.clauses import Clause
from hetao_kg.extract.objects import Objects
from hetao_kg.text import digest
from hetao_kg.types import Evidence, Mention, Quote, Statement, Status, Value

#: Longest quotation of a piece of evidence, and the shortest that can be told apart from other places, in characters.
LONGEST_QUOTE, SHORTEST_QUOTE = 200, 20
_CLOSING = "）)》」』”"
_STOPS = "，。；：！？\n,;:"


def make(
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
    amount_key = [amount.value, amount.unit] if amount else None
    identifier = digest(subject, predicate, thing, status, date, amount_key, size=16)
    return Statement(identifier, subject, predicate, thing, status, (evidence,), date, amount, note, "", confidence)


def around(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause that holds ``[start, end)`` with its closing brackets, within the longest quotation."""
    first = start
    while first > 0 and start - first < 60 and text[first - 1] not in _STOPS:
        first -= 1
    while end < len(text) and text[end] in _CLOSING:
        end += 1
    while end - first < SHORTEST_QUOTE and end < len(text) and text[end] not in _STOPS:  # too short to be told apart from other places
        end += 1
    while text[first].isspace() or text[first] in _CLOSING:
        first += 1
    return (first if end - first <= LONGEST_QUOTE else start), min(
        end, first + LONGEST_QUOTE
    ) if end - first > LONGEST_QUOTE and first == start else end


class Evidences(Objects):
    """One sentence being read: the part that quotes it."""

    def _evidence(
        self,
        clause: Clause,
        a: int,
        b: int,
        subjects: Sequence[Mention],
        objects: Sequence[Mention],
        cue: str,
        rule: str,
        day: Mention | None = None,
    ) -> Evidence:
        """The shortest run of whole clauses that shows subject, verb and object, within the longest quotation.

        The clause before them is shown too where it is no more than ``day``, their date (2021年2月，…).
        """
        inside = [m for m in (*subjects, *objects) if self.s.start <= m.start < self.s.end]
        first = min([self.s.clause_of(m.start) for m in inside] + [self.s.clause_of(a)])
        last = max([self.s.clause_of(m.start) for m in inside] + [self.s.clause_of(a)])
        own = self.s.clause_of(a)
        start, end = self.s.clauses[first].start, self.s.clauses[last].end
        before = self.s.clauses[first - 1] if first and day else None
        if before and day and day.start == before.start and day.end == before.end:
            first, start = first - 1, before.start
        if first and end - start < SHORTEST_QUOTE:  # too short to be told apart from other places
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

    def _day(self, clause: Clause, a: int, b: int) -> Mention | None:
        """The day of what the verb at ``[a, b)`` says: in its clause, else the last one before it."""
        own = [m for m in clause.mentions if m.kind == "Date" and m.value and (m.end <= a or m.start >= b)]
        before = [m for m in own if m.end <= a] or [
            m for c in self.s.clauses if c.end <= clause.start for m in c.mentions if m.kind == "Date" and m.value
        ]
        chosen = before[-1] if before else None
        return chosen if chosen and chosen.value and not chosen.value.bound else None
