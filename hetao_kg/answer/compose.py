"""Candidates -> the answer: what the graph holds where it matches the question, else what the best sentence says, else nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hetao_kg.answer import classes, items, points
from hetao_kg.answer.amounts import figures_at
from hetao_kg.answer.asked import Asking
from hetao_kg.answer.candidates import Candidate, Tried, from_graph, from_text
from hetao_kg.answer.columns import of_extreme_row
from hetao_kg.answer.confidence import confident
from hetao_kg.answer.enumerations import leads
from hetao_kg.answer.measured import compared_things, from_figures, names_of_figure, of_another
from hetao_kg.answer.named import Named
from hetao_kg.answer.proposing import of_proposers
from hetao_kg.answer.purposes import from_clauses
from hetao_kg.answer.question import Question
from hetao_kg.answer.retrieve import Matcher, read_sentences
from hetao_kg.answer.saying import asks_for_source, of_source
from hetao_kg.answer.support import supports
from hetao_kg.answer.verdict import Verdict, verdict
from hetao_kg.extract.figure_words import unit_class
from hetao_kg.text import fold
from hetao_kg.types import AnswerItem, Hit

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: A statement must match the question at least this well to be an answer, a sentence this well to be read.
GRAPH_FLOOR, TEXT_FLOOR = 0.6, 0.75
#: What is read from text with less confidence is not given.
LEAST = 0.2
#: Of candidates within this share of the best, one whose coordination has as many members as were asked for goes first.
AS_GOOD = 0.75
#: Candidates of the best sentences that are looked at for support before giving up.
LOOKED_AT = 3
#: A figure of the measure asked for goes before a sentence that matches better by at most this.
SURE = 0.1


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that was found for a question, and the answers made of it."""

    answers: tuple[AnswerItem, ...]
    tried: tuple[Tried, ...] = ()
    #: Candidates from the graph and from the text, best first.
    stated: tuple[Candidate, ...] = ()
    spoken: tuple[Candidate, ...] = ()
    verdict: Verdict = ""
    #: Whether the answers are all things of a class, by their names.
    of_class: bool = False

    @property
    def loosened(self) -> bool:
        """Whether a limit of the question was let go to find anything in the graph."""
        return len(self.tried) > 1 and self.tried[-1].found > 0


def joined(found: Sequence[Found]) -> Found:
    """What was found for the parts of a question, as one."""
    answers = dict.fromkeys(a for f in found for a in f.answers)
    rows = [[row for f in found for row in getattr(f, name)] for name in ("tried", "stated", "spoken")]
    return Found(tuple(answers), tuple(rows[0]), tuple(rows[1]), tuple(rows[2]), of_class=found[0].of_class)


@dataclass(frozen=True, slots=True)
class Given:
    """Figures that may answer, best first, the one that does, and the queries they were found by."""

    found: tuple[Candidate, ...]
    best: Candidate | None
    tried: tuple[Tried, ...]

    @staticmethod
    def of(kb: KnowledgeBase, question: Question, named: Named, matcher: Matcher, hits: Sequence[Hit]) -> Given:
        """Those for ``question``; the sentence of a figure must speak of what is asked as any other, its measure by any name."""
        found, tried = from_figures(kb, question, named, matcher, hits)
        near = [c for c in found[:LOOKED_AT] if question.extreme or c.said >= GRAPH_FLOOR]
        fits = (c for c in near if supports(kb, question, named, matcher, c, names_of_figure(kb, c)))
        return Given(tuple(found), next(fits, None), tried)

    def answers_before(self, kb: KnowledgeBase, spoken: Candidate) -> bool:
        """Whether a figure answers rather than what a sentence says: it matches as well, or only it is of the right sort."""
        value = spoken.mention.value
        if self.best is None or self.best.figure is None:
            return False
        clause, own = (dict(c.features).get("clause", 0.0) for c in (self.best, spoken))
        if clause > own and (self.best.sentence.document, self.best.sentence.start) == (spoken.sentence.document, spoken.sentence.start):
            return False  # of one sentence the clause that says what is asked
        measures = {f.listed for f in figures_at(kb, spoken.sentence.document, spoken.mention) if f.listed}
        another = bool(measures) and self.best.figure.listed not in measures  # floor space where the land is asked for
        units = kb.ontology.units["units"]
        other = another or value is None or unit_class(value, units) != unit_class(self.best.figure.value, units)
        return other or spoken.match <= self.best.match + SURE


def decide(kb: KnowledgeBase, question: Question, hits: Sequence[Hit]) -> Found:
    """The answers to ``question`` with how likely each is right."""
    found = everything(kb, question, hits)
    answers = confident(kb, question, found)
    read = all(a.source == "text" and a.confidence < LEAST for a in answers) and not found.verdict
    return replace(found, answers=() if read else answers)


def everything(kb: KnowledgeBase, question: Question, hits: Sequence[Hit]) -> Found:
    """The answers to ``question``, none held back: statements if they match about as well as the best sentence, else what that says."""
    matcher, named = Matcher.of(kb, question), Named(kb, question)
    if classes.asks_for_class(question):
        every, tried = classes.of_class(kb, question)
        if every:
            return Found(tuple(every), tried, of_class=True)
    stated, tried = from_graph(kb, question, named, matcher, hits)
    sentences = read_sentences(kb, hits, matcher)
    if question.polar and question.kind == "Status":
        told, rests_on = verdict(kb, question, named, matcher, stated, sentences)
        return Found(tuple(rests_on), tried, tuple(stated), (), told)
    if question.kind == "Purpose":
        told_why, looked_at = from_clauses(kb, question, named, matcher, sentences)
        return Found(tuple(told_why), tried, tuple(stated), tuple(looked_at))
    if row := of_extreme_row(kb, question, matcher, hits):
        return Found(tuple(row), tried, tuple(stated))
    if not asks_for_source(kb, question) and (proposed := of_proposers(kb, question, named, matcher, hits)):
        return Found(tuple(proposed[0]), tried, tuple(proposed[1]))
    if question.kind == "Point":
        lines = tuple(points.from_lists(kb, question, named, matcher, hits))
        if lines or question.head or question.count:
            return Found(lines, tried, tuple(stated))
        question, sentences = replace(question, kind="Field", kinds=("Field",)), [s for s in sentences if leads(kb, s)]  # 研究哪些方面
    given = Given.of(kb, question, named, matcher, hits)
    if given.best and question.extreme and question.kind != "Amount":  # the largest of all: no sentence alone tells
        return Found(tuple(items.of_figure(kb, question, given.best, question.kind)), given.tried, given.found)
    if len(compared_things(kb, question)) > 1:  # no sentence of one of them tells which has more
        return Found((), given.tried, given.found)
    answers: list[AnswerItem] = []
    if stated and stated[0].match >= GRAPH_FLOOR and question.kind != "Explanation" and supports(kb, question, named, matcher, stated[0]):
        answers = items.of_statements(kb, question, named, [c for c in stated if _status_fits(question, c)])
    spoken = {k: from_text(kb, question, sentences, k, named, matcher) for k in question.kinds if k not in ("Explanation", "Status")}
    spoken |= {"Amount": [c for c in spoken["Amount"] if not of_another(kb, question, named, c)]} if "Amount" in spoken else {}
    first = ""
    for kind, found in spoken.items():
        ranked = sorted(_counted(kb, question, found), key=lambda c: bool(first) and c.sentence.passage.id != first)
        best = next((c for c in ranked[:LOOKED_AT] if c.said >= TEXT_FLOOR and supports(kb, question, named, matcher, c)), None)
        if best is None:
            continue
        first = first or best.sentence.passage.id  # where the first thing asked is said, the next is looked for first
        if kind == question.kind and answers and best.match <= stated[0].match + items.TRUST:
            answers = [items.cited(kb, question, a, found, best) for a in answers]
            continue
        said = items.of_sentence(kb, question, matcher, found, best)
        if kind == "Amount" and given.best and given.answers_before(kb, best):
            said, tried = items.of_figure(kb, question, given.best, kind, said), given.tried
        answers = said if kind == question.kind else [*answers, *said]
    paper = next((c for c in spoken.get("Policy", ()) if any(e.quote.start <= c.mention.start < e.quote.end and
                  c.mention.surface in (a.label, *a.labels) for a in answers for e in a.evidence)), None)
    answers = of_source(kb, question, named, matcher, sentences, paper) or items.leading(kb, question, answers)
    if not answers and (noun := Asking.of(kb).plural_noun(fold(question.text))):
        answers = points.from_lists(kb, replace(question, kind="Point", head=(noun,)), named, matcher, hits)
    if question.kind == "Amount" and not answers and given.best:
        answers, tried = items.of_figure(kb, question, given.best, "Amount"), given.tried
    return Found(tuple(answers), tried or given.tried, (*given.found, *stated), tuple(c for found in spoken.values() for c in found))


def _status_fits(question: Question, c: Candidate) -> bool:
    """Who does not: what holds is no answer."""
    return question.status != "negated" or (c.statement is not None and c.statement.status == "negated")


def _counted(kb: KnowledgeBase, question: Question, found: list[Candidate]) -> list[Candidate]:
    """The best candidate of each sentence; where so many answers were asked for, sentences that name as many go first."""
    first = list({id(c.sentence): c for c in reversed(found)}.values())[::-1]
    first = sorted(first, key=lambda c: -c.match)
    if question.count < 2 or not first:
        return first

    def fits(c: Candidate) -> bool:
        row = [o.mention for o in found if o.sentence is c.sentence]
        return c.match >= AS_GOOD * first[0].match and len(items.coordinates(kb, c.sentence, c.mention, row)) == question.count

    return sorted(first, key=lambda c: not fits(c))
