"""Whom another verb makes act: 支持X設立Y says that X, and nobody else, is to set Y up."""

from __future__ import annotations

from itertools import pairwise

from hetao_kg.extract.clauses import Clause
from hetao_kg.extract.groups import Groups
from hetao_kg.extract.patterns import Pattern
from hetao_kg.segment import word_tags

#: Tags of nouns, and of what says how, when or in which manner something is done.
_NOUNS, _LIGHT = frozenset("njlixrs"), frozenset("dcuyfmqtapz")
#: What a policy supports is also what it helps others to do.
_LOOSE = frozenset(("supports", "focusesOn"))


class Pivots(Groups):
    """One sentence being read: the part that knows who is helped, asked or drawn to act."""

    def _others(self, pattern: Pattern, clause: Clause, number: int, a: int) -> bool:
        """Whether it is somebody helped or asked who does what the verb at ``a`` says, and no one of an earlier clause."""
        if pattern.before or pattern.predicate in _LOOSE:
            return False  # what is done to a thing; what a policy supports by what it asks for
        adds = self.text.startswith(self.r.adding, clause.start)
        return self._pivot_before(pattern, clause, a) >= 0 or (pattern.act and not adds and self._handed_on(number))

    def _pivot_before(self, pattern: Pattern, clause: Clause, a: int) -> int:
        """Where the word ends that helps somebody else than who stands before it to do what the verb at ``a`` says; -1 if none does."""
        pivot = -1 if pattern.before or pattern.predicate in _LOOSE else self._pivot(clause, a, self.r.pivoting)
        return pivot if pivot >= 0 and self._somebody(pivot, a) else -1

    def _told_by_stranger(self, clause: Clause, a: int) -> bool:
        """Whether somebody nobody listed says what the verb at ``a`` tells (領導小組會議指出建設X): no one of an earlier clause does it."""
        words = list(self.words(clause.start, a))
        for (before, at, end), (word, said, _) in pairwise(words):
            if word in self.r.saying and end == said and not self._named(at):
                return word_tags().get(before, "n")[:1] == "n" and len(before) > 1 and before not in self.r.adverbial
        return False

    def _handed_on(self, number: int) -> bool:
        """Whether the clause before ``number`` helps somebody to do something, who may go on to act (支持X發展Y，打造Z)."""
        if not number:
            return False
        before = self.s.clauses[number - 1]
        pivot = self._pivot(before, before.end, self.r.helping)
        words = list(self.words(pivot, before.end)) if pivot >= 0 else []
        verb = next((at for (word, at, _), (governed, _, _) in pairwise(words) if self._acting(word, at) and len(governed) > 1), -1)
        return verb >= 0 and self._somebody(pivot, verb)

    def _pivot(self, clause: Clause, until: int, words: frozenset[str]) -> int:
        """Where the last of ``words`` that is none of a name's ends before ``until``; -1 if there is none."""
        found = [
            end
            for word, at, end in self.words(clause.start, until)
            if word in words and not self._named(at) and not self.text.startswith(self.r.heads, end)
        ]
        return found[-1] if found else -1

    def _named(self, at: int) -> bool:
        return any(m.start <= at < m.end for m in self.s.mentions)

    def _acting(self, word: str, at: int) -> bool:
        """Whether a verb stands at ``at`` that is no part of a name or of a noun phrase with 的."""
        verb = word_tags().get(word, "")[:1] == "v" and len(word) > 1
        return verb and not self._named(at) and "的" not in (self.text[at - 1], self.text[at + len(word)])

    def _somebody(self, start: int, end: int) -> bool:
        """Whether a noun phrase stands directly behind ``start`` and before ``end``: one that acts, not one that is acted on."""
        tags = word_tags()
        for word, at, _ in self.words(start, end):
            tag = tags.get(word, "n")
            if self._named(at) or tag[:1] in _NOUNS or tag in ("vn", "b"):
                return not any(m.start <= at < m.end and m.kind in ("Date", "Amount") for m in self.s.mentions)
            if word[0].isalnum() and tag[:1] not in _LIGHT:
                return "的" in self.text[at:end]  # 有經驗的機構
        return False
