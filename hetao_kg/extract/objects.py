"""What is acted on: listed names, or a noun phrase whose ending tells its kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from hetao_kg.extract.clauses import Clause
from hetao_kg.extract.parties import Parties
from hetao_kg.extract.patterns import Pattern
from hetao_kg.ontology import local_entity, local_id
from hetao_kg.segment import word_tags
from hetao_kg.text import fold
from hetao_kg.types import Mention

_SUMMED = re.compile("等(?!级|效|候|距)")

#: Kinds of what money is spent on, where bodies are those who spend it.
_THINGS = frozenset(("Policy", "Place"))


class Objects(Parties):
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
            at = self.text.rfind("通过", clause.start, a)
            return self._left_objects(pattern, clause, number, at) if at in self.s.edges and relative == b + 1 else []
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
        shared = pattern.predicate == "operates" and self.text.startswith(self.r.shares, b)  # 由X承擔一半
        if not found and agents and not (suffers and relative) and not shared and pattern.predicate != "cooperatesWith":
            found = self._left_objects(pattern, clause, number, agents[0].start if agents[0].start >= clause.start else a, True)
        return found

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
        """What a duty is over: the phrases behind the verb, or before ``end``, that end with a noun for it, without that noun (負責X的審批)."""
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

    def _acceptable(self, mention: Mention, pattern: Pattern) -> bool:
        if mention.kind not in pattern.object:
            return False
        return not pattern.regulated or "regulated" in getattr(self.ontology.entities.get(mention.entity), "note", "")

    def _right_objects(self, pattern: Pattern, clause: Clause, b: int) -> list[Mention]:
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

    def _in_piece(self, pattern: Pattern, b: int, start: int, stop: int) -> list[Mention]:
        """The object in one coordinated phrase: a name that is its head, else what its ending tells."""
        if start > b and self.r.verbs.match(self.text, start):
            return []  # 促進A、培育B: B is the other verb's object
        inside = [m for m in self.s.mentions if m.start >= start and m.end <= stop]
        for mention in inside:
            if pattern.hub and not self.r.hub_behind(self.text[mention.end : stop]):
                continue
            if not self._acceptable(mention, pattern) or self._located(mention, b):
                continue
            if pattern.act and self._reached(start, mention, pattern.predicate == "funds"):
                return []
            if (self._modifies(mention) and not pattern.inner) or not self._ends_object(mention, stop, pattern):
                continue
            if mention.start - start > pattern.near or (pattern.near < 9 and self._governs_on(start, mention.start)):
                return []
            if mention.kind == "Field" and pattern.open and (whole := self._whole(pattern, mention, start, stop)):
                return [whole]
            if mention.kind == "Field" and pattern.predicate == "approves" and not pattern.regulated:
                return [self._widened(mention, start)]
            if mention.kind == "Field" and self._narrowed(mention, start):
                return [self._widened(mention, start)]
            if pattern.open and (longer := self._longer(pattern, mention, start, stop)):
                return [longer]
            after = [m for m in inside if self.text[mention.end : m.start].strip(" ”》") == "等" and m.kind == "Field"]
            return [mention, *(after if mention.kind == "Field" else [])]
        if pattern.policy and pattern.subject == {"Policy"} and (hubbed := self._hubbed(pattern, start, stop)):
            return [hubbed]
        if not pattern.open:
            return []
        span = self._phrase(start, stop)
        if not span or span[0] - start > pattern.near:
            return []
        span = self._said_of(*span)
        opened = self._opened(*span, pattern.object, f"object-{pattern.id}", pattern.plain)
        return [opened] if opened else []

    def _said_of(self, start: int, stop: int) -> tuple[int, int]:
        """``[start, stop)`` up to the adverb with which something is said of it (「X」平台 + 已 + 上線)."""
        cut = next((at for word, at, _ in self.words(start, stop) if at > start + 3 and word in self.r.done), stop)
        return start, cut

    def _hubbed(self, pattern: Pattern, start: int, stop: int) -> Mention | None:
        """The field that what is to be built is for (打造海洋科技創新高地, 構建知識產權生態系統)."""
        span = self._phrase(start, stop)
        tail = next((t for t in self.r.sites if span and self.text.endswith(t, *span)), "")
        if not span or not tail:
            return None
        end = span[1] - len(tail)
        while dull := next((t for t in self.r.hub_tails if self.text.endswith(t, span[0], end)), ""):
            end -= len(dull)
        words = [word for word, _, _ in self.words(span[0], end)]
        plain = words and all(w not in self.r.broad for w in words)
        return self._field(span[0], end, f"object-{pattern.id}") if plain else None

    def _longer(self, pattern: Pattern, mention: Mention, start: int, stop: int) -> Mention | None:
        """The whole noun phrase where the name nobody listed is only its end (大型 + 動物實驗室)."""
        span = self._phrase(start, stop) if mention.entity not in self.ontology.entities and mention.kind != "Field" else None
        if not span or span[1] != mention.end or span[0] >= mention.start or self._nominal(span[0], mention.start) != mention.start:
            return None
        return self._opened(*span, frozenset((mention.kind,)), f"object-{pattern.id}")

    def _whole(self, pattern: Pattern, field: Mention, start: int, stop: int) -> Mention | None:
        """The noun phrase that goes on behind a field and is more than it (檢測 + 認證)."""
        span = self._phrase(start, stop) if pattern.open else None
        if not span or not span[0] <= field.start < field.end < span[1]:
            return None
        rest = self.text[field.end : span[1]]
        told = self.r.finder.kind_of(rest)
        if rest in self.r.dull or rest.startswith(self.r.whole) or (told and told[0] not in pattern.object):
            return None
        return self._opened(*span, pattern.object, f"object-{pattern.id}", pattern.plain)

    def _narrowed(self, field: Mention, start: int) -> bool:
        """Whether the one noun between ``start`` and a field of a general name says which (車輛 + 檢測, 海洋 + 藥物)."""
        front = [word for word, _, _ in self.words(start, field.start)]
        named = any(m.start < field.start and start < m.end for m in self.s.mentions)
        plain = len(front) == 1 and not named and front[0] not in self.r.broad and word_tags().get(front[0], "") in ("n", "ns")
        return plain and field.end - field.start == 2 and len(front[0]) > 1

    def _widened(self, field: Mention, b: int) -> Mention:
        """A field with the noun in front of it that narrows it (危險品 + 運輸)."""
        front = self.text[b : field.start]
        if not 2 <= len(front) <= 6 or any(c in front for c in ',、的和与及"“《(在于对向为') or front in self.r.stops:
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
            return not self._names_other(mention, end)
        if (
            self.text[mention.start - 1 : mention.start] == "“"
            and 0 < self.text.find("”", mention.end, end) - mention.end < 12
            and self.text[mention.end] != "("
        ):
            return False  # the quotation goes on: “深港通注册易”
        rest = re.sub(r"^[”》’ ]*(?:\([^()]*\))?", "", self.text[mention.end : end])
        if rest and mention.kind == "Place" and pattern.predicate == "establishes":
            joint = next((w for w in self.r.together if rest.startswith(w)), "")
            behind = self.text[mention.end + len(joint) : end]
            return rest[0] in ",;。、:)(“”" or bool(joint and any(m.start == mention.end + len(joint) for m in self.s.mentions) and behind)
        if not rest or rest[0] in ",;。、:)(“”":
            return True
        if rest.startswith(self.r.together) or (pattern.inner and rest.startswith(self.r.whole)):
            return True
        told = self.r.finder.kind_of(re.split(r"[,;。、和与及等以并(“”《》\s]", rest)[0])
        if told and pattern.open and (told[0] in pattern.object or pattern.predicate == "approves"):
            return False
        if mention.kind == "Place" and pattern.inner:
            return rest.startswith("的")
        if mention.kind == "Place" and pattern.predicate == "partOf" and not pattern.swap:
            return rest.startswith(("的", *self.r.parts_of))  # 位於港深接壤處 is in neither
        return mention.kind != "Place" or not (self._noun_follows(rest) or self.r.counted.match(rest))

    def _reached(self, start: int, mention: Mention, paid: bool) -> bool:
        """Whether another verb behind a noun parts the name from ``start`` (建設行人橋 + 連接 + X); ``paid``: money is given."""
        nouns, tags, parted = 0, word_tags(), False
        for word, _, end in self.words(start, mention.start):
            tag = tags.get(word, "n")
            if word == "的" or word in self.r.together:
                nouns, parted = 0, False
            elif tag == "v" and nouns and len(word) > 1 and not (paid and word in self.r.founding):  # 資助大學設立X: X gets it
                parted |= word in self.r.doing or self.text[end : mention.start].strip(" “") == ""
            nouns += tag[:1] == "n"
        return parted

    def _governs_on(self, start: int, end: int) -> bool:
        """Whether another verb stands in ``[start, end)`` and what follows is its object (負責協助X)."""
        return any(word_tags().get(word) == "v" for word, _, _ in self.words(start, end))

    def _located(self, mention: Mention, b: int) -> bool:
        before = self.text[max(b, mention.start - 2) : mention.start].rstrip(" “")
        return before.endswith(self.r.to)

    def _phrase_end(self, b: int, end: int) -> int:
        """The object ends where another verb phrase begins."""
        match = re.compile(r"(?:,|;|。|以便|以便利|用以|用于|从而|并|来(?!自)|以(?!及|上|下|外|来|色)|后[,]|时[,]|,)").search(
            self.text, b + 2, end
        )
        end = match.start() if match else end
        summed = _SUMMED.search(self.text, b, end)
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
