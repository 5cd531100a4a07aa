"""What a number or a date belongs to among several of its sentence: the clause that it stands in.

A Chinese date stands before what happened (2021年9月开工，2024年12月通过验收), a number behind what it measures or before what it
counts, and neither reaches over a comma, unless it fills its clause alone (2021年2月，立法會…).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from hetao_kg.answer.retrieve import Sentence
from hetao_kg.text import fold
from hetao_kg.types import Mention

#: Where a clause ends in folded text, but not inside a number.
_cut = re.compile(r"(?<!\d),|,(?!\d)|[;。!?、\t\n]")
#: A date with so few characters beside it in its clause says when what the next one tells happened.
ALONE = 2


def stretch(sentence: Sentence, mention: Mention, others: Sequence[Mention]) -> str:
    """The words of ``sentence`` that ``mention`` belongs to; ``others`` are its numbers or dates, each of which bounds the rest."""
    said = fold(sentence.text)
    start, end = mention.start - sentence.start, mention.end - sentence.start
    busy = [(o.start - sentence.start, o.end - sentence.start) for o in others]
    cuts = [m for m in _cut.finditer(said) if not any(a <= m.start() < b for a, b in busy)]
    first = max((m.end() for m in cuts if m.end() <= start), default=0)
    ends = [m.start() for m in cuts if m.start() >= end] + [len(said)]
    last = ends[0]
    if mention.kind == "Date":
        first = max([first, *(b for _, b in busy if b <= start)])
        if len(said[first:start].strip()) + len(said[end:last].strip()) <= ALONE and len(ends) > 1:
            last = ends[1]
        last = min([last, *(a for a, _ in busy if a >= end)])
        return sentence.text[first:last]
    inside = sorted((a, b) for a, b in [*busy, (start, end)] if first <= a and b <= last)
    at = inside.index((start, end))
    until = inside[at + 1][0] if at + 1 < len(inside) else last
    lead = sentence.text[first : inside[0][0]]  # 由1,080個增加至1,600個 tells of both what comes before the first
    return sentence.text[first:until] if at == 0 else lead + sentence.text[inside[at - 1][1] : until]
