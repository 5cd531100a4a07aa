"""Filters of a search: they hold before ranking, names are met in any script, and what meets nothing finds nothing."""

import pytest

from hetao_kg.answer.filters import PASSAGE_KINDS, Filter, allowed
from hetao_kg.answer.rank import search
from hetao_kg.cli.searching import KINDS
from hetao_kg.errors import QueryError
from hetao_kg.near import unknown

MODES = ("hybrid", "lexical", "dense")


def documents(hits):
    return {hit.passage.quote.document for hit in hits}


def test_no_filter_leaves_everything_and_says_so(kb):
    assert allowed(kb, Filter()) is None


@pytest.mark.parametrize("mode", MODES)
def test_a_filter_holds_before_ranking(kb, mode):
    """The wanted document is found even where its passages would not be among the best of all."""
    for document in kb.documents:
        hits = search(kb, "智慧水表", 50, mode, chosen=Filter(documents=[document]))
        assert documents(hits) <= {document}
        if mode != "lexical":
            assert hits


@pytest.mark.parametrize(
    ("since", "until", "wanted"),
    [
        ("2024", "", {"think-tank-2024-proposals", "news-2024-reservoir", "note-2024-en"}),
        ("2024-03-08", "2024-03-08", {"news-2024-reservoir", "note-2024-en"}),
        ("2024-04", "2024-06", {"think-tank-2024-proposals", "note-2024-en"}),
        ("", "2022", {"minutes-2022"}),
        ("2022-11", "2023", {"minutes-2022", "blueprint-2023"}),
        ("2030", "", set()),
    ],
)
def test_dates_are_compared_as_exactly_as_both_are_known(kb, since, until, wanted):
    left = {i.partition("#")[0] for i in allowed(kb, Filter(since=since, until=until))}
    assert left == wanted


@pytest.mark.parametrize("names", [["水務署"], ["水务署"], ["Water Services Department", "水務署"]])
def test_names_are_met_in_any_script(kb, names):
    left = allowed(kb, Filter(institutions=names))
    assert left == allowed(kb, Filter(institutions=["水務署"])) and left
    texts = {p.id: p.quote.text for p in kb.passages}
    assert all(any(n in texts[i] for n in ("水務署", "水务署", "Water", "署")) for i in left)


def test_a_place_stands_for_what_lies_in_it_and_a_body_is_no_place(kb):
    wide, narrow = allowed(kb, Filter(places=["中國"])), allowed(kb, Filter(places=["深圳"]))
    assert narrow <= wide
    assert allowed(kb, Filter(places=["水務署"])) == frozenset()


def test_kinds_of_passage(kb):
    tables = allowed(kb, Filter(kinds=["table"]))
    both = allowed(kb, Filter(kinds=["table", "list"]))
    assert tables and tables <= both
    for passage in kb.passages:
        blocks = [b for b in kb.documents[passage.quote.document].blocks if b.start < passage.quote.end and b.end > passage.quote.start]
        assert (passage.id in tables) == any(b.kind == "table" for b in blocks)
    assert KINDS == PASSAGE_KINDS


def test_conditions_narrow_one_another(kb):
    one, other = Filter(documents=["blueprint-2023"]), Filter(institutions=["水務署"])
    assert allowed(kb, Filter(documents=["blueprint-2023"], institutions=["水務署"])) == allowed(kb, one) & allowed(kb, other)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("chosen", [Filter(institutions=["無此機構"]), Filter(since="2031"), Filter(places=["火星"], kinds=["prose"])])
def test_a_filter_that_nothing_meets_finds_nothing(kb, mode, chosen):
    assert allowed(kb, chosen) == frozenset()
    assert search(kb, "供水", 10, mode, chosen=chosen) == []


@pytest.mark.parametrize(
    "wrong",
    [{"since": "2024-13"}, {"until": "last year"}, {"since": "2025", "until": "2024-12"}, {"kinds": ["poem"]}, {"since": "２０２４"}],
)
def test_a_filter_that_makes_no_sense_is_a_mistake(wrong):
    with pytest.raises(QueryError):
        Filter(**wrong)


def test_an_unknown_document_is_a_mistake(kb):
    with pytest.raises(QueryError, match="no document"):
        allowed(kb, Filter(documents=["nosuch"]))


def test_the_command_line_filters_and_tells_when_nothing_is_left(run, kb_folder):
    found = run("search", "供水", "--institution", "水务署", "--from", "2023", "--to", "2023-12", "--why", "--kb", kb_folder)
    assert "blueprint-2023" in found.stdout and "minutes-2022" not in found.stdout
    assert "sentence words" in found.stdout and "FAISS flat" in found.stdout
    nothing = run("search", "供水", "--institution", "水务署", "--to", "1990", "--kb", kb_folder)
    assert (nothing.returncode, nothing.stdout, nothing.stderr) == (0, "", "no passage fits\n")
    unheard = run("search", "供水", "--place", "火星", "--kb", kb_folder)
    told = "hetao-kg: no place is called 火星 (and nothing is called like it)\n"
    assert (unheard.returncode, unheard.stdout, unheard.stderr) == (2, "", told)
    silent = run("search", "！！！", "--kb", kb_folder)
    assert silent.returncode == 0 and "holds no words" in silent.stderr
    wrong = run("search", "供水", "--from", "soon", "--kb", kb_folder)
    assert wrong.returncode == 2 and len(wrong.stderr.splitlines()) == 1


@pytest.mark.parametrize(("asked", "told"), [
    ({"Institution": ["水务暑"]}, "no institution is called 水务暑 (like it: 水務署"),
    ({"Institution": ["Water Suplies Department"]}, "(like it: Water Supplies Department"),
    ({"Place": ["水務署"]}, "no place is called 水務署 (it is an institution here)"),
    ({"measure": ["ＸＹＺ"]}, "no measure is called ＸＹＺ (and nothing is called like it)"),
])  # fmt: skip
def test_a_name_nothing_has_is_told_with_the_nearest(kb, asked, told):
    lines = unknown(kb, asked)
    assert len(lines) == 1 and told in lines[0]


def test_known_names_are_not_told(kb):
    assert unknown(kb, {"Institution": ["水务署", "渠務署"], "Place": ["深圳"], "name": ["廣東省"], "measure": ["容量"], "Field": []}) == []
