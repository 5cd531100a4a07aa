"""What several documents say, side by side: one claim with several pieces of evidence, outcomes, disagreements."""

from __future__ import annotations

import pytest
from places import ONTOLOGY

from hetao_kg.build import build
from hetao_kg.kb import KnowledgeBase
from hetao_kg.tables import conflicts, tracker
from hetao_kg.types import HOLDING


@pytest.fixture()
def made(tmp_path):
    """Function: documents as (name, date, text) -> their knowledge base."""

    def build_them(*documents: tuple[str, str, str]) -> KnowledgeBase:
        corpus = tmp_path / "corpus"
        corpus.mkdir()
        for name, date, text in documents:
            (corpus / f"{name}.txt").write_text(text + "\n", "utf-8")
            with (corpus / "sources.toml").open("a", encoding="utf-8") as file:
                file.write(f'[{name}]\ndate = "{date}"\n')
        build(corpus, tmp_path / "kb", ONTOLOGY)
        return KnowledgeBase(tmp_path / "kb", ONTOLOGY)

    return build_them


# -- what came of proposals


def test_a_proposal_a_plan_and_the_deed(ferry):
    signed = next(t for t in tracker(ferry, document="report-2021") if t.proposal.number == "2")
    assert signed.history() == (("2021-05", "report-2021", "proposed"), ("2023-09", "plan-2023", "planned"),
                                ("2026-02-03", "news-2026", "completed"))  # fmt: skip
    for outcome in signed.outcomes:
        assert outcome.reason == "same-statement" and outcome.shared == "跨境水上巴士合作協議"
        for e in (outcome.proposed, outcome.reported):
            assert ferry.documents[e.quote.document].text[e.quote.start : e.quote.end] == e.quote.text
        assert outcome.proposed.quote.document == "report-2021" and "簽署" in outcome.proposed.quote.text


def test_what_no_later_document_reports_has_no_candidate(ferry):
    by_number = {t.proposal.number: t for t in tracker(ferry, document="report-2021")}
    assert set(by_number) == {"1", "2", "3", "4"}
    assert not by_number["4"].outcomes and by_number["4"] not in tracker(ferry, found=True)


def test_nothing_comes_of_a_proposal_before_it_is_made(ferry):
    dates = {d.id: d.metadata.date for d in ferry.documents.values()}
    proposals = {p.id: p for p in ferry.proposals}
    assert ferry.outcomes
    for o in ferry.outcomes:
        assert o.date > dates[proposals[o.proposal].document]
        assert o.status in ("planned", "in-force", "completed")


def test_proposals_are_chosen_by_whom_they_ask(ferry):
    assert {t.proposal.number for t in tracker(ferry, addressee="海事處")} == {"3"}
    assert {t.proposal.number for t in tracker(ferry, about="渡輪發展基金", document="report-2021")} == {"1"}


def test_what_a_later_text_of_no_date_says_is_no_outcome(made):
    proposed = "建議一：特區政府應設立渡輪發展基金。\n\n建議二：海事處應成立無人船測試中心。"
    kb = made(("a", "2021", proposed), ("b", "", "海事處已成立無人船測試中心。"))
    assert len(kb.proposals) == 2 and kb.outcomes == ()


# -- where documents differ


def test_the_same_said_twice_is_one_claim_with_two_places(made):
    kb = made(("a", "2021", "香港海事處負責審批電動渡輪。2020年香港渡輪客運量為4,210萬人次。"),
              ("b", "2023", "香港海事处负责审批电动渡轮。2020年香港渡轮客运量为4210万人次。"))  # fmt: skip
    approvals = [s for s in kb.statements if s.predicate == "approves"]
    assert [{e.quote.document for e in s.evidence} for s in approvals] == [{"a", "b"}]
    assert [{e.quote.document for e in f.evidence} for f in kb.figures] == [{"a", "b"}]
    assert kb.conflicts == ()


@pytest.mark.parametrize(("first", "second", "kind", "nature"), [
    ("2020年香港渡輪客運量為4,210萬人次。", "2020年香港渡輪客運量為3,980萬人次。", "value", "contradiction"),
    ("香港海事處建議設立考試中心。建議香港海事處審批電動渡輪。", "香港海事處負責審批電動渡輪。", "status", "development"),
    ("香港海事處沒有審批電動渡輪。", "香港海事處負責審批電動渡輪。", "status", "development"),
    ("香港海事處負責審批電動渡輪。", "香港海事處沒有審批電動渡輪。", "status", "contradiction"),
    ("運輸署於2022年1月簽署《水上巴士合作協議》。", "運輸署於2022年3月簽署《水上巴士合作協議》。", "date", "contradiction"),
    ("香港海事處負責審批電動渡輪。", "建議香港海事處審批電動渡輪。", "status", "difference"),
])  # fmt: skip
def test_kinds_of_disagreement(made, first, second, kind, nature):
    kb = made(("a", "2022", first), ("b", "2024", second))
    assert [(c.kind, c.nature) for c in kb.conflicts] == [(kind, nature)]
    (_, members), = conflicts(kb)
    assert [m.evidence[0].quote.document for m in members] == ["a", "b"]


@pytest.mark.parametrize(("first", "second"), [
    ("2020年香港渡輪客運量為4,210萬人次。", "2021年香港渡輪客運量為4,870萬人次。"),
    ("2020年香港渡輪客運量為4,210萬人次。", "2020年香港渡輪客運量超過4,000萬人次。"),
    ("2020年香港渡輪客運量為4,210萬人次。", "2020年香港渡輪客運量約4,200萬人次。"),
    ("2020年香港渡輪客運量為4,210萬人次。", "到2030年，香港渡輪客運量將達到6,000萬人次。"),
    ("運輸署於2022年簽署《水上巴士合作協議》。", "運輸署於2022年3月簽署《水上巴士合作協議》。"),
])  # fmt: skip
def test_other_years_bounds_roundings_and_exactness_are_no_disagreement(made, first, second):
    assert made(("a", "2022", first), ("b", "2024", second)).conflicts == ()


def test_contradictions_come_first(ferry):
    natures = [c.nature for c in ferry.conflicts]
    order = ["contradiction", "difference", "development"]
    assert natures == sorted(natures, key=order.index) and {"contradiction", "development"} <= set(natures)


def test_disagreements_are_chosen_by_every_filter(ferry):
    assert {c.kind for c, _ in conflicts(ferry, kind="value")} == {"value"}
    assert {c.nature for c, _ in conflicts(ferry, nature="development")} == {"development"}
    concerned = conflicts(ferry, about="海事处")
    assert concerned and {e.id for e in ferry.entities.values() if "海事處" in e.names()} >= {m.subject for _, ms in concerned for m in ms}
    assert conflicts(ferry, about="不存在的名字") == []


# -- in the graph


def test_the_graph_holds_what_the_tables_hold(ferry):
    counted = {
        name: int(ferry.store.query(f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ ?x a hetao:{name} }}").rows[0][0].value)
        for name in ("Figure", "Proposal", "Outcome", "Disagreement")}  # fmt: skip
    assert counted == {"Figure": len(ferry.figures), "Proposal": len(ferry.proposals), "Outcome": len(ferry.outcomes),
                       "Disagreement": len(ferry.conflicts)}  # fmt: skip


def test_nothing_proposed_stands_as_a_fact(ferry):
    """Plain triples come of statements that hold, and of nothing else."""
    plain = ferry.store.query("SELECT ?s ?p ?o WHERE { GRAPH graph:truthy { ?s ?p ?o } }").rows
    holding = [s for s in ferry.statements if s.status in HOLDING]
    assert 0 < len(plain) <= 2 * len(holding)
    others = "GRAPH graph:truthy { ?s ?p ?o } ?s a ?kind FILTER(?kind IN (hetao:Figure, hetao:Proposal, hetao:Outcome))"
    assert not ferry.store.query(f"SELECT ?kind WHERE {{ {others} }}").rows


def test_shapes_accept_the_graph_and_refuse_a_broken_one(ferry, tmp_path):
    from hetao_kg.graph.validate import validate

    texts = {d.id: d.text for d in ferry.documents.values()}
    check = {"documents": texts, "shapes": ONTOLOGY / "shapes.ttl", "ontology": ONTOLOGY / "hetao.ttl"}
    assert validate(ferry.nquads, **check) == []
    whole = ferry.nquads.read_text("utf-8").splitlines(keepends=True)
    for lost, told in (("#measureText", "what is measured"), ("#reportedIn", "later document"), ("#nature", "contradiction, a difference"),
                       ("purl.org/dc/terms/title", "title")):  # fmt: skip
        dropped = next(line for line in whole if lost in line and "/id/" in line.split()[0] and "/document/" not in line.split()[0])
        (tmp_path / "graph.nq").write_text("".join(line for line in whole if line != dropped), "utf-8", newline="\n")
        assert any(told in p.what for p in validate(tmp_path / "graph.nq", **check)), lost


def test_a_speaker_is_attributed(made):
    kb = made(("a", "2024", "環境保護署表示，渠務署負責審批污水處理。"))
    who = kb.store.query("SELECT ?e WHERE { ?s a hetao:Statement ; hetao:evidence/prov:wasAttributedTo ?e }").rows
    assert {row[0].value.rsplit("/", 1)[1] for row in who} == {s.speaker for s in kb.statements}


# -- the same every time


def test_taking_a_document_away_takes_its_share_away(ferry, tmp_path):
    import shutil

    from places import FERRY
    from test_build import contents

    corpus = tmp_path / "corpus"
    shutil.copytree(FERRY, corpus)
    build(corpus, tmp_path / "kb", ONTOLOGY)
    assert contents(tmp_path / "kb") == contents(ferry.folder)
    (corpus / "plan-2023.md").unlink()
    assert build(corpus, tmp_path / "kb", ONTOLOGY).read_again == 0
    build(corpus, tmp_path / "fresh", ONTOLOGY)
    assert contents(tmp_path / "kb") == contents(tmp_path / "fresh")
    left = KnowledgeBase(tmp_path / "kb", ONTOLOGY)
    assert all(o.reported.quote.document == "news-2026" for o in left.outcomes) and left.outcomes
