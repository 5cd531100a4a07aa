"""The function of ours that queries may call: one answer in every store, in the command line and over HTTP."""

from __future__ import annotations

import csv
import io

import pytest

from hetao_kg.errors import QueryError
from hetao_kg.graph.functions import call
from hetao_kg.graph.results import Term
from hetao_kg.graph.stores import STORES

TEXT = "污水渠由誰管理？"
#: Passages that something is said in, the nearest to a text first.
NEAREST = f"""SELECT ?passage (hetao:similarity(?passage, "{TEXT}") AS ?score)
WHERE {{ {{ SELECT DISTINCT ?passage WHERE {{ ?evidence hetao:passage ?passage }} }} }} ORDER BY DESC(?score) ?passage"""


@pytest.fixture(scope="module")
def stores(kb, tmp_path_factory):
    return {"oxigraph": kb.store, "memory": STORES["memory"](tmp_path_factory.mktemp("none"), kb.nquads, "", kb.functions)}


def test_passages_are_near_alike_in_every_store(kb, stores):
    """And as near as the index says: the numbers are those of the dense half of search."""
    rows = {name: store.query(NEAREST).rows for name, store in stores.items()}
    assert rows["memory"] == rows["oxigraph"] and len(rows["memory"]) > 5
    for passage, score in rows["memory"]:
        assert float(score.value) == pytest.approx(kb.index.cosine(TEXT, passage.value), abs=1e-4)
    values = [float(score.value) for _, score in rows["memory"]]
    assert values == sorted(values, reverse=True) and values[0] > values[-1]


@pytest.mark.parametrize("query", [
    'SELECT ?x WHERE { BIND(hetao:similarity("供水", "供水") AS ?x) }',
    'SELECT ?x WHERE { VALUES ?one { "供水"@zh-hant "渡輪" "" } BIND(hetao:similarity(?one, "食水供應") AS ?x) }',
    "SELECT ?x WHERE { BIND(hetao:similarity(ent:hk-dsd, 'x') AS ?x) }", 'SELECT ?x WHERE { BIND(hetao:similarity("x") AS ?x) }',
    "SELECT ?x WHERE { BIND(hetao:similarity(?none, 'x') AS ?x) }",
    'SELECT ?x WHERE { ?e <http://www.w3.org/ns/oa#exact> ?x FILTER(hetao:similarity(?x, "污水") > 0.3) } ORDER BY ?x',
])  # fmt: skip
def test_any_text_and_any_mistake_is_answered_alike(stores, query):
    assert stores["memory"].query(query) == stores["oxigraph"].query(query)


def test_a_function_that_there_is_not_is_refused_alike(stores):
    said = set()
    for store in stores.values():
        with pytest.raises(QueryError) as told:
            store.query("SELECT ?x WHERE { BIND(hetao:other('x', 'y') AS ?x) }")
        said.add(str(told.value))
    assert len(said) == 1 and "hetao-kg/ontology#other> is not supported" in said.pop()


def test_a_text_is_nearest_to_itself(stores):
    rows = stores["oxigraph"].query('SELECT ?x WHERE { BIND(hetao:similarity("供水", "供水") AS ?x) }').rows
    assert [[term.value for term in row] for row in rows] == [["1"]]


def test_a_store_that_was_given_no_function_leaves_it_unbound(kb, tmp_path):
    for name, path in (("memory", tmp_path), ("oxigraph", kb.cache)):
        store = STORES[name](path, kb.nquads, kb.manifest["files"]["graph.nq"])
        assert store.query('SELECT ?x WHERE { BIND(hetao:similarity("a", "b") AS ?x) }').rows == ((None,),), name


def test_only_two_literals_are_compared():
    functions = {"f": lambda one, text: 0.123456}
    word = Term("x", "literal")
    assert call(functions, "f", (word, word)).value == "0.1235"
    for name, arguments in (("g", (word, word)), ("f", (word,)), ("f", (word, None)), ("f", (word, Term("x:y", "uri")))):
        assert call(functions, name, arguments) is None


def test_the_command_line_has_it(run, kb, kb_folder):
    done = run("sparql", NEAREST, "--format", "csv", "--kb", kb_folder)
    rows = list(csv.reader(io.StringIO(done.stdout)))[1:]
    assert done.returncode == 0 and rows == [[term.value for term in row] for row in kb.store.query(NEAREST).rows]
