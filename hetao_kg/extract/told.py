"""Policies and places nobody listed, told by the words around them: what is decided or run (推出X計劃, X計劃由…), where a thing is.

Works on squeezed folded text (:func:`~hetao_kg.extract.gazetteer.squeeze`). The words are in ``ontology/words.toml``: verbs and what
follows in ``evidence``, endings in ``suffixes`` and ``places``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hetao_kg.extract.gazetteer import Found
from hetao_kg.extract.runs import Runs, Spans
from hetao_kg.ontology import Ontology
from hetao_kg.segment import Segmenter, word_tags
from hetao_kg.text import HAN, any_of, fold, has_han

#: Stretches that no name crosses.
_STRETCH = re.compile(rf"[{HAN}a-z0-9]+")
#: Characters of a name told by what stands around it, at least and at most.
_SHORTEST, _LONGEST = 5, 18
#: Characters of a place told by a word such as 位于.
_PLACE = (3, 8)


class Told:
    """The rules; made once for an ontology."""

    def __init__(self, ontology: Ontology, segmenter: Segmenter) -> None:
        self._segmenter, self._runs = segmenter, Runs(ontology)
        suffixes, evidence, boundaries = ontology.words["suffixes"], ontology.words["evidence"], ontology.words["boundaries"]
        places = ontology.words["places"]
        self._endings = tuple({*suffixes["policy_decided"], *suffixes["policy_headed"], *suffixes["policy_strong"]} - {*evidence["untold"]})
        self._deciding, self._running = frozenset((*evidence["deciding"], *evidence["basis"])), tuple(evidence["running"])
        self._worth = re.compile(any_of(self._endings))
        inside = frozenset(ontology.words["policies"]["inside"])
        self._stop = (frozenset(boundaries["words"]) - inside) | self._deciding
        self._dull = frozenset((*boundaries["empty"], *boundaries["generic"], *boundaries["openings"], *ontology.words["policies"]["dull"]))
        run, behind = rf"(?P<run>[{HAN}]{{{_PLACE[0]},14}}?)", any_of(places["behind_site"])
        self._sited = re.compile(rf"(?:{any_of(places['sited'])}){run}(?=[^{HAN}]|$|{behind})")
        self._levels, self._heads = tuple(places["divisions"]), tuple(places["heads"])
        self._classes, self._features = tuple(places["classes"]), frozenset(places["grounds"])
        named = (n for e in ontology.entities.values() if e.kind == "Place" for n in e.names())
        self._listed = frozenset(fold(n) for n in named if has_han(n))

    def found(self, squeezed: str) -> Iterator[Found]:
        """All of them, in no order."""
        for match in _STRETCH.finditer(squeezed):
            line, at = match.group(), match.start()
            spans = self._segmenter.spans(line)
            if self._worth.search(line):
                for start, end in self._policies(line, spans):
                    yield Found(at + start, at + end, "Policy", "ending-told")
            for start, end in self._grounds(spans):
                yield Found(at + start, at + end, "Place", "ending-told")
        for match in self._sited.finditer(squeezed):
            start, end = match.span("run")
            start += max((match.group("run").rfind(d) + len(d) for d in self._levels if d in match.group("run")[:-1]), default=0)
            if self._is_site(squeezed[start:end]):
                yield Found(start, end, "Place", "ending-told")

    def _policies(self, line: str, spans: Spans) -> Iterator[tuple[int, int]]:
        """From a verb of deciding on, or from the beginning of the stretch to a word that says what is done by it."""
        firsts = [i + 1 for i, (word, _, _) in enumerate(spans) if word in self._deciding]
        for first in dict.fromkeys((*firsts, 0)):
            ends = [i for i in self._reach(spans, first) if first or line.startswith(self._running, spans[i][2])]
            if ends and self._names(spans[first : ends[-1] + 1]):
                yield spans[first][1], spans[ends[-1]][2]

    def _reach(self, spans: Spans, first: int) -> Iterator[int]:
        """The words at which a title that begins with word ``first`` may end: a policy's ending, and no noun behind it."""
        for i in range(first, len(spans)):
            word, _, end = spans[i]
            if word in self._stop or end - spans[first][1] > _LONGEST or (i == first and word in self._dull):
                return
            following = spans[i + 1][0] if i + 1 < len(spans) else ""
            noun = has_han(following) and word_tags().get(following, "n")[:1] in ("n", "b", "a", "j", "l")
            goes_on = (noun and following not in self._stop) or following in self._deciding
            if word.endswith(self._endings) and i > first and not goes_on:
                yield i

    def _names(self, spans: Spans) -> bool:
        """Whether the words are long enough for a title and two of them or a long one say what it is of."""
        front = [w for w, _, _ in spans[:-1] if w not in self._dull]
        size = spans[-1][2] - spans[0][1]
        verb = word_tags().get(spans[0][0], "n")[:1] in ("v", "d", "r", "p") and len(spans) < 4
        return size >= _SHORTEST and sum(map(len, front)) > 2 and not verb

    def _grounds(self, spans: Spans) -> Iterator[tuple[int, int]]:
        """A word the dictionary has as a place or person and what lies there: 龙潭 + 水库."""
        for i in range(1, len(spans)):
            before = spans[i - 1][0]
            known = len(before) > 1 and word_tags().get(before, "")[:2] in ("ns", "nr") and before not in self._listed
            if spans[i][0] in self._features and known and not before.endswith(self._classes):
                yield spans[i - 1][1], spans[i][2]

    def _is_site(self, name: str) -> bool:
        """Whether a stretch behind 位于 is one name of a place: by its last character, and with nothing in it that stops a name."""
        if not _PLACE[0] <= len(name) <= _PLACE[1] or not name.endswith(self._heads) or name.endswith(self._classes):
            return False
        words = self._segmenter.words(name)
        plain = len(words) == 1 and word_tags().get(name, "")[:1] == "n" and word_tags().get(name, "")[:2] not in ("ns", "nr", "nz")
        begins = word_tags().get(words[0], "n")[:1] not in ("m", "r", "u", "p", "c", "d")  # 之一 + 小镇
        return begins and not plain and not any(w in self._stop or w in self._dull for w in words)
