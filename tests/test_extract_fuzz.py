"""No text makes reading names and statements fail: phrases of policy papers put together in any order."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from hetao_kg.read import read_bytes
from hetao_kg.types import Document

PHRASES = st.sampled_from([
    "教育局", "青嶺市政府", "深圳市", "香港特別行政區政府", "兩地", "雙方", "該局", "市長", "陳大文",
    "《校車管理辦法》", "「走廊計劃」", "研究院", "科技園", "生物科技", "食水", "2024年8月", "去年底", "明年",
    "3億元", "約20%", "17個", "發布", "設立", "簽署", "批准", "不批准", "撥款", "資助", "支持", "位於", "隸屬", "聚焦",
    "擔任", "委託", "牽頭", "建議", "應", "將", "已", "計劃", "沒有", "由", "與", "和", "在", "向", "對", "的", "分別", "經",
    "後", "等", "包括", "簡稱", "（下稱「", "」）", "、", "，", "。", "；", "：", "\n", "\n\n", "一、", "（二）", "建議3",
    "- ", "「", "」", "《", "》", "（", "）", " ", "A", "1", "第三章",
])


@settings(max_examples=250, deadline=None)
@given(phrases=st.lists(PHRASES, min_size=1, max_size=40))
def test_no_order_of_phrases_makes_extraction_fail(extractor, phrases):
    reading = read_bytes(f"教育局。{''.join(phrases)}".encode(), ".txt")
    document = Document("a", "a.txt", reading.text, reading.blocks)
    found = extractor.document(document)
    assert all(reading.text[m.start : m.end] == m.surface for m in found.mentions)
    assert all(reading.text[e.quote.start : e.quote.end] == e.quote.text for s in found.statements for e in s.evidence)


def test_fewer_days_than_things_and_words_across_paragraphs_are_read(read_text):
    read_text("教育局於2024年8月分別發布《校車管理辦法》和《校舍標準》。")
    read_text("深港兩地開會。\n\n雙方同意共同推進。")
