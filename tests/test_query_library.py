"""The queries beside the ontology: enough of them, introduced, asked of other things, and safe to ask."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import ONTOLOGY

from hetao_kg.errors import QueryError
from hetao_kg.graph import guard, library
from hetao_kg.graph.stores import STORES
from hetao_kg.kb import KnowledgeBase

EXAMPLES = library.examples(ONTOLOGY)


def test_there_are_at_least_twenty_five_and_each_says_something_else():
    assert len(EXAMPLES) >= 25
    for language in ("en", "zh-Hant", "zh-Hans"):
        assert len({e.title(language) for e in EXAMPLES}) == len(EXAMPLES)
        assert all(e.explanation(language) for e in EXAMPLES)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.name)
def test_rows_have_one_order_in_every_store(example):
    """Rows are ordered by what is shown, so that equal graphs give equal tables."""
    assert guard.check(example.query).ordered or "ASK" in example.query


def test_both_stores_answer_alike_on_a_knowledge_base(kb: KnowledgeBase, tmp_path):
    memory = STORES["memory"](tmp_path, kb.nquads, "")
    for example in EXAMPLES:
        assert sorted(memory.query(example.query).rows, key=str) == sorted(kb.store.query(example.query).rows, key=str), example.name


def test_a_parameter_asks_of_something_else(kb):
    about = library.find(ONTOLOGY, "about")
    assert list(about.parameters) == ["name"]
    for name in ("渠務署", "Drainage Services Department", "渠务署"):
        rows = kb.store.query(about.asking({"name": name})).rows
        assert rows and all("渠務署" in (row[1].value, row[3].value) for row in rows), name


def test_a_span_of_years_is_kept(kb):
    timeline = library.find(ONTOLOGY, "timeline")
    rows = kb.store.query(timeline.asking({"from": "2023", "to": "2023"})).rows
    assert rows and {row[0].value[:4] for row in rows} == {"2023"}


def test_a_limit_is_a_number_and_a_beginning_chooses_documents(kb):
    fields = library.find(ONTOLOGY, "fields-by-document")
    assert set(fields.parameters) == {"begins", "limit"} and "\n    LIMIT 20\n" in fields.query
    first, last = min(kb.documents), max(kb.documents)
    for values, wanted in (({"limit": "1"}, {first}), ({"begins": last}, {last}), ({"begins": "no such"}, set())):
        assert {row[0].value for row in kb.store.query(fields.asking(values)).rows} <= wanted
    for wrong in ("0", "-1", "", "1.5", "1 } UNION {", "²", "9999999999"):
        with pytest.raises(QueryError, match="limit is a number"):
            fields.asking({"limit": wrong})


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.name)
def test_a_limit_can_be_chosen(example):
    """No query keeps rows back that nobody can ask for, but where it only helps the store."""
    limits = re.findall(r"LIMIT (\d+)", example.query)
    assert len(limits) <= 1 and ("limit" in example.parameters) == (limits not in ([], ["1000"]))


def test_mistakes_say_what_there_is():
    with pytest.raises(QueryError, match="queries: about, "):
        library.find(ONTOLOGY, "nothing")
    with pytest.raises(QueryError, match="no parameter year"):
        library.find(ONTOLOGY, "about").asking({"year": "2020"})


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_value_gets_out_of_its_string(value):
    """Whatever is asked for stays one string: the query parses, and has the tokens it had."""
    example = library.find(ONTOLOGY, "about")
    query = example.asking({"name": value})
    guard.check(query)
    tokens = [token.lastgroup for token in guard._scan(query)]
    assert tokens == [token.lastgroup for token in guard._scan(example.query)]


def test_the_command_line_runs_and_lists_them(run, kb_folder):
    done = run("sparql", "--query", "about", "--param", "name=渠務署", "--format", "csv", "--kb", kb_folder)
    assert done.returncode == 0 and "渠務署" in done.stdout
    listed = run("sparql", "--list").stdout
    assert [line.split()[0] for line in listed.splitlines()[::2]] == [e.name for e in EXAMPLES]
    assert "about --param name=" in listed


@pytest.mark.parametrize(("arguments", "says"), [
    (("--query", "nothing"), "there is no query nothing"), (("--query", "about", "--param", "name"), "has no value"),
    (("--query", "about", "--param", "x=y"), "no parameter x"), (("ASK {}", "--query", "about"), "more than one query"),
    (("ASK {}", "--param", "x=y"), "--param without --query"),
])  # fmt: skip
def test_mistakes_on_the_command_line_are_told_in_one_line(run, kb_folder, arguments, says):
    done = run("sparql", *arguments, "--kb", kb_folder)
    assert done.returncode == 2 and says in done.stderr and re.fullmatch(r"hetao-kg: .*\n", done.stderr)
