"""The lists of names: complete in their columns, consistent in their levels and wholes, and no name for two things."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections import Counter

import pytest
from places import ONTOLOGY, ROOT

from hetao_kg.errors import OntologyError
from hetao_kg.ontology import JURISDICTIONS, load
from hetao_kg.text import fold, has_han, key, script_of

LEVELS = {"national", "provincial", "municipal", "district", "regional", "hongkong", "macau", "taiwan", "foreign", "international",
          "academic", "company"}  # fmt: skip


def test_several_hundred_bodies_and_hundreds_of_everything_else(ontology):
    kinds = Counter(e.kind for e in ontology.entities.values())
    assert kinds["Institution"] > 900 and kinds["Place"] > 400 and kinds["Field"] > 400 and kinds["Policy"] > 150 and kinds["Person"] > 50
    levels = Counter(e.level for e in ontology.entities.values() if e.kind == "Institution")
    assert all(levels[level] >= 30 for level in ("national", "municipal", "hongkong", "macau", "taiwan")), levels


def test_every_entity_has_names_in_both_scripts_and_nearly_every_one_in_english(ontology):
    entities = list(ontology.entities.values())
    for e in entities:
        assert has_han(e.label("zh-hant")) or e.label("zh-hant").isascii() or "@" in e.label("zh-hant"), e.id
        assert script_of(e.label("zh-hans")) != "Hant", e.id
    differing = [e.id for e in entities if fold(e.label("zh-hant")) != fold(e.label("zh-hans"))]
    assert len(differing) < 0.02 * len(entities), differing  # a few are called otherwise, as 史丹福大學 and 斯坦福大学 are
    assert sum("en" in dict(e.labels) for e in entities) > 0.99 * len(entities)


def test_levels_are_of_the_list(ontology):
    assert {e.level for e in ontology.entities.values() if e.kind in ("Institution", "Place")} <= LEVELS


def test_wholes_are_of_a_kind_and_form_no_circle(ontology):
    for e in ontology.entities.values():
        seen, at = {e.id}, e.parent
        while at:
            assert at not in seen, e.id
            seen.add(at)
            at = ontology.entities[at].parent
        if e.parent and e.kind in ("Field", "Place"):
            assert ontology.entities[e.parent].kind == e.kind, e.id


def test_a_whole_of_another_jurisdiction_is_none(ontology):
    closed = {"hongkong", "macau", "taiwan"}
    for e in ontology.entities.values():
        whole = ontology.entities.get(e.parent)
        if whole and e.kind == whole.kind == "Institution" and {e.level, whole.level} & closed:
            assert e.level == whole.level or {"national", "academic", "company"} & {e.level, whole.level}, e.id


def test_former_bodies_say_when_they_ended_and_are_not_their_successors(ontology):
    ended = [e for e in ontology.entities.values() if e.until]
    assert len(ended) >= 20 and all(re.fullmatch(r"\d{4}(-\d\d)?", e.until) for e in ended)
    assert all(not e.since or e.since[:4] <= e.until[:4] for e in ended)
    assert ontology.entity("食物及衞生局") is not ontology.entity("醫務衞生局")


def test_contexts_name_one_thing_for_each_jurisdiction(ontology):
    for name, meanings in ontology.contexts.items():
        assert set(meanings) <= set(JURISDICTIONS)
        assert len({ontology.entities[i].kind for i in meanings.values()}) == 1, name


def test_aliases_name_no_part_or_whole(ontology):
    """An alias that another entity bears with more words before it would merge levels (衞生健康委員會)."""
    for name in ("衞生健康委員會", "人民政府", "教育廳", "中級人民法院", "發展和改革委員會", "合作備忘錄", "規劃綱要", "發展綱要"):
        assert ontology.names.get(key(name)) is None


@pytest.mark.parametrize(
    ("file", "line", "told"),
    [
        ("entities/places.tsv", "x\tPlace\tmunicipal\t甲市\t\tJia\t\t\t\t2020\t2010", "cannot hold from 2020 until 2010"),
        ("entities/places.tsv", "x\tPlace\tmunicipal\t甲市\t\tJia\t\t\t\tlast year", "cannot hold"),
        ("entities/places.tsv", "x\tPlace\tmunicipal\t甲市", "4 columns"),
        ("entities/places.tsv", "x\tPlace\tmunicipal\t深圳\t\tJia\t\t\t", "already belongs to shenzhen"),
        ("contexts.tsv", "甲會\tmars\thk-gov", "mars is no jurisdiction"),
        ("contexts.tsv", "甲會\tmacau\tnobody", "no entity has the id nobody"),
    ],
)
def test_a_wrong_line_is_told_with_file_and_line(tmp_path, file, line, told):
    home = tmp_path / "ontology"
    shutil.copytree(ONTOLOGY, home)
    with (home / file).open("a", encoding="utf-8") as out:
        out.write(line + "\n")
    with pytest.raises(OntologyError, match=told) as error:
        load(home)
    assert re.search(r"\.tsv:\d+", str(error.value))


def test_cells_for_validity_may_be_left_out(tmp_path):
    home = tmp_path / "ontology"
    shutil.copytree(ONTOLOGY, home)
    with (home / "entities" / "places.tsv").open("a", encoding="utf-8") as out:
        out.write("new-place\tPlace\tmunicipal\t甲乙市\t\tJiayi City\t\t\t\n")
    assert load(home).entity("甲乙市").since == ""


def lists(words, name: str = ""):
    """Every list of ``words.toml`` with its dotted name."""
    for key_, value in words.items():
        if isinstance(value, dict):
            yield from lists(value, f"{name}{key_}.")
        elif isinstance(value, list):
            yield f"{name}{key_}", value


def test_no_list_of_words_says_a_thing_twice():
    words = tomllib.loads((ONTOLOGY / "words.toml").read_text("utf-8"))
    twice = {name: [w for w, n in Counter(map(fold, found)).items() if n > 1] for name, found in lists(words)}
    assert {name: found for name, found in twice.items() if found} == {}


def test_bodies_and_persons_are_listed_as_names_and_not_as_words(ontology):
    """Words for whoever acts (國家), joint parties and what any place may have (立法會, 行政長官) are no names of one body."""
    named = {w: ontology.entities[ontology.names[w]] for _, found in lists(ontology.words) for w in map(str, found) if w in ontology.names}
    found = {w: e.id for w, e in named.items() if e.kind == "Institution" and not e.note and w not in ontology.contexts}
    # These open names as places do, or end the names of what passes laws and budgets.
    assert found == {"东盟": "asean", "中共": "cpc", "立法院": "tw-ly", "行政院": "tw-ey"}


# -- the lists of words

#: Tables whose keys are words, kinds, predicates, units or statuses themselves.
KEYED = {
    "words.anaphora", "words.anaphora.institution", "words.anaphora.policy", "words.anaphora.place", "words.anaphors",
    "words.anaphors.ends", "words.suffixes", "words.places.levels_of", "words.figures.quantity",
    "units.currencies.codes", "units.currencies.words", "units.currencies.letters", "units.bounds.signs", "units.units.not_before",
    "questions.kinds", "questions.predicates", "questions.status", "questions.extremes", "questions.scales", "questions.follow_up",
    "questions.told", "questions.told.kinds", "questions.told.statuses", "questions.told.extremes", "questions.told.verdicts",
    "patterns.kinds", "patterns.pattern", "patterns.column",
}  # fmt: skip
FILES = {name: ONTOLOGY / f"{name}.toml" for name in ("words", "units", "questions", "patterns")}
FILES |= {"search": ROOT / "hetao_kg" / "search" / "words.toml"}
LISTS = [(name, tomllib.loads(path.read_text("utf-8"))) for name, path in FILES.items()]


def tables(value, path):
    """Every table with its path; lists of tables share the path of the list."""
    if isinstance(value, dict):
        yield path, value
        for key_, inner in value.items():
            yield from tables(inner, f"{path}.{key_}")
    elif isinstance(value, list):
        for inner in value:
            yield from tables(inner, path)


@pytest.mark.parametrize(("name", "read"), LISTS, ids=[name for name, _ in LISTS])
def test_every_key_is_read_by_the_program(name, read):
    source = "".join(path.read_text("utf-8") for path in sorted((ROOT / "hetao_kg").rglob("*.py"))).replace("'", '"')
    keys = {f"{path}.{k}": k for path, table in tables(read, name) if path not in KEYED for k in table if not has_han(k)}
    assert [where for where, k in keys.items() if f'"{k}"' not in source] == []


@pytest.mark.parametrize(("name", "read"), LISTS, ids=[name for name, _ in LISTS])
def test_no_list_holds_a_word_twice_in_any_script(name, read):
    lists = [(f"{path}.{k}", v) for path, table in tables(read, name) for k, v in table.items() if isinstance(v, list)]
    twice = {where: [w for w in listed if [fold(x) for x in listed].count(fold(w)) > 1]
             for where, listed in lists if all(isinstance(w, str) for w in listed) and not where.endswith((".yes", ".no"))}  # fmt: skip
    assert {where: words for where, words in twice.items() if words} == {}


def test_lists_are_wrapped_so_that_people_and_differences_can_be_read():
    for name, path in FILES.items():
        lines = path.read_text("utf-8").splitlines()
        assert [f"{name}.toml:{n}" for n, line in enumerate(lines, 1) if len(line) > 150] == []


def test_no_english_phrase_and_no_chinese_words_make_two_concepts(ontology):
    """Two rows may share words that mean two things; none says only what another says too."""
    rows = [(i, set(zh), set(en)) for i, (zh, en) in ontology.concepts.items()]
    inside = [(a, b) for a, zh, en in rows for b, more, said in rows if a != b and zh <= more and en <= said]
    assert inside == []
