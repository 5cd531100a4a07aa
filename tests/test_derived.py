"""What is worked out from a knowledge base is kept with it, and goes with it."""

from __future__ import annotations

import gc
import weakref

from places import ONTOLOGY

from hetao_kg.answer import ask, explain
from hetao_kg.answer.filters import Filter, allowed
from hetao_kg.derived import kept
from hetao_kg.explorer import facets, names
from hetao_kg.explorer.pages.proposals import _tracked
from hetao_kg.kb import KnowledgeBase


def test_nothing_holds_a_knowledge_base_that_nobody_uses(kb_folder):
    """A server that opens each new build would otherwise grow with every one."""
    kb = KnowledgeBase(kb_folder, ONTOLOGY)
    for question in ("誰批准了飲用水標準？", "供水量是多少？", "Who funds the reservoir?", "哪座水庫的庫容最大？"):
        assert ask(kb, question)
        assert explain(kb, question)
    assert allowed(kb, Filter(places=("青嶺",))) is not None
    assert names.foremost(kb) and names.find(kb, "水") and facets.of_passage(kb, kb.passages[0])
    assert facets.of_statement(kb, kb.statements[0]) and _tracked(kb) is not None
    left = weakref.ref(kb)
    del kb
    gc.collect()
    assert left() is None


def test_work_is_done_once_for_a_knowledge_base(kb_folder):
    done = []

    @kept()
    def counted(kb: KnowledgeBase, step: int = 1) -> int:
        done.append(step)
        return len(kb.passages) * step

    one, other = KnowledgeBase(kb_folder, ONTOLOGY), KnowledgeBase(kb_folder, ONTOLOGY)
    assert counted(one) == counted(one) == counted(other) > 0
    assert done == [1, 1]
    assert counted(one, 2) == 2 * counted(one)
    assert done == [1, 1, 2]


def test_only_the_last_results_are_kept(kb_folder):
    done = []

    @kept(last=2)
    def counted(kb: KnowledgeBase, step: int) -> int:
        done.append(step)
        return step

    kb = KnowledgeBase(kb_folder, ONTOLOGY)
    assert [counted(kb, n) for n in (1, 2, 1, 3, 1, 2)] == [1, 2, 1, 3, 1, 2]
    assert done == [1, 2, 3, 2]
