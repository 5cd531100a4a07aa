"""The parts of the explorer that need no page: escaping, citations, facets, texts, the picture."""

from __future__ import annotations

import csv
import io
import re
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hetao_kg.explorer import PAGES, cite, facets, neighbourhood, reader, tables, texts
from hetao_kg.explorer.html import esc, joined, marked, occurrences
from hetao_kg.explorer.labels import MARKS
from hetao_kg.explorer.visit import address
from hetao_kg.graph import library
from hetao_kg.graph.layout import layout
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
        *(f"kind.{k}" for k in KINDS),
    ):
        assert wanted in texts.table()
    assert tuple(MARKS) == STATUSES


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
