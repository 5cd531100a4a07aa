"""All things of a class that the graph knows by their kind and how their names end: every memorandum, every committee."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hetao_kg.answer.candidates import Tried
from hetao_kg.answer.graph import PREFIX, entities_by_iri
from hetao_kg.answer.items import clip, entity_item
from hetao_kg.answer.question import Question
from hetao_kg.answer.retrieve import passage_at
from hetao_kg.derived import kept
from hetao_kg.split import sentences
from hetao_kg.text import fold, to_traditional
from hetao_kg.types import AnswerItem, Entity, Evidence

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
    items = [_item(kb, question, e, *table[e.id]) for e in known if fold(e.label()) not in question.head]
    return sorted(items, key=lambda i: (i.label, i.iri)), (Tried(query, len(items)),)


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


def _item(kb: KnowledgeBase, question: Question, entity: Entity, document: str, start: int, end: int) -> AnswerItem:
    text = kb.documents[document].text
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    spans = sentences(text, first, len(text) if last < 0 else last)
    a, b = next(((a, b) for a, b in spans if a <= start and end <= b), (start, end))
    passage = passage_at(kb, document, start)
    place = clip(text, a, b, start, end)
    evidence = Evidence(kb.documents[document].quote(*place), passage.section, "", "named in text", passage.page)
    return entity_item(entity, question, "in-force", (evidence,), "graph", SURE)
