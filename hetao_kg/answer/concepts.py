"""What a question speaks of beside names, as words of the corpus: the same for a question in either language.

A word of the question stands for the words the ontology lists with it (``concepts.tsv``), and for the words of the corpus
that the model finds nearest to it. What has no such word, the corpus never speaks of.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from hetao_kg.answer.phrases import Phrases, Stems
from hetao_kg.derived import kept
from hetao_kg.search.english import STOP_WORDS
from hetao_kg.segment import word_tags
from hetao_kg.text import HAN, any_of, fold, has_han

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: How well another word of the same concept stands for the one said, and another word for the same relation.
SAME, RELATED = 0.9, 0.7
#: And a single character (站), where the corpus has no longer word.
SINGLE = 0.5
#: A cosine of the model below the first is worth nothing, at the second or above it is worth :data:`SAME`.
FAR, NEAR = 0.25, 0.65
#: Below this no word of the documents stands for the one said. What only joins, counts or points is nothing to speak of then, by
#: the first letter of its tag in the dictionary: adverbs, directions, numerals, measures, prepositions, pronouns, particles.
HEARD = 0.35
JOINING = frozenset("cdfempqruy")
_ordinal = re.compile(r"[0-9]+(?:[.,][0-9]+)*(?:st|nd|rd|th|s)?")
_latin = re.compile(r"[a-z][a-z0-9]*(?:[-&.+@][a-z0-9]+)*\+*|[0-9]+[a-z+]+[0-9]*")


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing a question speaks of."""

    #: The words of the question, folded.
    said: str
    #: Ids of ``concepts.tsv`` the words belong to.
    ids: tuple[str, ...]
    #: Words of the corpus that stand for it (folded), each with how well (at most 1), best first.
    words: tuple[tuple[str, float], ...]
    #: Relation it names, if any.
    relation: str = ""

    @property
    def grounded(self) -> float:
        """How well the best word of the corpus stands for it; 0 when the corpus never speaks of it."""
        return self.words[0][1] if self.words else 0.0


class Concepts:
    """Finds the concepts of questions; built once for a knowledge base."""

    @staticmethod
    @kept()
    def of(kb: KnowledgeBase) -> Concepts:
        """The one for ``kb``."""
        return Concepts(kb)

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb, self._table = kb, kb.ontology.concepts
        chinese: dict[str, list[str]] = {}
        for identifier, (zh, _) in self._table.items():
            for word in (w for w in zh if len(w) > 1):
                chinese.setdefault(word, []).append(identifier)
        #: Words of one character at the end of one (香港的, 港深): a name may begin behind them.
        self._single = {fold(w) for w in kb.ontology.questions["alone"]["zh"]}
        self._chinese = chinese
        self._english = Phrases((phrase, identifier) for identifier, (_, en) in self._table.items() for phrase in en)
        self._pattern = re.compile(any_of(chinese))
        words = kb.ontology.questions
        self._stop = {fold(w) for w in words["stop"]["zh"]}
        #: English words that speak of nothing.
        self.stop = frozenset((*STOP_WORDS, *words["stop"]["en"]))
        self._relations = {p: tuple(fold(w) for w in row["zh"] if len(w) > 1) for p, row in words["predicates"].items()}
        self._triggers = {fold(w): p for p, row in reversed(words["predicates"].items()) for w in row["zh"]}
        self._triggers_en = Phrases((w, p) for p, row in words["predicates"].items() for w in row["en"])

    def called(self, said: Stems, given: Sequence[str]) -> list[tuple[int, int, tuple[str, ...]]]:
        """Phrases of an English text with what they are called in Chinese (folded): first word, last word + 1, words."""
        found = [f for f in self._english.matches(said, given) if f[1] - f[0] > 1 or given[f[0]] not in self.stop]
        return [(a, b, tuple(dict.fromkeys(w for i in ids for w in self._table[i][0]))) for a, b, ids in found]

    def same(self, word: str) -> tuple[str, ...]:
        """A folded Chinese word with the words that stand for the same."""
        return tuple(dict.fromkeys((word, *(w for i in self._chinese.get(word, ()) for w in self._table[i][0]))))

    def pieces(self, folded: str, start: int, end: int) -> list[tuple[int, int]]:
        """The listed words of ``folded[start:end]``, and the words between them, as places."""
        found, at = list[tuple[int, int]](), start
        for match in [*self._pattern.finditer(folded, start, end), None]:
            stop = match.start() if match else end
            found += [(at + a, at + b) for _, a, b in self._kb.segmenter.spans(folded[at:stop])]
            if match:
                found.append(match.span())
                at = match.end()
        return found

    def listed(self, word: str) -> bool:
        """Whether an English word is listed in the very form it is said in."""
        return self._english.holds(word)

    def chinese(self, folded: str, taken: Iterable[tuple[int, int]]) -> tuple[Concept, ...]:
        """The concepts of a folded Chinese question outside the stretches ``taken`` (names, question words)."""
        rest = list(folded)
        for start, end in taken:
            rest[start:end] = "\n" * (end - start)
        found: list[tuple[int, str, list[str]]] = []
        text = "".join(rest)
        for match in self._pattern.finditer(text):
            found.append((match.start(), match.group(), self._chinese[match.group()]))
        text = self._pattern.sub(lambda m: "\n" * len(m.group()), text)
        for word, start, _ in self._kb.segmenter.spans(text):
            if word.strip() and word not in self._stop and (len(word) > 1 or word in self._triggers) and re.fullmatch(f"[{HAN}]+", word):
                found.append((start, word, []))
        found += self._strange(text)
        found += [(m.start(), m.group(), []) for m in _latin.finditer(text) if len(m.group()) > 1]
        rows = [(w, ids, self._triggers.get(w, "")) for _, w, ids in sorted(found) if w not in self._stop]
        return self._made(rows)

    def _strange(self, text: str) -> list[tuple[int, str, list[str]]]:
        """Characters in a row that are no words (祭遵), with their places, as far as the corpus has them so: mostly names nobody listed.

        What opens a question may be a surname, also where it is a word that speaks of nothing elsewhere (于, 曾).
        """
        found: list[tuple[int, str, list[str]]] = []
        run = ""
        for word, start, _ in [*self._kb.segmenter.spans(text), ("", len(text), len(text))]:
            if len(word) == 1 and has_han(word) and (start == 0 or (word not in self._stop and word not in self._triggers)):
                run += word
                continue
            cuts = [0, *(i for i in range(1, len(run)) if not _heard(self._kb, run[i - 1 : i + 1])), len(run)]
            found += [(start - len(run) + a, run[a:b], []) for a, b in itertools.pairwise(cuts) if b - a > 1]
            run = ""
        return found

    def cut(self, folded: str, place: int) -> bool:
        """Whether a name that begins at ``place`` cuts a word in two (獸醫學院 holds no 醫學院)."""
        before = folded[max(0, place - 1) : place]
        return has_han(before) and folded[place - 1 : place + 1] in self._chinese and before not in self._single

    def english(
        self, words: Stems, said: Sequence[str], taken: Iterable[tuple[int, int]], heard: Mapping[tuple[int, int], tuple[str, ...]]
    ) -> tuple[Concept, ...]:
        """The concepts of an English question outside the words ``taken``; ``said`` are its words, ``words`` their stems.

        ``heard`` are characters that words in a row stand for by their sound.
        """
        rest = list(words)
        sounding = {" ".join(said[start:end]): runs for (start, end), runs in heard.items()}
        for start, end in heard:
            rest[start:end] = [""] * (end - start)
        for start, end in taken:
            rest[start:end] = [""] * (end - start)
        found: list[tuple[int, str, list[str], str]] = []
        related = self._triggers_en.matches(tuple(rest), said)
        for table in (self._english, self._triggers_en):
            for start, end, meant in table.matches(tuple(rest), said):
                if end - start > 1 or said[start] not in self.stop:
                    listed = list(meant) if table is self._english else []
                    phrase = [p for a, b, (p, *_) in related if a <= start and end <= b]  # the part in "part of"
                    relation = next(iter((*self._triggers_en.meant(tuple(rest[start:end]), said[start:end]), *phrase)), "")
                    found.append((start, " ".join(said[start:end]), listed, relation))
                    rest[start:end] = [""] * (end - start)
        for at, word in enumerate(rest):
            if len(word) > 1 and said[at].removesuffix("'s") not in self.stop and not _ordinal.fullmatch(word):
                found.append((at, said[at].removesuffix("'s"), [], ""))
        found += [(start, " ".join(said[start:end]), [], "") for start, end in heard]
        return self._made([(w, ids, relation) for _, w, ids, relation in sorted(found)], sounding)

    def _made(self, rows: Sequence[tuple[str, list[str], str]], heard: Mapping[str, tuple[str, ...]] = MappingProxyType({})
              ) -> tuple[Concept, ...]:  # fmt: skip
        near = self._kb.index.vocabulary.near([w for w, _, _ in rows])
        found: dict[str, Concept] = {}
        for (word, ids, relation), nearest in zip(rows, near, strict=True):
            if word in heard:
                found.setdefault(word, Concept(word, (), tuple((run, 1.0) for run in heard[word])))
                continue
            worth = {w: SAME * min(1.0, (c - FAR) / (NEAR - FAR)) for w, c in nearest}
            if not has_han(word):
                worth |= {w: max(worth.get(w, 0.0), v) for w, v in self._dictionary(word, worth).items()}
            worth |= dict.fromkeys(self._relations.get(relation, ()), RELATED)
            worth |= {w: SAME for i in ids for w in self._table[i][0] if len(w) > 1}
            worth |= {w: SAME for i in ids for w in self._table[i][1]}
            worth[word] = 1.0
            if not any(_heard(self._kb, w) for w in worth):  # 站 where no 车站 is spoken of
                worth |= {w: SINGLE for i in ids for w in self._table[i][0] if len(w) == 1}
            known = ((w, round(v, 3)) for w, v in worth.items() if v > 0 and (len(w) == 1 or _heard(self._kb, w)))
            kept = sorted(known, key=lambda r: (-r[1], r[0]))
            if not ids and (word_tags().get(word) or "x")[0] in JOINING and (not kept or kept[0][1] < HEARD):
                continue
            found.setdefault(word, Concept(word, tuple(ids), tuple(kept[:24]), relation))
        return tuple(found.values())

    def _dictionary(self, word: str, near: dict[str, float]) -> dict[str, float]:
        """Words of the dictionary that the corpus has too: weaker than the model's, unless it has none."""
        rows = self._kb.index.translations(word)
        best = max(rows.values(), default=0.0)
        return {w: (0.5 if near else 0.6) * v / best for w, v in rows.items() if len(w) > 1 and v >= best / 3}


@kept(last=20_000)
def _heard(kb: KnowledgeBase, word: str) -> bool:
    """Whether a passage holds ``word``; for a compound, whether its parts are known."""
    parts = [t for t in kb.index.text_terms(word) if len(t) > 1]
    return bool(parts) and all(kb.index.lexical.frequency(t) for t in parts)
