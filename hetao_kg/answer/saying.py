"""Which paper says something: the document whose sentence says it, where no paper named there is said to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hetao_kg.answer.candidates import Candidate, features, weighed
from hetao_kg.answer.items import cite, entity_item
from hetao_kg.answer.named import Named
from hetao_kg.answer.question import Question
from hetao_kg.answer.retrieve import Matcher, Sentence, softened
from hetao_kg.answer.support import supports
from hetao_kg.derived import kept
from hetao_kg.graph import terms
from hetao_kg.text import any_of, any_pattern, fold, key
from hetao_kg.types import AnswerItem, Mention

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: Sentences looked at, best first, and what one must match the question by.
LOOKED_AT, FLOOR = 3, 0.5
#: A paper that a sentence names says what stands so near behind it, in characters.
NEAR = 8


def asks_for_source(kb: KnowledgeBase, question: Question) -> bool:
    """Whether ``question`` asks which paper says something: 哪份報告指…, 見於哪份文件, which study argues …."""
    words, text = kb.ontology.questions["sources"], fold(question.text)
    if question.language == "en":
        paper, saying = any_of(words["papers_en"]), any_of(words["saying_en"])
        return re.search(rf"\b(?:which|what) (?:[\w-]+ ){{0,2}}(?:{paper}) (?:{saying})\b", text) is not None
    asking, classifiers = kb.ontology.questions["asking"]["which"], kb.ontology.questions["classifiers"]["asked"]
    rows = (asking, classifiers, words["papers"], words["between"], words["saying"])
    which, one, paper, between, saying = (any_pattern(map(fold, row)) for row in rows)
    return re.search(rf"(?:{which})一?(?:{one})?[^,。?]{{0,6}}?(?:{paper})(?:{between}){{0,2}}(?:{saying})", text) is not None


def of_source(
    kb: KnowledgeBase, question: Question, named: Named, matcher: Matcher, sentences: Sequence[Sentence], given: Candidate | None
) -> list[AnswerItem]:
    """The document that says it, with the sentence; none where ``given``, a paper that a sentence names, says it itself."""
    if not asks_for_source(kb, question) or (given is not None and _says(kb, given)):
        return []
    found = []
    for s in sentences:
        mention = Mention(s.start, s.start + 1, s.text[:1], "Policy", "document")
        its = features(kb, question, named, matcher, s, mention)
        found.append(Candidate(s, mention, tuple(its.items()), weighed(its)))
    ranked = sorted(found, key=lambda c: (-c.match, c.sentence.document, c.sentence.start))[:LOOKED_AT]
    best = next((c for c in ranked if c.match >= FLOOR and supports(kb, question, named, matcher, c)), None)
    return [_item(kb, question, best)] if best else []


def _says(kb: KnowledgeBase, candidate: Candidate) -> bool:
    """Whether a sentence has the paper that it names say something, or says it of what stands in it (《X》提出, 根據《X》)."""
    s, m = candidate.sentence, candidate.mention
    saying = any_of([*map(fold, kb.ontology.questions["sources"]["saying"]), *kb.ontology.words["cues"]["saying"]])
    opened = any_of(map(fold, kb.ontology.questions["papers"]["opened"]))
    before, behind = fold(s.text[: m.start - s.start]), fold(s.text[m.end - s.start :])
    return re.match(f".{{0,{NEAR}}}?(?:{saying})", behind) is not None or re.search(f"(?:{opened})[《「“]?$", before) is not None


def _item(kb: KnowledgeBase, question: Question, best: Candidate) -> AnswerItem:
    """The document as an answer: the paper that its title names, if one is known by it."""
    document, evidence = best.sentence.document, (cite(kb, best.sentence, best.mention, ""),)
    title, sure = kb.documents[document].metadata.title, softened(best.match)
    known = kb.entities.get(_by_title(kb).get(key(title), ""))
    if known:
        return entity_item(known, question, "in-force", evidence, "text", sure)
    return AnswerItem(title, (title, document), "Policy", str(terms.document(document)), "in-force", evidence, None, None, "text", sure)


@kept()
def _by_title(kb: KnowledgeBase) -> dict[str, str]:
    return {key(name): e.id for e in kb.entities.values() if e.kind == "Policy" for name in e.names()}
