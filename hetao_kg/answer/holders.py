"""Who holds a post: the persons of a sentence that may, by the post that stands beside them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hetao_kg.answer.concepts import RELATED
from hetao_kg.answer.question import Question
from hetao_kg.answer.retrieve import Sentence
from hetao_kg.text import any_of, fold
from hetao_kg.types import Mention

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

_cut = re.compile("[,;。!?\n]")


def asks_holder(kb: KnowledgeBase, question: Question) -> bool:
    """Whether the thing a question asks for is a post that one person holds, and no other relation: 某局局長是誰."""
    return not set(question.predicates) - {"holdsPost"} and bool(_post(kb, question))


def _post(kb: KnowledgeBase, question: Question) -> str:
    """The post a question asks for, folded and as it is said; of an English one the first word that stands for it."""
    posts = set(kb.ontology.words["posts"]["sole"])
    for concept in question.concepts if question.language == "en" else question.concepts[-1:]:  # the director of the centre
        if concept.said in posts:
            return concept.said
        listed = [w for i in concept.ids for w in kb.ontology.concepts[i][0]]  # also where no document speaks of one
        near = [w for w, worth in concept.words if worth > RELATED]
        if post := next((w for w in (*listed, *near) if w in posts and concept.relation in ("", "holdsPost")), ""):
            return post
    return ""


def holders(kb: KnowledgeBase, question: Question, sentence: Sentence) -> tuple[Mention, ...]:
    """The persons of ``sentence`` that may hold the post asked for: by name, and a deputy only where the deputy is asked for."""
    post, text = _post(kb, question), fold(question.text)
    deputy = any_of(map(fold, kb.ontology.questions["deputies"]["zh"]))
    asked = re.search(rf"(?:{deputy})\s?{re.escape(post)}", text) or any(w in text for w in kb.ontology.questions["deputies"]["en"])
    found = []
    for m in sentence.mentions:
        if m.kind != "Person" or fold(m.surface).endswith(post):  # the director is no name of the director
            continue
        clause = _around(fold(sentence.text), m.start - sentence.start, m.end - sentence.start)
        deputies = len(re.findall(rf"(?:{deputy}){re.escape(post)}", clause))
        if deputies if asked else clause.count(post) > deputies or not deputies:
            found.append(m)
    return tuple(found)


def _around(text: str, start: int, end: int) -> str:
    """The clause that holds ``[start, end)``."""
    cuts = [m.start() for m in _cut.finditer(text)]
    return text[max((c for c in cuts if c < start), default=0) : min((c for c in cuts if c >= end), default=len(text))]
