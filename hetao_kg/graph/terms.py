"""The only place where RDF terms are written: namespaces, identifiers, language tags, typed literals.

Two engines must give equal answers, and one of them lower-cases language tags and rewrites numbers. So tags are
written in lower case, numbers in their canonical form, every literal with a datatype or a language, and there are no
blank nodes anywhere.
"""

from __future__ import annotations

import datetime
import decimal
import functools
import re

from rdflib import Literal, Namespace, URIRef
from rdflib.namespace import DC, DCTERMS, FOAF, ORG, OWL, PROV, RDF, RDFS, SKOS, XSD

from hetao_kg import text
from hetao_kg.types import Kind, Status

#: rdflib checks every term it makes; the same names, quotations and tags stand in many triples.
_remembered = functools.lru_cache(maxsize=2**14)


@functools.cache
def _term(namespace: str, name: str) -> URIRef:
    return URIRef(namespace + name)


class _Vocabulary(Namespace):
    """A namespace of few terms, each made once."""

    def term(self, name: str) -> URIRef:
        return _term(str(self), name)


HETAO = _Vocabulary("https://w3id.org/hetao-kg/ontology#")
ID = Namespace("https://w3id.org/hetao-kg/id/")
ELI = _Vocabulary("http://data.europa.eu/eli/ontology#")
OA = _Vocabulary("http://www.w3.org/ns/oa#")
SKOSXL = _Vocabulary("http://www.w3.org/2008/05/skos-xl#")
ONTOLOGY_IRI = URIRef("https://w3id.org/hetao-kg/ontology")

#: Prefixes for people to read; queries may use them undeclared.
PREFIXES: dict[str, str] = {
    "hetao": str(HETAO), "ent": ID + "entity/", "st": ID + "statement/", "ev": ID + "evidence/", "doc": ID + "document/",
    "fig": ID + "figure/", "measure": ID + "measure/", "proposal": ID + "proposal/",
    "graph": ID + "graph/", "rdf": str(RDF), "rdfs": str(RDFS), "owl": str(OWL), "xsd": str(XSD), "skos": str(SKOS),
    "org": str(ORG), "eli": str(ELI), "prov": str(PROV), "oa": str(OA), "dc": str(DC), "dcterms": str(DCTERMS),
    "foaf": str(FOAF),
}

#: What relative IRIs of a query stand under: ``<entity/hk-dsd>``.
BASE = str(ID)

#: Named graphs, by what they hold.
GRAPHS: dict[str, URIRef] = {
    name: ID[f"graph/{name}"] for name in ("statements", "evidence", "truthy", "entities", "documents", "ontology")
}

STATUS_IRIS: dict[Status, URIRef] = {
    "in-force": HETAO.InForce, "completed": HETAO.Completed, "planned": HETAO.Planned,
    "proposed": HETAO.Proposed, "negated": HETAO.Negated,
}

#: How a part of each kind points at its whole.
PARENT_PROPERTIES: dict[Kind, URIRef] = {
    "Institution": ORG.subOrganizationOf, "Field": SKOS.broader, "Place": DCTERMS.isPartOf, "Policy": DCTERMS.isPartOf,
    "Person": DCTERMS.relation,
}

_DATE_PREFIX = "date:"
_NAME_PREFIX = "name:"
_safe = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?=[A-Za-z0-9_-]))*")
_iri = re.compile(r"https?://[^\x00-\x20<>\"{}|^`\\]+")
_year = re.compile(r"\d{4}")
_month = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
_day = re.compile(r"\d{4}-\d\d-\d\d")


@_remembered
def _mint(space: str, name: str) -> URIRef:
    """``name`` itself where it is safe in every syntax, else a hash of it."""
    return ID[f"{space}/{name if _safe.fullmatch(name) else text.digest(space, name)}"]


def entity(identifier: str) -> URIRef:
    """The IRI of an entity id; a short form ``name:…`` gets one too."""
    if identifier.startswith(_NAME_PREFIX):
        return ID[f"name/{text.digest('name', short_form(identifier))}"]
    return _mint("entity", identifier)


def statement(identifier: str) -> URIRef:
    """The IRI of a statement id."""
    return _mint("statement", identifier)


def figure(identifier: str) -> URIRef:
    """The IRI of a figure id."""
    return _mint("figure", identifier)


def measure(identifier: str) -> URIRef:
    """The IRI of a listed measure's id."""
    return _mint("measure", identifier)


def proposal(identifier: str) -> URIRef:
    """The IRI of a proposal id."""
    return _mint("proposal", identifier)


def outcome(identifier: str) -> URIRef:
    """The IRI of a candidate outcome."""
    return ID[f"outcome/{text.digest('outcome', identifier, size=16)}"]


def conflict(identifier: str) -> URIRef:
    """The IRI of a disagreement's id."""
    return _mint("conflict", identifier)


def document(identifier: str) -> URIRef:
    """The IRI of a document id."""
    return _mint("document", identifier)


def predicate(name: str) -> URIRef:
    """The IRI of a predicate: ``approves`` is ``hetao:approves``."""
    return HETAO[name]


@_remembered
def evidence(identifier: str, document_id: str, start: int, end: int) -> URIRef:
    """The IRI of the evidence of one statement at one place."""
    return ID[f"evidence/{text.digest('evidence', identifier, document_id, start, end, size=16)}"]


@_remembered
def selector(kind: str, document_id: str, *place: int) -> URIRef:
    """The IRI of a selector; equal places share it."""
    return ID[f"selector/{text.digest('selector', kind, document_id, *place, size=16)}"]


def count(entity_id: str, document_id: str) -> URIRef:
    """The IRI of the number of times an entity is mentioned in a document."""
    return ID[f"count/{text.digest('count', entity_id, document_id)}"]


def run(ontology_version: str, tool_version: str) -> URIRef:
    """The IRI of a making of the knowledge base: no clock, and no documents, so that a new one changes nothing old."""
    return ID[f"run/{text.digest('run', ontology_version, tool_version)}"]


def tool(version: str) -> URIRef:
    """The IRI of the program that made the knowledge base."""
    return ID[f"tool/{text.digest('tool', 'hetao-kg', version)}"]


def skolem(parts: object) -> URIRef:
    """An IRI for what was a blank node, from what is said of it."""
    return ID[f"node/{text.digest('node', parts)}"]


def external(url: str) -> URIRef | None:
    """``url`` as an IRI, or nothing when it is not a well-formed web address."""
    return URIRef(url) if _iri.fullmatch(url) else None


def page(url: str) -> URIRef:
    """The IRI of a web page: its address, or one of ours where the address is malformed."""
    return external(url) or ID[f"page/{text.digest('page', url)}"]


def is_date(identifier: str) -> bool:
    """Whether a statement's object is a date (``date:2035``) and no entity."""
    return identifier.startswith(_DATE_PREFIX)


def is_short_form(identifier: str) -> bool:
    """Whether a statement's subject is a short form (``name:河套``) and no entity."""
    return identifier.startswith(_NAME_PREFIX)


def date_of(identifier: str) -> str:
    """The ISO date of ``date:2035``."""
    return identifier.removeprefix(_DATE_PREFIX)


def short_form(identifier: str) -> str:
    """The words of ``name:河套``."""
    return identifier.removeprefix(_NAME_PREFIX)


def node(identifier: str) -> URIRef | Literal:
    """The term of a statement's object: a typed date, or the IRI of an entity."""
    return date(date_of(identifier)) if is_date(identifier) else entity(identifier)


@_remembered
def language(words: str, script: str = "") -> str:
    """The language tag of ``words``: ``en`` without Han characters, else by ``script``, else by the characters themselves."""
    if not text.has_han(words):
        return "en"
    return {"Hant": "zh-hant", "Hans": "zh-hans"}.get(script) or {"Hant": "zh-hant", "Hans": "zh-hans"}.get(text.script_of(words), "zh")


@_remembered
def words(value: str, tag: str) -> Literal:
    """Human language, tagged in lower case."""
    return Literal(value, lang=tag.lower(), normalize=False)


@_remembered
def string(value: str) -> Literal:
    """A code, digest or path: no human language."""
    return Literal(value, datatype=XSD.string, normalize=False)


@_remembered
def boolean(value: bool) -> Literal:
    """``true`` or ``false``."""
    return Literal("true" if value else "false", datatype=XSD.boolean, normalize=False)


@_remembered
def integer(value: int) -> Literal:
    """A whole number."""
    return Literal(str(value), datatype=XSD.integer, normalize=False)


@_remembered
def number(value: str | float) -> Literal:
    """A decimal in canonical form: no exponent, no trailing zeros; a string where ``value`` is no number."""
    try:
        amount = decimal.Decimal(str(value))
    except decimal.InvalidOperation:
        return string(str(value))
    return string(str(value)) if not amount.is_finite() else Literal(canonical_decimal(amount), datatype=XSD.decimal)


def canonical_decimal(value: decimal.Decimal) -> str:
    """``0.50`` as ``0.5``, ``1E+3`` as ``1000``, ``2.0`` as ``2``."""
    plain = format(value, "f")
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain in {"", "-0", "-"} else plain


@_remembered
def date(value: str) -> Literal:
    """An ISO date, typed as exactly as it was said; an interval or anything else stays a string."""
    if _year.fullmatch(value):
        return Literal(value, datatype=XSD.gYear, normalize=False)
    if _month.fullmatch(value):
        return Literal(value, datatype=XSD.gYearMonth, normalize=False)
    if _day.fullmatch(value):
        try:
            datetime.date.fromisoformat(value)
        except ValueError:
            return string(value)
        return Literal(value, datatype=XSD.date, normalize=False)
    return string(value)


def interval(value: str) -> tuple[Literal | None, Literal | None]:
    """Begin and end of ``2009/2011``; either may be open (``2009/``, ``../2025``), and a single date has neither."""
    begin, slash, end = value.partition("/")
    if not slash:
        return None, None
    return (None if begin in {"", ".."} else date(begin)), (None if end in {"", ".."} else date(end))
