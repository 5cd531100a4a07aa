"""Fields nobody listed: industries and technologies by their ending, items of a list that is called fields, objects of verbs of engaging.

Everything works on squeezed folded text (:func:`~hetao_kg.extract.gazetteer.squeeze`). The words are the table ``fields`` of
``ontology/words.toml``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from hetao_kg.extract.gazetteer import Found
from hetao_kg.ontology import Ontology
from hetao_kg.segment import Segmenter, word_tags
from hetao_kg.text import fold, has_han

Spans = list[tuple[str, int, int]]

#: Stretches between punctuation that no list of fields crosses.
_STRETCH = re.compile(r"[^，。；：！？\n\t（）()“”‘’《》,;:!?]+")
#: Tags of words that may stand in a field's name; the dictionary takes many nouns for names (康复, 海洋).
_NOUNS = ("n", "nz", "nt", "ns", "nr", "vn", "an", "b", "j", "l", "g", "ng", "eng", "a", "x")
_VERBS = ("v", "vi", "vg")
_NARROWING = ("n", "nz", "vn", "b", "j", "l", "eng")
#: These alone do not make an ending the name of something (重要 + 产业, 实现 + 技术).
_LIGHT = (*_VERBS, "vn", "a", "b", "an", "ad")
_SHORTEST, _LONGEST = 3, 12


class Fields:
    """The rules for fields; made once for an ontology."""

    def __init__(self, ontology: Ontology, segmenter: Segmenter) -> None:
        self._segmenter = segmenter
        words, boundaries = ontology.words["fields"], ontology.words["boundaries"]
        self._endings, self._no_endings = tuple(words["endings"]), frozenset(words["no_endings"])
        self._compounds = frozenset(words["compounds"])
        places = frozenset(fold(n) for e in ontology.entities.values() if e.kind == "Place" for n in e.names())
        self._dull = frozenset((*words["dull"], *ontology.words["phrases"]["dull"], *boundaries["openings"])) | places
        self._joining = frozenset(ontology.words["joining"]["words"])
        self._stop = (frozenset(boundaries["words"]) - frozenset(words["inside"])) | frozenset(words["stop"]) | self._joining
        self._never = frozenset(boundaries["never_in_a_run"])
        self._no_fields = tuple(words["no_fields"])
        self._going_on = (*words["going_on"], *ontology.words["nouns"]["after_no_field"])
        self._verbs, self._open = frozenset(words["verbs"]), frozenset(words["open"])
        self._stop |= self._verbs
        heads = "|".join(words["heads"])
        counted = rf"[一二两三四五六七八九十0-9]+(?:{'|'.join(words['counted'])})"
        self._head = re.compile(rf"(?:等|{counted})(?:{'|'.join(words['between'])})*(?:{heads})")
        self._heads, self._listing = frozenset(words["heads"]), frozenset(words["listing"])

    def found(self, squeezed: str, known: Sequence[Found]) -> Iterator[Found]:
        """Fields in the text, as each rule finds them; ``known`` are names found before, of which no field holds a part."""
        others = sorted((f for f in known if f.kind != "Field"), key=lambda f: f.start)
        starts = [f.start for f in others]
        reach = max((f.end - f.start for f in others), default=0)
        fields = {f.end: f.start for f in known if f.kind == "Field"}
        for match in _STRETCH.finditer(squeezed):
            at, line = match.start(), match.group()
            spans = self._segmenter.spans(line)
            near = others[bisect_left(starts, at - reach) : bisect_left(starts, match.end())]
            named = [(f.start - at, f.end - at) for f in near if f.end > at]
            rules = (("ending", self._ended(line, spans)), ("list", self._listed(line, spans)), ("verb", self._governed(line, spans)))
            for rule, pieces in rules:
                for start, end in pieces:
                    start = self._trim(line, max([start, *(b for a, b in named if start < b <= end)]), end)
                    whole = self._narrows(line[start : max(start, fields.get(at + end, at + start) - at)])
                    if whole and not any(a < end and start < b for a, b in named) and self._is_field(line, start, end):
                        yield Found(at + start, at + end, "Field", f"field-{rule}")

    def _ended(self, line: str, spans: Spans) -> Iterator[tuple[int, int]]:
        """榨菜产业, 无人机巡检技术, 会展业."""
        for i, (word, _, end) in enumerate(spans):
            told = word.endswith(self._endings) and len(word) < 6 and (word not in self._no_endings or word in self._endings)
            if told and not line.startswith(self._going_on, end):
                following = spans[i + 1][0] if i + 1 < len(spans) else ""
                if following in self._open or following in self._joining or word_tags().get(following, "")[:1] not in ("n", "b", "j"):
                    yield spans[self._noun(spans, self._first(spans, i), i)][1], end

    def _listed(self, line: str, spans: Spans) -> Iterator[tuple[int, int]]:
        """The items before 等领域, to the left as long as each is a noun phrase from its joint on."""
        for match in self._head.finditer(line):
            i = next((n for n, s in enumerate(spans) if s[2] == match.start()), -1)
            while i >= 0:
                first = self._first(spans, i)
                joined = first > 0 and spans[first - 1][0] in self._joining
                yield spans[first if joined else self._noun(spans, first, i)][1], spans[i][2]
                i = first - 2 if joined else -1

    def _governed(self, line: str, spans: Spans) -> Iterator[tuple[int, int]]:
        """What stands behind 聚焦 or 从事, item by item, where a noun phrase fills it up to its end."""
        for i, (word, _, end) in enumerate(spans):
            before = spans[i - 1][0] if i else ""
            if not (word in self._verbs or before + word in self._verbs or (before in self._heads and word in self._listing)):
                continue
            start, last = end, -1
            items: list[tuple[int, int]] = []
            for n in range(i + 1, len(spans)):
                inner, a, b = spans[n]
                if inner in self._joining:
                    items.append((start, last))
                    start, last = b, -1
                elif self._may_stand(spans, n) and (a == start or last == a):
                    last = b
                else:
                    break
            items.append((start, last))
            stop = max(last, start)
            if not line.startswith(("的", "之"), stop):
                yield from (item for item in items if item[1] > item[0])

    def _first(self, spans: Spans, i: int) -> int:
        """Index of the word with which the phrase that ends with word ``i`` begins."""
        while i > 0 and self._may_stand(spans, i - 1):
            i -= 1
        return i

    def _noun(self, spans: Spans, first: int, i: int) -> int:
        """Index of the first word that is no verb governing what follows; one before the name of a science or service is part of it."""
        last = i - (spans[i][0] in self._compounds)
        while first < last and word_tags().get(spans[first][0], "n") in _VERBS:
            first += 1
        return first

    def _may_stand(self, spans: Spans, at: int) -> bool:
        """Whether a word may stand in a field's name: nouns, and verbs behind nouns (电池 + 回收 + 技术)."""
        word = spans[at][0]
        if word in self._stop or word[0].isdigit() or not (has_han(word) or word.isalnum()):
            return False
        tag = word_tags().get(word, "n")
        if len(word) == 1:
            return word not in self._never and (tag in _NOUNS or tag in _VERBS)
        return tag in _NOUNS or tag in _VERBS

    def _trim(self, line: str, start: int, end: int) -> int:
        """Without the words in front that tell nothing of the field (新型, 相关); ``end`` where nothing is left."""
        for word, _, _ in self._segmenter.spans(line[start:end]):
            if word not in self._dull:
                return start
            start += len(word)
        return end

    def _narrows(self, front: str) -> bool:
        """Whether what stands before a known field is of nouns and so part of a narrower field (船用 + 锂电池)."""
        return all(word_tags().get(w, "") in _NARROWING for w in self._segmenter.words(front))

    def _is_field(self, line: str, start: int, end: int) -> bool:
        """Whether the phrase is of a field's length, names something, and does not end like something else."""
        name = line[start:end]
        if not _SHORTEST <= len(name) <= _LONGEST or name.endswith(self._no_fields) or not has_han(name):
            return False
        ending = next((e for e in self._endings if name.endswith(e)), "")
        front = [w for w in self._segmenter.words(name.removesuffix(ending)) if w not in self._dull and w not in self._endings]
        solid = not ending or ending in self._compounds or any(word_tags().get(w, "n") not in _LIGHT for w in front)
        return len("".join(front)) > 1 and solid
