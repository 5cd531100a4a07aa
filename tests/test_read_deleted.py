"""Whatever the documents say: a deleted file takes its evidence out of the graph, and nothing else."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from places import ONTOLOGY

from hetao_kg.build import build
from hetao_kg.graph import terms
from hetao_kg.kb import KnowledgeBase

SENTENCES = [
    "渠務署負責審批污水處理。",
    "建議渠務署審批污水處理。",
    "2023年，國務院發布《青屏灣發展規劃》<sup>1</sup>。\n\n# 附錄\n\n1. 《青屏灣發展規劃》 https://example.org/plan\n",
    "国务院发布《青屏湾发展规划》。",
    "青嶺水務科技有限公司（下稱「青水」）落戶香港科學園。",
    "青嶺水務科技有限公司將於2025年底前在香港科學園設立青嶺研究中心。",
]


def quads(kb: KnowledgeBase) -> set[str]:
    return set(kb.nquads.read_text("utf-8").splitlines())


def evidence(kb: KnowledgeBase) -> set[tuple[str, str, int, int]]:
    """(statement, document, start, end) of every piece of evidence."""
    return {(s.id, e.quote.document, e.quote.start, e.quote.end) for s in kb.statements for e in s.evidence}


@settings(max_examples=3, deadline=None, database=None)
@given(st.lists(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3), min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_a_deleted_file_takes_its_evidence_and_nothing_else(texts, random):
    with tempfile.TemporaryDirectory() as folder:
        corpus, kb, fresh = (Path(folder) / name for name in ("corpus", "kb", "fresh"))
        corpus.mkdir()
        for number, text in enumerate(texts):
            (corpus / f"paper-{number}.md").write_text("\n\n".join(text), "utf-8")
        build(corpus, kb, ONTOLOGY, "corpus")
        before = KnowledgeBase(kb, ONTOLOGY)
        said, cited = evidence(before), quads(before)
        gone = f"paper-{random.randrange(len(texts))}"
        (corpus / f"{gone}.md").unlink()
        assert build(corpus, kb, ONTOLOGY, "corpus").read_again == 0
        after = KnowledgeBase(kb, ONTOLOGY)
        assert evidence(after) == {row for row in said if row[1] != gone}
        build(corpus, fresh, ONTOLOGY, "corpus")
        assert quads(after) == quads(KnowledgeBase(fresh, ONTOLOGY))
        assert not [line for line in quads(after) if str(terms.document(gone)) in line]
        kept = [str(terms.evidence(s, d, a, z)) for s, d, a, z in said if d != gone]
        assert {line for line in cited if any(f"<{iri}>" in line for iri in kept)} <= quads(after)
