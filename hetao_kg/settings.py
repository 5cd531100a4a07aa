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

    @classmethod
    def from_environment(cls) -> Settings:
        """``HETAO_ONTOLOGY`` and ``HETAO_KB`` where set, else ``ontology/`` beside the package and ``kb``."""
        home = Path(__file__).resolve().parent.parent
        return cls(Path(os.environ.get("HETAO_ONTOLOGY", home / "ontology")), Path(os.environ.get("HETAO_KB", "kb")))
