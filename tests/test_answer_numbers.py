"""Which of several numbers and dates answers: ranks, counts in words, cells, what a clause says, what was before and what is to be."""

from __future__ import annotations

from pathlib import Path

import pytest
from places import ONTOLOGY

from hetao_kg.answer import ask
from hetao_kg.build import build
from hetao_kg.kb import KnowledgeBase
from hetao_kg.text import to_simplified

TEXT = """# 嵐灣港務年報

嵐灣港2024年的集裝箱吞吐量為620萬標箱，居全國第九位。在《全球港口指數》中，排名依次為濱海（2）、嵐灣（6）、北崖（7）。

嵐灣渡輪每天開行五班，由嵐灣航運有限公司經營。嵐灣隧道工程分三期進行，2019年3月動工，2023年11月通車，2024年6月通過驗收。

嵐灣碼頭總投資42億元，其中北崖銀行提供貸款15億元，港務基金補助3億元。碼頭年租金800萬元；另與東礁重工洽談的船塢投資案，至今沒有簽約。

嵐灣港務局成立之始設有8名委員。2022年，委員人數增加至12名。市政府建議把每名船員的津貼由4,000元調升至5,500元。

嵐灣港設有15家船務公司和40個倉庫。嵐灣海事學院院長為周海平，副院長為林靜怡。

| 港區 | 泊位（個） | 補貼（萬元/年） |
|---|---|---|
| 東礁 | 12 | 2,600 |
| 西礁 | 9 | 1,750 |

| 指標 | 2022年 | 2023年 |
|---|---|---|
| 船務公司（家） | 11 | 14 |
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    folder: Path = tmp_path_factory.mktemp("port")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "report.md").write_text(TEXT, "utf-8")
    (folder / "corpus" / "sources.toml").write_text(
        '[report]\nfile = "report.md"\ntitle = "嵐灣港務年報"\npublisher = "嵐灣港務局"\ndate = "2025-02-01"\n', "utf-8"
    )
    build(folder / "corpus", folder / "kb", ONTOLOGY)
    return KnowledgeBase(folder / "kb", ONTOLOGY)


RIGHT = {
    "嵐灣港的集裝箱吞吐量居全國第幾位？": "9",
    "嵐灣在《全球港口指數》中排第幾？": "6",
    "北崖在《全球港口指數》中排名第幾？": "7",
    "嵐灣渡輪每天有幾班？": "5",
    "嵐灣隧道工程分多少期？": "3",
    "嵐灣隧道何時動工？": "2019-03",
    "嵐灣隧道何時通車？": "2023-11",
    "嵐灣隧道何時驗收？": "2024-06",
    "嵐灣碼頭的總投資是多少？": "4200000000",
    "北崖銀行為嵐灣碼頭提供多少貸款？": "1500000000",
    "港務基金補助嵐灣碼頭多少錢？": "300000000",
    "嵐灣港務局現有多少名委員？": "12",
    "嵐灣港務局最初有多少名委員？": "8",
    "船員的津貼現時是多少？": "4000",
    "市政府建議船員的津貼調升至多少？": "5500",
    "嵐灣港有多少家船務公司？": "15",
    "嵐灣港有多少個倉庫？": "40",
    "東礁港區有多少個泊位？": "12",
    "西礁港區每年的補貼是多少？": "17500000",
    "2022年有多少家船務公司？": "11",
}


@pytest.mark.parametrize("question", RIGHT)
def test_the_number_asked_for_answers_in_either_script(port, question):
    for text in (question, to_simplified(question)):
        answers = ask(port, text).answers
        assert [a.value for a in answers][:1] == [RIGHT[question]], text
        assert all(e.quote.text in port.documents["report"].text for a in answers for e in a.evidence)


UNSAID = ("東礁重工的船塢投資額是多少？", "嵐灣隧道何時拆卸？", "2019年有多少家船務公司？", "嵐灣渡輪有多少名船員？")


@pytest.mark.parametrize("question", UNSAID)
def test_a_number_of_another_thing_or_time_is_no_answer(port, question):
    assert not ask(port, question).answers


def test_the_deputy_is_not_the_head(port):
    assert [a.label for a in ask(port, "嵐灣海事學院的院長是誰？").answers] == ["周海平"]
    assert [a.label for a in ask(port, "嵐灣海事學院的副院長是誰？").answers] == ["林靜怡"]


def test_a_number_that_a_proposal_would_change_holds(port):
    assert [a.status for a in ask(port, "船員的津貼現時是多少？").answers] == ["in-force"]
    assert [a.status for a in ask(port, "市政府建議船員的津貼調升至多少？").answers] == ["proposed"]


def test_a_cell_is_printed_with_the_unit_of_its_column(port):
    answer = ask(port, "西礁港區每年的補貼是多少？").answers[0]
    assert (answer.value, answer.unit) == ("17500000", "元")
