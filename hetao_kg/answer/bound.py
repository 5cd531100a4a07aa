"""What a number or a date belongs to among several of its sentence: the clause that it stands in.

A Chinese date stands before what happened (2021年9月开工，2024年12月通过验收), a number behind what it measures or before what it
counts, and neither reaches over a comma, unless it fills its clause alone (2021年2月，立法會…).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from hetao_kg.answer.retrieve import Matcher, Sentence
from hetao_kg.answer.said import Said
from hetao_kg.text import fold
from hetao_kg.types import Mention

#: Where a clause ends in folded text, but not inside a number.
_cut = re.compile(r"(?<!\d),|,(?!\d)|[;。!?、\t\n]")
_joint = re.compile("和|及|与|以及")
#: A clause that opens with one of these tells only where or how.
_opening = re.compile(r"\s*(?:在|于|经|为了?|根据|随着|按|依据)")
#: A date with so few characters beside it in its clause says when what the next one tells happened.
ALONE = 2


def bound(matcher: Matcher, sentence: Sentence, row: Sequence[Mention], kept: Sequence[Mention]) -> dict[int, dict[str, float]]:
    """Features of the numbers and dates ``kept`` out of all of ``sentence``, by their places.

    ``beside`` is the share of the question that the clause of one speaks of, ``clause`` how much more another's does, or
    another part of the sentence between semicolons; ``unsaid`` how far the clause of a date leaves out what happened.
    """
    own = {m.start: stretch(sentence, m, [o for o in row if o.kind == m.kind]) for m in kept}
    said = {start: matcher.lexical(text, sentence.led) for start, text in own.items()}
    most = max(said.values(), default=0.0)
    apart = _apart(matcher, sentence)
    dated = {m.start for m in kept if m.kind == "Date"}
    return {
        a: {
            "beside": share,
            "clause": max(most - share, max((worth for b, e, worth in apart if b <= a < e), default=0.0)),
            "unsaid": 1 - matcher.event(own[a]) if a in dated else 0.0,
        }
        for a, share in said.items()
    }


def _apart(matcher: Matcher, sentence: Sentence) -> list[tuple[int, int, float]]:
    """The parts of a sentence between semicolons, with how much more of the question another part speaks of."""
    cuts = [0, *(m.end() for m in re.finditer("[;；]", sentence.text)), len(sentence.text)]
    shares = [matcher.lexical(sentence.text[a:b], sentence.led) for a, b in itertools.pairwise(cuts)] if len(cuts) > 2 else []
    best = max(shares, default=0.0)
    return [(sentence.start + a, sentence.start + b, best - s) for (a, b), s in zip(itertools.pairwise(cuts), shares, strict=False)]


def stretch(sentence: Sentence, mention: Mention, others: Sequence[Mention]) -> str:
    """The words of ``sentence`` that ``mention`` belongs to; ``others`` are its numbers or dates, each of which bounds the rest."""
    said = Said.of(sentence.text).folded
    start, end = mention.start - sentence.start, mention.end - sentence.start
    busy = [(o.start - sentence.start, o.end - sentence.start) for o in others]
    cuts = [m for m in _cut.finditer(said) if not any(a <= m.start() < b for a, b in busy)]
    first = max((m.end() for m in cuts if m.end() <= start), default=0)
    ends = [m.start() for m in cuts if m.start() >= end] + [len(said)]
    if mention.kind != "Date":
        first, last = _of_aside(said, [0, *(m.end() for m in cuts if m.end() <= start)], ends[0], (start, end), busy)
        return _of_amount(sentence.text, first, last, (start, end), busy)
    first = max([first, *(b for _, b in busy if b <= start)])
    last = ends.pop(0)
    if len(said[first:start].strip()) + len(said[end:last].strip()) <= ALONE:
        while ends and (said[end:last].strip(" ,") == "" or _opening.match(said[end:last].rpartition(",")[2])):
            last = ends.pop(0)
    return sentence.text[first : min([last, *(a for a, _ in busy if a >= end)])]


def _of_aside(said: str, cuts: Sequence[int], last: int, own: tuple[int, int], busy: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Where the clause of a number begins and ends: one in brackets belongs to what they follow (甲（300公頃）和乙（87公頃）),
    and one alone behind a comma there to what stands before it (甲（又稱乙，約300公頃）)."""
    first, (start, end) = cuts[-1], own
    opened = next((i for i in range(start - 1, -1, -1) if said[i] in "()"), -1)
    close = said.find(")", end)
    if opened < 0 or said[opened] == ")" or close < 0:
        return first, last
    last = min(last, close)
    if first > opened and len(said[first:start].strip()) + len(said[end:last].strip()) <= ALONE:
        first = max(c for c in cuts if c < first)
    return max([first, said.rfind(")", 0, opened) + 1, *(b for _, b in busy if b <= opened)]), last


def _of_amount(text: str, first: int, last: int, own: tuple[int, int], busy: Sequence[tuple[int, int]]) -> str:
    """The words of a clause that belong to one of its numbers.

    What stands before the first belongs to all (由1,080個增加至1,600個), what joins two parts the words between them (43家醫院和123家診所).
    """
    inside = sorted({(a, b) for a, b in [*busy, own] if first <= a and b <= last})
    at = inside.index(own)
    until = last
    if at + 1 < len(inside):
        behind = text[own[1] : inside[at + 1][0]]
        until = own[1] + (_joined(behind) or len(behind))
    if at == 0:
        return text[first:until]
    before = text[inside[at - 1][1] : own[0]]
    return text[first : inside[0][0]] + before[_joined(before) :] + text[own[0] : until]


def _joined(between: str) -> int:
    """Where the words between two numbers are joined; 0 if nothing joins them."""
    return max((m.start() for m in _joint.finditer(fold(between))), default=0)
