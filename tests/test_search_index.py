"""The index as a whole: ranking, filters, ties, duplicates, reproducible bytes, clear errors."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from hetao_kg.errors import KnowledgeBaseError, QueryError
from hetao_kg.search import PassageIndex, make_embedder
from hetao_kg.search.fuse import DEFAULT
from hetao_kg.search.index import context
from hetao_kg.segment import Segmenter
from hetao_kg.types import Passage, Quote

TEXTS = {
    "a1": "市食品局負責簽發食肆牌照，申請須附衞生證明。",
    "a2": "交通處每年檢討巴士路線，並公布班次。",
    "a3": "第18A章容許未有收入的生物科技公司上市。",
    "a4": "本局建議設立「1+」機制，讓新藥更快註冊。",
    "a5": "環境署監測空氣質素，數據每小時更新。",
    "a6": "文件編號：市府〔2023〕12號。",
    "a7": "参考文献：交通处年报，第3页。",
    "b1": "市食品局負責簽發食肆牌照，申請須附衛生證明。",
}


def passages(texts=TEXTS):
    return [Passage(i, Quote("doc", n, n + len(t), t), (), boilerplate=i == "a7") for n, (i, t) in enumerate(texts.items())]


@pytest.fixture(scope="module")
def segmenter():
    return Segmenter()


@pytest.fixture(scope="module", params=["corpus", "default"])
def index(request, segmenter):
    made = passages()
    return PassageIndex.build(made, make_embedder(request.param, [context(p) for p in made]), segmenter)


def ids(hits):
    return [hit.passage.id for hit in hits]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("誰簽發食肆牌照", "a1"),
        ("谁签发食肆牌照", "a1"),
        ("巴士路線檢討", "a2"),
        ("第18A章", "a3"),
        ("1+ 機制", "a4"),
        ("空气质素监测", "a5"),
        ("〔2023〕12号", "a6"),
    ],
)
def test_the_right_passage_comes_first_in_either_script(index, query, first):
    assert ids(index.search(query))[0] == first


def test_traditional_and_simplified_queries_rank_alike(index):
    assert ids(index.search("新藥註冊機制")) == ids(index.search("新药注册机制"))


def test_near_duplicates_are_shown_once(index):
    found = ids(index.search("食肆牌照"))
    assert "a1" in found and "b1" not in found


def test_boilerplate_ranks_below_the_passage_itself(index):
    found = ids(index.search("交通處"))
    assert found.index("a2") < found.index("a7")


def test_filters_limit_before_ranking_and_an_empty_filter_gives_nothing(index):
    assert ids(index.search("食肆牌照", allowed={"a2", "a5"}, mode="lexical")) == []
    assert set(ids(index.search("食肆牌照", allowed={"a2", "a5"}))) <= {"a2", "a5"}
    assert index.search("食肆牌照", allowed=set()) == []
    assert index.search("食肆牌照", allowed={"no such passage"}) == []
    assert ids(index.search("食肆牌照", allowed=None))


@pytest.mark.parametrize("query", ["", "   ", "。。。", "☂", "\n\t"])
def test_a_query_without_words_finds_nothing_or_at_least_does_not_fail(index, query):
    assert len(index.search(query)) <= 10


def test_a_very_long_query_is_answered(index):
    assert ids(index.search("食肆牌照" * 2500))[0] == "a1"


def test_modes_and_reasons(index):
    hybrid = index.search("食肆牌照", 1)[0]
    assert dict(hybrid.why)["lexical"] == 1 and {"lexical_score", "dense_score"} <= dict(hybrid.why).keys()
    assert "dense" not in dict(index.search("食肆牌照", 1, mode="lexical")[0].why)
    with pytest.raises(QueryError):
        index.search("食肆", mode="magic")


def test_other_names_of_a_body_are_searched_too_with_less_weight(index):
    assert "a5" not in ids(index.search("EPD", mode="lexical"))
    assert ids(index.search("EPD", expansions=["環境署"], mode="lexical"))[0] == "a5"


def test_equal_scores_are_ordered_by_passage_id(segmenter):
    made = [Passage(i, Quote("d", 0, 6, f"甲乙丙丁{i[-1]}戊"), ()) for i in ("z9", "z1", "z5")]
    index = PassageIndex.build(made, make_embedder("corpus", ["x"]), segmenter)
    assert ids(index.search("甲乙", mode="lexical")) == ["z1", "z5", "z9"]


def test_an_index_of_nothing_can_be_saved_loaded_and_searched(tmp_path, segmenter):
    PassageIndex.build([], make_embedder("corpus"), segmenter).save(tmp_path)
    assert PassageIndex.load(tmp_path, [], Segmenter).search("甚麼") == []


def test_a_loaded_index_answers_as_the_built_one(index, tmp_path):
    index.save(tmp_path)
    loaded = PassageIndex.load(tmp_path, index.passages, Segmenter)
    for query in ("食肆牌照", "air quality", "第18A章"):
        assert loaded.search(query) == index.search(query)
    assert "flat" in loaded.describe()


def test_an_index_refuses_other_passages_and_other_models(index, tmp_path):
    index.save(tmp_path)
    with pytest.raises(KnowledgeBaseError):
        PassageIndex.load(tmp_path, index.passages[1:], Segmenter)
    with pytest.raises(KnowledgeBaseError):
        PassageIndex.load(tmp_path, [replace(index.passages[0], id="x"), *index.passages[1:]], Segmenter)
    about = tmp_path / "index.json"
    about.write_text(about.read_text().replace(index.record.fingerprint, "0" * 16))
    with pytest.raises(KnowledgeBaseError, match="made with model"):
        PassageIndex.load(tmp_path, index.passages, Segmenter).search("食肆")
    about.write_text("{")
    with pytest.raises(KnowledgeBaseError):
        PassageIndex.load(tmp_path, index.passages, Segmenter)
    with pytest.raises(KnowledgeBaseError):
        PassageIndex.load(tmp_path / "nowhere", index.passages, Segmenter)


BUILD = """
import sys
from pathlib import Path
sys.path.insert(0, "tests")
from test_search_index import passages
from hetao_kg.search import PassageIndex, context, make_embedder
from hetao_kg.segment import Segmenter
made = passages()
PassageIndex.build(made, make_embedder(sys.argv[2], [context(p) for p in made]), Segmenter()).save(Path(sys.argv[1]))
"""


@pytest.mark.parametrize("model", ["corpus", "default"])
def test_two_builds_with_other_hash_seeds_are_equal_byte_for_byte(tmp_path, model):
    root = Path(__file__).parent.parent
    for seed in ("1", "2"):
        command = [sys.executable, "-c", BUILD, str(tmp_path / seed), model]
        subprocess.run(command, check=True, cwd=root, env={"PYTHONHASHSEED": seed, "PATH": ""})
    files = sorted(path.relative_to(tmp_path / "1") for path in (tmp_path / "1").rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(tmp_path / "2") for path in (tmp_path / "2").rglob("*") if path.is_file())
    assert len(files) >= 6
    for file in files:
        assert (tmp_path / "1" / file).read_bytes() == (tmp_path / "2" / file).read_bytes(), file


def test_searching_with_the_default_model_loads_no_torch():
    code = BUILD.split("made =")[0] + (
        "made = passages()\n"
        "index = PassageIndex.build(made, make_embedder(), Segmenter())\n"
        "assert index.search('who issues restaurant licences')\n"
        "assert not {'torch', 'sentence_transformers', 'transformers'} & set(sys.modules), 'a heavy module was loaded'\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parent.parent)


def test_a_passage_is_indexed_under_its_headings_but_not_under_bare_numbers():
    text = Quote("doc", 0, 4, "牌照費用")
    assert context(Passage("p", text, ("長遠計劃", "第三章", "3.2 發展方向", "3.2.4"))) == "第三章\n3.2 發展方向\n牌照費用"
    assert context(Passage("p", text, ("Licensing", "7"))) == "Licensing\n牌照費用"


def test_a_latin_name_that_stands_in_a_passage_counts(segmenter):
    made = passages({"c1": "藥監局負責審批新藥，並管理藥品註冊。", "c2": "設備由XYZA檢定後售賣，費用由校方承擔。"})
    index = PassageIndex.build(made, make_embedder("default", [context(p) for p in made]), segmenter)
    weights = (DEFAULT, replace(DEFAULT, whole_other=0.0))
    with_it, without = ({h.passage.id: h.score for h in index.search("XYZA", weights=one)} for one in weights)
    assert with_it["c2"] > without["c2"] and with_it.get("c1") == without.get("c1")
