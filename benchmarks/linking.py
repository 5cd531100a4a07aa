"""Speed of finding and linking known names, on one core: ``python benchmarks/linking.py``.

The text is the shipped corpus, its sentences in a random order again and again up to two megabytes of UTF-8. First the
project's own names, then 100 to 100,000 invented ones beside them. Time is CPU time; of five runs the median counts.
"""

from __future__ import annotations

import random
import re
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from hetao_kg import ontology as ontologies
from hetao_kg.extract import Extractor, segmenter_for
from hetao_kg.extract.gazetteer import Gazetteer, squeeze
from hetao_kg.ontology import Ontology
from hetao_kg.text import fold
from hetao_kg.types import Entity

ROOT = Path(__file__).resolve().parent.parent
MEGABYTE = 1_000_000
SIZES = (100, 1_000, 10_000, 100_000)


def text(megabytes: float, seed: int = 7) -> str:
    """Sentences of the corpus, shuffled, until there are so many megabytes."""
    chance = random.Random(seed)
    sentences = [s for p in sorted((ROOT / "corpus").glob("*.md")) for s in re.split(r"(?<=[。；\n])", p.read_text("utf-8")) if s.strip()]
    parts: list[str] = []
    size = 0
    while size < megabytes * MEGABYTE:
        for sentence in chance.sample(sentences, len(sentences)):
            parts.append(sentence)
            size += len(sentence.encode())
    return "".join(parts)


def invented(count: int, seed: int = 11) -> list[str]:
    """So many different names of bodies: two to six characters of common use and an ending."""
    chance = random.Random(seed)
    characters = "安邦昌成川德東發方豐福光廣海和恒宏華匯嘉建江金景凱康利龍隆茂明南寧平啟勤瑞森盛泰天通威文祥新興亞洋怡永裕元遠雲澤正志中州"
    endings = ("有限公司", "研究院", "委員會", "管理局", "大學", "基金會", "協會", "科技園")
    found: dict[str, None] = {}
    while len(found) < count:
        found["".join(chance.choices(characters, k=chance.randint(2, 6))) + chance.choice(endings)] = None
    return list(found)


def megabytes_a_second(run: Callable[[], object], size: int) -> float:
    """Median of five runs, in megabytes of UTF-8 a second of CPU time."""
    times = []
    for _ in range(5):
        began = time.process_time()
        run()
        times.append(time.process_time() - began)
    return size / MEGABYTE / statistics.median(times)


def with_names(ontology: Ontology, names: list[str]) -> Ontology:
    """The ontology with more bodies listed."""
    more = {f"invented-{n}": Entity(f"invented-{n}", "Institution", (("zh-hant", name),), known=True) for n, name in enumerate(names)}
    return replace(ontology, entities={**ontology.entities, **more})


def main() -> None:
    """Print the tables."""
    written = text(2.0)
    size = len(written.encode())
    ontology = ontologies.load(ROOT / "ontology")
    extractor = Extractor(ontology, segmenter_for(ontology))
    listed = sum(len(e.names()) for e in ontology.entities.values())
    print(f"{size / MEGABYTE:.1f} MB of text, {listed:,} listed names\n\n| step | MB a second |\n|---|---|")
    folded = fold(written)
    squeezed, _ = squeeze(folded)
    for name, run in (
        ("folding", lambda: fold(written)),
        ("without the spaces inside Chinese", lambda: squeeze(folded)),
        ("known names found and linked, folding included", lambda: extractor.finder.find(fold(written), unlisted=False)),
    ):
        print(f"| {name} | {megabytes_a_second(run, size):.2f} |")
    part = text(0.1)
    print(f"| everything: unlisted names, short forms, dates, amounts | {megabytes_a_second(lambda: extractor.names(part), 100_000):.2f} |")
    print("\n| names | building the automaton, s | the automaton alone, MB a second | known names found and linked, MB a second |")
    print("|---|---|---|---|")
    for count in SIZES:
        names = invented(count)
        began = time.process_time()
        gazetteer = Gazetteer(dict.fromkeys(names, ""))
        built = time.process_time() - began
        alone = megabytes_a_second(lambda gazetteer=gazetteer: sum(1 for _ in gazetteer.find(squeezed)), size)  # type: ignore[misc]
        larger = with_names(ontology, names)
        finder = Extractor(larger, segmenter_for(larger)).finder
        linked = megabytes_a_second(lambda finder=finder: finder.find(fold(written), unlisted=False), size)  # type: ignore[misc]
        print(f"| {count:,} | {built:.2f} | {alone:.1f} | {linked:.2f} |")


if __name__ == "__main__":
    main()
