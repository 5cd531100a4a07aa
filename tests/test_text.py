"""Folding, keys, words, scripts and ids: what everything that compares text stands on."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from pathlib import Path

import jieba
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hetao_kg import text
from hetao_kg.dictionary import TOTAL, dictionary
from hetao_kg.segment import Segmenter

#: Any text, and text out of the blocks that Chinese documents are made of, full-width and half-width signs included.
ANY = st.text(max_size=60)
CHINESE = st.text(max_size=60, alphabet=st.sampled_from(
    "衞衛卫臺台裏裡里著着為爲为髮發发醫医療疗（）()，,。「」“”《》〈〉Ａａ１1％%　 \n\u2028—–-·・㎡ﬁİß①"))
WHOLE = jieba.Tokenizer()
DICTIONARY_ROWS = (Path(jieba.__file__).parent / "dict.txt").read_text("utf-8").splitlines()
#: Words of the dictionary in a row, any pair of which may be cut otherwise than it was put together.
WORDS = st.lists(st.sampled_from([row.split(" ")[0] for row in DICTIONARY_ROWS[::7]]), max_size=8).map("".join)


@given(st.one_of(ANY, CHINESE))
@example("İﬁ㍿㎡㈱½")
def test_folding_keeps_the_length(sample):
    assert len(text.fold(sample)) == len(sample)


def test_no_character_at_all_folds_to_more_or_fewer():
    """Every code point there is, so that no document can shift an offset."""
    assert [hex(p) for p in range(sys.maxunicode + 1) if len(text.fold(chr(p))) != 1] == []


def test_folding_twice_is_folding_once():
    """A folded word list and a folded text must meet, whichever was folded more often."""
    assert [chr(p) for p in range(sys.maxunicode + 1) if text.fold(text.fold(chr(p))) != text.fold(chr(p))] == []


@given(ANY, ANY)
def test_folding_looks_at_one_character_at_a_time(left, right):
    assert text.fold(left + right) == text.fold(left) + text.fold(right)


@pytest.mark.parametrize("forms", [
    ("衞生署", "衛生署", "卫生署"),
    ("臺灣", "台灣", "台湾"),
    ("這裏", "這裡", "这里"),
    ("國家藥品監督管理局", "国家药品监督管理局"),
    ("醫療器械臨床試驗", "医疗器械临床试验"),
    ("ＮＭＰＡ", "NMPA", "nmpa"),
    ("（２０２４年）", "(2024年)"),
    ("「一區兩園」", "“一区两园”"),
    ("12.5％", "12.5%"),
], ids=lambda forms: forms[-1])  # fmt: skip
def test_forms_of_one_word_fold_alike(forms):
    assert len({text.fold(form) for form in forms}) == 1


def test_full_width_signs_fold_to_ascii():
    """Rules match folded text, so they are written with the ASCII sign; 。、《》 have no ASCII twin and stay."""
    assert text.fold("，；：！？（）％＋－　。、《》") == ",;:!?()%+- 。、《》"


@pytest.mark.parametrize(("one", "other"), [
    ("廣東省衞生健康委員會", "國家衞生健康委員會"), ("深圳園區", "香港園區"), ("著作", "着作"), ("複雜", "覆蓋"),
])  # fmt: skip
def test_different_words_stay_apart(one, other):
    assert text.fold(one) != text.fold(other)


def test_a_key_leaves_out_spaces_and_quotation_marks():
    assert text.key("《 粵港澳 大灣區\n規劃》") == text.key("「粤港澳大湾区规划」") == "粤港澳大湾区规划"
    assert text.key("NMPA") != text.key("NMPA-GBA")


def test_words_are_runs_of_one_script():
    assert text.words("第18A章：R&D 開支12.5億，COVID-19") == ["第", "18a", "章", "r&d", "开支", "12.5", "亿", "covid-19"]


@pytest.mark.parametrize(("sample", "script"), [
    ("香港衞生署負責藥物註冊。", "Hant"), ("国家药监局负责药品审批。", "Hans"), ("NMPA 2024", ""), ("", ""), ("一二三", ""),
    ("香港衞生署負責藥物註冊。国家药监局负责药品审批。", "mixed"),
])  # fmt: skip
def test_the_script_of_a_text(sample, script):
    assert text.script_of(sample) == script


def test_labels_are_converted_and_converting_back_is_not_trusted():
    """The reason nothing converted is ever quoted: 臨床 would come back as 臨牀."""
    assert text.to_simplified("香港衞生署臨床試驗") == "香港卫生署临床试验"
    assert text.to_traditional("国家药监局") == "國家藥監局"
    assert text.to_traditional(text.to_simplified("臨床試驗")) != "臨床試驗"


def test_an_id_is_a_hash_of_a_list_and_never_of_glued_parts():
    assert text.digest("ab", "c") != text.digest("a", "bc") != text.digest("abc")
    assert text.digest(1, 112) != text.digest(11, 12)
    assert text.digest("a") == text.digest("a") and len(text.digest("a", size=16)) == 16


def test_ids_do_not_depend_on_the_process():
    """Statement ids stand in other people's files: they are what anybody computes from the list."""
    assert text.digest("nmpa", "approves", "drug") == hashlib.sha256(b'["nmpa","approves","drug"]').hexdigest()[:12]
    code = "from hetao_kg.text import digest; print(digest({'b': 1, 'a': 2}, ['醫']))"
    for seed in ("1", "2"):
        done = subprocess.run([sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True)
        assert done.stdout == text.digest({"a": 2, "b": 1}, ["醫"]) + "\n"


@pytest.fixture(scope="module")
def segmenter():
    return Segmenter(["國家藥品監督管理局", "深圳園區", "青嶺水質監察署"])


@pytest.mark.parametrize(("traditional", "simplified"), [
    ("國家藥品監督管理局負責醫療器械審批", "国家药品监督管理局负责医疗器械审批"),
    ("園區管理機構設於深圳園區", "园区管理机构设于深圳园区"),
    ("香港衞生署轄下藥物辦公室", "香港卫生署辖下药物办公室"),
])  # fmt: skip
def test_both_scripts_are_cut_alike(segmenter, traditional, simplified):
    assert segmenter.words(text.fold(traditional)) == segmenter.words(text.fold(simplified))


@given(sample=st.one_of(ANY, CHINESE))
def test_words_and_their_offsets_make_up_the_text(segmenter, sample):
    folded = text.fold(sample)
    spans = segmenter.spans(folded)
    assert "".join(word for word, _, _ in spans) == folded
    assert all(folded[start:end] == word for word, start, end in spans)


def test_a_listed_name_is_one_word_and_other_segmenters_do_not_know_it(segmenter):
    """One tokenizer an object, never jieba's shared one."""
    assert segmenter.words("青岭水质监察署负责") == ["青岭水质监察署", "负责"]
    assert "青岭水质监察署" not in Segmenter().words("青岭水质监察署负责")


def test_the_dictionary_is_read_where_it_lies():
    """What is looked up in the file is what reading all of it gives, also at its head, and frequencies add up."""
    every = {word: (int(count), tag) for word, count, tag in (row.split(" ") for row in DICTIONARY_ROWS)}
    assert sum(int(row.split(" ")[1]) for row in DICTIONARY_ROWS) == TOTAL
    beginnings = [dictionary().beginning(opening) for opening in sorted({w[:n] for w in every for n in (1, 2)})]
    assert {w: (b.frequencies[w], tag) for b in beginnings for w, tag in b.tags.items()} == every
    assert {w for b in beginnings for w, count in b.frequencies.items() if not count} <= {w[:n] for w in every for n in range(1, len(w))}
    assert dictionary().get("龘龘") == "" and dictionary().get("\ud800", "n") == "n" and dictionary().get("\U0010ffff") == ""


@settings(deadline=None)  # jieba reads its dictionary on the first call
@given(sample=st.one_of(CHINESE, WORDS))
def test_a_text_is_cut_as_jieba_cuts_it_with_all_of_its_dictionary(sample):
    folded = text.fold(sample)
    assert Segmenter().words(folded) == list(WHOLE.cut(folded, HMM=False))
    assert Segmenter().search_words(folded) == list(WHOLE.cut_for_search(folded, HMM=False))


def test_names_do_not_depend_on_the_texts_cut_before():
    names = ["青岭水质", "青岭水质监察署", "质监", "水质监察署条例"]
    texts = ["青岭水质监察署负责", "水质监察署条例由质监部门执行", "青岭水质良好"]
    one, other = Segmenter(names), Segmenter(names)
    assert [one.words(t) for t in texts] == [other.words(t) for t in reversed(texts)][::-1]


def test_words_are_found_as_they_are_written_and_patterns_only_where_they_are_meant():
    written = re.compile(text.any_of(["甲(?!乙)", "(?a", "丙"]))
    assert written.fullmatch("甲(?!乙)") and written.fullmatch("(?a") and written.fullmatch("丙") and not written.search("甲")
    meant = re.compile(text.any_pattern(["甲(?!乙)", "丙.丁"]))
    assert meant.match("甲丙") and not meant.match("甲乙") and meant.fullmatch("丙.丁") and not meant.match("丙甲丁")
    assert not re.search(text.any_of([]), "甲") and not re.search(text.any_pattern([]), "甲")
