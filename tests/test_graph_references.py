"""What notes cite stands in the graph: the page, the policy it is the text of, and the evidence that bears the mark."""

from __future__ import annotations

import pytest
from rdflib import Dataset, URIRef
from rdflib.namespace import DCTERMS, FOAF

from hetao_kg.build import build
from hetao_kg.graph import terms
from hetao_kg.kb import KnowledgeBase

PAPER = """# 青屏灣報告

2023年3月，國務院發布《青屏灣發展規劃》<sup>1</sup>。松溪市政府其後設立督導組<sup>註一</sup>，成效見報章<sup>2</sup>。

註一：督導組有九人。

# 附錄

1. 《青屏灣發展規劃》全文
   <https://example.org/plan?a=1>
2. 松溪日報(2023-04-01), “走廊的“快車道”動工”, https://example.org/news
3. 「督導組」網站 https://example.org/a{b}
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    from places import ONTOLOGY

    folder = tmp_path_factory.mktemp("cited")
    (folder / "paper.md").write_text(PAPER, "utf-8")
    build(folder, folder / "kb", ONTOLOGY, "corpus")
    return KnowledgeBase(folder / "kb", ONTOLOGY)


@pytest.fixture(scope="module")
def graph(made):
    read = Dataset(default_union=True)
    read.parse(made.nquads, format="nquads")
    return read


PLAN, NEWS = URIRef("https://example.org/plan?a=1"), URIRef("https://example.org/news")


def test_every_page_has_its_title_and_its_document(graph):
    document = terms.document("paper")
    titles = {str(page): str(graph.value(page, DCTERMS.title)) for page in graph.subjects(None, FOAF.Document)}
    assert titles == {
        str(PLAN): "青屏灣發展規劃",
        str(NEWS): "走廊的“快車道”動工",
        str(terms.page("https://example.org/a{b}")): "督導組",
    }
    assert set(map(URIRef, titles)) < set(graph.objects(document, DCTERMS.references))
    assert str(graph.value(NEWS, DCTERMS.bibliographicCitation)).startswith("松溪日報(2023-04-01)")


def test_a_page_is_the_text_of_a_policy(made, graph):
    plan = next(e for e in made.entities.values() if "青屏灣發展規劃" in e.names())
    policy = terms.entity(plan.id)
    assert (PLAN, FOAF.primaryTopic, policy) in graph and (policy, FOAF.page, PLAN) in graph
    assert (terms.document("paper"), DCTERMS.references, policy) in graph


def test_evidence_rests_on_the_page_whose_mark_it_bears(made, graph):
    issued = next(s for s in made.statements if s.predicate == "issues")
    cites = {(str(e), str(page)) for e, page in graph.subject_objects(DCTERMS.references) if e != terms.document("paper")}
    evidence = {str(iri) for iri in graph.objects(terms.statement(issued.id), terms.HETAO.evidence)}
    assert {(e, str(PLAN)) for e in evidence} <= cites and not {(e, str(NEWS)) for e in evidence} & cites


def test_notes_come_back_from_disk(made):
    document = made.documents["paper"]
    assert [(n.label, n.url) for n in document.notes] == [
        ("註一", ""),
        ("1", str(PLAN)),
        ("2", str(NEWS)),
        ("3", "https://example.org/a{b}"),
    ]
    assert [document.text[place] for n in document.notes for place in n.marks] == ["組", "》", "章"]
