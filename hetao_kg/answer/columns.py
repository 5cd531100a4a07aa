"""Which row of a table has the most or the least in a column: the label of the row answers (哪種用途面積最大)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from hetao_kg.answer.measured import named_measures
from hetao_kg.answer.numbers import cells
from hetao_kg.answer.phrases import stems, within
from hetao_kg.answer.question import Question
from hetao_kg.answer.retrieve import READ, Matcher, softened
from hetao_kg.extract.figure_words import unit_class
from hetao_kg.search.index import context
from hetao_kg.text import fold
from hetao_kg.types import AnswerItem, Figure, Hit

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: A table, with what stands around it, must speak of this share of what is asked.
SHARE = 0.6
#: Rows that make a column worth comparing.
ROWS = 3


def of_extreme_row(kb: KnowledgeBase, question: Question, matcher: Matcher, hits: Sequence[Hit]) -> list[AnswerItem]:
    """The row with the largest or smallest figure of the column asked for, of the best table whose rows are what is asked for."""
    classes = _classes(kb, question) if question.extreme and question.kind not in ("Amount", "Date") else frozenset()
    for hit in hits[:READ] if classes else ():
        share = matcher.related(context(hit.passage))
        for column in _columns(kb, hit) if share >= SHARE else ():
            one = column[0].value
            if unit_class(one, kb.ontology.units["units"]) in classes and _lists(kb, question, column[0]):
                return [_item(question, column, share)]
    return []


def _classes(kb: KnowledgeBase, question: Question) -> frozenset[str]:
    """Classes of units (area, length) of the measure that a question names, or whose adjective it compares by."""
    listed = {u for i in named_measures(kb, question) for u in kb.ontology.measures[i].units}
    if listed:
        return frozenset(listed)
    text, said = fold(question.text), stems(question.text)
    rows = kb.ontology.questions["adjectives"]
    zh = {name for name, row in rows.items() if any(fold(w) in text for w in row["zh"])}
    en = {name for name, row in rows.items() if any(within(stems(w), said) >= 0 for w in row["en"])}
    return frozenset(en if question.language == "en" else zh)


def _columns(kb: KnowledgeBase, hit: Hit) -> Iterator[list[Figure]]:
    """The figures of each measure in the cells of a passage."""
    q = hit.passage.quote
    columns: dict[tuple[str, str], dict[int, Figure]] = {}
    for figure, start, _ in cells(kb, q.document):
        if q.start <= start < q.end:
            columns.setdefault((figure.listed or fold(figure.measure), figure.value.unit), {})[start] = figure
    yield from (list(column.values()) for column in columns.values() if len(column) >= ROWS)


def _lists(kb: KnowledgeBase, question: Question, figure: Figure) -> bool:
    """Whether the head over the labels of a table says what is asked for: 橋名 lists bridges."""
    q = figure.evidence[0].quote
    text = kb.documents[q.document].text
    above = text[: text.rfind("\n", 0, q.start + 1) + 1].rstrip("\n").split("\n")
    head = ""
    while above and "\t" in above[-1]:
        head = fold(above.pop().split("\t")[0]).strip()
    called = head.rstrip("".join(map(fold, kb.ontology.questions["labels"]["endings"]))) if len(head) > 1 else head
    words = (*question.head, *(w for c in question.concepts for w, _ in c.words))
    return bool(called) and (called in fold(question.text) or any(called in w or w in called for w in words))


def _item(question: Question, column: Sequence[Figure], share: float) -> AnswerItem:
    """The row of the extreme, with its figure."""
    most = max if question.extreme == "most" else min
    figure = most(column, key=lambda f: float(f.value.value))
    label = figure.evidence[0].quote.text.split("\t")[0].strip()
    kind = question.kind if question.kind in ("Place", "Institution", "Policy", "Field", "Person") else "Thing"
    return AnswerItem(
        label, (label,), kind, "", figure.status, figure.evidence[:1], figure.value.value, figure.value.unit, "graph", softened(share)
    )  # fmt: skip
