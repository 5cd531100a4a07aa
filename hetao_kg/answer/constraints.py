"""What a question fixes: the bodies and parties it names and the time; what is said of others, or of another time, is no answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hetao_kg.answer.graph import closure
from hetao_kg.answer.premises import dates_of_act
from hetao_kg.answer.question import Question
from hetao_kg.answer.retrieve import Sentence, mentions_between
from hetao_kg.split import sentences
from hetao_kg.text import fold
from hetao_kg.types import Statement

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

_year = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
#: Relations that bind every member of a joint party; in others it often only says where (港深兩邊的資源).
_JOINT = frozenset(("signs", "cooperatesWith"))
#: An unlisted body is named where this share of the words of its name stands.
NAMED = 0.5
#: And so many characters that it opens with.
OPENING = 2


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
    joint = bool(_JOINT & set(question.predicates))

    def binds(entity: str) -> bool:
        if entity in kb.ontology.members:
            return joint
        return _kind(kb, entity) == "Institution" and question.kind != "Policy"  # 世貿協定 is only called so

    q = sentence.passage.quote
    about = kb.documents[q.document].metadata
    ends = frozenset((statement.subject, statement.object)) if statement else frozenset()
    told = fold(" ".join([*sentence.passage.section, q.text, about.title, source_of(kb, q.document)]))
    known = ends | {m.entity for m in mentions_between(kb, q.document, q.start, q.end)}
    if not all(_stands(kb, e, known, told) for e in question.entities if binds(e)):
        return False
    return question.kind != "Date" or bool(sentence.led) or _beside(kb, question, sentence, ends)


def _beside(kb: KnowledgeBase, question: Question, sentence: Sentence, ends: frozenset[str]) -> bool:
    """Whether a sentence, the one before it or a heading names every work of the question: a date is of nothing further off."""
    q = sentence.passage.quote
    text = kb.documents[q.document].text
    start = next((a for a, _ in reversed(list(sentences(text, q.start, sentence.start)))), sentence.start)
    near = fold(" ".join([*sentence.passage.section, text[start : sentence.end]]))
    close = ends | {m.entity for m in mentions_between(kb, q.document, start, sentence.end)}
    works = (e for e in question.entities if _kind(kb, e) == "Policy")
    return all(fold(name) in near for name in question.unknown) and all(_stands(kb, e, close, near) for e in works)


def _stands(kb: KnowledgeBase, entity: str, known: frozenset[str], told: str) -> bool:
    """Whether something is among those ``known``, or is named in a folded text; of a joint party each member, under any name."""
    members = kb.ontology.members.get(entity, ())
    ids = {entity} if members else set(closure(kb, entity))
    names = [fold(n) for i in sorted(ids) if (known_as := kb.entities.get(i) or kb.ontology.entities.get(i)) for n in known_as.names()]
    if ids & known or any(n in told for n in names):
        return True
    if members:
        return all(_stands(kb, m, known, told) for m in members)
    if entity in kb.ontology.entities:
        return False
    return any(_told_of(kb, name, told) for name in names)


def _kind(kb: KnowledgeBase, entity: str) -> str:
    found = kb.entities.get(entity) or kb.ontology.entities.get(entity)
    return found.kind if found else ""


def _told_of(kb: KnowledgeBase, name: str, told: str) -> bool:
    """Whether enough words of a name stand in a text, and what it opens with: that tells it from others of its sort."""
    words = [w for w in kb.segmenter.words(name) if len(w) > 1]
    return name[:OPENING] in told and sum(w in told for w in words) >= NAMED * len(words)


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
        of_paper = not question.predicates or _names_paper(kb, question)
        return _says(asked, f"{sentence.text} {about.title} {about.date}" if of_paper else sentence.text)
    near = [m.value.value for m in mentions_between(kb, q.document, q.start, q.end) if m.kind == "Date" and m.value]
    told = " ".join([*sentence.passage.section, q.text, about.title, about.date])
    return bool(acted) or _agree(asked, [_interval(None, day) for day in near]) or _says(asked, told)


def _names_paper(kb: KnowledgeBase, question: Question) -> bool:
    """Whether a question names a paper: then the year may be the paper's (the 2025 plan)."""
    return any(_kind(kb, e) == "Policy" for e in question.entities)


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
