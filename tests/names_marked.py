"""Reads the invented documents of ``data/names``, in which every mention is marked by hand, and scores mentions against them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from places import NAMES

_MARK = re.compile(r"\{([IPFLNDA]):([^{}|]+)(?:\|([^{}]+))?\}")
_KINDS = {"I": "Institution", "P": "Policy", "F": "Field", "L": "Place", "N": "Person", "D": "Date", "A": "Amount"}


@dataclass(frozen=True, slots=True)
class Marked:
    """``text[start:end]`` is a mention of ``kind`` that stands for ``meant`` (a name, or the value of a date or amount)."""

    start: int
    end: int
    kind: str
    meant: str


@dataclass(frozen=True, slots=True)
class MarkedText:
    """One invented document without its marks, and what they say."""

    name: str
    date: str
    script: str
    text: str
    mentions: tuple[Marked, ...]


def marked_texts() -> Iterator[MarkedText]:
    """The documents in order of their names."""
    for path in sorted(NAMES.glob("*.txt")):
        yield _marked_text(path)


def _marked_text(path: Path) -> MarkedText:
    head, _, body = path.read_text("utf-8").partition("\n---\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    text, at, mentions = "", 0, []
    for match in _MARK.finditer(body):
        text += body[at : match.start()]
        surface = match.group(2)
        mentions.append(Marked(len(text), len(text) + len(surface), _KINDS[match.group(1)], match.group(3) or surface))
        text, at = text + surface, match.end()
    return MarkedText(path.stem, fields["date"], fields["script"], text + body[at:], tuple(mentions))


@dataclass(frozen=True, slots=True)
class Tally:
    """Mentions marked, mentions found, and mentions with exactly the same span and type."""

    marked: int
    found: int
    both: int

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 where nothing is right."""
        return 2 * self.both / (self.marked + self.found) if self.both else 0.0


def tallies(pairs: Iterable[tuple[Iterable[tuple[int, int, str]], Iterable[tuple[int, int, str]]]]) -> dict[str, Tally]:
    """Per type and for ``all``: pairs of what is marked and what is found, as (start, end, type)."""
    counts: Counter[tuple[str, str]] = Counter()
    for marked, found in pairs:
        wanted, got = set(marked), set(found)
        for what, spans in (("marked", wanted), ("found", got), ("both", wanted & got)):
            counts.update((kind, what) for *_, k in spans for kind in (k, "all"))
    kinds = sorted({kind for kind, _ in counts})
    return {k: Tally(counts[k, "marked"], counts[k, "found"], counts[k, "both"]) for k in kinds}
