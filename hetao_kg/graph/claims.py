"""Statements -> statement nodes, evidence and plain triples.

A statement node carries what is claimed and its status; its evidence carries where that is said, as Web Annotation
selectors: the quote survives another edition of the text, the position is fast. Plain triples exist only for what
holds.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rdflib import Literal, URIRef
from rdflib.namespace import PROV, RDF

from hetao_kg.graph import terms
from hetao_kg.graph.schema import Triple
from hetao_kg.graph.terms import HETAO, OA
from hetao_kg.types import HOLDING, Document, Evidence, Passage, Statement

#: Characters of context kept on each side of a quote, so that it can be found again in another edition.
CONTEXT = 30
#: Stands between the titles of the headings above.
SECTION_SEPARATOR = " › "


def truthy(listed: Iterable[Statement], symmetric: frozenset[str]) -> Iterator[Triple]:
    """Plain triples of the statements that hold, in both directions where the predicate is ``symmetric``."""
    for statement in listed:
        if statement.status not in HOLDING:
            continue
        subject, predicate, object_ = terms.entity(statement.subject), terms.predicate(statement.predicate), terms.node(statement.object)
        yield subject, predicate, object_
        if statement.predicate in symmetric and isinstance(object_, URIRef):
            yield object_, predicate, subject


def statements(listed: Iterable[Statement], known: frozenset[str]) -> Iterator[Triple]:
    """The node of each statement, whatever its status; ``known`` are the entity ids a speaker may be."""
    for statement in listed:
        iri = terms.statement(statement.id)
        yield iri, RDF.type, HETAO.Statement
        yield iri, RDF.subject, terms.entity(statement.subject)
        yield iri, RDF.predicate, terms.predicate(statement.predicate)
        yield iri, RDF.object, terms.node(statement.object)
        yield iri, HETAO.status, terms.STATUS_IRIS[statement.status]
        yield iri, HETAO.confidence, terms.number(round(statement.confidence, 4))
        for property_, value in _qualifiers(statement, known):
            yield iri, property_, value
        for piece in statement.evidence:
            yield iri, HETAO.evidence, evidence_iri(statement, piece)


def _qualifiers(statement: Statement, known: frozenset[str]) -> Iterator[tuple[URIRef, URIRef | Literal]]:
    if statement.date:
        yield HETAO.date, terms.date(statement.date)
    period = statement.date or (terms.date_of(statement.object) if terms.is_date(statement.object) else "")
    begin, end = terms.interval(period)
    if begin is not None:
        yield HETAO.begin, begin
    if end is not None:
        yield HETAO.end, end
    if statement.amount is not None:
        yield HETAO.amount, terms.number(statement.amount.value)
        if statement.amount.unit:
            yield HETAO.unit, terms.string(statement.amount.unit)
        if statement.amount.bound:
            yield HETAO.bound, terms.string(statement.amount.bound)
    if statement.note:
        yield HETAO.note, terms.words(statement.note, terms.language(statement.note))
    if statement.speaker in known:
        yield HETAO.speaker, terms.entity(statement.speaker)
    elif statement.speaker:
        yield HETAO.speakerName, terms.string(statement.speaker)


def evidence_iri(statement: Statement, piece: Evidence) -> URIRef:
    """The IRI of one piece of evidence of ``statement``."""
    return terms.evidence(statement.id, piece.quote.document, piece.quote.start, piece.quote.end)


def evidence(
    pieces: Iterable[tuple[str, Evidence]], documents: Mapping[str, Document], passages: Sequence[Passage], run: URIRef,
    known: frozenset[str] = frozenset(),
) -> Iterator[Triple]:  # fmt: skip
    """Each piece of evidence with its selectors, cue, rule and speaker, and the passage it begins in.

    ``pieces`` come with the id of what they are evidence of; ``known`` are the entity ids a speaker may be.
    """
    places = _Passages(passages)
    for identifier, piece in pieces:
        quote, document = piece.quote, documents.get(piece.quote.document)
        iri, script = terms.evidence(identifier, quote.document, quote.start, quote.end), document.metadata.script if document else ""
        yield iri, RDF.type, HETAO.Evidence
        yield iri, RDF.type, OA.SpecificResource
        yield iri, OA.hasSource, terms.document(quote.document)
        yield iri, PROV.wasGeneratedBy, run
        if piece.speaker in known:
            yield iri, PROV.wasAttributedTo, terms.entity(piece.speaker)
        if piece.cue:
            yield iri, HETAO.cue, terms.words(piece.cue, terms.language(piece.cue, script))
        if piece.rule:
            yield iri, HETAO.rule, terms.string(piece.rule)
        if piece.section:
            section = SECTION_SEPARATOR.join(piece.section)
            yield iri, HETAO.section, terms.words(section, terms.language(section, script))
        passage = places.at(quote.document, quote.start)
        if passage:
            yield iri, HETAO.passage, terms.string(passage)
        yield from _selectors(iri, piece, document.text if document else "", script)


def _selectors(iri: URIRef, piece: Evidence, text: str, script: str) -> Iterator[Triple]:
    quote = piece.quote
    tag = terms.language(quote.text, script)
    exact = terms.selector("quote", quote.document, quote.start, quote.end)
    position = terms.selector("position", quote.document, quote.start, quote.end)
    yield iri, OA.hasSelector, exact
    yield exact, RDF.type, OA.TextQuoteSelector
    yield exact, OA.exact, terms.words(quote.text, tag)
    yield exact, OA.prefix, terms.words(text[max(0, quote.start - CONTEXT):quote.start], tag)
    yield exact, OA.suffix, terms.words(text[quote.end:quote.end + CONTEXT], tag)
    yield iri, OA.hasSelector, position
    yield position, RDF.type, OA.TextPositionSelector
    yield position, OA.start, terms.integer(quote.start)
    yield position, OA.end, terms.integer(quote.end)
    if piece.page:
        page = terms.selector("page", quote.document, piece.page)
        yield iri, OA.hasSelector, page
        yield page, RDF.type, OA.FragmentSelector
        yield page, RDF.value, terms.string(f"page={piece.page}")


class _Passages:
    """Document and offset -> the passage there."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._places: dict[str, list[tuple[int, int, str]]] = {}
        for passage in passages:
            self._places.setdefault(passage.quote.document, []).append((passage.quote.start, passage.quote.end, passage.id))
        for places in self._places.values():
            places.sort()

    def at(self, document: str, offset: int) -> str:
        """The id of the passage that ``offset`` lies in, or nothing."""
        places = self._places.get(document, [])
        index = bisect.bisect_right(places, offset, key=lambda place: place[0]) - 1
        return places[index][2] if index >= 0 and offset < places[index][1] else ""
