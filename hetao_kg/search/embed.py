"""Text to vectors: the interface every model meets, and the registry of models.

``EMBEDDERS`` maps a name to a function that imports and loads, so importing this module loads no model and neither
torch nor sentence-transformers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from hetao_kg.errors import KnowledgeBaseError


class Embedder(Protocol):
    """A model that turns texts into unit vectors."""

    @property
    def kind(self) -> str:
        """Name of its entry in ``EMBEDDERS``."""

    @property
    def name(self) -> str:
        """Which model of that kind, for people and for opening it again."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    @property
    def fingerprint(self) -> str:
        """Hash of the weights; two models with equal fingerprints give equal vectors."""

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, d) float32, rows of length one; an all-zero row for a text without content."""

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As :meth:`encode_passages`, with the model's query prompt where it has one."""

    def store(self, folder: Path) -> None:
        """Keep beside an index what opening the model again needs; models that live elsewhere write nothing."""


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """Which model made an index."""

    kind: str
    name: str
    dimensions: int
    fingerprint: str


def record_of(embedder: Embedder) -> ModelRecord:
    """What an index notes about ``embedder``."""
    return ModelRecord(embedder.kind, embedder.name, embedder.dimensions, embedder.fingerprint)


def _default(name: str = "", texts: Sequence[str] = (), folder: Path | None = None) -> Embedder:
    from hetao_kg.search.static import StaticModel

    return StaticModel.load()


def _corpus(name: str = "", texts: Sequence[str] = (), folder: Path | None = None) -> Embedder:
    from hetao_kg.search.corpus_model import CorpusModel

    return CorpusModel.load(folder) if folder is not None else CorpusModel.train(texts)


def _sentence_transformers(name: str = "", texts: Sequence[str] = (), folder: Path | None = None) -> Embedder:
    from hetao_kg.search.sentence import SentenceModel

    return SentenceModel(name)


#: Kind -> function ``(name, texts, folder)``: ``name`` is a model's name or path, ``texts`` what a model trained at build
#: time learns from, ``folder`` where :meth:`Embedder.store` kept it.
EMBEDDERS: dict[str, Callable[..., Embedder]] = {
    "default": _default,
    "corpus": _corpus,
    "sentence-transformers": _sentence_transformers,
}


def make_embedder(model: str = "default", texts: Sequence[str] = ()) -> Embedder:
    """The model a user asked for: ``default``, ``corpus`` (trained on ``texts``), or the name or path of any SentenceTransformer.

    Raises ``HetaoError`` in one line when it cannot be loaded.
    """
    if model in EMBEDDERS:
        return EMBEDDERS[model](texts=texts)
    return EMBEDDERS["sentence-transformers"](name=model)


def open_embedder(record: ModelRecord, folder: Path) -> Embedder:
    """The model an index was made with; raises ``KnowledgeBaseError`` if that is not the one installed now."""
    if record.kind not in EMBEDDERS:
        raise KnowledgeBaseError(f"the index was made with an unknown kind of model, {record.kind}", "build the knowledge base again")
    embedder = EMBEDDERS[record.kind](name=record.name, folder=folder)
    if record_of(embedder) != record:
        raise KnowledgeBaseError(
            f"the index was made with model {record.name} ({record.fingerprint}, {record.dimensions} dimensions), "
            f"the one here is {embedder.name} ({embedder.fingerprint}, {embedder.dimensions})",
            "build the knowledge base again",
        )
    return embedder
