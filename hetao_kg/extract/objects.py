"""What is acted on: listed names, or a noun phrase whose ending tells its kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from hetao_kg.extract.clauses import Clause
from hetao_kg.extract.heads import Heads
from hetao_kg.extract.patterns import Pattern
from hetao_kg.segment import word_tags
from hetao_kg.types import Mention

#: Kinds of what money is spent on, where bodies are those who spend it.
_THINGS = frozenset(("Policy", "Place"))


class Objects(Heads):
    """One sentence being read: the part that finds objects."""

    def _objects(
        self, pattern: Pattern, clause: Clause, number: int, a: int, b: int, relative: int, agents: Sequence[Mention]
    ) -> list[Mention]:
        if pattern.goal:
            return self._days(clause)[:1]
        if pattern.granted:
            return list(self._granted_for(pattern, a, b))
        if pattern.listed:
            return [] if relative else list(self._list_before(pattern, clause, a))
        if pattern.at:
            near = self.s.clauses[max(0, number - 1) : number + 1]
            return [m for c in near for m in c.mentions if m.kind in pattern.object and m.end <= a and self._led(m, self.r.at)][-1:]
        if pattern.about:
            return self._spoken_about(pattern, clause, number, b, bool(agents))
        if pattern.passed:
            passed = next((m.start() for m in self.r.passing.finditer(self.text, clause.start, a)), -1)
            held = relative == b + 1 if pattern.giving else self.text[b : b + 1] in ",;。"
            return self._left_objects(pattern, clause, number, passed) if passed in self.s.edges and held else []
        if pattern.to:
            return self._given(pattern, clause, a, b)
        if pattern.of and pattern.before:
            start = agents[0].start if agents and agents[0].start >= clause.start else clause.start
            return list(self._duties(pattern, clause, clause.start, self._before_agent(clause, start)))
        if pattern.of and not pattern.receiver:
            return list(self._duties(pattern, clause, b))
        if pattern.receiver:
            return self._handed(pattern, clause, number, a)
        if pattern.before:
            if relative:
                return []
            inside = bool(agents) and agents[0].start >= clause.start
            if agents and self._takes_noun(b):
                return []  # 由X負責人才培訓: the verb has an object of its own
            if pattern.ahead and inside and agents[0].start - clause.start <= 3 and (ahead := self._ahead_of(number)):
                return ahead
            return self._left_objects(pattern, clause, number, agents[0].start if inside else a, bool(agents))
        lead = self.text[max(clause.start, agents[0].start - 3) : agents[0].start].rstrip(" “《") if agents else ""
        suffers = lead.endswith(self.r.passive)
        found = [] if suffers and not relative else self._right_objects(pattern, clause, relative or b)
        if not found and pattern.ensuing and self.text.startswith(self.r.once, b):
            return self._left_objects(pattern, clause, number, a)
        shared = pattern.predicate == "operates" and self._costs(clause, agents, b)
        if not found and agents and not (suffers and relative) and not shared and pattern.predicate != "cooperatesWith":
            found = self._left_objects(pattern, clause, number, agents[0].start if agents[0].start >= clause.start else a, True)
        return found

    def _costs(self, clause: Clause, agents: Sequence[Mention], b: int) -> bool:
        """Whether it is a cost that is borne (X的經費由Y承擔, 由Y承擔一半), so that nobody runs anything."""
        before = self._before_agent(clause, agents[0].start) if agents else clause.start
        return self.text.startswith(self.r.shares, b) or self.text.endswith(self.r.shares, clause.start, before)

    def _spoken_about(self, pattern: Pattern, clause: Clause, number: int, b: int, by: bool) -> list[Mention]:
        """What the text was speaking of; of money, what it is spent on, where the verb names a sum or who bears it."""
        leads = [m for c in self.s.clauses[:number] for m in self._leads(c)]
        if not pattern.amount:
            return [m for m in (*(self.topics[0] if self.topics else []), *leads) if m.kind in pattern.object][-1:]
        sum_follows = any(m.kind == "Amount" and b <= m.start <= b + 4 for m in clause.mentions)
        if self._right_objects(pattern, clause, b) or not (by or sum_follows):
            return []
        done = [m for at in range(number) for m in (*self.made.get(at, ()), *self.issued.get(at, ()))]
        things = [m for m in (*self._before(_THINGS), *leads) if m.kind in _THINGS]
        return [m for m in (done or things) if m.kind in pattern.object][-1:]

    def _before_agent(self, clause: Clause, at: int) -> int:
        """Where the word begins that brings in who acts at ``at``, behind its adverbs (X的認定均由Y)."""
        stop = at - next((len(w) for w in self.r.agent if self.text.endswith(w, clause.start, at)), 0)
        while word := next((w for w in self.r.before_verb if self.text.endswith(w, clause.start, stop)), ""):
            stop -= len(word)
        return stop

    def _granted_for(self, pattern: Pattern, a: int, b: int) -> Iterator[Mention]:
        """What money is allowed for: the words behind the verb or the sum (向X注資, 興建Y)."""
        start = b - 1 if self.text.endswith(("向", "为"), a, b) else b
        found = self.r.grants.match(self.text, start, self.s.end)
        if found and found.end(1) - found.start(1) >= 4:
            yield self._mention(found.start(1), found.end(1), "Policy", f"object-{pattern.id}")

    def _takes_noun(self, b: int) -> bool:
        """Whether a noun stands directly behind the verb that ends at ``b`` and is more than what it does to the object."""
        word = next((w for w, at, _ in self.words(b, min(b + 8, self.s.end)) if at == b), "")
        named = any(m.start == b for m in self.s.mentions)
        noun = word_tags().get(word, "")[:1] in ("n", "t", "s", "j", "f") and word not in self.r.by_verb
        return (named or noun) and not self.text.startswith(self.r.whole, b)

    def _ahead_of(self, number: int) -> list[Mention]:
        """The policy that the next clause puts forward (經X同意，Y印發《Z》)."""
        following = self.s.clauses[number + 1 : number + 2]
        return [m for c in following for m in c.mentions if m.kind == "Policy" and not self._governed(m) and not self._modifies(m)][:1]

    def _given(self, pattern: Pattern, clause: Clause, a: int, b: int) -> list[Mention]:
        """The receiver behind 向, 為 or 予, listed or not (向X撥款, 撥款3億元予X)."""
        named = [m for m in clause.mentions if m.kind in pattern.object and self._led(m, pattern.to)]
        named = [m for m in named if m.kind != "Place" or not self._modifies(m)]
        if named:
            return named[:1]
        kinds = pattern.object - {"Field"} if pattern.predicate == "funds" else pattern.object
        for word, _, end in self.words(clause.start, clause.end):
            if word in pattern.to and not any(m.start < end <= m.end for m in clause.mentions):
                span = self._phrase(end, a if end <= a else clause.end)
                stop = self._nominal(*span) if span else end
                opened = span and stop - span[0] >= 2
                found = self._opened(span[0], stop, kinds, f"object-{pattern.id}") if span and opened else None
                if found:
                    return [found]
        return []

    def _duties(self, pattern: Pattern, clause: Clause, b: int, end: int = 0) -> Iterator[Mention]:
        """What a duty is over: the phrases behind ``b``, or up to ``end``, that end with a noun for it, without that noun (負責X的審批)."""
        for start, stop in self._pieces(b, end or self._phrase_end(b, clause.end)):
            while tail := next((t for t in self.r.tails if self.text.endswith(t, start, stop) and t not in pattern.of), ""):
                stop -= len(tail)
            word = next((w for w in pattern.of if self.text.endswith(w, start, stop)), "")
            found = self._field(start, stop - len(word), f"object-{pattern.id}") if word else None
            if found:
                yield found

    def _handed(self, pattern: Pattern, clause: Clause, number: int, a: int) -> list[Mention]:
        """What a power is over that is handed to somebody (把X的審批權下放給…)."""
        if self.r.same_power.search(self.text, clause.start, a):
            return self.handled
        for at in range(number, max(-1, number - 2), -1):
            region = self.s.clauses[at]
            stop = a if at == number else region.end
            for word in pattern.of or ("",):
                end = self.text.rfind(word, region.start, stop)
                if end < 0:
                    continue
                lead = max(region.start, *(self.text.rfind(w, region.start, end) + 1 for w in self.r.fronting))
                named = [m for m in region.mentions if m.kind in pattern.object and m.start >= lead and m.end in (end, end - 1)]
                opened = self._field(lead, end - (self.text[end - 1] == "的"), f"object-{pattern.id}") if end > lead else None
                return named[-1:] or ([opened] if opened else [])
        return []

    def _list_before(self, pattern: Pattern, clause: Clause, a: int) -> Iterator[Mention]:
        """The members of a list that ends at ``a`` (在A、B及C等領域), listed or not."""
        opened = [m.end() for m in self.r.opening_lists.finditer(self.text[clause.start : a]) if clause.start + m.start() in self.s.edges]
        start = clause.start + opened[-1] if opened else -1
        if start < 0 or a - start > 60 or not ("、" in self.text[start:a] or self.text[start - 1] == "以"):
            return
        for left, right in self._pieces(start, a):
            whole = next((m for m in clause.mentions if m.start == left and m.end == right and m.kind in pattern.object), None)
            found = whole or self._field(left, right, f"object-{pattern.id}")
            if found:
                yield found

    def _left_objects(self, pattern: Pattern, clause: Clause, number: int, a: int, by: bool = False) -> list[Mention]:
        """What stands before ``a`` and suffers what is done; ``by``: whoever does it stands behind 由."""
        pronoun = next((n for n, w in enumerate(self.r.former_latter) if self.text.startswith(w, clause.start)), -1)
        if pronoun >= 0:
            for earlier in reversed(self.s.clauses[:number]):
                pair = [m for m in earlier.mentions if m.kind in pattern.object]
                if len(pair) >= 2 and self._joined(pair[-2], pair[-1]):
                    return [pair[-2 + pronoun]]
            return []
        own = [m for m in clause.mentions if m.end <= a and self._acceptable(m, pattern)]
        own = [m for m in own if not (m.kind == "Place" and m.end < a and self._modifies(m)) and not self._led(m, self.r.agent)]
        own = [m for m in own if not self._presents(m)]
        phrase = self._left_phrase(pattern, clause, number, a) if pattern.open else None
        if phrase and not any(m.end == phrase.end or m.start > phrase.start for m in own):
            return [phrase]
        if own:
            nearest = pattern.regulated or "Field" in pattern.object or self.text.startswith("的", a)
            return self._group(own[-1] if nearest else own[0], clause.mentions)
        if self._stranger(clause, a) or pattern.within or self.text.startswith(self.r.causal, clause.start):
            return []  # the clause speaks of something else
        if any(m.kind == "Field" and m.end <= a for m in clause.mentions):
            return []
        for at, earlier in reversed(list(enumerate(self.s.clauses[:number]))):
            acted = self.made.get(at, self.issued.get(at, [])) if by or pattern.before else []
            if found := [m for m in acted if self._acceptable(m, pattern)]:
                return found  # 設立X，由Y主持: X
            found = [m for m in self._leads(earlier) if self._acceptable(m, pattern) and not self._presents(m)]
            if found and not (by and found[0].kind == "Institution" and self._acted(found, at, earlier)):
                return found
        opens = not number and self._opens(number, a)
        return [m for m in self._before(pattern.object) if self._acceptable(m, pattern)] if opens else []

    def _acted(self, lead: Sequence[Mention], number: int, clause: Clause) -> bool:
        """Whether who leads a clause does something there to what nobody lists (X實施Y，由Z承辦): it is Y that Z runs."""
        if number in self.suffered or number in self.used:
            return False
        words, tags = list(self.words(lead[-1].end, clause.end)), word_tags()
        named = [any(m.start <= at < m.end for m in clause.mentions) for _, at, _ in words]
        verb = next((n for n, (w, _, _) in enumerate(words) if tags.get(w) == "v" and len(w) > 1 and not named[n]), len(words))
        governs = verb + 1 < len(words) and tags.get(words[verb + 1][0], "n")[:1] in ("n", "b", "a", "j")
        return governs and all(w not in self.r.agent for w, _, _ in words[:verb])

    def _left_phrase(self, pattern: Pattern, clause: Clause, number: int, a: int) -> Mention | None:
        """The unlisted noun phrase that opens the clause before whoever acts, or that is the clause before (X的設置，須經Y同意)."""
        a -= next((len(w) for w in self.r.agent if self.text.endswith(w, clause.start, a)), 0)
        lead = max(self.text.rfind(w, clause.start, a) for w in self.r.fronting) + 1
        fronted = bool(lead) and lead - 1 in self.s.edges
        span = (lead, a) if fronted else self._stranger(clause, a, named=True)
        if not span and number and a - clause.start <= 6:
            before = self.s.clauses[number - 1]
            span = (before.start, before.end)
        span = self._phrase(*span) if span else None
        if not span or self._nominal(*span) != span[1] or (self._verbal(*span) and not fronted):
            return None
        return self._opened(*span, pattern.object, f"object-{pattern.id}")

    def _right_objects(self, pattern: Pattern, clause: Clause, b: int) -> list[Mention]:
        if self.text.startswith("、", b):
            return []  # 由A發起、B參與的X: the next verb goes on
        if pattern.amount:
            b = self._past_amount(clause, b)
            if pattern.priced and b >= clause.end and (given := self._given_next(pattern, clause)):
                return given
        end = self._phrase_end(b, clause.end)
        closed = self.text.find(")", b, end)
        if pattern.swap and closed >= 0 and "(" not in self.text[b:closed]:
            end = closed  # what a bracket lists ends with it
        quantity = self.r.quantity.match(self.text, b, end)
        if quantity and quantity.group().strip() and (counted := self._spelled_out(pattern, clause, self.r.listing, end)):
            return counted
        found: list[Mention] = []
        for start, stop in self._pieces(b, end):
            if not found and start - b > pattern.reach + 20:
                break
            in_piece = self._in_piece(pattern, b, start, stop)
            if start > b and not found and in_piece and in_piece[0].rule.startswith("object-"):
                break  # what is unlisted behind what could not be read is not coordinated with it
            found += [m for m in in_piece if m not in found]
        if not found and pattern.placed:
            span = self._phrase(b, end)
            place = self._opened(*span, frozenset(("Place",)), f"object-{pattern.id}") if span and span[0] - b < 4 else None
            return [place] if place else []
        found += [m for m in self._bodies(pattern, b, clause.end) if all(m.end <= x.start or x.end <= m.start for x in found)]
        return [*found, *(self._spelled_out(pattern, clause, self.r.stress, end) if found or (pattern.act and end - b >= 2) else [])]

    def _bodies(self, pattern: Pattern, b: int, end: int) -> list[Mention]:
        """Bodies nobody listed in a list that says it is of bodies (A、B等企業)."""
        closed = self.r.bodies.search(self.text, b, end) if "Institution" in pattern.object else None
        pieces = self._pieces(b, closed.start()) if closed else []
        if not closed or len(pieces) < 2:
            return []
        free = [(x, y) for x, y in pieces if not any(m.start < y and x < m.end and m.kind != "Field" for m in self.s.mentions)]
        proper = [(x, y) for x, y in free if 3 <= y - x <= 16 and self._nominal(x, y) == y and not self._verbal(x, y)]
        return [self._mention(x, y, "Institution", f"object-{pattern.id}") for x, y in proper]

    def _past_amount(self, clause: Clause, b: int) -> int:
        """Behind the money a verb of giving names, and behind what it is given for: 投資3億元興建 + X."""
        money = next((m for m in clause.mentions if m.kind == "Amount" and b <= m.start <= b + 10), None)
        if not money or not (money.start <= b + 2 or self.text.endswith(self.r.payers, b, money.start)):
            return b
        verb = self.r.verbs.match(self.text, money.end, clause.end) or self.r.given_for.match(self.text, money.end, clause.end)
        return verb.end(1) if verb else money.end

    def _given_next(self, pattern: Pattern, clause: Clause) -> list[Mention]:
        """What money that ends its clause is for, where the next says so (下達資金3億元，用於支持X)."""
        following = self.s.clauses[self.s.clauses.index(clause) + 1 :][:1]
        purpose = self.r.purpose.match(self.text, following[0].start, following[0].end) if following else None
        return self._right_objects(replace(pattern, priced=False, amount=False), following[0], purpose.end()) if purpose else []

    def _spelled_out(self, pattern: Pattern, clause: Clause, words: re.Pattern[str], end: int) -> list[Mention]:
        """What the next clause lists where the object was only counted (設有兩個小組，分別是A及B) or is to be stressed (尤其是B)."""
        if end < clause.end:
            return []
        found: list[Mention] = []
        for following in self.s.clauses[self.s.clauses.index(clause) + 1 :]:
            lead = words.match(self.text, following.start, following.end)
            if not lead:
                break
            rows = [self._in_piece(pattern, start, start, stop) for start, stop in self._pieces(lead.end(), following.end)]
            found += [m for row in rows for m in row if m not in found]
            if lead.group() not in self.r.ordinals:  # 一是A,二是B: each has a clause of its own
                break
        return found

    def _phrase_end(self, b: int, end: int) -> int:
        """The object ends where another verb phrase begins."""
        match = self.r.closing.search(self.text, b + 2, end)
        end = match.start() if match else end
        summed = self.r.summing.search(self.text, b, end)
        following = next((w for w, _, _ in self.words(summed.end(), end)), "") if summed else ""
        return summed.start() if summed and word_tags().get(following, "")[:1] == "v" else end

    def _targets(self, mention: Mention, pattern: Pattern) -> tuple[str, ...]:
        """The object as a statement holds it: an ISO date, an entity, or each member of a joint one."""
        if pattern.goal and mention.value:
            return (f"date:{mention.value.value}",)
        return self.ontology.members.get(mention.entity) or (mention.entity,)

    def _days(self, clause: Clause) -> list[Mention]:
        """Dates of a clause, or of a clause before it that holds nothing else (到2035年，…)."""
        own = [m for m in clause.mentions if m.kind == "Date"]
        if own:
            return own
        before = self.s.clauses[: self.s.clauses.index(clause)]
        alone = before[-1] if before and before[-1].end - before[-1].start <= 12 else None
        return [m for m in alone.mentions if m.kind == "Date"] if alone else []
