"""Candidates -> answers with their status and the words they rest on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from hetao_kg.answer.amounts import holds
from hetao_kg.answer.candidates import Candidate
from hetao_kg.answer.named import Named
from hetao_kg.answer.numbers import CELL, cells
from hetao_kg.answer.question import Question
from hetao_kg.answer.retrieve import Matcher, Sentence, softened
from hetao_kg.extract.statements import LONGEST_QUOTE
from hetao_kg.graph import terms
from hetao_kg.output import names
from hetao_kg.text import any_of, fold
from hetao_kg.types import AnswerItem, Entity, Evidence, Mention, Status

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: What a statement of the right relation is worth beside a sentence.
TRUST = 0.2
#: Answers that match less than this share of the best one are left out: where several are expected, and where one is.
NEAR, NEAREST = 0.5, 0.9
#: Other sentences that say the same are added as evidence from this share of the best match on, up to so many.
ALSO, MOST_EVIDENCE = 0.7, 4
#: Dates of these relations are the date of the act itself.
_DATED = ("signs", "issues", "establishes", "funds", "locatedIn", "renamedTo")
#: Relations that are acts, and those that last.
ACTS, _LASTING = ("signs", "issues", "establishes", "funds"), ("locatedIn", "operates", "partOf", "holdsPost", "focusesOn")
#: Kinds that nobody puts forward: a paper is there, a date and a number belong to what is.
_NOT_PUT_FORWARD = ("Policy", "Date", "Amount")
#: Longest post between a body and who holds it there, in characters.
APPOSED = 12
#: A name stands directly behind 的 within so many characters.
BEHIND = 2


# -- from statements


def of_statements(kb: KnowledgeBase, question: Question, named: Named, candidates: Sequence[Candidate]) -> list[AnswerItem]:
    """Answers the statements give, best first; one for each thing and status, with all its evidence."""
    best = candidates[0] if candidates else None
    if best is None or best.statement is None:
        return []
    near = NEAR if question.several else NEAREST
    said = {(e.quote.document, e.quote.start) for e in best.statement.evidence}
    grouped: dict[tuple[str, str], AnswerItem] = {}
    for c in candidates:
        if c.statement is None or c.statement.predicate != best.statement.predicate:
            continue
        together = any((e.quote.document, e.quote.start) in said for e in c.statement.evidence)  # A、B and C signed it
        enough = NEAR / 2 if question.several and named.exact(c.statement) else near
        for item in _statement_items(kb, question, c) if together or c.match >= enough * best.match else ():
            slot = (item.iri or item.label, item.status)
            kept = grouped.get(slot)
            grouped[slot] = replace(kept, evidence=_joined(kept.evidence, item.evidence)) if kept else item
    items = list(grouped.values())
    return items if question.several or question.kind not in ("Date", "Amount") else items[:1]


def _joined(a: tuple[Evidence, ...], b: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    return tuple({(e.quote.document, e.quote.start, e.quote.end): e for e in (*a, *b)}.values())


def _statement_items(kb: KnowledgeBase, question: Question, c: Candidate) -> list[AnswerItem]:
    s = c.statement
    if s is None:
        return []
    sure = softened(c.match + TRUST)
    if question.kind == "Date":
        value = s.object[5:] if s.object.startswith("date:") else s.date if s.predicate in _DATED else ""
        return [AnswerItem(value, (value,), "Date", "", s.status, s.evidence, value, None, "graph", sure, s.predicate)] if value else []
    if question.kind == "Amount":
        if not s.amount:
            return []
        value = s.amount.value
        return [AnswerItem(value, (value,), "Amount", "", s.status, s.evidence, value, s.amount.unit or None, "graph", sure, s.predicate)]
    found = []
    for entity in parties(kb, question, c.answer):
        # A policy that was issued is in force; issuing it is what was done.
        issued = entity.kind == "Policy" and s.predicate in ("issues", "establishes", "supports") and s.status == "completed"
        found.append(entity_item(entity, question, "in-force" if issued else s.status, s.evidence, "graph", sure, s.predicate))
    return found


def parties(kb: KnowledgeBase, question: Question, identifier: str) -> list[Entity]:
    """The entity of that id; for a joint party its members, or their governments where a body is asked for."""
    body = question.kind in ("Who", "Institution")
    members = kb.ontology.members.get(identifier, (identifier,)) if body else (identifier,)
    ids = [kb.ontology.governments.get(i, i) if body and len(members) > 1 else i for i in members]
    return [entity for i in ids if (entity := kb.entities.get(i) or kb.ontology.entities.get(i)) is not None]


def entity_item(
    entity: Entity, question: Question, status: str, evidence: tuple[Evidence, ...], source: str, confidence: float, predicate: str = ""
) -> AnswerItem:
    """An answer that is a thing, labelled in the asker's language where a label exists."""
    label = entity.label(question.language)
    every = tuple(dict.fromkeys([label, *names(entity)]))
    return AnswerItem(
        label, every, entity.kind, str(terms.entity(entity.id)), status, evidence, None, None, source, confidence, predicate, entity.id
    )


# -- from figures


def of_figure(
    kb: KnowledgeBase, question: Question, c: Candidate, kind: str, beside: Sequence[AnswerItem] = ()
) -> list[AnswerItem]:
    """A figure as an answer: its number, or what it is about with the number where that is asked for.

    Sentences ``beside`` it that give the same number are added as evidence.
    """
    f = c.figure
    if f is None:
        return []
    sure, unit = softened(c.match + TRUST), f.value.unit or None
    if kind == "Amount":
        own, evidence = c.mention.surface or f.value.value, f.evidence
        for item in beside:
            evidence = _joined(evidence, item.evidence) if item.value == f.value.value else evidence
        return [AnswerItem(own, tuple(dict.fromkeys((own, f.value.value))), "Amount", "", f.status, evidence, f.value.value, unit,
                           "graph", sure)]  # fmt: skip
    about = kb.entities.get(f.about) or kb.ontology.entities.get(f.about)
    if about is None:
        return []
    return [replace(entity_item(about, question, f.status, f.evidence, "graph", sure), value=f.value.value, unit=unit)]


# -- from sentences


def of_sentence(
    kb: KnowledgeBase, question: Question, matcher: Matcher, candidates: Sequence[Candidate], best: Candidate
) -> list[AnswerItem]:
    """What the sentence of ``best`` answers: its mention, with those coordinated with it where several are expected.

    Other sentences that say the same are added as evidence, so that an answer can be cited from every document.
    """
    several = question.several and best.mention.kind not in ("Amount", "Date")
    found: list[AnswerItem] = []
    for sentence, one in together(kb, question, candidates, best) if several else [(best.sentence, best.mention)]:
        status, cue = _status(kb, sentence, one, question, matcher)
        if question.status == "negated" and status != "negated":  # who does not: what holds is no answer
            continue
        evidence = [cite(kb, sentence, one, cue)]
        for other in candidates:
            if other.sentence is not sentence and _equal(other.mention, one) and other.match >= ALSO * best.match:
                evidence.append(cite(kb, other.sentence, other.mention, ""))
        found += _mention_items(kb, question, one, status, tuple(evidence[:MOST_EVIDENCE]), softened(best.match))
    return list({i.iri or i.label: i for i in reversed(found)}.values())[::-1]


def cited(kb: KnowledgeBase, question: Question, item: AnswerItem, candidates: Sequence[Candidate], best: Candidate) -> AnswerItem:
    """``item`` with the sentences as further evidence that speak of the relation asked for and match about as well as the best."""
    more = [
        cite(kb, c.sentence, c.mention, "")
        for c in candidates
        if c.match >= ALSO * best.match
        and _relates(kb, question, c.sentence)
        and ((item.entity and c.mention.entity == item.entity) or (c.mention.value and item.value == c.mention.value.value))
    ]
    known = {e.quote.document for e in item.evidence}
    new = {e.quote.document: e for e in reversed(more) if e.quote.document not in known}
    return replace(item, evidence=(*item.evidence, *new.values())[: max(MOST_EVIDENCE, len(item.evidence))])


def _relates(kb: KnowledgeBase, question: Question, sentence: Sentence) -> bool:
    """Whether the sentence says a word of the relation asked for outside names: 審評中心 in a list of tenants approves nothing."""
    inside = list(fold(kb.documents[sentence.document].text[sentence.start : sentence.end]))
    for m in sentence.mentions:
        if m.kind in ("Institution", "Place", "Person"):
            inside[m.start - sentence.start : m.end - sentence.start] = " " * (m.end - m.start)
    words = (w for p in question.predicates[:2] for w in kb.ontology.questions["predicates"][p]["zh"])
    return not question.predicates or any(fold(w) in "".join(inside) for w in words)


def leading(kb: KnowledgeBase, question: Question, found: list[AnswerItem]) -> list[AnswerItem]:
    """Of several who do something together those who lead, where a question asks for them (由甲牽頭，聯同乙): all of them else."""
    words, text = kb.ontology.questions["heading"], fold(question.text)
    asked = re.search(any_of(map(fold, words["zh"])) + "|" + any_of(words["en"]), text)
    behind = re.compile(f"(?:{any_of(map(fold, words['zh']))}|,?(?:{any_of(map(fold, words['joined']))}))")

    def leads(item: AnswerItem) -> bool:
        said = [fold(kb.documents[e.quote.document].text[e.quote.start : e.quote.end + APPOSED]) for e in item.evidence]
        return any(behind.match(text[at + len(name) :]) for name in map(fold, item.labels) for text in said
                   if (at := text.find(name)) >= 0)  # fmt: skip

    return [item for item in found if leads(item)] or found if asked and len(found) > 1 else found


def _equal(a: Mention, b: Mention) -> bool:
    return bool((a.entity and a.entity == b.entity) or (a.value and b.value and a.value.value == b.value.value))


def together(
    kb: KnowledgeBase, question: Question, candidates: Sequence[Candidate], best: Candidate
) -> list[tuple[Sentence, Mention]]:
    """The mention of ``best`` with those coordinated with it, and with those that stand in its place in the other lines of its list.

    Only the first cells of rows belong together, and a line that names something of the question is chosen by it: the
    others are about other things.
    """
    own = coordinates(kb, best.sentence, best.mention, [c.mention for c in candidates if c.sentence is best.sentence])
    listing, column = best.sentence.led and best.sentence.led.listing, _column(best)
    lines: dict[int, list[Candidate]] = {}
    for c in candidates:
        if listing and c.sentence.led and c.sentence.led.listing is listing and _column(c) == column:
            lines.setdefault(c.sentence.led.start, []).append(c)
    first = {start: min(row, key=lambda c: c.mention.start) for start, row in lines.items()}
    chosen = any(m.entity in question.entities for m in best.sentence.mentions)
    if not listing or column or chosen or not any(first[start].mention in own for start in first):
        return [(best.sentence, m) for m in own]
    found = []
    for _, c in sorted(first.items()):
        row = [o.mention for o in candidates if o.sentence is c.sentence]
        found += [(c.sentence, m) for m in coordinates(kb, c.sentence, c.mention, row)]
    return found


def _column(c: Candidate) -> int:
    """The cell of its row that a mention stands in; 0 for a line of a list."""
    return c.sentence.text[: c.mention.start - c.sentence.start].count("\t")


def coordinates(kb: KnowledgeBase, sentence: Sentence, mention: Mention, row: Sequence[Mention]) -> list[Mention]:
    """``mention`` with the names of ``row`` coordinated with it, in order."""
    text = kb.documents[sentence.document].text
    ordered = sorted(row, key=lambda m: m.start)
    first = last = ordered.index(mention)
    while first > 0 and _coordinated(kb, text, ordered[first - 1], ordered[first]):
        first -= 1
    while last + 1 < len(ordered) and _coordinated(kb, text, ordered[last], ordered[last + 1]):
        last += 1
    return ordered[first : last + 1]


def _coordinated(kb: KnowledgeBase, text: str, left: Mention, right: Mention) -> bool:
    between = text[left.end : right.start]
    if len(between) > 14 or "。" in between:
        return False
    if fold(between) == ";":
        return True
    joined = any(c in between for c in "、及和與与") or fold(between).strip() in map(fold, kb.ontology.questions["heading"]["joined"])
    return joined or between.strip("」』”》「『“《 ") == ""


def cite(kb: KnowledgeBase, sentence: Sentence, mention: Mention, cue: str) -> Evidence:
    """The words around a mention as evidence, with the word that decided the status."""
    document = kb.documents[sentence.document]
    start, end = clip(document.text, sentence.start, sentence.end, mention.start, mention.end)
    return Evidence(document.quote(start, end), sentence.passage.section, cue, "read from text", sentence.passage.page)


def _status(kb: KnowledgeBase, sentence: Sentence, mention: Mention, question: Question, matcher: Matcher) -> tuple[Status, str]:
    """Status of the clause of the mention, or of the one behind it that matches the question best; what happened is completed."""
    text = kb.documents[sentence.document].text
    if mention.rule == CELL:
        return next((f.status for f, start, _ in cells(kb, sentence.document) if start == mention.start), "in-force"), ""
    if _apposed(kb, question, sentence, mention):  # 甲公司行政總裁乙表示: whatever is proposed, that is who he is
        return "in-force", ""
    place = (sentence.start, sentence.end, mention.start, mention.end)
    status, cue = kb.extractor.status_of(text, *place, lambda _: 0.0)
    if status == "in-force":
        status, cue = kb.extractor.status_of(text, *place, matcher.lexical)
    if mention.kind == "Amount" and status in ("planned", "proposed") and holds(kb, sentence, mention, cue):
        return _held(kb, sentence, mention, question), ""
    before, after = fold(text[sentence.start : mention.start]), fold(text[mention.end : mention.end + 12]).lstrip("》」”已亦 ")
    saying = tuple(kb.ontology.words["cues"]["saying"])
    if mention.kind == "Policy" and after.startswith(saying):  # the paper that proposes is there
        return "in-force", ""
    if mention.kind != "Date" and _presupposed(kb, question, sentence, mention, after):
        return ("completed" if question.predicates[:1] and question.predicates[0] in ACTS else "in-force"), ""
    if status == "in-force" and mention.kind not in _NOT_PUT_FORWARD and proposing(kb, re.split("[,;:。]", before)[-1]):
        return "proposed", cue
    if status == "in-force" and sentence.led and sentence.led.listing and sentence.led.lead[0] < sentence.led.lead[1]:
        a, b = sentence.led.lead  # what leads to a list says whether its lines are planned
        status, cue = kb.extractor.status_of(text, a, b, b - 1, b, matcher.lexical)
        if status != "in-force":
            return status, cue
    if status != "in-force" or mention.kind not in ("Date", "Institution", "Person", "Amount"):
        return ("completed" if status == "in-force" and question.predicates[:1] == ("signs",) else status), cue
    return _held(kb, sentence, mention, question), cue


def _held(kb: KnowledgeBase, sentence: Sentence, mention: Mention, question: Question) -> Status:
    """Status of what is said without a word for it: a date is of what happened or will, an act is completed, else it holds."""
    document = kb.documents[sentence.document]
    if mention.kind == "Date":
        published = document.metadata.date[:4]
        later = mention.value is not None and published and mention.value.value[:4] > published
        lasting = document.text.startswith("起", mention.end)
        return "planned" if later else "in-force" if lasting else "completed"
    acted = any(p in ACTS for p in question.predicates[:3]) and question.predicates[0] not in _LASTING
    dated = any(m.kind == "Date" and m.start < mention.start and not document.text.startswith("起", m.end) for m in sentence.mentions)
    return "completed" if acted or dated else "in-force"


def _apposed(kb: KnowledgeBase, question: Question, sentence: Sentence, mention: Mention) -> bool:
    """Whether a person stands directly behind a name, or with nothing but a post between, and the question names the other of them."""
    if mention.kind not in ("Institution", "Person", "Place"):
        return False
    posts, text = kb.ontology.words["posts"], kb.documents[sentence.document].text
    for o in sentence.mentions:
        first, last = sorted((mention, o), key=lambda m: m.start)
        between = fold(text[first.end : last.start]).strip(" 的、")
        if last.kind == "Person" and o.entity in question.entities and 0 <= last.start - first.end <= APPOSED:
            return between.endswith((*posts["sole"], *posts["many"])) or (not between and last is o)
    return False


def proposing(kb: KnowledgeBase, text: str) -> bool:
    """Whether a folded text says that somebody puts something forward."""
    return any(verb in text for verb in kb.ontology.words["cues"]["proposing"])


def _presupposed(kb: KnowledgeBase, question: Question, sentence: Sentence, mention: Mention, after: str) -> bool:
    """Whether the words behind a name tell what is asked as known: the patents that X grants, X's platform, whatever becomes of them."""
    if after.startswith("的"):
        return any(0 < o.start - mention.end <= BEHIND and o.entity in question.entities for o in sentence.mentions)
    verbs = (fold(w) for p in question.predicates[:1] for w in kb.ontology.questions["predicates"][p]["zh"])
    return any(after.startswith(tuple(f"{so}{verb}{de}" for so in ("", "所") for de in ("的", "之", "《"))) for verb in verbs)


def _mention_items(
    kb: KnowledgeBase, question: Question, mention: Mention, status: str, evidence: tuple[Evidence, ...], confidence: float
) -> list[AnswerItem]:
    value = mention.value
    if mention.entity in kb.entities:
        return [entity_item(e, question, status, evidence, "text", confidence) for e in parties(kb, question, mention.entity)]
    amount, unit = (value.value, value.unit or None) if value else (None, None)
    own = amount if mention.rule == CELL and amount else mention.surface  # the head of its column says the rest
    return [AnswerItem(own, (own,), mention.kind, "", status, evidence, amount, unit, "text", confidence)]


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
