"""Proposals and later statements -> candidate outcomes: what a later document reports of what an earlier one proposed.

A candidate is never a verdict: it names the reason it was chosen, and both quotes, for a person to judge.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from hetao_kg.text import fold, key
from hetao_kg.types import HOLDING, Document, Entity, Evidence, Outcome, Proposal, Quote, Statement

#: Predicates of making: what is set up, issued or signed is itself what was proposed, whoever does it.
_MAKING = frozenset({"establishes", "issues", "signs", "renamedTo"})
#: Relations that a proposal asks more of where they hold already: what holds later is no outcome.
_LASTING = frozenset({"supports", "focusesOn", "cooperatesWith", "locatedIn", "partOf", "abbreviates"})
#: Of these reasons the first that applies is given.
REASONS = ("same-statement", "same-act", "same-thing", "similar-thing", "same-words")
#: Share of the two-character pieces of a proposal's title that a later quote must hold.
_ENOUGH = 0.6
#: Share of the pieces of the shorter of two names that are of like things, where one body makes both and both end alike.
_ALIKE = 0.4
#: A title of fewer pieces names a topic, which any text on it repeats.
_FEWEST = 7


def under(proposal: Proposal, statements: Sequence[Statement]) -> list[tuple[Statement, Evidence]]:
    """The statements made under a proposal, with the evidence that stands there, in order of place."""
    found = [
        (s, e) for s in statements for e in s.evidence
        if e.quote.document == proposal.document and proposal.start <= e.quote.start < proposal.end
    ]  # fmt: skip
    return sorted(found, key=lambda pair: (pair[1].quote.start, pair[0].id))


def outcomes(
    proposals: Sequence[Proposal], statements: Sequence[Statement], entities: Mapping[str, Entity], documents: Mapping[str, Document]
) -> list[Outcome]:
    """Candidate outcomes of each proposal, by proposal, then date.

    Only statements of documents dated later than the proposal's count, and only those that are planned, in force or
    completed. What stands under a part of a proposal is the part's.
    """
    inner = {p.parent for p in proposals}
    matcher = _Matcher(statements, entities, documents)
    found = [o for p in proposals if p.id not in inner for o in matcher.of(p)]
    return sorted(found, key=lambda o: (o.proposal, o.date, REASONS.index(o.reason), o.statement))


class _Matcher:
    def __init__(self, statements: Sequence[Statement], entities: Mapping[str, Entity], documents: Mapping[str, Document]) -> None:
        self._statements, self._entities, self._documents = statements, entities, documents
        self._dates = {d.id: d.metadata.date for d in documents.values()}
        self._later = [(s, e) for s in statements for e in s.evidence if s.status in ("planned", "in-force", "completed")]
        self._pieces = {(s.id, e.quote.document, e.quote.start): _pieces(e.quote.text) for s, e in self._later}
        self._keys = functools.cache(lambda entity: tuple(key(name) for name in entities[entity].names()))

    def of(self, proposal: Proposal) -> Iterator[Outcome]:
        """The candidates of one proposal; of what one place reports of one thing the best founded."""
        since = self._dates.get(proposal.document, "")
        if not since:
            return
        made = [(s, e) for s, e in under(proposal, self._statements) if s.status in ("proposed", "planned")]
        new = [(thing, quote) for thing, quote in proposal.things if not self._existed(thing, since)]
        title = _pieces(proposal.title)
        best: dict[tuple[str, int, str, str], Outcome] = {}
        for s, e in self._later:
            date = self._dates.get(e.quote.document, "")
            former = bool(s.date) and _after(since, s.date.split("/")[-1])  # done before it was proposed
            told = self._reason(proposal, title, made, new, s, e) if _after(date, since) and not former else None
            if told:
                reason, shared, evidence = told
                one = Outcome(proposal.id, s.id, reason, shared, evidence, e, s.status, date)
                place = (e.quote.document, e.quote.start, s.predicate, s.object)
                if place not in best or REASONS.index(reason) < REASONS.index(best[place].reason):
                    best[place] = one
        yield from best.values()

    def _reason(
        self, proposal: Proposal, title: frozenset[str], made: Sequence[tuple[Statement, Evidence]], new: Sequence[tuple[str, Quote]],
        s: Statement, e: Evidence,
    ) -> tuple[str, str, Evidence] | None:  # fmt: skip
        for own, evidence in made:
            if own.predicate == s.predicate and s.predicate not in _LASTING and self._same(own.object, s.object):
                whole = own.subject == s.subject
                if whole or (s.predicate in _MAKING and self._particular(s.object)):
                    return ("same-statement" if whole else "same-act"), self._name(s.object), evidence
        for thing, quote in new:
            if (s.predicate in _MAKING and self._same(thing, s.object)) or (s.predicate != "abbreviates" and self._same(thing, s.subject)):
                return "same-thing", self._name(thing), replace(proposal.evidence, quote=quote, rule="proposal-thing")
        for own, evidence in made:
            if own.predicate in _MAKING and s.predicate in _MAKING and own.subject == s.subject and self._alike(own.object, s.object):
                return "similar-thing", f"{self._name(own.object)}～{self._name(s.object)}", evidence
        common = title & self._pieces[s.id, e.quote.document, e.quote.start]
        if len(title) >= _FEWEST and len(common) / len(title) >= _ENOUGH:
            return "same-words", proposal.title, proposal.evidence
        return None

    def _existed(self, thing: str, since: str) -> bool:
        """Whether a document no later than the proposal already says that the thing is there."""
        return any(
            (s.subject == thing or (s.object == thing and s.predicate in _MAKING)) and s.status in HOLDING and s.predicate != "abbreviates"
            and not _after(self._dates.get(e.quote.document, ""), since)
            for s, e in self._later
        )  # fmt: skip

    def _same(self, one: str, other: str) -> bool:
        """Whether two objects are one, or one's name is the other's with more before it (香港科學和發展辦公室)."""
        if one == other:
            return True
        a, b = self._entities.get(one), self._entities.get(other)
        if a is None or b is None or a.kind != b.kind or a.kind not in ("Institution", "Policy") or (a.known and b.known):
            return False
        names = ((x, y) for x in self._keys(one) for y in self._keys(other))
        return any(min(len(x), len(y)) >= 5 and (x.endswith(y) or y.endswith(x)) for x, y in names)

    def _alike(self, one: str, other: str) -> bool:
        """Whether two things of one kind end with the same word and share much of their names (生物科技發展藍圖, 創新科技發展藍圖)."""
        a, b = self._entities.get(one), self._entities.get(other)
        if a is None or b is None or a.kind != b.kind or a.kind not in ("Institution", "Policy"):
            return False
        for x in map(key, a.names()):
            for y in map(key, b.names()):
                left, right = _pieces(x), _pieces(y)
                fewest = min(len(left), len(right))
                if x[-2:] == y[-2:] and fewest >= _FEWEST - 2 and len(left & right) >= _ALIKE * fewest:
                    return True
        return False

    def _particular(self, identifier: str) -> bool:
        """Whether the entity is one body or instrument and not a place or a field."""
        entity = self._entities.get(identifier)
        return entity is not None and entity.kind in ("Institution", "Policy")

    def _name(self, identifier: str) -> str:
        entity = self._entities.get(identifier)
        return entity.label() if entity else identifier.removeprefix("date:")


def _after(date: str, since: str) -> bool:
    """Whether an ISO date is certainly later than another of whatever exactness."""
    size = min(len(date), len(since))
    return bool(date) and date[:size] > since[:size]


def _pieces(words: str) -> frozenset[str]:
    """Pairs of neighbouring Han characters of folded ``words``."""
    runs = re.findall(r"[\u4e00-\u9fff]+", fold(words))
    return frozenset(run[n : n + 2] for run in runs for n in range(len(run) - 1))
