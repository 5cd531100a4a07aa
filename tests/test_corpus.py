"""The shipped corpus: described in full, in our own words, and complete on what the publications say."""

from __future__ import annotations

import re
import tomllib

import pytest
from places import ONTOLOGY, ROOT

from benchmarks.digest_coverage import coverage
from hetao_kg.build import build
from hetao_kg.kb import KnowledgeBase
from hetao_kg.text import fold

CORPUS = ROOT / "corpus"
REQUIRED = ("title", "publisher", "date", "script", "language", "kind", "digest", "licence")
#: Chinese characters in a row that a digest may not share with its publication, names and titles aside.
SHARED = 25
_HAN = re.compile("[㐀-鿿]")


def test_every_document_is_described_and_says_that_it_is_a_digest():
    described = tomllib.loads((CORPUS / "sources.toml").read_text("utf-8"))
    documents = {p.stem: p.read_text("utf-8") for p in CORPUS.glob("*.md") if p.stem != "README"}
    assert described.keys() == documents.keys() and len(documents) == 5
    for name, text in documents.items():
        assert [f for f in REQUIRED if f not in described[name]] == [], name
        assert described[name]["digest"] is True and described[name]["licence"] == "CC-BY-4.0"
        assert re.match(r"# .*(?:摘述|提要|摘要)", text) or "摘" in text[:200] or "撮述" in text[:200], name


def test_every_document_exercises_the_readers(shipped):
    for document in shipped.documents.values():
        kinds = {b.kind for b in document.blocks}
        assert {"heading", "prose", "list", "table"} <= kinds, (document.id, kinds)
        assert any(b.kind == "note" for b in document.blocks) or document.id.startswith("ohkf"), document.id


def test_the_names_a_digest_leans_on_are_listed(shipped):
    """Bodies and policies a digest names three times or more are in the authority list, but for what it defines itself."""
    for document, mentions in shipped.mentions.items():
        counted: dict[str, int] = {}
        for m in mentions:
            if m.kind in ("Institution", "Policy"):
                counted[m.entity] = counted.get(m.entity, 0) + 1
        unlisted = [shipped.entities[e].label() for e, n in counted.items() if n >= 3 and not shipped.entities[e].known]
        assert len(unlisted) <= 0.05 * len(counted), (document, unlisted)


@pytest.mark.originals
def test_no_sentence_is_that_of_the_publication(shipped, publications):
    for document in sorted(shipped.documents.keys() & publications.documents.keys()):
        source = "".join(_HAN.findall(fold(publications.documents[document].text)))
        runs = {source[i : i + SHARED] for i in range(len(source) - SHARED + 1)}
        own = list(shipped.documents[document].text)
        for m in shipped.mentions[document]:
            if m.kind in ("Institution", "Policy"):
                own[m.start : m.end] = "|" * (m.end - m.start)
        text = re.sub("《[^》]*》", "|", "".join(own))
        kept = "".join(c for c in fold(text) if c == "|" or _HAN.match(c))
        assert [kept[i : i + SHARED] for i in range(len(kept) - SHARED + 1) if kept[i : i + SHARED] in runs] == [], document


@pytest.mark.originals
def test_what_a_researcher_looks_up_is_in_the_digest(shipped, publications):
    rows = list(coverage(publications, shipped))
    total, missing = sum(r.total for r in rows), sum(len(r.missing) for r in rows)
    assert total > 500 and missing <= 0.055 * total, [(r.document, r.missing) for r in rows]


@pytest.mark.originals
def test_an_original_beside_its_digest_says_nothing_twice(originals, publications, tmp_path):
    import shutil

    folder = tmp_path / "corpus"
    shutil.copytree(CORPUS, folder, ignore=shutil.ignore_patterns("originals"))
    shutil.copytree(originals, folder / "originals")
    build(folder, tmp_path / "kb", ONTOLOGY)
    both = KnowledgeBase(tmp_path / "kb", ONTOLOGY)
    assert both.documents.keys() == publications.documents.keys()
    assert {d: both.documents[d].text for d in both.documents} == {d: publications.documents[d].text for d in both.documents}
    assert not any(d.metadata.digest for d in both.documents.values())
    assert all(d.metadata.publisher for d in both.documents.values())
