"""What a number measures: a noun phrase, a verb of growth or of giving money, a share, or what the number before it measured."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hetao_kg.extract.clauses import Clause, Sentence
from hetao_kg.extract.figure_words import ABOUT, Found, Patterns, in_script
from hetao_kg.extract.nouns import NounPhrases, Phrase
from hetao_kg.types import Document, Mention, Value


@dataclass(slots=True)
class Measuring:
    """The numbers of one sentence and what they measure, read from left to right."""

    patterns: Patterns
    document: Document
    sentence: Sentence
    phrases: NounPhrases
    mentions: Sequence[Mention]
    #: What earlier numbers measured, by class of unit.
    last: dict[str, Found] = field(default_factory=dict)
    #: What was spoken of last, for a growth or share without a subject of its own.
    subject: Found | None = None
    #: Where the nouns behind counters stand; a name inside them is not what another number is about.
    nouns: list[tuple[int, int]] = field(default_factory=list)

    def measured(self, mention: Mention, value: Value) -> Found | None:
        """What the number ``mention`` measures; None when it orders, ranks or lasts, or when the text does not say."""
        unit, clause = self.patterns.unit_class(value), self.clause(mention)
        floor = max([clause.start, *(m.end for m in clause.mentions if m.kind == "Amount" and m.end <= mention.start)])
        before = self.sentence.text[floor : mention.start]
        if self._idle(mention, value, clause):
            return None
        if value.unit in self.patterns.w["durations"]:
            phrase = self.phrases.left(mention.start, floor)
            return self._noun(phrase) if phrase and self._ends(phrase, self.patterns.w["times"]) else None
        found = self._changed(before, floor, mention, value)
        if found is None and unit == "%":
            found = self._percent(before, floor, mention)
        elif found is None and unit == "money":
            found = self._money(before, floor, mention)
        elif found is None:
            found = self._counted(floor, mention, value, unit)
        if found:
            found = self._whole(found, floor)
            self.subject = found if found.base or self.subject is None else self.subject
            if found.base:
                self.last[unit] = found
        return found

    def settle(self, value: Value, about: Mention | None) -> None:
        """Notes what the number just measured is about, for those that only name a part of it."""
        unit = self.patterns.unit_class(value)
        if about and unit in self.last:
            self.last[unit] = replace(self.last[unit], about=about)

    def clause(self, mention: Mention) -> Clause:
        """The clause in which a name or number stands."""
        return self.sentence.clauses[self.sentence.clause_of(mention.start)]

    def _idle(self, mention: Mention, value: Value, clause: Clause) -> bool:
        """Whether the number ranks, is one of a line, or is written with a letter that changes its value."""
        before, text = self.phrases.token_before(mention.start), self.sentence.text
        if before in self.patterns.w["ranks"]:
            return True
        if value.unit in self.patterns.w["rank_units"] and self.patterns.ranked.search(text[clause.start : mention.start]):
            return True
        tail = text[mention.end : mention.end + 1]
        return tail.isascii() and tail.isalpha() and self.patterns.unit_class(value) == "money"

    def _noun(self, phrase: Phrase, base: bool = True, until: int = 0) -> Found:
        start = self._from_rank(phrase)
        return Found(self._words(start, phrase.end), start, base=base, until=until)

    def _from_rank(self, phrase: Phrase) -> int:
        """Where the phrase begins with a rank that narrows it: 前1%高被引 + 論文數量."""
        clause = self.sentence.clauses[self.sentence.clause_of(phrase.start)]
        for m in clause.mentions:
            if m.kind == "Amount" and m.end <= phrase.start and "、" not in self.sentence.text[m.end : phrase.start]:
                before = self.phrases.token_before(m.start)
                if before in self.patterns.w["ranks"] and phrase.start - m.end <= 6:
                    return self.sentence.text.rindex(before, clause.start, m.start)
        return phrase.start

    def _words(self, start: int, end: int) -> str:
        """The words of the document, without white space beside Chinese."""
        said = re.sub(r"\s+", " ", self.document.text[start:end]).strip()
        return re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", said).rstrip("的")

    def _ends(self, phrase: Phrase, endings: Sequence[str]) -> bool:
        return self.sentence.text[phrase.start : phrase.end].endswith(tuple(endings))

    def _whole(self, found: Found, floor: int) -> Found:
        """A measure that is only the name of a ratio or size (年均增長率) with what it is of."""
        plain = self.phrases.plain(found.measure)
        if plain not in self.patterns.w["bare"] or (found.until and plain not in self.patterns.w["sizes"]):
            return found
        of = self.subject or self._earlier_noun(floor)
        if of is None or self.phrases.plain(of.measure) in self.patterns.w["bare"]:
            return found
        size = plain in self.patterns.w["sizes"]
        joined = replace(of, measure=of.measure if size else of.measure + found.measure, base=size, until=0)
        if not size:
            self.last["%"] = joined
        return joined

    def _earlier_noun(self, floor: int) -> Found | None:
        """What the clause itself or one before it speaks of: 研發總開支…，僅佔…."""
        number = self.sentence.clause_of(floor)
        own = self.sentence.clauses[number]
        for clause in reversed(self.sentence.clauses[: number + (own.start < floor)]):
            phrase = self.phrases.first_noun(clause.start, min(clause.end, floor) if clause is own else clause.end)
            if phrase:
                found = self._noun(phrase)
                measure = found.measure[:-2] if found.measure.endswith("方面") else found.measure
                if len(measure) >= 2:
                    return replace(found, measure=measure)
        return None

    def _changed(self, before: str, floor: int, mention: Mention, value: Value) -> Found | None:
        """增長11.3%: the measure is the growth of what stands before the verb, the bracket or the clause."""
        match = self.patterns.growth.search(before)
        if not match or floor + match.start("verb") not in self.sentence.edges:
            return None
        verb, end = floor + match.start("verb"), floor + match.end("verb")
        compared = self.patterns.compared.search(before[: match.start("verb")])
        front = floor + compared.start() if compared else verb
        following = self._following(mention) if self.patterns.unit_class(value) in ("count", "people") and value.unit != "倍" else None
        if following:
            return Found(self._words(verb, end) + self._words(following.start, following.end), verb, base=False, until=following.end)
        phrase = self.phrases.left(front, floor) or self.phrases.first_noun(floor, front)
        of = self._noun(phrase) if phrase else self.subject or self._earlier_noun(floor)
        if of is None or (self.patterns.unit_class(value) in ("count", "people") and not phrase and value.unit not in ("倍", "")):
            return None
        self.subject = of
        return replace(of, measure=of.measure + self._words(verb, end), base=False, until=0)

    def _following(self, mention: Mention) -> Phrase | None:
        """The noun behind a counter, up to the next number; none where that noun belongs to the next number (5所高校項目10個)."""
        clause = self.clause(mention)
        nearest = min([clause.end, *(m.start for m in self.mentions if m.kind == "Amount" and m.start >= mention.end)])
        phrase = self.phrases.right(mention.end, nearest)
        if phrase:
            self.nouns.append((phrase.start, phrase.end))
        return None if phrase and phrase.end == nearest < clause.end else phrase

    def _percent(self, before: str, floor: int, mention: Mention) -> Found | None:
        match = self.patterns.share.search(before)
        if match and floor + match.start("verb") in self.sentence.edges and match.group("whole").strip() not in ("比", ""):
            verb, end = floor + match.start("verb"), floor + max(match.end("whole"), match.end("tail"))
            phrase = self.phrases.left(verb, floor)
            of = self._noun(phrase) if phrase else self.subject or self._earlier_noun(floor)
            return replace(of, measure=of.measure + self._words(verb, end), until=0, base=True) if of else None
        if alone := self.patterns.share_alone.search(before):
            words = "佔比" if "佔" in self.document.text[floor : mention.start] else "占比"
            phrase = self.phrases.left(floor + alone.start(), floor)
            of = self._noun(phrase) if phrase else self.subject
            return replace(of, measure=of.measure + words, base=False, until=0) if of else None
        phrase = self.phrases.left(mention.start, floor)
        if phrase and self._ends(phrase, self.patterns.w["averages"]) and "%" in self.last:
            return self._again(self.last["%"], mention, floor)
        if phrase and self._ends(phrase, self.patterns.w["ratios"]):
            return self._noun(phrase)
        if (last := self.last.get("%")) and (again := self._again(last, mention, floor)):
            return again
        return self._share_of(mention, phrase)

    def _share_of(self, mention: Mention, before: Phrase | None) -> Found | None:
        """34%的初創企業表示…: what is said of the share; 300%稅務扣減: what is granted."""
        clause, text = self.clause(mention), self.sentence.text
        behind = re.match(r"(?:以上|以下)?的?", text[mention.end : clause.end])
        begin = mention.end + (behind.end() if behind else 0)
        listed = text.find("、", begin, clause.end)
        end = listed if listed >= 0 else clause.end
        following = self.phrases.right(begin, end)
        if following and self._ends(following, self.patterns.w["granted"]):
            return self._noun(following, until=following.end)
        of_many = text[begin - 1] == "的"
        whole = end - begin >= 6 if following is None else end - following.end >= (2 if of_many else 4)
        if before is not None or not whole or (following is None and not of_many):
            return None
        about = next((m for m in self.mentions if m.start == begin and m.kind in ABOUT), None)
        until = following.end if following else 0
        return Found(self._words(begin, min(end, begin + 30)), mention.start, about, base=False, until=until)

    def _again(self, last: Found, mention: Mention, floor: int) -> Found | None:
        """The same measure of another place or part: 相較於韓國的4.81%, 莫斯科（11.3%）, 平均值2.63%."""
        text, stop = self.sentence.text, mention.start
        while stop > floor and (text[stop - 1].isspace() or text[stop - 1] in "的(为约达是:"):
            stop -= 1
        named = next((m for m in self.mentions if m.kind in ABOUT and m.end == stop), None)
        if named:
            return replace(last, start=named.start, about=named)
        phrase = self.phrases.left(stop, floor)
        if phrase and self._ends(phrase, self.patterns.w["averages"]):
            start = max(floor, phrase.start - 4)
            start = next((t.start for t in self.phrases.tokens if start <= t.start and t.tag == "r"), phrase.start)
            start = next((t.start for t in self.phrases.tokens if t.end == start and t.tag[:1] == "n"), start)
            return replace(last, start=start, about=None, part=self._words(start, phrase.end), everywhere=True)
        return None

    def _money(self, before: str, floor: int, mention: Mention) -> Found | None:
        match = self.patterns.funding.search(before)
        phrase = self.phrases.left(mention.start, floor)
        if match and floor + match.start("verb") in self.sentence.edges:
            verb, end = floor + match.start("verb"), floor + match.end("verb")
            if phrase and phrase.end == end and phrase.start < verb:
                return self._noun(phrase)
            return Found(self._words(verb, end), verb, self._given_to(mention), base=False)
        if phrase and before.rstrip().endswith("(") and not self._ends(phrase, self.patterns.w["money"]):
            return None  # 企業是主要來源（13億元）: the bracket does not say what of
        if phrase:
            return None if self._is_empty(phrase) else self._noun(phrase)
        after = next((m for m in self.mentions if m.kind == "Policy" and 0 <= m.start - mention.end <= 2), None)
        if after:
            return Found(self._words(after.start, after.end), mention.start, after, base=False, until=after.end)
        if (last := self.last.get("money")) and floor > self.clause(mention).start:
            return last
        following = self._following(mention)
        if following:
            return self._noun(following, until=following.end)
        return self.subject if self.subject and self.phrases.skip(mention.start, floor)[1] else None  # 研發經費：…，2020年為15億元

    def _given_to(self, mention: Mention) -> Mention | None:
        """Who gets the money: 向X注資, 撥款…資助X, 撥出…予X."""
        clause = self.clause(mention)
        for m in clause.mentions:
            lead = self.sentence.text[max(clause.start, m.start - 3) : m.start].rstrip(" “《")
            if m.kind in ABOUT and lead.endswith(tuple(self.patterns.w["given_to"])):
                return m
        return None

    def _counted(self, floor: int, mention: Mention, value: Value, unit: str) -> Found | None:
        following = self._following(mention)
        if following and (self._is_empty(following) or self._spoken_of(following, mention)):
            return None
        if following and value.unit != "倍":
            return self._noun(following, until=following.end) if value.value != "1" else None
        if extent := next((w for w in self.patterns.w["extent"].get(unit, ()) if self._stands_before(w, mention, floor)), ""):
            return Found(in_script(self.patterns.w["quantity"][unit], self.document), mention.start - len(extent))
        phrase = self.phrases.left(mention.start, floor)
        if phrase:
            if value.unit == "倍" and self.subject:
                of, times = in_script("為", self.document), in_script("的倍數", self.document)
                measure = f"{self.subject.measure}{of}{self._words(phrase.start, phrase.end)}{times}"
                return replace(self.subject, measure=measure, base=False)
            return None if self._is_empty(phrase) else self._noun(phrase)
        if unit in self.patterns.w["quantity"] and (named := self._named_before(mention, floor)):
            return Found(in_script(self.patterns.w["quantity"][unit], self.document), named.start, named)
        last = self.last.get(unit)
        if last and value.unit and floor > self.sentence.start and (said := self._part(mention, floor)) is not None:
            return replace(last, part=said or last.part, until=0)
        return None

    def _stands_before(self, word: str, mention: Mention, floor: int) -> bool:
        """Whether ``word`` stands right before the number, as a word of its own."""
        at = len(self.sentence.text[: mention.start].rstrip()) - len(word)
        return at >= floor and self.sentence.text.startswith(word, at) and at in self.sentence.edges

    def _is_empty(self, phrase: Phrase) -> bool:
        return self.phrases.plain(self.sentence.text[phrase.start : phrase.end]) in self.patterns.w["empty"]

    def _spoken_of(self, following: Phrase, mention: Mention) -> bool:
        """Whether the counted things are a set that is only spoken of: 全球20個城市, 在1529間大學中."""
        before = self.phrases.token_before(mention.start)
        behind = self.sentence.text[following.end : following.end + 2].lstrip()
        lists = self.patterns.w
        return before in lists["definite"] or (before in lists["inside_from"] and behind.startswith(tuple(lists["inside_to"])))

    def _part(self, mention: Mention, floor: int) -> str | None:
        """What stands before a further number of the same measure (深方3名); None when it is too much to be a label."""
        stop, _ = self.phrases.skip(mention.start, floor)
        while floor < stop and self.sentence.text[floor] in " ,、;):":
            floor += 1
        said = self._words(floor, stop) if stop > floor else ""
        said = re.sub(r"[（(].*$", "", said)
        return said if len(said) <= 8 and not re.search(r"[,;，；。、]", said) else None

    def _named_before(self, mention: Mention, floor: int) -> Mention | None:
        stop, _ = self.phrases.skip(mention.start, floor)
        clause = self.clause(mention)
        while stop > clause.start and self.sentence.text[stop - 1] in " ,(“”》":
            stop -= 1
        return next((m for m in self.mentions if m.kind in ABOUT and m.end == stop), None)
