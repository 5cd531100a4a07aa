"""Relevance cases over the shipped corpus: ``tests/relevance/cases.toml``. A failing case prints the rank that was found."""

import tomllib
from pathlib import Path

import pytest

from hetao_kg import split
from hetao_kg.read import read_folder
from hetao_kg.search import PassageIndex, make_embedder
from hetao_kg.segment import Segmenter
from hetao_kg.text import fold
from hetao_kg.types import Document

CASES = tomllib.loads((Path(__file__).parent / "relevance" / "cases.toml").read_text("utf-8"))["cases"]
CATEGORIES = {"acronym", "script", "English", "phrase", "number", "date", "status", "paraphrase", "must-not"}


@pytest.fixture(scope="module")
def index():
    documents = [found for found in read_folder(Path(__file__).parent.parent / "corpus") if isinstance(found, Document)]
    return PassageIndex.build([p for d in documents for p in split.passages(d)], make_embedder(), Segmenter())


def rank_of(words, hits):
    """One-based rank of the first hit whose text or headings hold ``words``; 0 if none does."""
    wanted = fold(words)
    return next((i for i, hit in enumerate(hits, 1) if wanted in fold("\n".join([*hit.passage.section, hit.passage.quote.text]))), 0)


def test_there_are_enough_cases_of_every_category():
    assert len(CASES) >= 120
    assert {case["category"] for case in CASES} == CATEGORIES
    assert len({case["query"] for case in CASES}) == len(CASES)
    assert sum(case.get("weak", False) for case in CASES) <= len(CASES) // 10


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['category']}: {case['query']}")
def test_the_wanted_passage_comes(index, case):
    hits = index.search(case["query"], 50, expansions=case.get("also", ()))
    top, rank = case.get("top", 3), rank_of(case["want"], hits)
    said = f"{case['query']!r}: wanted {case['want']!r} among the first {top}, found at {rank or 'no'} rank; first came " + " | ".join(
        hit.passage.quote.text[:40] for hit in hits[:3]
    )
    if case.get("weak") and not 0 < rank <= top:
        pytest.xfail(said)
    assert 0 < rank <= top, said
    if "never" in case:
        assert not 0 < rank_of(case["never"], hits) <= top, f"{case['query']!r}: {case['never']!r} came among the first {top}"
