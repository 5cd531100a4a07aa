"""Whether a name is of the class that a question asks for by a noun: 哪所大學, which laboratory."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hetao_kg.answer.question import Question
from hetao_kg.derived import kept
from hetao_kg.text import fold
from hetao_kg.types import Mention

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

_aside_behind = re.compile(r"\([^)]*\)$")


def of_class(kb: KnowledgeBase, question: Question, m: Mention) -> float:
    """Whether a name is of the class asked for: 1 by how it ends, -1 where it ends as another class (no laboratory is a school)."""
    entity = kb.entities.get(m.entity)
    names = [_aside_behind.sub("", fold(n)) for n in (m.surface, *(entity.names() if entity else ()))]
    if not question.head or any(n.endswith(question.head) for n in names):
        return float(bool(question.head))
    akin = [fold(w) for row in kb.ontology.questions["akin"]["zh"] if any(fold(w) in question.head for w in row) for w in row]
    other = m.kind == "Institution" and any(n.endswith(_classes(kb, m.kind)) for n in names)
    other = other and not any(n.endswith(tuple(akin)) for n in names)
    return -1.0 if other else float(any(h in fold(m.surface) for h in question.head))


@kept()
def _classes(kb: KnowledgeBase, kind: str) -> tuple[str, ...]:
    """How names of a kind end that tell a class by more than one character: 大學, 實驗室."""
    return tuple(fold(h) for h in kb.ontology.questions["kinds"][kind]["heads"] if len(h) > 1)
