"""Rules carry over: invented policy prose of other domains is read about as well as any other.

``domains`` are documents of many domains; ``harbour``, ``recycling`` and ``schools`` are four each that were marked before any
rule was tried on them, and mended after; on ``hydrogen`` no rule was tried, so it tells what to expect elsewhere. Who wrote ``forests``
wrote rules after it, without looking at its misses.
"""

from __future__ import annotations

import pytest
from places import DOMAINS, FORESTS, HARBOUR, HYDROGEN, RECYCLING, SCHOOLS

from benchmarks.marked import Score, statement_score

#: Corpus, marked statements, and the least F1, precision and share of right statuses.
MARKED = {
    "domains": (DOMAINS / "statements.tsv", 0.75, 0.85, 0.9),
    "forests": (FORESTS.with_name("forests-statements.tsv"), 0.5, 0.7, 0.88),
    "harbour": (HARBOUR.with_name("harbour-statements.tsv"), 0.75, 0.88, 0.9),
    "hydrogen": (HYDROGEN.with_name("hydrogen-statements.tsv"), 0.38, 0.55, 0.9),
    "recycling": (RECYCLING.with_name("recycling-statements.tsv"), 0.6, 0.8, 0.85),
    "schools": (SCHOOLS.with_name("schools-statements.tsv"), 0.8, 0.88, 0.93),
}


@pytest.fixture(scope="module", params=MARKED)
def read(request) -> tuple[str, Score]:
    return request.param, statement_score(request.getfixturevalue(request.param), MARKED[request.param][0])


def test_statements_of_other_domains_are_found(read):
    corpus, score = read
    _, least, precise, _ = MARKED[corpus]
    f1, precision, recall = score.f1()
    assert f1 >= least and precision >= precise, f"precision {precision:.2f}, recall {recall:.2f}; missed: {score.missed}"


def test_their_status_is_right(read):
    corpus, score = read
    assert score.status_accuracy() >= MARKED[corpus][3], [said for right, said in score.status if not right]
