"""Answers out of lists: lines, rows and notes are understood with what leads to them."""

from __future__ import annotations

from pathlib import Path

import pytest
from places import ONTOLOGY

from hetao_kg.answer import ask
from hetao_kg.answer.filters import Filter
from hetao_kg.answer.lists import Lists
from hetao_kg.answer.rank import search
from hetao_kg.build import build
from hetao_kg.kb import KnowledgeBase

TEXT = """# 青嶺河口渡輪計劃

本文件為測試而撰寫，內容全屬虛構。

## 合作院校

下列三所大學已在青嶺河口設立渡輪研究中心：

- 香港大學；
- 香港城市大學；
- 香港理工大學。

香港浸會大學只提供意見，沒有設立研究中心。

## 督導架構

運輸署已成立渡輪安全督導委員會[^1]，由運輸署署長主持。

[^1]: 渡輪安全督導委員會的秘書處由香港海事處擔任。

## 發展方向

運輸署建議循以下三個方向發展渡輪服務。

### 方向（一）：擴大航線網絡

會開辦新航線。

### 方向（二）：更新船隊

會購置新船。

### 方向（三）：改善碼頭設施

會翻新碼頭。

計劃訂下兩大原則，即安全為先，以及服務為本。
"""


@pytest.fixture(scope="module")
def ferries(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    folder = tmp_path_factory.mktemp("ferries")
    (folder / "corpus").mkdir()
    Path(folder / "corpus" / "ferry-plan.md").write_text(TEXT, encoding="utf-8")
    build(folder / "corpus", folder / "kb", ONTOLOGY)
    return KnowledgeBase(folder / "kb", ONTOLOGY)


def labels(kb: KnowledgeBase, question: str) -> list[str]:
    return [i.label for i in ask(kb, question).answers]


@pytest.mark.parametrize("question", ["哪些大學在青嶺河口設立了渡輪研究中心？", "哪三所大學在青嶺河口設立了渡輪研究中心？"])
def test_the_lines_of_a_list_answer_what_its_leading_sentence_says(ferries, question):
    assert labels(ferries, question) == ["香港大學", "香港城市大學", "香港理工大學"]


def test_a_line_is_cited_word_for_word(ferries):
    answer = ask(ferries, "哪些大學在青嶺河口設立了渡輪研究中心？")
    text = ferries.documents["ferry-plan"].text
    for item in answer.answers:
        assert item.evidence
        assert all(text[e.quote.start : e.quote.end] == e.quote.text for e in item.evidence)
        assert any(item.label in e.quote.text for e in item.evidence)


def test_numbered_headings_answer_for_what_counts_them(ferries):
    answer = ask(ferries, "運輸署建議循哪三個方向發展渡輪服務？")
    assert [i.label for i in answer.answers] == ["擴大航線網絡", "更新船隊", "改善碼頭設施"]
    assert {i.status for i in answer.answers} == {"proposed"}
    assert {i.kind for i in answer.answers} == {"Point"}


def test_another_number_of_lines_is_no_answer(ferries):
    assert not labels(ferries, "運輸署建議循哪五個方向發展渡輪服務？")


def test_a_counted_run_in_a_sentence_is_a_list(ferries):
    assert labels(ferries, "渡輪計劃訂下哪兩個原則？") == ["安全為先", "服務為本"]


def test_a_note_answers_for_the_sentence_with_its_mark(ferries):
    assert labels(ferries, "渡輪安全督導委員會的秘書處由哪個部門擔任？") == ["海事處"]


def test_every_line_stands_inside_its_document(ferries, kb):
    for knowledge in (ferries, kb):
        assert Lists.of(knowledge).all
        for listing in Lists.of(knowledge).all:
            text = knowledge.documents[listing.document].text
            assert len(listing.items) >= 2
            assert all(0 <= a < b <= len(text) for a, b in listing.items)


@pytest.mark.parametrize("question", ["運輸署建議循哪三個方向發展渡輪服務？", "运输署建议循哪三个方向发展渡轮服务？"])
def test_the_passages_that_hold_the_lines_asked_for_come_first(ferries, question):
    first = search(ferries, question, 3)
    assert {h.passage.section[-1][:5] for h in first} == {"方向（一）", "方向（二）", "方向（三）"}
    assert all(("line of a list", 1.0) in h.why for h in first)
    assert len({h.passage.id for h in search(ferries, question, 50)}) == len(search(ferries, question, 50)), "no passage twice"
    assert not search(ferries, question, 3, chosen=Filter(until="1990"))
