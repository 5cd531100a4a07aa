"""Who says it: the stretches of a document that somebody else than the document says.

A quotation with a name and a verb of saying beside it (「…」X表示), a sentence behind 「X指出」, and what a cited report
says (據X統計, 根據《X》…顯示). A further quotation in the same paragraph goes on with the speaker. Everything else is
said by the document itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from hetao_kg.extract.mentions import Names
from hetao_kg.split import sentences
from hetao_kg.text import any_of, fold
from hetao_kg.types import Document, Evidence, Figure, Mention, Statement

_SPEAKING = ("Person", "Institution", "Policy")
#: A shorter quotation is a term or a title, not speech.
_SHORTEST = 10
_QUOTED = re.compile(r"“([^“”]*(?:“[^“”]*”[^“”]*)*)”")
Said = TypeVar("Said", Statement, Figure)


@dataclass(frozen=True, slots=True)
class Speech:
    """``[start, end)`` of a document's text is said by ``speaker``, an entity id."""

    start: int
    end: int
    speaker: str


class SpeechReader:
    """Finds who says what; built once for an ontology."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        lists = words["speakers"]
        self._governing = tuple(lists["governing"])
        verbs, sources, reports = (any_of(lists[n]) for n in ("verbs", "sources", "reports"))
        self._says = re.compile(rf"[”》)\s]*(?:[^,;。“”]{{0,6}}?)(?<!{any_of(lists['not_after'])})(?P<verb>{verbs})(?:了|,|:|\s|(?=“))?")
        self._source = re.compile(rf"(?:{sources})\s*[“《]?$")
        self._report = re.compile(rf"[”》)\s]*(?:[^,;。]{{0,14}}?)(?:{reports})")

    def read(self, document: Document, names: Names) -> tuple[Speech, ...]:
        """What others say in ``document``, in order; stretches may lie inside one another."""
        folded = fold(document.text)
        found: list[Speech] = []
        mentions = [m for m in names.mentions if m.kind in _SPEAKING and m.entity]
        at = 0
        for block in document.blocks:
            while at < len(mentions) and mentions[at].end <= block.start:
                at += 1
            inside = []
            while at < len(mentions) and mentions[at].start < block.end:
                inside.append(mentions[at])
                at += 1
            if block.kind in ("prose", "list", "note", "caption"):
                found += self._of_block(folded, block.start, block.end, inside)
        return tuple(sorted(set(found), key=lambda s: (s.start, s.end, s.speaker)))

    def _of_block(self, folded: str, start: int, end: int, mentions: Sequence[Mention]) -> Iterator[Speech]:
        quotations = [(m.start(1), m.end(1)) for m in _QUOTED.finditer(folded, start, end) if self._speech(m.group(1))]
        told: dict[tuple[int, int], str] = {}
        for mention in mentions:
            if any(a <= mention.start < b for a, b in quotations):
                continue
            a, b = next(((a, b) for a, b in sentences(folded, start, end) if a <= mention.start < b), (start, end))
            said = self._says.match(folded, mention.end, b)
            nearer = said and any(mention.end <= m.start < said.end() for m in mentions)  # 某院院長王某表示: the person speaks
            if said and not nearer and self._subject(folded, mention, a):
                for quoted in quotations:
                    behind = 0 <= quoted[0] - said.end() <= 3
                    if behind or (0 <= mention.start - quoted[1] <= 30 and "。" not in folded[quoted[1] + 1 : mention.start]):
                        told.setdefault(quoted, mention.entity)
                if b - said.end() >= _SHORTEST:
                    yield Speech(said.end(), b, mention.entity)
            elif self._cites(folded, mention, a, b):
                yield Speech(mention.end, b, mention.entity)
        last = ""
        for quoted in quotations:
            opens = quoted[0] - 1 == start or folded[quoted[0] - 2] in "。!?”\n"
            last = told.get(quoted, last if opens else "")
            if last:
                yield Speech(*quoted, last)

    @staticmethod
    def _speech(words: str) -> bool:
        return len(words) >= _SHORTEST and bool(re.search(r"[,。;!?]", words))

    def _subject(self, folded: str, mention: Mention, start: int) -> bool:
        """Whether the name opens its clause, so that it is the one who speaks (a title may stand before it)."""
        before = folded[max(start, mention.start - 24) : mention.start]
        clause = re.split(r"[,;。:”\n]", before)[-1]
        return not clause.rstrip(" “《").endswith(self._governing)

    def _cites(self, folded: str, mention: Mention, start: int, end: int) -> bool:
        source = self._source.search(folded, max(start, mention.start - 8), mention.start)
        return bool(source and self._report.match(folded, mention.end, end))


def attributed(said: Sequence[Said], speeches: Sequence[Speech]) -> tuple[Said, ...]:
    """The statements or figures with who says each; those of the document itself as they are."""
    return tuple(replace_speaker(s, tuple(replace(e, speaker=_speaker(e, speeches)) for e in s.evidence)) for s in said)


def replace_speaker(said: Said, evidence: tuple[Evidence, ...]) -> Said:
    """``said`` with that evidence; a statement's speaker is the one whom all its evidence names."""
    if isinstance(said, Figure):
        return replace(said, evidence=evidence)
    speakers = {e.speaker for e in evidence}
    return replace(said, evidence=evidence, speaker=speakers.pop() if len(speakers) == 1 else "")


def _speaker(evidence: Evidence, speeches: Sequence[Speech]) -> str:
    """The speaker of the shortest stretch that holds most of the quote."""
    quote = evidence.quote
    covering = [s for s in speeches if 2 * (min(s.end, quote.end) - max(s.start, quote.start)) > quote.end - quote.start]
    return min(covering, key=lambda s: (s.end - s.start, s.speaker)).speaker if covering else ""
