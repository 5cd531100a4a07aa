"""A question that asks for two numbers is two questions: how large is it, and how many buildings has it?"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from hetao_kg.answer.question import Question

_end = re.compile(r"[?;？；]\s*|[,，]\s*(?=(?:and )?(?:how (?:much|many)|what)\b|[^,，?？]*(?:多少|幾|几))|\s+and (?=how (?:much|many)\b)")


def parts(question: Question, read: Callable[[str], Question]) -> tuple[Question, ...]:
    """The questions that ``question`` consists of, where it asks for a number more than once; else itself alone.

    A later one that names nothing is about what the one before it is about.
    """
    texts = [t.strip() for t in _end.split(question.text) if t.strip()]
    if question.kind != "Amount" or len(texts) < 2:
        return (question,)
    found: list[Question] = []
    for one in map(read, texts):
        if one.kind != "Amount" or one.polar:
            return (question,)
        before = found[-1] if found else one
        topics = tuple(c for c in before.concepts if not c.relation and c not in one.concepts)
        found.append(one if one.entities or not found else replace(one, entities=before.entities, concepts=(*topics, *one.concepts)))
    return tuple(replace(one, language=question.language) for one in found)
