"""Candidates -> answers: what the graph holds first, what the best sentence says where it does not, else nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hetao_kg.answer.question import Question
from hetao_kg.answer.retrieve import Matcher, Sentence, closure, from_graph, query_for, softened
from hetao_kg.extract.statements import LONGEST_QUOTE
from hetao_kg.graph import terms
from hetao_kg.output import names
from hetao_kg.text import fold
from hetao_kg.types import AnswerItem, Entity, Evidence, Mention, Statement

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: A statement must match the question at least this well to be an answer, a sentence this well to be read.
GRAPH_FLOOR, TEXT_FLOOR = 0.22, 0.36
#: Statements that match less than this share of the best one are left out.
NEAR = 0.6
#: What a statement of the right relation between the right things is worth beside a sentence.
TRUST = 0.25
#: Dates of these relations are the date of the act itself.
_DATED = ("signs", "issues", "establishes", "funds", "approves", "locatedIn", "renamedTo")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A statement that may answer, the end of it that would, and how well it matches."""

    statement: Statement
    answer: str
    match: float


def graph_candidates(kb: KnowledgeBase, question: Question, matcher: Matcher) -> tuple[list[Candidate], str]:
    """Statements of the relation asked for about what the question names, best first, and the SPARQL that found them."""
    if not question.predicates or not question.entities:
        return [], ""
    things = sorted({t for e in question.entities for t in closure(kb, e)})
    kind = question.kind if question.kind in ("Institution", "Policy", "Field", "Place", "Person") else ""
    sparql = query_for(question.predicates[:3], things, kind)
    found = from_graph(kb, sparql)
    asked = set(things)
    iris = {str(terms.entity(e)): e for e in kb.entities}
    usable = [(s, iris.get(iri, iri)) for s, iri in found if s.predicate != "abbreviates"]
    usable = [(s, a) for s, a in usable if a not in asked or question.kind in ("Date", "Amount", "Status")]
    texts = [s.evidence[0].quote.text for s, _ in usable]
    rows = []
    for (s, answer), match in zip(usable, matcher.matches(texts), strict=True):
        order = question.predicates.index(s.predicate)
        both = len({s.subject, s.object} & asked) + sum(any(m in asked for m in _mentioned(kb, e)) for e in s.evidence[:1])
        rows.append(Candidate(s, answer, match + 0.06 * both - 0.05 * order))
    return sorted(rows, key=lambda c: (-c.match, c.statement.id, c.answer)), sparql


def _mentioned(kb: KnowledgeBase, evidence: Evidence) -> list[str]:
    from hetao_kg.answer.retrieve import mentions_between

    q = evidence.quote
    return [m.entity for m in mentions_between(kb, q.document, q.start, q.end)]


def from_statements(kb: KnowledgeBase, question: Question, candidates: Sequence[Candidate]) -> list[AnswerItem]:
    """Answers the statements give, best first; one for each thing, with all its evidence."""
    if not candidates:
        return []
    best = candidates[0].match
    first = candidates[0].statement.predicate
    grouped: dict[tuple[str, str], AnswerItem] = {}
    for c in candidates:
        if c.match < NEAR * best or c.match < GRAPH_FLOOR or (c.statement.predicate != first and question.kind != "Status"):
            continue
        item = _item(kb, question, c)
        if item is None:
            continue
        slot = (item.iri or item.label, item.status)
        kept = grouped.get(slot)
        grouped[slot] = replace(kept, evidence=_joined(kept.evidence, item.evidence)) if kept else item
    items = list(grouped.values())
    return items if question.several or question.kind not in ("Date", "Amount") else items[:1]


def _joined(a: tuple[Evidence, ...], b: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    return tuple({(e.quote.document, e.quote.start, e.quote.end): e for e in (*a, *b)}.values())


def _item(kb: KnowledgeBase, question: Question, c: Candidate) -> AnswerItem | None:
    s = c.statement
    confidence = softened(c.match + TRUST)
    if question.kind == "Date":
        value = s.object[5:] if s.object.startswith("date:") else s.date if s.predicate in _DATED else ""
        return AnswerItem(value, (value,), "Date", "", s.status, s.evidence, value, None, "graph", confidence, s.predicate) if value else None
    if question.kind == "Amount":
        if not s.amount:
            return None
        return AnswerItem(s.amount.value, (s.amount.value,), "Amount", "", s.status, s.evidence, s.amount.value, s.amount.unit or None, "graph", confidence, s.predicate)
    entity = kb.entities.get(c.answer)
    return entity_item(entity, question, s.status, s.evidence, "graph", confidence, s.predicate) if entity else None


def entity_item(entity: Entity, question: Question, status: str, evidence: tuple[Evidence, ...], source: str, confidence: float, predicate: str = "") -> AnswerItem:
    """An answer that is a thing, labelled in the asker's language where a label exists."""
    label = entity.label(question.language)
    return AnswerItem(label, tuple(dict.fromkeys([label, *names(entity)])), entity.kind, str(terms.entity(entity.id)), status, evidence, None, None, source, confidence, predicate)


# -- reading the answer out of the text


def from_text(kb: KnowledgeBase, question: Question, found: Sequence[Sentence], matcher: Matcher) -> tuple[list[AnswerItem], float]:
    """Answers read out of the best sentence that holds something of the kind asked for, and how well it matches."""
    if question.kind in ("", "Purpose", "Status"):
        return [], 0.0
    asked = {t for e in question.entities for t in closure(kb, e)}
    said = fold(question.text)
    best: tuple[float, Sentence, list[Mention]] | None = None
    for sentence in found:
        fitting = [m for m in sentence.mentions if m.kind == question.kind and m.entity not in asked and fold(m.surface) not in said]
        if not fitting:
            continue
        scored = sentence.match + (0.08 if question.entities and any(m.entity in asked for m in sentence.mentions) else 0.0)
        if question.head and any(question.head in fold(m.surface) for m in fitting):
            scored += 0.05
        if best is None or scored > best[0]:
            best = (scored, sentence, fitting)
    if best is None or best[0] < TEXT_FLOOR:
        return [], best[0] if best else 0.0
    match, sentence, fitting = best
    chosen = _nearest(kb, question, sentence, fitting, matcher)
    return [_text_item(kb, question, sentence, m, softened(match)) for m in chosen], match


def _nearest(kb: KnowledgeBase, question: Question, sentence: Sentence, fitting: Sequence[Mention], matcher: Matcher) -> list[Mention]:
    """The mention whose surroundings match the question best; with the names coordinated with it where several are asked for."""
    text = kb.documents[sentence.document].text
    windows = [text[max(sentence.start, m.start - 28):min(sentence.end, m.end + 28)] for m in fitting]
    scores = [(matcher.lexical(w) + (0.1 if question.head and question.head in fold(m.surface) else 0), -n) for n, (w, m) in enumerate(zip(windows, fitting, strict=True))]
    at = -max(scores)[1]
    if not question.several:
        return [fitting[at]]
    first = last = at
    while first > 0 and _coordinated(text, fitting[first - 1], fitting[first]):
        first -= 1
    while last + 1 < len(fitting) and _coordinated(text, fitting[last], fitting[last + 1]):
        last += 1
    return list(fitting[first:last + 1])


def _coordinated(text: str, left: Mention, right: Mention) -> bool:
    between = text[left.end:right.start]
    return len(between) <= 14 and "。" not in between and any(c in between for c in "、及和與与") or between.strip("」』”》「『“《 ") in ("、", "及", "和", "與", "与", "以及", "")


def _text_item(kb: KnowledgeBase, question: Question, sentence: Sentence, mention: Mention, confidence: float) -> AnswerItem:
    document = kb.documents[sentence.document]
    start, end = clip(document.text, sentence.start, sentence.end, mention.start, mention.end)
    status, cue = kb.extractor.status_of(document.text, sentence.start, sentence.end, mention.start, mention.end)
    evidence = (Evidence(document.quote(start, end), sentence.passage.section, cue, "read from text", sentence.passage.page),)
    if mention.kind in ("Date", "Amount"):
        value = mention.value.value if mention.value else None
        return AnswerItem(mention.surface, (mention.surface,), mention.kind, "", status, evidence, value, mention.value.unit or None if mention.value else None, "text", confidence)
    entity = kb.entities.get(mention.entity)
    if entity is None:
        return AnswerItem(mention.surface, (mention.surface,), mention.kind, "", status, evidence, source="text", confidence=confidence)
    return entity_item(entity, question, status, evidence, "text", confidence)


def clip(text: str, start: int, end: int, inner_start: int, inner_end: int) -> tuple[int, int]:
    """The sentence, or the clauses around ``[inner_start, inner_end)`` that fit into the longest quotation."""
    if end - start <= LONGEST_QUOTE:
        return start, end
    cuts = [start, *(i + 1 for i in range(start, end) if text[i] in "，；,;：。\n"), end]
    a = max(c for c in cuts if c <= inner_start)
    b = min((c for c in cuts if c >= inner_end), default=end)
    if b - a > LONGEST_QUOTE:
        a, b = max(start, inner_start - LONGEST_QUOTE // 2), min(end, inner_start + LONGEST_QUOTE // 2)
    while True:
        left = max((c for c in cuts if c < a), default=a)
        right = min((c for c in cuts if c > b), default=b)
        if left < a and b - left <= LONGEST_QUOTE:
            a = left
        elif right > b and right - a <= LONGEST_QUOTE:
            b = right
        else:
            break
    while a < b and text[a].isspace():
        a += 1
    return a, b


def ordered(items: Sequence[AnswerItem]) -> tuple[AnswerItem, ...]:
    """Answers by trust; the explorer groups them by status."""
    return tuple(items)


def summary(counts: Mapping[str, int]) -> str:
    """``2 in force, 1 proposed`` in English."""
    return ", ".join(f"{n} {s}" for s, n in counts.items())
