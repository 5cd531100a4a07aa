"""Reading the training data: laws, reports, questions, parallel sentences, dictionary. Nothing held out is ever returned.

``development`` is a twelfth of the question-answering topics and a fortieth of the translated laws, chosen by a hash of their names:
never trained on, used to choose the search defaults.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_sentence = re.compile(r"[^。；！？!?;\n]+[。；！？!?;]*")
_no_gloss = re.compile(r"\s*(variant|old variant|see|see also|abbr|also written|CL:|surname|erhua|used in|Japanese variant|Taiwan pr)\b")
_gloss_noise = re.compile(r"\([^)]*\)|\[[^\]]*\]")


@dataclass
class Article:
    """One article of a law: Chinese, English (empty if untranslated) and the chapter it stands in."""

    zh: str
    en: str = ""
    chapter: str = ""


@dataclass
class Law:
    """A law with its titles and articles."""

    title: str
    title_en: str = ""
    articles: list[Article] = field(default_factory=list)


@dataclass
class Paragraph:
    """A paragraph of an encyclopedia or a report, with the questions it answers."""

    text: str
    questions: list[str] = field(default_factory=list)


@dataclass
class Material:
    """Everything the model learns from."""

    laws: list[Law]
    wiki: list[Paragraph]
    reports: list[Paragraph]
    #: (English, Chinese)
    pairs: list[tuple[str, str]]
    #: (headword, Simplified, glosses)
    dictionary: list[tuple[str, list[str]]]
    #: Chinese words of one meaning each
    synsets: list[list[str]]
    development_laws: list[Law] = field(default_factory=list)
    development_wiki: list[Paragraph] = field(default_factory=list)


def sentences(text: str) -> list[str]:
    """Sentences of Chinese prose, with their end marks."""
    return [part.strip() for part in _sentence.findall(text) if len(part.strip()) > 3]


def _lines(path: Path) -> Iterator[dict[str, object]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _chosen(name: str, one_in: int) -> bool:
    return zlib.crc32(name.encode()) % one_in == 0


def _laws(path: Path) -> tuple[list[Law], list[Law]]:
    train, development = [], []
    for row in _lines(path):
        if row.get("held_out"):
            continue
        law = Law(str(row["title"]), str(row.get("title_en") or ""))
        if row.get("preamble"):
            law.articles.append(Article(str(row["preamble"])))
        articles = row["articles"]
        assert isinstance(articles, list)
        law.articles += [Article(a["zh"], a.get("en") or "", a.get("chapter") or "") for a in articles if a["zh"]]
        if law.articles:
            (development if law.title_en and _chosen(law.title, 40) else train).append(law)
    return train, development


def _questions(path: Path, opened: object) -> tuple[list[Paragraph], list[Paragraph]]:
    train, development = [], []
    assert isinstance(opened, dict)
    for entry in opened["data"]:
        for paragraph in entry["paragraphs"]:
            found = Paragraph(paragraph["context"], [question["question"] for question in paragraph["qas"]])
            name = str(entry.get("title") or paragraph.get("id"))
            (development if _chosen(name, 12) else train).append(found)
    return train, development


def _reports(path: Path) -> list[Paragraph]:
    found = []
    for row in _lines(path):
        block = ""
        for line in str(row["content"]).splitlines():
            line = line.strip()
            block = f"{block}{line}" if line else block
            if len(block) >= 120:
                found.append(Paragraph(block[:600]))
                block = ""
    return found


def _dictionary(path: Path) -> list[tuple[str, list[str]]]:
    found = []
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            match = re.match(r"(\S+) (\S+) \[[^\]]*\] /(.*)/\s*$", line)
            if not match or line.startswith("#"):
                continue
            glosses = []
            for gloss in re.split(r"[/;]", match[3]):
                if _no_gloss.match(gloss):
                    continue
                text = _gloss_noise.sub(" ", gloss).strip()
                if re.search("[a-zA-Z]", text):
                    glosses.append(text)
            if glosses:
                found.append((match[2], glosses))
    return found


def _pairs(folder: Path) -> list[tuple[str, str]]:
    found = []
    for line in (folder / "tatoeba_cmn_eng.tsv").read_text(encoding="utf-8").splitlines():
        english, tab, chinese = line.partition("\t")
        if tab:
            found.append((english, chinese))
    english_lines = (folder / "ntrex.en.txt").read_text(encoding="utf-8").splitlines()
    for script in ("hans", "hant"):
        chinese_lines = (folder / f"ntrex.zh-{script}.txt").read_text(encoding="utf-8").splitlines()
        found += list(zip(english_lines, chinese_lines, strict=True))
    return found


def _synsets(path: Path) -> list[list[str]]:
    groups: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        parts = line.split("\t")
        if len(parts) == 3 and parts[1] == "cmn:lemma":
            groups.setdefault(parts[0], []).append(parts[2].replace("+", ""))
    return [words for words in groups.values() if len(words) > 1]


def load(folder: Path) -> Material:
    """Read every training file under ``folder / "training"``; raises ``OSError`` naming the file that is missing."""
    folder = folder / "training"
    taiwan, development_laws = _laws(folder / "taiwan_laws.jsonl.gz")
    mainland, _ = _laws(folder / "prc_laws.jsonl.gz")
    wiki: list[Paragraph] = []
    development: list[Paragraph] = []
    for name in ("DRCD_dev.json.gz", "cmrc2018_trial.json.gz"):
        with gzip.open(folder / name, "rt", encoding="utf-8") as file:
            train, other = _questions(folder / name, json.load(file))
        wiki += train
        development += other
    reports = _reports(folder / "government_work_reports.jsonl.gz") + _reports(folder / "cpc_congress_reports.jsonl.gz")
    return Material(
        taiwan + mainland, wiki, reports, _pairs(folder), _dictionary(folder / "cedict_2026.u8.gz"),
        _synsets(folder / "chinese_open_wordnet.tab"), development_laws, development,
    )  # fmt: skip
