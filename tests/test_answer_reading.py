"""Reading questions alike in every language: names by their parts, joint parties, what is set aside, how exact a date is asked for."""

from __future__ import annotations

import pytest

from hetao_kg.answer import ask
from hetao_kg.answer.phrases import places
from hetao_kg.answer.places_named import joint, narrowest
from hetao_kg.answer.question import Understander


def named(kb, question: str) -> list[str]:
    table = {**kb.ontology.entities, **kb.entities}
    return [table[e].label() for e in Understander.of(kb).read(question).entities]


@pytest.mark.parametrize(("question", "name"), [
    ("When was the joint task force on boundary district development set up?", "港深邊界區發展聯合專責小組"),
    ("When was the Shenzhen-Hong Kong joint working group on regulating the Shenzhen River set up?", "深港聯合治理深圳河工作小組"),
    ("How large is the Shenzhen-Hong Kong innovation service complex?", "深港科創綜合服務中心"),
    ("深圳園區的發展規劃有多少章？", "河套深港科技創新合作區深圳園區發展規劃"),
])  # fmt: skip
def test_a_name_is_known_by_most_of_its_parts(shipped, question, name):
    assert named(shipped, question) == [name]


@pytest.mark.parametrize(("question", "strange"), [
    ("Does Hong Kong law apply in the park?", "中華人民共和國香港特別行政區基本法"),
    ("Which Hong Kong public bodies lease ships overseas?", "公務員敘用委員會"),
    ("多少所香港的大學有聯合實驗室？", "香港大學"),
    ("What does the report propose to build in Hetao?", "規劃建設好河套深港科技創新合作區"),
])  # fmt: skip
def test_a_place_and_a_common_noun_are_no_name(shipped, question, strange):
    assert strange not in named(shipped, question)


@pytest.mark.parametrize("text", ["深圳和香港", "香港、深圳", "shenzhen-hong kong", "hong kong and shenzhen"])
def test_members_in_a_row_are_the_joint_party(shipped, text):
    spots = {"深圳": "shenzhen", "香港": "hk", "shenzhen": "shenzhen", "hong kong": "hk"}
    found = [(text.find(name), text.find(name) + len(name), entity) for name, entity in spots.items() if name in text]
    assert joint(shipped.ontology, text, found) == [(0, len(text), "sz-hk")]
    assert joint(shipped.ontology, "深圳應向香港", [(0, 2, "shenzhen"), (4, 6, "hk")]) == [(0, 2, "shenzhen"), (4, 6, "hk")]


def test_a_part_stands_without_the_place_it_is_in(shipped):
    for entity in shipped.ontology.entities.values():
        parent = shipped.ontology.entities.get(entity.parent)
        wanted = (entity.id,) if parent and parent.kind == "Place" else (entity.parent, entity.id)
        if parent:
            assert narrowest(shipped.ontology, (parent.id, entity.id)) == wanted
            assert narrowest(shipped.ontology, (parent.id,)) == (parent.id,)


@pytest.mark.parametrize(("question", "exact"), [
    ("哪一天簽署？", 10), ("On what date was it signed?", 10), ("在哪年哪月公布？", 7), ("In which month was it published?", 7),
    ("何時成立？", 0), ("When was it set up?", 0), ("哪一年成立？", 0),
])  # fmt: skip
def test_how_exact_a_date_is_asked_for(kb, question, exact):
    assert Understander.of(kb).read(question).exact == exact


@pytest.mark.parametrize("question", ["除主席外，理事會由哪些人組成？", "Apart from the chair, who sits on the council?"])
def test_what_is_set_aside_is_not_asked_for(kb, question):
    read = Understander.of(kb).read(question)
    assert "主席" in read.aside
    assert not any("主席" in word for c in read.concepts if c.said in ("主席", "chair") for word, _ in c.words)


@pytest.mark.parametrize(("question", "head"), [("Who chairs the steering committee?", "主席"), ("誰是委員會的成員？", "委员")])
def test_a_post_is_the_noun_asked_for(shipped, question, head):
    assert head in Understander.of(shipped).read(question).head


@pytest.mark.parametrize("question", ["What are the missions of the Hong Kong Park?", "香港園區的使命有哪些？"])
def test_the_noun_asked_for_finds_the_list(shipped, question):
    answers = ask(shipped, question).answers
    assert len(answers) == 4 and all(i.kind == "Point" for i in answers)


@pytest.mark.parametrize(("question", "unit"), [
    ("How many companies are there?", "家"), ("董事會有多少個席位？", "人"), ("How much is the yearly rent?", ""),
])  # fmt: skip
def test_units_by_what_is_counted(kb, question, unit):
    units = Understander.of(kb).read(question).units
    assert unit in units if unit else "年" not in units


def test_a_place_spelt_by_its_sound_keeps_the_verb_behind_it(kb):
    read = Understander.of(kb).read("What proportion of waste water does Qingling recover?")
    assert "recover" in [c.said for c in read.concepts] and read.entities


def test_letters_with_marks_are_read():
    assert [w for w, _, _ in places("Chengyang Lüneng café")] == ["chengyang", "lvneng", "cafe"]


@pytest.mark.parametrize(("question", "name"), [
    ("When did the Maple Innovation Hub open?", "Maple Innovation Hub"), ("Who signed the Lakeside Memorandum?", "Lakeside Memorandum"),
])  # fmt: skip
def test_a_name_in_english_that_nobody_knows_is_not_answered(shipped, question, name):
    answer = ask(shipped, question)
    assert not answer.answers and f"“{name}”" in answer.interpretation
