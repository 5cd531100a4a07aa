"""A sample of the acts (sets up, issues, approves, funds) that knowledge bases hold, for reading by hand.

    python -m benchmarks.acts KB … --seed 77 --sample 60

Each is printed with status, date, amount, rule and quotation: it is wrong when any part of it is. What readers found is in
``results/acts.md``.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

from hetao_kg.kb import KnowledgeBase
from hetao_kg.types import Statement

ROOT = Path(__file__).resolve().parent.parent
ACTS = ("establishes", "issues", "approves", "funds")


def line(kb: KnowledgeBase, s: Statement) -> str:
    """One act with its first quotation."""
    subject, thing = (kb.entities[i].label() for i in (s.subject, s.object))
    amount = f"{s.amount.value} {s.amount.unit}" if s.amount else "-"
    quote = s.evidence[0]
    where = f"{quote.quote.document} [{quote.rule}] {quote.quote.text}"
    return f"{subject} | {s.predicate} | {thing} | {s.status} | {s.date or '-'} | {amount}\n    {where}"


def main() -> None:
    """Prints the sample."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("kb", nargs="+", type=Path)
    parser.add_argument("--seed", type=int, default=77)
    parser.add_argument("--sample", type=int, default=60)
    given = parser.parse_args()
    bases = [KnowledgeBase(folder, ROOT / "ontology") for folder in given.kb]
    every = [(kb, s) for kb in bases for s in kb.statements if s.predicate in ACTS]
    every.sort(key=lambda row: (row[1].evidence[0].quote.document, row[1].evidence[0].quote.start, row[1].id))
    print(f"{len(every)} acts")
    for n in sorted(random.Random(given.seed).sample(range(len(every)), min(given.sample, len(every)))):
        print(line(*every[n]))


if __name__ == "__main__":
    main()
