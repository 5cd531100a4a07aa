"""Figures, proposals, candidate outcomes and disagreements -> triples.

All of them stand beside the statements: none of them makes a plain triple, so that a query for facts meets neither a number
that is only a goal nor a proposal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, RDFS, SKOS

from hetao_kg.graph import terms
from hetao_kg.graph.schema import Triple
from hetao_kg.graph.terms import HETAO
from hetao_kg.types import Conflict, Evidence, Figure, Measure, Outcome, Proposal, Statement


def pieces(figures: Iterable[Figure], proposals: Iterable[Proposal], outcomes: Iterable[Outcome]) -> Iterator[tuple[str, Evidence]]:
    """Every piece of evidence with the id of what it is evidence of."""
    yield from ((f.id, e) for f in figures for e in f.evidence)
    yield from ((p.id, p.evidence) for p in proposals)
    yield from ((outcome_id(o), e) for o in outcomes for e in (o.proposed, o.reported))


def outcome_id(outcome: Outcome) -> str:
    """The id of a candidate outcome: its proposal, its statement and the document that reports it."""
    return "-".join((outcome.proposal, outcome.statement, outcome.reported.quote.document))


def figures(listed: Iterable[Figure]) -> Iterator[Triple]:
    """What each figure measures, its number, of whom, when, and its status."""
    for figure in listed:
        iri = terms.figure(figure.id)
        yield iri, RDF.type, HETAO.Figure
        yield iri, HETAO.measureText, terms.words(figure.measure, terms.language(figure.measure))
        if figure.listed:
            yield iri, HETAO.measure, terms.measure(figure.listed)
        if figure.about:
            yield iri, HETAO.about, terms.entity(figure.about)
        if figure.part:
            yield iri, HETAO.part, terms.words(figure.part, terms.language(figure.part))
        yield iri, HETAO.status, terms.STATUS_IRIS[figure.status]
        yield iri, HETAO.amount, terms.number(figure.value.value)
        if figure.value.unit:
            yield iri, HETAO.unit, terms.string(figure.value.unit)
        if figure.value.bound:
            yield iri, HETAO.bound, terms.string(figure.value.bound)
        yield from _dates(iri, figure.date)
        for piece in figure.evidence:
            yield iri, HETAO.evidence, _evidence(figure.id, piece)


def _dates(iri: URIRef, value: str) -> Iterator[Triple]:
    if value:
        yield iri, HETAO.date, terms.date(value)
    for property_, end in zip((HETAO.begin, HETAO.end), terms.interval(value), strict=True):
        if end is not None:
            yield iri, property_, end


def _evidence(identifier: str, piece: Evidence) -> URIRef:
    return terms.evidence(identifier, piece.quote.document, piece.quote.start, piece.quote.end)


def measures(listed: Mapping[str, Measure], used: Iterable[Figure]) -> Iterator[Triple]:
    """The listed measures that figures are given for."""
    for identifier in sorted({f.listed for f in used} & set(listed)):
        iri, labels = terms.measure(identifier), dict(listed[identifier].labels)
        yield iri, RDF.type, HETAO.Measure
        yield iri, DCTERMS.identifier, terms.string(identifier)
        yield iri, RDFS.label, terms.words(listed[identifier].label(), "zh-hant")
        for tag, name in labels.items():
            yield iri, SKOS.prefLabel, terms.words(name, tag)
        for alias in listed[identifier].aliases:
            if alias not in labels.values():
                yield iri, SKOS.altLabel, terms.words(alias, terms.language(alias))


def proposals(listed: Iterable[Proposal], said: Mapping[str, Sequence[Statement]], known: frozenset[str]) -> Iterator[Triple]:
    """Each proposal with its parties, its fields and, from ``said`` by its id, the statements made under it."""
    for proposal in listed:
        iri = terms.proposal(proposal.id)
        yield iri, RDF.type, HETAO.Proposal
        yield iri, DCTERMS.title, terms.words(proposal.title, terms.language(proposal.title))
        yield iri, HETAO.number, terms.string(proposal.label + proposal.number)
        yield iri, HETAO.status, terms.STATUS_IRIS[proposal.status]
        yield iri, DCTERMS.source, terms.document(proposal.document)
        yield iri, HETAO.evidence, _evidence(proposal.id, proposal.evidence)
        if proposal.parent:
            yield iri, DCTERMS.isPartOf, terms.proposal(proposal.parent)
        for name, parties in (("proposer", [proposal.proposer]), ("addressee", proposal.addressees)):
            for party in filter(None, parties):
                yield iri, *_party(name, party, known)
        for field in proposal.fields:
            yield iri, DCTERMS.subject, terms.entity(field)
        for statement in said.get(proposal.id, ()):
            yield iri, HETAO.statement, terms.statement(statement.id)


def _party(name: str, party: str, known: frozenset[str]) -> tuple[URIRef, URIRef | Literal]:
    return (HETAO[name], terms.entity(party)) if party in known else (HETAO[f"{name}Name"], terms.string(party))


def outcomes(listed: Iterable[Outcome]) -> Iterator[Triple]:
    """Each candidate outcome with both quotes and the reason it is one."""
    for outcome in listed:
        identifier = outcome_id(outcome)
        iri = terms.outcome(identifier)
        yield iri, RDF.type, HETAO.Outcome
        yield iri, HETAO.proposal, terms.proposal(outcome.proposal)
        yield iri, HETAO.statement, terms.statement(outcome.statement)
        yield iri, HETAO.reason, terms.string(outcome.reason)
        yield iri, HETAO.shared, terms.words(outcome.shared, terms.language(outcome.shared))
        yield iri, HETAO.proposedIn, _evidence(identifier, outcome.proposed)
        yield iri, HETAO.reportedIn, _evidence(identifier, outcome.reported)
        yield iri, HETAO.status, terms.STATUS_IRIS[outcome.status]
        yield from _dates(iri, outcome.date)


def conflicts(listed: Iterable[Conflict], figures: frozenset[str]) -> Iterator[Triple]:
    """Each disagreement with what disagrees; ``figures`` are the ids that are figures and not statements."""
    for conflict in listed:
        iri = terms.conflict(conflict.id)
        yield iri, RDF.type, HETAO.Disagreement
        yield iri, HETAO.differsIn, terms.string(conflict.kind)
        yield iri, HETAO.nature, terms.string(conflict.nature)
        yield iri, HETAO.reason, terms.string(conflict.reason)
        for member in conflict.members:
            yield iri, HETAO.member, terms.figure(member) if member in figures else terms.statement(member)
