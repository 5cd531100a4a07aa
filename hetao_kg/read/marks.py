"""Marks of notes: carried inside the text while layout is told, then taken out and tied to their notes.

A mark (¹, [15], 註三) belongs to no sentence, yet says which source a sentence rests on. A reader writes it with
:func:`raised` in characters of the last private plane, which no text uses; it then survives the joining of lines, and
:func:`taken_out` and :func:`tied` turn it into a place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from hetao_kg.text import is_back_matter
from hetao_kg.types import Block, Note

_PLANE = 0x100000
_RUN = "[\U00100000-\U0010fffd]+"
_ANY = re.compile(_RUN)
#: A mark between two spaces leaves one.
_TAKEN = re.compile(f" ?({_RUN})(?= )|({_RUN})")
_BEHIND = re.compile(f"([。，、；：！？!?,;:.」』”’）)》〉】]+)({_RUN})$")
_END = chr(_PLANE + ord(" "))
_LABEL = re.compile(
    r"[\[［(（]\s*(\d{1,3}|[*†‡])\s*[\]］)）]|(\d{1,3})(?:[.．、:：](?!\d)\s*|\s+|(?=[《「“【見见參参]))"
    r"|([①-⑳])|([註注][一二三四五六七八九十\d]{1,3})\s*[：:]|([*†‡])"
)
_BARE = re.compile(r"\d{1,3}(?=[^\d\s.,%年月日])")
_LOOKS = re.compile(
    r"[\[［(（]?(?:\d{1,3}(?:\s*[-–,，、]\s*\d{1,3})*|[①-⑳*†‡]|[註注]?[一二三四五六七八九十]{1,3}|[註注]\d{1,2})[\]］)）]?$"
)
_URL = re.compile(r"https?://[^\s\u3000-\uffff]+")
_SUPERSCRIPTS = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
#: What a raised number is an exponent of: a unit (km², m³) or a power of ten.
_BASE = re.compile(r"(?:[a-zA-Z]|[×x*·]\s?10|^10)$")
_CITED = re.compile(r"\[(\d{1,3}(?:\s*[-–,，、]\s*\d{1,3})*)\]|[（(]\s*([註注][一二三四五六七八九十\d]{1,3})\s*[)）]")


def raised(label: str) -> str:
    """The mark of note ``label`` as it travels inside a text."""
    return "".join(chr(_PLANE + ord(c)) for c in label if ord(c) < 0xFFFE) + _END


def is_label(text: str) -> bool:
    """Whether a raised text may be the mark of a note."""
    return bool(_LOOKS.match(text.strip()))


def superscript(text: str, before: str, linked: bool = False) -> str:
    """What stands for a raised ``text`` behind ``before``: the mark of a note, or the text where it is none (km²)."""
    label = text.strip()
    if not _LOOKS.match(label) or (_BASE.search(without(before).rstrip()[-8:]) and not linked):
        return label.translate(_SUPERSCRIPTS) if re.fullmatch(r"[-+]?\d+", label) else text
    return "".join(raised(n) for n in _numbers(label))


def _numbers(label: str) -> list[str]:
    """The labels in ``3,5-7``: 3, 5, 6 and 7."""
    found: list[str] = []
    for part in re.split(r"\s*[,，、]\s*", label.strip("[]［］()（） ")):
        first, _, last = (p.strip() for p in re.sub("–", "-", part).partition("-"))
        if last.isdecimal() and first.isdecimal() and int(first) < int(last) < int(first) + 50:
            found += [str(n) for n in range(int(first), int(last) + 1)]
        else:
            found.append(part)
    return [n for n in found if n]


def without(text: str) -> str:
    """``text`` without marks."""
    return _ANY.sub("", text)


def hung(text: str) -> str:
    """``text`` with a mark at its end set before the punctuation it stands behind, so that the text ends as it is read."""
    return _BEHIND.sub(r"\2\1", text)


def opening(text: str) -> tuple[str, str]:
    """The label of the mark that ``text`` begins with, empty where it begins with none, and the rest."""
    match = _ANY.match(text)
    return (",".join(_labels(match.group())), text[match.end() :]) if match else ("", text)


def taken_out(text: str, known: frozenset[str]) -> tuple[str, list[tuple[int, str]]]:
    """``text`` without marks, and for each the offset of the character it hangs on and its label; -1 before all text.

    A number raised behind a digit that is the mark of no ``known`` note is an exponent (10⁹) and stays.
    """
    parts: list[str] = []
    found: list[tuple[int, str]] = []
    at = end = 0
    for match in _TAKEN.finditer(text):
        parts.append(text[end : match.start()])
        at, end = at + match.start() - end, match.end()
        labels = _labels(match.group())
        behind_digit = match.start() > 0 and text[match.start() - 1].isdecimal()
        if behind_digit and labels and labels[0].isdecimal() and _same(labels[0]) not in known:
            parts.append(labels[0].translate(_SUPERSCRIPTS))
            at += len(labels.pop(0))
        found += [(at - 1, _same(label)) for label in labels]
    bare = "".join([*parts, text[end:]])
    lead = len(bare) - len(bare.lstrip(" "))
    bare = bare.strip(" ")
    return bare, [(min(max(place - lead, -1), len(bare) - 1), label) for place, label in found]


def _same(label: str) -> str:
    """One spelling of what is one label: ① is 1, 注 is 註."""
    return unicodedata.normalize("NFKC", label).strip("[]() ").replace("注", "註")


def borne(texts: Iterable[str]) -> frozenset[str]:
    """Labels of all marks in these texts."""
    return frozenset(_same(label) for text in texts for run in _ANY.findall(text) for label in _labels(run))


def _labels(run: str) -> list[str]:
    return [label for label in "".join(chr(ord(c) - _PLANE) for c in run.strip()).split(" ") if label]


def label_of(text: str) -> str:
    """The label that a note begins with, empty where it has none."""
    match = _LABEL.match(text)
    return _same(next(g for g in match.groups() if g)) if match else ""


def leading_label(text: str) -> str:
    """As :func:`label_of`, and a bare number as well (``3深圳新聞網``): for small print and notes, where such a mark is borne."""
    match = _BARE.match(text)
    return label_of(text) or (match.group() if match else "")


def cited(text: str, known: frozenset[str]) -> str:
    """``text`` with ``[3]`` and （註三） as marks where there are such ``known`` notes."""

    def mark(match: re.Match[str]) -> str:
        if not match.start():
            return match.group()  # the number of a source in the list of sources
        labels = _numbers(match.group(1)) if match.group(1) else [match.group(2)]
        bracket = "[" if match.group(1) else ""
        return "".join(map(raised, labels)) if all(bracket + _same(n) in known for n in labels) else match.group()

    return _CITED.sub(mark, text) if known else text


def listed(texts: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Labels of the notes among (kind, text) of a document; one that is written ``[3]`` is there as ``3`` and as ``[3``."""
    back, found = False, set()
    for kind, text in texts:
        if kind == "heading":
            back = is_back_matter(text)
        elif kind == "note" or (back and kind in ("prose", "list")):
            run = _ANY.match(text)
            label = "".join(_labels(run.group())[:1]) if run else label_of(text)
            found |= {label, f"[{label}"} if text[0] in "[［" else {label}
    return frozenset(found - {"", "["})


def tied(text: str, blocks: Sequence[Block], marks: Sequence[tuple[int, str]], own: Mapping[int, str]) -> tuple[Note, ...]:
    """The notes and numbered references of a document, each with the places of its ``marks`` (offset, label).

    ``own`` are labels of notes that do not show in their text, by where the note begins. A mark belongs to the next note of
    its label, since numbers may begin again on every page; where none follows, to the last one before.
    """
    wanted = {label for _, label in marks}
    found: list[Note] = []
    more: set[int] = set()
    back = False
    for block in blocks:
        words = text[block.start : block.end]
        if block.kind == "heading":
            back = is_back_matter(words)
        elif block.kind == "note" or (back and block.kind in ("prose", "list")):
            label, url = own.get(block.start) or label_of(words), _address(words)
            if not label and block.kind == "note" and leading_label(words) in wanted:
                label = leading_label(words)
            if back and url and not label and found:
                label = found[-1].label  # a second source under one number
                more.add(len(found))
            if url or (label and (block.kind == "note" or label in wanted or words[0] in "[［")):
                found.append(Note(label, block.start, block.end, (), url))
    places: dict[int, list[int]] = {}
    for place, label in marks:
        same = [i for i, note in enumerate(found) if note.label == label]
        if same:
            places.setdefault(next((i for i in same if found[i].start > place), same[-1]), []).append(place)
    for i in sorted(more):
        places[i] = places.get(i - 1, [])
    return tuple(replace(note, marks=tuple(places.get(i, ()))) for i, note in enumerate(found))


def _address(words: str) -> str:
    """The first web address in ``words``, without the punctuation and the brackets it stands in."""
    match = _URL.search(words)
    url = match.group() if match else ""
    while url and (url[-1] in ".,;:'\"" or (url[-1] in ")]}>" and url.count(url[-1]) > url.count("([{<"[")]}>".index(url[-1])]))):
        url = url[:-1]
    return url
