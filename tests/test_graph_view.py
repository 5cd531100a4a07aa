"""The NetworkX view: every statement an edge, in a fixed order, with attributes that exporters can write."""

from __future__ import annotations

import io

import graph_sample as sample
import networkx

from hetao_kg.graph.view import KnowledgeGraph


def test_one_edge_a_statement_and_one_node_an_end() -> None:
    graph = KnowledgeGraph(sample.ENTITIES, sample.STATEMENTS).to_networkx()
    assert graph.number_of_edges() == len(sample.STATEMENTS)
    assert graph.nodes["date:2035"]["kind"] == "Date" and graph.nodes["date:2035"]["label"] == "2035"
    assert graph.nodes["name:河套"]["kind"] == "Name"
    assert graph.nodes["nmpa"] == {"kind": "Institution", "label": "國家藥品監督管理局", "level": "national",
                                   "label_en": "National Medical Products Administration", "label_zh_hans": "国家药品监督管理局",
                                   "iri": "https://w3id.org/hetao-kg/id/entity/nmpa"}


def test_edges_say_status_amount_and_source() -> None:
    graph = KnowledgeGraph(sample.ENTITIES, sample.STATEMENTS).to_networkx()
    (_, _, edge), = [e for e in graph.edges(data=True) if e[2]["predicate"] == "funds"]
    assert (edge["status"], edge["amount"], edge["document"]) == ("planned", ">= 18135000000 CNY", "report-2021")
    assert edge["quote"] in sample.REPORT
    (_, _, edge), = [e for e in graph.edges(data=True) if e[2]["status"] == "in-force" and e[2]["predicate"] == "approves"]
    assert edge["page"] == 3


def test_order_does_not_depend_on_the_order_given() -> None:
    one = KnowledgeGraph(sample.ENTITIES, sample.STATEMENTS).to_networkx()
    other = KnowledgeGraph(sample.ENTITIES[::-1], sample.STATEMENTS[::-1]).to_networkx()
    assert list(one.nodes(data=True)) == list(other.nodes(data=True))
    assert list(one.edges(keys=True, data=True)) == list(other.edges(keys=True, data=True))


def test_isolated_entities_can_be_left_out() -> None:
    graph = KnowledgeGraph(sample.ENTITIES, sample.STATEMENTS)
    assert "drug-law" in graph.to_networkx()
    assert "drug-law" not in graph.to_networkx(isolated=False)


def test_graphml_can_be_written() -> None:
    out = io.BytesIO()
    networkx.write_graphml(KnowledgeGraph(sample.ENTITIES, sample.STATEMENTS).to_networkx(), out)
    assert "國家藥品監督管理局" in out.getvalue().decode()


def test_nothing_gives_an_empty_graph() -> None:
    assert KnowledgeGraph([], []).to_networkx().number_of_nodes() == 0
