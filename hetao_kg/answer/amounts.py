"""What a number in a sentence is worth as an answer: whether it was given up for another, and whether it is of a part only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hetao_kg.answer.question import Question
from hetao_kg.answer.retrieve import Sentence
from hetao_kg.answer.said import Said
from hetao_kg.derived import kept
from hetao_kg.text import fold
from hetao_kg.types import Figure, Mention

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: Characters before a number within which a word tells that it is where a change began.
BEFORE, BEHIND = 10, 12
#: And within which one tells that it only counts some of them.
NEAR = 5


def figures_at(kb: KnowledgeBase, document: str, mention: Mention) -> list[Figure]:
    """The figures that were read from a number."""
    if mention.value is None:
        return []
    rows = _figures(kb).get(document, ())
    return [f for a, b, f in rows if a <= mention.start < b and f.value.value == mention.value.value]


@kept()
def _figures(kb: KnowledgeBase) -> dict[str, list[tuple[int, int, Figure]]]:
    """Figures by document, with the place of each quotation."""
    table: dict[str, list[tuple[int, int, Figure]]] = {}
    for figure in kb.figures:
        for e in figure.evidence:
            table.setdefault(e.quote.document, []).append((e.quote.start, e.quote.end, figure))
    return table


def given_up(kb: KnowledgeBase, question: Question, sentence: Sentence, mention: Mention) -> float:
    """1 where another number took the place of this one (由原定的X倍增至Y, 成立之始設有X), -1 where such a former one is asked for, else 0;
    2 for the first one where today's is asked for.

    A number that only a plan would replace still holds.
    """
    words = kb.ontology.questions["former"]
    if mention.value is None:
        return 0.0
    said, start = Said.of(sentence.text).folded, mention.start - sentence.start
    lead, changed = said[max(0, start - BEFORE) : start], _begins(kb, sentence, mention)
    former = lead.endswith(tuple(fold(w) for w in words["meant"]))  # 原訂110年底完成
    former = former or (mention.kind == "Amount" and any(fold(w) in said[:start] for w in words["opening"]))
    if asks_for_former(kb, question):
        return -float(former or changed)
    if former and question.status == "in-force":
        return 2.0
    return float(former or (changed and (question.status in ("planned", "proposed") or not _to_be(kb, sentence, mention))))


def asks_for_former(kb: KnowledgeBase, question: Question) -> bool:
    """Whether a question asks for what was before a change."""
    words, text = kb.ontology.questions["former"], fold(question.text)
    return any(fold(w) in text for w in (*words["zh"], *words["en"]))


def ahead(kb: KnowledgeBase, question: Question, sentence: Sentence, mention: Mention) -> bool:
    """Whether a number is only planned or proposed where what holds now is asked for."""
    if mention.kind != "Amount" or question.status != "in-force":
        return False
    return not _begins(kb, sentence, mention) and _to_be(kb, sentence, mention)


def _to_be(kb: KnowledgeBase, sentence: Sentence, mention: Mention) -> bool:
    """Whether a number, or the change that begins at it, is only planned or proposed."""
    text, place = kb.documents[sentence.document].text, (sentence.start, sentence.end, mention.start, mention.end)
    status, cue = kb.extractor.status_of(text, *place, lambda _: 0.0)
    return status in ("planned", "proposed") and not _is_so(kb, sentence, mention, cue)


def holds(kb: KnowledgeBase, sentence: Sentence, mention: Mention, cue: str) -> bool:
    """Whether a number holds although a word (``cue``) near it plans or proposes: that may only be to change it."""
    return _is_so(kb, sentence, mention, cue) or _begins(kb, sentence, mention)


def _is_so(kb: KnowledgeBase, sentence: Sentence, mention: Mention, cue: str) -> bool:
    """Whether ``cue`` may mean no plan (可) or stands outside the brackets of the number (爭取支持X（約87公頃）), the number is of a
    day that is past, or its clause says that it is today's."""
    published, said = kb.documents[sentence.document].metadata.date, Said.of(sentence.text).folded
    start, end = mention.start - sentence.start, mention.end - sentence.start
    days = [m.value.value for m in sentence.mentions if m.kind == "Date" and m.value and m.start < mention.start]
    clause = re.split("[,;。]", said[:start])[-1] + re.split("[,;。]", said[end:])[0]
    opened, closed = said.rfind("(", 0, start), said.find(")", end)
    aside = closed > 0 and opened > said.rfind(")", 0, start) and fold(cue) not in said[opened:closed]
    return (
        fold(cue) in kb.ontology.words["figures"]["weak"]
        or aside
        or any(day[:4] < published[:4] for day in days[-1:] if published)
        or any(fold(w) in clause for w in kb.ontology.questions["former"]["present"])
    )


def _begins(kb: KnowledgeBase, sentence: Sentence, mention: Mention) -> bool:
    """Whether a change begins at a number: 由X增至Y."""
    before, behind = _changing(kb)
    said, start, end = Said.of(sentence.text).folded, mention.start - sentence.start, mention.end - sentence.start
    return mention.kind == "Amount" and bool(before.search(said[max(0, start - BEFORE) : start]) and behind.match(said[end:]))


@kept()
def _changing(kb: KnowledgeBase) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands before a number where a change began, and behind it."""
    begins = "|".join(re.escape(fold(w)) for w in kb.ontology.questions["former"]["began"])
    return re.compile(f"(?:{begins})[^,。;]*$"), re.compile(f"[^。;]{{0,{BEHIND}}}?[一-鿿](?<![达直])[至到]")


def narrower(kb: KnowledgeBase, question: Question, sentence: Sentence, mention: Mention) -> float:
    """How far a number is of a part of what is asked for: 1 for a part that the question does not speak of, else the share of the
    words of its measure that the question does not say. 0 where nothing was read of it."""
    words, text = kb.ontology.questions["former"], fold(question.text)
    start = mention.start - sentence.start
    if mention.kind == "Amount" and any(fold(w) in Said.of(sentence.text).folded[max(0, start - NEAR) : start] for w in words["added"]):
        asked = " new" in text or any(fold(w) in text for w in words["added"])
        return 0.0 if asked else 1.0  # 新設的7間 are not all there are
    figures = figures_at(kb, sentence.document, mention)
    return min((_narrower(kb, question, f) for f in figures), default=0.0)


def _narrower(kb: KnowledgeBase, question: Question, figure: Figure) -> float:
    text = fold(question.text)
    said = {w for c in question.concepts for w, worth in c.words if worth >= 0.5}

    def spoken(word: str) -> bool:
        return word in text or any(word in w or w in word for w in said)

    if figure.part and not any(spoken(w) for w in kb.segmenter.words(fold(figure.part)) if len(w) > 1):
        return 1.0
    listed = kb.ontology.measures.get(figure.listed)
    usual = " ".join(fold(n) for n in listed.names()) if listed else ""
    words = [w for w in kb.segmenter.words(fold(figure.measure)) if len(w) > 1]
    return sum(not spoken(w) and w not in usual for w in words) / len(words) if words else 0.0
