"""Where things are. The only module that reads the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Made once at the edge (command line, app) and handed down as single values."""

    #: Folder with ``hetao.ttl``, ``entities/``, ``patterns.toml`` …
    ontology: Path
    #: Default knowledge base.
    kb: Path
    #: The folder that the knowledge base is built from, where readers may add to it in the explorer; None where they may not.
    corpus: Path | None = None

    @classmethod
    def from_environment(cls) -> Settings:
        """``HETAO_ONTOLOGY`` and ``HETAO_KB`` where set, else ``ontology/`` beside the package and ``kb``; ``HETAO_CORPUS``."""
        home = Path(__file__).resolve().parent.parent
        corpus = os.environ.get("HETAO_CORPUS")
        ontology, kb = os.environ.get("HETAO_ONTOLOGY", home / "ontology"), os.environ.get("HETAO_KB", "kb")
        return cls(Path(ontology), Path(kb), Path(corpus) if corpus else None)
