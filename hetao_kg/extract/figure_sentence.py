"""The figures of one sentence: who, when and whether, added to what is measured (``measured.py``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from hetao_kg.extract.clauses import Clause, Cue
from hetao_kg.extract.evidence import LONGEST_QUOTE
from hetao_kg.extract.figure_words import ABOUT, Found
from hetao_kg.extract.measured import Measuring
from hetao_kg.types import Evidence, Figure, Mention, Quote, Status, Value


@dataclass(slots=True)
class Topic:
    """What the block was last about, and what the heading above it names."""

    name: Mention | None
    heading: Mention | None


class SentenceFigures:
    """The figures of one sentence: who, when and whether, added to what is measured."""

    def __init__(self, measuring: Measuring, section: tuple[str, ...], page: int, topic: Topic, make: Callable[..., Figure]) -> None:
        self.m, self.section, self.page, self.topic, self._make = measuring, section, page, topic, make
        self.s, self.document, self.w = measuring.sentence, measuring.document, measuring.patterns.w
        self._joining, self._at, self._from = measuring.patterns.joining, measuring.patterns.at, measuring.patterns.since
        self.text = self.s.text
        #: Clauses that gave a figure, and the day it was given.
        self.days: dict[int, Mention] = {}

    def figures(self) -> Iterator[Figure]:
        """A figure for each number that measures something."""
        if self.text.startswith(tuple(self.w["turning"]), self.s.start):
            self.topic.name = self.topic.heading
        for mention in self.m.mentions:
            if mention.kind != "Amount" or mention.value is None:
                continue
            found = self.m.measured(mention, mention.value.number())
            if found is None:
                continue
            clause = self.m.clause(mention)
            about = found.about or (None if found.everywhere else self._about(found, mention, clause))
            self.m.settle(mention.value.number(), about)
            day = self._day(mention, clause)
            if day and day.end <= mention.start:
                self.days[self.s.clause_of(mention.start)] = day
            status, cue = self._status(found, mention, clause, day)
            value, date = self._bounded(mention.value.number(), mention.start), day.value.value if day and day.value else ""
            quote = self._quote(found, mention, about, day)
            evidence = Evidence(quote, self.section, cue, f"figure-{self.m.patterns.unit_class(value)}", self.page)
            yield self._make(found.measure, value, status, evidence, about, found.part or self._one_of_series(found, clause), date)

    def _one_of_series(self, found: Found, clause: Clause) -> str:
        """Which of a series the measure is of (第17窟面積, 第二區的投資), as written; empty where none is numbered before it."""
        taken = [(m.start, m.end) for m in clause.mentions]
        named = self.m.patterns.numbered.finditer(self.text, clause.start, found.start + 1)
        free = [m for m in named if not any(a < m.end() and m.start() < b for a, b in taken)]
        return self.document.text[free[-1].start() : free[-1].end()] if free else ""

    def _bounded(self, value: Value, at: int) -> Value:
        """突破9000億 is more than that."""
        before = self.text[max(self.s.start, at - 4) : at].rstrip()
        return replace(value, bound=">") if not value.bound and before.endswith(tuple(self.w["exceeding"])) else value

    # -- who

    def _about(self, found: Found, mention: Mention, clause: Clause) -> Mention | None:
        """The place, body or policy that the clause is about, else an earlier clause, else the block."""
        number = self.s.clause_of(mention.start)
        if mention.value and self.m.patterns.unit_class(mention.value) in ("area", "length") and (place := self._place(mention)):
            return place
        own = [m for m in clause.mentions if m.kind in ABOUT and m.end <= max(found.start, mention.start)]
        chosen = self._subject(own, mention, clause)
        if chosen or any(self._in_list(m) for m in own if m.start < mention.start):
            if chosen and chosen.kind != "Policy":  # a plan is what a number is of only beside it
                self.topic.name = chosen
            return chosen
        for earlier in reversed(self.s.clauses[:number]):
            numbers = [m.start for m in earlier.mentions if m.kind == "Amount"]
            named = [m for m in earlier.mentions if m.kind in ABOUT and (not numbers or m.end <= numbers[0])]
            named = [m for m in named if m.kind != "Policy" or m.start - earlier.start <= 2]
            if len(numbers) > 1:
                named = [m for m in named if not self._only_first(m, numbers[0], earlier)]
            if chosen := self._subject(named, None, earlier):
                self.topic.name = chosen if chosen.kind != "Policy" else self.topic.name
                return chosen
        return self.topic.name

    def _place(self, mention: Mention) -> Mention | None:
        """The place nearest before an area or a length."""
        places = [m for m in self.m.mentions if m.kind == "Place" and m.end <= mention.start and not self._aside(m, self.m.clause(m))]
        return places[-1] if places else None

    def _subject(self, named: Sequence[Mention], number: Mention | None, clause: Clause) -> Mention | None:
        """The nearest of ``named`` that no preposition governs, else one in 在; nothing that only belongs to another number."""
        first = next((m.start for m in clause.mentions if m.kind == "Amount"), clause.end)
        named = [m for m in named if not self._in_list(m) and not self._aside(m, clause)]
        fit = [m for m in named if not self._governed(m, self._at)]
        for wanted in (fit, named):
            free = [m for m in wanted if not self._governed(m, self.w["not_about"])]
            if number is None:
                if free:
                    return self._head(free)
                continue
            near = [m for m in free if self._goes_with(m, number, first, clause)]
            if near:
                return near[-1]
        return None

    def _goes_with(self, m: Mention, number: Mention, first: int, clause: Clause) -> bool:
        """Whether the name goes with this number of the clause and not only with another one."""
        if m.start < first:
            return number.start == first or not self._only_first(m, first, clause)
        return not any(m.end <= a.start < number.start for a in clause.mentions if a.kind == "Amount")

    def _head(self, named: Sequence[Mention]) -> Mention:
        """The first name, or the one that a relative clause leads to (政府建設的 + 分園)."""
        chosen = named[0]
        for following in named[1:]:
            between = self.text[chosen.end : following.start].rstrip(" “《")
            if not between.endswith("的") or "," in between:
                break
            chosen = following
        return chosen

    def _only_first(self, m: Mention, first: int, clause: Clause) -> bool:
        """Whether the name stands directly before the first number of a list, behind another clause that names somebody."""
        stop, _ = self.m.phrases.skip(first, clause.start)
        return m.end >= stop - 1 and any(n.kind in ABOUT for c in self.s.clauses if c.end <= clause.start for n in c.mentions)

    def _aside(self, m: Mention, clause: Clause) -> bool:
        """Whether the name is a site (位於X), of a counted noun, a beneficiary (為…提供), a superlative (內地首個…) or a cited title."""
        if any(a <= m.start and m.end <= b for a, b in self.m.nouns):
            return True
        front = self.text[clause.start : m.start].strip(" “《")
        if front.endswith(self.m.patterns.sited):
            return True
        if front.startswith(tuple(self.w["aside"])):
            return True
        if front and self.text[m.start - 1 : m.start] == "《":
            return True
        return self.text.startswith(tuple(self.w["superlative"]), m.end)

    def _in_list(self, m: Mention) -> bool:
        """Whether the name is one of several (A、B等6所)."""
        behind, front = self.text[m.end : m.end + 3].lstrip("”》 "), self.text[max(self.s.start, m.start - 2) : m.start].rstrip("“《 ")
        others = [o for o in self.m.mentions if o.kind in ABOUT and o is not m]
        joined = front.endswith(self._joining) and any(m.start - 3 <= o.end <= m.start for o in others)
        ahead = behind.startswith(self._joining) and any(m.end < o.start <= m.end + 3 for o in others)
        return joined or ahead or behind.startswith("等")

    def _governed(self, m: Mention, words: Sequence[str]) -> bool:
        before = self.text[max(self.s.start, m.start - 3) : m.start].rstrip(" “《")
        return bool(words) and before.endswith(tuple(words))

    # -- when

    def _day(self, mention: Mention, clause: Clause) -> Mention | None:
        """The date in brackets behind the number, else the last one before it that the number goes with."""
        days = [m for m in self.m.mentions if m.kind == "Date" and m.value]
        ends = {m.end for m in self.m.mentions if m.kind == "Amount"}
        behind = next((m for m in days if 0 <= m.start - mention.end <= 3 and self.text[mention.end : m.start].strip() == "("), None)
        if behind:
            return behind
        days = [m for m in days if not (self.text[m.start - 1] == "(" and len(self.text[: m.start - 1].rstrip()) in ends)]
        own = [m for m in days if clause.start <= m.start and m.end <= mention.start]
        if own:
            return None if self._since(own[-1], mention.start) else own[-1]
        number = self.s.clause_of(mention.start)
        for n in range(number - 1, -1, -1):
            earlier = self.s.clauses[n]
            if n in self.days:
                return self.days[n]
            dated = [m for m in days if earlier.start <= m.start and m.end <= earlier.end]
            if not dated:
                continue
            alone = dated[-1].start - earlier.start <= 6 or earlier.end - earlier.start - (dated[-1].end - dated[-1].start) <= 6
            return dated[-1] if alone and not self._since(dated[-1], earlier.end) else None
        return None

    def _since(self, day: Mention, until: int) -> bool:
        """Whether the date only says since when (2020年成立的…, 自2017年以來)."""
        front, behind = self.text[max(self.s.start, day.start - 2) : day.start].strip(), self.text[day.end : until]
        if front.endswith(self._from) and any(w in behind[:12] for w in self.w["since"]):
            return True
        return any(w in behind for w in self.w["since"])

    # -- whether

    def _status(self, found: Found, mention: Mention, clause: Clause, day: Mention | None) -> tuple[Status, str]:
        """Status by the cues before the number, or behind the counted noun; a date after the document's own is a goal."""
        own = [c for c in self._cues(clause) if c.start < mention.start or (found.until and c.start >= found.until)]
        opening = [e for e in self.s.clauses[: self.s.clause_of(mention.start)] if not any(m.kind == "Amount" for m in e.mentions)]
        carried = [c for e in opening for c in self._cues(e) if c.end < e.end and c.status in ("planned", "proposed")]
        bracketed = self.text.rfind("(", clause.start, mention.start) > self.text.rfind(")", clause.start, mention.start)
        done = "了" in self.text[clause.start : mention.start]
        status: Status = "in-force"
        cue = ""
        if not bracketed and not done:
            if own:
                status, cue = own[-1].status, own[-1].word
            elif carried:
                status, cue = carried[-1].status, carried[-1].word
            elif ahead := self._ahead(clause, mention):
                status, cue = "planned", ahead
        published = self.document.metadata.date[:4]
        if status == "in-force" and day and day.value and published and day.value.value[:4] > published:
            return "planned", self.document.text[day.start : day.end]
        at = self.text.find(cue, self.s.start, clause.end) if cue else -1
        return status, self.document.text[at : at + len(cue)] if at >= 0 else cue

    def _cues(self, clause: Clause) -> list[Cue]:
        """The cues that say whether a number holds."""
        return [c for c in clause.cues if c.word not in self.w["weak"] and not c.forward]

    def _ahead(self, clause: Clause, mention: Mention) -> str:
        """將 before a word of counting (將合共提供), which the cues take for 將 that brings an object forward."""
        for token, after in zip(self.m.phrases.tokens, self.m.phrases.tokens[1:], strict=False):
            if token.word == "将" and clause.start <= token.start < mention.start and after.word in (*self.w["links"], *self.w["reaching"]):
                return token.word
        return ""

    # -- where

    def _quote(self, found: Found, mention: Mention, about: Mention | None, day: Mention | None) -> Quote:
        """The shortest run of whole clauses that shows measure and number, with the name and the date where they are near."""
        names = [m for m in (about, day) if m and self.s.start <= m.start < self.s.end]
        first = self.s.clause_of(min([found.start, mention.start, *(m.start for m in names)]))
        last = self.s.clause_of(max([mention.end - 1, *(m.end - 1 for m in names if m is day)]))
        own = self.s.clause_of(mention.start)
        while self.s.clauses[last].end - self.s.clauses[first].start > LONGEST_QUOTE and first < own:
            first += 1
        start, end = self.s.clauses[first].start, self.s.clauses[last].end
        if end - start > LONGEST_QUOTE:
            shown = min(found.start, mention.start)
            start = max(start, shown if mention.end - shown < LONGEST_QUOTE // 2 else mention.start)
            end = max(mention.end, min(end, start + LONGEST_QUOTE))
        while self.text[start].isspace():
            start += 1
        return self.document.quote(start, end)
