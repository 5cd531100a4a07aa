"""What a question fixes: the bodies and parties it names and the time; what is said of others, or of another time, is no answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hetao_kg.answer.graph import closure
from hetao_kg.answer.premises import dates_of_act
from hetao_kg.answer.question import Question
from hetao_kg.answer.retrieve import Sentence, mentions_between
from hetao_kg.text import fold
from hetao_kg.types import Statement

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

_year = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
#: Relations that bind every member of a joint party; in others it often only says where (港深兩邊的資源).
_JOINT = frozenset(("signs", "cooperatesWith"))
#: An unlisted body is named where this share of the words of its name stands.
NAMED = 0.5


def met(kb: KnowledgeBase, question: Question, sentence: Sentence, statement: Statement | None = None) -> bool:
    """Whether what ``sentence`` says, or the ``statement`` read from it, is of everyone that ``question`` names and of its time."""
    return _of_all(kb, question, sentence, statement) and _of_then(kb, question, sentence, statement)


def source_of(kb: KnowledgeBase, document: str) -> str:
    """Who speaks in a document: what 團結香港基金 proposes stands in its paper without its name."""
    about = kb.documents[document].metadata
    return f"{about.publisher} {about.author}"


# -- who


def _of_all(kb: KnowledgeBase, question: Question, sentence: Sentence, statement: Statement | None) -> bool:
    """Whether the passage, its headings or the document's own data name every body of the question, and every member of a joint party."""
    table = {**kb.ontology.entities, **kb.entities}
    joint = bool(_JOINT & set(question.predicates))

    def binds(entity: str) -> bool:
        if entity in kb.ontology.members:
            return joint
        return entity in table and table[entity].kind == "Institution" and question.kind != "Policy"  # 世貿協定 is only called so

    bodies = [e for e in question.entities if binds(e)]
    if not bodies:
        return True
    q = sentence.passage.quote
    about = kb.documents[q.document].metadata
    told = fold(" ".join([*sentence.passage.section, q.text, about.title, source_of(kb, q.document)]))
    known = frozenset(m.entity for m in mentions_between(kb, q.document, q.start, q.end))
    ends = frozenset((statement.subject, statement.object)) if statement else frozenset()
    return all(_stands(kb, e, known | ends, told) for e in bodies)


def _stands(kb: KnowledgeBase, entity: str, known: frozenset[str], told: str) -> bool:
    """Whether something is among those ``known``, or is named in a folded text; of a joint party each member, under any name."""
    table = {**kb.ontology.entities, **kb.entities}
    members = kb.ontology.members.get(entity, ())
    ids = {entity} if members else set(closure(kb, entity))
    names = [fold(n) for i in sorted(ids) if i in table for n in table[i].names()]
    if ids & known or any(n in told for n in names):
        return True
    if members:
        return all(_stands(kb, m, known, told) for m in members)
    if entity in kb.ontology.entities:
        return False
    words = {w for n in names for w in kb.segmenter.words(n) if len(w) > 1}
    return sum(w in told for w in words) >= NAMED * len(words)


# -- when


def _of_then(kb: KnowledgeBase, question: Question, sentence: Sentence, statement: Statement | None) -> bool:
    """Whether it is of a time asked for: by the date of the act, else by any near it. When and how much are held to it elsewhere."""
    if not question.dates or question.kind in ("Date", "Amount"):
        return True
    asked = [_interval(question, day) for day in question.dates]
    quote = next((e.quote for e in statement.evidence if e.quote.document == sentence.document), None) if statement else None
    acted = [statement.date] if statement and statement.date else dates_of_act(kb, question, frozenset(question.entities), sentence, quote)
    q, about = sentence.passage.quote, kb.documents[sentence.document].metadata
    if acted and not _agree(asked, [_interval(None, day) for day in acted]):
        return _says(asked, f"{sentence.text} {f'{about.title} {about.date}' if not question.predicates or _names_paper(kb, question) else ''}")
    near = [m.value.value for m in mentions_between(kb, q.document, q.start, q.end) if m.kind == "Date" and m.value]
    told = " ".join([*sentence.passage.section, q.text, about.title, about.date])
    return bool(acted) or _agree(asked, [_interval(None, day) for day in near]) or _says(asked, told)


def _names_paper(kb: KnowledgeBase, question: Question) -> bool:
    """Whether a question names a paper: then the year may be the paper's (the 2025 plan)."""
    table = {**kb.ontology.entities, **kb.entities}
    return any(e in table and table[e].kind == "Policy" for e in question.entities)


def _interval(question: Question | None, day: str) -> tuple[str, str]:
    """First and last day of an ISO date or interval; of a year that the question says with an s (1980s) all ten."""
    first, _, last = day.partition("/")
    if question and re.search(rf"\b{first}s\b", question.text):
        last = f"{first[:3]}9"
    last = last or first
    return first + "-00-00"[len(first) - 4 :], last + "-99-99"[len(last) - 4 :]


def _agree(asked: Sequence[tuple[str, str]], said: Sequence[tuple[str, str]]) -> bool:
    return any(a <= d and c <= b for a, b in asked for c, d in said)


def _says(asked: Sequence[tuple[str, str]], text: str) -> bool:
    """Whether a text holds the number of a year asked for."""
    return any(a[:4] <= year <= b[:4] for year in _year.findall(text) for a, b in asked)
