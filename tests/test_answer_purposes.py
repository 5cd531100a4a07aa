"""What for and why: how it is asked in three languages, and the clause that answers."""

import pytest
from places import ONTOLOGY

from hetao_kg.answer import ask
from hetao_kg.answer.question import Understander
from hetao_kg.build import build
from hetao_kg.kb import KnowledgeBase
from hetao_kg.text import to_simplified

TEXT = """# 青嶺市節水工作簡報

## 一、管網

為減少管網滲漏，青嶺市水務局於2022年成立青嶺漏損研究中心。青嶺漏損研究中心為社區提供檢測服務，並成立了三支巡查隊。

## 二、計劃

2023年，青嶺市政府公布《青嶺雨水收集計劃》。該計劃旨在補充公園的灌溉用水。由於水價多年未變，市政府建議調整收費。
"""


@pytest.fixture(scope="module")
def kb(tmp_path_factory):
    folder = tmp_path_factory.mktemp("purposes")
    (folder / "in").mkdir()
    (folder / "in" / "brief.md").write_text(TEXT, encoding="utf-8")
    build(folder / "in", folder / "kb", ONTOLOGY)
    return KnowledgeBase(folder / "kb", ONTOLOGY)


@pytest.mark.parametrize("question", [
    "為甚麼成立青嶺漏損研究中心？", "為什麼要成立青嶺漏損研究中心？", "為何成立青嶺漏損研究中心？", "成立青嶺漏損研究中心是為了甚麼？",
    "青嶺漏損研究中心是為什麼成立的？", "成立青嶺漏損研究中心的目的是什麼？",
])  # fmt: skip
def test_why_is_asked_in_many_wordings_and_either_script(kb, question):
    for wording in (question, to_simplified(question)):
        assert Understander.of(kb).read(wording).kind == "Purpose", wording
        assert [a.label for a in ask(kb, wording).answers] == ["為減少管網滲漏"], wording


@pytest.mark.parametrize("question", ["青嶺雨水收集計劃是為了甚麼？", "What is the Qingling Rainwater Collection Plan for?"])
def test_the_clause_may_stand_in_the_next_sentence(kb, question):
    answers = ask(kb, question).answers
    assert [a.label for a in answers] == ["旨在補充公園的灌溉用水"]
    assert answers[0].evidence[0].quote.text == "該計劃旨在補充公園的灌溉用水。"


@pytest.mark.parametrize(("question", "kind"), [
    ("供水諮詢會更名為什麼？", "Purpose"), ("供水諮詢會的名稱為何？", "Purpose"), ("青嶺市水務局成為什麼？", "Purpose"),
    ("How does the bureau repair pipes?", "Purpose"),
])  # fmt: skip
def test_what_something_is_called_or_becomes_is_not_why(kb, question, kind):
    assert Understander.of(kb).read(question).kind != kind


@pytest.mark.parametrize("question", [
    "為甚麼成立青嶺海洋研究院？", "為甚麼拆除青嶺市水務局大樓？", "Why was the Qingling Opera House built?",
])  # fmt: skip
def test_no_purpose_is_told_of_what_no_document_speaks_of(kb, question):
    assert ask(kb, question).answers == ()
