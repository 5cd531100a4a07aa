"""Where answers are read: sentences of passages, and how well they match a question."""

from __future__ import annotations

import bisect
import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hetao_kg.answer.concepts import Concept
from hetao_kg.answer.graph import closure
from hetao_kg.answer.lists import Led, Lists
from hetao_kg.answer.question import Question
from hetao_kg.answer.said import Group, Said, share
from hetao_kg.derived import kept
from hetao_kg.split import sentences
from hetao_kg.text import fold, has_han
from hetao_kg.types import Hit, Mention, Passage

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: Passages whose sentences are read for an answer.
READ = 12
#: A name that the question stands for by way of another (a member of a joint party, a narrower field) counts this much.
INDIRECT = 0.8

#: Weight of an English word that no word of the documents stands for, beside 1 for a Chinese one: it may only be worded otherwise.
UNKNOWN = 0.5


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage, with how well it matches the question."""

    document: str
    start: int
    end: int
    text: str
    passage: Passage
    #: Share of the question's words, cosine with the question, and rank score of the passage (1 is the best passage).
    lexical: float
    cosine: float
    ranked: float
    mentions: tuple[Mention, ...]
    #: The line of a list or the note it stands in.
    led: Led | None = None


def names_of(kb: KnowledgeBase, question: Question) -> list[str]:
    """Every name of what the question names, for searching."""
    table = {**kb.ontology.entities, **kb.entities}
    return [n for e in question.entities if e in table for n in table[e].names()]


@dataclass(frozen=True, slots=True)
class Window:
    """One or two neighbouring sentences of a passage (offsets of the document), their folded text and unit vector (d,)."""

    start: int
    end: int
    text: Said
    vector: NDArray[np.float32]


class Windows:
    """Windows of passages, kept for the passages read last."""

    #: Passages kept; a window takes about 2 KB.
    KEPT = 20_000

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb, self._kept = kb, dict[str, tuple[Window, ...]]()

    @staticmethod
    @kept()
    def of(kb: KnowledgeBase) -> Windows:
        """The one for ``kb``."""
        return Windows(kb)

    def read(self, passages: Sequence[Passage]) -> list[tuple[Window, ...]]:
        """The windows of each passage."""
        new = [p for p in passages if p.id not in self._kept]
        places: list[tuple[str, int, int]] = []
        for passage in new:
            q = passage.quote
            spans = list(sentences(self._kb.documents[q.document].text, q.start, q.end)) or [(q.start, q.end)]
            places += [(passage.id, a, b) for a, b in spans] + [(passage.id, a, d) for (a, _), (_, d) in itertools.pairwise(spans)]
        texts = [self._kb.documents[i.rsplit("#", 1)[0]].text[a:b] for i, a, b in places]
        vectors = self._kb.index.vectors_of(texts)
        if len(self._kept) > self.KEPT:
            self._kept.clear()
            return self.read(passages)
        made: dict[str, list[Window]] = {p.id: [] for p in new}
        for (identifier, a, b), text, vector in zip(places, texts, vectors, strict=True):
            made[identifier].append(Window(a, b, Said.of(text), vector))
        self._kept.update({i: tuple(w) for i, w in made.items()})
        return [self._kept[p.id] for p in passages]


class Matcher:
    """How well texts match one question: what it names and speaks of, rare things first, and the model's cosine."""

    @staticmethod
    @kept(last=64)
    def of(kb: KnowledgeBase, question: Question) -> Matcher:
        """The one for ``question``; ranking passages and reading answers share it."""
        return Matcher(kb, question)

    def __init__(self, kb: KnowledgeBase, question: Question) -> None:
        self._kb, self._index, self._windows = kb, kb.index, Windows.of(kb)
        self._vector = _query_vector(kb, question)
        names = [_names(kb, e) for e in question.entities]
        #: What is asked: the things named, and what is spoken of beside them.
        self._concepts = [(Group(self._weight(c.words) * self._sure(c), c.words), c) for c in question.concepts]
        head = tuple((word, 1.0) for word in question.head)
        #: And the noun asked for, which a passage that holds the answer mostly has, and the answer itself seldom.
        self._noun = [Group(self._weight(head), head)] if head else []
        self._groups = [Group(self._weight([r for r in row if r[1] == 1]), row) for row in names] + [g for g, _ in self._concepts]

    @staticmethod
    def _sure(concept: Concept) -> float:
        return 1.0 if concept.words or has_han(concept.said) else UNKNOWN

    def _weight(self, words: Sequence[tuple[str, float]]) -> float:
        """Rarity of what good words stand for; a thing no passage speaks of weighs as much as one that few do."""
        good = [w for w, v in words if v >= 0.5]
        return min((_rarity(self._kb, w) for w in good), default=self._index.rarity(""))

    def lexical(self, text: str, led: Led | None = None) -> float:
        """Share of what is asked that ``text``, or what leads to it, speaks of, rare things counting more, at most 1."""
        return share(self._groups, Said.of(text), led.said if led else None)

    def rest(self, text: str) -> float:
        """Share of what is asked beside names and the relation; 1 when nothing is."""
        return share([g for g, c in self._concepts if not c.relation], Said.of(text))

    def event(self, text: str) -> float:
        """How well ``text`` says what happens in the question: its relation, or what it speaks of last; 1 where the corpus has no word."""
        last = self._concepts[-1:] if self._concepts else []
        told = [*(r for r in self._concepts if r[1].relation), *last]
        if not told or any(c.grounded < 0.5 for _, c in told):
            return 1.0
        return max(g.worth(Said.of(text)) for g, _ in told)

    def related(self, text: str) -> float:
        """Share of what is asked beside names, the relation too; 1 when nothing is."""
        return share([g for g, _ in self._concepts], Said.of(text))

    def passages(self, passages: Sequence[Passage]) -> list[list[tuple[Window, float, float]]]:
        """The windows of each passage with lexical share and cosine."""
        found = []
        for passage, windows in zip(passages, self._windows.read(passages), strict=True):
            whole = Said.of(passage.quote.text)
            groups = [group.inside(whole) for group in (*self._groups, *self._noun)]  # no window holds what the whole does not
            found.append([(w, share(groups, w.text), max(0.0, float(w.vector @ self._vector))) for w in windows])
        return found

    def windows(self, passage: Passage) -> list[tuple[Window, float, float]]:
        """Single sentences of a passage with lexical share and cosine."""
        found = []
        seen = 0
        for window in self._windows.read([passage])[0]:
            if window.start < seen:  # pairs follow the single sentences
                break
            seen = window.end
            found.append((window, share(self._groups, window.text), max(0.0, float(window.vector @ self._vector))))
        return found

    def both(self, text: str) -> tuple[float, float]:
        """Lexical share and cosine of any text."""
        return self.lexical(text), max(0.0, float(_vector(self._kb, text) @ self._vector))


@kept(last=1 << 12)
def _vector(kb: KnowledgeBase, text: str) -> NDArray[np.float32]:
    """Unit vector of a text (d,)."""
    return np.asarray(kb.index.vectors_of([text])[0], np.float32)


@kept(last=20_000)
def _rarity(kb: KnowledgeBase, word: str) -> float:
    """Rarity of the rarest term of a word."""
    return max((kb.index.rarity(t) for t in kb.index.text_terms(word)), default=0.0)


def _names(kb: KnowledgeBase, entity: str) -> tuple[tuple[str, float], ...]:
    """The names of an entity, and of what it stands for, folded, with how well each stands for it."""
    table = {**dict.fromkeys(closure(kb, entity), INDIRECT), entity: 1.0}
    rows: dict[str, float] = {}
    for identifier, worth in table.items():
        if known := kb.entities.get(identifier) or kb.ontology.entities.get(identifier):
            for name in map(fold, known.names()):
                rows[name] = max(rows.get(name, 0.0), worth)
    return tuple(sorted(rows.items(), key=lambda r: (-r[1], r[0])))


def _query_vector(kb: KnowledgeBase, question: Question) -> NDArray[np.float32]:
    """Unit vector of the question; an English one is moved half way to the Chinese words that stand for it."""
    own = kb.index.query_vector(question.text)
    if question.language != "en":
        return own
    table = {**kb.ontology.entities, **kb.entities}
    chinese = [table[e].label() for e in question.entities if e in table]
    chinese += [next((w for w, _ in c.words if has_han(w)), "") for c in question.concepts]
    both = own + kb.index.query_vector(" ".join(chinese))
    length = float(np.linalg.norm(both))
    return np.asarray(both / length, np.float32) if length else own


def read_sentences(kb: KnowledgeBase, hits: Sequence[Hit], matcher: Matcher) -> list[Sentence]:
    """Sentences of the passages, and of the lines and notes they lead to, best match first."""
    best, lists = max((h.score for h in hits), default=1.0) or 1.0, Lists.of(kb)
    rows: dict[tuple[str, int], Sentence] = {}
    for hit in hits[:READ]:
        document = hit.passage.quote.document
        text = kb.documents[document].text
        for window, lexical, cosine in matcher.windows(hit.passage):
            mentions = mentions_between(kb, document, window.start, window.end)
            led = lists.at(document, window.start) or lists.leading(document, window.start)
            said = text[window.start : window.end]
            words = matcher.lexical(said, led) if led else lexical
            rows[document, window.start] = Sentence(
                document, window.start, window.end, said, hit.passage, words, cosine, hit.score / best, mentions, led
            )
        for led in lists.led_by(document, hit.passage.quote.start, hit.passage.quote.end):
            for a, b in sentences(text, led.start, led.end):
                if (document, a) not in rows:
                    mentions = mentions_between(kb, document, a, b)
                    words, cosine = matcher.lexical(text[a:b], led), 0.0
                    passage = passage_at(kb, document, a)
                    rows[document, a] = Sentence(document, a, b, text[a:b], passage, words, cosine, hit.score / best, mentions, led)
    return sorted(rows.values(), key=lambda s: (-s.lexical, s.document, s.start))


@kept(last=1 << 17)
def mentions_between(kb: KnowledgeBase, document: str, start: int, end: int) -> tuple[Mention, ...]:
    """Mentions of a document inside ``[start, end)``."""
    row = kb.mentions.get(document, ())
    at = bisect.bisect_left(row, start, key=lambda m: m.start)
    found = []
    while at < len(row) and row[at].start < end:
        if row[at].end <= end:
            found.append(row[at])
        at += 1
    return tuple(found)


@kept()
def _passages_by_document(kb: KnowledgeBase) -> dict[str, list[Passage]]:
    table: dict[str, list[Passage]] = {}
    for passage in kb.passages:
        table.setdefault(passage.quote.document, []).append(passage)
    return table


def passage_at(kb: KnowledgeBase, document: str, place: int) -> Passage:
    """The passage that holds offset ``place`` of a document."""
    row = _passages_by_document(kb)[document]
    return row[max(0, bisect.bisect_right(row, place, key=lambda p: p.quote.start) - 1)]


def softened(score: float) -> float:
    """A score squeezed into (0, 1) for display."""
    return 1 / (1 + math.exp(-6 * (score - 0.5)))
