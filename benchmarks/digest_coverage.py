"""How much of each publication its digest keeps: names, dates and amounts of the one found in the other.

    python -m benchmarks.digest_coverage ORIGINALS [--missing]

ORIGINALS is a folder with the publications under the file stems of their digests. Both folders are built into
knowledge bases, and the distinct things mentioned in a publication are looked up among those of its digest. The
figures are as good as the names found: a wrong name read out of a publication counts as missing from the digest.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hetao_kg.build import build
from hetao_kg.kb import KnowledgeBase
from hetao_kg.text import fold
from hetao_kg.types import Kind, Mention

ROOT = Path(__file__).resolve().parent.parent
#: What a researcher looks up; fields and places are too general to tell a digest from a summary.
KINDS: tuple[Kind, ...] = ("Institution", "Policy", "Date", "Amount")


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of ``total`` distinct things of one kind in a publication, ``missing`` (as written there) are not in its digest."""

    document: str
    kind: Kind
    total: int
    missing: tuple[str, ...]


def coverage(originals: KnowledgeBase, digests: KnowledgeBase) -> Iterator[Coverage]:
    """One row for each document that both hold and each of :data:`KINDS`, in order."""
    for document in sorted(originals.documents.keys() & digests.documents.keys()):
        for kind in KINDS:
            wanted: dict[str, str] = {}
            for m in originals.mentions[document]:
                if m.kind == kind:
                    wanted.setdefault(_thing(m), m.surface)
            kept = {_thing(m) for m in digests.mentions[document] if m.kind == kind}
            missing = tuple(surface for thing, surface in wanted.items() if not _kept(thing, kept, kind))
            yield Coverage(document, kind, len(wanted), missing)


def _thing(mention: Mention) -> str:
    if mention.value:
        return mention.value.value
    return mention.entity or fold(mention.surface)


def _kept(thing: str, kept: set[str], kind: Kind) -> bool:
    """Whether the digest has it; a date may stand there more exactly (去年 has become its year, a month its day)."""
    return thing in kept or (kind == "Date" and any(k.startswith(thing) for k in kept))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="How much of each publication its digest keeps.")
    parser.add_argument("originals", type=Path)
    parser.add_argument("--missing", action="store_true", help="also print what is missing, as the publication writes it")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        pair = []
        for name, folder in (("originals", given.originals), ("digests", ROOT / "corpus")):
            build(folder, Path(scratch) / name, ROOT / "ontology")
            pair.append(KnowledgeBase(Path(scratch) / name, ROOT / "ontology"))
        rows = list(coverage(*pair))
    print("| document | kind | in the publication | in the digest |\n|---|---|---|---|")
    for row in rows:
        kept = row.total - len(row.missing)
        print(f"| {row.document} | {row.kind} | {row.total} | {kept} ({kept / max(row.total, 1):.0%}) |")
        if given.missing and row.missing:
            print(f"|  |  |  | missing: {'、'.join(' '.join(m.split()) for m in row.missing)} |")
    total, missing = sum(r.total for r in rows), sum(len(r.missing) for r in rows)
    print(f"| all |  | {total} | {total - missing} ({1 - missing / total:.1%}) |")


if __name__ == "__main__":
    main()
