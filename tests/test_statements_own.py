"""What a document says of itself: whose it is, which policy it is, and what it sets out to do."""

from __future__ import annotations

import pytest

from hetao_kg.text import key

PLAN = """云岚市公园建设行动计划（2024—2028年）

为改善环境，云岚市人民政府制定本行动计划。

一、目标

到2027年，公园绿地服务半径覆盖率达到90%。

二、任务

依托云岚大学设立市级园林研究中心。由市园林局牵头编制《云岚市公园条例》。本计划由市园林局负责实施。
"""


@pytest.fixture(scope="module")
def said(read_text, ontology):
    def of(text):
        _, found = read_text(text, "2024-03")
        entities = {**ontology.entities, **found.entities}

        def names(identifier):
            return {identifier[5:]} if identifier.startswith("date:") else {key(n) for n in entities[identifier].names()}

        return [(names(s.subject), s.predicate, names(s.object), s.status) for s in found.statements]

    return of


def holds(rows, subject, predicate, thing, status):
    return any(key(subject) in s and p == predicate and key(thing) in o and st == status for s, p, o, st in rows)


@pytest.mark.parametrize(("subject", "predicate", "thing", "status"), [
    ("云岚市人民政府", "issues", "云岚市公园建设行动计划", "completed"),
    ("云岚市公园建设行动计划", "targets", "2027", "planned"),
    ("云岚市人民政府", "establishes", "市级园林研究中心", "planned"),
    ("云岚市园林局", "issues", "云岚市公园条例", "planned"),
    ("云岚市园林局", "operates", "云岚市公园建设行动计划", "in-force"),
])
def test_a_plan_is_its_own_subject_and_its_government_acts(said, subject, predicate, thing, status):
    assert holds(said(PLAN), subject, predicate, thing, status), said(PLAN)


def test_a_document_that_is_no_policy_has_no_goal_of_its_own(said):
    rows = said(PLAN.replace("行动计划", "见闻"))
    assert not any(predicate == "targets" for _, predicate, _, _ in rows)


@pytest.mark.parametrize(("sentence", "status"), [
    ("云岚公司否认将成立云岚能源公司。", "negated"),
    ("云岚公司否认成立云岚能源公司。", "negated"),
    ("云岚公司取消设立云岚能源公司。", "negated"),
    ("云岚公司正在筹建云岚能源公司。", "planned"),
    ("云岚公司有意成立云岚能源公司。", "planned"),
    ("云岚公司成立了云岚能源公司。", "completed"),
])
def test_what_is_denied_given_up_or_under_way_is_not_done(said, sentence, status):
    assert [s for _, p, _, s in said(sentence) if p == "establishes"] == [status]


@pytest.mark.parametrize("sentence", [
    "设立云岚能源公司，应当有固定的场所。",  # whoever does
    "国务院指定的部门批准云岚燃气管网项目。",  # a department, not whom it is named by
])
def test_nobody_is_said_to_act_who_only_stands_near(said, sentence):
    rows = said("国务院召开会议。" + sentence)
    assert not any(p in ("establishes", "approves", "funds", "operates") for _, p, _, _ in rows), rows


@pytest.mark.parametrize(("sentence", "status"), [
    ("云岚图书管理局的首任局长是梁绍堂。", "completed"),
    ("云岚图书管理局的前任局长为梁绍堂。", "completed"),
    ("云岚图书管理局的局长是梁绍堂。", "in-force"),
])
def test_who_held_a_post_once_need_hold_it_no_more(said, sentence, status):
    assert holds(said(sentence), "梁绍堂", "holdsPost", "云岚图书管理局", status), said(sentence)


def test_a_body_is_known_by_the_end_of_its_name(said):
    rows = said("云岚图书管理局成立。管理局的首任局长是梁绍堂。云岚湿地信托基金会成立。2024年5月，信托基金会与海滨大学签署谅解备忘录。")
    assert holds(rows, "梁绍堂", "holdsPost", "云岚图书管理局", "completed"), rows
    assert holds(rows, "云岚湿地信托基金会", "signs", "谅解备忘录", "completed"), rows


def test_the_government_asked_is_that_of_the_place_spoken_of(said):
    rows = said("云岚市人民政府发布公告。出版业协会建议政府设立阅读推广基金。")
    assert holds(rows, "云岚市人民政府", "establishes", "阅读推广基金", "proposed"), rows


def test_a_bridge_in_a_town_is_part_of_it_and_moves_no_government(said):
    rows = said("云岚市人民政府发布公告。白鹭大桥位于沙井镇。")
    assert not any(p == "locatedIn" for _, p, _, _ in rows), rows
    assert holds(rows, "白鹭大桥", "partOf", "沙井镇", "in-force"), rows


def test_an_appointment_has_its_day(read_text):
    _, found = read_text("2021年3月，云岚市人民政府任命高志远为云岚图书管理局局长。", "2024-03")
    assert [(s.predicate, s.date) for s in found.statements] == [("holdsPost", "2021-03")]


def test_what_was_thought_of_building_is_the_building(said):
    rows = said("云岚市人民政府否决了在沙井镇修建海滨停车场的方案。")
    assert all("方案" not in "".join(o) for _, _, o, _ in rows), rows
