"""Numbers of a sentence that are answers only to some questions, and so no mentions: ranks, counts in words, bare cells of tables.

第十一位, 榜首 and 北京（4） answer where something ranks; 三班 answers how many there are a day; what a cell measures its column says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from hetao_kg.answer.concepts import Concept
from hetao_kg.answer.question import Question
from hetao_kg.answer.retrieve import Matcher, Sentence
from hetao_kg.answer.said import Said
from hetao_kg.derived import kept
from hetao_kg.extract.numerals import number
from hetao_kg.text import any_of, fold
from hetao_kg.types import Figure, Mention, Value

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: Stands among the units of a question that asks for a rank.
RANK = "rank"
#: The rule of a mention that is a rank, and of one that is a cell.
_RANKED, CELL = "rank", "cell"
_NUMERAL = "0-9零一二三四五六七八九十百两"
#: A name stands directly before the rank in its brackets.
_bracket = re.compile(r"(?<=\S)\s*\(\s*([0-9]{1,4})\s*\)")


def unmarked(kb: KnowledgeBase, question: Question, matcher: Matcher, sentence: Sentence) -> tuple[Mention, ...]:
    """The numbers of ``sentence`` that may answer ``question`` beside its mentions, in order."""
    if RANK in question.units:
        found = list(_ranks(kb, question, sentence))
    else:
        found = [*_counts(kb, question, sentence), *_cells(kb, question, matcher, sentence)]
    taken = [(m.start, m.end) for m in sentence.mentions if m.kind == "Amount"]
    return tuple(sorted((m for m in found if not any(a < m.end and m.start < b for a, b in taken)), key=lambda m: m.start))


def is_rank(mention: Mention) -> bool:
    """Whether a number says what place something takes."""
    return mention.rule == _RANKED


def _ranks(kb: KnowledgeBase, question: Question, sentence: Sentence) -> Iterator[Mention]:
    words, said = kb.ontology.questions["ranks"], Said.of(sentence.text).folded
    for match in _ordinal(tuple(words["first"]), tuple(words["unlike"])).finditer(said):
        place = number(match.group(1)) if match.group(1) else 1
        if place:
            yield _mention(sentence, match.start(), match.end(), _RANKED, Value(str(place), "位"))
    led = sentence.led.said.folded if sentence.led else ""
    if any(fold(w) in said + led + Said.of(sentence.passage.quote.text).folded for w in words["ranking"]):
        asked = fold(question.text)
        names = [(m.start - sentence.start, m.end - sentence.start, m.entity) for m in sentence.mentions if m.entity]
        for match in _bracket.finditer(said):
            before = said[: match.start()].rstrip()
            own = next((e for a, b, e in names if b == len(before)), "")
            word = re.split(r"[\s,、;:。()]", before)[-1]
            if own in question.entities if own else len(word) > 1 and word in asked:
                yield _mention(sentence, match.start(1), match.end(1), _RANKED, Value(match.group(1), "位"))


@lru_cache(8)
def _ordinal(first: tuple[str, ...], unlike: tuple[str, ...]) -> re.Pattern[str]:
    others = any_of(map(fold, unlike))
    return re.compile(rf"第\s?([{_NUMERAL}]{{1,4}})(?![{_NUMERAL}])(?!\s?(?:{others}))(?:位|名)?|(?:{any_of(map(fold, first))})")


def _counts(kb: KnowledgeBase, question: Question, sentence: Sentence) -> Iterator[Mention]:
    """Counts in words with the very unit that is asked for, of what is counted in the question: 分四期, 每天三班."""
    said, noun = Said.of(sentence.text).folded, counted(kb, question)
    others = any_of(map(fold, kb.ontology.questions["classifiers"]["no_units"]))
    for unit in (u for u in question.units if re.fullmatch(r"[一-鿿]{1,3}", u)):
        for match in re.finditer(rf"(?<![第{_NUMERAL}\d.])([{_NUMERAL}]{{1,4}})\s?{re.escape(unit)}(?!{others})", said):
            count, clause = number(match.group(1)), re.split("[,;。]", said[match.end() :])[0]
            lead = re.split("[,;。]", said[: match.start()])[-1]
            if not count or (count == 1 and not match.group(1).isdigit()):  # 一個 counts nothing
                continue
            if noun is None or any(word in lead + clause for word, worth in noun.words if worth > 0.5):
                yield _mention(sentence, match.start(), match.end(), "count", Value(str(count), unit))


def counted(kb: KnowledgeBase, question: Question) -> Concept | None:
    """What is counted: the concept directly behind 多少 with its classifier, or how many; None where a name or nothing stands there."""
    text, asking = fold(question.text), kb.ontology.questions["asking"]
    match = re.search(f"{any_of(map(fold, asking['count']))}|(?:{any_of(asking['count_en'])}) ", text)
    if match is None:
        return None
    near = [(at, c) for c in question.concepts if match.end() <= (at := text.find(c.said, match.end())) <= match.end() + 2]
    return min(near, key=lambda r: r[0])[1] if near else None


def _cells(kb: KnowledgeBase, question: Question, matcher: Matcher, sentence: Sentence) -> Iterator[Mention]:
    """The cells of a row whose label the question speaks of."""
    label = sentence.text.split("\t")[0].strip()
    if "\t" not in sentence.text or not (fold(label) in fold(question.text) or matcher.lexical(label)):
        return
    for figure, start, end in cells(kb, sentence.document):
        if sentence.start <= start and end <= sentence.end:
            yield Mention(start, end, sentence.text[start - sentence.start : end - sentence.start], "Amount", CELL, "", figure.value)


@kept(last=64)
def cells(kb: KnowledgeBase, document: str) -> Sequence[tuple[Figure, int, int]]:
    """The figures of a document that stand in cells of tables, each with the place of its cell."""
    text, found = kb.documents[document].text, []
    for figure in kb.figures:
        for e in figure.evidence:
            if e.quote.document == document and e.rule.startswith("figure-table"):
                row = text[e.quote.start : e.quote.end]
                found.append((figure, e.quote.end - len(row.rsplit("\t", 1)[-1].lstrip()), e.quote.end))
    return found


def _mention(sentence: Sentence, start: int, end: int, rule: str, value: Value) -> Mention:
    return Mention(sentence.start + start, sentence.start + end, sentence.text[start:end], "Amount", rule, "", value)
