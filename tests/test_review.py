"""Candidate merges: listed with a reason, judged by a human, honoured by the next build, taken back without a trace."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from places import ONTOLOGY

from hetao_kg import judgements
from hetao_kg.build import build
from hetao_kg.errors import OntologyError, QueryError
from hetao_kg.judgements import Judgement
from hetao_kg.kb import KnowledgeBase
from hetao_kg.ontology import load
from hetao_kg.review import candidates, judge, listed, named, undo

TEXT = """青嶺市水務管理局公布計劃。青嶺市水務局管理水塘。雲頂市水務管理局不同意。

青嶺水務科技有限公司與青嶺科技水務有限公司簽約。國家雨水收集委員會和青嶺市雨水收集委員會開會。

2023年青嶺供水行動計劃和2024年青嶺供水行動計劃均已公布。
"""
LEFT, RIGHT = "Institution:青嶺市水務局", "Institution:青嶺市水務管理局"


@pytest.fixture()
def place(tmp_path: Path) -> Path:
    """A corpus of one document, with an ontology of its own beside it."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "water.txt").write_text(TEXT, "utf-8")
    shutil.copytree(ONTOLOGY, tmp_path / "ontology")
    build(tmp_path / "corpus", tmp_path / "kb", tmp_path / "ontology")
    return tmp_path


def opened(place: Path) -> KnowledgeBase:
    return KnowledgeBase(place / "kb", place / "ontology")


def rebuilt(place: Path) -> KnowledgeBase:
    build(place / "corpus", place / "kb", place / "ontology")
    return opened(place)


def meant(kb: KnowledgeBase, name: str) -> set[str]:
    return {m.entity for found in kb.mentions.values() for m in found if m.surface == name}


def put(kb: KnowledgeBase, left: str, right: str, verdict: judgements.Verdict) -> None:
    judge(kb.ontology.folder / "same_as.tsv", Judgement(left, right, verdict, "tester", "because"), listed(kb.ontology.entities.values()))


def test_candidates_have_reasons_and_quotations(place):
    kb = opened(place)
    found = {frozenset(c.pair): c for c in candidates(kb)}
    assert found[frozenset((LEFT, RIGHT))].reason == "one may be short for the other"
    swapped = found[frozenset(("Institution:青嶺水務科技有限公司", "Institution:青嶺科技水務有限公司"))]
    assert swapped.reason == "the same characters in another order"
    for c in found.values():
        assert len(c.quotes) == 2 and all(kb.documents[q.document].text[q.start : q.end] == q.text for q in c.quotes)


def test_other_places_levels_and_years_are_no_candidates(place):
    pairs = [set(c.pair) for c in candidates(opened(place))]
    assert not any("國家" in "".join(p) for p in pairs)
    assert not any("2023年" in "".join(p) and "2024年" in "".join(p) for p in pairs)


def test_same_joins_from_the_next_build_on_and_can_be_taken_back(place):
    kb = opened(place)
    before = (place / "kb" / "CURRENT").read_text()
    assert meant(kb, "青嶺市水務局") != meant(kb, "青嶺市水務管理局")
    put(kb, LEFT, RIGHT, "same")
    kb = rebuilt(place)
    assert meant(kb, "青嶺市水務局") == meant(kb, "青嶺市水務管理局") != meant(kb, "雲頂市水務管理局")
    (entity,) = meant(kb, "青嶺市水務局")
    assert {"青嶺市水務局", "青嶺市水務管理局"} <= set(kb.entities[entity].names())
    assert frozenset((LEFT, RIGHT)) not in {frozenset(c.pair) for c in candidates(kb)}
    undo(place / "ontology" / "same_as.tsv", RIGHT, LEFT)
    rebuilt(place)
    assert (place / "kb" / "CURRENT").read_text() == before


def test_a_name_may_join_a_listed_body(place):
    put(opened(place), "Institution:水務署", LEFT, "same")
    assert meant(rebuilt(place), "青嶺市水務局") == {"hk-wsd"}


@pytest.mark.parametrize("verdict", ["different", "unsure"])
def test_judged_pairs_are_not_asked_again(place, verdict):
    kb = opened(place)
    put(kb, LEFT, RIGHT, verdict)
    assert frozenset((LEFT, RIGHT)) not in {frozenset(c.pair) for c in candidates(kb)}
    assert (frozenset((LEFT, RIGHT)) in {frozenset(c.pair) for c in candidates(kb, unsure=True)}) == (verdict == "unsure")
    kb = rebuilt(place)
    assert meant(kb, "青嶺市水務局") != meant(kb, "青嶺市水務管理局")


def test_different_keeps_a_definition_from_joining(place):
    (place / "corpus" / "water.txt").write_text("供水安全諮詢委員會（下稱供水諮詢會）成立。供水諮詢會開會。", "utf-8")
    kb = rebuilt(place)
    assert meant(kb, "供水諮詢會") == meant(kb, "供水安全諮詢委員會")
    put(kb, "Institution:供水諮詢會", "Institution:供水安全諮詢委員會", "different")
    kb = rebuilt(place)
    assert not meant(kb, "供水諮詢會") & meant(kb, "供水安全諮詢委員會")


def test_a_later_judgement_takes_the_place_of_an_earlier_one(place):
    kb = opened(place)
    for verdict in judgements.VERDICTS:
        put(kb, LEFT, RIGHT, verdict)
    (only,) = judgements.read(place / "ontology" / "same_as.tsv")
    assert (only.verdict, only.by, only.why) == ("unsure", "tester", "because")


def test_contradictions_are_refused(place):
    kb = opened(place)
    third = "Institution:雲頂市水務管理局"
    put(kb, LEFT, RIGHT, "same")
    put(kb, RIGHT, third, "same")
    with pytest.raises(OntologyError, match="the same by other lines"):
        put(kb, LEFT, third, "different")
    with pytest.raises(OntologyError, match="both listed"):
        put(kb, "Institution:衞生署", "Institution:水務署", "same")
    assert len(judgements.read(place / "ontology" / "same_as.tsv")) == 2


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Institution:甲局\tInstitution:乙局\tequal\t\t", ":2: the judgement is equal"),
        ("甲局\tInstitution:乙局\tsame\t\t", ":2: 甲局 is no Kind:name"),
        ("Place:甲局\tInstitution:乙局\tsame\t\t", ":2: Place:甲局 and Institution:乙局 are no pair"),
        ("Place:甲\tPlace:乙\tsame\t\t\nPlace:乙\tPlace:甲\tunsure\t\t", ":3: Place:乙 and Place:甲 are judged twice"),
    ],
)
def test_a_malformed_line_is_told_with_its_place(tmp_path, line, told):
    path = tmp_path / "same_as.tsv"
    path.write_text("\t".join(judgements.COLUMNS) + "\n" + line + "\n", "utf-8")
    with pytest.raises(OntologyError, match=told):
        judgements.read(path)


def test_the_project_ships_no_judgement_that_does_not_load():
    assert load(ONTOLOGY).judgements == judgements.read(ONTOLOGY / "same_as.tsv")


def test_names_are_told_apart_by_kind(place):
    kb = opened(place)
    assert named(kb, "青嶺市水務局") == LEFT == named(kb, LEFT) == named(kb, "青岭市水务局").replace("青岭市水务局", "青嶺市水務局")
    with pytest.raises(QueryError, match="nothing in the knowledge base"):
        named(kb, "無此局")


# -- the command


def call(run, place: Path, *arguments: str, stdin: str | None = None):
    return run("review", "--kb", place / "kb", *arguments, stdin=stdin, HETAO_ONTOLOGY=str(place / "ontology"))


def test_the_command_lists_judges_and_takes_back(run, place):
    file = place / "ontology" / "same_as.tsv"
    rows = [json.loads(line) for line in call(run, place, "--format", "json").stdout.splitlines()]
    assert {"left": LEFT, "right": RIGHT} in [{k: row[k] for k in ("left", "right")} for row in rows]
    assert call(run, place, "--same", "青嶺市水務局", "青嶺市水務管理局", "--why", "改名", "--by", "陳").returncode == 0
    assert judgements.read(file) == (Judgement(LEFT, RIGHT, "same", "陳", "改名"),)
    assert call(run, place, "--undo", LEFT, RIGHT).returncode == 0
    assert judgements.read(file) == ()


def test_the_command_asks_for_each(run, place):
    listed_ = call(run, place, "--list").stdout
    done = call(run, place, stdin="s\nq\n")
    assert done.returncode == 0 and "1 of" in done.stdout and done.stdout.splitlines()[2] in listed_
    (made,) = judgements.read(place / "ontology" / "same_as.tsv")
    assert made.verdict == "same" and made.why


def test_the_command_reads_a_batch(run, place):
    lines = json.dumps({"id": "1", "left": "青嶺市水務局", "right": "青嶺市水務管理局", "judgement": "different"}) + "\n"
    done = call(run, place, "--batch", "-", stdin=lines)
    assert json.loads(done.stdout)["judgement"] == "different"
    assert judgements.read(place / "ontology" / "same_as.tsv")[0].verdict == "different"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--same", "無此局", "青嶺市水務局"], "nothing in the knowledge base is called 無此局"),
        (["--same", "青嶺市水務局", "青嶺市水務局"], "are no pair"),
        (["--undo", LEFT, RIGHT], "never judged"),
    ],
)
def test_mistakes_are_told_in_one_line(run, place, arguments, told):
    done = call(run, place, *arguments)
    assert done.returncode == 2 and told in done.stderr and len(done.stderr.strip().splitlines()) == 1
