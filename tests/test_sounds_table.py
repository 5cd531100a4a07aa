"""How the table of sounds is made."""

import pytest
from places import ONTOLOGY

from training import sounds


@pytest.mark.parametrize(("jyutping", "spellings"), [
    ("cyun4", {"tsuen", "chuen"}), ("zyun3", {"tsuen", "chuen"}), ("hoeng1", {"heung"}), ("gwun1", {"kwun"}), ("aa3", {"a", "ah"}),
    ("jyut6", {"yuet"}), ("ng4", {"ng"}),
])  # fmt: skip
def test_hong_kong_may_spell_a_syllable_so(jyutping, spellings):
    assert spellings <= sounds.hong_kong(jyutping)


@pytest.mark.parametrize("nothing", ["", "cyun", "cyun7", "tsuen4!", "泉"])
def test_what_is_no_syllable_of_jyutping_has_no_spelling(nothing):
    assert sounds.hong_kong(nothing) == set()


def test_no_spelling_doubles_a_half_vowel():
    assert not any(s.startswith(("ii", "yy")) for j in ("ji1", "jik1", "jyu4") for s in sounds.hong_kong(j))


def test_the_table_is_what_the_readings_give(tmp_path):
    for name in ("ToJyutping", "pypinyin"):
        pytest.importorskip(name, reason=f"{name} is not installed: pip install -e .[train]")
    sounds.main(tmp_path / "sounds.tsv")
    assert (tmp_path / "sounds.tsv").read_bytes() == (ONTOLOGY / "sounds.tsv").read_bytes()
