"""Places nobody listed: districts behind their city, words that the dictionary knows as places, counties in a list with one.

Everything works on squeezed folded text. The words are the table ``places`` of ``ontology/words.toml``.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from hetao_kg.extract.gazetteer import Found
from hetao_kg.ontology import Ontology
from hetao_kg.segment import Segmenter, word_tags
from hetao_kg.text import HAN, any_of, has_han

_DIVISION = re.compile(rf"[{HAN}]{{2,3}}?[区县市镇乡](?![长民委]|[{HAN}]*?(?:政府|法院))")
#: A city or county nobody listed, alone (临澜市); not before what makes it another word (市场).
_CITY = re.compile(rf"[{HAN}]{{2}}[市县](?![场民长政委区级内外值道里])")
#: Stretches between punctuation other than that of lists.
_STRETCH = re.compile(rf"[{HAN}、]+")
#: Stretches that are remembered.
_LINES = 2**12


class Divisions:
    """The rules for places; made once for an ontology."""

    def __init__(self, ontology: Ontology, segmenter: Segmenter) -> None:
        self._ontology, self._segmenter = ontology, segmenter
        boundaries = ontology.words["boundaries"]
        self._generic = frozenset((*boundaries["empty"], *boundaries["generic"]))
        self._never = frozenset((*boundaries["never_in_a_run"], *boundaries["words"]))
        words = ontology.words["places"]
        self._endings, self._waters, self._classes = tuple(words["divisions"]), tuple(words["waters"]), tuple(words["classes"])
        self._described = tuple(words["described"])
        self._feature = re.compile(rf"(?=(?P<name>[{HAN}]{{2}}(?P<feature>{any_of(words['features'])})))")
        self._certain = tuple(words["certain"])
        self._joining, self._at = frozenset(ontology.words["joining"]["words"]), tuple(words["at"])
        # A document is read twice, with what its first reading defined.
        self._in_line = functools.lru_cache(_LINES)(self._places_of)

    def behind(self, squeezed: str, found: Sequence[Found]) -> Iterator[Found]:
        """A district or county behind the province or city it belongs to (成都市 + 双流区)."""
        for f in found:
            place = self._ontology.entities.get(f.entity)
            above = place.level in ("provincial", "municipal") if place else squeezed[f.end - 1] == "市"
            match = _DIVISION.match(squeezed, f.end) if above and f.kind == "Place" else None
            if match and self._is_division(match.group()):
                yield Found(match.start(), match.end(), "Place", "division")

    def _is_division(self, name: str) -> bool:
        """Whether the words before 区, 县 or 镇 name something: one noun or a word the dictionary does not know, not a class (行政区)."""
        words = self._segmenter.words(name)
        if len(words) == 3 and all(len(w) == 1 and w not in self._never for w in words[:-1]):
            return True  # 吴溪区
        front = words[0] if len(words) > 1 else name[:-1]
        fits = len(words) == 1 or (len(words) == 2 and len(words[1]) == 1)
        return fits and len(front) > 1 and word_tags().get(front, "n")[:1] == "n" and front not in self._generic

    def alone(self, squeezed: str) -> Iterator[Found]:
        """Cities and counties that nobody listed, wherever they stand (临澜市)."""
        for match in _CITY.finditer(squeezed):
            if (size := self._city(squeezed[max(0, match.start() - 4) : match.end()])) > 0:
                yield Found(match.end() - size, match.end(), "Place", "division")
        for match in self._feature.finditer(squeezed):
            start, end = match.span("name")
            described = squeezed.startswith(self._described, end) and not has_han(squeezed[start - 1 : start])
            if described or self._is_run(self._segmenter.words(squeezed[max(0, start - 4) : end]), len(match.group("feature"))):
                yield Found(start, end, "Place", "division")

    def _is_run(self, words: Sequence[str], ending: int) -> bool:
        """Whether ``words`` end with two characters that the dictionary does not know and an ending of that length, behind a word."""
        front = words[:-1] if len(words[-1]) == ending else []
        run = len(front) > 1 and all(len(w) == 1 and w not in self._never for w in front[-2:])
        return run and (len(front) < 3 or len(front[-3]) > 1 or not has_han(front[-3]) or front[-3] in self._never)

    def _city(self, text: str) -> int:
        """Length of the city's name that ``text`` ends with: listed in the dictionary, or a run of characters it does not know."""
        words = self._segmenter.words(text)
        tags = word_tags()
        if words[-1].endswith(self._classes):
            return 0  # 大城市
        if tags.get(words[-1]) == "ns" and len(words[-1]) > 2:
            return len(words[-1])
        if len(words[-1]) == 2 and tags.get(words[-1]) == "ns" and len(words) > 1:
            first = words[-2]  # 湘 + 宁县: no county of two characters behind one that is no word before it
            alone = len(words) == 2 or len(words[-3]) > 1 or words[-3] in self._never or not has_han(words[-3])
            begins = len(first) == 1 and has_han(first) and first not in self._never and tags.get(first, "n")[:1] not in ("v", "p", "d")
            return 3 if begins and alone else 0
        front = words[-2] if len(words) > 1 and len(words[-1]) == 1 else ""
        if len(front) > 1:
            return len(front) + 1 if tags.get(front) in ("ns", "nz", "nr") else 0
        return 3 if self._is_run(words, 1) else 0

    def named(self, squeezed: str) -> Iterator[Found]:
        """Words that the dictionary knows as places and that look like it; beside one of them in a list what ends like a county."""
        for match in _STRETCH.finditer(squeezed):
            for start, end in self._in_line(match.group()):
                yield Found(match.start() + start, match.start() + end, "Place", "dictionary")

    def _places_of(self, line: str) -> tuple[tuple[int, int], ...]:
        """Where such words stand in one stretch."""
        spans, found = list(self._whole(self._segmenter.spans(line))), []
        told = {
            n
            for n, (word, start, _) in enumerate(spans)
            if self._is_place(word, line.endswith(self._at, 0, start)) and not (n and _begins(spans[n - 1][0]))
        }
        for n, (word, start, end) in enumerate(spans):
            if n in told or (self._is_county(word) and any(m in told for m in self._neighbours(spans, n))):
                told.add(n)
                found.append((start, end))
        return tuple(found)

    def _whole(self, spans: Sequence[tuple[str, int, int]]) -> Iterator[tuple[str, int, int]]:
        """The words, with a place and the division behind it as one (涪陵 + 区)."""
        joined = 0
        for (word, start, end), (division, _, behind) in pairwise([*spans, ("", 0, 0)]):
            if start < joined:
                continue
            whole = len(division) == 1 and division in self._endings and _is_known(word)
            joined = behind if whole else end
            yield (word + division if whole else word), start, joined

    def _is_place(self, word: str, placed: bool) -> bool:
        """Whether a word is the name of a place; ``placed`` says that it stands behind a word such as 位于."""
        if word.endswith(self._classes):
            return False
        if len(word) > 2 and word.endswith(self._certain) and word_tags().get(word, "")[:1] == "n":
            return True
        if not (_is_known(word) or (word.endswith(self._endings) and _is_known(word[:-1]))):
            return False
        return placed or word.endswith(self._waters) or (len(word) > 2 and word.endswith(self._endings))

    def _is_county(self, word: str) -> bool:
        return len(word) > 2 and word.endswith(self._endings) and not word.endswith(self._classes)

    def _neighbours(self, spans: Sequence[tuple[str, int, int]], n: int) -> Iterator[int]:
        """The items of a list beside item ``n``."""
        for step in (-1, 1):
            if 0 <= n + 2 * step < len(spans) and spans[n + step][0] in self._joining:
                yield n + 2 * step


def _begins(word: str) -> bool:
    """Whether a word before a place may be the beginning of a longer name that the dictionary does not know (長 + 沙灣)."""
    return len(word) == 1 and word_tags().get(word, "n")[:1] not in ("v", "p", "c", "u", "d", "r", "f", "x", "m") and word not in "、"


def _is_known(word: str) -> bool:
    """Whether the dictionary has a word as a place."""
    return len(word) > 1 and word_tags().get(word) == "ns"
