"""Measuring search: the measures themselves, sets in BEIR layout, cases that fail with the rank found."""

import gzip
import json

import pytest
from places import ONTOLOGY

from hetao_kg import evaluate
from hetao_kg.errors import HetaoError
from hetao_kg.evaluate import Case

TEXTS = {
    "a": "渠務署負責審批污水處理設施。",
    "b": "水務署發布《智慧供水藍圖》，支持再生水。",
    "c": "巴士路線每年檢討一次，由運輸署公布。",
    "d": "The harbour ferry runs every twenty minutes.",
}
QUERIES = {"1": ("誰審批污水處理", "a"), "2": ("再生水", "b"), "3": ("how often are bus routes reviewed", "c"), "4": ("ferry", "d")}


@pytest.fixture(params=["plain", "packed"])
def folder(request, tmp_path):
    """A set in BEIR layout, in either form of its files."""
    rows = {
        "corpus": [{"_id": i, "title": "", "text": text} for i, text in TEXTS.items()],
        "queries": [{"_id": i, "text": query} for i, (query, _) in QUERIES.items()],
    }
    for name, found in rows.items():
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found)
        if request.param == "packed":
            (tmp_path / f"{name}.jsonl.gz").write_bytes(gzip.compress(text.encode()))
        else:
            (tmp_path / f"{name}.jsonl").write_text(text, "utf-8")
    qrels = tmp_path / "qrels.tsv" if request.param == "packed" else tmp_path / "qrels" / "test.tsv"
    qrels.parent.mkdir(exist_ok=True)
    qrels.write_text("query-id\tcorpus-id\tscore\n" + "".join(f"{i}\t{d}\t1\n{i}\tzz\t0\n" for i, (_, d) in QUERIES.items()), "utf-8")
    return tmp_path


def test_ndcg_is_one_for_the_best_order_and_falls_with_the_rank():
    wanted = frozenset({"a", "b"})
    assert evaluate.ndcg(["a", "b", "c"], wanted) == 1.0
    assert evaluate.ndcg(["c", "a", "b"], wanted) < evaluate.ndcg(["a", "c", "b"], wanted) < 1.0
    assert evaluate.ndcg(["c"], wanted) == 0.0
    assert evaluate.ndcg(["x"] * 10 + ["a"], frozenset({"a"})) == 0.0


def test_measures_are_means_in_percent_and_count_a_text_once():
    queries = (("q", frozenset({"a"})), ("r", frozenset({"b"})))
    found = {"q": ["a", "a", "x"], "r": ["x", "x", "b"]}
    ndcg, recall, mrr = evaluate.measured(queries, lambda query: found[query])
    assert recall == 100 and mrr == pytest.approx(75) and ndcg == pytest.approx(100 * (1 + 0.63093) / 2, abs=0.01)


def test_a_set_is_read_in_either_form(folder):
    found, texts = evaluate.beir(folder)
    assert texts == TEXTS
    assert dict(found.queries)["再生水"] == frozenset({"b"}) and len(found.queries) == 4


def test_the_ablation_has_every_variant_and_the_whole_finds_what_the_parts_find(folder):
    row = evaluate.on_set(folder, ONTOLOGY)
    assert list(row.measures) == list(evaluate.VARIANTS) and row.queries == 4
    assert all(0 <= value <= 100 for measures in row.measures.values() for value in measures)
    assert row.measures["lexical"][1] < row.measures["+ sentences"][1] == 100
    assert row.measures["fused"][0] <= row.measures["+ expansion"][0]
    lines = evaluate.table([row]).splitlines()
    assert len(lines) == 3 and len({line.count("|") for line in lines}) == 1


def test_no_set_and_no_cases_are_one_line(tmp_path):
    for read, path in ((evaluate.beir, tmp_path), (evaluate.cases, tmp_path / "none.toml")):
        with pytest.raises(HetaoError) as caught:
            read(path)
        assert "\n" not in str(caught.value)
    (tmp_path / "odd.toml").write_text('cases = [{ query = "x", wants = "y" }]')
    with pytest.raises(HetaoError):
        evaluate.cases(tmp_path / "odd.toml")


def test_a_case_that_fails_tells_the_rank_found(kb):
    assert evaluate.failure(kb, Case("誰審批污水處理", "status", "渠務署", 5)) == ""
    assert "not among the first" in evaluate.failure(kb, Case("誰審批污水處理", "status", "無此字句"))
    assert "at rank" in evaluate.failure(kb, Case("食水", "phrase", "two pilot plants", 1))
    assert "came at rank" in evaluate.failure(kb, Case("誰審批污水處理", "must-not", "審批", 5, never="污水處理"))


def test_measuring_leaves_the_index_as_it_was(kb):
    before = kb.index.weights
    rows = evaluate.on_cases(kb, [Case("水務署", "phrase", "水務署"), Case("月球基地", "phrase", "月球基地")])
    assert kb.index.weights == before
    assert [(row.language, row.queries) for row in rows] == [("zh-Hant", 1), ("all", 1)]


def test_the_command_prints_the_table_and_what_was_missed(run, kb_folder, tmp_path):
    (tmp_path / "cases.toml").write_text(
        'cases = [{ query = "水務署", category = "phrase", want = "two pilot plants", top = 1 }]', "utf-8"
    )
    done = run("evaluate", "--cases", tmp_path / "cases.toml", "--kb", kb_folder)
    assert done.returncode == 0 and "+ sentences" in done.stdout and "missed: '水務署'" in done.stdout
    wrong = run("evaluate", "--beir", tmp_path, "--kb", kb_folder)
    assert wrong.returncode == 2 and len(wrong.stderr.splitlines()) == 1
