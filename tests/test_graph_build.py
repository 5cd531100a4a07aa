"""The graph says what the statements say, cannot be misread, and is equal byte for byte however it is made."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import graph_sample as sample
import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Dataset, Literal, URIRef
from rdflib.namespace import RDF, RDFS, SKOS

from hetao_kg.graph import build, claims, schema, terms
from hetao_kg.graph.terms import GRAPHS, HETAO, OA
from hetao_kg.types import HOLDING, STATUSES, Statement


@pytest.fixture(scope="module")
def graph() -> Dataset:
    return build.dataset(build.quads(sample.DOCUMENTS, sample.ENTITIES, sample.STATEMENTS, sample.PASSAGES, ontology=sample.ONTOLOGY,
                                     tool_version="0.1.0", mentions_by_document=sample.MENTIONS))


def test_six_graphs_and_no_triple_in_two_of_them(graph: Dataset) -> None:
    # Oxigraph's union of graphs would give such a triple twice, rdflib's once.
    assert {name for name, iri in GRAPHS.items() if len(graph.graph(iri))} == set(GRAPHS)
    triples = [quad[:3] for quad in graph.quads()]
    assert len(triples) == len(set(triples))


def test_no_blank_nodes_and_lower_case_tags() -> None:
    lines = sample.nquads()
    assert "_:" not in "".join(line.split('"')[0] for line in lines.splitlines())
    for quad in pyoxigraph.parse(lines.encode(), pyoxigraph.RdfFormat.N_QUADS):
        assert isinstance(quad.subject, pyoxigraph.NamedNode)
        if isinstance(quad.object, pyoxigraph.Literal) and quad.object.language:
            assert quad.object.language in {"zh-hant", "zh-hans", "zh", "en"}


def test_oxigraph_keeps_every_quad_as_it_is_written() -> None:
    lines = sample.nquads()
    store = pyoxigraph.Store()
    store.bulk_load(lines.encode(), pyoxigraph.RdfFormat.N_QUADS)
    kept = {str(quad) for quad in store}
    assert kept == {str(quad) for quad in pyoxigraph.parse(lines.encode(), pyoxigraph.RdfFormat.N_QUADS)}
    assert len(kept) == lines.count("\n")


def test_sorted_and_independent_of_the_order_given() -> None:
    lines = sample.nquads()
    assert lines.split("\n")[:-1] == sorted(lines.split("\n")[:-1])
    assert lines == sample.nquads(backwards=True)


def test_equal_under_different_hash_seeds() -> None:
    program = "import graph_sample, hashlib; print(hashlib.sha256(graph_sample.nquads().encode()).hexdigest())"
    made = set()
    for seed in ("0", "42"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{sample.ROOT}{os.pathsep}{Path(__file__).parent}"}
        done = subprocess.run([sys.executable, "-c", program], env=environment, check=True, capture_output=True, text=True)
        made.add(done.stdout.strip())
    assert made == {hashlib.sha256(sample.nquads().encode()).hexdigest()}


def test_a_statement_node_carries_what_was_said(graph: Dataset) -> None:
    funded = next(s for s in sample.STATEMENTS if s.predicate == "funds")
    node = terms.statement(funded.id)
    facts = {p: o for p, o in graph.graph(GRAPHS["statements"]).predicate_objects(node) if p != RDF.type}
    assert facts[RDF.subject] == terms.entity("gd-gov")
    assert facts[RDF.predicate] == HETAO.funds
    assert facts[HETAO.status] == HETAO.Planned
    assert facts[HETAO.amount] == Literal("18135000000", datatype=terms.XSD.decimal)
    assert (str(facts[HETAO.unit]), str(facts[HETAO.bound]), str(facts[HETAO.confidence])) == ("CNY", ">=", "0.85")


def test_evidence_quotes_its_document(graph: Dataset) -> None:
    first = sample.STATEMENTS[1]
    evidence = claims.evidence_iri(first, first.evidence[0])
    part = graph.graph(GRAPHS["evidence"])
    said = {p: o for selector in part.objects(evidence, OA.hasSelector) for p, o in part.predicate_objects(selector)}
    start, end = int(said[OA.start]), int(said[OA.end])
    assert str(said[OA.exact]) == sample.REPORT[start:end] == first.evidence[0].quote.text
    assert str(said[OA.prefix]) == sample.REPORT[max(0, start - 30):start]
    assert str(said[OA.suffix]) == sample.REPORT[end:end + 30]
    assert said[OA.exact].language == "zh-hant"
    assert str(part.value(evidence, HETAO.cue)) == "建議"
    assert str(part.value(evidence, HETAO.passage)) == "report-2021-0"
    assert str(part.value(evidence, HETAO.section)) == "建議6 › 審批"


def test_speakers_are_entities_where_they_are_known(graph: Dataset) -> None:
    part = graph.graph(GRAPHS["statements"])
    assert part.value(terms.statement(sample.STATEMENTS[1].id), HETAO.speaker) == terms.entity("nmpa")
    assert str(part.value(terms.statement(sample.STATEMENTS[3].id), HETAO.speakerName)) == "The Paper"


def test_intervals_keep_words_and_both_ends(graph: Dataset) -> None:
    issued = next(s for s in sample.STATEMENTS if s.predicate == "issues")
    part, node = graph.graph(GRAPHS["statements"]), terms.statement(issued.id)
    assert part.value(node, HETAO.date) == Literal("2009/2011", datatype=terms.XSD.string)
    assert part.value(node, HETAO.begin) == Literal("2009", datatype=terms.XSD.gYear)
    assert part.value(node, HETAO.end) == Literal("2011", datatype=terms.XSD.gYear)


def test_entities_have_one_name_to_show_and_disjoint_labels(graph: Dataset) -> None:
    part = graph.graph(GRAPHS["entities"])
    for entity in sample.ENTITIES:
        iri = terms.entity(entity.id)
        assert [str(o) for o in part.objects(iri, RDFS.label)] == [entity.label()]
        preferred = list(part.objects(iri, SKOS.prefLabel))
        assert len({o.language for o in preferred}) == len(preferred) == len(entity.labels)
        others = [str(o) for p in (SKOS.altLabel, SKOS.hiddenLabel) for o in part.objects(iri, p)]
        assert not {str(o) for o in preferred} & set(others)


def test_only_known_laws_are_legal_resources(graph: Dataset) -> None:
    laws = set(graph.graph(GRAPHS["entities"]).subjects(RDF.type, terms.ELI.LegalResource))
    assert laws == {terms.entity("drug-law")}


def test_publisher_is_linked_to_the_body_of_that_name(graph: Dataset) -> None:
    part = graph.graph(GRAPHS["documents"])
    assert part.value(terms.document("report-2021"), URIRef("http://purl.org/dc/terms/publisher")) == terms.entity("nmpa")
    assert part.value(terms.document("新聞 1"), URIRef("http://purl.org/dc/terms/publisher")) is None


@pytest.mark.parametrize(("value", "datatype"), [
    ("2017", terms.XSD.gYear), ("2017-01", terms.XSD.gYearMonth), ("2017-01-03", terms.XSD.date), ("2017-13", terms.XSD.string),
    ("2017-02-30", terms.XSD.string), ("2009/2011", terms.XSD.string), ("2025年底前", terms.XSD.string), ("", terms.XSD.string)])
def test_dates_are_as_exact_as_the_text(value: str, datatype: URIRef) -> None:
    assert (str(terms.date(value)), terms.date(value).datatype) == (value, datatype)


@pytest.mark.parametrize(("value", "expected"), [
    ("0.50", "0.5"), ("1E+3", "1000"), ("18135000000", "18135000000"), (1.0, "1"), ("0", "0"), ("-0.0", "0"), (0.0001, "0.0001")])
def test_numbers_are_canonical(value: str | float, expected: str) -> None:
    assert terms.number(value) == Literal(expected, datatype=terms.XSD.decimal)


def test_what_is_no_number_stays_a_string() -> None:
    assert terms.number("近百").datatype == terms.XSD.string
    assert terms.number("NaN").datatype == terms.XSD.string


def test_identifiers_never_meet_and_never_break_the_syntax() -> None:
    odd = ["a b", "a>b", "甲", "甲乙", "a.", ".a", "a/b", "name:甲", "nmpa"]
    assert len({terms.entity(name) for name in odd}) == len(odd)
    for name in odd:
        assert set(str(terms.entity(name))) <= set("abcdefghijklmnopqrstuvwxyz0123456789:/._-#")


def test_ontology_has_three_labels_and_definitions_for_everything() -> None:
    ontology = schema.parse(sample.ONTOLOGY)
    own = [s for s in set(ontology.subjects(RDF.type)) if isinstance(s, URIRef) and str(s).startswith(str(HETAO))]
    assert len(own) > 60
    for thing in own:
        for property_ in (RDFS.label, SKOS.definition):
            assert sorted(str(o.language) for o in ontology.objects(thing, property_)) == ["en", "zh-hans", "zh-hant"], (thing, property_)


def test_ontology_has_the_predicates_and_statuses_of_the_contract() -> None:
    known = schema.read(sample.ONTOLOGY)
    assert known.predicates == tuple(sorted([
        "approves", "issues", "signs", "establishes", "funds", "operates", "partOf", "locatedIn", "cooperatesWith", "supports",
        "focusesOn", "targets", "holdsPost", "renamedTo", "abbreviates"]))
    assert known.symmetric == {"cooperatesWith"}
    ontology = schema.parse(sample.ONTOLOGY)
    notations = {str(ontology.value(iri, SKOS.notation)): str(ontology.value(iri, HETAO.holds)) for iri in terms.STATUS_IRIS.values()}
    assert notations == {status: str(status in HOLDING).lower() for status in STATUSES}


entity_ids = st.sampled_from([entity.id for entity in sample.ENTITIES])


predicates = st.sampled_from(["approves", "issues", "cooperatesWith", "targets"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(entity_ids, predicates, entity_ids, st.sampled_from(STATUSES)), max_size=12))
def test_a_naive_query_cannot_return_a_proposal(rows: list[tuple[str, str, str, str]]) -> None:
    made = [Statement(f"s{n}", s, p, "date:2035" if p == "targets" else o, status, (), "")  # type: ignore[arg-type]
            for n, (s, p, o, status) in enumerate(rows)]
    union = Dataset(default_union=True)
    for triple in [*claims.truthy(made, frozenset({"cooperatesWith"})), *claims.statements(made, frozenset())]:
        union.add(triple)
    for predicate in {row[1] for row in rows}:
        answers = {(str(row[0]), str(row[1])) for row in union.query(f"SELECT ?s ?o WHERE {{ ?s <{HETAO[predicate]}> ?o }}")}
        holding = [s for s in made if s.predicate == predicate and s.status in HOLDING]
        allowed = {(str(terms.entity(s.subject)), str(terms.node(s.object))) for s in holding}
        if predicate == "cooperatesWith":
            allowed |= {(o, s) for s, o in allowed}
        assert answers == allowed
