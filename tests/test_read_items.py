"""Numbered paragraphs as items of a list."""

from __future__ import annotations

import pytest

from hetao_kg.read.items import itemised
from hetao_kg.read.lines import Piece


def kinds(*texts: str, kind: str = "prose", level: int = 0) -> list[str]:
    return [p.kind for p in itemised([Piece(text, kind, level) for text in texts])]


@pytest.mark.parametrize(
    "texts",
    [
        ("1. 設立監測站，由水務局管理。", "2. 改建碼頭；", "3. 資助企業。"),
        ("（一）完善制度。", "（二）加強宣傳。"),
        ("(a) 水費的檢討；", "(b) 排污費的檢討。"),
        ("①公開資料；", "②定期檢討。"),
        ("九、加強合作。", "十、保障供水。"),
    ],
)
def test_paragraphs_that_count_on_are_items(texts):
    assert kinds(*texts) == ["list"] * len(texts)


@pytest.mark.parametrize(
    "texts",
    [
        ("2. 這一段單獨有號碼。", "沒有號碼的一段。"),
        ("3.5億元用於整治。", "4.2億元用於培訓。"),
        ("1. 第一項。", "中間的一段。", "2. 第二項。"),
        ("1. 第一項。", "3. 第三項。"),
        ("1. 第一項。", "（二）另一種號碼。"),
        ("2021年開始。", "2022年完成。"),
        ("（一）" + "各局須於本年內修訂有關規例。" * 20, "（二）" + "各局須向市議會報告。" * 20),
    ],
)
def test_what_does_not_count_on_stays_prose(texts):
    assert kinds(*texts) == ["prose"] * len(texts)


def test_items_within_an_item_part_no_list():
    assert kinds("1. 水價：", "（1）住戶；", "（2）商戶；", "2. 排污費。", "另一段。") == ["list"] * 4 + ["prose"]


def test_three_numbered_titles_with_nothing_between_are_items():
    assert kinds("1. 研發中心", "2. 中試基地", "3. 檢測機構", kind="heading", level=4) == ["list"] * 3
    assert kinds("1. 背景", "1.1 範圍", kind="heading", level=4) == ["heading"] * 2
    titles = [Piece(f"{n}. 標題", "heading", 4) for n in (1, 2, 3)]
    pieces = [piece for title in titles for piece in (title, Piece("有一段。"))]
    assert [p.kind for p in itemised(pieces)] == [p.kind for p in pieces]


def test_texts_stay_as_they_are():
    pieces = [Piece("1. 甲。", line=3, page=2), Piece("2. 乙。", line=4, page=2)]
    assert [(p.text, p.line, p.page) for p in itemised(pieces)] == [(p.text, p.line, p.page) for p in pieces]
