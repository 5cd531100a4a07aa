"""Fit the confidence of answers: ``python -m training.confidence [--kb FOLDER]``.

Asks the project's own questions of the documents they belong to (each in three languages), questions that the documents do
not answer, and questions of other documents, whose answers are all wrong; fits a logistic regression with a quadratic
penalty over :func:`hetao_kg.answer.confidence.features`; writes ``hetao_kg/answer/confidence.json`` and
``benchmarks/results/confidence.md``. Every figure of the table is of questions left out of the fit, one tenth at a time.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import marked
from benchmarks.marked import Wanted
from hetao_kg.answer.compose import everything
from hetao_kg.answer.confidence import features
from hetao_kg.answer.question import Understander
from hetao_kg.answer.rank import search
from hetao_kg.answer.retrieve import READ
from hetao_kg.build import build
from hetao_kg.kb import KnowledgeBase

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "tests" / "data"
#: Name of a set of questions -> its documents.
SETS = {
    "competency": ROOT / "corpus", "water": DATA / "water", "harbour": DATA / "harbour", "researcher-harbour": DATA / "harbour",
    "recycling": DATA / "recycling", "researcher-recycling": DATA / "recycling",
}  # fmt: skip
#: Questions of other documents weigh so much together, beside 1 for all the rest: people mostly ask what a corpus is about.
FOREIGN = 0.05
#: Weight of the penalty, and how many parts the questions are cut into for testing.
PENALTY, FOLDS = 0.3, 10
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """One answer: the question it belongs to, what is known of it, whether it is right, its weight."""

    question: str
    known: dict[str, float]
    right: bool
    weight: float


def table(name: str) -> list[dict[str, str]]:
    """The rows of a table of questions."""
    return marked.rows(DATA / "questions" / f"{name}.tsv")


def _answers(kb: KnowledgeBase, text: str, wanted: Sequence[Wanted], group: str) -> Iterator[Row]:
    question = Understander.of(kb).read(text)
    found = everything(kb, question, search(kb, question.text, READ, question=question))
    for item in found.answers:
        yield Row(group, features(kb, question, found, item), any(w.is_met(item) for w in wanted), 1 / len(found.answers))


def rows(bases: dict[str, KnowledgeBase]) -> list[Row]:
    """Every answer to every question, the versions of one question under one group."""
    asked = {name: table(name) for name in bases}
    own = [
        row
        for name, kb in bases.items()
        for n, q in enumerate(asked[name])
        for text in marked.in_languages(q)
        for row in _answers(kb, text, marked.right_answers(q), f"{name} {n}")
    ]
    for n, q in enumerate(table("unanswerable")):
        own += _answers(bases["competency" if q["corpus"] == "shipped" else q["corpus"]], q["question"], (), f"unanswerable {n}")
    foreign = [
        row
        for name, kb in bases.items()
        for other in bases
        for n, q in enumerate(asked[other] if SETS[other] != SETS[name] else [])
        for row in _answers(kb, q["zh-hant"], (), f"{other} {n}")
    ]
    share = FOREIGN * sum(r.weight for r in own) / max(1e-9, sum(r.weight for r in foreign))
    return [*own, *(Row(r.question, r.known, r.right, share * r.weight) for r in foreign)]


def fitted(x: Floats, y: Floats, w: Floats) -> Floats:
    """Weights of a logistic regression by Newton's method; the last column of ``x`` is the bias, which is not penalised."""
    penalty = np.full(x.shape[1], PENALTY)
    penalty[-1] = 1e-6
    beta = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ beta))
        gradient = x.T @ (w * (y - p)) - penalty * beta
        hessian = (x * (w * p * (1 - p))[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(hessian, gradient)
        beta = beta + step
        if float(np.abs(step).max()) < 1e-9:
            break
    return np.asarray(beta, np.float64)


def matrix(found: Sequence[Row], names: Sequence[str]) -> tuple[Floats, Floats, Floats]:
    """Features with a last column of ones, labels, weights."""
    x = np.array([[*(r.known.get(n, 0.0) for n in names), 1.0] for r in found])
    return x, np.array([float(r.right) for r in found]), np.array([r.weight for r in found])


def left_out(found: Sequence[Row], names: Sequence[str]) -> Floats:
    """The confidence of each answer by a model fitted without its question."""
    groups = sorted({r.question for r in found})
    fold = {g: i % FOLDS for i, g in enumerate(groups)}
    x, y, w = matrix(found, names)
    at = np.array([fold[r.question] for r in found])
    told = np.zeros(len(found))
    for k in range(FOLDS):
        beta = fitted(x[at != k], y[at != k], w[at != k])
        told[at == k] = 1 / (1 + np.exp(-x[at == k] @ beta))
    return told


def auc(told: Floats, y: Floats, w: Floats) -> float:
    """How often a right answer is surer than a wrong one."""
    right, wrong = y > 0.5, y <= 0.5
    better = (told[right][:, None] > told[wrong][None, :]) + 0.5 * (told[right][:, None] == told[wrong][None, :])
    pairs = w[right][:, None] * w[wrong][None, :]
    return float((better * pairs).sum() / pairs.sum())


def reliability(told: Floats, y: Floats, w: Floats) -> tuple[list[tuple[float, float, float, float]], float]:
    """For each tenth of the scale: its lower end, weight, mean confidence, share right; and the expected error."""
    found, error = [], 0.0
    for low in np.arange(0, 1, 0.1):
        inside = (told >= low) & (told < low + 0.1 + (low > 0.85))
        weight = float(w[inside].sum())
        if weight > 0:
            mean, share = float((told * w)[inside].sum() / weight), float((y * w)[inside].sum() / weight)
            found.append((float(low), weight, mean, share))
            error += weight / float(w.sum()) * abs(mean - share)
    return found, error


def report(found: Sequence[Row], names: Sequence[str]) -> str:
    """The table of what was told and what was right."""
    told, (_, y, w) = left_out(found, names), matrix(found, names)
    tenths, error = reliability(told, y, w)
    lines = [
        "# How often answers of each confidence are right", "",
        f"{len(found)} answers to the questions of `tests/data/questions`, in three languages, each judged by a model fitted without its",
        "question (`python -m training.confidence`). Answers to one question weigh 1 together; questions asked of documents that",
        f"do not answer them weigh {FOREIGN:g} of the rest.", "",
        "| told | answers (weight) | mean confidence | right |", "|---|---|---|---|",
        *(f"| {low:.1f} – {low + 0.1:.1f} | {weight:.1f} | {mean:.2f} | {share:.2f} |" for low, weight, mean, share in tenths), "",
        f"A right answer is surer than a wrong one in {auc(told, y, w):.2f} of pairs (AUC); mean confidence and share of right "
        f"answers differ by {error:.3f} (expected calibration error).", "",
    ]  # fmt: skip
    return "\n".join(lines)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--kb", type=Path, help="folder that the knowledge bases are kept in (default: a temporary one)")
    folder = parser.parse_args().kb or Path(tempfile.mkdtemp())
    bases = {}
    for name, corpus in SETS.items():
        build(corpus, folder / name, ROOT / "ontology")
        bases[name] = KnowledgeBase(folder / name, ROOT / "ontology")
    found = rows(bases)
    names = sorted({n for r in found for n in r.known})
    beta = fitted(*matrix(found, names))
    weights = {n: round(float(b), 4) for n, b in zip([*names, "bias"], beta, strict=True)}
    (ROOT / "hetao_kg" / "answer" / "confidence.json").write_text(json.dumps(weights, indent=2) + "\n", "utf-8")
    (ROOT / "benchmarks" / "results" / "confidence.md").write_text(report(found, names), "utf-8")


if __name__ == "__main__":
    main()
