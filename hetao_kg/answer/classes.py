"""All things of a class that the graph knows by their kind and how their names end: every memorandum, every committee."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hetao_kg.answer.candidates import Tried
from hetao_kg.answer.denial import denies
from hetao_kg.answer.graph import PREFIX, entities_by_iri
from hetao_kg.answer.items import ACTS, MOST_EVIDENCE, clip, entity_item
from hetao_kg.answer.question import Question
from hetao_kg.answer.retrieve import mentions_between, passage_at
from hetao_kg.derived import kept
from hetao_kg.split import sentences
from hetao_kg.text import any_of, fold, to_traditional
from hetao_kg.types import HOLDING, STATUSES, AnswerItem, Entity, Evidence, Status

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: Kinds whose names tell their class by how they end.
_KINDS = ("Policy", "Institution", "Place")
#: How sure it is that a thing whose name ends so is one.
SURE = 0.9


def asks_for_class(question: Question) -> bool:
    """Whether a question wants all of a class and names nothing else: list all committees."""
    free = [c for c in question.concepts if c.said not in question.head]
    return bool(
        question.several and question.head and question.kind in _KINDS and len(question.kinds) == 1
        and not (question.entities or question.predicates or question.dates or question.status or question.extreme or free)
    )  # fmt: skip


def of_class(kb: KnowledgeBase, question: Question) -> tuple[list[AnswerItem], tuple[Tried, ...]]:
    """Everything of the class, by name, each with the sentence that names it first; and the query it was found by."""
    query = _sparql(question)
    ids, table = entities_by_iri(kb), _first_named(kb)
    found = [ids[r[0].value] for r in kb.store.query(query).rows if r[0] and r[0].value in ids]
    known = [kb.entities[i] for i in dict.fromkeys(found) if i in table and i in kb.entities]
    named = [e for e in known if fold(e.label()) not in question.head and _is_name(kb, question, e)]
    items = [_item(kb, question, e, *table[e.id]) for e in named]
    return sorted(items, key=lambda i: (STATUSES.index(i.status), i.label, i.iri)), (Tried(query, len(items)),)


def _is_name(kb: KnowledgeBase, question: Question, entity: Entity) -> bool:
    """Whether a name says something before the word for the class, and not how things stand: 仍处规划 is no plan."""
    stage = set(map(fold, kb.ontology.questions["stage"]["zh"]))
    fronts = (n.removesuffix(head) for n in map(fold, entity.names()) for head in map(fold, question.head) if n.endswith(head))
    return any(front and stage.isdisjoint(kb.segmenter.words(front)) for front in fronts)


def _sparql(question: Question) -> str:
    """The query: things of the kind one of whose names ends with a word for the class, in either script."""
    ends = dict.fromkeys(word for head in question.head for word in (head, to_traditional(head)))
    tests = " || ".join(f'STRENDS(STR(?name), "{word}")' for word in ends)
    names = "skos:prefLabel|skos:altLabel|rdfs:label"
    return (
        f"{PREFIX}PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\nPREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
        f"SELECT DISTINCT ?thing WHERE {{\n  ?thing a hetao:{question.kind} ; {names} ?name .\n  FILTER({tests})\n}} ORDER BY ?thing"
    )


@kept()
def _first_named(kb: KnowledgeBase) -> dict[str, tuple[str, int, int]]:
    """Where each thing is named first: document and place, documents in order."""
    table: dict[str, tuple[str, int, int]] = {}
    for document in sorted(kb.mentions):
        for m in kb.mentions[document]:
            table.setdefault(m.entity, (document, m.start, m.end))
    return table


@kept()
def acts_of(kb: KnowledgeBase) -> dict[str, list[tuple[Status, Evidence]]]:
    """What acts say of each thing: what is set up, issued or signed is so as the act is; who acts is there, unless acted on too."""
    done: dict[str, list[tuple[Status, Evidence]]] = {}
    doing: dict[str, list[tuple[Status, Evidence]]] = {}
    for s in (s for s in kb.statements if s.predicate in ACTS):
        done.setdefault(s.object, []).extend((s.status, e) for e in s.evidence)
        doing.setdefault(s.subject, []).extend(("in-force", e) for e in s.evidence)
    return doing | done


def _item(kb: KnowledgeBase, question: Question, entity: Entity, document: str, start: int, end: int) -> AnswerItem:
    """The thing with its status: the furthest that acts say of it, else what the sentence that names it first says."""
    read = [(_unless_denied(kb, entity, status, e), e) for status, e in acts_of(kb).get(entity.id, ())]
    if read:
        status = min((status for status, _ in read), key=STATUSES.index)
        evidence = tuple(e for its, e in read if its == status)[:MOST_EVIDENCE]
        return entity_item(entity, question, status, evidence, "graph", SURE)
    text = kb.documents[document].text
    a, b = _sentence(text, start, end)
    status, cue = kb.extractor.status_of(text, a, b, start, end, lambda _: 0.0)
    if not _comes_to_be(kb, fold(text[a:b]), start - a, end - a, cue):
        status = "in-force"
    passage = passage_at(kb, document, start)
    e = Evidence(kb.documents[document].quote(*clip(text, a, b, start, end)), passage.section, cue, "named in text", passage.page)
    return entity_item(entity, question, _unless_denied(kb, entity, status, e), (e,), "graph", SURE)


def _comes_to_be(kb: KnowledgeBase, said: str, start: int, end: int, cue: str) -> bool:
    """Whether a folded sentence speaks of the thing at ``[start, end)`` coming to be, in its clause or by a cue before it.

    Who should change a rule, or has not reported, is there.
    """
    rows, cues = kb.ontology.questions, kb.ontology.words["cues"]
    verbs = {fold(w) for p in ACTS for w in rows["predicates"][p]["zh"]} | {fold(w) for w in rows["stage"]["begun"]}
    lead = said[:start].rpartition(":")[0]  # 将设两个委员会:A由X主持,B由Y主持
    parts = *(re.split("[,;。]", part)[-1] for part in (said[:start], lead)), re.split("[,;。]", said[end:])[0]
    put = re.search(rf"(?:{any_of((*cues['planned'], *cues['proposed']))})中?的\W?$", parts[0])  # 拟议的X
    return cue in cues["alone"] or put is not None or any(not verbs.isdisjoint(kb.segmenter.words(part)) for part in parts)


def _unless_denied(kb: KnowledgeBase, entity: Entity, status: Status, evidence: Evidence) -> Status:
    """The status of a thing where ``evidence`` says it: denied where that denies it, and what was done is there."""
    q = evidence.quote
    a, b = _sentence(kb.documents[q.document].text, q.start, q.end)
    at = [m.start for m in mentions_between(kb, q.document, a, b) if m.entity == entity.id]
    if at and all(denies(kb, kb.documents[q.document].text[a:b], start - a) for start in at):
        return "negated"
    return "in-force" if status in HOLDING else status


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence that holds a stretch of text, or the stretch itself."""
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    spans = sentences(text, first, len(text) if last < 0 else last)
    return next(((a, b) for a, b in spans if a <= start and end <= b), (start, end))
