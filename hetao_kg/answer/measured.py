"""Figures of the graph that answer how much, and which has the most, found by SPARQL."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hetao_kg.answer.amounts import figures_at
from hetao_kg.answer.bound import bound
from hetao_kg.answer.candidates import Candidate, Tried, features, sentence_of, weighed
from hetao_kg.answer.graph import PREFIX, inside
from hetao_kg.answer.named import Named
from hetao_kg.answer.phrases import Stems, stems, within
from hetao_kg.answer.question import Question
from hetao_kg.answer.retrieve import Matcher
from hetao_kg.answer.units import unit_fits
from hetao_kg.derived import kept
from hetao_kg.extract.figure_words import unit_class
from hetao_kg.graph import terms
from hetao_kg.text import fold
from hetao_kg.types import HOLDING, Figure, Hit, Mention

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: Kinds of answer that a superlative over figures may have.
_COMPARED = ("Place", "Institution", "Policy", "Who", "Thing")


@dataclass(frozen=True, slots=True)
class Sought:
    """Figures sought in the graph."""

    measures: tuple[str, ...]
    #: Ids of what the figures must be about; empty for anything.
    about: tuple[str, ...] = ()
    #: Only figures of this date (ISO prefix); empty for any.
    date: str = ""
    #: ``most`` or ``least``: only the largest or the smallest, and what it is about must be of the kind and inside the places.
    extreme: str = ""
    kind: str = ""
    places: tuple[str, ...] = ()
    #: ``whole`` where it must be no part of another place (which country), ``part`` where it must be one (which city).
    extent: str = ""


def sparql(sought: Sought, scales: Sequence[tuple[str, float]] = ()) -> str:
    """The query: each row is a figure and what it is about; ``scales`` turns units into one that can be compared."""
    parts = [f"  VALUES ?measure {{ {' '.join(f'<{terms.measure(m)}>' for m in sought.measures)} }}\n"]
    if sought.about:
        parts.append(f"  VALUES ?answer {{ {' '.join(f'<{terms.entity(e)}>' for e in sought.about)} }}\n")
    parts.append("  ?figure a hetao:Figure ; hetao:measure ?measure ; hetao:about ?answer ; hetao:amount ?amount .\n")
    if sought.date:
        parts.append(f'  ?figure hetao:date ?date . FILTER(STRSTARTS(STR(?date), "{sought.date}"))\n')
    if not sought.extreme:
        return f"{PREFIX}SELECT DISTINCT ?figure ?answer WHERE {{\n{''.join(parts)}}} ORDER BY ?figure ?answer"
    if sought.kind in ("Place", "Institution", "Policy"):
        parts.append(f"  ?answer a hetao:{sought.kind} .\n")
    parts += [inside("answer", place) for place in sought.places]
    if sought.extent:
        parts.append(f"  FILTER {'NOT ' if sought.extent == 'whole' else ''}EXISTS {{ ?answer dcterms:isPartOf ?larger }}\n")
    parts.append("  FILTER NOT EXISTS { ?figure hetao:part ?part }\n")  # a part of something is no rival of another
    rows = " ".join(f'("{unit}" {scale:g})' for unit, scale in scales)
    parts.append(f"  OPTIONAL {{ ?figure hetao:unit ?unit . VALUES (?unit ?scale) {{ {rows} }} }}\n")
    parts.append("  BIND(?amount * COALESCE(?scale, 1) AS ?size)\n")
    order = "DESC" if sought.extreme == "most" else "ASC"
    return f"{PREFIX}SELECT DISTINCT ?figure ?answer ?size WHERE {{\n{''.join(parts)}}} ORDER BY {order}(?size) ?figure LIMIT 1"


def from_figures(
    kb: KnowledgeBase, question: Question, named: Named, matcher: Matcher, hits: Sequence[Hit]
) -> tuple[list[Candidate], tuple[Tried, ...]]:
    """Figures of the measure asked for, best first, and the queries tried: about what is named, or the largest of all."""
    compared = bool(question.extreme) and question.kind in _COMPARED
    measures = named_measures(kb, question) if compared or "Amount" in question.kinds else ()
    if not measures or (compared and len(_currencies(kb, measures)) > 1) or not (compared or named.groups):
        return [], ()
    ranks = {h.passage.id: h.score / hits[0].score for h in hits}
    tried: list[Tried] = []
    scales = tuple((unit, float(size)) for unit, size in kb.ontology.questions["scales"].items())
    for sought in _ways(kb, question, named, measures, compared):
        query = sparql(sought, scales)
        found = _run(kb, query)
        fits = [(f, a) for f, a in found if compared or not question.units or unit_fits(kb, f.value.unit, question.units)]
        tried.append(Tried(query, len(fits)))
        if fits:
            rows = [c for f, a in fits for c in _candidates(kb, question, named, matcher, ranks, f, a if compared else "")]
            return _ordered(kb, question, rows), tuple(tried)
    return [], tuple(tried)


def _ordered(kb: KnowledgeBase, question: Question, rows: list[Candidate]) -> list[Candidate]:
    """Candidates by how well they match; of one measure of one thing what holds before what is to be, and the latest first."""
    series: dict[tuple[str, str, str], float] = {}
    for c in rows:
        series[_series(c)] = max(series.get(_series(c), 0.0), c.match)
    ahead = question.status in ("planned", "proposed") or "targets" in question.predicates

    def latest(c: Candidate) -> tuple[bool, str, str]:
        holds = c.figure is not None and c.figure.status in HOLDING
        return holds or ahead, c.figure.date if c.figure else "", kb.documents[c.sentence.document].metadata.date

    by_match = sorted(rows, key=lambda c: (-c.match, c.figure.id if c.figure else ""))
    return sorted(sorted(by_match, key=latest, reverse=True), key=lambda c: (-series[_series(c)], _series(c)))


def _series(c: Candidate) -> tuple[str, str, str]:
    return (c.figure.about, c.figure.listed or fold(c.figure.measure), c.figure.part) if c.figure else ("", "", "")


def _ways(kb: KnowledgeBase, question: Question, named: Named, measures: tuple[str, ...], compared: bool) -> list[Sought]:
    """Ways of asking, the strictest first; two things named or more are compared with each other."""
    date = question.dates[0] if question.dates else ""
    if not compared:
        about = tuple(sorted(named.all))
        return [Sought(measures, about, d) for d in dict.fromkeys((date, ""))]
    things = compared_things(kb, question)
    places = question.places if len(things) == 1 else ()
    return [Sought(measures, things if len(things) > 1 else (), date, question.extreme, question.kind, places, _extent(kb, question))]


def compared_things(kb: KnowledgeBase, question: Question) -> tuple[str, ...]:
    """Ids of the things a superlative question names, the members of a joint party one by one; none for another question."""
    if not question.extreme or question.kind not in _COMPARED:
        return ()
    table = {**kb.ontology.entities, **kb.entities}
    things = [e for e in question.entities if e in table and table[e].kind in ("Place", "Institution", "Policy")]
    return tuple(m for e in things for m in kb.ontology.members.get(e, (e,)))


def _extent(kb: KnowledgeBase, question: Question) -> str:
    """Whether the noun asked for stands for whole countries or for parts of them."""
    text, said = fold(question.text), stems(question.text)
    for extent, row in kb.ontology.questions["extents"].items():
        if any(within(stems(w), said) >= 0 for w in row["en"]) if question.language == "en" else any(fold(w) in text for w in row["zh"]):
            return str(extent)
    return ""


def _run(kb: KnowledgeBase, query: str) -> list[tuple[Figure, str]]:
    """Figures a query finds, each with the id of what it is about."""
    table = figures_by_iri(kb)
    return [(table[r[0].value], table[r[0].value].about) for r in kb.store.query(query).rows if r[0] and r[0].value in table]


@kept()
def figures_by_iri(kb: KnowledgeBase) -> dict[str, Figure]:
    """All figures by their IRI."""
    return {str(terms.figure(f.id)): f for f in kb.figures}


def _candidates(
    kb: KnowledgeBase, question: Question, named: Named, matcher: Matcher, ranks: dict[str, float], figure: Figure, answer: str
) -> list[Candidate]:
    """A figure, matched by the sentences it is given in."""
    rows = []
    for evidence in figure.evidence[:3]:
        sentence = sentence_of(kb, evidence, matcher, ranks)
        own = next((m for m in sentence.mentions if m.value and m.value.value == figure.value.value), None)
        mention = own or Mention(evidence.quote.start, evidence.quote.start, "", "Amount", "figure", "", figure.value)
        given = [m for m in (*sentence.mentions, mention) if m.kind == "Amount"]
        found = features(kb, question, named, matcher, sentence, mention)
        if not answer:
            found |= bound(matcher, sentence, given, given)[mention.start]
        rows.append(Candidate(sentence, mention, tuple(found.items()), weighed(found), None, answer or figure.about, figure))
    return rows


def of_another(kb: KnowledgeBase, question: Question, named: Named, candidate: Candidate) -> bool:
    """Whether an amount is of another place than the one asked for, or, where no unit is asked for, of another listed measure."""
    value, sentence = candidate.mention.value, candidate.sentence
    if value is None:
        return False
    given = figures_at(kb, sentence.document, candidate.mention)
    places = frozenset(e for e in question.entities if _is_place(kb, e))
    if places and not named.all & {m.entity for m in sentence.mentions}:
        owners = [f.about for f in given if _is_place(kb, f.about)]
        if owners and not any(_within(kb, o, named.all) or any(_within(kb, p, frozenset((o,))) for p in places) for o in owners):
            return True
    asked = named_measures(kb, question)
    if not asked or question.units:
        return False
    units = {u for i in asked for u in kb.ontology.measures[i].units or ("any",)}
    listed = {f.listed for f in given if f.listed}
    return not units & {"any", unit_class(value, kb.ontology.units["units"]), fold(value.unit)} or bool(listed and not listed & set(asked))


def _is_place(kb: KnowledgeBase, entity: str) -> bool:
    known = kb.entities.get(entity) or kb.ontology.entities.get(entity)
    return known is not None and known.kind == "Place"


def _within(kb: KnowledgeBase, place: str, wholes: frozenset[str]) -> bool:
    """Whether a place is one of ``wholes`` or, by the ontology, a part of one."""
    seen: set[str] = set()
    while place and place not in seen:
        if place in wholes:
            return True
        seen.add(place)
        known = kb.entities.get(place) or kb.ontology.entities.get(place)
        place = known.parent if known else ""
    return False


def names_of_figure(kb: KnowledgeBase, candidate: Candidate) -> str:
    """The names of what a figure measures, which its sentence may word otherwise."""
    listed = kb.ontology.measures.get(candidate.figure.listed) if candidate.figure else None
    return " ".join(listed.names()) if listed else ""


def _currencies(kb: KnowledgeBase, measures: Sequence[str]) -> set[str]:
    """Currencies that the figures of the measures are in: sums of several cannot be compared without their rates."""
    units = {f.value.unit for f in kb.figures if f.listed in measures}
    return {u for u in units if unit_fits(kb, u, ("money",))}


def named_measures(kb: KnowledgeBase, question: Question) -> tuple[str, ...]:
    """Ids of the listed measures that a question names in any language, without those a longer name takes in."""
    text = fold(question.text)
    if question.language == "en":
        said = stems(text)
        found = [(a, b, i) for words, i in _english(kb) for a in range(len(said)) if said[a : (b := a + len(words))] == words]
    else:
        verbs = kb.ontology.words["cues"]["proposing"]  # 報告建議…多少 asks for no number of proposals
        found = [(*m.span(), i) for pattern, i in _chinese(kb) for m in pattern.finditer(text) if m.group() not in verbs]
    kept = [i for a, b, i in found if not any(c <= a and b <= d and b - a < d - c for c, d, _ in found)]
    return tuple(dict.fromkeys(kept))


@kept()
def _english(kb: KnowledgeBase) -> list[tuple[Stems, str]]:
    rows = [(stems(name), m.id) for m in kb.ontology.measures.values() for name in m.names() if name.isascii()]
    return [(words, identifier) for words, identifier in rows if words]


@kept()
def _chinese(kb: KnowledgeBase) -> list[tuple[re.Pattern[str], str]]:
    """Names of measures as patterns; … stands for up to twelve characters of one clause."""
    names = [(fold(name), m.id) for m in kb.ontology.measures.values() for name in m.names()]
    return [(re.compile("[^,。?]{0,12}?".join(map(re.escape, re.split("…|\\.\\.\\.", name)))), i) for name, i in names]
