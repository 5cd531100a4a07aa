"""What may answer a question: statements of the graph and names, dates and amounts in sentences, each with its features."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hetao_kg.answer import graph
from hetao_kg.answer.amounts import ahead, given_up, narrower
from hetao_kg.answer.bound import bound
from hetao_kg.answer.concepts import RELATED
from hetao_kg.answer.constraints import met
from hetao_kg.answer.denial import asks_for_denial, denies
from hetao_kg.answer.enumerations import LED, listed
from hetao_kg.answer.heads import of_class
from hetao_kg.answer.holders import asks_holder, holders
from hetao_kg.answer.lists import Lists
from hetao_kg.answer.named import Named, mention_counts
from hetao_kg.answer.numbers import CELL, RANK, cells, is_rank, unmarked
from hetao_kg.answer.question import Question, kinds_for
from hetao_kg.answer.retrieve import Matcher, Sentence, mentions_between, passage_at
from hetao_kg.answer.roles import Roles
from hetao_kg.answer.units import unit_fits
from hetao_kg.split import sentences
from hetao_kg.text import any_of, fold
from hetao_kg.types import Evidence, Figure, Hit, Mention, Statement, Value

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: Worth of having the status the question speaks of (擬議的, proposed).
STATUS = 0.05
#: Characters on either side of a name that count as its surroundings, and as directly beside it.
AROUND, BESIDE = 50, 16
#: What may stand in brackets behind a name.
_aside = re.compile(r"^\([^)]*\)")
#: A line opens with a name that begins within so many characters.
OPENING = 2
#: What each feature of a candidate is worth; fitted on development questions, one document left out at a time.
WEIGHTS = {
    "words": 0.20, "meaning": 0.17, "passage": 0.43, "time": 0.16, "around": 0.32, "beside": 0.17,
    "agent": 0.15, "role": 0.25, "head": 0.22, "person": 0.21, "unit": 0.13, "former": -0.35, "narrow": -0.15, "listed": 0.11, "rare": 0.28,
    "clause": -0.5, "unsaid": -0.4, "ahead": -0.3, "row": 0.2,
}  # fmt: skip
#: Relations that may be asked for from either end with "who".
_EITHER = ("cooperatesWith", "holdsPost", "partOf", "supports")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that may answer: a mention in a sentence, or the end of a statement or a figure that is given there."""

    sentence: Sentence
    mention: Mention
    features: tuple[tuple[str, float], ...]
    match: float
    statement: Statement | None = None
    #: Entity id (or ``date:…``) of the end of the statement that answers, or of what the figure is about.
    answer: str = ""
    figure: Figure | None = None

    @property
    def said(self) -> float:
        """How well what it is said in matches, whether or not it is of a part only."""
        return self.match - WEIGHTS["narrow"] * dict(self.features).get("narrow", 0.0)


    @property
    def of_class(self) -> float:
        """Whether its name is of the class asked for: 1 if so, -1 if of another."""
        return dict(self.features).get("head", 0.0)


@dataclass(frozen=True, slots=True)
class Tried:
    """One query of the graph, and how many statements or figures it found."""

    sparql: str
    found: int


def from_graph(
    kb: KnowledgeBase, question: Question, named: Named, matcher: Matcher, hits: Sequence[Hit]
) -> tuple[list[Candidate], tuple[Tried, ...]]:
    """Statements of the relation asked for about what the question names, best first, and the queries tried for them.

    The first query that finds anything usable is the last that is tried.
    """
    tried: list[Tried] = []
    ranks = {h.passage.id: h.score / hits[0].score for h in hits}
    for pattern in graph.patterns(question, [tuple(sorted(g)) for g in named.groups.values()]):
        query = graph.sparql(pattern)
        usable = [(s, a) for s, a in graph.run(kb, query) if _usable(question, named, s, a)]
        found = [statement_candidate(kb, question, named, matcher, ranks, s, a) for s, a in usable]
        rows = _of_one_class([c for c in found if question.polar or met(kb, question, c.sentence, c.statement)])
        tried.append(Tried(query, len(rows)))
        if rows:
            return sorted(rows, key=lambda c: (-c.match, c.statement.id if c.statement else "", c.answer)), tuple(tried)
    return [], tuple(tried)


def _usable(question: Question, named: Named, statement: Statement, answer: str) -> bool:
    if statement.predicate == "abbreviates":
        return False
    if question.polar and question.kind == "Status":
        return True
    if statement.status == "negated" and question.status != "negated":
        return False
    if answer in named.all and question.kind not in ("Date", "Amount"):
        return False
    if statement.predicate == "holdsPost" and statement.note and not _of_post(question, statement.note):
        return False
    # who acts, not what is acted on
    return "Who" not in question.kinds or answer == statement.subject or statement.predicate in _EITHER


def _of_post(question: Question, post: str) -> bool:
    """Whether the post of a statement is one the question speaks of, or it speaks of none: who presides is no member."""
    said = [c for c in question.concepts if c.relation == "holdsPost"]
    words = [w for c in said for w, worth in c.words if worth > RELATED and ("副" in w) == ("副" in c.said)]  # a deputy is not the chief
    return not said or any(w in fold(post) for w in words if "副" in w or "副" not in fold(post))


def statement_candidate(
    kb: KnowledgeBase, question: Question, named: Named, matcher: Matcher, ranks: dict[str, float], statement: Statement, answer: str
) -> Candidate:
    """A statement, matched by the best of the sentences it is said in."""
    rows = []
    for evidence in statement.evidence[:3]:
        sentence = sentence_of(kb, evidence, matcher, ranks)
        q = evidence.quote
        own = next((m for m in sentence.mentions if m.entity == answer), None)
        mention = own or Mention(q.start, q.start, "", "Institution", "statement", answer)
        found = features(kb, question, named, matcher, sentence, mention)
        if question.kind == "Amount" and statement.amount:  # one giver's share is not the total
            given = [m for m in sentence.mentions if m.kind == "Amount"]
            sum_ = next((m.start for m in given if m.value and m.value.value == statement.amount.value), -1)
            found |= bound(matcher, sentence, given, given).get(sum_, {})
        rows.append(Candidate(sentence, mention, tuple(found.items()), weighed(found), statement, answer))
    best = max(rows, key=lambda c: c.match)
    asked = 0.0 if not question.status else STATUS if statement.status == question.status else -STATUS
    relations = question.predicates
    rank = relations.index(statement.predicate) if statement.predicate in relations else len(relations)
    date = answer.removeprefix("date:") if answer.startswith("date:") else statement.date or ""
    match = best.match + asked - 0.05 * rank + WEIGHTS["unit"] * exactness(question, date)
    return Candidate(best.sentence, best.mention, best.features, match, statement, answer)


def sentence_of(kb: KnowledgeBase, evidence: Evidence, matcher: Matcher, ranks: dict[str, float]) -> Sentence:
    """The sentence a quotation stands in; ``ranks`` are the scores of passages by id, 1 the best."""
    q = evidence.quote
    whole = kb.documents[q.document].text
    first, last = whole.rfind("\n", 0, q.start) + 1, whole.find("\n", q.end)
    a, b = next(
        ((a, max(b, q.end)) for a, b in sentences(whole, first, len(whole) if last < 0 else last) if a <= q.start < b), (q.start, q.end)
    )
    passage = passage_at(kb, q.document, q.start)
    lexical, cosine = matcher.both(whole[a:b])
    mentions = mentions_between(kb, q.document, a, b)
    return Sentence(q.document, a, b, whole[a:b], passage, lexical, cosine, ranks.get(passage.id, 0.0), mentions)


def from_text(
    kb: KnowledgeBase, question: Question, found: Iterable[Sentence], kind: str, named: Named, matcher: Matcher
) -> list[Candidate]:
    """Every mention of the kind wanted that the question does not name itself, best first."""
    holder = asks_holder(kb, question)
    said, wanted = fold(question.text), ("Person",) if kind in ("Who", "Thing") and holder else kinds_for(kind)
    if kind == "Thing" and not holder and question.predicates and question.entities:  # what it approves is of a kind that can be approved
        wanted = tuple(sorted(kb.ontology.kinds.get(question.predicates[0], ((), wanted))[1]))
    general = {fold(w) for w in kb.ontology.questions["general_answers"]["zh"]}
    rows, played, of_denial = [], Roles.of(kb, question), asks_for_denial(kb, question)
    for sentence in found:
        if question.documents and sentence.document not in question.documents:
            continue
        if question.several and _open_lines(kb, sentence, wanted):  # the answers stand in the lines behind it
            continue
        mentions = listed(kb, sentence, kind)
        if kind == "Amount":
            mentions = (*mentions, *unmarked(kb, question, matcher, sentence))
        elif kind in ("Who", "Thing") and holder:
            mentions = holders(kb, question, sentence)
        row = [m for m in mentions if m.kind == kind and kind in ("Date", "Amount")]
        own = bound(matcher, sentence, row, [m for m in row if _counts(kb, question, m)])
        for m in mentions:
            if m.kind not in wanted or (m.entity and m.entity in named.all) or fold(m.surface) in said or fold(m.surface) in general:
                continue
            if not _counts(kb, question, m):
                continue
            if not of_denial and denies(kb, sentence.text, m.start - sentence.start):
                continue
            if m.kind == "Person" and any(word in _clause(sentence, m) for word in question.aside):
                continue
            its = features(kb, question, named, matcher, sentence, m) | own.get(m.start, {})
            if not played.excludes(m, its["role"]):
                rows.append(Candidate(sentence, m, tuple(its.items()), weighed(its)))
    return sorted(_of_one_class(rows), key=lambda c: (-c.match, c.sentence.document, c.mention.start))


def _clause(sentence: Sentence, m: Mention) -> str:
    """The clause a mention stands in, folded."""
    text, a, b = fold(sentence.text), m.start - sentence.start, m.end - sentence.start
    start = max(text.rfind(mark, 0, a) for mark in ",;。") + 1
    return text[start : min((i for mark in ",;。" if (i := text.find(mark, b)) >= 0), default=len(text))]


def exactness(question: Question, value: str) -> float:
    """1 for an ISO date as exact as is asked for (哪一天), -1 for another, 0 where any is exact enough."""
    return 0.0 if not question.exact or question.kind != "Date" else 1.0 if len(value) >= question.exact else -1.0


def _of_one_class(found: list[Candidate]) -> list[Candidate]:
    """Those of the class asked for where there are any: where one is a university, no laboratory is the answer."""
    return [c for c in found if c.of_class >= 0] if any(c.of_class == 1 for c in found) else found


def _counts(kb: KnowledgeBase, question: Question, m: Mention) -> bool:
    """Whether a number is in a unit that is asked for; everything else is."""
    if m.kind != "Amount" or not question.units:
        return True
    if is_rank(m) or RANK in question.units:
        return is_rank(m) and RANK in question.units
    return m.value is not None and unit_fits(kb, m.value.unit, question.units)


def _open_lines(kb: KnowledgeBase, sentence: Sentence, wanted: Sequence[str]) -> bool:
    """Whether a sentence leads to a list whose lines open with something of the kind wanted."""
    listing = Lists.of(kb).behind(sentence.document, sentence.start)
    if listing is None:
        return False
    first = [next(iter(mentions_between(kb, sentence.document, a, b)), None) for a, b in listing.items]
    opened = [m for m, (a, _) in zip(first, listing.items, strict=True) if m and m.kind in wanted and m.start - a <= OPENING]
    return len(opened) > len(listing.items) // 2


def features(kb: KnowledgeBase, question: Question, named: Named, matcher: Matcher, sentence: Sentence, m: Mention) -> dict[str, float]:
    """What speaks for ``m`` in ``sentence`` as the answer, all about 0 to 1; :data:`WEIGHTS` says what each is worth."""
    text = kb.documents[sentence.document].text
    before, after = text[max(sentence.start, m.start - AROUND) : m.start], text[m.end : min(sentence.end, m.end + AROUND)]
    unit = fold(m.value.unit) if m.value else ""
    dated, told = sentence.mentions, sentence.text
    if sentence.led:
        a, b = sentence.led.lead
        dated, told = (*dated, *mentions_between(kb, sentence.document, a, b)), text[a:b] + told
    head = 1.0 if fold(after).startswith(tuple(question.head) or "\n") else of_class(kb, question, m)  # 北環線鐵路
    called = m.kind == "Person" and any(h in _outside(sentence, m.start - BESIDE, m.start) for h in question.head)  # 成員有財政司司長
    return {
        "words": sentence.lexical, "meaning": sentence.cosine, "passage": sentence.ranked,
        "time": _timely(kb, named, sentence, m, dated, told), "around": matcher.lexical(before + "\n" + after, sentence.led),
        "beside": matcher.lexical(before[-BESIDE:] + "\n" + after[:BESIDE]),
        "agent": float(_acts(kb, question, named, sentence, m)), "role": Roles.of(kb, question).fit(sentence, m, named.all),
        "head": float(called) or head,
        "person": float("Who" in question.kinds and m.kind == "Person"),
        "unit": exactness(question, m.value.value) if m.kind == "Date" and m.value else float(bool(unit) and unit in question.units),
        "former": given_up(kb, question, sentence, m), "ahead": float(ahead(kb, question, sentence, m)),
        "narrow": narrower(kb, question, sentence, m), "row": float(m.rule == LED),
        "listed": float(m.rule in ("listed", "defined", "title")),
        "rare": 1 / (1 + mention_counts(kb).get(m.entity, 0)) if m.entity else 0.5,
    }  # fmt: skip


def _timely(kb: KnowledgeBase, named: Named, sentence: Sentence, m: Mention, dated: Sequence[Mention], told: str) -> float:
    """How well the time fits; the cell of a table is of the time its column or row says."""
    day = next((f.date for f, start, _ in cells(kb, sentence.document) if start == m.start), "") if m.rule == CELL else ""
    return named.timely([Mention(0, 0, "", "Date", CELL, "", Value(day))], day) if day else named.timely(dated, told)


def _acts(kb: KnowledgeBase, question: Question, named: Named, sentence: Sentence, m: Mention) -> bool:
    """Whether the words behind a name say that it does what is asked (由甲營運), or has what is named (甲的「平台」)."""
    if m.kind not in ("Institution", "Person"):
        return False
    after = _aside.sub("", fold(sentence.text[m.end - sentence.start :]))
    if after.startswith("的"):
        return any(0 < o.start - m.end <= OPENING and o.entity in named.all for o in sentence.mentions)
    verbs = tuple(fold(w) for p in question.predicates[:2] for w in kb.ontology.questions["predicates"][p]["zh"])
    between = any_of(kb.ontology.words["grammar"]["before_verb"])
    return re.match(f"(?:{between}){{0,2}}(?:{any_of(verbs)})", after) is not None


def _outside(sentence: Sentence, start: int, end: int) -> str:
    """What a stretch of a sentence says outside names, folded: no 委員 in 委員會."""
    said = list(fold(sentence.text))
    for m in sentence.mentions:
        if m.kind in ("Institution", "Policy"):
            said[m.start - sentence.start : m.end - sentence.start] = " " * (m.end - m.start)
    return "".join(said[max(0, start - sentence.start) : end - sentence.start])


def weighed(found: dict[str, float]) -> float:
    """The features of a candidate by what each is worth."""
    return sum(WEIGHTS[name] * value for name, value in found.items())
