"""Bodies of different levels, places and times are never one, however alike their names are."""

from __future__ import annotations

import csv

import pytest
from places import NAMES

from hetao_kg.text import to_simplified

with (NAMES.parent / "names-pairs.tsv").open(encoding="utf-8", newline="") as _file:
    PAIRS = [(row["left"], row["right"]) for row in csv.DictReader(_file, delimiter="\t")]
SENTENCES = ("{}與{}舉行會議。", "{}表示同意。{}表示反對。")


def meant(extractor, sentence: str, first: str, second: str) -> tuple[set[str], set[str]]:
    """Entities mentioned within each of two names put into a sentence."""
    text = sentence.format(first, second)
    mentions = extractor.names(text).mentions
    at = text.rindex(second)
    places = ((text.index(first), len(first)), (at, len(second)))
    return tuple({m.entity for m in mentions if m.start < a + n and a < m.end} for a, n in places)  # type: ignore[return-value]


def test_the_list_is_long_enough():
    assert len(PAIRS) >= 100 and len({frozenset(p) for p in PAIRS}) == len(PAIRS)


@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_a_tempting_pair_stays_apart(extractor, left: str, right: str):
    for sentence in (*SENTENCES, *map(to_simplified, SENTENCES)):
        simple = sentence not in SENTENCES
        for pair in ((left, right), (right, left)):
            first, second = (to_simplified(n) if simple else n for n in pair)
            one, other = meant(extractor, sentence, first, second)
            assert one and other and not one & other, sentence.format(first, second)
