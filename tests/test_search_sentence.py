"""The default model in both guises, and other SentenceTransformers as embedders."""

import numpy as np
import pytest
from test_search_parts import save_plain_model

from hetao_kg.search.sentence import SentenceModel, as_sentence_transformer
from hetao_kg.search.static import FOLDER, StaticModel

TEXTS = [
    "國家藥品監督管理局負責藥品註冊審批。",
    "国家药品监督管理局负责药品注册审批。",
    "Which bodies approve drug listings in the Greater Bay Area?",
    "第18A章 2023年 12.5% 「1+」機制 Listing Rules",
    "立法會 " * 300,
    "龘",
]


@pytest.fixture(scope="module")
def light():
    return StaticModel.load()


def test_the_light_path_and_sentence_transformers_give_the_same_vectors(light):
    """Equal to 1e-6 in every coordinate: both sum the same float32 rows, only in another order."""
    heavy = np.asarray(as_sentence_transformer().encode(TEXTS))
    ours = light.encode_passages(TEXTS)
    known = np.linalg.norm(ours, axis=1) > 0
    assert known.sum() >= 5
    assert np.abs(heavy[known] - ours[known]).max() < 1e-6


def test_both_scripts_have_the_same_vector(light):
    traditional, simplified = light.encode_passages(TEXTS[:2])
    assert np.array_equal(traditional, simplified)


def test_meaning_crosses_languages(light):
    queries = light.encode_queries(["drug registration and approval", "bus routes and timetables", "air pollution monitoring"])
    passages = light.encode_passages(["藥品註冊審批", "巴士路線及班次", "空氣污染監測"])
    assert (queries @ passages.T).argmax(axis=1).tolist() == [0, 1, 2]


def test_texts_without_known_tokens_have_no_vector(light):
    assert not light.encode_passages(["", "。，", "☂☂"]).any()


def test_a_vector_does_not_depend_on_the_texts_beside_it(light):
    assert np.allclose(light.encode_passages(TEXTS * 40)[-len(TEXTS) :], light.encode_passages(TEXTS), atol=1e-6)


def test_the_shipped_files_stay_within_forty_megabytes():
    assert sum(path.stat().st_size for path in FOLDER.iterdir() if path.is_file()) <= 40_000_000
    assert {"MODEL_CARD.md", "LICENSE"} <= {path.name for path in FOLDER.iterdir()}


def test_prompts_of_a_sentence_transformer_are_used(tmp_path):
    save_plain_model(tmp_path / "m")
    model = SentenceModel(str(tmp_path / "m"))
    query, passage = model.encode_queries(["食品"])[0], model.encode_passages(["食品"])[0]
    assert not np.allclose(query, passage)
    assert np.allclose(query, model.encode_passages(["牌照食品"])[0], atol=1e-6)
