"""What documents cite -> triples: each web page with its title, what it is about, and the evidence that bears its mark.

A document ``dcterms:references`` a page, whose IRI is its address, and the policy that the page is the text of. A page
that is named after an entity has it as ``foaf:primaryTopic``, and the entity has the page as ``foaf:page``. Evidence whose
quote bears the mark of a note ``dcterms:references`` the page that the note gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rdflib.namespace import DCTERMS, FOAF, RDF

from hetao_kg import text
from hetao_kg.graph import claims, terms
from hetao_kg.graph.schema import Triple
from hetao_kg.types import Document, Entity, Note, Statement

_LABEL = re.compile(r"(?:[\[［(（]?(?:\d{1,3}|[①-⑳*†‡])[\]］)）]?[.．、:：]?|[註注][一二三四五六七八九十\d]{1,3}\s*[：:])\s*")
_URL = re.compile(r"\s*https?://[^\s\u3000-\uffff]+")
#: A title in its brackets, last in a citation but for words that say how much of it the page holds.
_TITLE = re.compile(r"《([^《》]{2,120})》(?:的)?(?:全文|原文|內容概要|内容概要|主要內容|主要内容|摘要|英文版|中文版)?$")
_QUOTED = re.compile(r"“(.{2,200})”|^「([^「」]{2,80})」(?:網站|网站|網頁|网页)?$")


def pages(read: Sequence[Document], listed: Sequence[Entity]) -> Iterator[Triple]:
    """Every page that a note or numbered reference of a document gives the address of."""
    named: dict[str, list[Entity]] = {}
    for entity in listed:
        for name in {text.key(name) for name in entity.names()}:
            named.setdefault(name, []).append(entity)
    for document in read:
        for note in document.notes:
            if note.url:
                yield from _page(document, note, named)


def _page(document: Document, note: Note, named: Mapping[str, Sequence[Entity]]) -> Iterator[Triple]:
    page, script = terms.page(note.url), document.metadata.script
    yield terms.document(document.id), DCTERMS.references, page
    yield page, RDF.type, FOAF.Document
    citation = _URL.sub("", _LABEL.sub("", document.text[note.start : note.end], count=1)).strip(" ,，.")
    if not citation:
        return
    title = _title(citation)
    yield page, DCTERMS.title, terms.words(title, terms.language(title, script))
    yield page, DCTERMS.bibliographicCitation, terms.words(citation, terms.language(citation, script))
    meant = named.get(text.key(title), ())
    if len(meant) == 1:
        topic = terms.entity(meant[0].id)
        yield page, FOAF.primaryTopic, topic
        yield topic, FOAF.page, page
        if meant[0].kind == "Policy":
            yield terms.document(document.id), DCTERMS.references, topic


def _title(citation: str) -> str:
    """The title in a citation, the citation itself where none is marked."""
    match = (_TITLE.search(citation) if citation.count("《") == 1 else None) or _QUOTED.search(citation)
    return next(g for g in match.groups() if g).strip() if match else citation


def of_evidence(listed: Iterable[Statement], documents: Mapping[str, Document]) -> Iterator[Triple]:
    """The pages that the marks inside each quotation refer to."""
    for statement in listed:
        for piece in statement.evidence:
            quote = piece.quote
            for note in documents[quote.document].notes if quote.document in documents else ():
                if note.url and any(quote.start <= mark < quote.end for mark in note.marks):
                    yield claims.evidence_iri(statement, piece), DCTERMS.references, terms.page(note.url)
