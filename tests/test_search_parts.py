"""The parts of search, each as its docstring says."""

import numpy as np
import pytest

from hetao_kg.errors import HetaoError, KnowledgeBaseError
from hetao_kg.search import EMBEDDERS, english, fuse, make_embedder, vectors
from hetao_kg.search.expand import GlossTable, gloss_key
from hetao_kg.search.lexical import LexicalIndex, query_weights, terms
from hetao_kg.search.query import without_question_words
from hetao_kg.search.static import StaticModel, hash_of
from hetao_kg.search.tokens import NUMBER, TokenTable, han_tokenizer
from hetao_kg.search.vectors import FLAT_LIMIT, VectorIndex, kind_for
from hetao_kg.segment import Segmenter
from hetao_kg.text import fold


@pytest.mark.parametrize(
    ("words", "stem"),
    [
        (("list", "lists", "listing", "listings", "listed"), "list"),
        (("approve", "approved", "approves", "approving"), "approv"),
        (("city", "cities"), "citi"),
        (("plan", "plans", "planned", "planning"), "plan"),
        (("regulation", "regulate", "regulated", "regulator"), "regulat"),
    ],
)
def test_words_of_one_family_share_a_stem(words, stem):
    assert {english.stem(word) for word in words} == {stem}


def test_short_words_and_numbers_keep_their_form():
    assert [english.stem(word) for word in ("bus", "2023", "3.5", "a")] == ["bus", "2023", "3.5", "a"]


def test_topic_words_leave_out_what_carries_no_topic():
    found = english.topic_words(fold("Which bodies approve the city's drug listings in 2023?"))
    assert found == ["bodies", "approve", "city", "drug", "listings"]


@pytest.fixture(scope="module")
def segmenter():
    return Segmenter()


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("第18A章", "#第18a章"),
        ("国办发〔2021〕5号", "#〔2021〕5号"),
        ("國辦發[2021]5號", "#〔2021〕5号"),
        ("「1+」機制", "#1+"),
        ("增長12.5%", "#12.5%"),
        ("COVID-19 vaccine", "covid-19"),
        ("COVID-19 vaccine", "19"),
        ("Luther's theses", "luther"),
        ("醫療器械", "疗器"),
        ("醫療器械", "医疗器械"),
    ],
)
def test_identifiers_words_and_bigrams_become_terms(segmenter, text, term):
    assert term in terms(text, segmenter)


def test_both_scripts_give_the_same_terms(segmenter):
    assert terms("香港衞生署審批藥物", segmenter) == terms("香港卫生署审批药物", segmenter)


def test_bm25_prefers_rare_terms_and_weights_count():
    index = LexicalIndex.build([["a", "b"], ["a", "c"], ["a", "a"]])
    assert index.scores({"b": 1.0}).argmax() == 0
    assert index.scores({"b": 1.0, "c": 0.5}).argmax() == 0
    assert not index.scores({"never": 1.0}).any()
    assert np.allclose(index.scores({"b": 0.5}) * 2, index.scores({"b": 1.0}))
    assert query_weights(["a", "b", "a"]) == {"a": 2.0, "b": 1.0}


def test_a_missing_word_index_is_one_line(tmp_path):
    with pytest.raises(KnowledgeBaseError):
        LexicalIndex.load(tmp_path / "none")
    with pytest.raises(KnowledgeBaseError):
        VectorIndex.load(tmp_path / "none.faiss", "flat")


def test_the_kind_of_vector_index_follows_the_rule():
    assert kind_for(FLAT_LIMIT, 256) == "flat"
    assert kind_for(FLAT_LIMIT + 1, 256) == "hnsw"
    assert kind_for(1_000_000, 256) == "hnsw"
    assert kind_for(5_000_000, 256) == "ivf-sq8"


def clustered(count, dimensions=32, seed=3):
    random = np.random.default_rng(seed)
    centres = random.standard_normal((50, dimensions))
    rows = centres[random.integers(50, size=count)] + 0.6 * random.standard_normal((count, dimensions))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.mark.parametrize("kind", ["flat", "hnsw", "ivf-sq8"])
def test_every_kind_of_vector_index_finds_filters_saves_and_says_what_it_is(tmp_path, kind):
    rows = clustered(3000)
    index = VectorIndex.build(rows, kind)
    index.save(tmp_path / "v.faiss")
    loaded = VectorIndex.load(tmp_path / "v.faiss", kind)
    found = 0
    for query in rows[:50]:
        exact = set(np.lexsort((np.arange(3000), -(rows @ query)))[:10].tolist())
        got, cosines = loaded.search(query, 10)
        assert (np.diff(cosines) <= 0).all()
        found += len(exact & set(got.tolist()))
        only, _ = loaded.search(query, 10, np.array([5, 7, 11]))
        assert sorted(only.tolist()) == [5, 7, 11], "a filter loses nothing, however far it is from the query"
    assert found / 500 >= {"flat": 1.0, "hnsw": 0.97, "ivf-sq8": 0.9}[kind]
    assert np.allclose(loaded.cosines(rows[0], np.array([0, 9])), rows[[0, 9]] @ rows[0], atol=0.02)
    assert kind in loaded.describe() and "3,000" in loaded.describe()


def test_an_index_says_what_it_was_built_with(tmp_path, monkeypatch):
    monkeypatch.setattr(vectors, "HNSW_LINKS", 8)
    VectorIndex.build(clustered(300), "hnsw").save(tmp_path / "v.faiss")
    monkeypatch.undo()
    assert "M 8, efConstruction 128" in VectorIndex.load(tmp_path / "v.faiss", "hnsw").describe()


def test_fusion_is_a_weighted_sum_with_bounds():
    assert fuse.DEFAULT.lexical("藥") > fuse.DEFAULT.lexical("drug")
    assert fuse.DEFAULT.lexical("誰批准新藥") > fuse.DEFAULT.lexical("新藥") > fuse.DEFAULT.lexical("new drugs")
    assert fuse.is_question("Which bodies approve it") and fuse.is_question("深圳有多少家") and not fuse.is_question("Drug listing rules")
    assert fuse.scaled_lexical(np.array([0, 2, 4], np.float32), 4).tolist() == [0, 0.5, 1]
    assert fuse.scaled_dense(np.array([-1, 0.25, 0.5], np.float32), 0.5, 0.0).tolist() == [0, 0.5, 1]
    assert not fuse.scaled_dense(np.array([-1.0], np.float32), -1.0, 0.0).any()


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("哪些機構審批新藥？", "机构审批新药"),
        ("香港有多少間大學", "香港有 间大学"),
        ("什麼", "什么"),
        ("嗎啡", "吗啡"),
        ("new drugs", "new drugs"),
    ],
)
def test_words_that_only_ask_are_no_topic(query, left):
    assert without_question_words(query) == left


def test_phrases():
    assert fuse.quoted_phrases("甚麼是「1+」機制和《河套規劃》") == ["1+", "河套规划"]
    assert fuse.longest_run("谁批准新药上市", "本局批准新药注册") == 4
    assert fuse.phrase_share("批准新药", "本局批准新药注册") == 1.0
    assert fuse.phrase_share("新药", "新药") == 0.0
    assert fuse.solid("557 项、第 18a 章，1+ 与 0.99%。") == "557项第18a章1+与0.99%"


def test_near_duplicates_differ_in_little():
    a, b = fuse.bigrams(fold("市食品局負責簽發食肆牌照，申請須附證明。")), fuse.bigrams(fold("市食品局负责签发食肆牌照 申请须附证明"))
    assert fuse.same_text(a, b)
    assert not fuse.same_text(a, fuse.bigrams(fold("交通處每年檢討巴士路線，並公布班次。")))


def test_a_gloss_is_found_where_the_file_lies(tmp_path):
    filed = {"drug": "药物,药", "to approve": "批准", "public health": "公共卫生", "zoo": "动物园"}
    lines = sorted(f"{gloss_key(key.split())}\t{words}".encode() for key, words in filed.items())
    path = tmp_path / "glosses.tsv"
    path.write_bytes(b"\n".join(lines) + b"\n")
    table = GlossTable(path)
    assert table.headwords(gloss_key(["drugs"])) == ["药物", "药"]
    assert table.headwords(gloss_key(["approved"])) == ["批准"]
    assert table.headwords(gloss_key(["public", "health"])) == ["公共卫生"]
    assert table.headwords("zoo") == ["动物园"]
    assert table.headwords("aaa") == table.headwords("zzz") == table.headwords("") == []


def test_tokens_are_cut_as_jieba_cuts_them(segmenter):
    words = ["医疗", "器械", "医疗器械", "管理", "条例", "管", "理", "药品"]
    tokenizer = han_tokenizer([(word, -5.0 - 0.1 * i) for i, word in enumerate(words)])
    assert tokenizer.encode("医疗器械管理条例，药品").tokens == ["医疗器械", "管理", "条例", "药品"]


def test_unknown_english_words_fall_back_on_their_stem_and_numbers_on_one_token(tmp_path):
    table = TokenTable([("药", -3.0)], ["drug", "~drug", NUMBER])
    assert table.encode(["药 drug drugs 2031 unheard 龘", ""]) == [[1, 2, 3, 4], []]
    table.save(tmp_path / "t.tsv")
    assert TokenTable.load(tmp_path / "t.tsv").tokens == table.tokens


def test_a_model_that_cannot_be_loaded_is_one_line(tmp_path):
    with pytest.raises(HetaoError) as caught:
        make_embedder(str(tmp_path / "no-model-here"))
    assert "\n" not in str(caught.value)


SAMPLES = {"default": {}, "corpus": {"texts": ["市食品局簽發牌照", "bus routes reviewed"]}, "sentence-transformers": {}}


@pytest.mark.parametrize("kind", sorted(EMBEDDERS))
def test_every_embedder_keeps_the_contract(kind, tmp_path):
    options = dict(SAMPLES[kind])
    if kind == "sentence-transformers":
        options["name"] = str(tmp_path / "plain")
        save_plain_model(tmp_path / "plain")
    embedder = EMBEDDERS[kind](**options)
    rows = embedder.encode_passages(["市食品局簽發牌照", "", "bus routes reviewed"])
    assert rows.dtype == np.float32 and rows.shape == (3, embedder.dimensions)
    assert np.allclose(np.linalg.norm(rows, axis=1), [1, 0, 1], atol=1e-5)
    assert embedder.encode_queries(["牌照"]).shape == (1, embedder.dimensions)
    assert embedder.kind == kind and embedder.name and len(embedder.fingerprint) == 16


def save_plain_model(folder):
    """A tiny SentenceTransformer with a query prompt, saved as a user would have it."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding

    tokenizer = han_tokenizer([(character, -3.0) for character in "市食品局簽發牌照"])
    tokenizer.pre_tokenizer = None
    torch.manual_seed(1)
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_dim=8), Normalize()], prompts={"query": "牌照"}).save(str(folder))


def test_the_fingerprint_that_ships_is_of_the_weights_that_ship():
    """A build knows the weights by it alone: new ones under an old fingerprint would leave old vectors in a knowledge base."""
    model = StaticModel.load()
    assert hash_of(model.table, model.rows, model.scales) == model.fingerprint
    other = model.rows.copy()
    other[-1, -1] ^= 1
    assert hash_of(model.table, other, model.scales) != model.fingerprint
