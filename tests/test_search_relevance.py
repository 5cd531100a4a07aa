"""Relevance cases over the shipped corpus and invented ones (``tests/relevance``); a failing case prints the rank that was found."""

import shutil
from pathlib import Path

import pytest

from hetao_kg import evaluate
from tests.conftest import built

FOLDER = Path(__file__).parent / "relevance"
DATA = Path(__file__).parent / "data"
CASES, WATER, DOMAINS = (evaluate.cases(FOLDER / f"{name}.toml") for name in ("cases", "water", "domains"))
CATEGORIES = {"acronym", "script", "English", "phrase", "number", "date", "status", "paraphrase", "must-not"}


def test_there_are_enough_cases_of_every_category(ontology):
    assert len(CASES) >= 120
    assert {case.category for case in CASES} == CATEGORIES
    assert {case.category for case in (*WATER, *DOMAINS)} <= CATEGORIES
    for cases in (CASES, WATER, DOMAINS):
        assert len({case.query for case in cases}) == len(cases)
        assert sum(case.weak for case in cases) <= len(cases) // 10
    opening = ontology.questions["english"]["opening"]
    assert {evaluate.language_of(case.query, opening) for case in CASES} == {"zh-Hant", "zh-Hans", "en"}


def check(kb, case):
    said = evaluate.failure(kb, case)
    if said and case.weak:
        pytest.xfail(said)
    assert not said, said


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.category}: {case.query}")
def test_the_wanted_passage_of_the_shipped_corpus_comes(shipped, case):
    check(shipped, case)


@pytest.mark.parametrize("case", WATER, ids=lambda case: f"{case.category}: {case.query}")
def test_the_wanted_passage_of_the_invented_corpus_comes(kb, case):
    check(kb, case)


@pytest.fixture(scope="module")
def domains(tmp_path_factory):
    """A knowledge base of the invented documents of many fields."""
    corpus = tmp_path_factory.mktemp("domains")
    for folder in ("domains", "harbour"):
        shutil.copytree(DATA / folder, corpus / folder)
    return built(corpus, corpus / "kb")


@pytest.mark.parametrize("case", DOMAINS, ids=lambda case: f"{case.category}: {case.query}")
def test_the_wanted_passage_of_other_fields_comes(domains, case):
    check(domains, case)
