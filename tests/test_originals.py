"""The whole path over the original documents, where ``HETAO_ORIGINALS`` names a folder that holds them."""

from __future__ import annotations

import pytest

from hetao_kg.answer import ask
from hetao_kg.kb import KnowledgeBase

pytestmark = pytest.mark.originals

QUESTIONS = ("which bodies approve drug listings", "哪些機構審批藥物上市", "哪些机构审批药物上市")


@pytest.fixture(scope="module")
def kb(publications: KnowledgeBase) -> KnowledgeBase:
    """Here the originals stand for the invented documents."""
    return publications


@pytest.mark.parametrize("question", QUESTIONS)
def test_who_approves_drugs_and_who_is_only_proposed_to(kb, question):
    answer = ask(kb, question)
    found = {(a.iri.rsplit("/", 1)[1], a.status) for a in answer.answers}
    ids = {i for i, _ in found}
    assert ("nmpa", "in-force") in found
    assert {i for i, s in found if s == "proposed"} >= {"nmpa-gba-centres", "hk-doh"}
    assert "gd-health-commission" not in ids
    for a in answer.answers:
        assert a.source == "graph" and a.evidence
        for e in a.evidence:
            assert kb.documents[e.quote.document].text[e.quote.start : e.quote.end] == e.quote.text


def test_every_statement_quotes_its_document(kb):
    for s in kb.statements:
        for e in s.evidence:
            assert kb.documents[e.quote.document].text[e.quote.start : e.quote.end] == e.quote.text
