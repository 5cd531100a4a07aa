"""Who sets up, issues, approves and pays what: every part of an act is read from the words that say it, or the act is not read."""

from __future__ import annotations

import pytest

ACTS = ("establishes", "issues", "approves", "funds", "signs")


@pytest.fixture(scope="module")
def acts(read_text, ontology):
    """Function: a text -> its acts as (subject, predicate, object, status, date)."""

    def said(text: str, date: str = "2024-06") -> set[tuple[str, str, str, str, str]]:
        _, read = read_text(text, date)
        entities = {**ontology.entities, **read.entities}
        return {
            (entities[s.subject].label(), s.predicate, entities[s.object].label(), s.status, s.date)
            for s in read.statements if s.predicate in ACTS
        }  # fmt: skip

    return said


@pytest.mark.parametrize("text", [
    "特區政府支持深圳發展海洋科技，打造「海濱創新園區」。",
    "教育局吸引海外院校在沙田設立海洋研究院。",
    "環境保護署資助大學設立海洋研究院。",
    "環境保護署鼓勵有經驗的機構成立海洋研究院。",
])
def test_who_helps_another_to_act_does_not_act(acts, text):
    assert [a for a in acts(text) if a[1] == "establishes"] == []


def test_the_helper_still_acts_in_a_clause_that_adds_a_deed(acts):
    said = acts("特區政府支持深圳發展海洋科技，並設立海洋科技基金。")
    assert ("香港特別行政區政府", "establishes", "海洋科技基金", "completed", "") in said


@pytest.mark.parametrize("text", [
    "海事處批准設立海洋實驗室。",  # leave is given
    "教育局把海濱校舍建成海洋科學館。",  # something becomes something
    "環境保護署推出多項措施，資助計劃來自衞生署。",  # the verb is part of a noun
    "為落實二十屆三中全會的部署，園區將設立海洋研究院。",  # a meeting founds nothing
    "如2022年7月成立的海洋教育中心。",  # nobody says by whom
    "教育局介紹了背景，另有領導小組會議指出建設海洋科學館。",  # a stranger speaks
])
def test_no_founder_is_made_up(acts, text):
    assert [a for a in acts(text) if a[1] in ("establishes", "funds")] == []


def test_what_is_only_being_built_is_not_said_to_be_done(acts):
    assert acts("教育局管理學校，也建設海濱實驗室。") == set()
    assert {a[3] for a in acts("教育局已建設海濱實驗室。")} == {"completed"}
    assert {a[3] for a in acts("教育局正籌建海濱實驗室。")} == {"planned"}


def test_what_is_set_aside_plans_nothing_else(acts):
    said = acts("特區政府預留30億元予基礎研究，設立海洋研究院。")
    assert {(a[2], a[3]) for a in said if a[1] == "establishes"} == {("海洋研究院", "completed")}


def test_the_date_of_a_plan_is_not_the_day_it_was_told(acts):
    told = acts("2024年3月5日，教育局與環境保護署簽署《校園合作協議》，雙方將共建海濱實驗室。")
    assert {a[4] for a in told if a[1] == "signs"} == {"2024-03-05"}
    assert {(a[0], a[4]) for a in told if a[1] == "establishes"} == {("香港教育局", ""), ("環境保護署", "")}
    assert {a[4] for a in acts("2025年，教育局將成立海濱實驗室。")} == {"2025"}


def test_an_object_is_the_whole_of_what_the_nouns_name(acts):
    said = acts("教育局設立「海洋監察中心」籌備辦公室。")
    assert [a[:3] for a in said] == [("香港教育局", "establishes", "「海洋監察中心」籌備辦公室")]
    assert acts("教育局將在海濱建設行人天橋連接香港科學園。") == set()


def test_money_and_laws_are_approved_by_who_passes_them(acts):
    said = acts("2021年2月，立法會通過撥款向機場管理局注資30億元。")
    assert ("香港特別行政區立法會", "approves", "向機場管理局注資", "completed", "2021-02") in said
    assert any(a[1] == "funds" and a[2] == "香港機場管理局" for a in said)
    assert {a[1] for a in acts("2019年5月，立法會三讀通過《校舍安全條例》。")} == {"approves"}
    assert acts("教育局通過《校舍安全條例》加強管理。") == set()


def test_an_outline_pays_nobody(acts):
    assert [a for a in acts("《海洋發展綱要》為海事處提供資金。") if a[1] == "funds"] == []
    assert [a[0] for a in acts("海洋科技基金向海事處提供3億元資助。") if a[1] == "funds"] == ["海洋科技基金"]


def test_who_acts_with_whom(acts):
    signed = acts("機場管理局表示，將與環境保護署簽署《減排協議》。")
    assert {a[0] for a in signed} == {"香港機場管理局", "環境保護署"}
    lead = acts("由教育局牽頭，聯同環境保護署，設立海濱實驗室。")
    assert {a[0] for a in lead if a[1] == "establishes"} == {"香港教育局", "環境保護署"}


@pytest.mark.parametrize(("text", "status", "date"), [
    ("教育局於2021年9月批准了《海濱校舍發展規劃》。", "completed", "2021-09"),
    ("教育局於2024年5月批准海濱校舍工程計劃。", "completed", "2024-05"),
    ("教育局自2021年起批准海濱校舍工程計劃。", "in-force", ""),
    ("教育局負責批准海濱校舍工程計劃。", "in-force", ""),
])
def test_one_approval_has_its_day(acts, text, status, date):
    assert [(a[1], a[3], a[4]) for a in acts(text)] == [("approves", status, date)]


@pytest.mark.parametrize(("text", "parts"), [
    ("南港新區由東岸園區（約2平方公里）及西岸園區（約3平方公里，包括石門示範區）組成。", {("石門示範區", "西岸園區")}),
    ("南港新區覆蓋青雲園區（約2平方公里）以及北側的石門園區（約3平方公里，包括雲梯公園）。",
     {("雲梯公園", "石門園區")}),
    ("石門園區和青雲園區包括雲梯園區。", set()),
    ("南港新區覆蓋香港園區（約1平方公里）以及深圳園區（包括福田口岸）和青雲園區。", {("福田口岸", "河套深港科技創新合作區深圳園區")}),
    ("計劃覆蓋南岸的香港園區（即位於河套地區的「海濱園」）以及北側的深圳園區（即「石門園區」，包括福田保稅區）。",
     {("福田保稅區", "石門園區")}),
    ("雙方將研究各自的範圍（香港境內的範圍包括河套地區）。", set()),
])  # fmt: skip
def test_what_a_bracket_lists_is_part_of_the_name_before_it(read_text, ontology, text, parts):
    _, read = read_text(text, "2024-06")
    entities = {**ontology.entities, **read.entities}
    said = {(entities[s.subject].label(), entities[s.object].label()) for s in read.statements if s.predicate == "partOf"}
    assert {p for p in said if p[1] != "南港新區"} == parts


def test_a_numbered_thing_keeps_its_number(read_text, ontology):
    _, read = read_text("水務署負責第二區的海水淡化計劃，發展局負責第三區的海水淡化計劃。", "2024-06")
    entities = {**ontology.entities, **read.entities}
    run = {entities[s.object].label() for s in read.statements if s.predicate == "operates"}
    assert run == {"第二區的海水淡化計劃", "第三區的海水淡化計劃"}
