"""Every example of ``ontology/patterns.toml``, read by the real extractor: the examples are the tests of their pattern."""

from __future__ import annotations

import tomllib

import pytest
from places import ONTOLOGY

from hetao_kg.read import read_bytes
from hetao_kg.text import key
from hetao_kg.types import KINDS, STATUSES, Document

RULES = tomllib.loads((ONTOLOGY / "patterns.toml").read_text("utf-8"))
PATTERNS, COLUMNS = RULES["pattern"], RULES["column"]
YES = [pytest.param(p, *example, id=f"{p['id']}-{n}") for p in PATTERNS for n, example in enumerate(p["yes"], 1)]
NO = [pytest.param(p, sentence, id=f"{p['id']}-{n}") for p in PATTERNS for n, sentence in enumerate(p["no"], 1)]


def _said(read_text, ontology, sentence):
    """What each rule found in ``sentence``: (rule, predicate, names of subject, names of object, status, quote)."""
    document, found = read_text(sentence, "2021-06")
    entities = {**ontology.entities, **found.entities}

    def names(identifier):
        return {identifier[5:]} if identifier.startswith("date:") else {key(n) for n in entities[identifier].names()}

    for s in found.statements:
        for e in s.evidence:
            assert document.text[e.quote.start:e.quote.end] == e.quote.text
            yield e.rule, s.predicate, names(s.subject), names(s.object), s.status, e.quote.text


@pytest.mark.parametrize(("pattern", "sentence", "subject", "thing", "status"), YES)
def test_an_example_is_read_as_it_says(read_text, ontology, pattern, sentence, subject, thing, status):
    said = [row for row in _said(read_text, ontology, sentence) if row[0] == pattern["id"]]
    wanted = (pattern["predicate"], key(subject), key(thing), status)
    fitting = [row for row in said if row[1] == wanted[0] and wanted[1] in row[2] and wanted[2] in row[3] and row[4] == wanted[3]]
    assert fitting, f"{wanted} is not among what the pattern found: {said}"


@pytest.mark.parametrize(("pattern", "sentence"), NO)
def test_a_counterexample_gives_nothing_of_its_pattern(read_text, ontology, pattern, sentence):
    assert [row for row in _said(read_text, ontology, sentence) if row[0] == pattern["id"]] == []


@pytest.mark.parametrize(("column", "heads", "cells", "said"), [
    pytest.param(c, e[:2], e[2:4], e[4:], id=c["id"]) for c in COLUMNS for e in c["yes"]
])
def test_a_column_says_what_its_example_says(extractor, ontology, column, heads, cells, said):
    table = "".join("| " + " | ".join(row) + " |\n" for row in (heads, ("---", "---"), cells))
    found = read_bytes(table.encode(), ".md")
    read = extractor.document(Document("sample", "sample.md", found.text, found.blocks))
    entities = {**ontology.entities, **read.entities}
    rows = [s for s in read.statements if s.evidence[0].rule == column["id"]]
    assert [s.status for s in rows] == said[2:]
    thing = rows[0].object
    assert key(said[0]) in map(key, entities[rows[0].subject].names())
    assert key(said[1]) in ([thing[5:]] if thing.startswith("date:") else map(key, entities[thing].names()))


def test_patterns_are_well_formed():
    """Ids are unique, kinds and statuses are known, and each pattern has at least one example."""
    assert len({p["id"] for p in PATTERNS}) == len(PATTERNS) >= 20
    for pattern in PATTERNS:
        assert set(pattern["subject"]) <= set(KINDS) and set(pattern["object"]) <= set(KINDS), pattern["id"]
        assert pattern["verbs"], pattern["id"]
        assert {status for *_, status in pattern["yes"]} <= set(STATUSES), pattern["id"]


def test_every_pattern_has_an_example():
    assert [p["id"] for p in PATTERNS if not p["yes"]] == []


def test_keys_of_patterns_are_known():
    """A misspelt key would be ignored in silence."""
    from hetao_kg.extract.patterns import Pattern

    assert {k for p in PATTERNS for k in p} - set(Pattern.__slots__) - {"yes", "no"} == set()


def test_patterns_keep_to_the_ontology():
    """What a pattern may join, its predicate may join: domain and range of hetao.ttl (a name stands for a Place where a body is needed)."""
    import rdflib
    from rdflib.collection import Collection

    from hetao_kg.graph.terms import HETAO

    graph = rdflib.Graph().parse(ONTOLOGY / "hetao.ttl")

    def kinds(predicate: str, end: rdflib.URIRef) -> set[str]:
        found = graph.value(HETAO[predicate], end)
        union = graph.value(found, rdflib.OWL.unionOf)
        return {str(c).removeprefix(str(HETAO)) for c in (Collection(graph, union) if union else [found])} - {str(rdflib.XSD.date)}

    wrong = []
    for p in PATTERNS:
        subject, thing = (p["object"], p["subject"]) if p.get("swap") else (p["subject"], p["object"])
        domain, span = kinds(p["predicate"], rdflib.RDFS.domain), kinds(p["predicate"], rdflib.RDFS.range)
        wrong += [f"{p['id']}: subject {k}" for k in set(subject) - domain]
        wrong += [f"{p['id']}: object {k}" for k in set(thing) - span if k != "Date"]
    assert sorted(wrong) == []
