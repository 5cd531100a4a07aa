"""Points that prose lists: 三大定位，即A、B及C; 從A、B和C三方面; 其一，A。其二，B。"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hetao_kg.answer.constraints import source_of
from hetao_kg.answer.enumerations import Enumerations
from hetao_kg.answer.question import Question
from hetao_kg.answer.retrieve import READ, Matcher
from hetao_kg.answer.support import SHARE
from hetao_kg.derived import kept
from hetao_kg.extract.numerals import number, numerals
from hetao_kg.split import sentences
from hetao_kg.text import any_of, fold
from hetao_kg.types import Hit

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: What the rank of its passage is worth, and the noun asked for in what leads to it.
RANK, NOUN = 0.4, 0.3
#: A list in so good a passage that counts its lines as the question does need speak of this share only.
FIRST, COUNTED = 0.9, 0.33
#: What leads to a row or to numbered clauses, and what follows a row, in characters.
LEAD, BEHIND = 60, 12
#: Most numbered clauses, the longest one, and how far the next may be.
MOST, LONGEST, APART = 9, 40, 700


@dataclass(frozen=True, slots=True)
class Points:
    """Lines that may answer together, and how well what leads to them matches."""

    document: str
    lines: tuple[tuple[int, int], ...]
    lead: tuple[int, int]
    match: float


def in_prose(kb: KnowledgeBase, question: Question, matcher: Matcher, hits: Sequence[Hit]) -> Iterator[Points]:
    """Every list that sentences of the best passages hold and that is called what is asked for."""
    for hit in hits[:READ]:
        q, rank = hit.passage.quote, hit.score / hits[0].score
        text = kb.documents[q.document].text
        said = "\n".join([source_of(kb, q.document), *hit.passage.section[-1:], q.text])
        for found in (_runs, _rows, _numbered):
            for lead, lines, how in found(kb, question, text, q.start, q.end):
                more = "\n".join(text[a:b] for a, b in lines)
                share = matcher.lexical(f"{said}\n{more}")
                if share >= enough(kb, question, fold(text[lead[0] : lead[1]]), rank):
                    yield Points(q.document, lines, lead, share + RANK * rank + NOUN * how)


def enough(kb: KnowledgeBase, question: Question, lead: str, rank: float) -> float:
    """Share of a question that a list must speak of: less in the best passages where what leads to it counts as the question does."""
    numbers = (str(question.count), *numerals(question.count)) if question.count > 1 else ()
    counted = re.search(f"(?:{any_of(map(fold, numbers))})(?:{_classifiers(kb)})", lead)
    return COUNTED if counted and rank >= FIRST else SHARE


_Listed = tuple[tuple[int, int], tuple[tuple[int, int], ...], float]


def _rows(kb: KnowledgeBase, question: Question, text: str, start: int, end: int) -> Iterator[_Listed]:
    """Rows that the noun asked for or their number follows (從A、B等四方面), or that it leads to with a colon (定位：A、B)."""
    nouns = any_of(question.head)
    behind = re.compile(f"(?:等|的)?(?:(?P<n>[二两三四五六七八九十])(?:{_classifiers(kb)}))?.{{0,4}}?(?:{nouns})")
    counted = re.compile(f"等?(?P<n>[二两三四五六七八九十])(?:{_classifiers(kb)})")
    before = re.compile(f"(?:{nouns})(?:{_words(kb, 'counted')})[「“]?$")
    for a, b in sentences(text, start, end):
        folded = fold(text[a:b])
        for row in Enumerations.of(kb).rows(folded):
            lines = tuple((a + c, a + d) for c, d in row.parts)
            match = counted.match(row.after) or behind.match(row.after.lstrip("」”"))
            n = int(number(match.group("n") or "") or 0) if match else 0
            agreed = question.count in (0, len(lines)) and n in (0, len(lines)) and len(lines) > 1
            led = before.search(folded[max(0, row.parts[0][0] - LEAD) : row.parts[0][0]])
            told = led or (match and (n == question.count if n and question.count else bool(question.head)))
            if agreed and told:
                how = 1.0 if led or behind.match(row.after.lstrip("」”")) else 0.5
                yield (a, min(b, lines[-1][1] + BEHIND)), lines, how


def _numbered(kb: KnowledgeBase, question: Question, text: str, start: int, end: int) -> Iterator[_Listed]:
    """Clauses numbered in words or brackets one after another (首先，A。第二，B。), with what leads to the first."""
    last = text.find("\n", end)
    first = text.rfind("\n", 0, start) + 1
    folded = fold(text[first : last if last >= 0 else len(text)])
    for opened in _ordinal(kb, 1).finditer(folded):
        if not start <= first + opened.start() < end:
            continue
        marks = [opened]
        while len(marks) < MOST and (behind := _ordinal(kb, len(marks) + 1).search(folded, marks[-1].end(), marks[-1].end() + APART)):
            marks.append(behind)
        lines = [_opening_of(folded, m.end()) for m in marks]
        lead = folded[max(0, opened.start() - LEAD) : opened.start()].rpartition("。")[2]
        how = called(kb, question, lead)
        fits = question.count in (0, len(lines)) and len(lines) > 1 and all(1 < b - a <= LONGEST for a, b in lines)
        if fits and how:
            at = first + opened.start()
            yield (at - len(lead), at), tuple((first + a, first + b) for a, b in lines), how


@kept()
def _ordinal(kb: KnowledgeBase, n: int) -> re.Pattern[str]:
    """What numbers the ``n``-th of some clauses, at the beginning of one."""
    words, chinese = kb.ontology.questions["lines"], any_of(map(fold, numerals(n)))
    own = words["first"] if n == 1 else words["next"]
    styles = "|".join(f"(?:{fold(style)})" for style in words["ordinals"]).replace("{n}", f"(?:{chinese})").replace("{d}", str(n))
    return re.compile(f"(?:(?<=[。;:,\n])|^)\\s*(?:{styles}|(?:{any_of(map(fold, own))})(?=,))[,:、]?")


def _opening_of(folded: str, start: int) -> tuple[int, int]:
    """The first clause from ``start`` on."""
    end = re.compile("[,;。:\n]|$").search(folded, start)
    return start, end.start() if end else len(folded)


def called(kb: KnowledgeBase, question: Question, lead: str) -> float:
    """How surely what leads to the lines calls them what is asked for: 1 where it counts or opens them, half where it speaks of it."""
    if not question.head:
        numbers = (str(question.count), *numerals(question.count)) if question.count else ()
        return 0.5 * any(n in lead for n in numbers)
    nouns = "|".join(map(re.escape, question.head))
    counted = rf"[二两三四五六七八九十0-9](?:{_classifiers(kb)})?\w{{0,2}}?(?:{nouns})"
    if re.search(rf"{counted}|(?:{nouns})(?:{_words(kb, 'called')})", lead):
        return 1.0
    return 0.5 * any(n in lead for n in question.head)


def _runs(kb: KnowledgeBase, question: Question, text: str, start: int, end: int) -> Iterator[_Listed]:
    """Counted runs inside sentences: a number of things, and as many of them behind it (三大定位,即…)."""
    counted = re.compile(rf"(?P<n>[二两三四五六七八九十])(?:{_classifiers(kb)})[^,。;:]{{0,12}}?(?:{_words(kb, 'counted')})")
    for a, b in sentences(text, start, end):
        folded = fold(text[a:b])
        for m in counted.finditer(folded):
            count = int(number(m.group("n")) or 0)
            parts = _parts(kb, folded, m.end(), count)
            how = called(kb, question, m.group())
            if parts and how and question.count in (0, count):
                yield (a, a + m.end()), tuple((a + c, a + d) for c, d in parts), how


def _classifiers(kb: KnowledgeBase) -> str:
    return any_of(map(fold, kb.ontology.questions["classifiers"]["lines"]))


def _words(kb: KnowledgeBase, name: str) -> str:
    return any_of(map(fold, kb.ontology.questions["lines"][name]))


@kept()
def _leading(kb: KnowledgeBase) -> tuple[re.Pattern[str], str]:
    """What a line may open with, and what joins it to the line before."""
    joining, openings = any_of(kb.ontology.words["joining"]["words"]), "|".join(kb.ontology.questions["lines"]["openings"])
    return re.compile(f"^(?:{joining}|{openings})"), joining


def _parts(kb: KnowledgeBase, folded: str, start: int, number: int) -> list[tuple[int, int]]:
    """The ``number`` parts of what stands behind ``start``, split at the first mark that gives so many."""
    end = min(i for i in (folded.find("。", start), len(folded)) if i >= 0)
    leading, joining = _leading(kb)
    for mark in (";", ",", "、", f"、|(?<=[」”])(?:{joining})"):
        cuts = [start, *(start + m.end() for m in re.finditer(mark, folded[start:end])), end + 1]
        parts = [(a, b - 1) for a, b in itertools.pairwise(cuts)]
        if len(parts) > number and leading.match(folded[parts[number - 1][0] : parts[number - 1][1]]):
            parts = parts[:number]  # behind the last of them the sentence goes on
        if len(parts) == number:
            return [_bare(leading, folded, a, b) for a, b in parts]
    return []


def _bare(leading: re.Pattern[str], folded: str, start: int, end: int) -> tuple[int, int]:
    """A part without what joins it to the last one and without quotation marks."""
    joined = leading.match(folded[start:end])
    start += joined.end() if joined else 0
    while start < end and folded[start] in " 「“\"'『《:":
        start += 1
    while end > start and folded[end - 1] in " 」”\"'』》,;、":
        end -= 1
    return start, end


