"""Who does what to whom, amounts of what is asked, classes of things, and how sure an answer is."""

from __future__ import annotations

from pathlib import Path

import pytest
from places import ONTOLOGY

from hetao_kg.answer import ask
from hetao_kg.answer.confidence import UNCERTAIN, likelihood
from hetao_kg.answer.question import Understander
from hetao_kg.answer.roles import asked
from hetao_kg.build import build
from hetao_kg.kb import KnowledgeBase

TEXT = (
    "# 青嶺渡輪\n\n青嶺渡輪督導委員會由運輸署署長出任主席，成員包括海事處處長和警務處處長。\n\n"
    "機場管理局負責管理雲汐碼頭，海事處向機場管理局提供意見。\n\n運輸署建議海事處設立渡輪事故調查組。\n\n"
    "政府已把雲汐碼頭的面積由原定的12公頃擴大至30公頃。\n\n立法會撥出3億元興建雲汐碼頭的八幢大樓。\n\n"
    "青嶺渡輪有限公司行政總裁陳海平建議政府資助電動渡輪。"
)

ACTS = (
    "# 碧灣港務\n\n專家建議成立碧灣潮汐管理局。\n\n碧灣海事學院在2023年第三季正式成立。\n\n"
    "政府向碧灣船運基金注資8億元。\n\n港務局和海事處成立了碧灣試驗區。兩局可在碧灣試驗區建立浮標實驗室。\n\n"
    "交通部可以考慮把泊位發牌權下放到碧灣分中心。碧灣分中心已成立。\n\n市政府已設立碧灣濕地公園。\n\n專家建議海事處設立碧灣渡輪監察處。\n\n"
    "碧灣訓練中心將會擴建。碧灣救援中心已在2022年成立。"
)


def read(folder: Path, text: str) -> KnowledgeBase:
    (folder / "corpus").mkdir()
    (folder / "corpus" / "plan.md").write_text(text, "utf-8")
    build(folder / "corpus", folder / "kb", ONTOLOGY)
    return KnowledgeBase(folder / "kb", ONTOLOGY)


@pytest.fixture(scope="module")
def bay(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    return read(tmp_path_factory.mktemp("bay"), ACTS)


CLASSES = (
    "# 海濱治理\n\n特區政府於2021年成立海港督導委員會。\n\n海港督導委員會建議設立渡輪諮詢委員會。\n\n"
    "運輸署計劃於2031年成立航道管理委員會。\n\n運輸署否認成立碼頭收費委員會。\n\n"
    "燈塔基金委員會建議增加班次。\n\n各區應爭取航標技術委員會放寬規定。\n\n船員考試委員會沒有提交報告。\n\n"
    "擬議的潮汐研究委員會會有十人。\n\n北岸新鎮仍處規劃，尚未動工。發展局公布《北岸發展規劃》。"
)
DENIED = (
    "# 臨海工程\n\n臨海大橋於2023年5月通車，運輸署否認工程曾經延誤。\n\n青石隧道造價8億元，承建商否認超支。\n\n"
    "海事處否認西灣燈塔於2024年4月啟用。\n\n對於北岸公園將於2027年6月開放的說法，發展局予以否認。\n\n"
    "有傳聞指南灣碼頭於2022年3月啟用，海事處否認有關說法。"
)


@pytest.fixture(scope="module")
def pier(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    return read(tmp_path_factory.mktemp("pier"), TEXT)


@pytest.fixture(scope="module")
def committees(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    return read(tmp_path_factory.mktemp("committees"), CLASSES)


@pytest.fixture(scope="module")
def denied(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    return read(tmp_path_factory.mktemp("denied"), DENIED)


def labels(kb: KnowledgeBase, question: str) -> list[str]:
    return [name for item in ask(kb, question).answers for name in (item.label, *item.labels)]


@pytest.mark.parametrize(("question", "role"), [
    ("誰管理雲汐碼頭？", "agent"),
    ("雲汐碼頭由誰管理？", "agent"),
    ("哪些公司獲政府資助？", "patient"),
    ("政府資助了哪些公司？", "patient"),
    ("Who manages the pier?", "agent"),
    ("By whom was the pier managed?", "agent"),
    ("Which firms does the government fund?", "patient"),
    ("Which firms were funded by the government?", "patient"),
    ("運輸署與誰合作？", None),
    ("碼頭何時落成？", None),
])  # fmt: skip
def test_the_role_asked_for(pier, question, role):
    found = asked(pier, Understander.of(pier).read(question))
    assert (found.role if found else None) == role


@pytest.mark.parametrize(("question", "wanted"), [
    ("誰擔任青嶺渡輪督導委員會主席？", "運輸署署長"),
    ("誰管理雲汐碼頭？", "機場管理局"),
    ("云汐码头由谁管理？", "機場管理局"),
])
def test_who_acts_is_not_who_stands_beside(pier, question, wanted):
    assert ask(pier, question).answers[0].labels.count(wanted) == 1


def test_nobody_proposes_what_is_proposed_to_them(pier):
    said = labels(pier, "誰建議海事處設立渡輪事故調查組？")
    assert "運輸署" in said and "海事處" not in said


@pytest.mark.parametrize(("question", "values"), [
    ("立法會撥出多少錢？", ["300000000"]),
    ("雲汐碼頭的面積是多少？", ["30"]),
    ("雲汐碼頭原定的面積是多少？", ["12"]),
    ("雲汐碼頭的面積是多少？立法會撥出多少錢？", ["30", "300000000"]),
])
def test_amounts_are_of_what_is_asked(pier, question, values):
    assert [item.value for item in ask(pier, question).answers] == values


def test_a_person_is_who_the_text_says_whatever_they_propose(pier):
    (item,) = ask(pier, "陳海平是誰？").answers
    assert (item.label, item.status) == ("青嶺渡輪有限公司", "in-force")
    assert "行政總裁陳海平" in item.evidence[0].quote.text, "the post is told with the body"


@pytest.mark.parametrize("question", ["列出所有委員會", "列出所有委员会", "List all committees"])
def test_a_class_is_listed_by_kind_and_name(kb, question):
    answer = ask(kb, question)
    assert {"供水安全督導委員會", "供水安全諮詢委員會"} <= {n for i in answer.answers for n in i.labels}
    assert all(any(n.endswith(("委員會", "委员会")) for n in i.labels) and i.evidence for i in answer.answers)
    assert "STRENDS" in answer.sparql


@pytest.mark.parametrize(("question", "words"), [
    ("列出所有委員會", "按名稱"), ("列出所有委员会", "按名称"), ("List all committees", "Listed by what the names say"),
])  # fmt: skip
def test_what_is_listed_has_the_status_the_text_gives_it(committees, question, words):
    answer = ask(committees, question)
    assert [(next(n for n in i.labels if n.endswith("員會")), i.status) for i in answer.answers] == [
        ("海港督導委員會", "in-force"), ("燈塔基金委員會", "in-force"), ("航標技術委員會", "in-force"), ("船員考試委員會", "in-force"),
        ("潮汐研究委員會", "planned"), ("航道管理委員會", "planned"), ("渡輪諮詢委員會", "proposed"), ("碼頭收費委員會", "negated"),
    ]  # fmt: skip
    assert words in answer.interpretation


def test_words_for_how_things_stand_are_no_name(committees):
    assert [i.label for i in ask(committees, "列出所有規劃").answers] == ["北岸發展規劃"]


@pytest.mark.parametrize(("question", "values"), [
    ("臨海大橋何時通車？", ["2023-05"]),
    ("青石隧道造價多少？", ["800000000"]),
    ("西灣燈塔何時啟用？", []),
    ("北岸公園何時開放？", []),
    ("南灣碼頭何時啟用？", []),
])
def test_only_what_is_denied_is_no_answer(denied, question, values):
    assert [item.value for item in ask(denied, question).answers] == values


@pytest.mark.parametrize("question", ["四項建議是什麼？", "四项建议是什么？", "What are the four recommendations?"])
def test_proposals_that_are_counted_are_listed(ferry, question):
    items = ask(ferry, question).answers
    assert len(items) == 4 and {i.status for i in items} == {"proposed"}


def test_an_answer_is_as_likely_as_what_is_known_of_it():
    weights = {"share": 2.0, "bias": -1.0}
    assert likelihood({"share": 0.5}, weights) == 0.5
    assert likelihood({"share": 1.0}, weights) > likelihood({"share": 0.2}, weights)


def test_a_poor_match_is_told_to_be_uncertain(kb):
    sure, unsure = ask(kb, "哪個部門審批食水？"), ask(kb, "水庫的負責人是誰？")  # no document says who runs a reservoir
    assert UNCERTAIN <= sure.answers[0].confidence < 1 and "把握不大" not in sure.interpretation
    assert 0 < unsure.answers[0].confidence < UNCERTAIN and "把握不大" in unsure.interpretation


@pytest.mark.parametrize(("question", "verdict", "said"), [
    ("碧灣潮汐管理局成立了嗎？", "proposed", "建議"),
    ("Has the 碧灣潮汐管理局 been established?", "proposed", "建議"),
    ("碧灣海事學院是2023年成立的嗎？", "yes", "2023"),
    ("碧灣海事學院是2024年成立的嗎？", "no", "2023"),
    ("Was 碧灣海事學院 established in 2024?", "no", "2023"),
    ("政府是否向碧灣船運基金注資8億元？", "yes", "8億元"),
    ("政府是否向碧灣船運基金注資3億元？", "no", "8億元"),
    ("Did the government inject HK$800 million into 碧灣船運基金?", "yes", "8億元"),
    ("Did the government inject HK$1 billion into 碧灣船運基金?", "no", "8億元"),
    ("港務局和海事處是否已在碧灣試驗區建立浮標實驗室？", "proposed", "浮標實驗室"),
    ("港務局是否成立了碧灣試驗區？", "yes", "碧灣試驗區"),
    ("交通部已把泊位發牌權下放到碧灣分中心了嗎？", "proposed", "可以考慮"),
    ("市政府是否設立了碧灣濕地公園？", "yes", "濕地公園"),
    ("碧灣訓練中心是2022年成立的嗎？", "unknown", ""),
    ("碧灣訓練中心成立了嗎？", "unknown", ""),
    ("碧灣救援中心成立了嗎？", "yes", "2022"),
    ("市政府是否在2024年設立了碧灣濕地公園？", "unknown", ""),
    ("市政府是否撥出3億元設立碧灣濕地公園？", "unknown", ""),
])  # fmt: skip
def test_a_yes_needs_the_object_year_and_amount_that_are_asked(bay, question, verdict, said):
    answer = ask(bay, question)
    assert answer.verdict == verdict
    assert all(said in item.evidence[0].quote.text for item in answer.answers[:1])
    assert bool(answer.answers) == (verdict != "unknown")


def test_what_experts_propose_is_not_stated_to_hold(bay):
    found = [s for s in bay.statements if any("監察處" in e.quote.text for e in s.evidence)]
    assert {s.status for s in found} == {"proposed"}


@pytest.mark.parametrize("question", ["南灣公園屬於北灣公園嗎？", "南湾公园属于北湾公园吗？", "Is Nanwan Park part of Beiwan Park?"])
def test_neighbours_are_no_part_of_each_other(tmp_path, question):
    kb = read(tmp_path, "# 海灣\n\n政府支持南灣公園和毗鄰的北灣公園建設。\n")
    assert ask(kb, question).verdict == "unknown"
