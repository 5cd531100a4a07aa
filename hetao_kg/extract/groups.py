"""The names of a sentence: how they hang together, which of them it is about, and what only modifies another."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hetao_kg.extract.clauses import Clause
from hetao_kg.extract.patterns import Pattern
from hetao_kg.extract.phrases import Phrases
from hetao_kg.ontology import local_id
from hetao_kg.segment import word_tags
from hetao_kg.text import fold
from hetao_kg.types import Kind, Mention

_BRACKET = re.compile(r"\([^()]*\)")


class Groups(Phrases):
    """One sentence being read: the part that knows the order of its names."""

    def _leads(self, clause: Clause) -> list[Mention]:
        """Names a clause is about: the first group that no preposition governs."""
        if self.text.startswith(self.r.copulas, clause.start):
            return []  # 是X確定的Y之一: it goes on about who was spoken of
        verb, acted = self._first_verb(clause), self._first_act(clause)
        for mention in clause.mentions:
            if mention.kind in ("Date", "Amount", "Field") or self._governed(mention) or self._modifies(mention):
                continue
            first = self._group(mention, clause.mentions)[0]
            if self._governed(first) or self._led(first, self.r.obtaining):
                continue
            if self._tells_which(mention, clause.end):
                continue
            if self._done_to(first, clause):
                return []  # X由A出資: it is about X
            if mention.kind == "Policy" and (not self._titled(mention, clause) or self._proposing(mention)):
                continue
            if mention.start > min(verb, acted) and not self.text[: mention.start].rstrip(" “").endswith("由"):
                break
            group = self._group(mention, clause.mentions)
            return self._made_by(group, clause) or group
        return []

    def _done_to(self, agent: Mention, clause: Clause) -> bool:
        """Whether a noun phrase nobody listed stands before 由 and the one who acts (研究所由A出資)."""
        by = next((len(w) for w in self.r.agent if self.text.endswith(w, clause.start, agent.start)), 0)
        span = self._stranger(clause, agent.start - by) if by and agent.start - by > clause.start + 1 else None
        return span is not None and span[1] == agent.start - by

    def _tells_which(self, mention: Mention, a: int) -> bool:
        """Whether the name and a verb only tell which thing nobody listed acts at ``a`` (國務院指定的部門審批X)."""
        words = list(self.words(mention.end, a))
        if len(words) < 3 or words[1][0] != "的" or word_tags().get(words[0][0], "")[:1] != "v":
            return False
        head = words[2]
        named = any(m.start <= head[1] < m.end for m in self.s.mentions)
        return not named and word_tags().get(head[0], "n")[:1] == "n" and len(head[0]) > 1

    def _proposing(self, policy: Mention) -> bool:
        """Whether this very document is what asks somebody to act (本計劃建議X設立Y)."""
        return policy.rule == "anaphor" and self.text.startswith(self.r.asking, policy.end)

    def _made_by(self, group: Sequence[Mention], clause: Clause) -> list[Mention]:
        """What the clause is about where ``group`` only opens a relative clause that modifies it (A與B共建的X已開幕); empty if not."""
        thing = next((m for m in clause.mentions if m.start > group[-1].end and m.kind in ("Institution", "Policy", "Place")), None)
        between = self.text[group[-1].end : thing.start].rstrip(" “《") if thing else ""
        verb = self.r.verbs.search(between) if between.endswith("的") and len(between) <= 14 else None
        plain = verb is not None and verb.start() + len(verb.group(1)) == len(between) - 1
        return self._group(thing, clause.mentions) if thing and plain and not self._modifies(thing) else []

    def _first_verb(self, clause: Clause) -> int:
        """Where the first verb of a pattern stands in the clause, its end if there is none."""
        for match in self.r.verbs.finditer(self.text, clause.start, clause.end):
            if match.start() in self.s.edges and not any(m.start <= match.start() < m.end for m in clause.mentions):
                return match.start()
        return clause.end

    def _first_act(self, clause: Clause) -> int:
        """Where the first verb stands behind a noun that opens the clause (法律 + 符合 + X); its end if there is none."""
        cues, nouns, tags = {c.start for c in clause.cues}, 0, word_tags()
        for word, at, _ in self.words(clause.start, clause.end):
            if any(m.start <= at < m.end for m in clause.mentions):
                return clause.end
            tag = tags.get(word, "n")
            if at in cues or not word[0].isalnum() or word in self.r.adverbial or word in self.r.saying:
                continue
            if tag == "v" and len(word) > 1:
                return at if nouns else clause.end
            nouns += tag[:1] == "n" and len(word) > 1
        return clause.end

    def topic(self) -> list[Mention]:
        """What the sentence is about, for the next one; empty if it names nothing of its own."""
        return next((found for clause in self.s.clauses if (found := self._leads(clause))), [])

    def _before(self, kinds: frozenset[str]) -> list[Mention]:
        """What the sentences before were about, the last that may stand in a place for ``kinds``."""
        fitting = ([m for m in topic if self._fits(m, kinds) and self._known_topic(m)] for topic in self.topics)
        return next((found for found in fitting if found), [])

    def _known_topic(self, mention: Mention) -> bool:
        """Whether a later clause may leave it out: a policy told by its ending alone may be no more than a phrase."""
        return mention.kind != "Policy" or mention.entity in self.ontology.entities or mention.rule not in ("ending", "placed")

    def _governed(self, mention: Mention) -> bool:
        """Whether a preposition stands directly before the name (在, 向, 通過; not the 為 of 認為)."""
        end = mention.start
        while end > self.s.start and self.text[end - 1] in " “《‘":
            end -= 1
        for word in self.r.prepositions:
            if self.text.endswith(word, self.s.start, end) and end - len(word) in self.s.edges:
                clause = self.s.clauses[self.s.clause_of(mention.start)]
                if word in self.r.since and self.text.endswith(self.r.elapsed, mention.end, clause.end):
                    return False  # 自X發表《Y》以來: X did
                # A與B does something: 與 joins where somebody stands before it, and governs where it opens the clause.
                return word not in self.r.joining or end - len(word) - clause.start <= 1
        return False

    def _modifies(self, mention: Mention) -> bool:
        rest = re.sub(r"^[”》’ ]*(?:\([^()]*\))?", "", self.text[mention.end : mention.end + 70])
        if self.text[mention.end : mention.end + 1] == "”" and rest[:1] != "的" and not self._names_other(mention, self.s.end):
            return False  # the nouns behind a quoted name only say what it is (“X”活動空間)
        if mention.kind == "Institution" and rest[:1] not in ("", ",", "。", "、") and mention.rule not in ("anaphor", "both"):
            if any(m.start == mention.end and m.kind in ("Amount", "Date") for m in self.s.mentions):
                return False  # 補助X新臺幣2,400萬元
            verb = self.r.verbs.match(self.text, mention.end)
            if verb and len(verb.group(1)) > 2:
                return False  # a verb that the dictionary does not know as a word (着重於)
            following = self.r.segmenter.words(rest[:8])
            word = following[0] if following else ""
            if word_tags().get(word, "")[:1] in ("n", "b") and word not in self.r.by_verb and not self._cue(mention.end, word):
                return word not in self.r.sides and word not in self.r.together_with
        if mention.kind in ("Institution", "Place") and rest.startswith("《"):
            return True  # X《Y》: its document
        return rest.startswith(("的", "之", *self.r.under)) or (
            mention.kind == "Place"
            and (rest.startswith(self.r.firsts + self.r.nouns) or self._noun_follows(rest) or bool(self.r.counted.match(rest)))
        )

    def _names_other(self, mention: Mention, end: int) -> bool:
        """Whether nouns behind a quoted name make it that of another thing (「X」籌備辦公室)."""
        start = mention.end + 1
        stop = self._nominal(start, end)
        entity = self.ontology.entities.get(mention.entity)
        own = entity is not None and any(fold(n).endswith(self.text[start:stop]) for n in entity.names())
        named = any(start < m.start < stop for m in self.s.mentions)
        told = self.r.finder.kind_of(self.text[start:stop]) if stop - start >= 3 and not named else None
        return told is not None and (told[1] or stop - start >= 4) and not own and mention.kind in ("Institution", "Policy")

    def _cue(self, at: int, word: str) -> bool:
        """Whether a cue begins at ``at``, or ``word`` only says when or how."""
        clause = self.s.clauses[self.s.clause_of(at)]
        return word in self.r.adverbial or any(c.start == at for c in clause.cues)

    def _noun_follows(self, rest: str) -> bool:
        """Whether a noun stands directly behind a name, so that the name only modifies it (香港北部, 前海方案)."""
        spans = self.r.segmenter.spans(rest[:8])
        word = spans[0][0] if spans else ""
        tag = word_tags().get(word, "n" if len(word) > 1 and word.isalpha() else "")  # a word the dictionary does not know is a name
        noun = tag[:1] in ("n", "s", "f") and word not in self.r.sides | self.r.adverbial
        return noun and not rest.startswith(self.r.whole)

    def _presents(self, body: Mention) -> bool:
        """Whether the body only tells which post the person named behind it holds (X局局長Y)."""
        person = next((m for m in self.s.mentions if m.start >= body.end), None)
        if body.kind != "Institution" or person is None or person.kind != "Person" or person.rule == "post":
            return False
        return person.start - body.end <= 12 and self.text[body.end : person.start].strip(" 的").endswith(self.r.post_ends)

    def _owns(self, body: Mention, unit: Mention) -> bool:
        """Whether ``unit`` stands behind ``body`` as a part of it (X下屬的Y)."""
        found = self.r.below.match(self.text, body.end)
        return found is not None and found.end() == unit.start

    def _joined(self, left: Mention, right: Mention) -> bool:
        if right.kind == "Person" and self._presents(left):
            return True
        between = _BRACKET.sub("", self.text[left.end : right.start]).strip("”》’“《‘ ")
        between = self.r.auxiliary.sub("", between)
        return (
            between in self.r.together
            or between in self.r.together_with
            or between == ""
            or bool(re.fullmatch(rf"(?:{'|'.join(map(re.escape, self.r.together))})[^,;。、]{{1,5}}的", between))
        )

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
        return row[first : last + 1]

    def _beside(self, one: Mention, other: Mention) -> bool:
        """Whether two places of one noun stand side by side in a list (香港園區（…）和深圳園區): neither is part of the other."""
        first, second = sorted((one, other), key=lambda m: m.start)
        gap = _BRACKET.sub("", self.text[first.end : second.start])
        return one.kind == other.kind == "Place" and one.surface[-2:] == other.surface[-2:] and bool(self.r.listed.fullmatch(gap))

    def _led(self, mention: Mention, words: tuple[str, ...]) -> bool:
        """Whether one of ``words`` stands directly before the name."""
        return self.text[self.s.start : mention.start].rstrip(" “《‘").endswith(words)

    def _titled(self, mention: Mention, clause: Clause) -> bool:
        """Whether the clause puts a policy forward: it stands before every verb or is issued, signed or set up."""
        if mention.kind != "Policy" or self._modifies(mention):
            return False
        verbs = [m for m in self.r.verbs.finditer(self.text, clause.start, mention.start) if m.start() in self.s.edges]
        verbs = [v for v in verbs if not any(m.start <= v.start() < m.end for m in clause.mentions)]
        since = verbs[-1].end(1) if verbs else clause.start
        if any(word_tags().get(word) == "v" for word, _, _ in self.words(since, mention.start)):
            return False
        return not verbs or any(p.predicate in ("issues", "signs", "establishes") for p in self.r.by_verb[verbs[-1].group(1)])

    def _goes_on(self, pattern: Pattern, clause: Clause, a: int) -> bool:
        """Whether the clause says what the thing just set up does: it begins with its verb, and no word adds another deed."""
        days = [m.end for m in clause.mentions if m.kind == "Date" and m.end <= a] if pattern.goal or pattern.at else []
        lead = self.text[max([clause.start, *days]) : a].strip()
        tasked = self.text.startswith(self.r.tasks, a) or any(t in lead for t in self.r.tasks)
        if pattern.to and lead.startswith(pattern.to):
            return True  # 設立X，為Y提供服務: X does
        bare = len(lead) <= 3 and not lead.startswith(self.r.adding + self.r.purposive)
        return tasked or bare or (pattern.listed and lead.startswith("以"))

    def _close(self, mention: Mention, a: int) -> bool:
        """Whether at most an adverb and what stands in brackets part the name from the verb."""
        return mention.end <= a and not self._aside(mention, a) and len(_BRACKET.sub("", self.text[mention.end : a]).strip()) <= 2

    def _aside(self, mention: Mention, a: int) -> bool:
        """Whether the name stands in brackets that close before ``a``."""
        opened = self.text.rfind("(", self.s.start, mention.start)
        return opened >= 0 and -1 < self.text.find(")", opened, a) >= mention.end

    def _opens(self, number: int, a: int) -> bool:
        """Whether the verb stands so near the beginning of the sentence that its subject must be an earlier sentence's."""
        before = self.s.clauses[:number]
        if (
            any(m.kind not in ("Date", "Amount", "Field", "Place") for c in before for m in c.mentions)
            or sum(c.end - c.start for c in before) > 40
        ):
            return False
        return a - self.s.clauses[number].start <= 12

    def _fits(self, mention: Mention, kinds: frozenset[str]) -> bool:
        if "Person" in kinds and self._presents(mention):
            return False  # it is the person who acts
        return mention.kind in kinds or (mention.kind == "Place" and "Institution" in kinds and self._government(mention) != "")

    def _government(self, mention: Mention) -> str:
        if mention.entity in self.ontology.governments:
            return self.ontology.governments[mention.entity]
        members = self.ontology.members.get(mention.entity, ())
        entities = self.ontology.entities
        if members and all(m in self.ontology.governments or (m in entities and entities[m].kind == "Institution") for m in members):
            return mention.entity
        name = "" if members else self._seat(mention)
        listed = self.ontology.entity(name) if name else None
        return listed.id if listed else local_id("Institution", name) if name else ""

    def _seat(self, place: Mention) -> str:
        """Name of the government of a city, county or province named in full, as the document calls it; empty for another place."""
        if place.kind != "Place" or not fold(place.surface).endswith(self.r.governed):
            return ""
        named = [place.surface + word for word in self.r.government]
        return next((n for n in named if n in self.document.text), named[self.r.government[0] not in self.text])


def _compatible(kind: Kind) -> frozenset[str]:
    return frozenset(("Institution", "Place", "Person")) if kind in ("Institution", "Place", "Person") else frozenset((kind,))
