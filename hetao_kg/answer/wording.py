"""How many of a Chinese question's own words a text holds: index terms, the rare ones first.

:class:`~hetao_kg.answer.retrieve.Matcher` asks whether a text speaks of the things a question is about, under any name; this
asks whether it says so in the question's words. Ranking takes both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hetao_kg.answer.question import Question
from hetao_kg.answer.retrieve import names_of
from hetao_kg.derived import kept
from hetao_kg.text import fold, has_han

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: Weight of two characters that are no word (園科 in 產業園科技) beside 1 for a word.
BROKEN = 0.6
#: And of two that stand in a name nobody listed (祭遵): the index counts a word of two characters as a word and as a pair, these as a pair.
UNLISTED = 2.0
#: Weight of other words for the relation a question speaks of, beside 1 for its own words.
SYNONYM = 0.5


class Wording:
    """The words of one question with their weights: its own, other names of what it names, other words for its relation."""

    def __init__(self, kb: KnowledgeBase, question: Question) -> None:
        rows = kb.ontology.questions
        stop = {fold(word) for word in rows["stop"]["zh"]}
        given = kb.index.query_terms(question.text, names_of(kb, question))
        synonyms = [word for predicate in question.predicates[:2] for word in rows["predicates"][predicate]["zh"]]
        for term in (term for word in synonyms for term in kb.index.text_terms(word)):
            given.setdefault(term, SYNONYM)
        self._kb = kb
        unlisted = [concept.said for concept in question.concepts if has_han(concept.said) and not kb.segmenter.knows(concept.said)]
        pairs = {name[i : i + 2] for name in unlisted for i in range(len(name) - 1)}

        def whole(term: str) -> float:
            if kb.segmenter.knows(term) or not has_han(term):
                return 1.0
            return UNLISTED if term in pairs else BROKEN

        self._weights = {
            term: weight * kb.index.rarity(term) * whole(term)
            for term, weight in given.items()
            if term not in stop and len(term) > 1
        }
        own = set(kb.index.text_terms(question.text))
        self._whole = sum(weight for term, weight in self._weights.items() if term in own) or 1.0

    def share(self, folded: str) -> float:
        """The share of the weights that stands in folded text, at most 1."""
        held = self._weights.keys() & _terms(self._kb, folded)
        return min(1.0, sum(weight for term, weight in self._weights.items() if term in held) / self._whole) if held else 0.0


@kept(last=1 << 17)
def _terms(kb: KnowledgeBase, folded: str) -> frozenset[str]:
    return frozenset(kb.index.text_terms(folded))
