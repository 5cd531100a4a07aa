"""Which row of a table has the most, and which of two things named has more."""

import pytest
from places import ONTOLOGY

from hetao_kg.answer import ask
from hetao_kg.answer.question import Understander
from hetao_kg.build import build
from hetao_kg.kb import KnowledgeBase
from hetao_kg.text import to_simplified

TEXT = """# 青嶺市隧道簡報

## 一、隧道

青嶺市有三條隧道，長度如下。

| 隧道名稱 | 長度（米） | 通車年份 |
|---|---|---|
| 北嶺隧道 | 820 | 1998 |
| 東灣隧道 | 1450 | 2006 |
| 南坡隧道 | 310 | 1987 |

## 二、用地

深圳的用地面積約40公頃。廣州的用地面積約70公頃。
"""


@pytest.fixture(scope="module")
def kb(tmp_path_factory):
    folder = tmp_path_factory.mktemp("columns")
    (folder / "in").mkdir()
    (folder / "in" / "brief.md").write_text(TEXT, encoding="utf-8")
    build(folder / "in", folder / "kb", ONTOLOGY)
    return KnowledgeBase(folder / "kb", ONTOLOGY)


@pytest.mark.parametrize(("question", "row"), [
    ("哪條隧道最長？", "東灣隧道"), ("哪條隧道最短？", "南坡隧道"), ("Which tunnel is the longest?", "東灣隧道"),
])  # fmt: skip
def test_the_row_of_the_extreme_answers(kb, question, row):
    for wording in (question, to_simplified(question)):
        answers = ask(kb, wording).answers
        assert [a.label for a in answers] == [row], wording
        assert answers[0].evidence[0].quote.text.startswith(row)


@pytest.mark.parametrize("question", ["哪條鐵路最長？", "哪座水庫最大？"])
def test_a_table_of_other_things_does_not_answer(kb, question):
    assert ask(kb, question).answers == ()


def test_which_of_two_asks_for_the_thing_not_the_figure(kb):
    read = Understander.of(kb).read("深圳和廣州哪個面積大？")
    assert (read.kind, read.extreme) == ("Thing", "most")
    assert Understander.of(kb).read("深圳有多大？").extreme == ""


@pytest.mark.parametrize(("question", "label"), [
    ("深圳和廣州哪個用地面積大？", "廣州市"), ("深圳和廣州，哪邊的用地面積比較小？", "深圳市"),
])  # fmt: skip
def test_two_things_named_are_compared_by_their_figures(kb, question, label):
    assert [a.label for a in ask(kb, question).answers] == [label]
