"""Questions for the lines of a list (which three aims, what steps): lines as the text words them, from lists and counted runs."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hetao_kg.answer.items import clip, proposing
from hetao_kg.answer.lists import Listing, Lists, place_of
from hetao_kg.answer.named import Named
from hetao_kg.answer.question import Question
from hetao_kg.answer.retrieve import READ, Matcher, passage_at, softened
from hetao_kg.answer.support import SHARE, source_of
from hetao_kg.derived import kept
from hetao_kg.extract.numerals import number, numerals
from hetao_kg.split import sentences
from hetao_kg.text import any_of, fold
from hetao_kg.types import AnswerItem, Evidence, Hit, Proposal

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: More lines than these are no answer to a question that names no number.
MOST = 9
#: What the rank of its passage is worth, and the noun asked for in what leads to it.
RANK, NOUN = 0.4, 0.3
#: A list in the best passage that speaks of this share of the question answers whatever its lines are called.
CERTAIN = 0.8
#: Its leading sentence must speak of this share then.
OPENED = 0.25
#: The only proposals there are need speak of so much of it.
ALONE = 0.3


@dataclass(frozen=True, slots=True)
class Points:
    """Lines that may answer together, and how well what leads to them matches."""

    document: str
    lines: tuple[tuple[int, int], ...]
    lead: tuple[int, int]
    match: float


def from_lists(kb: KnowledgeBase, question: Question, named: Named, matcher: Matcher, hits: Sequence[Hit]) -> list[AnswerItem]:
    """The lines of the list that matches best, in their order; none where no list is about what is asked."""
    if not named.unmentioned and (numbered := _proposals(kb, question, matcher)):
        return numbered
    best = None if named.unmentioned else best_list(kb, question, matcher, hits)
    return [_item(kb, best, a, b) for a, b in best.lines] if best else []


def best_list(kb: KnowledgeBase, question: Question, matcher: Matcher, hits: Sequence[Hit]) -> Points | None:
    """The list in or about the best passages that matches a question for its lines best."""
    found = [*_lists(kb, question, matcher, hits), *_runs(kb, question, matcher, hits)]
    return max(found, key=lambda p: (p.match, p.document, p.lines), default=None)


def _proposals(kb: KnowledgeBase, question: Question, matcher: Matcher) -> list[AnswerItem]:
    """The numbered proposals of the document that speaks of what is asked, where proposals are asked for; as many as it says."""
    groups: dict[tuple[str, str], list[Proposal]] = {}
    for p in kb.proposals:
        if not p.parent and p.label and p.status == "proposed" and fold(p.label) in question.head:
            groups.setdefault((p.document, p.label), []).append(p)
    rows = []
    for (document, label), group in groups.items():
        about = kb.documents[document].metadata
        said = " ".join([label, about.title, about.publisher, about.author, *(p.title for p in group)])
        if question.count in (0, len(group)) and (not question.documents or document in question.documents):
            rows.append((matcher.lexical(said), document, group))
    best = max(rows, key=lambda r: (r[0], r[1]), default=None)
    told = bool(question.count) and not question.entities  # 四項建議: only one paper makes so many
    if best is None or (best[0] < SHARE and len(rows) > 1) or (best[0] < ALONE and not told):
        return []
    numbered = sorted(best[2], key=lambda p: (int(p.number) if p.number.isdigit() else 0, p.start))
    sure = softened(max(SHARE, best[0]))
    return [AnswerItem(p.title, (p.title,), "Point", "", p.status, (p.evidence,), None, None, "graph", sure) for p in numbered]


def _lists(kb: KnowledgeBase, question: Question, matcher: Matcher, hits: Sequence[Hit]) -> Iterator[Points]:
    for listing, rank in _near(kb, hits):
        n, lead = len(listing.items), listing.said.folded
        if n != question.count if question.count else n > MOST:
            continue
        text = kb.documents[listing.document].text
        passage = passage_at(kb, listing.document, listing.lead[0] or listing.items[0][0])
        lines = [lead, passage.quote.text, *(text[a:b] for a, b in listing.items)]
        share = matcher.lexical("\n".join([source_of(kb, listing.document), *lines]))
        called = _called(kb, question, lead)
        opened = listing.lead[0] < listing.lead[1] and matcher.lexical(text[listing.lead[0] : listing.lead[1]]) >= OPENED
        sure = bool(called) or (share >= CERTAIN and rank >= CERTAIN and opened)
        if share >= SHARE and sure:
            places = tuple(place_of(text, a, b) for a, b in listing.items)
            yield Points(listing.document, places, listing.lead, share + RANK * rank + NOUN * called)


def _near(kb: KnowledgeBase, hits: Sequence[Hit]) -> Iterator[tuple[Listing, float]]:
    """Lists that touch one of the best passages, with how good it is (1 the best)."""
    for listing in Lists.of(kb).all:
        spans = [s for s in (listing.lead, *listing.items) if s[0] < s[1]]
        ranks = [
            h.score / hits[0].score
            for h in hits[:READ]
            if h.passage.quote.document == listing.document and any(h.passage.quote.start <= a < h.passage.quote.end for a, _ in spans)
        ]
        if ranks:
            yield listing, max(ranks)


def _called(kb: KnowledgeBase, question: Question, lead: str) -> float:
    """How surely what leads to the lines calls them what is asked for: 1 where it counts or opens them, half where it speaks of it."""
    if not question.head:
        numbers = (str(question.count), *numerals(question.count)) if question.count else ()
        return 0.5 * any(n in lead for n in numbers)
    nouns = "|".join(map(re.escape, question.head))
    counted = rf"[二两三四五六七八九十0-9](?:{_classifiers(kb)})?\w{{0,2}}?(?:{nouns})"
    if re.search(rf"{counted}|(?:{nouns})(?:{_words(kb, 'called')})", lead):
        return 1.0
    return 0.5 * any(n in lead for n in question.head)


def _runs(kb: KnowledgeBase, question: Question, matcher: Matcher, hits: Sequence[Hit]) -> Iterator[Points]:
    """Counted runs inside sentences of the best passages: a number of things, and as many of them behind it (三大定位,即…)."""
    counted = re.compile(rf"(?P<n>[二两三四五六七八九十])(?:{_classifiers(kb)})[^,。;:]{{0,12}}?(?:{_words(kb, 'counted')})")
    for hit in hits[:READ]:
        q = hit.passage.quote
        text = kb.documents[q.document].text
        share = matcher.lexical("\n".join([source_of(kb, q.document), *hit.passage.section[-1:], q.text]))
        for a, b in sentences(text, q.start, q.end) if share >= SHARE else ():
            folded = fold(text[a:b])
            for m in counted.finditer(folded):
                count = int(number(m.group("n")) or 0)
                parts = _parts(kb, folded, m.end(), count)
                called = _called(kb, question, m.group())
                if parts and called and question.count in (0, count):
                    match = share + RANK * hit.score / hits[0].score + NOUN * called
                    yield Points(q.document, tuple((a + c, a + d) for c, d in parts), (a, a + m.end()), match)


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


def _item(kb: KnowledgeBase, points: Points, start: int, end: int) -> AnswerItem:
    document = kb.documents[points.document]
    text, passage = document.text, passage_at(kb, points.document, start)
    first, last = points.lead if points.lead[0] < points.lead[1] else (start, end)
    status, cue = kb.extractor.status_of(text, first, last, last - 1, last, lambda _: 0.0)
    status = "proposed" if status != "negated" and proposing(kb, fold(text[first:last])) else status
    line_end = text.find("\n", end)
    a, b = clip(text, text.rfind("\n", 0, start) + 1, line_end if line_end >= 0 else len(text), start, end)
    places = [(a, b)] if first <= start < last else [(a, b), clip(text, first, last, last - 1, last)]
    evidence = [Evidence(document.quote(*place), passage.section, cue, "line of a list", passage.page) for place in places]
    label = text[start:end]
    return AnswerItem(label, (label,), "Point", "", status, tuple(evidence), None, None, "text", softened(points.match - NOUN))
