"""Relevance cases over the shipped corpus and the invented one (``tests/relevance``); a failing case prints the rank that was found."""

from pathlib import Path

import pytest

from hetao_kg import evaluate

FOLDER = Path(__file__).parent / "relevance"
CASES, WATER = evaluate.cases(FOLDER / "cases.toml"), evaluate.cases(FOLDER / "water.toml")
CATEGORIES = {"acronym", "script", "English", "phrase", "number", "date", "status", "paraphrase", "must-not"}


def test_there_are_enough_cases_of_every_category():
    assert len(CASES) >= 120
    assert {case.category for case in CASES} == CATEGORIES
    assert {case.category for case in WATER} <= CATEGORIES
    for cases in (CASES, WATER):
        assert len({case.query for case in cases}) == len(cases)
        assert sum(case.weak for case in cases) <= len(cases) // 10
    assert {evaluate.language_of(case.query) for case in CASES} == {"zh-Hant", "zh-Hans", "en"}


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
