"""Whether a verb in the text says what it seems to: not where it is supposed, granted or permitted, or part of a noun."""

from __future__ import annotations

from hetao_kg.extract.clauses import Clause
from hetao_kg.extract.structure import Structure
from hetao_kg.segment import word_tags
from hetao_kg.types import Mention


class Verbs(Structure):
    """One sentence being read: the part that tells verbs from words of their form."""

    def _ensuing(self, number: int) -> list[Mention]:
        """The two or more who go on in the next clause (《X》簽署後，A與B…): it was they."""
        following = self.s.clauses[number + 1 :][:1]
        parties = self._leads(following[0]) if following else []
        joint = len(parties) > 1 or any(m.entity in self.ontology.members for m in parties)
        return parties if joint else []

    def _supposed(self, clause: Clause, a: int) -> bool:
        """Whether the clause only supposes: 是否…, or a case that a rule is for (認為…的，應當…)."""
        closed = self.text[clause.end - 1] == "的" and self.text[clause.end : clause.end + 1] == ","
        return closed or self.text.endswith("是否", clause.start, a)

    def _required(self, clause: Clause, a: int) -> bool:
        """Whether the clause opens with the verb and the next says what whoever does it must do (設立X，應當…)."""
        following = self.s.clauses[self.s.clauses.index(clause) + 1 :][:1] if a - clause.start <= 1 else []
        return any(self.text.startswith(tuple(self.r.binding), c.start) for c in following)

    def _granted(self, clause: Clause, a: int) -> bool:
        """Whether money given for it stands directly before the verb (撥款3億元興建X): who gives does not build."""
        money = next((m for m in clause.mentions if m.kind == "Amount" and a - 1 <= m.end <= a), None)
        if money is not None and self.text.endswith(self.r.granting, clause.start, money.start):
            return True
        purpose = self.text[clause.start : a].strip() in self.r.purposes
        before = self.s.clauses[: self.s.clauses.index(clause)][-1:] if purpose else []
        return any(m.kind == "Amount" for c in before for m in c.mentions)  # 批准撥款3億元，以興建X

    def _permitted(self, clause: Clause, a: int) -> bool:
        """Whether the verb is what somebody allows (批准設立X): who allows it does not do it."""
        word = next((w for w, _, end in self.words(clause.start, a) if end == a and w in self.r.consenting), "")
        return bool(word) and not self.text.endswith(self.r.suffering, clause.start, a - len(word))

    def _becomes(self, clause: Clause, a: int, b: int) -> bool:
        """Whether the clause says what is made of something that is there (把X建成Y)."""
        if self.text[a:b] not in self.r.becoming:
            return False
        cues = {c.start for c in clause.cues}
        fronted = [end for word, at, end in self.words(clause.start, a) if word in self.r.fronting and at not in cues]
        return bool(fronted) and a - fronted[-1] > 1

    def _entitled(self, b: int) -> bool:
        """Whether the verb that ends at ``b`` only opens a title or the name of a thing (許可證, 主管部門)."""
        found = self.r.titles.match(self.text, b)
        return found is not None and (found.end() in self.s.edges or b not in self.s.edges)

    def _nominal_verb(self, a: int, b: int) -> bool:
        """Whether the word at ``[a, b)`` is part of a compound noun (資金扶持計劃) and no verb."""
        if (self.text.startswith("化", b) and b + 1 in self.s.edges) or self._entitled(b):
            return True
        if self.text[a - 1] == "的" and self.text[b : b + 1] in ("和", "及", "与", "不"):
            return True  # 對X的投資和收益
        clause = self.s.clauses[self.s.clause_of(a)]
        if self.text.endswith("在", clause.start, a) and self.text.find("方面", b, clause.end) >= 0:
            return True  # 在推進X方面: X is what is spoken of, not what is done
        if not self.text.startswith(self.r.heads, b):
            return False
        if self.text[a - 1 : a] in (",", "、", "。", ";", "\n", ""):
            return self._opening_noun(b, clause)  # 資助計劃來自X
        before = [word for word, _, end in self.words(max(self.s.start, a - 6), a) if end == a]
        tag = word_tags().get(before[0], "n") if before else ""
        return (tag[:1] in ("n", "j") or tag == "vn" or before == ["或"]) and not any(m.end == a for m in self.s.mentions)

    def _opening_noun(self, b: int, clause: Clause) -> bool:
        """Whether a verb stands right behind the noun that follows ``b``: the two before it are its subject."""
        words = [word for word, _, _ in self.words(b, clause.end)][1:2]
        return bool(words) and words[0] in self.r.verbs_of_nouns
