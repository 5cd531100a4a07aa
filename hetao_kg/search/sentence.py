"""The bridge to sentence-transformers, both ways; the only module of search that imports torch.

:class:`SentenceModel` makes any SentenceTransformer an embedder; :func:`as_sentence_transformer` makes the default
model a SentenceTransformer.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hetao_kg.errors import HetaoError
from hetao_kg.search.static import FOLDER, StaticModel

logger = logging.getLogger(__name__)


class SentenceModel:
    """A SentenceTransformer by name or path, with the query and passage prompts of its own configuration."""

    kind = "sentence-transformers"

    def __init__(self, name: str) -> None:
        try:
            from sentence_transformers import SentenceTransformer

            self._model = SentenceTransformer(name)
        except Exception as error:
            reason = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
            hint = "give the folder or the name of a SentenceTransformer"
            raise HetaoError(f"no model {name!r} can be loaded: {reason}", hint) from error
        self.name = name
        self.dimensions = int(self._model.get_embedding_dimension() or 0)
        self.fingerprint = _fingerprint(self._model)
        prompts: dict[str, str] = dict(self._model.prompts or {})
        self._query = prompts.get("query", "")
        self._passage = next((prompts[key] for key in ("passage", "document") if prompts.get(key)), "")

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors (n, d); a zero row for a text without content."""
        return self._encode(texts, self._passage)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors (n, d) with the model's query prompt."""
        return self._encode(texts, self._query)

    def _encode(self, texts: Sequence[str], prompt: str) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        filled = [i for i, text in enumerate(texts) if text.strip()]
        if filled:
            options = {"prompt": prompt or None, "normalize_embeddings": True, "show_progress_bar": False}
            found = self._model.encode([texts[i] for i in filled], **options)
            vectors[filled] = np.nan_to_num(np.asarray(found, np.float32))
        return vectors

    def store(self, folder: Path) -> None:
        """Nothing to keep: the model is opened again by its name."""


def _fingerprint(model: Any) -> str:  # noqa: ANN401
    """Hash over the shape of every tensor and about 4,096 evenly spaced values of it: a second for gigabytes of weights."""
    state = hashlib.sha256()
    for key, tensor in sorted(model.state_dict().items()):
        state.update(json.dumps([key, list(tensor.shape), str(tensor.dtype)]).encode())
        state.update(tensor.detach().cpu().contiguous().flatten().view(-1)[:: max(1, tensor.numel() // 4096)].double().numpy().tobytes())
    return state.hexdigest()[:16]


def as_sentence_transformer(folder: Path = FOLDER) -> Any:  # noqa: ANN401
    """The default model as a ``SentenceTransformer``: raw text in, unit vectors out, equal to the light path's."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding

    model = StaticModel.load(folder)
    weights = model.rows.astype(np.float32) * model.scales.astype(np.float32)[:, None]

    class Static(StaticEmbedding):  # type: ignore[misc]
        """StaticEmbedding over the model's own token table; it means where the light path sums, equal once normalised."""

        def preprocess(self, inputs: list[str], prompt: str | None = None, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401
            encoded = [rows or [0] for rows in model.table.encode([(prompt or "") + text for text in inputs])]
            offsets = np.cumsum([0] + [len(rows) for rows in encoded[:-1]])
            return {"input_ids": torch.tensor([row for rows in encoded for row in rows]), "offsets": torch.from_numpy(offsets)}

    return SentenceTransformer(modules=[Static(model.table.tokenizer, embedding_weights=weights), Normalize()], device="cpu")
