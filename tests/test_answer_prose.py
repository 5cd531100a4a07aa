"""Answers that sentences list or say in their own words: fields, aims, papers, and verdicts by the clause that tells."""

from __future__ import annotations

from pathlib import Path

import pytest
from places import ONTOLOGY

from benchmarks import marked
from hetao_kg.answer import ask
from hetao_kg.answer.clauses import Clause, best_clause
from hetao_kg.answer.enumerations import Enumerations
from hetao_kg.answer.question import Understander
from hetao_kg.answer.retrieve import Matcher, Sentence
from hetao_kg.build import build
from hetao_kg.kb import KnowledgeBase
from hetao_kg.text import fold, to_simplified

TEXT = """# 白鷺灣海洋規劃報告

本文件為測試而撰寫，內容全屬虛構。白鷺灣位於南嶼省。

白鷺灣海洋研究院聚焦潮汐發電、海藻養殖與深海測繪，並設有「藍潮平台」。南嶼大學與青鯨能源有限公司共同設立「南嶼大學—青鯨潮能聯合實驗室」，
北嶼大學與另一家公司合作。

白鷺港由東堤、西堤、沙咀三個港區組成。政府從人才、資金和數據三方面研究白鷺灣的配套政策。

白鷺灣發展海洋產業的短板如下：首先，專業人手長期不足。第二，測試場地過少。第三，融資渠道狹窄，小企業尤其困難。

白鷺灣燈塔博物館由南嶼省文化廳牽頭，會同白鷺灣海事局設立。

此前有報道指南嶼省將關閉白鷺灣漁港，南嶼省海洋廳予以否認。白鷺灣漁業學院的辦學許可仍在審查。南嶼省曾計劃興建白鷺灣跨海纜車，因資金不足而終止。
專家建議設立白鷺灣海岸基金。省政府已於2023年成立白鷺灣海岸委員會，委員會不支持填海造地。
"""


@pytest.fixture(scope="module")
def egret(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    folder = tmp_path_factory.mktemp("egret")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "egret.md").write_text(TEXT, encoding="utf-8")
    build(folder / "corpus", folder / "kb", ONTOLOGY)
    return KnowledgeBase(folder / "kb", ONTOLOGY)


def labels(kb: KnowledgeBase, question: str) -> list[str]:
    return [item.label for item in ask(kb, question).answers]


@pytest.mark.parametrize(("text", "parts"), [
    ("未來將重點聚焦海藻養殖、深海測繪及潮汐發電等產業。", ["海藻养殖", "深海测绘", "潮汐发电"]),
    ("從人才、資金和數據三方面著手", ["人才", "资金", "数据"]),
    ("在海藻與貝類、測繪與遙感、潮汐與波浪等領域組建團隊", ["海藻与贝类", "测绘与遥感", "潮汐与波浪"]),
    ("按「自由開放、連通內外、便利流動」的基本原則發展", ["自由开放", "连通内外", "便利流动"]),
    ("專注於潮汐發電的「藍潮平台」", ["潮汐发电"]),
    ("由東堤、西堤、沙咀三個港區組成", ["东堤", "西堤", "沙咀"]),
])  # fmt: skip
def test_rows_are_cut_at_what_leads_to_them_and_what_closes_them(egret, text, parts):
    folded = fold(text)
    rows = [[folded[a:b] for a, b in row.parts] for row in Enumerations.of(egret).rows(folded)]
    assert parts in rows


@pytest.mark.parametrize("text", ["政府會檢討政策。", "和平是大家的願望，他及時到達。", "如上所述"])
def test_a_sentence_that_lists_nothing_has_no_row(egret, text):
    assert not list(Enumerations.of(egret).rows(fold(text)))


@pytest.mark.parametrize(("question", "answers"), [
    ("白鷺灣海洋研究院聚焦哪些領域？", ["潮汐發電", "海藻養殖", "深海測繪"]),
    ("白鷺港由哪幾個港區組成？", ["東堤", "西堤", "沙咀"]),
    ("政府從哪三方面研究白鷺灣的配套政策？", ["人才", "資金", "數據"]),
    ("白鷺灣發展海洋產業有哪些短板？", ["專業人手長期不足", "測試場地過少", "融資渠道狹窄"]),
])  # fmt: skip
def test_what_prose_lists_is_answered_in_its_words_and_whole(egret, question, answers):
    assert list(map(fold, labels(egret, question))) == list(map(fold, answers))
    assert sorted(map(fold, labels(egret, to_simplified(question)))) == sorted(map(fold, answers))


def test_no_laboratory_is_a_university(egret):
    assert labels(egret, "哪所大學與青鯨能源有限公司共同設立實驗室？") == ["南嶼大學"]


def test_who_takes_the_lead_is_one_of_those_who_act(egret):
    assert labels(egret, "哪個部門牽頭設立白鷺灣燈塔博物館？") == ["南嶼省文化廳"]


@pytest.mark.parametrize("question", ["哪份報告指白鷺灣的測試場地過少？", "哪份报告指白鹭湾的测试场地过少？"])
def test_which_paper_says_something_is_answered_with_the_paper(egret, question):
    (item,) = ask(egret, question).answers
    assert "egret" in item.labels and item.label == "白鷺灣海洋規劃報告" and item.status == "in-force"
    assert "測試場地" in item.evidence[0].quote.text


def test_no_paper_says_what_none_says(egret):
    assert not labels(egret, "哪份報告指月球基地的氧氣不足？")


@pytest.mark.parametrize(("question", "verdict"), [
    ("南嶼省是否關閉白鷺灣漁港？", "no"),
    ("白鷺灣漁業學院拿到辦學許可沒有？", "planned"),
    ("白鷺灣跨海纜車建成了沒有？", "no"),
    ("白鷺灣海岸基金設立了沒有？", "proposed"),
    ("白鷺灣海岸委員會成立了沒有？", "yes"),
    pytest.param(
        "白鷺灣海岸委員會有沒有支持填海造地？", "no", marks=pytest.mark.xfail(reason="委員會 is taken for 海岸委員會, cut from its place")
    ),
    ("北嶼大學有沒有與青鯨能源有限公司共同設立實驗室？", "unknown"),
])  # fmt: skip
def test_the_clause_that_speaks_of_what_is_asked_tells_the_verdict(egret, question, verdict):
    assert ask(egret, question).verdict == verdict
    assert ask(egret, to_simplified(question)).verdict == verdict


def test_a_sentence_of_signs_alone_is_one_clause(egret):
    question = Understander.of(egret).read("白鷺灣海岸委員會成立了沒有？")
    matcher, passage = Matcher.of(egret, question), egret.index.passages[0]
    signs = Sentence("egret", 5, 9, "。！？；", passage, 0.0, 0.0, 1.0, ())
    assert best_clause(egret, question, matcher, signs) == Clause(5, 9)


@pytest.mark.parametrize("corpus", ["harbour", "recycling"])
def test_verdicts_on_documents_of_other_fields(tmp_path, corpus):
    data = Path(__file__).parent / "data"
    build(data / corpus, tmp_path / "kb", ONTOLOGY)
    kb = KnowledgeBase(tmp_path / "kb", ONTOLOGY)
    table = [row for row in marked.rows(data / "questions" / "verdicts.tsv") if row["corpus"] == corpus]
    told = {row["zh-hant"]: ask(kb, row["zh-hant"]).verdict for row in table}
    assert {q: v for q, v in told.items() if v not in next(r["verdicts"] for r in table if r["zh-hant"] == q).split(",")} == {}
