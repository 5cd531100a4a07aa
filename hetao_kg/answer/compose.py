"""Candidates -> answers: what the graph holds where it matches the question, else what the best sentence says, else nothing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hetao_kg.answer.question import Question, kinds_for, unit_fits
from hetao_kg.answer import graph
from hetao_kg.answer.graph import closure
from hetao_kg.answer.retrieve import Matcher, Sentence, mentions_between, passage_at, softened
from hetao_kg.extract.statements import LONGEST_QUOTE
from hetao_kg.graph import terms
from hetao_kg.output import names
from hetao_kg.split import sentences
from hetao_kg.text import fold
from hetao_kg.types import AnswerItem, Entity, Evidence, Hit, Mention, Statement, Status

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: A statement must match the question at least this well to be an answer, a sentence this well to be read.
GRAPH_FLOOR, TEXT_FLOOR = 0.45, 0.45
#: Answers that match less than this share of the best one are left out.
NEAR = 0.5
#: What a statement of the right relation is worth beside a sentence.
TRUST = 0.2
#: Names that make up less than about a thirtieth of all mentions are rare (ln 30).
RARE = 3.4
#: Worth of having the status the question speaks of (擬議的, proposed).
STATUS = 0.05
#: Characters on either side of a name that count as its surroundings.
AROUND = 50
#: What each feature of a candidate in the text is worth; fitted on development questions.
WEIGHTS = {
    "words": 0.20, "meaning": 0.34, "passage": 0.43, "named": 0.06, "time": 0.15, "around": 0.25, "beside": 0.34, "near": 0.04, "owns": 0.0,
    "head": 0.07, "person": 0.13, "unit": 0.09, "listed": 0.06, "rare": 0.24,
}  # fmt: skip
#: A passage must say at least this share of what is asked beside the names.
REST_FLOOR = 0.13
#: If the question has words no passage holds, it must say this share, or its sentence match this well.
UNHEARD_REST, UNHEARD_MATCH = 0.25, 0.85
#: Dates of these relations are the date of the act itself.
_ACTS = ("signs", "issues", "establishes", "funds", "locatedIn", "renamedTo")
#: Relations that may be asked for from either end with "who".
_EITHER = ("cooperatesWith", "holdsPost", "partOf", "supports")
_THINGS = ("Institution", "Policy", "Place", "Field", "Person")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A statement that may answer, the end of it that would, and how well it matches."""

    statement: Statement
    answer: str
    match: float


class Topic:
    """What a question names, and how much of it a sentence names too: rare names count more than common ones."""

    def __init__(self, kb: KnowledgeBase, question: Question) -> None:
        self._kb = kb
        self.groups = {e: frozenset(closure(kb, e)) for e in question.entities}
        self.all = frozenset(i for g in self.groups.values() for i in g)
        counts = mention_counts(kb)
        total = sum(counts.values()) or 1
        self.weights = {e: math.log(total / (1 + sum(counts.get(i, 0) for i in g))) for e, g in self.groups.items()}
        #: Whether the documents never mention anything the question names (Paris); a field may go by other words.
        fields = {i for i in self.all for table in (kb.entities, kb.ontology.entities) if i in table and table[i].kind == "Field"}
        self.unmentioned = bool(self.all) and not any(i in counts or i in fields for i in self.all)
        self._years = {d[:4] for d in question.dates}
        self._dates = question.dates

    def share(self, mentions: Iterable[Mention], also: Iterable[str] = ()) -> float:
        """Weighted share of the things named that are among the mentions, and whether the date named fits."""
        inside = {m.entity for m in mentions} | set(also)
        whole = sum(self.weights.values())
        return sum(w for e, w in self.weights.items() if self.groups[e] & inside) / (whole + 3) if whole else 0.0

    def exact(self, statement: Statement) -> bool:
        """Whether the statement is about something rare that the question names: then it answers whatever its words are."""
        ends = {statement.subject, statement.object}
        return any(self.weights[e] >= RARE and group & ends for e, group in self.groups.items())

    def timely(self, mentions: Sequence[Mention], text: str) -> float:
        """Bonus where a date the question names stands in the sentence, malus where only other years do."""
        if not self._dates:
            return 0.0
        said = [m.value.value for m in mentions if m.kind == "Date" and m.value]
        if any(d in s or s in d for d in self._dates for s in said) or any(y in text for y in self._years):
            return 1.0
        return -1.0 if said else -0.3


_counts: dict[int, tuple[object, dict[str, int]]] = {}


def mention_counts(kb: KnowledgeBase) -> dict[str, int]:
    """How often each entity is mentioned."""
    kept = _counts.get(id(kb))
    if kept is None or kept[0] is not kb:
        table: dict[str, int] = {}
        for row in kb.mentions.values():
            for mention in row:
                table[mention.entity] = table.get(mention.entity, 0) + 1
        _counts.clear()
        _counts[id(kb)] = kept = (kb, table)
    return kept[1]


def graph_candidates(
    kb: KnowledgeBase, question: Question, topic: Topic, matcher: Matcher, hits: Sequence[Hit]
) -> tuple[list[Candidate], str]:
    """Statements of the relation asked for about what the question names, best first, and the SPARQL that found them."""
    if not question.predicates or not question.entities or question.kind in ("Purpose", "Status"):
        return [], ""
    found: list[tuple[Statement, str]] = []
    sparql = ""
    for pattern in graph.patterns(question, [tuple(sorted(g)) for g in topic.groups.values()]):
        sparql = graph.sparql(pattern)
        found = graph.run(kb, sparql)
        if found:
            break
    usable = [(s, a) for s, a in found if s.predicate != "abbreviates"]
    usable = [(s, a) for s, a in usable if a not in topic.all or question.kind in ("Date", "Amount")]
    if question.status == "negated":  # who does not: what holds is no answer
        usable = [(s, a) for s, a in usable if s.status == "negated"]
    if "Who" in question.kinds:  # who acts, not what is acted on
        usable = [(s, a) for s, a in usable if a == s.subject or s.predicate in _EITHER]
    ranks = {h.passage.id: h.score / hits[0].score for h in hits}
    rows = []
    for s, answer in usable:
        best = max(weighed(features(kb, question, topic, matcher, *place)) for place in _places(kb, s, answer, ranks, matcher))
        asked = 0.0 if not question.status else STATUS if s.status == question.status else -STATUS
        rows.append(Candidate(s, answer, best + asked - 0.05 * question.predicates.index(s.predicate)))
    return sorted(rows, key=lambda c: (-c.match, c.statement.id, c.answer)), sparql


def _places(
    kb: KnowledgeBase, statement: Statement, answer: str, ranks: dict[str, float], matcher: Matcher
) -> Iterable[tuple[Sentence, Mention]]:
    """The sentences a statement is said in, each with the mention of the answer (or of the quotation where it is left out)."""
    for evidence in statement.evidence[:3]:
        document, a, b = _sentence_around(kb, evidence)
        text = kb.documents[document].text[a:b]
        passage = passage_at(kb, document, evidence.quote.start)
        mentions = tuple(mentions_between(kb, document, a, b))
        lexical, cosine = matcher.both(text)
        sentence = Sentence(document, a, b, text, passage, lexical, cosine, ranks.get(passage.id, 0.0), mentions)
        q = evidence.quote
        own = next((m for m in mentions if m.entity == answer), None)
        yield sentence, own or Mention(q.start, q.start, "", "Institution", "statement", answer)


def _sentence_around(kb: KnowledgeBase, evidence: Evidence) -> tuple[str, int, int]:
    """The sentence a quotation stands in."""
    q = evidence.quote
    text = kb.documents[q.document].text
    first, last = text.rfind("\n", 0, q.start) + 1, text.find("\n", q.end)
    for a, b in sentences(text, first, len(text) if last < 0 else last):
        if a <= q.start < b:
            return q.document, a, max(b, q.end)
    return q.document, q.start, q.end


def from_statements(kb: KnowledgeBase, question: Question, topic: Topic, candidates: Sequence[Candidate]) -> list[AnswerItem]:
    """Answers the statements give, best first; one for each thing and status, with all its evidence."""
    if not candidates or candidates[0].match < GRAPH_FLOOR:
        return []
    best = candidates[0]
    near = NEAR if question.several else 0.9
    said = {(e.quote.document, e.quote.start) for e in best.statement.evidence}
    grouped: dict[tuple[str, str], AnswerItem] = {}
    for c in candidates:
        together = any((e.quote.document, e.quote.start) in said for e in c.statement.evidence)  # A、B and C signed it
        enough = NEAR / 2 if question.several and topic.exact(c.statement) else near
        if (c.match < enough * best.match and not together) or c.statement.predicate != best.statement.predicate:
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
        value = s.object[5:] if s.object.startswith("date:") else s.date if s.predicate in _ACTS else ""
        return (
            AnswerItem(value, (value,), "Date", "", s.status, s.evidence, value, None, "graph", confidence, s.predicate) if value else None
        )
    if question.kind == "Amount":
        if not s.amount:
            return None
        return AnswerItem(
            s.amount.value,
            (s.amount.value,),
            "Amount",
            "",
            s.status,
            s.evidence,
            s.amount.value,
            s.amount.unit or None,
            "graph",
            confidence,
            s.predicate,
        )
    entity = kb.entities.get(c.answer)
    if entity is None:
        return None
    # A policy that was issued is in force; issuing it is what was done.
    status: Status = (
        "in-force"
        if entity.kind == "Policy" and s.predicate in ("issues", "establishes", "supports") and s.status == "completed"
        else s.status
    )
    return entity_item(entity, question, status, s.evidence, "graph", confidence, s.predicate)


def entity_item(
    entity: Entity, question: Question, status: str, evidence: tuple[Evidence, ...], source: str, confidence: float, predicate: str = ""
) -> AnswerItem:
    """An answer that is a thing, labelled in the asker's language where a label exists."""
    label = entity.label(question.language)
    return AnswerItem(
        label,
        tuple(dict.fromkeys([label, *names(entity)])),
        entity.kind,
        str(terms.entity(entity.id)),
        status,
        evidence,
        None,
        None,
        source,
        confidence,
        predicate,
    )


# -- reading the answer out of the text


def from_text(
    kb: KnowledgeBase, question: Question, found: Sequence[Sentence], topic: Topic, matcher: Matcher
) -> tuple[list[AnswerItem], float]:
    """Answers read out of the best sentence that holds what is asked for, and how well it matches.

    Other sentences that say the same are added as evidence, so that an answer can be cited from every document.
    """
    kinds = [k for k in question.kinds if k not in ("Purpose", "Status")]
    if not kinds or topic.unmentioned:
        return [], 0.0
    items: list[AnswerItem] = []
    best = 0.0
    for kind in kinds:
        scored = sorted(_scored(kb, question, found, kind, topic, matcher), key=lambda r: (-r[0], r[1].document, r[2].start))
        if not scored or scored[0][0] < TEXT_FLOOR:
            continue
        match, sentence, mention = scored[0]
        said = _passage_text(kb, sentence)
        if matcher.rest(said) < REST_FLOOR:
            continue  # it speaks of the same thing, but not of what is asked
        best = max(best, match)
        row = [m for _, s, m in scored if s is sentence]
        chosen = _coordinates(kb, sentence, mention, row) if question.several and kind not in ("Amount", "Date") else [mention]
        for one in chosen:
            status, cue = _status(kb, sentence, one, question, matcher)
            if question.status == "negated" and status != "negated":
                continue
            evidence = [_evidence(kb, sentence, one, cue)]
            for other_match, other, same in scored[1:]:
                equal = (same.entity and same.entity == one.entity) or (same.value and one.value and same.value.value == one.value.value)
                if equal and other is not sentence and other_match >= 0.7 * match and len(evidence) < 4:
                    evidence.append(_evidence(kb, other, same, ""))
            items.append(_text_item(kb, question, one, status, evidence, softened(match)))
    return items, best


def _scored(
    kb: KnowledgeBase, question: Question, found: Sequence[Sentence], kind: str, topic: Topic, matcher: Matcher
) -> Iterable[tuple[float, Sentence, Mention]]:
    """Every mention of the kind wanted with how well it, its sentence and its surroundings match the question."""
    for found_features, sentence, mention in candidates(kb, question, found, kind, topic, matcher):
        yield weighed(found_features), sentence, mention


def candidates(
    kb: KnowledgeBase, question: Question, found: Sequence[Sentence], kind: str, topic: Topic, matcher: Matcher
) -> Iterable[tuple[dict[str, float], Sentence, Mention]]:
    """Mentions that may answer, each with its features (all about 0 to 1); :data:`WEIGHTS` says what each is worth."""
    said = fold(question.text)
    wanted = kinds_for(kind)
    for sentence in found:
        for m in sentence.mentions:
            if m.kind not in wanted or m.entity in topic.all or fold(m.surface) in said:
                continue
            if kind == "Amount" and question.units and not unit_fits(m, question.units):
                continue
            yield features(kb, question, topic, matcher, sentence, m), sentence, m


def features(kb: KnowledgeBase, question: Question, topic: Topic, matcher: Matcher, sentence: Sentence, m: Mention) -> dict[str, float]:
    """What speaks for ``m`` in ``sentence`` as the answer."""
    text = kb.documents[sentence.document].text
    before, after = text[max(sentence.start, m.start - AROUND) : m.start], text[m.end : min(sentence.end, m.end + AROUND)]
    near, owns = _close(m, [o for o in sentence.mentions if o.entity in topic.all], text)
    unit = fold(m.value.unit) if m.value else ""
    return {
        "words": sentence.lexical, "meaning": sentence.cosine, "passage": sentence.ranked, "named": topic.share(sentence.mentions),
        "time": topic.timely(sentence.mentions, sentence.text), "around": matcher.lexical(before + "\n" + after),
        "beside": matcher.lexical(before[-16:] + "\n" + after[:16]), "near": near, "owns": owns,
        "head": float(any(h in fold(m.surface) for h in question.head)),
        "person": float("Who" in question.kinds and m.kind == "Person"), "unit": float(bool(unit) and unit in question.units),
        "listed": float(m.rule in ("listed", "defined", "title")),
        "rare": 1 / (1 + mention_counts(kb).get(m.entity, 0)) if m.entity else 0.5,
    }  # fmt: skip


def weighed(found: dict[str, float]) -> float:
    """The features of a candidate by what each is worth."""
    return sum(WEIGHTS[name] * value for name, value in found.items())


def _passage_text(kb: KnowledgeBase, sentence: Sentence) -> str:
    return " ".join([*sentence.passage.section[-1:], sentence.passage.quote.text])


def _close(mention: Mention, others: Sequence[Mention], text: str) -> tuple[float, float]:
    """How near it stands to what the question names (1 is beside it), and whether it owns it (A的B)."""
    gaps = [o.start - mention.end if o.start >= mention.end else mention.start - o.end for o in others]
    if not gaps:
        return 0.0, 0.0
    owns = any(o.start > mention.end and text[mention.end : o.start].strip("「『“《") == "的" for o in others)
    return max(0.0, 1 - min(gaps) / AROUND), float(owns)


def _coordinates(kb: KnowledgeBase, sentence: Sentence, mention: Mention, row: Sequence[Mention]) -> list[Mention]:
    """``mention`` with the names coordinated with it, in order."""
    text = kb.documents[sentence.document].text
    ordered = sorted(row, key=lambda m: m.start)
    first = last = ordered.index(mention)
    while first > 0 and _coordinated(text, ordered[first - 1], ordered[first]):
        first -= 1
    while last + 1 < len(ordered) and _coordinated(text, ordered[last], ordered[last + 1]):
        last += 1
    return ordered[first : last + 1]


def _coordinated(text: str, left: Mention, right: Mention) -> bool:
    between = text[left.end : right.start]
    if len(between) > 14 or "。" in between:
        return False
    return any(c in between for c in "、及和與与") or between.strip("」』”》「『“《 ") == ""


def _evidence(kb: KnowledgeBase, sentence: Sentence, mention: Mention, cue: str) -> Evidence:
    document = kb.documents[sentence.document]
    start, end = clip(document.text, sentence.start, sentence.end, mention.start, mention.end)
    return Evidence(document.quote(start, end), sentence.passage.section, cue, "read from text", sentence.passage.page)


def _status(kb: KnowledgeBase, sentence: Sentence, mention: Mention, question: Question, matcher: Matcher) -> tuple[Status, str]:
    """Status of the clause that matches the question best, at or behind the mention; an act that happened is completed."""
    text = kb.documents[sentence.document].text
    status, cue = kb.extractor.status_of(text, sentence.start, sentence.end, mention.start, mention.end, matcher.lexical)
    acted = any(p in ("signs", "issues", "establishes", "funds") for p in question.predicates[:3])
    dated = (
        mention.kind == "Date" or (acted and mention.kind in ("Institution", "Person", "Amount")) or question.predicates[:1] == ("signs",)
    )
    if status == "in-force" and dated:
        published = kb.documents[sentence.document].metadata.date[:4]
        later = mention.kind == "Date" and mention.value is not None and published and mention.value.value[:4] > published
        return ("planned" if later else "completed"), cue
    return status, cue


def _text_item(
    kb: KnowledgeBase, question: Question, mention: Mention, status: str, evidence: list[Evidence], confidence: float
) -> AnswerItem:
    if mention.kind in ("Date", "Amount"):
        value = mention.value.value if mention.value else None
        return AnswerItem(
            mention.surface,
            (mention.surface,),
            mention.kind,
            "",
            status,
            tuple(evidence),
            value,
            (mention.value.unit or None) if mention.value else None,
            "text",
            confidence,
        )
    entity = kb.entities.get(mention.entity)
    if entity is None:
        return AnswerItem(
            mention.surface, (mention.surface,), mention.kind, "", status, tuple(evidence), source="text", confidence=confidence
        )
    return entity_item(entity, question, status, tuple(evidence), "text", confidence)


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
