"""One contract for every store: the same answers to the same queries, the same refusals in the same words."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import multiprocessing
import os
import re
import signal
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import graph_sample as sample
import pytest
import rdflib

from hetao_kg.errors import KnowledgeBaseError, QueryError
from hetao_kg.graph import results, terms
from hetao_kg.graph.results import FORMATS, Result, Term, row_key
from hetao_kg.graph.stores import STORES, Store, open_oxigraph

INTEGER = "http://www.w3.org/2001/XMLSchema#integer"


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Store]:
    folder = tmp_path_factory.mktemp("kb")
    path = sample.write(folder)
    return {name: load(folder / "cache", path, digest(path)) for name, load in STORES.items()}


def answers(stores: dict[str, Store], query: str) -> Result:
    """The answer of all stores, which must be one."""
    found = [store.query(query) for store in stores.values()]
    first = found[0]
    for other in found[1:]:
        assert (other.kind, other.variables, other.boolean) == (first.kind, first.variables, first.boolean)
        assert sorted(other.rows, key=row_key) == sorted(first.rows, key=row_key)
    return first


@pytest.mark.parametrize("path", sample.QUERIES, ids=lambda path: path.stem)
def test_every_published_query_is_equal_over_stores_and_finds_something(stores: dict[str, Store], path: Path) -> None:
    assert answers(stores, path.read_text(encoding="utf-8")).rows


@pytest.mark.parametrize("path", sample.QUERIES, ids=lambda path: path.stem)
def test_every_published_query_is_introduced_in_three_languages(path: Path) -> None:
    head = re.findall(r"^# (title|explanation)-(en|zh-hant|zh-hans): (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert [(what, language) for what, language, _ in head] == [
        (what, language) for what in ("title", "explanation") for language in ("en", "zh-hant", "zh-hans")]


@pytest.mark.parametrize("query", [
    "SELECT * WHERE { ?statement hetao:status ?status ; rdf:subject ?who }",
    "SELECT ?name WHERE { ent:nmpa skos:prefLabel ?name FILTER(LANGMATCHES(LANG(?name), 'zh')) }",
    "SELECT (AVG(?n) AS ?mean) (SUM(?n) AS ?sum) (COUNT(*) AS ?count) WHERE { ?c hetao:count ?n }",
    "SELECT (xsd:double('1.5') AS ?double) (2.0/3 AS ?decimal) ('x'@EN AS ?tagged) (1 = 1 AS ?yes) WHERE {}",
    "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    "SELECT ?date WHERE { ?s hetao:date ?date } ORDER BY STR(?date)",
    "SELECT ?who ?missing WHERE { ?who a hetao:Person OPTIONAL { ?who hetao:nothing ?missing } }",
    "SELECT * WHERE { { SELECT ?who WHERE { ?x rdf:subject ?who } } FILTER NOT EXISTS { ?who hetao:known ?known } }",
    "SELECT DISTINCT * WHERE { ?b a hetao:Person MINUS { ?b hetao:known ?c } { SELECT (COUNT(?d) AS ?a) WHERE { ?d a hetao:Field } } }",
    "ASK { ?s hetao:approves ?o }",
    "ASK { ent:nmpa-gba hetao:approves ?o }",
    "CONSTRUCT { ?o hetao:approvedBy ?s } WHERE { ?s hetao:approves ?o }",
    "CONSTRUCT WHERE { ?s hetao:date ?date }",
    "DESCRIBE ent:nmpa",
    "# SERVICE in a comment\nSELECT ?service WHERE { ?service rdfs:label 'FROM LOAD SERVICE' }",
    "PREFIX from: <http://load.example/service#> SELECT ?x WHERE { ?x a from:insert }",
])
def test_ad_hoc_queries_are_equal_over_stores(stores: dict[str, Store], query: str) -> None:
    answers(stores, query)


def test_proposals_are_no_plain_triples(stores: dict[str, Store]) -> None:
    found = answers(stores, "SELECT ?body WHERE { ?body hetao:approves ent:drug-listing }")
    assert [row[0].value for row in found.rows if row[0]] == ["https://w3id.org/hetao-kg/id/entity/nmpa"]


def test_a_symmetric_fact_is_found_from_both_sides(stores: dict[str, Store]) -> None:
    assert answers(stores, "ASK { ent:hk-dh hetao:cooperatesWith ent:nmpa }").boolean
    assert answers(stores, "ASK { ent:nmpa hetao:cooperatesWith ent:hk-dh }").boolean


def test_conflicting_statements_stand_side_by_side(stores: dict[str, Store]) -> None:
    query = (sample.ROOT / "ontology" / "queries" / "conflicts.rq").read_text(encoding="utf-8")
    assert [[term.value for term in row if term][3] for row in answers(stores, query).rows] == ["negated", "planned"]


@pytest.mark.parametrize(("query", "says"), [
    ("", "empty"), ("  \n ", "empty"), ("SELECT", "syntax error at line 1"), ("SELECT * WHERE {\n ?s ?p", "line 2"),
    ("SELECT ?x WHERE { ?x nowhere:at ?y }", "line 1, column 22, near “nowhere:at ?y }” (declare the prefix: PREFIX nowhere: <…>)"),
    ("PREFIX x: <x:y>\nSELEC ?s WHERE { ?s ?p ?o }", "line 2, column 1, near “SELEC ?s WHERE { ?s ?p ?o }” (write a SELECT, ASK"),
    ("SELECT ?s WHERE { ?s ?p }", "near “}”"), ("{ ?s ?p ?o }", "syntax error at line 1"),
    ("SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE is refused"),
    ("SELECT * WHERE { service SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE is refused"),
    ("SELECT * WHERE { ?s rdfs:label \"\\u0022 . SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } #\" }", "SERVICE is refused"),
    ("SELECT * FROM <http://127.0.0.1:9/x> WHERE { ?s ?p ?o }", "FROM <http://127.0.0.1:9/x> is refused"),
    ("ASK FROM NAMED <http://127.0.0.1:9/x> { ?s ?p ?o }", "no such graph"),
    ("PREFIX graph: <http://127.0.0.1:9/> SELECT * FROM graph:statements { ?s ?p ?o }", "no such graph"),
    ("SELECT * FROM { ?s ?p ?o }", "no such graph"),
    ("SELECT * FROM <https://w3id.org/hetao-kg/id/graph/st\\u0061tements> { ?s ?p ?o }", "no such graph"),
    ("LOAD <http://127.0.0.1:9/x>", "LOAD is refused"), ("INSERT DATA { ent:a rdfs:label 'b' }", "read-only"),
    ("DELETE WHERE { ?s ?p ?o }", "read-only"), ("DROP ALL", "read-only"),
    ("SELECT * WHERE " + "{" * 1000 + "}" * 1000, "nested too deeply"),
    ("SELECT * WHERE { ?s ?p ?o FILTER(" + "!" * 20000 + "true) }", "the most is 3000"),
    ("SELECT * WHERE { ?s rdfs:label '" + "長" * 100_001 + "' }", "the most is 100000"),
])
def test_bad_queries_are_refused_in_one_line_by_every_store(stores: dict[str, Store], query: str, says: str) -> None:
    for store in stores.values():
        with pytest.raises(QueryError) as caught:
            store.query(query)
        assert says in str(caught.value)
        assert "\n" not in str(caught.value) and len(str(caught.value)) < 300


@pytest.mark.parametrize(("clauses", "holds"), [
    ("FROM graph:statements", (True, False)), ("FROM graph:evidence", (False, False)),
    (f"FROM <{terms.GRAPHS['statements']}>\nFROM graph:evidence", (True, False)),
    ("FROM NAMED graph:statements", (False, True)), ("FROM graph:evidence FROM NAMED graph:statements", (False, True)),
    ("FROM NAMED graph:evidence", (False, False)), ("", (True, True)),
])
def test_from_chooses_among_the_graphs_there_are(stores: dict[str, Store], clauses: str, holds: tuple[bool, bool]) -> None:
    triples = {name: store.query("SELECT * { ?s ?p ?o }").rows for name, store in stores.items()}
    found = [answers(stores, f"ASK {clauses} {{ {where} }}").boolean
             for where in ("?s a hetao:Statement", "GRAPH ?g { ?s a hetao:Statement }")]
    assert tuple(found) == holds
    assert triples == {name: store.query("SELECT * { ?s ?p ?o }").rows for name, store in stores.items()}, "nothing was added"


def test_results_json_csv_and_xml_agree(stores: dict[str, Store]) -> None:
    query = "SELECT ?s ?label ?n WHERE { ?s a hetao:Place ; skos:prefLabel ?label OPTIONAL { ?s hetao:count ?n } }"
    found = stores["oxigraph"].query(query)
    bindings = json.loads(FORMATS["json"].write(found))["results"]["bindings"]
    rows = list(csv.reader(io.StringIO(FORMATS["csv"].write(found), newline="")))
    tree = ElementTree.fromstring(FORMATS["xml"].write(found))
    name = "{http://www.w3.org/2005/sparql-results#}"
    assert rows[0] == ["s", "label", "n"]
    assert [row[1] for row in rows[1:]] == [b["label"]["value"] for b in bindings] == [
        b.findtext(f"{name}literal") for b in tree.iter(f"{name}binding") if b.get("name") == "label"]
    assert all("n" not in binding for binding in bindings)
    assert {binding["label"]["xml:lang"] for binding in bindings} == {"zh-hant", "zh-hans", "en"}


def test_ask_in_every_format_but_turtle(stores: dict[str, Store]) -> None:
    found = stores["oxigraph"].query("ASK { ?s ?p ?o }")
    assert json.loads(FORMATS["json"].write(found))["boolean"] is True
    assert FORMATS["csv"].write(found).endswith("true\r\n") and FORMATS["table"].write(found) == "true\n"
    assert "<boolean>true</boolean>" in FORMATS["xml"].write(found)
    with pytest.raises(QueryError, match="CONSTRUCT"):
        FORMATS["turtle"].write(found)


def test_triples_as_turtle_and_rdf_xml_come_back(stores: dict[str, Store]) -> None:
    found = stores["oxigraph"].query("CONSTRUCT { ?s rdfs:label ?l } WHERE { ?s a hetao:Field ; skos:prefLabel ?l }")
    said = {" ".join(map(str, (t.subject, t.predicate, t.object))) for t in (q.triple for q in results.quads_of(found))}
    for form, parser in (("turtle", "turtle"), ("xml", "xml"), ("ntriples", "nt"), ("jsonld", "json-ld")):
        read = rdflib.Graph().parse(data=FORMATS[form].write(found), format=parser)
        assert {" ".join(node.n3() for node in triple) for triple in read} == said, form
    assert len(found.rows) == 3


def test_table_is_aligned_for_chinese() -> None:
    rows = ((Term("國家藥監局", "literal"), Term("https://w3id.org/hetao-kg/ontology#InForce", "uri")), (None, Term("x\ny", "literal")))
    lines = FORMATS["table"].write(Result("select", ("body", "status"), rows)).splitlines()
    assert lines == ["body        status", "─" * 10 + "  " + "─" * 13, "國家藥監局  hetao:InForce", " " * 12 + "x y"]


def test_an_empty_answer_has_a_head_in_every_format(stores: dict[str, Store]) -> None:
    found = answers(stores, "SELECT ?a WHERE { ?a rdfs:label 'nothing' }")
    assert [form for form in ("table", "json", "csv", "tsv", "xml") if "a" not in FORMATS[form].write(found)] == []


def test_a_store_is_made_again_when_the_graph_changes(tmp_path: Path) -> None:
    path = sample.write(tmp_path)
    count = "SELECT (COUNT(?s) AS ?n) WHERE { ?s a hetao:Statement }"
    old = open_oxigraph(tmp_path / "cache", path, digest(path))
    sample.write(tmp_path, sample.STATEMENTS[:4])
    with pytest.raises(KnowledgeBaseError, match="changed after"):
        open_oxigraph(tmp_path / "cache", path, "0" * 64)
    new = open_oxigraph(tmp_path / "cache", path, digest(path))
    assert old.query(count).rows[0][0] == results.literal("15", INTEGER)  # still held by its reader
    assert new.query(count).rows[0][0] == results.literal("4", INTEGER)
    assert len(list((tmp_path / "cache").iterdir())) == 2
    del old, new
    sample.write(tmp_path, sample.STATEMENTS[:2])
    open_oxigraph(tmp_path / "cache", path, digest(path))
    assert len(list((tmp_path / "cache").iterdir())) == 1, "snapshots that nobody reads are swept"


def test_a_snapshot_is_opened_without_reading_the_graph_again(tmp_path: Path) -> None:
    path = sample.write(tmp_path)
    expected = digest(path)
    open_oxigraph(tmp_path / "cache", path, expected)
    path.unlink()
    assert open_oxigraph(tmp_path / "cache", path, expected).query("ASK { ?s ?p ?o }").boolean


def test_a_damaged_snapshot_is_made_again(tmp_path: Path) -> None:
    path = sample.write(tmp_path)
    open_oxigraph(tmp_path / "cache", path, digest(path))
    snapshot = next((tmp_path / "cache").iterdir())
    (snapshot / "store" / "CURRENT").write_text("rubbish")
    assert open_oxigraph(tmp_path / "cache", path, digest(path)).query("ASK { ?s ?p ?o }").boolean


def test_malformed_graphs_are_named(tmp_path: Path) -> None:
    path = tmp_path / "graph.nq"
    for words in ("this is no quad .\n", "<http://a> <http://b> _:c <http://d> .\n"):
        path.write_text(words)
        with pytest.raises(KnowledgeBaseError, match=r"graph\.nq"):
            STORES["memory"](tmp_path / "cache", path, "")
    path.unlink()
    for load in STORES.values():
        with pytest.raises(KnowledgeBaseError, match="cannot be read"):
            load(tmp_path / "cache", path, "0" * 64)


def test_where_nothing_can_be_written_the_store_is_made_in_memory(tmp_path: Path) -> None:
    path = sample.write(tmp_path)
    (tmp_path / "cache").write_text("a file where the folder should be")
    assert open_oxigraph(tmp_path / "cache", path, digest(path)).query("ASK { ?s ?p ?o }").boolean


def _read(arguments: tuple[str, str, str]) -> str:
    folder, path, expected = arguments
    store = open_oxigraph(Path(folder), Path(path), expected)
    found = store.query("SELECT (COUNT(?s) AS ?n) WHERE { ?s a hetao:Statement }").rows[0][0]
    return found.value if found else ""


def test_many_processes_may_make_and_read_at_once(tmp_path: Path) -> None:
    path = sample.write(tmp_path)
    task = (str(tmp_path / "cache"), str(path), digest(path))
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        assert pool.map(_read, [task] * 12) == ["15"] * 12
    assert len(list((tmp_path / "cache").iterdir())) == 1


def test_a_killed_making_leaves_nothing_broken(tmp_path: Path) -> None:
    path = sample.write(tmp_path)
    program = (
        "import sys, time\nfrom pathlib import Path\nfrom hetao_kg.graph import snapshots\n"
        "load = snapshots._load\n"
        "def slow(*arguments):\n    load(*arguments)\n    print('half', flush=True)\n    time.sleep(60)\n"
        "snapshots._load = slow\nsnapshots.open_snapshot(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])\n")
    environment = {**os.environ, "PYTHONPATH": str(sample.ROOT)}
    maker = subprocess.Popen([sys.executable, "-c", program, str(tmp_path / "cache"), str(path), digest(path)],
                             env=environment, stdout=subprocess.PIPE, text=True)
    assert maker.stdout is not None and maker.stdout.readline() == "half\n"
    left = list((tmp_path / "cache").iterdir())
    assert [name.name.startswith("making-") for name in left] == [True]
    maker.send_signal(signal.SIGKILL)
    maker.wait()
    store = open_oxigraph(tmp_path / "cache", path, digest(path))
    assert store.query("ASK { ent:nmpa hetao:approves ?o }").boolean
    assert [name.name[:9] for name in (tmp_path / "cache").iterdir()] == ["oxigraph-"]
