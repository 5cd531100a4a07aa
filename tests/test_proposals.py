"""Proposals: found from how a document numbers things, whoever writes it and whatever about."""

from __future__ import annotations

import pytest

from hetao_kg.types import Document, Metadata

LABELLED = """# 公園研究

我們就管理提出兩大建議，供康樂及文化事務署參考（建議1–2）。

## 建議1 延長開放時間

康樂及文化事務署應延長開放時間。

### 1.1 先在兩個公園試行

### 1.2 檢討成效

## 建議2 增設飲水機

我們建議水務署增設飲水機。

## 結語

多謝閱讀。
"""
CHAPTER = """# 报告

## 现状与问题

1. 设施缺乏维修
2. 人手不足

## 对策建议

（1）设立维修基金。由市政府出资。

（2）聘请更多技工。

（3）公开维修记录。
"""
ANNOUNCED = """# 方案

政府建議按以下三大方向推進工作。

### 方向(一)：便民

### 方向(二)：節能

### 方向(三)：開放

## 5.1 實現節能的兩大策略

## 5.2 換燈

## 5.3 裝太陽能板
"""
TABLE = """# 簡報

| 範疇 | 政策建議 |
|---|---|
| 人員 | 簡化手續 |
| 物資 | 設立綠色通道 |
"""
NOT = """# 會議紀要

1. 主席宣布開會。
2. 委員通過上次紀要。

## 問題與建議

一、經費不足

二、宣傳欠缺
"""


@pytest.fixture(scope="module")
def proposals(extractor):
    """Function: Markdown -> its proposals as (number, title, status, number of the one they are part of)."""
    from hetao_kg.read import read_bytes

    def read(text: str, publisher: str = ""):
        found = read_bytes(text.encode(), ".md")
        document = Document("sample", "sample.md", found.text, found.blocks, Metadata(title="樣本", publisher=publisher, date="2022"))
        made = extractor.document(document).proposals
        for p in made:
            assert document.text[p.evidence.quote.start : p.evidence.quote.end] == p.evidence.quote.text
            assert p.start <= p.evidence.quote.start and p.evidence.quote.end <= p.end
        return document, made

    return read


def rows(made):
    numbers = {p.id: p.label + p.number for p in made}
    return [(p.label + p.number, p.title, p.status, numbers.get(p.parent, "")) for p in made]


def test_labelled_headings_and_their_parts(proposals):
    document, made = proposals(LABELLED, "公園關注組")
    assert rows(made) == [
        ("建議1", "延長開放時間", "proposed", ""),
        ("1.1", "先在兩個公園試行", "proposed", "建議1"),
        ("1.2", "檢討成效", "proposed", "建議1"),
        ("建議2", "增設飲水機", "proposed", ""),
    ]
    assert {p.proposer for p in made} == {"公園關注組"}
    assert "多謝" not in document.text[made[-1].start : made[-1].end]


def test_who_is_asked(proposals, ontology):
    _, made = proposals(LABELLED)
    asked = {p.number: {ontology.entities[a].label() for a in p.addressees} for p in made}
    assert asked["1"] == {"康樂及文化事務署"}
    assert asked["2"] == {"水務署", "康樂及文化事務署"}


def test_a_chapter_of_proposals_and_one_of_problems(proposals):
    _, made = proposals(CHAPTER)
    assert [title for _, title, _, _ in rows(made)] == ["设立维修基金", "聘请更多技工", "公开维修记录"]
    assert {p.status for p in made} == {"proposed"}


def test_lists_that_are_announced(proposals):
    _, made = proposals(ANNOUNCED)
    assert rows(made) == [
        ("方向1", "便民", "proposed", ""), ("方向2", "節能", "proposed", ""), ("方向3", "開放", "proposed", ""),
        ("1", "換燈", "planned", ""), ("2", "裝太陽能板", "planned", "")]  # fmt: skip


def test_a_table_of_proposals(proposals):
    _, made = proposals(TABLE)
    assert rows(made) == [("1", "人員", "proposed", ""), ("2", "物資", "proposed", "")]


def test_minutes_and_problems_are_no_proposals(proposals):
    assert proposals(NOT)[1] == ()


def test_what_is_wanted_and_what_is_there(proposals, ontology):
    """A body to be set up is a thing of the proposal; one that is there already is not."""
    text = "# 報告\n\n建議一：應成立水質監測委員會。\n\n建議二：廈門設立了海洋發展委員會，香港可以參考。\n"
    document, made = proposals(text)
    wanted = [[document.text[q.start : q.end] for _, q in p.things] for p in made]
    assert [len(w) for w in wanted] == [1, 0] and "水質監測委員會" in wanted[0][0]


@pytest.mark.originals
def test_the_originals_number_their_proposals(publications):
    from hetao_kg.tables import tracker

    found = {}
    for t in tracker(publications):
        found.setdefault((t.proposal.document, t.proposal.label), set()).add(t.proposal.number)
    assert found["ohkf-2021-hetao-biotech", "建議"] == set("1234567")
    assert found["hksar-2024-hetao-hongkong-park-outline", "方向"] == set("1234")
    joint = [t for t in tracker(publications, about="聯合政策包") if t.outcomes]
    assert [(t.proposal.number, t.outcomes[0].reported.quote.document) for t in joint] == [("5", "phbs-2023-shenzhen-hongkong-innovation")]
