"""The parts of the explorer that need no page: escaping, citations, facets, texts, the picture."""

from __future__ import annotations

import csv
import io
import json
import re
import string
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hetao_kg.compare.conflicts import NATURES
from hetao_kg.compare.outcomes import REASONS
from hetao_kg.explorer import PAGES, building, charts, cite, facets, grid, neighbourhood, parts, queries, reader, tables, texts, uploads
from hetao_kg.explorer.html import esc, joined, marked, occurrences
from hetao_kg.explorer.labels import MARKS, Labels
from hetao_kg.explorer.visit import Visit, address
from hetao_kg.graph import library
from hetao_kg.graph.layout import layout
from hetao_kg.graph.results import Result, Term
from hetao_kg.text import has_han
from hetao_kg.types import KINDS, STATUSES, Block, Document, Evidence, Metadata, Quote, Statement

EXPLORER = Path(texts.__file__).parent
DOCUMENT = Document(
    "doc-1",
    "doc-1.txt",
    "正文",
    (),
    Metadata(title="50% 的 {題} & #1", publisher="某_局", author="甲、乙", date="2024-07", url="https://x.org/a_b", kind="report"),
)


def statement(identifier, subject, object_, status="in-force", predicate="approves"):
    return Statement(identifier, subject, predicate, object_, status, (Evidence(Quote("d", 0, 1, "文")),))


#: A busy machine draws examples slowly; that says nothing about the code.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


# -- texts


def test_every_text_is_there_in_three_languages_with_the_same_fields():
    def fields(text):
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for key, row in texts.table().items():
        assert all(row[language].strip() for language in texts.LANGUAGES), key
        assert len({frozenset(fields(text)) for text in row.values()}) == 1, key
        assert not re.search(r"[\u4e00-\u9fff]", row["en"]), key


def test_every_text_the_code_asks_for_exists():
    asked = set()
    for path in EXPLORER.rglob("*.py"):
        asked |= set(re.findall(r'say\(\s*"([a-z][\w.-]*)"', path.read_text("utf-8")))
    assert asked - set(texts.table()) == set()
    for wanted in (
        *(f"nav.{p}" for p in PAGES),
        *(f"status.{s}" for s in STATUSES),
        *(f"status.{s}.means" for s in STATUSES),
        *(f"figure.{s}" for s in STATUSES),
        *(f"kind.{k}" for k in KINDS),
        *(f"outcome.{r}" for r in REASONS),
        *(f"nature.{n}" for n in NATURES),
    ):
        assert wanted in texts.table()
    assert tuple(MARKS) == STATUSES


def test_every_message_is_one_of_the_library():
    source = " ".join(re.sub(r"\{[^{}]*\}", "{}", p.read_text("utf-8")) for p in sorted(EXPLORER.parent.rglob("*.py")))
    for message, chinese in json.loads((EXPLORER / "messages.json").read_text("utf-8")).items():
        assert max(re.split(r"\{\}|[,;] (?:or )?", message), key=len) in source, message
        assert len(chinese) == 2 and all(text.strip() for text in chinese), message


def test_a_message_is_told_in_chinese_with_its_hint():
    assert texts.translated("this PDF is broken (print it to a new PDF)", "zh-Hant") == "這份 PDF 已損壞（請另印成新的 PDF）"
    assert texts.translated("3 of 9 pages are pictures without text: 1, 2", "zh-Hans") == "9 页中有 3 页是没有文字的图片：第 1, 2 页"
    assert texts.translated("this PDF is broken", "en") == "this PDF is broken"
    assert texts.translated("something else", "zh-Hant") == "something else"


@patient
@given(st.text(max_size=60), st.sampled_from(sorted(texts.LANGUAGES)))
def test_any_message_can_be_told(message, language):
    assert isinstance(texts.translated(f"the SPARQL query cannot be run: {message} ({message})", language), str)


TAGS = {
    "zh-TW": "zh-Hant",
    "zh-CN": "zh-Hans",
    "zh-Hans-HK": "zh-Hans",
    "ZH-HANT": "zh-Hant",
    "zh": "zh-Hant",
    "en-GB": "en",
    "fr": "en",
    "": "zh-Hant",
}


@pytest.mark.parametrize(("tag", "language"), TAGS.items())
def test_the_language_of_a_browser(tag, language):
    assert texts.language_from(tag) == language


def test_every_page_can_be_imported():
    for load in PAGES.values():
        assert callable(load())


# -- HTML


@patient
@given(st.text(alphabet="<>&\"'/ab`{}中 \n", max_size=40), st.lists(st.tuples(st.integers(-3, 45), st.integers(-3, 45)), max_size=5))
def test_marking_never_lets_markup_through_and_loses_nothing(text, spans):
    found = marked(text, spans)
    assert "<" not in found.replace("<mark>", "").replace("</mark>", "")
    assert found.replace("<mark>", "").replace("</mark>", "") == esc(text)
    assert found.count("<mark>") == found.count("</mark>")


def test_marks_of_words_in_any_script():
    assert occurrences("國家藥監局與国家药监局", ["国家药监局"]) == [(0, 5), (6, 11)]
    assert occurrences("R&D and AIR", ["ai"]) == []
    assert occurrences("AI，人工智能", ["ai"]) == [(0, 2)]
    assert joined([(3, 5), (0, 2), (2, 3)]) == [(0, 5)]


def test_an_address_holds_what_is_given():
    assert address("ask", "en", {"q": "甲&乙", "status": ("a", "b")}) == "?page=ask&lang=en&q=%E7%94%B2%26%E4%B9%99&status=a&status=b"


# -- citations


def test_citations_are_well_formed():
    made = {name: write(DOCUMENT, "引文「內」 \n 文", ("章", "3.1 節"), 12) for name, write in cite.CITATIONS.items()}
    bibtex = made["BibTeX"]
    assert "50\\% 的 \\{題\\} \\& \\#1" in bibtex
    assert bibtex.count("{") - bibtex.count("\\{") == bibtex.count("}") - bibtex.count("\\}")
    assert "author = {{甲} and {乙}}" in made["BibTeX"] and "pages = {12}" in made["BibTeX"]
    lines = made["RIS"].splitlines()
    assert lines[0] == "TY  - RPRT" and lines[-1] == "ER  - " and lines.count("AU  - 甲") == 1 and "DA  - 2024/07//" in lines
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines)
    assert made["GB/T 7714"].startswith("甲, 乙. 50% 的 {題} & #1[R/OL].") and made["GB/T 7714"].endswith("https://x.org/a_b.")
    assert "引文「內」 文" in made["plain"] and "p. 12" in made["plain"]


def test_citations_of_a_document_of_which_nothing_is_known():
    bare = Document("bare", "bare.txt", "文", ())
    for write in cite.CITATIONS.values():
        assert "bare" in write(bare, "", (), 0)


# -- tables


@patient
@given(
    st.lists(st.dictionaries(st.sampled_from(["a", "b"]), st.one_of(st.none(), st.integers(), st.text(max_size=8))), min_size=1, max_size=4)
)
def test_a_spreadsheet_finds_no_formula(rows):
    text = tables.csv_of(rows).decode("utf-8-sig")
    for row in list(csv.reader(io.StringIO(text, newline="")))[1:]:
        for cell in row:
            assert not cell.startswith(("=", "@", "\t", "\r")) and (
                not cell.startswith(("+", "-")) or re.fullmatch(r"[-+](\d.*|inf.*|nan)", cell.lower())
            )


# -- facets


def test_a_facet_counts_what_each_choice_would_leave():
    rows = [{"x": ("1",), "y": ("a",)}, {"x": ("1",), "y": ("b",)}, {"x": ("2",), "y": ("b",)}]
    left = facets.narrow(rows, lambda row: row, {"x": ("1",), "y": ("b",)}, ("x", "y"))
    assert left.items == (rows[1],)
    assert left.counts["x"] == {"1": 1, "2": 1} and left.counts["y"] == {"a": 1, "b": 1}


# -- the graph


CHAIN = [statement("1", "a", "b"), statement("2", "b", "c"), statement("3", "c", "d"), statement("4", "x", "y")]


def test_what_is_around_a_thing():
    assert set(neighbourhood.around(CHAIN, "a", 2, 10).nodes) == {"a", "b", "c"}
    cut = neighbourhood.around(CHAIN, "b", 2, 2)
    assert len(cut.nodes) == 2 and cut.nodes[0] == "b" and cut.left_out == 2
    assert len(neighbourhood.whole([statement(str(n), "hub", f"n{n}") for n in range(400)], 10_000).nodes) == neighbourhood.LARGEST


def test_the_way_between_two_things():
    assert neighbourhood.between(CHAIN, "a", "d", 10).nodes == ("a", "b", "c", "d")
    assert neighbourhood.between(CHAIN, "a", "x", 10).nodes == ()


def test_the_layout_is_steady_and_inside():
    part = neighbourhood.whole(CHAIN, 10)
    edges = tuple((s.subject, s.object) for s in part.statements)
    first = layout(part.nodes, edges, "b")
    layout.cache_clear()
    assert layout(part.nodes, edges, "b") == first
    assert all(0 <= c <= 1 for place in first.values() for c in place) and len(set(first.values())) == len(first)
    assert layout(("one",), (), "one") == {"one": (0.5, 0.5)}


# -- the reader


def test_a_long_document_is_cut_into_parts_that_hold_every_block_once():
    blocks, at = [], 0
    for number in range(60):
        kind = "heading" if number % 7 == 0 else "prose"
        blocks.append(Block(at, at + 1500, kind, 2 if kind == "heading" else 0))
        at += 1501
    document = Document("long", "long.txt", "字" * at, tuple(blocks))
    parts = reader.parts(document)
    assert [b for part in parts for b in part] == blocks and len(parts) > 2
    assert all(part[-1].end - part[0].start <= reader.LONGEST_PART for part in parts)
    assert all(reader.part_at(document, b.start) == n for n, part in enumerate(parts) for b in part)
    assert reader.parts(Document("empty", "e.txt", "", ())) == []


# -- SPARQL


def test_the_example_queries_have_titles_in_three_languages():
    found = library.examples(EXPLORER.parents[1] / "ontology")
    assert found
    for example in found:
        assert set(example.titles) >= {"en", "zh-hant", "zh-hans"} and set(example.explanations) >= {"en", "zh-hant", "zh-hans"}, (
            example.name
        )
        assert example.query and not example.query.startswith("#")


# -- documents added by readers


def test_a_document_put_in_can_be_taken_back_and_put_back(tmp_path):
    (tmp_path / "one.txt").write_text("一", "utf-8")
    names = ["二.txt", "One.md", "a.exe", "../up.txt", ".hidden.txt"]
    taken, refused = uploads.add(tmp_path, [(name, b"2") for name in names])
    assert taken == ["二.txt"] and refused == [("One.md", "taken"), ("a.exe", "ending"), ("../up.txt", "name"), (".hidden.txt", "name")]
    assert sorted(p.name for p in uploads.files(tmp_path)) == ["one.txt", "二.txt"]
    assert uploads.undo(tmp_path) == uploads.Change((), ("二.txt",)) and uploads.added(tmp_path) == []
    assert uploads.undo(tmp_path) == uploads.Change(("二.txt",), ()) and (tmp_path / "uploads" / "二.txt").read_bytes() == b"2"
    assert uploads.take_out(tmp_path, "二.txt") and not uploads.take_out(tmp_path, "二.txt")
    assert uploads.last(tmp_path) == uploads.Change((), ("二.txt",))
    assert not list(tmp_path.parent.glob("up.txt"))


@patient
@given(st.lists(st.sampled_from([b"1", b"2", b"3", b"undo"]), max_size=6))
def test_nothing_taken_out_is_lost(steps):
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder)
        for step in steps:
            if step == b"undo":
                uploads.undo(corpus)
                continue
            uploads.take_out(corpus, "a.txt")
            assert uploads.add(corpus, [("a.txt", step)]) == (["a.txt"], [])
        held = {path.read_bytes() for path in corpus.rglob("*.txt")}
        assert held == set(steps) - {b"undo"}


def test_undoing_brings_back_the_file_that_was_taken_out_last(tmp_path):
    for data in (b"1", b"2"):
        uploads.add(tmp_path, [("a.txt", data)])
        uploads.take_out(tmp_path, "a.txt")
    assert uploads.undo(tmp_path) == uploads.Change(added=("a.txt",))
    assert (tmp_path / "uploads" / "a.txt").read_bytes() == b"2"


def test_what_is_put_in_is_seen_by_the_reader_of_folders_and_what_is_taken_out_is_not(tmp_path):
    from hetao_kg.read import read_folder

    uploads.add(tmp_path, [("二.txt", "河套。".encode()), ("三.txt", "園區。".encode())])
    uploads.take_out(tmp_path, "三.txt")
    documents = {d.id: d for d in read_folder(tmp_path)}
    assert list(documents) == ["二"]
    assert uploads.states(tmp_path, documents) == {}
    (tmp_path / "uploads" / "二.txt").write_text("改了。", "utf-8")
    uploads.add(tmp_path, [("四.txt", b"x")])
    assert uploads.states(tmp_path, documents) == {"uploads/二.txt": "changed", "uploads/四.txt": "new"}
    assert uploads.states(tmp_path, documents, {"uploads/四.txt"})["uploads/四.txt"] == "unread"
    (tmp_path / "uploads" / "二.txt").unlink()
    assert uploads.states(tmp_path, documents)["uploads/二.txt"] == "gone"


@pytest.mark.parametrize("name", ["", " ", ".txt", "a/b.txt", "a\\b.txt", "a\nb.txt", "readme.md", "長" * 80 + ".txt", "sources.toml"])
def test_a_name_that_cannot_be_a_document_is_refused(tmp_path, name):
    assert uploads.refusal(tmp_path, name, 1)


def test_a_file_beyond_the_limits_is_refused(tmp_path):
    from hetao_kg.read import limits

    assert uploads.refusal(tmp_path, "a.pdf", limits.FILE) == "" and uploads.refusal(tmp_path, "a.pdf", limits.FILE + 1) == "large"


def test_progress_only_goes_forward_and_every_step_has_a_name():
    lines = ["read a.txt", "problem: b.pdf: broken", "names and statements: 1 of 2 (a: 3 names, 1 statements)",
             "names and statements: 2 of 2 (c: 0 names, 0 statements)", "graph", "index", "nothing changed"]  # fmt: skip
    seen = list(building.steps(iter(lines), 2))
    assert [p.part for p in seen] == sorted(p.part for p in seen) and all(0 < p.part < 1 for p in seen)
    assert {f"corpus.step.{p.step}" for p in seen} <= set(texts.table())
    assert [p.step for p in seen] == ["read", "read", "names", "names", "graph", "index", "end"]


def test_only_one_build_runs_and_its_mistake_is_told(tmp_path):
    made = building.Building()
    (tmp_path / "corpus").mkdir()
    assert made.start(tmp_path / "corpus", tmp_path / "kb", "default", 0)
    assert not made.start(tmp_path / "corpus", tmp_path / "kb", "default", 0)
    for _ in range(600):
        if not made.running:
            break
        time.sleep(0.1)
    assert made.progress and made.progress.step == "failed" and "nothing to read" in made.progress.said


# -- tables and charts


class Here:
    """An address alone, for what needs no more of a visit."""

    def __init__(self, **params):
        self.params = params

    def get(self, name):
        return self.params.get(name, "")


ROWS = st.lists(st.tuples(st.text("abc", max_size=2), st.one_of(st.just(""), st.integers(-9, 9))))


@patient
@given(ROWS, st.sampled_from(["n", "-n", "t", "-t", "x"]))
def test_sorting_a_table_keeps_every_row_and_puts_empty_ones_last(rows, sort):
    columns = [grid.Column("t", "", str, lambda row: row[0]), grid.Column("n", "", str, lambda row: row[1])]
    found = grid.ordered(Here(sort=sort), rows, columns)
    assert sorted(map(str, found)) == sorted(map(str, rows))
    column = {"t": 0, "n": 1}.get(sort.removeprefix("-"))
    if column is None:
        assert found == rows
        return
    full = [row[column] for row in found if row[column] != ""]
    assert full == sorted(full, reverse=sort.startswith("-")) and [row[column] for row in found][: len(full)] == full


def test_words_filter_rows_in_either_script():
    rows = ["國家藥監局 審批", "国家药监局 发布", "NMPA approves"]
    assert grid.having(rows, "药监局 審批", str) == rows[:1]
    assert grid.having(rows, "nmpa", str) == rows[2:]
    assert grid.having(rows, " ", str) == rows


def test_a_chart_adds_up_what_has_the_same_name():
    integer = "http://www.w3.org/2001/XMLSchema#integer"
    given_ = [("a", "x", "2"), ("b", "x", "3"), ("b", "y", "4")]
    rows = tuple((Term(d, "literal"), Term(f, "literal"), Term(n, "literal", integer)) for d, f, n in given_)
    result = Result("select", ("document", "field", "times"), rows)
    assert [(label.value, number) for label, number in charts.bars_of(result)] == [("x", 5.0), ("y", 4.0)]
    assert charts.bars_of(Result("select", ("a",), ((Term("x", "literal"),),))) == []


def test_triples_are_known_by_their_query():
    assert queries._TRIPLES.match("# c\nPREFIX a: <http://a/>\n construct { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert not queries._TRIPLES.match("SELECT ?construct WHERE { ?construct ?p ?o }")


def test_a_count_has_a_classifier_in_chinese_alone(kb):
    assert [Labels(kb, language).amount("12", "个") for language in ("zh-Hant", "zh-Hans", "en")] == ["12 個", "12 个", "12"]
    assert [Labels(kb, "en").amount("12", unit) for unit in ("名", "㎡", "年")] == ["12 people", "12 m²", "12 years"]
    counters = kb.ontology.units["units"]["counters"]
    assert not any(has_han(Labels(kb, "en").unit(unit)) for unit in counters)
    assert all(Labels(kb, "en").unit_name(unit) for unit in counters)


@pytest.mark.parametrize("digest", [True, False])
def test_a_quotation_out_of_a_digest_says_so(kb, monkeypatch, digest):
    document = next(iter(kb.documents.values()))
    monkeypatch.setitem(kb.documents, document.id, replace(document, metadata=replace(document.metadata, digest=digest)))
    visit = Visit(kb, Labels(kb, "en"), "en", "search", {})
    assert ("<b>digest</b>" in parts.source(visit, document.id, 0, 1, (), 0)) is digest
