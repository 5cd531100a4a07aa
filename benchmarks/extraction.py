"""How fast names and statements are read out of text on one core, and where the time goes.

    python -m benchmarks.extraction [FOLDER]

FOLDER holds documents of any kind that is read; the shipped corpus is the default. Time is that of the processor, so other
programs on the machine weigh little. The stages are timed one after the other on texts not seen before: cutting into words
alone, names, and everything (names, figures and statements). The profile shares out the time of a run by module.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from hetao_kg.extract import Extractor, segmenter_for
from hetao_kg.ontology import load
from hetao_kg.read import read_folder
from hetao_kg.text import fold
from hetao_kg.types import Document

ROOT = Path(__file__).resolve().parent.parent


def documents(folder: Path) -> list[Document]:
    """The documents below ``folder``, in the order of their paths."""
    return [found for found in read_folder(folder) if isinstance(found, Document)]


def rate(texts: Sequence[Document], work: Callable[[Document], object]) -> float:
    """Characters that ``work`` gets through in a second of processor time."""
    begun = time.process_time()
    for document in texts:
        work(document)
    return sum(len(d.text) for d in texts) / (time.process_time() - begun)


def shares(texts: Sequence[Document], work: Callable[[Document], object]) -> list[tuple[str, float]]:
    """Share of the time by module, the largest first; what is built into Python counts to nobody."""
    profile = cProfile.Profile()
    profile.enable()
    for document in texts:
        work(document)
    profile.disable()
    spent: Counter[str] = Counter()
    for (file, _, _), (_, _, own, _, _) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        spent["/".join(Path(file).parts[-2:])] += own
    total = sum(spent.values())
    return [(module, own / total) for module, own in spent.most_common(14)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "corpus")
    texts = documents(parser.parse_args().folder)
    ontology = load(ROOT / "ontology")

    def fresh() -> Extractor:
        """One that has cut nothing yet, its tables loaded."""
        made = Extractor(ontology, segmenter_for(ontology))
        made.names("試。", "")
        return made

    print(f"{len(texts)} documents, {sum(len(d.text) for d in texts):,} characters\n")
    print("| stage | characters a second |\n|---|---|")
    segmenter = segmenter_for(ontology)
    print(f"| cutting into words alone | {rate(texts, lambda d: segmenter.words(fold(d.text))):,.0f} |")
    names, whole, profiled = fresh(), fresh(), fresh()
    print(f"| names | {rate(texts, lambda d: names.names(d.text, d.metadata.date)):,.0f} |")
    print(f"| names, figures and statements | {rate(texts, whole.document):,.0f} |")
    print("\n| module | share of the time |\n|---|---|")
    for module, share in shares(texts, profiled.document):
        print(f"| {module} | {share:.0%} |")


if __name__ == "__main__":
    main()
