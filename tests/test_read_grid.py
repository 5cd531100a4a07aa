"""Tables that lost their grid: rows where the cells tell them, cells where they do not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading_checks import kinds

from hetao_kg.read import read_bytes
from hetao_kg.read.grid import rows

LINE = "松溪市政府與白鷺洲管理局於二〇二三年在青屏灣設立了一條全新的科技走廊並且"


def table(*lines: str) -> list[tuple[str, str]]:
    """What a hard-wrapped text that holds these lines gives for them."""
    text = "\n".join([*[LINE] * 22, "完。", "", *lines, "", "資料來源：松溪市政府"])
    return [(kind, words) for kind, words in kinds(read_bytes(f"{text}\n".encode(), ".txt")) if kind.startswith("table")]


def test_a_column_of_numbers_tells_the_rows():
    lines = ["類別 名稱 面積 用途", "", "科研", "設施", "", "東區大樓", "", "2萬㎡", "實驗室及會議室", "", "西區大樓 30萬㎡", "辦公室"]
    assert table(*lines, "", "住宿", "", "人才公寓", "（在建）", "", "1.5 萬㎡ ——") == [
        ("table1", "類別\t名稱\t面積\t用途"),
        ("table", "科研設施\t東區大樓\t2萬㎡\t實驗室及會議室"),
        ("table", "科研設施\t西區大樓\t30萬㎡\t辦公室"),
        ("table", "住宿\t人才公寓（在建）\t1.5 萬㎡\t——"),
    ]


def test_a_run_of_values_behind_a_name():
    first = ["甲研究所", "《創新報告》", "", "松溪", "（4）", "", "白鷺洲", "（7）", "", "青屏", "（9）"]
    second = ["乙研究所", "《人才報告》", "", "青屏", "（1）", "", "松溪", "（2）", "", "白鷺洲", "（30）", "", "…"]
    assert table("報告", "最佳三地", "", "第一 第二 第三", *first, "", *second) == [
        ("table", "報告\t最佳三地"),
        ("table1", "\t第一\t第二\t第三"),
        ("table", "甲研究所《創新報告》\t松溪（4）\t白鷺洲（7）\t青屏（9）"),
        ("table", "乙研究所《人才報告》\t青屏（1）\t松溪（2）\t白鷺洲（30）\t…"),
    ]


def test_two_columns_with_gaps_between_rows():
    lines = ["領域 合作方式", "", "疫苗", "由松溪大學負責研究，再由白鷺洲", "的工廠生產", "", "儀器 企業在青屏灣設廠，兼用兩地"]
    assert table(*lines, "的人才和資金", "", "人工智能", "兩地共用數據") == [
        ("table1", "領域\t合作方式"),
        ("table", "疫苗\t由松溪大學負責研究，再由白鷺洲的工廠生產"),
        ("table", "儀器\t企業在青屏灣設廠，兼用兩地的人才和資金"),
        ("table", "人工智能\t兩地共用數據"),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ("名稱 面積 用途", "", "甲", "35", "乙", "丙", "丁", "戊"),  # behind the only number stand more cells than columns
        ("設立督導組", "", "簡化通關", "", "建成公寓", "", "共用數據"),
    ],
)
def test_what_does_not_tell_its_rows_stays_cells(lines):
    assert [kind for kind, _ in table(*lines)] == ["table"]


CELLS = st.sampled_from(
    ["甲 乙 丙", "甲 乙", "松溪", "35", "3.5 萬㎡", "東區 35㎡", "（4）", "松溪（4）", "…", "——", "較長的說明，多於十六個字的那一種文字"]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(CELLS, st.booleans()), min_size=1, max_size=20))
def test_rows_hold_every_cell(lines):
    cells = [text for text, _ in lines]
    found = rows(lines, cells)
    if found:
        heads, below = found
        assert sorted(set("".join(cells).replace(" ", ""))) == sorted(
            set("".join(c for r in [*heads, *below] for c in r).replace(" ", ""))
        )
        assert len({len(row) for row in heads[-1:]}) == 1 and all(below)
