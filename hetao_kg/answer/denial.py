"""What a sentence denies: what the clause with the word of denial says, or what that clause points back to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hetao_kg.answer.question import Question
from hetao_kg.text import any_of, fold

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: Where a clause ends in folded text, but not inside a number.
_cut = re.compile(r"(?<!\d),|,(?!\d)|[;:。!?]")


def asks_for_denial(kb: KnowledgeBase, question: Question) -> bool:
    """Whether a question itself speaks of a denial."""
    words, text = kb.ontology.questions["denial"], fold(question.text)
    return any(fold(word) in text for word in (*words["zh"], *words["en"]))


def denies(kb: KnowledgeBase, sentence: str, at: int) -> bool:
    """Whether ``sentence`` denies what it says at offset ``at``.

    A clause whose word of denial has an object denies no other clause (…通車，某署否認延誤). One without, or whose object only
    points to what was said (予以否認, 否認有關說法), denies all before it up to a semicolon, or all behind it where it stands first.
    """
    said, words = fold(sentence), kb.ontology.questions["denial"]
    for match in re.finditer(any_of([fold(w) for w in words["zh"]]), said):
        cuts = [0, *(cut.end() for cut in _cut.finditer(said)), len(said)]
        start, end = max(c for c in cuts if c <= match.start()), min(c for c in cuts if c >= match.end())
        behind = re.sub(r"\W", "", said[match.end() : end])
        if any(re.fullmatch(fold(pattern), behind) for pattern in words["pointing"]):
            start, end = (said.rfind(";", 0, start) + 1, end) if start else (0, len(said))
        if start <= at < end:
            return True
    return False
