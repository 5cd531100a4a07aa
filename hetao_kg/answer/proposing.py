"""Who proposes: asked for by a verb of proposing behind the question word (誰建議設立X); who is to act is another question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from hetao_kg.answer.candidates import Candidate, statement_candidate
from hetao_kg.answer.items import TRUST, entity_item
from hetao_kg.answer.named import Named
from hetao_kg.answer.question import Question
from hetao_kg.answer.retrieve import Matcher, softened
from hetao_kg.answer.support import supports
from hetao_kg.derived import kept
from hetao_kg.text import any_of, any_pattern, fold, key
from hetao_kg.types import AnswerItem, Evidence, Hit

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: Statements looked at, best first; and what one must match the question by.
LOOKED_AT, FLOOR = 3, 0.6


@kept()
def proposers(kb: KnowledgeBase) -> dict[str, tuple[tuple[str, tuple[Evidence, ...]], ...]]:
    """Id of each proposed statement -> who proposes it, an entity id or a name, with the evidence where they do.

    That is whoever speaks there, else the publisher of the document, else its author; the subject of the statement is who
    is to act.
    """
    bodies = {key(name): e.id for e in kb.entities.values() if e.kind in ("Institution", "Person") for name in e.names()}
    found: dict[str, dict[str, tuple[Evidence, ...]]] = {}
    for s in kb.statements:
        for e in s.evidence if s.status == "proposed" else ():
            about = kb.documents[e.quote.document].metadata
            name = e.speaker or bodies.get(key(about.publisher)) or about.publisher or about.author
            if name:
                row = found.setdefault(s.id, {})
                row[name] = (*row.get(name, ()), e)
    return {i: tuple(row.items()) for i, row in found.items()}


def asks_proposer(kb: KnowledgeBase, question: Question) -> bool:
    """Whether ``question`` asks who puts something forward: 誰建議…, 哪個機構提出…, who proposed …, which body recommends …."""
    words = kb.ontology.questions["proposing"]
    text = fold(question.text)
    if question.language == "en":
        verbs, before = any_of(words["en"]), any_of(words["before_en"])
        return re.match(rf"(?:who|which [\w ]{{3,24}}?|whose \w+) (?:(?:{before}) )*(?:{verbs})\b", text) is not None
    asking, classifiers = kb.ontology.questions["asking"], kb.ontology.questions["classifiers"]["asked"]
    lists = (asking["who"], asking["which"], classifiers, words["before"], words["zh"])
    who, which, one, before, verbs = (any_pattern(map(fold, row)) for row in lists)
    return re.search(rf"(?:{who}|(?:{which})(?:{one})[^,。?]{{0,8}}?)(?:{before})*(?:{verbs})", text) is not None


def of_proposers(
    kb: KnowledgeBase, question: Question, named: Named, matcher: Matcher, hits: Sequence[Hit]
) -> tuple[list[AnswerItem], list[Candidate]] | None:
    """Who proposes what the question names, with the evidence where they do, and the statements looked at, best first.

    None where the question asks something else or the graph holds no such proposal; no answers where nobody tells who speaks.
    """
    if not named.all or question.kind == "Policy" or not asks_proposer(kb, question):
        return None
    ranked = sorted(_matched(kb, question, named, matcher, hits), key=lambda c: (-c.match, c.statement.id if c.statement else ""))
    best = next((c for c in ranked[:LOOKED_AT] if c.match >= FLOOR and supports(kb, question, named, matcher, c)), None)
    if best is None or best.statement is None:
        return None
    sure, relation = softened(best.match + TRUST), best.statement.predicate
    return [_item(kb, question, name, evidence, sure, relation) for name, evidence in proposers(kb).get(best.statement.id, ())], ranked


def _item(
    kb: KnowledgeBase, question: Question, name: str, evidence: tuple[Evidence, ...], sure: float, relation: str
) -> AnswerItem:
    """The proposer as an answer: an entity by its id, or a publisher whom only its name tells."""
    entity = kb.entities.get(name) or kb.ontology.entities.get(name)
    if entity:
        return entity_item(entity, question, "proposed", evidence, "graph", sure, relation)
    return AnswerItem(name, (name,), "Institution", "", "proposed", evidence, None, None, "graph", sure, relation)


def _matched(
    kb: KnowledgeBase, question: Question, named: Named, matcher: Matcher, hits: Sequence[Hit]
) -> Iterator[Candidate]:
    """The proposed statements about what is named, those about the most of it, of a relation asked for if there are any."""
    put = [s for s in kb.statements if s.status == "proposed"]
    rows = [(s, sum(bool({s.subject, s.object} & g) for g in named.groups.values())) for s in put]
    rows = [(s, n) for s, n in rows if n and n == max(m for _, m in rows)]
    related = [(s, n) for s, n in rows if s.predicate in question.predicates]
    ranks = {h.passage.id: h.score / hits[0].score for h in hits}
    for s, _ in related or rows:
        yield statement_candidate(kb, question, named, matcher, ranks, s, s.subject)
