"""Sentences and passages."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading_checks import as_document, blocks_hold, passages_hold

from hetao_kg.read import read_bytes
from hetao_kg.read.lines import Piece, compose
from hetao_kg.split import LONGEST, head_of, passages, sections, sentences

CUTS = [
    ("市長來了。他走了。", ["市長來了。", "他走了。"]),
    ("「走廊不是路。它是橋！」市長說。", ["「走廊不是路。它是橋！」市長說。"]),
    ("市長說：「走廊不是路。」他走了。", ["市長說：「走廊不是路。」他走了。"]),
    ("是嗎？！是的。", ["是嗎？！", "是的。"]),
    ("預算為1.5億元。增長3.2%。", ["預算為1.5億元。", "增長3.2%。"]),
    ("（見附件。）其餘從略。", ["（見附件。）其餘從略。"]),
    ("章程（2021年。修訂）生效。新章。", ["章程（2021年。修訂）生效。", "新章。"]),
    ("第一行沒有句號\n第二行。", ["第一行沒有句號", "第二行。"]),
    ("見 https://example.org/s?id=1&a=2 一文。", ["見 https://example.org/s?id=1&a=2 一文。"]),
    ("It works well. Then it rests.", ["It works well.", "Then it rests."]),
    ("It was built in June 2021. 橋於2021年建成。", ["It was built in June 2021.", "橋於2021年建成。"]),
    ("They counted 71. 2023年有86隻。", ["They counted 71.", "2023年有86隻。"]),
    ("2. 管治 Governance", ["2. 管治 Governance"]),
    ("Dr. Lee of the U.S. Navy came.", ["Dr. Lee of the U.S. Navy came."]),
    ("沒有閉合（的括號。下一句。", ["沒有閉合（的括號。", "下一句。"]),
    ("  前後有空格。  ", ["前後有空格。"]),
    ("", []),
]


@pytest.mark.parametrize(("text", "wanted"), CUTS)
def test_where_sentences_end(text, wanted):
    assert [text[a:z] for a, z in sentences(text)] == wanted


WORDS = st.sampled_from(
    [*"。！？；：，、（）「」《》\n", "?", "!", ".", " ", "A", "b.", "1.5", "松溪", "白鷺洲", "市政府", "https://a.b/c?d=1", "\t", "　"]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=60).map("".join))
def test_sentences_hold_every_character_once(text):
    at = 0
    for a, z in sentences(text):
        assert a >= at and z > a and not text[at:a].strip() and text[a:z].strip() == text[a:z]
        at = z
    assert not text[at:].strip()


KINDS = st.sampled_from(["prose", "prose", "heading", "list", "table", "caption", "note", "furniture"])
PIECES = st.builds(
    lambda kind, level, words, times: Piece("".join(words) * times, kind, level if kind == "heading" else 0),
    KINDS,
    st.integers(1, 6),
    st.lists(WORDS, min_size=1, max_size=30),
    st.integers(1, 12),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=25))
def test_passages_cover_any_document_once(pieces):
    reading = compose(pieces)
    if all("\n" not in p.text for p in pieces):
        blocks_hold(reading)
    passages_hold(as_document(reading))


def document(markdown: str):
    return as_document(read_bytes(markdown.encode(), ".md"))


def test_a_passage_stands_under_one_heading():
    found = passages(document("# 甲\n\n## 乙\n\n一句。\n\n## 丙\n\n二句。\n"))
    assert [(p.section, p.quote.text) for p in found] == [(("甲", "乙"), "甲\n乙\n一句。"), (("甲", "丙"), "丙\n二句。")]


def test_a_long_section_is_cut_between_sentences():
    found = passages(document("# 甲\n\n" + "松溪市政府公布了一份很長的計劃。" * 80))
    assert len(found) == 3
    assert all(p.quote.text.endswith("。") and len(p.quote.text) <= LONGEST and p.section == ("甲",) for p in found)


def test_a_sentence_longer_than_a_passage_is_cut_at_a_semicolon():
    found = passages(document(("松溪" * 100 + "；") * 4))
    assert [len(p.quote.text) for p in found] == [402, 402]
    assert all(p.quote.text.endswith("；") for p in found)


def test_table_rows_read_on_their_own():
    rows = "\n".join(f"| 第{i}區 | {i} | {'用途' * 20} |" for i in range(1, 30))
    found = document(f"# 甲\n\n| 區 | 面積 | 用途 |\n|---|---|---|\n{rows}\n")
    assert head_of(found, 1) == () and head_of(found, 2) == ("區", "面積", "用途")
    later = passages(found)[1:]
    assert later and all(p.section == ("甲", "區 · 面積 · 用途") for p in later)


def test_references_and_contents_are_boilerplate():
    found = passages(document("# 甲\n\n" + "一句。" * 90 + "\n\n# 參考文獻\n\n1. 《松溪市五年計劃》\n\n# 七、參考資料\n\n2. 《章程》\n"))
    assert [p.boilerplate for p in found] == [False, True, True]


def test_pages_follow_the_place_where_a_passage_begins():
    reading = compose([Piece("一句話說完了。" * 40, "prose", 0, 1, 4), Piece("二句話也說完了。" * 40, "prose", 0, 1, 5)])
    assert [p.page for p in passages(as_document(reading))] == [4, 5]


def test_sections_know_the_headings_above():
    found = list(sections(document("# 甲\n\n### 丙\n\n一。\n\n## 乙\n\n二。\n")))
    assert [titles for block, titles in found if block.kind == "prose"] == [("甲", "丙"), ("甲", "乙")]
