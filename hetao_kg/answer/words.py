"""What is said about an answer, in the asker's language; the wording is in ``questions.toml``, relations are called as in the graph."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from hetao_kg.answer.confidence import UNCERTAIN
from hetao_kg.answer.support import unheard
from hetao_kg.derived import kept
from hetao_kg.graph import terms
from hetao_kg.text import fold, to_simplified
from hetao_kg.types import Answer, Language

if TYPE_CHECKING:
    from hetao_kg.answer.compose import Found
    from hetao_kg.answer.question import Question
    from hetao_kg.kb import KnowledgeBase

_LABELS = "SELECT ?predicate ?label WHERE { ?predicate a hetao:Predicate ; rdfs:label ?label }"


@kept()
def predicate_labels(kb: KnowledgeBase) -> dict[tuple[str, str], str]:
    """What each relation is called: (predicate, language tag) -> label."""
    rows = kb.store.query(_LABELS).rows
    return {(p.value.removeprefix(str(terms.HETAO)), label.language): label.value for p, label in rows if p and label and label.language}


class Teller:
    """Says things in one language."""

    def __init__(self, kb: KnowledgeBase, language: Language) -> None:
        self._kb, self._language = kb, language
        self._words = kb.ontology.questions["told"]

    def say(self, key: str, *what: str) -> str:
        """The wording of ``key`` with ``what`` filled in."""
        return self.pick(self._words[key]).format(*what)

    def of(self, table: str, key: str) -> str:
        """One word of a table (kinds, statuses, verdicts)."""
        rows: dict[str, Any] = self._words[table]
        return self.pick(rows.get(key) or rows["None"])

    def pick(self, pair: Iterable[str]) -> str:
        """The one of a pair, Chinese and English, that fits the language."""
        chinese, english = pair
        return english if self._language == "en" else to_simplified(chinese) if self._language == "zh-Hans" else chinese

    def listed(self, names: Iterable[str]) -> str:
        """Names in a row."""
        return (", " if self._language == "en" else "、").join(names)

    def entity(self, identifier: str) -> str:
        """The name of an entity."""
        known = self._kb.entities.get(identifier) or self._kb.ontology.entities.get(identifier)
        return known.label(self._language) if known else identifier

    def predicate(self, identifier: str) -> str:
        """The name of a relation."""
        return predicate_labels(self._kb).get((identifier, self._language.lower()), identifier)


def verdict_words(kb: KnowledgeBase, answer: Answer) -> str:
    """The verdict of a yes-or-no question in words of the asker's language; empty without one."""
    return Teller(kb, answer.language).of("verdicts", answer.verdict) if answer.verdict else ""


def interpretation(kb: KnowledgeBase, question: Question, found: Found) -> str:
    """How the question was understood, where the answer comes from, and why there is none."""
    tell = Teller(kb, question.language)
    kinds = [tell.of("kinds", k) for k in question.kinds or ("None",)]
    text = tell.of("verdicts", found.verdict) if found.verdict else ""
    text += tell.say("looking", tell.say("and").join(kinds))
    if question.predicates:
        text += tell.say("relation", tell.predicate(question.predicates[0]))
    if question.entities:
        text += tell.say("about", tell.listed(map(tell.entity, question.entities)))
    if question.dates:
        text += tell.say("date", tell.listed(question.dates))
    if question.status:
        text += tell.say("status", tell.of("statuses", question.status))
    if question.documents:
        text += tell.say("documents", tell.listed(kb.documents[d].metadata.title or d for d in question.documents))
    if question.extreme:
        text += tell.say("extreme", tell.of("extremes", question.extreme))
    text += tell.say(("class" if found.of_class else found.answers[0].source) if found.answers else "nothing")
    if found.answers and found.answers[0].confidence < UNCERTAIN:
        text += tell.say("uncertain")
    if found.loosened and found.answers and found.answers[0].source == "graph":
        text += tell.say("loose")
    if not found.answers:
        text += "".join(tell.say("unknown", title) for title in question.unknown)
        text += "".join(tell.say("unheard", _as_asked(question, word)) for word in unheard(question))
    return text


def _as_asked(question: Question, word: str) -> str:
    """A folded word of the question as its asker wrote it; folding keeps every character's place."""
    at = fold(question.text).find(word)
    return question.text[at : at + len(word)] if at >= 0 else word
