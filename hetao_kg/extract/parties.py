"""Who acts: which of the names of a sentence, listed or not, is a verb's subject."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hetao_kg.extract.clauses import Clause
from hetao_kg.extract.patterns import Pattern
from hetao_kg.extract.pivots import Pivots
from hetao_kg.ontology import local_entity, local_id
from hetao_kg.segment import word_tags
from hetao_kg.types import Mention

#: So near before its verb a place stands that the verb speaks of, in characters.
_BESIDE = 4
_PERSON = frozenset(("Person",))
#: Tags of words that no office's name has: verbs, adverbs, prepositions, pronouns, particles, conjunctions, numerals.
_NOT_IN_OFFICES = frozenset("vdprucm")


class Parties(Pivots):
    """One sentence being read: the part that finds subjects."""

    def _relative_end(self, b: int, clause: Clause) -> int:
        """Offset behind 的 when the verb stands in a relative clause (…設立的X, …設立在Z的X); 0 otherwise."""
        match = re.match(r"(?:了)?(?:[在于][^,;。]{1,16}?)?(?:的(?!话)|之(?![前后间中内外一上下]))", self.text[b : clause.end])
        return b + match.end() if match else 0

    def _headed(self, pattern: Pattern, clause: Clause, b: int, objects: Sequence[Mention]) -> list[Mention]:
        """The subject behind its own relative clause, listed or not: 聚焦X的Y, 位於X的Y."""
        end = max((o.end for o in objects if o.start >= b), default=0)
        rest = re.match(r"[^,;。、的]{0,6}的[“「《]?", self.text[end : clause.end]) if end else None
        gap = [word_tags().get(word) for word, _, _ in self.words(end, end + rest.end())] if rest else []
        if not rest or "v" in gap[:-2]:
            return []  # 支持X建設一流的Y: X is to build Y
        start = end + rest.end()
        named = [m for m in clause.mentions if m.start == start and self._fits(m, pattern.subject)]
        stop = self._nominal(start, clause.end)
        longer = named and named[0].kind == "Place" and stop > named[0].end and not self._governs(start, stop)
        whole = self._opened(start, stop, pattern.subject - _PERSON, "subject") if longer else None
        if named:
            return [whole] if whole and whole.kind != "Field" else named[:1]
        found = None if self._governs(start, stop) else self._opened(start, stop, pattern.subject - _PERSON, "subject")
        return [found] if found else []

    def _agents(self, pattern: Pattern, clause: Clause, a: int) -> list[Mention]:
        """Names behind 由, 獲, 經 or 被 before the verb."""
        if pattern.predicate != "approves" and self.r.consent.search(self.text, clause.start, a):
            return []  # 經X同意印發: X does not issue it
        inside = [m for m in clause.mentions if m.end <= a and self._fits(m, pattern.subject)]
        for mention in reversed(inside):
            group = self._group(mention, clause.mentions)
            if self.r.below.match(self.text, mention.end):
                continue  # 由X下屬的Y: Y
            start = next((m.start for m in inside if self._owns(m, group[0])), group[0].start)
            lead = self.text[max(clause.start, start - 3) : start].rstrip(" “《")
            if self._acts_within(mention, a):
                return []
            if mention.kind == "Place" and self._nominal(mention.end, a) > mention.end + 1:
                break  # 由香港X: the place only opens a longer name
            if lead.endswith(self.r.agent):
                return [m for m in group if self._fits(m, pattern.subject)]
        marker = self.text.rfind("由", clause.start, a)
        word = marker in self.s.edges or self.text.startswith("改由", marker - 1)
        if marker >= 0 and word and not any(m.start <= marker < m.end for m in clause.mentions):
            if self.text.startswith(self.r.pronouns, marker + 1):  # 由它負責: whoever was spoken of last
                return self._spoken_of(pattern, clause)
            behind = [m for m in inside if m.start > marker and not self._governed(m) and not self._modifies(m)]
            if behind and a - behind[-1].end <= 12:
                return [m for m in self._group(behind[-1], clause.mentions) if self._fits(m, pattern.subject)]
        return self._unlisted_agent(pattern, clause, a)

    def _receivers(self, pattern: Pattern, clause: Clause, b: int) -> list[Mention]:
        """Who stands directly behind the verb at ``b``, listed or not (下放給X)."""
        named = [m for m in clause.mentions if b <= m.start <= b + 1 and self._fits(m, pattern.subject)]
        if named:
            return self._group(named[0], clause.mentions)
        b = next((end for word, at, end in self.words(b, clause.end) if at == b and word in self.r.pointing), b)
        stop = self._nominal(b, clause.end)
        found = self._opened(b, stop, pattern.subject - _PERSON, "subject") if stop - b >= 3 else None
        return [found] if found else []

    def _unlisted_agent(self, pattern: Pattern, clause: Clause, a: int) -> list[Mention]:
        """A body nobody listed between 由, 獲 or 經 and the verb."""
        for word, start, end in reversed(list(self.words(clause.start, a))):
            if word in self.r.agent and not any(m.start <= start < m.end for m in clause.mentions):
                stop = self._nominal(end, a)
                found = self._opened(end, stop, pattern.subject - _PERSON, "subject") if stop - end >= 3 and a - stop <= 6 else None
                return [found] if found else []
        return []

    def _adjacent(self, pattern: Pattern, clause: Clause, a: int) -> Mention | None:
        """The office nobody listed that stands directly before the verb, whatever stands before it (授權省教育廳認可…)."""
        stop, start = a, a
        tags, cues = word_tags(), {c.start for c in clause.cues}
        for word, at, end in reversed(list(self.words(clause.start, a))):
            if start == stop and (tags.get(word, "n")[:1] == "d" or at in cues):
                start = stop = at
                continue
            if word in self.r.stops or not word[0].isalnum() or tags.get(word, "n")[:1] in _NOT_IN_OFFICES or end < start:
                break
            start = at
        found = self.r.local.fullmatch(self.text, start, stop)
        return self._opened(start, stop, pattern.subject - _PERSON, "subject") if found else None

    def _own_subject(self, pattern: Pattern, clause: Clause, a: int) -> list[Mention] | None:
        """The subject nobody listed that a clause has of its own; empty where it is no name, None where there is none."""
        if close := self._adjacent(pattern, clause, a):
            return [close]
        span = self._stranger(clause, a)
        if not span:
            return None
        found = [self._opened(*span, pattern.subject - _PERSON, "subject")]
        joint = next((w for w in self.r.together if self.text.startswith(w, span[1])), "")
        if found[0] and joint and span[1] in self.s.edges:
            other = span[1] + len(joint)
            found.append(self._opened(other, self._nominal(other, a), pattern.subject - _PERSON, "subject"))
        return [m for m in found if m]

    def _spoken_of(self, pattern: Pattern, clause: Clause) -> list[Mention]:
        """The last body an earlier clause of the sentence is about, or what the sentence before was about."""
        for earlier in reversed(self.s.clauses[: self.s.clauses.index(clause)]):
            if found := [m for m in self._leads(earlier) if m.kind == "Institution" and self._fits(m, pattern.subject)]:
                return found
        return [m for m in self._before(pattern.subject) if m.kind == "Institution"]

    def _subjects(self, pattern: Pattern, clause: Clause, number: int, a: int, objects: set[int], relative: bool = False) -> list[Mention]:
        """Who acts: the subject of the verb at ``a``, with whom it acts together (A聯同B設立…)."""
        partners = [m for m in clause.mentions if m.end <= a and self._led(m, self.r.together_with) and self._fits(m, pattern.subject)]
        before = self.s.clauses[number - 1] if number else None
        if not partners and before and self.text.startswith(self.r.together_with, before.start):  # 由A牽頭，聯同B，設立X
            partners = [m for m in before.mentions if self._led(m, self.r.together_with) and self._fits(m, pattern.subject)][:1]
        if not partners and pattern.predicate in ("signs", "establishes"):  # A表示，將與B簽署X
            partners = [m for m in clause.mentions if m.end <= a and self._fits(m, pattern.subject) and self._with(clause, m, a)][:1]
        partners = [p for p in partners if not any(self._modifies(m) for m in self._group(p, self.s.mentions))]
        if not partners or not pattern.joint:
            return self._main_subjects(pattern, clause, number, a, objects, relative)
        joined = [m for p in partners for m in self._group(p, self.s.mentions) if m.start >= p.start and m.end <= a]
        main = self._main_subjects(pattern, clause, number, a, objects | {id(m) for m in joined}, relative)
        if not main:
            return self._main_subjects(pattern, clause, number, a, objects, relative)
        return [*main, *(m for m in joined if m not in main)]

    def _with(self, clause: Clause, mention: Mention, a: int) -> bool:
        """Whether the one before the verb at ``a`` is whom somebody named before acts with (A應在年底前與B簽署X)."""
        group = self._group(mention, clause.mentions)
        led = self._led(mention, self.r.joining) and group[0] is mention
        return led and not self._modifies(group[-1]) and a - group[-1].end <= 8 and mention.kind != "Person"

    def _main_subjects(self, pattern: Pattern, clause: Clause, number: int, a: int, objects: set[int], relative: bool) -> list[Mention]:
        """Who acts by the first sign that tells: a marked name, a name of the clause, or what earlier clauses speak of."""
        here = self._marked(pattern, clause, a, objects, relative)
        here = self._in_clause(pattern, clause, a, objects) if here is None else here
        if here is not None:
            return [] if here and here[0].end <= self._pivot_before(pattern, clause, a) else here
        if not pattern.topic or (
            pattern.subject == {"Policy"} and any(m.kind == "Institution" and m.end <= a and not self._governed(m) for m in clause.mentions)
        ):
            return []
        if pattern.goal and (plan := self._plan(clause, number, a) or self._measured(clause)):
            return plan
        own = self._own_subject(pattern, clause, a)
        if pattern.goal and (plan := self._of_plan(clause, a, own)):
            return plan
        if own is not None or (relative and pattern.predicate in ("issues", "establishes")):
            return own or []  # …，當日公布的《X》: who published it is not said
        if self._others(pattern, clause, number, a) or self._told_by_stranger(clause, a):
            return []
        for at, earlier in reversed(list(enumerate(self.s.clauses[:number]))):
            if (carried := self._carried(pattern, clause, number, a, at, earlier)) is not None:
                return carried
        found = self._before(pattern.subject) if pattern.far and self._opens(number, a) else []
        whose = self.plan if pattern.predicate == "focusesOn" else self.author
        if whose and (self.plan or not found) and self._fits(whose, pattern.subject) and self._commands(number, a):
            return [whose]  # a plan says what itself or its authority is to do
        return found

    def _marked(self, pattern: Pattern, clause: Clause, a: int, objects: set[int], relative: bool) -> list[Mention] | None:
        """Who acts where a place, 把, a bracket or a relative clause marks it; None where nothing does."""
        if self.text.startswith("的", a) and not pattern.before:
            owner = [m for m in clause.mentions if m.end == a and self._fits(m, pattern.subject)]
            return self._group(owner[0], clause.mentions) if owner else []  # X的總部設在Y
        if pattern.locale and (place := [m for m in clause.mentions if m.end <= a and m.kind == "Place" and self._led(m, self.r.at)]):
            return place[-1:]
        if pattern.ba:
            taken = [
                m
                for m in clause.mentions
                if m.end <= a
                and m.kind in pattern.subject
                and self.text[max(clause.start, m.start - 2) : m.start].rstrip(" “").endswith(self.r.fronting)
            ]
            if taken:
                return self._group(taken[-1], clause.mentions)
        bracket = self.text.rfind("(", clause.start, a)
        if bracket >= 0 and ")" not in self.text[bracket:a]:
            if pattern.swap and pattern.predicate == "partOf":
                return self._enumerating(pattern, clause, bracket, a, objects)
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
        if relative and (close := [m for m in clause.mentions if self._close(m, a) and self._fits(m, pattern.subject)]):
            return self._group(close[-1], clause.mentions)
        if pattern.predicate == "renamedTo" and self.former:
            return self.former
        if pattern.tenants and not any(m.kind != "Field" for m in clause.mentions if m.end <= a) and self.s.mentions:
            first = self.s.mentions[0]  # 前海企業營收增長，擁有X: it is there that X is
            if first.kind == "Place" and not self.text[self.s.start : first.start].strip():
                return [first]
        return None

    def _enumerating(self, pattern: Pattern, clause: Clause, bracket: int, a: int, objects: set[int]) -> list[Mention]:
        """The whole whose parts the bracket that opens at ``bracket`` lists: named inside it before the verb, or directly before it."""
        fits = [m for m in clause.mentions if m.end <= a and id(m) not in objects and self._fits(m, pattern.subject)]
        inner = [m for m in fits if m.start > bracket and not self._governed(m) and not self._modifies(m)]
        head = [m for m in fits if m.end <= bracket and not self.text[m.end : bracket].strip("”》 ")]
        if inner or head:
            return (inner or head)[-1:]
        span = self._phrase(*self._pieces(clause.start, bracket)[-1])
        found = self._opened(*span, pattern.subject - _PERSON, "subject") if span and span[1] == bracket else None
        return [found] if found else []

    def _in_clause(self, pattern: Pattern, clause: Clause, a: int, objects: set[int]) -> list[Mention] | None:
        """The name before the verb that nothing governs, with those joined to it; None where there is none."""
        for mention in reversed([m for m in clause.mentions if m.end <= a]):
            if id(mention) in objects or not self._fits(mention, pattern.subject) or self._modifies(mention):
                continue
            if (mention.rule == "both" and not pattern.joint) or self._aside(mention, a):
                continue
            if self._led(mention, self.r.pivots):
                return []  # 支持X設立Y: it does not say that X did, nor that who supports it did
            if self._governed(mention) or self._acts_within(mention, a) or self._tells_which(mention, a):
                continue
            if self._governed(self._group(mention, clause.mentions)[0]):
                continue
            group = [m for m in self._group(mention, clause.mentions) if self._fits(m, pattern.subject) and m.end <= a]
            return [*self._stranger_beside(pattern, clause, group), *group]
        return None

    def _acts_within(self, mention: Mention, a: int) -> bool:
        """Whether the name only acts in a relative clause that ends before the verb at ``a`` (由X統籌的Y設於Z)."""
        first = self._group(mention, self.s.mentions)[0]
        return self._led(first, self.r.agent) and "的" in self.text[mention.end : a] and not self.text.startswith("的", mention.end)

    def _stranger_beside(self, pattern: Pattern, clause: Clause, group: Sequence[Mention]) -> list[Mention]:
        """The body nobody listed that opens the clause and that 與 or 和 joins to ``group``; empty if there is none."""
        at = group[0].start if group else 0
        joint = next((w for w in self.r.together if self.text.endswith(w, clause.start, at)), "")
        span = self._stranger(clause, at - len(joint)) if joint and pattern.joint else None
        beside = self._opened(*span, pattern.subject - _PERSON, "subject") if span and span[1] == at - len(joint) else None
        return [beside] if beside else []

    def _carried(self, pattern: Pattern, clause: Clause, number: int, a: int, at: int, earlier: Clause) -> list[Mention] | None:
        """Who acts in ``clause`` by what the ``earlier`` one, number ``at``, made, is titled or speaks of; None if it tells nothing."""
        if pattern.heir and not any(at < n < number for n in self.used) and self._goes_on(pattern, clause, a):
            heirs = [m for m in self.made.get(at, ()) if self._fits(m, pattern.subject)]
            heirs = [] if pattern.to and len(heirs) > 1 else heirs
            if pattern.to and self.made.get(at) and not heirs:
                return [m for m in self.used.get(at, ()) if self._fits(m, pattern.subject)]  # 組建基金，為X提供資金: who set it up does
            if heirs or (self.made.get(at) and (pattern.goal or pattern.at)):
                return heirs  # it is what was built that opens, not who built it
        adds = self.text.startswith(self.r.adding, clause.start)
        titles = [m for m in earlier.mentions if self._titled(m, earlier) and not self._governed(m)] if pattern.policy else []
        if titles and not adds:
            return self._group(titles[-1], earlier.mentions)
        carried = self.suffered.get(at) or self._leads(earlier) or (self.used.get(at, []) if pattern.predicate != "renamedTo" else [])
        if found := [m for m in carried if self._fits(m, pattern.subject) and self._known_topic(m)]:
            return found
        if (own := self._own_subject(pattern, earlier, self._first_verb(earlier))) is not None:
            return [m for m in own if m.kind != "Policy"]
        return None

    def _plan(self, clause: Clause, number: int, a: int) -> list[Mention]:
        """The policy whose goal the clause gives (《X》提出，到2030年Y達到Z)."""
        for earlier in self.s.clauses[: number + 1]:
            for m in earlier.mentions:
                if (
                    m.kind == "Policy"
                    and m.end <= a
                    and any(m.end <= c.start < a and c.forward for e in self.s.clauses[: number + 1] for c in e.cues)
                ):
                    return [m]
        return []

    def _measured(self, clause: Clause) -> list[Mention]:
        """The body or place that opens the clause and whose number is to be reached (到2025年，X學院在校生達到1萬人)."""
        opening = [m for m in clause.mentions if m.start == clause.start and clause.start > self.s.start]
        return [m for m in opening if m.kind in ("Institution", "Place")]

    def _of_plan(self, clause: Clause, a: int, own: Sequence[Mention] | None) -> list[Mention]:
        """The plan that the document is, whose goal the clause gives where it names nobody of its own (到2030年，覆蓋率達到X)."""
        named = any(m.kind in ("Institution", "Place", "Policy") and m.end <= a for m in clause.mentions)
        place = any(m.kind == "Place" and a - m.end <= _BESIDE for m in own or ())  # not one whose share or number is spoken of
        opens = all(m.kind == "Date" for c in self.s.clauses[: self.s.clauses.index(clause)] for m in c.mentions)
        return [self.plan] if self.plan and opens and not named and not place else []

    def _commands(self, number: int, a: int) -> bool:
        """Whether the sentence opens with its verb, as what a plan sets out to do does (力争建成X, 加快推动X)."""
        start = self.s.clauses[number].start
        relying = self.text.startswith(self.r.relying, start)
        if any(m.kind not in ("Date", "Amount", "Place") for c in self.s.clauses[:number] for m in c.mentions):
            return False
        if a - self.s.start > (30 if relying else 16):
            return False
        if self.s.end - self.s.start < 14:
            return False  # 推動科技創新。 is what the lines below are about
        cues = {c.start for c in self.s.clauses[number].cues}
        lead = [w for w, at, _ in self.words(start, a) if at not in cues and w[0].isalnum() and not w.isdigit()]
        site = next((n for n, w in enumerate(lead) if w in self.r.at or relying), len(lead))  # 在金沙縣建設X, 依托X設立Y
        return all(w in self.r.adverbial or word_tags().get(w, "n")[:1] in ("d", "m", "a") for w in lead[:site])

    def _governing(self, place: Mention) -> str:
        """Id of the government that acts for ``place``, made known if nobody listed it; the place's own id if it has none."""
        name = self._seat(place)
        if name and not self.ontology.entity(name):
            self.entities.setdefault(local_id("Institution", name), local_entity(local_id("Institution", name), "Institution", name))
        return self._government(place) or place.entity

    def _parties(self, subjects: Sequence[Mention], pattern: Pattern) -> list[str]:
        """Entity ids that act: members of a joint party each, a place's government for the place where a body is needed."""
        found: list[str] = []
        for mention in subjects:
            joint = pattern.joint and mention.kind == "Place"
            for identifier in (self.ontology.members.get(mention.entity) or (mention.entity,)) if joint else (mention.entity,):
                kind = self.ontology.entities[identifier].kind if identifier in self.ontology.entities else mention.kind
                if kind == "Place" and "Place" not in pattern.subject and not pattern.place:
                    identifier = self.ontology.governments.get(identifier) or self._governing(mention)
                found.append(identifier)
        return list(dict.fromkeys(found))
