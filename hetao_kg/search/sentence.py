"""The bridge to sentence-transformers, both ways; the only module of search that imports torch.

:class:`SentenceModel` makes any SentenceTransformer an embedder; :func:`as_sentence_transformer` makes the default
model a SentenceTransformer.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hetao_kg.errors import HetaoError
from hetao_kg.search.static import FOLDER, StaticModel

#: Prompts of families whose models were trained with them but do not name them in their configuration.
PROMPTS: dict[str, dict[str, str]] = {
    r"\be5-(?:small|base|large)(?:-v2)?$": {"query": "query: ", "passage": "passage: "},
    r"bge-(?:small|base|large)-zh": {"query": "为这个句子生成表示以用于检索相关文章："},
}


class SentenceModel:
    """A SentenceTransformer by name or path, with the query and passage prompts of its configuration, else of :data:`PROMPTS`."""

    kind = "sentence-transformers"

    def __init__(self, name: str) -> None:
        """Open the folder ``name``, else the model of that name from the hub's cache, else from the hub.

        Raises ``HetaoError`` in one line when there is none such or it cannot be read.
        """
        self._model = _opened(name)
        self.name = name
        self.dimensions = int(self._model.get_embedding_dimension() or 0)
        self.fingerprint = _fingerprint(self._model)
        own: dict[str, str] = {key: prompt for key, prompt in (self._model.prompts or {}).items() if prompt}
        prompts = own or next((known for family, known in PROMPTS.items() if re.search(family, name.lower())), {})
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


def _opened(name: str) -> Any:  # noqa: ANN401
    from sentence_transformers import SentenceTransformer

    with _quiet():
        try:
            return SentenceTransformer(name, local_files_only=True)
        except Exception as error:
            if Path(name).is_dir():
                raise HetaoError(f"the folder {name} holds no SentenceTransformer: {_reason(error)}", "give another folder") from error
        _look_up(name)
        try:
            return SentenceTransformer(name)
        except Exception as error:
            raise HetaoError(f"no model {name!r} can be loaded: {_reason(error)}", "give the name of a SentenceTransformer") from error


def _look_up(name: str) -> None:
    """One question to the hub, so that a slip of the hand is told at once and not after five tries for each file."""
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError

    try:
        HfApi().model_info(name if "/" in name else f"sentence-transformers/{name}", timeout=10)
    except (HfHubHTTPError, HFValidationError) as error:
        hint = "give a folder, or a name such as BAAI/bge-m3"
        raise HetaoError(f"there is no folder {name}, and the model hub has no model of that name", hint) from error
    except Exception as error:
        hint = "give the folder of a model, or download it first where there is a network"
        raise HetaoError(f"there is no folder {name}, no such model was downloaded before, and the hub is out of reach", hint) from error


def _reason(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]


@contextmanager
def _quiet() -> Iterator[None]:
    """The libraries' own remarks on missing files and retries left out; what matters is told in one line."""
    loggers = [logging.getLogger(name) for name in ("huggingface_hub", "transformers", "sentence_transformers")]
    levels = [logger.level for logger in loggers]
    try:
        for logger in loggers:
            logger.setLevel(logging.CRITICAL)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


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
