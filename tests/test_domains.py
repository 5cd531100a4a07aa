"""Rules carry over: invented policy prose about transport, education and the environment is read about as well as any other."""

from __future__ import annotations

import pytest
from domain_statements import score


@pytest.fixture(scope="module")
def domains(extractor):
    return score(extractor)


def test_statements_of_other_domains_are_found(domains):
    f1, precision, recall = domains.f1()
    assert f1 >= 0.75 and precision >= 0.85, f"precision {precision:.2f}, recall {recall:.2f}; missed: {domains.missed}"


def test_their_status_is_right(domains):
    assert domains.status_accuracy() >= 0.9, [said for right, said in domains.status if not right]
