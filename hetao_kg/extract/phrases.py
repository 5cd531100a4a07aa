"""Noun phrases that no list names: where they begin and end, and what kind of thing their ending tells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from hetao_kg.extract.clauses import Clause
from hetao_kg.extract.sentence import SentenceReader
from hetao_kg.ontology import local_entity, local_id
from hetao_kg.segment import word_tags
from hetao_kg.text import HAN
from hetao_kg.types import Kind, Mention

#: Tags of words that cannot stand inside a noun phrase: pronouns, prepositions, adverbs, particles, auxiliaries.
_OUTSIDE = frozenset(("r", "p", "d", "y", "e", "o", "c", "ul", "uz", "ug", "ud", "uv", "df", "dg"))
#: What joins the members of a list.
#: One of a numbered series before 的: it tells the thing behind it from the others (第二区的X).
_NUMBERED = re.compile(rf"第(?:\d+|[一二三四五六七八九十百]+)[{HAN}]{{1,3}}(?=的)")


class Phrases(SentenceReader):
    """One sentence being read: the part that finds noun phrases nobody listed."""

    def _pieces(self, start: int, end: int) -> list[tuple[int, int]]:
        """The coordinated parts of ``[start, end)``; names are not cut. 、 cuts; 和 and 與 only where they close the list."""
        closed = [(m.start, m.end) for m in self.s.mentions if m.end > start and m.start < end]
        depth, cuts, at = 0, [], start
        for i in range(start, end):
            char = self.text[i]
            depth += (char in "(“《‘") - (char in ")”》’")
            if (char == "、" or self.text[i - 1 : i + 1] == "”“") and depth <= (char == "“") and not any(a <= i < b for a, b in closed):
                cuts.append((at, i))
                at = i + 1
        cuts.append((at, end))
        if any(self._joint(a, b, closed) for a, b in cuts[:-1]):
            return cuts  # A與B、C與D: 與 stands inside the members
        a, b = cuts[-1]
        last = []
        while found := self._joint(a, b, closed):
            last.append((a, found.start()))
            a = found.end()
        return [*cuts[:-1], *last, (a, b)]

    def _joint(self, a: int, b: int, closed: Sequence[tuple[int, int]]) -> re.Match[str] | None:
        for found in self.r.cuts.finditer(self.text, a, b):
            inside = any(x <= found.start() < y for x, y in closed)
            open_bracket = self.text.count("(", a, found.start()) > self.text.count(")", a, found.start())
            edge = found.start() in self.s.edges
            if not inside and not open_bracket and (edge or found.start() == a):
                return found
        return None

    def _phrase(self, start: int, stop: int) -> tuple[int, int] | None:
        """The noun phrase in ``[start, stop)`` without numerals, brackets, what 等 sums up and modifiers that are clauses."""
        bracket = self.text.find("(", start, stop)
        if bracket > start + 1:
            stop = bracket
        cut = self.r.summing.search(self.text, start + 1, stop)
        stop = cut.start() if cut else stop
        named = self.r.examples.search(self.text, start + 2, stop)  # 配套設施如A: A
        start = named.end() if named else start
        lead = self.r.quantity.match(self.text, start, stop)
        start = lead.end() if lead and lead.end() in self.s.edges else start
        counted = self.r.counted.search(self.text, start + 2, stop)  # A、B和C三家企業: C
        stop = counted.start() if counted else stop
        last = self.text.rfind("的", start, stop)
        if last >= 0 and stop - last - 1 >= 3:
            numbered = _NUMBERED.search(self.text, start, last + 1)
            start = last + 1 if not numbered else start if self._nominal(start, last) == last else numbered.start()
        while stop > start and self.text[stop - 1] in " ”’》“‘《":
            stop -= 1
        while start < stop and self.text[start] in "“‘《 ”’》":
            start += 1
        if self.text.count("”", start, stop) > self.text.count("“", start, stop):
            start = self.text.rfind("“", 0, start) if self.text.startswith("“", start - 1) else start  # “X”Y: the quotation opens the name
        return (start, stop) if stop - start >= 2 else None

    def _nominal(self, start: int, stop: int) -> int:
        """How far ``[start, stop)`` is a noun phrase: the end of its last noun before a word that cannot stand inside one."""
        end, tags = start, word_tags()
        for word, at, b in self.words(start, stop):
            tag = tags.get(word, "n")
            if end > start and self.r.cuts.fullmatch(word):
                continue
            verb = tag == "v" and word in self.r.stops and word not in self.r.dull and self.text[at - 1] != "的"
            if tag in _OUTSIDE or word in self.r.outside or verb or not (word[0].isalnum() or word == "的"):
                break
            if tag[:1] in ("n", "j", "l", "i", "g", "k", "b", "a", "z", "h", "q", "m", "s", "f", "x", "t") or tag in ("vn", "eng", "v"):
                end = b if tag[:1] not in ("m", "q", "f") or end > start else end
        return end

    def _opened(self, start: int, stop: int, kinds: frozenset[str], rule: str, plain: bool = False) -> Mention | None:
        """A mention of the unlisted thing ``[start, stop)`` names, if it is of one of ``kinds``; None if it names nothing.

        A known ending tells body, policy or place; anything else may be a field where ``kinds`` allow one,
        and where ``plain`` only one without a verb that governs a part of it.
        """
        name = self.text[start:stop]
        told = self.r.thing(name) if "Field" not in kinds else self.r.finder.kind_of(name)
        kind: Kind | None = told[0] if told and told[0] in kinds else None
        words = [word for word, _, _ in self.words(start, stop)]
        if name.startswith(self.r.no_opening) or (kind and any(w in self.r.agent or w in self.r.no_inside for w in words)):
            return None
        if kind == "Institution" and name.endswith(self.r.no_offices):
            return None
        acted = bool(words) and (words[0] in self.r.doing or (words[0] in self.r.by_verb and self._verbal(start, stop)))
        if self.text.startswith(self.r.pointed, start) or (kind and acted):
            return None  # 這類X names nothing, 引入X is what is done with it
        doing = any(w in self.r.doing and word_tags().get(w) == "v" for w in words[1:-1])
        if kind and doing and not name.startswith(("“", "《")):
            return None  # 初创公司进驻园区 is a clause
        last = [word for word, _, _ in self.words(start, stop)][-1:]
        if kind and last and len(last[0]) > 1 and word_tags().get(last[0]) == "v" and last[0] not in self.r.branches:
            return None  # 開局 is no office
        if kind and told and not self._specific(start, stop, told[1]):
            return None
        if kind is None and "Field" in kinds and (told is None or told[0] == "Policy" or told == ("Place", False)):
            return None if plain and self._governs(start, stop) else self._field(start, stop, rule)
        return self._mention(start, stop, kind, rule) if kind and stop - start >= 3 else None

    def _verbal(self, start: int, stop: int) -> bool:
        """Whether ``[start, stop)`` begins with a verb."""
        word = next((w for w, _, _ in self.words(start, stop)), "")
        return len(word) > 1 and word_tags().get(word, "n") == "v"

    def _names(self, start: int, stop: int) -> bool:
        """Whether a name of a body or person stands in ``[start, stop)``: it is no field then."""
        return any(
            m.kind in ("Institution", "Person") and m.start < stop and start < m.end and "的" not in self.text[m.end : stop]
            for m in self.s.mentions
        )

    def _governs(self, start: int, stop: int) -> bool:
        """Whether a verb stands inside ``[start, stop)`` before a noun (研發 + 邁向 + 新台階)."""
        tags = [word_tags().get(word, "n") for word, _, _ in self.words(start, stop)]
        return any(x == "v" and y != "v" for x, y in pairwise(tags))

    def _field(self, start: int, stop: int, rule: str) -> Mention | None:
        """The field that ``[start, stop)`` names, without the nouns that only say it is one (…等產業, …工作)."""
        while start < stop and self.text[start] in " “‘《":
            start += 1
        while start < stop and self.text[stop - 1] in " ”’》":
            stop -= 1
        while tail := next((t for t in self.r.tails if self.text.endswith(t, start, stop) and stop - len(t) - start >= 2), ""):
            stop -= len(tail)
        ended = [a for word, a, _ in self.words(start, stop) if a > start and (word_tags().get(word) == "i" or word.startswith("相"))]
        stop = ended[-1] if ended and stop - ended[-1] <= 4 else stop  # 产业 + 一脉相承
        if self.text.endswith(self.r.no_ending, start, stop) or self._names(start, stop):
            return None
        if rule == "object-approves" and self._verbal(start, stop):
            return None
        if not 2 <= stop - start <= 16 or self._nominal(start, stop) != stop:
            return None
        name = self.text[start:stop]
        words = self.r.segmenter.words(name)
        if any(c in name for c in "了,;。%") or "的" in name[:-3] or name[0].isdigit() or all(w in self.r.dull for w in words):
            return None
        return self._mention(start, stop, "Field", rule)

    def _mention(self, start: int, stop: int, kind: Kind, rule: str) -> Mention:
        name = self.document.text[start:stop]
        listed = self.ontology.entity(name)
        entity = listed.id if listed and listed.kind == kind else local_id(kind, name)
        if not (listed and listed.kind == kind):
            self.entities.setdefault(entity, local_entity(entity, kind, name))
        self.opened.append(Mention(start, stop, name, kind, rule, entity))
        return self.opened[-1]

    def _specific(self, start: int, stop: int, strong: bool) -> bool:
        inner = self.r.segmenter.words(self.text[start:stop])
        if self.r.local.fullmatch(self.text, start, stop):
            return True  # 市教育局: the city is understood
        if len(inner) == 1:
            return stop - start > 2 and (word_tags().get(inner[0]) == "nt" or inner[0].endswith("政府"))
        return self.r.finder.specific("".join(inner[:-1]), strong)

    def _stranger(self, clause: Clause, a: int, named: bool = False) -> tuple[int, int] | None:
        """The noun phrase that opens the clause before ``a``; with a name in it only where ``named``."""
        first = last = -1
        solid = False
        cues = {c.start for c in clause.cues}
        tags, known = word_tags(), {m.start for m in clause.mentions if m.end <= a and m.kind != "Field"}
        for word, start, end in self.words(clause.start, a):
            tag = tags.get(word, "n")
            sign = not word[0].isalnum()
            light = word in self.r.adverbial or tag[:1] in ("d", "c", "t", "u", "y", "f", "m", "q")
            if first < 0 and (sign or light or start in cues):
                continue
            if first < 0 and word in self.r.pointing:
                first, last, solid = start, end, len(word) > 1
                continue
            if sign or start in cues or word in self.r.together_with or (first >= 0 and word in self.r.together):
                break
            if start in known and not named:
                return None
            within = first >= 0 and tag == "v" and word not in self.r.stops and word not in self.r.by_verb
            if tag[:1] in ("n", "j", "l", "b", "x", "a", "s", "i", "z", "g", "k") or tag in ("vn", "eng") or within:
                first, last = (start if first < 0 else first), end
                solid |= tag[:1] not in ("a", "b", "z")
            elif first >= 0 and (word == "的" or (self.text[start - 1] == "的" and tag[:1] == "v")):
                last = last if word == "的" else end
            else:
                break
        field = next((m for m in clause.mentions if m.kind == "Field" and m.start == first), None)
        if field and last <= field.end and not named:
            return None  # a field by itself is what is spoken of
        if first < 0 or last - first < 2 or not solid or self.text.endswith(self.r.frames, first, last):
            return None
        return first, last
