"""Policies nobody listed and nobody put in brackets: 关于…的意见, 2024年政府工作报告, and titles that open with a place, a body or 国家.

Everything works on squeezed folded text (:func:`~hetao_kg.extract.gazetteer.squeeze`). The words are the table ``policies`` of
``ontology/words.toml``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from hetao_kg.extract.gazetteer import Found
from hetao_kg.ontology import Ontology
from hetao_kg.segment import Segmenter, word_tags
from hetao_kg.text import any_of

#: Stretches between punctuation that no title crosses.
_STRETCH = re.compile(r"[^，。；：！？、\n\t（）()“”‘’《》,;:!?]+")
_ORDINANCE = re.compile(r"\((?P<of>[^()\n]{2,16})\)(?:条例|规例|规则|令)")
#: A title holds between its opening and its ending so many characters.
_SHORTEST, _LONGEST = 4, 30


class Policies:
    """The rules for titles; made once for an ontology."""

    def __init__(self, ontology: Ontology, segmenter: Segmenter) -> None:
        self._segmenter = segmenter
        words, boundaries = ontology.words["policies"], ontology.words["boundaries"]
        endings = any_of(words["titled"])
        self._about = re.compile(rf"关于(?P<of>[^，。；：、\n“”‘’《》（）()]{{6,50}})的(?:{'|'.join(words['degrees'])})?(?:{endings})")
        self._matter = tuple(words["matter"])
        self._yearly = re.compile(rf"(?:19|20)\d\d年度?(?:{'|'.join(words['yearly'])})")
        self._law = re.compile(rf"(?<!{')(?<!'.join(words['no_laws'])})法(?={'|'.join(words['behind_laws'])})")
        self._endings, self._spans = tuple(words["endings"]), re.compile("|".join(words["spans"]))
        self._scope = re.compile(any_of(words["scopes"]))
        self._joining = frozenset(ontology.words["joining"]["inside"])
        posts = ontology.words["posts"]
        self._nouns_too = frozenset(boundaries["nouns_too"])
        self._stop = frozenset([*boundaries["words"], *posts["sole"], *posts["many"]]) - frozenset(words["inside"])
        self._generic, self._behind = frozenset((*boundaries["empty"], *boundaries["generic"], *words["dull"])), frozenset(words["behind"])

    def found(self, squeezed: str, known: Sequence[Found]) -> Iterator[Found]:
        """Titles in the text; ``known`` are names found before."""
        for match in self._about.finditer(squeezed):
            if match.group("of").startswith(self._matter):
                yield Found(match.start(), match.end(), "Policy", "policy-about")
        for match in self._yearly.finditer(squeezed):
            yield Found(match.start(), match.end(), "Policy", "policy-yearly")
        for pattern, rule in ((_ORDINANCE, "ordinance"), (self._law, "law")):
            for match in pattern.finditer(squeezed):
                start = self._nouns_before(squeezed, match.start())
                if match.start() - start > 1:
                    yield Found(start, match.end(), "Policy", f"policy-{rule}")
        opening = {f.start: f for f in known if f.kind == "Place" or (f.kind == "Institution" and f.entity)}
        starts = sorted(opening)
        for match in _STRETCH.finditer(squeezed):
            at, line = match.start(), match.group()
            if any(e in line for e in self._endings):
                within = (opening[a] for a in starts[bisect_left(starts, at) : bisect_left(starts, match.end())])
                for start, end in self._opened(line, {f.start - at: f.end - at for f in within}):
                    yield Found(at + start, at + end, "Policy", "policy-opened")

    def _nouns_before(self, squeezed: str, end: int) -> int:
        """Where the run of nouns begins that ends at ``end``; ``end`` where there is none that names something."""
        line = re.split(r"[，。；：！？、\n\t（）()“”‘’《》,;:!?]", squeezed[max(0, end - 12) : end])[-1]
        start, told = end, False
        for word in reversed(self._segmenter.words(line)):
            tag = word_tags().get(word, "n")
            if word in self._stop or not (tag[:1] in ("n", "j", "b") or tag == "vn"):
                break
            start, told = start - len(word), told or word not in self._generic
        return start if told else end

    def _opened(self, line: str, openings: dict[int, int]) -> Iterator[tuple[int, int]]:
        """Titles from a place, a body or 国家 on to their ending, over words that titles are made of."""
        spans = self._segmenter.spans(line)
        scopes = {m.start(): m.end() for m in self._scope.finditer(line)}
        firsts = openings | {a: scopes.get(a, b) for word, a, b in spans if a not in openings and (a in scopes or _is_place(word))}
        for start, end in sorted(firsts.items()):
            if stop := self._reach(line, [s for s in spans if s[1] >= end]):
                yield start, stop

    def _reach(self, line: str, spans: list[tuple[str, int, int]]) -> int:
        """Where the title ends whose words behind its opening are the first of ``spans``; 0 if they make none."""
        tags, reached = word_tags(), 0
        for n, (word, start, end) in enumerate(spans):
            tag = tags.get(word, "n")
            apt = tag[:1] in ("n", "b", "j", "l", "a", "g", "s", "f") or tag in ("vn", "eng") or self._nominal(word)
            joins = n > 0 and word in self._joining and tags.get(spans[n - 1][0], "n")[:1] in ("n", "v")
            fits = (apt or joins or (n > 0 and tag[:1] in ("v", "d"))) and word not in self._stop
            if not fits or end - spans[0][1] > _LONGEST or (joins and reached == start):
                break
            if word.endswith(self._endings) and start - spans[0][1] + len(word) > _SHORTEST + 1 and not self._goes_on(spans, n):
                front = [w for w, _, _ in spans[:n]]
                reached = end if any(w not in self._generic for w in front) else reached
        return reached

    def _nominal(self, word: str) -> bool:
        """Whether a word stands in titles like a noun, whatever the dictionary says: 现代, 三年."""
        return word in self._nouns_too or bool(self._spans.fullmatch(word))

    def _goes_on(self, spans: list[tuple[str, int, int]], n: int) -> bool:
        """Whether the ending only describes the noun behind it (规划部门)."""
        following = spans[n + 1] if n + 1 < len(spans) else ("", 0, 0)
        tag = word_tags().get(following[0], "")
        return bool(following[0]) and following[1] == spans[n][2] and (following[0] in self._behind or tag[:1] in ("n", "b") or tag == "vn")


def _is_place(word: str) -> bool:
    """Whether the dictionary has a word as a place."""
    return len(word) > 1 and word_tags().get(word) == "ns"
