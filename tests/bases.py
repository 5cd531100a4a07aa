"""Knowledge bases made for tests."""

from __future__ import annotations

from pathlib import Path

from places import ONTOLOGY

from hetao_kg.build import build
from hetao_kg.kb import KnowledgeBase


def built(corpus: Path, folder: Path) -> KnowledgeBase:
    """A knowledge base of ``corpus`` in ``folder``, opened. Those of the session are read and left as they are."""
    build(corpus, folder, ONTOLOGY)
    return KnowledgeBase(folder, ONTOLOGY)
