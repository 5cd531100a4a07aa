"""Who says it: a quoted person, a body that states something, a cited report, else the document itself."""

from __future__ import annotations

import pytest

SAID = [
    ("「香港科學園已進駐1,200家科技企業，租金是最大困難。」行政總裁陳海平表示。", "陳海平"),
    ("陳海平教授指出，香港科學園已進駐1,200家科技企業。", "陳海平"),
    ("運輸署表示，香港科學園已進駐1,200家科技企業。", "運輸署"),
    ("據政府統計處統計，香港科學園已進駐1,200家科技企業。", "政府統計處"),
    ("根據《香港創新科技發展藍圖》的數據，香港科學園已進駐1,200家科技企業。", "香港創新科技發展藍圖"),
    ("香港科學園已進駐1,200家科技企業。", ""),
    ("根據《香港創新科技發展藍圖》，香港科學園已進駐1,200家科技企業。", ""),
    ("香港科技園公司（簡稱「科技園」）管理園區，香港科學園已進駐1,200家科技企業。", ""),
]


@pytest.mark.parametrize(("sentence", "who"), SAID, ids=[s[:10] for s, _ in SAID])
def test_who_says_a_number(read_text, ontology, sentence, who):
    document, extraction = read_text(sentence, "2024")
    names = {**ontology.entities, **extraction.entities}
    figures = [f for f in extraction.figures if f.value.value == "1200"]
    assert [names[e.speaker].label() if e.speaker else "" for f in figures for e in f.evidence] == [who], document.text


def test_a_quotation_goes_on_in_the_next_one(read_text, ontology):
    text = "「香港科學園已進駐1,200家科技企業，租金很貴。」陳海平教授表示。「深圳有3,400家科技企業，租金便宜。」"
    _, extraction = read_text(text, "2024")
    names = {**ontology.entities, **extraction.entities}
    assert {f.value.value: names[f.evidence[0].speaker].label() for f in extraction.figures} == {"1200": "陳海平", "3400": "陳海平"}


def test_statements_carry_their_speaker(read_text, ontology):
    _, extraction = read_text("環境保護署表示，渠務署負責審批污水處理。", "2024")
    said = [s for s in extraction.statements if s.predicate == "approves"]
    assert said and all(ontology.entities[s.speaker].label() == "環境保護署" for s in said)
