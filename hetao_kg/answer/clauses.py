"""The clause of a sentence that speaks of what a question asks, and how what it says stands: done, ahead or denied."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hetao_kg.answer.denial import denies
from hetao_kg.answer.question import Question
from hetao_kg.answer.retrieve import Matcher, Sentence
from hetao_kg.text import any_of, fold
from hetao_kg.types import Status

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

_clause = re.compile(r"[^,;:。!?\n]+")
#: What a clause gains by a word of the verb asked about.
VERB = 1.0


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause by its place in the document."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Verb:
    """The verb that a question is about: its relation, and the words of the corpus for it (folded)."""

    relation: str
    words: tuple[str, ...]


def asked_verb(kb: KnowledgeBase, question: Question) -> Verb | None:
    """The verb of a relation that a question for yes or no is about: the first behind 是否, the last before a closing 沒有."""
    related = [c for c in question.concepts if c.relation]
    if not related:  # 獲批 is no word of the dictionary
        one = next(iter(question.predicates), "")
        return Verb(one, tuple(fold(w) for w in kb.ontology.questions["predicates"][one]["zh"])) if one else None
    text, words = fold(question.text), kb.ontology.questions["polar"]
    opened = re.search(any_of(map(fold, words["zh"])), text)
    behind = [c for c in related if question.language == "en" or (opened and opened.end() <= text.rfind(c.said))]
    verb = (behind or related[-1:])[0]
    return Verb(verb.relation, tuple(w for w, _ in verb.words))


def best_clause(kb: KnowledgeBase, question: Question, matcher: Matcher, sentence: Sentence) -> Clause:
    """The clause that speaks most of what is asked, first of all of its verb; a sentence of signs alone is its own."""
    verb = asked_verb(kb, question)
    words = re.compile(any_of(verb.words) if verb else "(?!)")
    found = list(_clause.finditer(fold(sentence.text)))

    def worth(m: re.Match[str]) -> tuple[float, int]:
        return matcher.lexical(m.group()) + VERB * bool(words.search(m.group())), -m.start()

    best = max(found, key=worth, default=None)
    if best is None:
        return Clause(sentence.start, sentence.end)
    return Clause(sentence.start + best.start() + len(best.group()) - len(best.group().lstrip()), sentence.start + best.end())


def status_of_clause(kb: KnowledgeBase, question: Question, sentence: Sentence, clause: Clause) -> tuple[Status, str]:
    """How what a clause says stands, and the word that decides it; what was given up later, or is denied, is denied."""
    document, words = kb.documents[sentence.document], kb.ontology.questions["stage"]
    said, behind = (fold(document.text[a:b]) for a, b in ((clause.start, clause.end), (clause.end, sentence.end)))
    if denies(kb, sentence.text, clause.start - sentence.start):
        return "negated", ""
    status, cue = kb.extractor.status_of(document.text, sentence.start, sentence.end, clause.start, clause.end, lambda _: 0.0)
    pending = re.search(any_of(map(fold, words["pending"])), said)
    if status in ("in-force", "completed") and pending:
        return "planned", pending.group()
    ended = re.search(any_of(map(fold, words["ended"])), behind)
    if status in ("planned", "proposed") and ended:
        return "negated", ended.group()
    return status, cue
