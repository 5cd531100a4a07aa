"""Training in small: one command, the same bytes again, resumable, and nothing held out is read."""

import gzip
import json

import pytest
import torch

from hetao_kg.search.static import StaticModel
from training import data, train

PAIRS = """
市政府 city, 交通 traffic, 食品 food, 牌照 licence, 公司 company, 申請 application, 環境 environment, 監測 monitor, 道路 road, 學校 school,
教育 education, 醫院 hospital, 藥品 drug, 審批 approval, 註冊 register, 登記 record, 土地 land, 規劃 plan, 稅務 tax, 會計 account
"""
WORDS, GLOSSES = zip(*(pair.split() for pair in PAIRS.split(",")), strict=True)


def sentence(i):
    return "".join(WORDS[(i * 7 + j * 3) % len(WORDS)] for j in range(6)) + "。"


def english(i):
    return " ".join(GLOSSES[(i * 7 + j * 3) % len(GLOSSES)] for j in range(8))


def write(path, rows):
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def questions(count):
    paragraphs = [{"id": f"p{i}", "context": sentence(i) + sentence(i + 1), "qas": [{"question": sentence(i)[:6]}]} for i in range(count)]
    return {"data": [{"title": f"topic {i}", "paragraphs": [paragraph]} for i, paragraph in enumerate(paragraphs)]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A data folder of a few dozen texts in the layout the training reads."""
    root = tmp_path_factory.mktemp("data")
    training = root / "training"
    training.mkdir()
    laws = [
        {"title": f"第{i}號{sentence(i)[:4]}條例", "title_en": f"Act {english(i)}", "preamble": "", "held_out": i == 3,
         "articles": [{"zh": sentence(i + j) + sentence(j), "en": english(i + j), "chapter": ""} for j in range(9)]}
        for i in range(12)
    ]  # fmt: skip
    laws[3]["articles"][0] = {"zh": "祕密麒麟祕密麒麟祕密麒麟。", "en": "secretkirin secretkirin secretkirin", "chapter": ""}
    write(training / "taiwan_laws.jsonl.gz", laws)
    write(training / "prc_laws.jsonl.gz", [{"title": "规定", "articles": [{"zh": sentence(5)}]}])
    for name in ("government_work_reports", "cpc_congress_reports"):
        write(training / f"{name}.jsonl.gz", [{"title": "r", "content": "\n".join(sentence(i) for i in range(30))}])
    for name in ("DRCD_dev", "cmrc2018_trial"):
        with gzip.open(training / f"{name}.json.gz", "wt", encoding="utf-8") as file:
            json.dump(questions(30), file)
    lines = [f"{word} {word} [x] /{gloss}/" for word, gloss in zip(WORDS, GLOSSES, strict=True)]
    with gzip.open(training / "cedict_2026.u8.gz", "wt", encoding="utf-8") as file:
        file.write("# comment\n" + "\n".join(lines) + "\n")
    (training / "tatoeba_cmn_eng.tsv").write_text("\n".join(f"{english(i)}\t{sentence(i)}" for i in range(20)), encoding="utf-8")
    for name, line in (("en", english), ("zh-hans", sentence), ("zh-hant", sentence)):
        (training / f"ntrex.{name}.txt").write_text("\n".join(line(i) for i in range(10)), encoding="utf-8")
    synsets = [f"{i // 2:08}-n\tcmn:lemma\t{word}" for i, word in enumerate(WORDS)]
    (training / "chinese_open_wordnet.tab").write_text("# header\n" + "\n".join(synsets), encoding="utf-8")
    return root


def run(monkeypatch, folder, work, steps=6):
    options = ["--data", folder, "--work", work, "--out", work / "out", "--steps", steps, "--threads", 1]
    monkeypatch.setattr("sys.argv", ["train", *map(str, options)])
    train.main()
    return {path.name: path.read_bytes() for path in (work / "out").iterdir()}


def test_the_same_data_give_the_same_model_and_an_interrupted_run_goes_on(monkeypatch, folder, tmp_path):
    threads = torch.get_num_threads()
    monkeypatch.setattr(train, "KEEP_EVERY", 2)
    whole = run(monkeypatch, folder, tmp_path / "a")
    assert {"config.json", "tokens.tsv", "weights.safetensors", "neighbours.safetensors", "glosses.tsv"} == set(whole)
    drawn = train.draw

    def stopping(sources, seed, step):
        if step == 5:
            raise KeyboardInterrupt
        return drawn(sources, seed, step)

    monkeypatch.setattr(train, "draw", stopping)
    with pytest.raises(KeyboardInterrupt):
        run(monkeypatch, folder, tmp_path / "b")
    seen = []
    monkeypatch.setattr(train, "draw", lambda sources, seed, step: seen.append(step) or drawn(sources, seed, step))
    assert run(monkeypatch, folder, tmp_path / "b") == whole
    assert seen == [4, 5]
    torch.set_num_threads(threads)
    model = StaticModel.load(tmp_path / "a" / "out")
    assert not {"secretkirin", "~secretkirin", "麒麟"} & set(model.table.tokens)


def test_held_out_laws_and_development_topics_are_not_trained_on(folder):
    material = data.load(folder)
    text = json.dumps([[a.zh for a in law.articles] for law in [*material.laws, *material.development_laws]], ensure_ascii=False)
    assert "麒麟" not in text and len(material.laws) + len(material.development_laws) == 12
    kept = {paragraph.text for paragraph in material.development_wiki}
    assert kept and len(material.development_wiki) < len(material.wiki) / 4


def test_missing_data_is_one_line(monkeypatch, tmp_path):
    monkeypatch.setattr("sys.argv", ["train", "--data", str(tmp_path / "none"), "--work", str(tmp_path / "w")])
    with pytest.raises(SystemExit, match="--data"):
        train.main()
