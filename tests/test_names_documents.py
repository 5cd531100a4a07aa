"""Names, dates and amounts in documents of other domains, against marks made by hand; and in the other script."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from names_marked import MarkedText, marked_texts, tallies
from places import ROOT

from hetao_kg.read import read_folder
from hetao_kg.text import key, script_of, to_simplified, to_traditional
from hetao_kg.types import Document

TEXTS = list(marked_texts())
KINDS = {"Institution", "Policy", "Field", "Place", "Person", "Date", "Amount"}


@pytest.fixture(scope="module")
def found(extractor):
    """Name of a document -> the names found in it."""
    return {t.name: extractor.names(t.text, t.date) for t in TEXTS}


def test_the_documents_are_what_they_say():
    assert len(TEXTS) == 29 and {t.script for t in TEXTS} == {"Hant", "Hans"}
    assert all(script_of(t.text) == t.script for t in TEXTS)
    assert {m.kind for t in TEXTS for m in t.mentions} == KINDS
    assert sum(len(t.mentions) for t in TEXTS) > 400


def test_names_are_found_with_exactly_their_span_and_type(found):
    pairs = [([(m.start, m.end, m.kind) for m in t.mentions], [(m.start, m.end, m.kind) for m in found[t.name].mentions]) for t in TEXTS]
    told = tallies(pairs)
    assert told["all"].f1 >= 0.90, told
    assert all(told[kind].f1 >= 0.75 for kind in KINDS), told


def _means(mention, wanted: str, entities) -> bool:
    if mention.kind == "Date" or "/" in wanted:
        return mention.value.value == wanted
    if mention.kind == "Amount":
        return not wanted.replace(".", "").isdigit() or float(mention.value.value) == float(wanted)
    return key(wanted) in {key(n) for n in entities[mention.entity].names()}


def test_names_are_linked_to_what_they_mean(found, ontology):
    right = wrong = 0
    for text in TEXTS:
        names = found[text.name]
        spans = {(m.start, m.end, m.kind): m for m in names.mentions}
        for m in text.mentions:
            if got := spans.get((m.start, m.end, m.kind)):
                good = _means(got, m.meant, {**ontology.entities, **names.entities})
                right, wrong = right + good, wrong + (not good)
    assert right / (right + wrong) >= 0.95, (right, wrong)


@pytest.mark.parametrize("text", TEXTS, ids=lambda t: t.name)
def test_mentions_are_ordered_apart_and_say_which_rule_found_them(found, text: MarkedText):
    mentions = found[text.name].mentions
    assert all(a.end <= b.start for a, b in pairwise(mentions))
    assert all(text.text[m.start : m.end] == m.surface and m.rule for m in mentions)
    assert all(bool(m.entity) != (m.kind in ("Date", "Amount")) for m in mentions)


# -- nothing depends on the script


def entities(extractor, text: str, date: str) -> Counter[tuple[str, str]]:
    """What is mentioned how often: entity ids (hashes of folded names), or values."""
    return Counter((m.kind, m.entity or f"{m.value.value} {m.value.bound}") for m in extractor.names(text, date).mentions)


def differing(extractor, text: str, date: str) -> tuple[int, int]:
    """Mentions that are not the same in Simplified, and in Traditional made of that; and all mentions."""
    once = to_simplified(text)
    here, there, back = (entities(extractor, t, date) for t in (text, once, to_traditional(once)))
    return sum((here - there).values()) + sum((here - back).values()), 2 * sum(here.values())


@pytest.mark.parametrize("text", TEXTS, ids=lambda t: t.name)
def test_the_other_script_gives_the_same_entities(extractor, text: MarkedText):
    differs, all_of_them = differing(extractor, text.text, text.date)
    assert differs <= 0.01 * all_of_them


def _documents(folder) -> list[Document]:
    return [d for d in read_folder(folder) if isinstance(d, Document)]


def test_the_corpus_in_the_other_script_gives_the_same_entities(extractor):
    counts = [differing(extractor, d.text, d.metadata.date) for d in _documents(ROOT / "corpus")]
    assert len(counts) == 5 and sum(d for d, _ in counts) <= 0.01 * sum(n for _, n in counts)


@pytest.mark.originals
def test_the_originals_in_the_other_script_give_the_same_entities(extractor, originals):
    for document in _documents(originals):
        differs, all_of_them = differing(extractor, document.text, document.metadata.date)
        assert differs <= 0.01 * all_of_them, document.id
