"""Questions for the lines of a list (which three aims, what steps): lines as the text words them, from lists and counted runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from hetao_kg.answer.constraints import source_of
from hetao_kg.answer.items import clip, proposing
from hetao_kg.answer.lists import Listing, Lists, place_of
from hetao_kg.answer.named import Named
from hetao_kg.answer.prose import NOUN, RANK, Points, called, enough, in_prose
from hetao_kg.answer.question import Question
from hetao_kg.answer.retrieve import READ, Matcher, passage_at, softened
from hetao_kg.answer.support import SHARE
from hetao_kg.text import fold
from hetao_kg.types import AnswerItem, Evidence, Hit, Proposal

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: More lines than these are no answer to a question that names no number.
MOST = 9
#: A list in the best passage that speaks of this share of the question answers whatever its lines are called.
CERTAIN = 0.8
#: Its leading sentence must speak of this share then.
OPENED = 0.25
#: The only proposals there are need speak of so much of it.
ALONE = 0.3


def from_lists(kb: KnowledgeBase, question: Question, named: Named, matcher: Matcher, hits: Sequence[Hit]) -> list[AnswerItem]:
    """The lines of the list that matches best, in their order; none where no list is about what is asked."""
    if not named.unmentioned and (numbered := _proposals(kb, question, matcher)):
        return numbered
    best = None if named.unmentioned else best_list(kb, question, matcher, hits)
    return [_item(kb, best, a, b) for a, b in best.lines] if best else []


def best_list(kb: KnowledgeBase, question: Question, matcher: Matcher, hits: Sequence[Hit]) -> Points | None:
    """The list in or about the best passages that matches a question for its lines best."""
    found = [*_lists(kb, question, matcher, hits), *in_prose(kb, question, matcher, hits)]
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
        each = [any(noun in fold(text[a:b]) for noun in question.head) for a, b in listing.items]
        how = called(kb, question, lead) or 0.5 * all(each)  # 停滯期, 融合期
        opened = listing.lead[0] < listing.lead[1] and matcher.lexical(text[listing.lead[0] : listing.lead[1]]) >= OPENED
        sure = bool(how) or (share >= CERTAIN and rank >= CERTAIN and opened)
        if share >= enough(kb, question, lead, rank) and sure:
            places = tuple(place_of(text, a, b) for a, b in listing.items)
            yield Points(listing.document, places, listing.lead, share + RANK * rank + NOUN * how)


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
