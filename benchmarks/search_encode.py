"""Encoding speed of the default model on one core: ``python benchmarks/search_encode.py``.

2,000 synthetic passages of 200 characters; the parts are folding, cutting into tokens, and summing vectors. Time is CPU
time, so that other work on the machine counts little.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

os.environ.update(RAYON_NUM_THREADS="1", OMP_NUM_THREADS="1", TOKENIZERS_PARALLELISM="false")
sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.search_size import synthetic
from hetao_kg.search.static import StaticModel
from hetao_kg.text import fold


def main() -> None:
    """Print the table."""
    began = time.process_time()
    model = StaticModel.load()
    print(f"| load | {time.process_time() - began:.2f} s |\n|---|---|")
    texts = [(passage.quote.text * 2)[:200] for passage in synthetic(model, 2000)]
    model.encode_passages(texts[:50])
    for name, run in (
        ("folding alone", lambda: [fold(text) for text in texts]),
        ("folding and cutting", lambda: model.table.encode(texts)),
        ("whole encoding", lambda: model.encode_passages(texts)),
    ):
        began = time.process_time()
        run()
        print(f"| {name} | {len(texts) / (time.process_time() - began):,.0f} passages of 200 characters a second |")
    began = time.process_time()
    for text in texts[:200]:
        model.encode_queries([text[:12]])
    print(f"| one query | {1000 * (time.process_time() - began) / 200:.2f} ms |")


if __name__ == "__main__":
    main()
