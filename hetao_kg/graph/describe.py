"""Entities and documents -> triples: names, levels, wholes, titles, dates, and the run that read them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rdflib import DC, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, PROV, RDF, RDFS, SKOS

from hetao_kg import text
from hetao_kg.graph import terms
from hetao_kg.graph.schema import Triple
from hetao_kg.graph.terms import ELI, HETAO
from hetao_kg.types import Document, Entity


def entities(listed: Sequence[Entity], legal_endings: Sequence[str] = ()) -> Iterator[Triple]:
    """Kind, names, level and whole of each entity; ``rdfs:label`` is the one name to show."""
    kinds = {entity.id: entity.kind for entity in listed}
    for entity in listed:
        iri = terms.entity(entity.id)
        yield iri, RDF.type, HETAO[entity.kind]
        yield iri, DCTERMS.identifier, terms.string(entity.id)
        yield iri, HETAO.known, terms.boolean(entity.known)
        if entity.kind == "Policy" and entity.known and any(name.endswith(tuple(legal_endings)) for _, name in entity.labels):
            yield iri, RDF.type, ELI.LegalResource
        for property_, literal in _names(entity):
            yield iri, property_, literal
        if entity.level:
            yield iri, HETAO.level, terms.string(entity.level)
        for property_, when in ((HETAO.since, entity.since), (HETAO.until, entity.until)):
            if when:
                yield iri, property_, terms.date(when)
        if entity.note:
            yield iri, SKOS.note, terms.words(entity.note, terms.language(entity.note))
        if entity.parent:
            property_ = terms.PARENT_PROPERTIES[entity.kind] if kinds.get(entity.parent) == entity.kind else DCTERMS.relation
            yield iri, property_, terms.entity(entity.parent)


def _names(entity: Entity) -> Iterator[tuple[URIRef, Literal]]:
    preferred = {tag.lower(): name for tag, name in entity.labels}
    shown = entity.label()
    yield RDFS.label, terms.words(shown, next((tag for tag, name in preferred.items() if name == shown), terms.language(shown)))
    for tag, name in preferred.items():
        yield SKOS.prefLabel, terms.words(name, tag)
    # SKOS wants the three kinds of label disjoint: a name that is preferred somewhere is no alternative.
    others = [name for name in dict.fromkeys([name for _, name in entity.labels] + list(entity.aliases)) if name not in preferred.values()]
    for name in others:
        yield SKOS.altLabel, terms.words(name, terms.language(name))
    for folded in sorted({text.fold(name) for name in entity.names()} - set(entity.names())):
        yield SKOS.hiddenLabel, terms.string(folded)


def short_forms(identifiers: Iterable[str]) -> Iterator[Triple]:
    """A node for each short form (``name:河套``) that a document defines."""
    for identifier in sorted({i for i in identifiers if terms.is_short_form(i)}):
        iri, words = terms.entity(identifier), terms.short_form(identifier)
        literal = terms.words(words, terms.language(words))
        yield iri, RDF.type, HETAO.Name
        yield iri, RDFS.label, literal
        yield iri, terms.SKOSXL.literalForm, literal


def documents(read: Sequence[Document], listed: Sequence[Entity]) -> Iterator[Triple]:
    """What is known of each document; a publisher who is a known body is linked to it as well."""
    bodies: dict[str, set[str]] = {}
    for entity in listed:
        if entity.kind == "Institution":
            for name in entity.names():
                bodies.setdefault(text.key(name), set()).add(entity.id)
    for document in read:
        iri = terms.document(document.id)
        yield iri, RDF.type, HETAO.Document
        yield iri, DCTERMS.identifier, terms.string(document.id)
        yield iri, HETAO.path, terms.string(document.source)
        yield iri, HETAO.sha256, terms.string(document.sha256)
        yield iri, HETAO.textSha256, terms.string(hashlib.sha256(document.text.encode("utf-8", "replace")).hexdigest())
        yield iri, HETAO.characters, terms.integer(len(document.text))
        publishers = bodies.get(text.key(document.metadata.publisher), set())
        if len(publishers) == 1:
            yield iri, DCTERMS.publisher, terms.entity(next(iter(publishers)))
        for property_, literal in _metadata(document):
            yield iri, property_, literal


def _metadata(document: Document) -> Iterator[tuple[URIRef, URIRef | Literal]]:
    about = document.metadata
    title = about.title or document.id
    yield RDFS.label, terms.words(title, terms.language(title, about.script))
    tags = {"Hant": "zh-hant", "Hans": "zh-hans", "mixed": "zh"}
    for property_, value in ((DCTERMS.title, about.title), (DC.publisher, about.publisher), (DC.creator, about.author)):
        if value:
            yield property_, terms.words(value, terms.language(value, about.script))
    if about.date:
        yield DCTERMS.issued, terms.date(about.date)
    if about.url:
        yield DCTERMS.source, terms.external(about.url) or terms.string(about.url)
    if about.script:
        yield HETAO.script, terms.string(about.script)
    if about.script or about.language:
        yield DC.language, terms.string(tags.get(about.script) or about.language)
    if about.kind:
        yield DC.type, terms.string(about.kind)
    if about.licence:
        yield DC.rights, terms.string(about.licence)


def run(iri: URIRef, ontology_version: str, tool_version: str) -> Iterator[Triple]:
    """The making itself: which program with which ontology. No clock and no host, so that equal input is equal output."""
    program = terms.tool(tool_version)
    yield iri, RDF.type, HETAO.Run
    yield iri, RDF.type, PROV.Activity
    yield iri, PROV.wasAssociatedWith, program
    yield iri, PROV.used, terms.ONTOLOGY_IRI
    yield iri, OWL.versionInfo, terms.string(ontology_version)
    yield program, RDF.type, PROV.SoftwareAgent
    yield program, RDFS.label, terms.words("hetao-kg", "en")
    yield program, HETAO.version, terms.string(tool_version)


def counts(mentions_by_document: Mapping[str, Mapping[str, int]]) -> Iterator[Triple]:
    """How often each document mentions each entity; single mentions stay out of the graph."""
    for document_id, mentions in mentions_by_document.items():
        document = terms.document(document_id)
        for entity_id, number in mentions.items():
            entity, count = terms.entity(entity_id), terms.count(entity_id, document_id)
            yield entity, HETAO.mentionedIn, document
            yield count, RDF.type, HETAO.MentionCount
            yield count, HETAO.entity, entity
            yield count, HETAO.document, document
            yield count, HETAO["count"], terms.integer(number)
