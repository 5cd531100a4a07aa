"""The five original documents, where ``HETAO_ORIGINALS`` names a folder that holds them."""

from __future__ import annotations

import re

import pytest
from reading_checks import passages_hold

from hetao_kg.read import read_folder
from hetao_kg.split import sections

OUTLINE, EXECUTIVE, SLIDES, BRIEF, PRESS = (
    "hksar-2024-hetao-hongkong-park-outline",
    "ohkf-2021-hetao-biotech",
    "ohkf-2026-gba-healthcare",
    "phbs-2023-shenzhen-hongkong-innovation",
    "takungpao-2024-hetao",
)

pytestmark = pytest.mark.originals


@pytest.fixture(scope="module")
def documents(originals):
    return {d.id: d for d in read_folder(originals)}


def blocks(document, *kinds):
    return [document.text[b.start : b.end] for b in document.blocks if b.kind in kinds]


def test_the_contract_holds(documents):
    assert set(documents) >= {OUTLINE, EXECUTIVE, SLIDES, BRIEF, PRESS}
    for document in documents.values():
        assert "\n".join(document.text[b.start : b.end] for b in document.blocks) == document.text
        passages_hold(document)


def test_footnotes_stand_alone_and_their_marks_are_gone(documents):
    brief = documents[BRIEF]
    notes = blocks(brief, "note")
    assert [int(n.split()[0]) for n in notes] == list(range(2, 17))
    assert sum("https://" in n or "http://" in n for n in notes) == 13
    prose = "\n".join(blocks(brief, "prose", "heading"))
    assert "http" not in prose and not re.search(r"[\u4e00-\u9fff%]1?\d[。，](?=[\u4e00-\u9fff\n])", prose.replace("2.0", ""))
    assert blocks(brief, "heading")[0] == "摘要"
    assert [n.split()[0] for n in blocks(documents[EXECUTIVE], "note")] == ["1"]


def test_all_39_references_have_their_addresses(documents):
    outline = documents[OUTLINE]
    references = [outline.text[b.start : b.end] for b, section in sections(outline) if section[-1:] == ("附錄",) and b.kind == "list"]
    assert [int(r.split(".")[0]) for r in references] == list(range(1, 40))
    assert all(re.search(r" https?://[^\s\\<>]+$", r) for r in references)
    assert [n[:2] for n in blocks(outline, "note")] == ["註一", "註二", "註三", "註四", "註五", "註六"]


def test_headings_and_their_levels(documents):
    outline = documents[OUTLINE]
    titles = {outline.text[b.start : b.end]: b.level for b in outline.blocks if b.kind == "heading"}
    assert [titles[t] for t in ("河套發展背景", "匯聚世界創科資源", "2.2 發展優勢", "2.1.10", "7.4.2")] == [1, 1, 2, 6, 6]
    above = next(s for b, s in sections(outline) if outline.text[b.start : b.end] == "2.1.4")
    assert above[-3:] == ("2.1 發展歷程", "港深積極合作推動河套發展", "2.1.4")
    advice = [h for h in blocks(documents[EXECUTIVE], "heading") if h.startswith("建議")]
    assert sorted(re.sub(r"\s", "", a)[2] for a in advice) == list("1234567")
    brief = blocks(documents[BRIEF], "heading")
    assert not [h for h in brief if h.startswith("（") and len(h) > 35]


def test_tables(documents):
    outline = documents[OUTLINE]
    rows = [(b.level, outline.text[b.start : b.end].count("\t")) for b in outline.blocks if b.kind == "table"]
    assert rows == [(1, 2)] + [(0, 2)] * 5
    brief = [text.split("\t") for text in blocks(documents[BRIEF], "table")]
    assert [len(cells) for cells in brief] == [2, 6, 7, 9, 7, 9, 8] + [4] * 10
    assert brief[9][1:3] == ["深港协同创新中心", "20万㎡"] and {cells[0] for cells in brief[-2:]} == {"服务综合体", "研发基地"}
    assert len([t for t in blocks(documents[EXECUTIVE], "table") if t.count("\t") == 1]) == 4


def test_a_caption_does_not_cut_a_sentence(documents):
    assert not [p for p in blocks(documents[PRESS], "prose") if len(p) > 60 and p[-1] not in "。！？」…"]


def test_no_sentence_begins_with_what_ends_one(documents):
    for document in documents.values():
        assert not [t for t in blocks(document, "prose", "list", "note") if t[0] in "，。、；：）」》"]
