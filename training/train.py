"""Train the default model: ``python -m training.train --data DIR``.

Stages, each kept in the work folder so that an interrupted run goes on where it stopped: read and encode the texts, first vectors
(:mod:`training.initial`), contrastive steps (in-batch negatives, symmetric cross-entropy over scaled cosines), tables for query
expansion, and the model's files. Seeds are fixed. A GPU is used when there is one; two CPU cores take about
twenty minutes.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np
import torch

from hetao_kg.search.static import FOLDER, StaticModel
from hetao_kg.search.tokens import TokenTable
from training import data, initial, tables, texts, vocabulary
from training.sources import SOURCES, Batch, Sources, draw

SEED, DIMENSIONS, SCALE, RATE, WARM_UP = 20_260_101, 256, 20.0, 0.005, 20
KEEP_EVERY = 100


def say(line: str) -> None:
    """One line of progress."""
    print(f"[{time.strftime('%H:%M:%S')}] {line}", file=sys.stderr, flush=True)


class Trainer:
    """Feature vectors, their optimiser and the composition of tokens from features."""

    def __init__(self, start: np.ndarray, parts: tuple[np.ndarray, np.ndarray, np.ndarray], device: str) -> None:
        self.starts, self.features, self.weights = parts
        self.device = device
        self.table = torch.nn.Parameter(torch.from_numpy(start).to(device))
        self.optimiser = torch.optim.Adam([self.table], lr=RATE, betas=(0.9, 0.99), fused=True)

    def encode(self, sequences: list[np.ndarray]) -> torch.Tensor:
        """Unit vectors (n, d): the sum of each sequence's token vectors, normalised."""
        flat = np.concatenate(sequences)
        lengths = self.starts[flat + 1] - self.starts[flat]
        ends = np.cumsum(lengths)
        index = np.repeat(self.starts[flat] - (ends - lengths), lengths) + np.arange(ends[-1])
        token_starts = np.cumsum([0] + [len(s) for s in sequences[:-1]])
        offsets = (ends - lengths)[token_starts]
        sums = torch.nn.functional.embedding_bag(
            torch.from_numpy(self.features[index]).to(self.device), self.table, torch.from_numpy(offsets).to(self.device),
            mode="sum", per_sample_weights=torch.from_numpy(self.weights[index]).to(self.device),
        )  # fmt: skip
        return torch.nn.functional.normalize(sums, dim=1)

    def step(self, batch: Batch, rate: float) -> float:
        """One update; returns the loss."""
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        vectors = self.encode(batch.queries + batch.passages)
        queries, passages = vectors[: len(batch.queries)], vectors[len(batch.queries) :]
        scores = SCALE * queries @ passages.T
        groups = torch.from_numpy(batch.groups).to(self.device)
        same = (groups[:, None] == groups[None, :]) & ~torch.eye(len(groups), dtype=torch.bool, device=self.device)
        scores = scores.masked_fill(same, -1e4)
        target = torch.arange(len(groups), device=self.device)
        loss = (torch.nn.functional.cross_entropy(scores, target) + torch.nn.functional.cross_entropy(scores.T, target)) / 2
        self.optimiser.zero_grad()
        loss.backward()
        self.optimiser.step()
        return float(loss.detach())

    def tokens(self) -> np.ndarray:
        """Token vectors (n, d), composed from the features."""
        table = self.table.detach().cpu().numpy()
        return np.add.reduceat(table[self.features] * self.weights[:, None], np.minimum(self.starts[:-1], len(self.features) - 1), axis=0)


def prepare(folder: Path, work: Path) -> tuple[TokenTable, np.ndarray, dict[str, texts.Rows]]:
    """Token table, token frequencies and encoded texts, from the work folder or made anew."""
    if (work / "texts.npz").exists():
        return TokenTable.load(work / "tokens.tsv"), np.load(work / "frequency.npy"), texts.load(work / "texts.npz")
    say("reading the data")
    material = data.load(folder)
    table, frequency = vocabulary.choose(material)
    say(f"{len(table):,} tokens")
    rows = texts.encode(material, table, say)
    table.save(work / "tokens.tsv")
    np.save(work / "frequency.npy", frequency)
    texts.save(work / "part.npz", rows)
    (work / "part.npz").rename(work / "texts.npz")
    return table, frequency, rows


def fit(trainer: Trainer, sources: Sources, steps: int, work: Path) -> None:
    """All contrastive steps, with a checkpoint every ``KEEP_EVERY``."""
    kept = work / "checkpoint.pt"
    first = 0
    if kept.exists():
        state = torch.load(kept, map_location=trainer.device, weights_only=True)
        if state["steps"] == steps:
            trainer.table.data.copy_(state["table"])
            trainer.optimiser.load_state_dict(state["optimiser"])
            first = state["step"]
            say(f"going on at step {first}")
    losses: dict[str, list[float]] = {name: [] for name, *_ in SOURCES}
    began = time.monotonic()
    for step in range(first, steps):
        name, batch = draw(sources, SEED, step)
        rate = RATE * min(1.0, (step + 1) / WARM_UP) * (1 - step / steps)
        losses[name].append(trainer.step(batch, rate))
        if (step + 1) % 25 == 0:
            left = (time.monotonic() - began) / (step + 1 - first) * (steps - step - 1)
            recent = np.mean([loss for values in losses.values() for loss in values[-3:]])
            say(f"step {step + 1} of {steps}, loss {recent:.3f}, about {left / 60:.0f} min left")
        if (step + 1) % KEEP_EVERY == 0 or step + 1 == steps:
            state = {"steps": steps, "step": step + 1, "table": trainer.table.data, "optimiser": trainer.optimiser.state_dict()}
            torch.save(state, work / "checkpoint.part")
            (work / "checkpoint.part").rename(kept)
    for name, values in losses.items():
        if values:
            say(f"  {name}: loss {np.mean(values[:5]):.3f} -> {np.mean(values[-5:]):.3f} over {len(values)} steps")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Train the default embedding model.")
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder that holds training/ (default: data)")
    parser.add_argument("--work", type=Path, default=Path("build/training"), help="folder for intermediate files (default: build/training)")
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder for the model (default: the package's)")
    parser.add_argument("--steps", type=int, default=2400)
    parser.add_argument("--threads", type=int, default=0, help="CPU threads (default: all cores)")
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    torch.manual_seed(SEED)
    options.work.mkdir(parents=True, exist_ok=True)
    try:
        table, frequency, rows = prepare(options.data, options.work)
    except OSError as error:
        sys.exit(f"cannot read the training data: {error} (give its folder with --data)")
    start_file = options.work / "initial.npy"
    if not start_file.exists():
        np.save(start_file, initial.vectors(rows, table, DIMENSIONS, SEED, say))
    device = "cuda" if torch.cuda.is_available() else "cpu"
    trainer = Trainer(np.load(start_file), vocabulary.parts(table), device)
    fit(trainer, Sources(rows, len(table.han)), options.steps, options.work)
    vectors = trainer.tokens()
    model = StaticModel.quantised(table, vectors, "hetao-static-1")
    model.save(options.out)
    tables.write(options.out, model, frequency, data.load(options.data).dictionary, say)
    say(f"{options.out}: {sum(f.stat().st_size for f in options.out.iterdir()) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
