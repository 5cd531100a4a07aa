"""Footnotes of a text that was extracted page by page.

Notes stand at the foot of a page, in the middle of the sentence that runs on to the next one, and their marks are glued
to the words before them. Numbering and page ends tell which lines are notes and which digits are marks: notes count up
from page to page, and the mark of a note stands on its page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from hetao_kg.read.lines import SOURCE, Line, glue, heading_level
from hetao_kg.read.marks import hung, raised

#: Lines behind a note that is longer are no part of it.
_LONGEST = 2_000
_START = re.compile(r"\s?(\d{1,3})\s+(?=\D|(?:19|20)\d\d\s*年)")
_BODY = re.compile(
    r"https?://|\[[JMDNCRZ](?:/OL)?\]|[(（]\s?(?:19|20)\d\d|(?:19|20)\d\d\s*年\s*\d|^(?:參?見|参?见|資料來源|资料来源|來源|来源|同上|同前)"
)
_ADDRESS = re.compile(r"[\x21-\x7e]*[/_.=-][\x21-\x7e]*$")
_COUNTED = "年月日號号個个項项條条家所名萬万億亿大間间幅棟栋份章節节%％度期次倍點点位種种類类人元"


def set_notes_aside(lines: Sequence[Line]) -> list[Line]:
    """``lines`` with each footnote as one line of kind ``note`` at its page's end, and each of its marks raised."""
    pages = _pages(lines)
    found: list[Line] = []
    last = 0  # number of the note read last
    place = -1  # where that note stands in `found`
    first_number = 0
    for page in pages:
        body, zone = _part(page, last, found[place].text if place >= 0 else "")
        numbers: list[int] = []
        notes: list[Line] = []
        for line in zone:
            number = _number(line)
            if number and (number == last + 1 or not last):
                last = number
                first_number = first_number or last
                numbers.append(last)
                notes.append(replace(line, text=line.text.strip(), kind="note", whole=True))
            elif line.kind or SOURCE.match(line.text) or heading_level(line.text) == 1:
                notes.append(line)
            elif notes and notes[-1].kind == "note" and len(notes[-1].text) < _LONGEST:
                notes[-1] = _joined(notes[-1], line)
            elif not notes and place >= 0 and len(found[place].text) < _LONGEST:
                found[place] = _joined(found[place], line)
            else:
                notes.append(line)
        found += _with_marks(body, numbers)
        found += notes
        place = max((i for i in range(len(found) - len(notes), len(found)) if found[i].kind == "note"), default=place)
    if first_number > 1:
        found = [_without_early_mark(line, first_number) for line in found]
    return found


def _number(line: Line) -> int:
    """The number a note begins with, 0 if the line begins none."""
    start = _START.match(line.text) if not line.kind else None
    return int(start.group(1)) if start else 0


def _joined(note: Line, line: Line) -> Line:
    text = line.text.strip()
    return replace(note, text=note.text + glue(note.text, text) + text)


def _pages(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines by page: a form feed counts, else the one space that an extractor leaves where a page begins."""
    if any(line.page for line in lines):
        starts = {i for i, line in enumerate(lines) if i and line.page != lines[i - 1].page}
    else:
        starts = {i for i, line in enumerate(lines) if re.match(r" \S", line.text)}
        if len(starts) > max(1, len(lines) // 10):
            starts = set()
    pages: list[list[Line]] = [[]]
    for i, line in enumerate(lines):
        if i in starts and pages[-1]:
            pages.append([])
        pages[-1].append(line)
    return pages


def _part(page: list[Line], last: int, note: str) -> tuple[list[Line], list[Line]]:
    """Body and foot of a page; ``last`` is the number of the note before, ``note`` its text so far."""
    for i, line in enumerate(page):
        number = _number(line)
        if not number or not (number == last + 1 or (not last and (number <= 3 or _is_marked(number, page[:i])))):
            continue
        rest = "".join(x.text.strip() for x in page[i : i + 4])[len(str(number)) :].strip()
        if not _BODY.search(rest) or len(page) - i > max(4, 0.6 * len(page)):
            continue
        while i and note and _ADDRESS.match(page[i - 1].text.strip()):
            i -= 1  # an address that did not fit on the page before
        return page[:i], page[i:]
    return page, []


def _is_marked(number: int, body: Sequence[Line]) -> bool:
    return any(_mark(number).search(line.text) for line in body)


def _with_marks(body: list[Line], numbers: Sequence[int]) -> list[Line]:
    """``body`` with the marks of the notes ``numbers``, which come in that order, raised."""
    found = list(body)
    row, column = 0, 0
    for number in numbers:
        mark = raised(str(number))
        for i in range(row, len(found)):
            text = found[i].text
            if text.strip() == str(number):
                found[i] = replace(found[i], text="")
                if i:
                    found[i - 1] = replace(found[i - 1], text=hung(found[i - 1].text + mark))
                row, column = i, 0
                break
            match = _mark(number).search(text, column if i == row else 0)
            if match:
                found[i] = replace(found[i], text=hung(text[: match.start()] + mark + text[match.end() :]))
                row, column = i, match.start() + len(mark)
                break
    return [line for line in found if line.text.strip()]


def _mark(number: int) -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?<=[\u4e00-\u9fff）」”》』)%])|(?<=[a-zA-Z\d][%）)]))(?<!第){number}(?=[，。；：、！？）」”,;]|\s*$)"
        rf"|(?<=[，。；：、！？」”）》]){number}(?=[\u4e00-\u9fff「“《]|\s*$)(?!{number}[{_COUNTED}])"
    )


def _without_early_mark(line: Line, first: int) -> Line:
    """A note of the title page may bear no number; its mark hangs on a heading: 摘要1."""
    match = re.match(r"(\s*[\u4e00-\u9fff]{2,12})(\d)$", line.text)
    return replace(line, text=match.group(1)) if match and 0 < int(match.group(2)) < first and not line.kind else line
