"""The default model: one vector a token, summed and normalised; numpy only, no torch.

A folder holds ``config.json``, ``tokens.tsv`` and ``weights.safetensors`` (``rows`` int8 (n, d) and ``scales`` float16
(n,): the vector of token i is ``scales[i] * rows[i]``). :mod:`hetao_kg.search.sentence` wraps the same folder as a
``SentenceTransformer``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from hetao_kg.errors import HetaoError
from hetao_kg.search.tokens import TokenTable

FOLDER = Path(__file__).parent / "model"
#: Texts are encoded in blocks of about this many tokens, to bound memory (32,768 x 256 x 4 bytes = 32 MiB).
BLOCK = 32_768
#: A text longer than this is cut; passages are at most 500 characters, so this only meets pasted documents.
LONGEST = 200_000


def normalised(sums: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows scaled to length one; a zero row stays zero."""
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.asarray(sums / np.where(lengths > 0, lengths, 1), np.float32)


def hash_of(table: TokenTable, rows: NDArray[np.int8], scales: NDArray[np.float16]) -> str:
    """The fingerprint of a model: a hash of its tokens and every number of its vectors."""
    return hashlib.sha256("\n".join(table.tokens).encode() + rows.tobytes() + scales.tobytes()).hexdigest()[:16]


class StaticModel:
    """Token vectors of a folder, as an :class:`~hetao_kg.search.embed.Embedder`."""

    kind = "default"

    def __init__(self, table: TokenTable, rows: NDArray[np.int8], scales: NDArray[np.float16], name: str, fingerprint: str) -> None:
        if len(table) != len(rows) or len(rows) != len(scales):
            raise HetaoError(f"the model {name} has {len(table)} tokens and {len(rows)} vectors", "install the package again")
        self.table, self.rows, self.scales = table, rows, scales
        self.name, self.fingerprint, self.dimensions = name, fingerprint, int(rows.shape[1])

    @classmethod
    def load(cls, folder: Path = FOLDER) -> StaticModel:
        """The model in ``folder``; raises ``HetaoError`` if a file is missing or broken."""
        try:
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            table = TokenTable.load(folder / "tokens.tsv")
            with safe_open(folder / "weights.safetensors", framework="numpy") as tensors:
                rows, scales = tensors.get_tensor("rows"), tensors.get_tensor("scales")
            return cls(table, rows, scales, config["name"], config["fingerprint"])
        except (OSError, ValueError, KeyError, SafetensorError) as error:
            hint = "install the package again, or train one with: make train-model"
            raise HetaoError(f"no usable model in {folder}: {error}", hint) from error

    def save(self, folder: Path) -> None:
        """Write the model's files into ``folder``."""
        folder.mkdir(parents=True, exist_ok=True)
        self.table.save(folder / "tokens.tsv")
        save_file({"rows": self.rows, "scales": self.scales}, folder / "weights.safetensors")
        (folder / "weights.safetensors").chmod(0o644)
        config = {"name": self.name, "dimensions": self.dimensions, "tokens": len(self.table), "fingerprint": self.fingerprint}
        (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def quantised(cls, table: TokenTable, vectors: NDArray[np.float32], name: str) -> StaticModel:
        """A model of float ``vectors`` (n, d) in 8 bits with one scale a row; row 0, the unknown token, becomes zero."""
        largest = np.abs(vectors).max(axis=1)
        scales = np.maximum(largest / 127, 1e-7).astype(np.float16)
        rows = np.clip(np.rint(vectors / scales.astype(np.float32)[:, None]), -127, 127).astype(np.int8)
        rows[0] = 0
        return cls(table, rows, scales, name, hash_of(table, rows, scales))

    def vectors(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Vectors of the tokens ``rows``, shape (len(rows), d)."""
        return self.rows[rows].astype(np.float32) * self.scales[rows].astype(np.float32)[:, None]

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors (n, d); a zero row for a text without any known token."""
        encoded = self.table.encode([text[:LONGEST] for text in texts])
        sums = np.zeros((len(texts), self.dimensions), np.float32)
        first = 0
        while first < len(encoded):
            last, size = first, 0
            while last < len(encoded) and (size == 0 or size + len(encoded[last]) <= BLOCK):
                size += len(encoded[last])
                last += 1
            filled = [i for i in range(first, last) if encoded[i]]
            if filled:
                flat = np.concatenate([np.asarray(encoded[i], np.int64) for i in filled])
                starts = np.cumsum([0] + [len(encoded[i]) for i in filled[:-1]])
                sums[filled] = np.add.reduceat(self.vectors(flat), starts, axis=0)
            first = last
        return normalised(sums)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Same as :meth:`encode_passages`: the model knows no prompts."""
        return self.encode_passages(texts)

    def store(self, folder: Path) -> None:
        """Nothing to keep beside an index: the model ships with the package."""
