"""Where answers are looked for: statements of the graph by SPARQL, sentences of the best passages, passages."""

from __future__ import annotations

import bisect
import functools
import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hetao_kg.answer.question import Question
from hetao_kg.graph import terms
from hetao_kg.search.english import stem, topic_words
from hetao_kg.split import sentences
from hetao_kg.text import fold, has_han
from hetao_kg.types import Hit, Mention, Passage, Statement

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: Passages whose sentences are read for an answer.
READ = 12
#: Weight of two characters that are no word (園科 in 產業園科技) beside 1 for a word.
BROKEN = 0.6
#: Weight of other words for the relation a question speaks of, beside 1 for its own words.
SYNONYM = 0.5
_MONTHS = frozenset("january february march april may june july august september october november december".split())  # noqa: SIM905
_PREFIX = (
    "PREFIX hetao: <https://w3id.org/hetao-kg/ontology#>\nPREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>\n"
    "PREFIX ent: <https://w3id.org/hetao-kg/id/entity/>\n"
)


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


def names_of(kb: KnowledgeBase, question: Question) -> list[str]:
    """Every name of what the question names, for searching."""
    table = {**kb.ontology.entities, **kb.entities}
    return [n for e in question.entities if e in table for n in table[e].names()]


def closure(kb: KnowledgeBase, entity: str) -> list[str]:
    """``entity``, what is narrower, what the ontology relates to it, and its members or the party it belongs to."""
    found = (
        set(kb.ontology.narrower(entity))
        if entity in kb.ontology.entities and kb.ontology.entities[entity].kind in ("Field",)
        else {entity}
    )
    for one in sorted(found):
        found |= set(kb.ontology.related.get(one, ()))
    found |= set(kb.ontology.members.get(entity, ()))
    if government := kb.ontology.governments.get(entity):
        found.add(government)
    return sorted(found)


def query_for(predicates: Sequence[str], things: Sequence[str], kind: str) -> str:
    """SPARQL for statements with one of ``predicates`` between one of ``things`` and something of ``kind``."""
    values = " ".join(f"<{terms.entity(t)}>" for t in things)
    relation = " ".join(f"hetao:{p}" for p in predicates)
    typed = f"  ?answer a hetao:{kind} .\n" if kind in ("Institution", "Policy", "Field", "Place", "Person") else ""
    return (
        f"{_PREFIX}SELECT DISTINCT ?statement ?answer ?status WHERE {{\n"
        f"  VALUES ?thing {{ {values} }}\n  VALUES ?predicate {{ {relation} }}\n"
        "  ?statement a hetao:Statement ; rdf:predicate ?predicate ; hetao:status ?status .\n"
        "  { ?statement rdf:object ?thing ; rdf:subject ?answer } UNION { ?statement rdf:subject ?thing ; rdf:object ?answer }\n"
        f"{typed}}} ORDER BY ?statement ?answer"
    )


def from_graph(kb: KnowledgeBase, sparql: str) -> list[tuple[Statement, str]]:
    """Statements a query finds, each with the IRI (or date) it answers with."""
    by_iri = statements_by_iri(kb)
    result = kb.store.query(sparql)
    return [(by_iri[row[0].value], row[1].value) for row in result.rows if row[0] and row[1] and row[0].value in by_iri]


_tables: dict[int, tuple[object, dict[str, Statement]]] = {}


def statements_by_iri(kb: KnowledgeBase) -> dict[str, Statement]:
    """All statements by their IRI."""
    kept = _tables.get(id(kb))
    if kept is None or kept[0] is not kb:
        _tables.clear()
        _tables[id(kb)] = kept = (kb, {str(terms.statement(s.id)): s for s in kb.statements})
    return kept[1]


@dataclass(frozen=True, slots=True)
class Window:
    """One or two neighbouring sentences of a passage (offsets of the document), their index terms and unit vector (d,)."""

    start: int
    end: int
    terms: frozenset[str]
    vector: NDArray[np.float32]


class Windows:
    """Windows of passages, kept for the passages read last."""

    #: Passages kept; a window takes about 2 KB.
    KEPT = 20_000

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb, self._kept = kb, dict[str, tuple[Window, ...]]()

    @staticmethod
    @functools.lru_cache(maxsize=4)
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
            made[identifier].append(Window(a, b, frozenset(self._kb.index.text_terms(text)), vector))
        self._kept.update({i: tuple(w) for i, w in made.items()})
        return [self._kept[p.id] for p in passages]


@functools.lru_cache(maxsize=4)
def _asking_terms(kb: KnowledgeBase) -> frozenset[str]:
    """Index terms of the words that ask (哪個機構, 多少資金): they are answered by the kind of the answer, not by its words."""
    rows = kb.ontology.questions
    words = [w for row in rows["kinds"].values() for w in (*row["zh"], *row["heads"])] + [w for row in rows["units"] for w in row["zh"]]
    return frozenset(t for w in words for t in kb.index.text_terms(w))


class Matcher:
    """How well texts match one question: shared terms by their rarity, and the model's cosine."""

    @staticmethod
    @functools.lru_cache(maxsize=64)
    def of(kb: KnowledgeBase, question: Question) -> Matcher:
        """The one for ``question``; ranking passages and reading answers share it."""
        return Matcher(kb, question)

    def __init__(self, kb: KnowledgeBase, question: Question) -> None:
        self._index, self._windows = kb.index, Windows.of(kb)
        self._vector = kb.index.query_vector(question.text)
        stop = {fold(w) for w in kb.ontology.questions["stop"]["zh"]}
        synonyms = [w for p in question.predicates[:2] for w in kb.ontology.questions["predicates"][p]["zh"]]
        #: What is asked, as groups of alternatives: weight, and sets of index terms with how well each stands for the group.
        self._groups: list[tuple[float, list[tuple[frozenset[str], float]]]] = []
        if question.language == "en":
            self._groups = self._translated(kb, question, synonyms)
        self._terms: dict[str, float] = {}
        #: The same for ranking passages: numbers count, pieces of words count less.
        self._ranking: dict[str, float] = {}
        if not self._groups:
            given = kb.index.query_terms(question.text, names_of(kb, question))
            for term in (t for w in synonyms for t in kb.index.text_terms(w)):
                given.setdefault(term, SYNONYM)
            rare = {t: w * kb.index.rarity(t) for t, w in given.items() if t not in stop and len(t) > 1}
            self._terms = {t: w for t, w in rare.items() if not t.isdigit()}
            self._ranking = {t: w if kb.segmenter.knows(t) or not has_han(t) else BROKEN * w for t, w in rare.items()}
        #: Terms of what the question names, which every sentence about it holds; the rest is what is asked of it.
        table = {**kb.ontology.entities, **kb.entities}
        named = [table[e] for e in question.entities if e in table]
        self._named = {t for entity in named for n in entity.names() for t in kb.index.text_terms(n)}
        own = set(kb.index.text_terms(question.text))
        asking = _asking_terms(kb)
        self._rest = {t: v for t, v in self._terms.items() if t in own and t not in self._named and t not in asking}
        #: Words for the relation asked for: any of them stands for the one the question uses.
        self._relation = [fold(w) for w in synonyms]
        self._relating = {t for w in self._relation for t in kb.index.text_terms(w)} if question.language == "en" else set()
        said = fold(question.text)
        self._triggers = {t for w in self._relation if w in said for t in kb.index.text_terms(w)}
        self._whole = sum(v for t, v in self._terms.items() if t in own) or 1.0
        self._ranking_whole = sum(v for t, v in self._ranking.items() if t in own) or 1.0
        #: Words no passage holds (月球), of a question that names nothing known: what is found is likelier to be about something else.
        words = {w for w in kb.segmenter.words(said) if len(w) > 1 and has_han(w)} if question.language != "en" and not named else set()
        known = self._named | asking | self._triggers | stop
        self.unheard = frozenset(w for w in words - known if not kb.index.lexical.frequency(w))
        self._proper = self._proper_names(kb, question) if question.language == "en" else []

    def _translated(
        self, kb: KnowledgeBase, question: Question, synonyms: Sequence[str]
    ) -> list[tuple[float, list[tuple[frozenset[str], float]]]]:
        """One group for each thing named and each other word of an English question, with its Chinese renderings."""
        table = {**kb.ontology.entities, **kb.entities}
        groups: list[dict[str, float]] = []
        named: set[str] = set()
        for entity in (table[e] for e in question.entities if e in table):
            groups.append(dict.fromkeys(entity.names(), 1.0))
            named |= {stem(w) for n in entity.names() if not has_han(n) for w in topic_words(fold(n))}
        if synonyms:
            groups.append(dict.fromkeys(synonyms, 1.0))
        words = [w for w in topic_words(fold(question.text)) if stem(w) not in named]
        groups += [kb.index.translations(w) for w in words]
        groups += [{i: 1.0} for i in re.findall(r"[a-z]*\d[\w+]*\+?", fold(question.text))]
        found = []
        for renderings in groups:
            best = max(renderings.values(), default=0.0)
            sets = [
                (frozenset(kb.index.text_terms(w)), v / best)
                for w, v in sorted(renderings.items(), key=lambda r: (-r[1], r[0]))[:20]
                if best
            ]
            sets = [(terms, v) for terms, v in sets if terms]
            if sets:
                found.append((max(max(kb.index.rarity(t) for t in terms) * v for terms, v in sets), sets))
        return found

    def _proper_names(self, kb: KnowledgeBase, question: Question) -> list[list[frozenset[str]]]:
        """Words of names (Sydney, not SEZ) inside an English question that no known name holds, each with the terms it may stand as."""
        table = {**kb.ontology.entities, **kb.entities}
        named = {stem(w) for e in question.entities if e in table for n in table[e].names() for w in topic_words(fold(n))}
        found = []
        for word in re.findall(r"[^\W\d_]{3,}", question.text)[1:]:
            folded = fold(word)
            if word.istitle() and folded in topic_words(folded) and stem(folded) not in named and folded not in _MONTHS:
                found.append([frozenset(kb.index.text_terms(w)) for w in (folded, *kb.index.translations(folded))])
        return found

    def speaks_of(self, text: str) -> bool:
        """Whether ``text`` holds at least half of the proper names of the question that nobody knows; true when it has none."""
        inside = frozenset(self._index.text_terms(text))
        return sum(any(terms <= inside for terms in sets) for sets in self._proper) * 2 >= len(self._proper)

    def lexical(self, text: str) -> float:
        """Share of the question's weighted terms that stand in ``text``, at most 1."""
        return self._share(frozenset(self._index.text_terms(text)))

    def rest(self, text: str) -> float:
        """Share of what is asked beside the names in ``text``; 1 when little is asked beside them."""
        inside = frozenset(self._index.text_terms(text))
        if self._groups:
            said = self._named | self._relating
            beside = [(w, sets) for w, sets in self._groups if not any(terms <= said for terms, _ in sets)]
            whole = sum(w for w, _ in beside)
            return sum(w for w, sets in beside if any(terms <= inside for terms, _ in sets)) / whole if whole > 3 else 1.0
        whole = sum(self._rest.values())
        folded = fold(text)
        related = any(w in folded for w in self._relation)
        return sum(v for t, v in self._rest.items() if t in inside or (related and t in self._triggers)) / whole if whole > 3 else 1.0

    def _share(self, inside: frozenset[str]) -> float:
        if self._groups:
            whole = sum(weight for weight, _ in self._groups) or 1.0
            return sum(weight * max((v for terms, v in sets if terms <= inside), default=0.0) for weight, sets in self._groups) / whole
        return min(1.0, sum(v for t, v in self._terms.items() if t in inside) / self._whole)

    def _ranked(self, inside: frozenset[str]) -> float:
        if self._groups:
            return self._share(inside)
        return min(1.0, sum(v for t, v in self._ranking.items() if t in inside) / self._ranking_whole)

    def passages(self, passages: Sequence[Passage]) -> list[list[tuple[Window, float, float]]]:
        """The windows of each passage with lexical share and cosine."""
        return [
            [(window, self._ranked(window.terms), max(0.0, float(window.vector @ self._vector))) for window in windows]
            for windows in self._windows.read(passages)
        ]

    def windows(self, passage: Passage) -> list[tuple[Window, float, float]]:
        """Single sentences of a passage with lexical share and cosine."""
        found = []
        seen = 0
        for window in self._windows.read([passage])[0]:
            if window.start < seen:  # pairs follow the single sentences
                break
            seen = window.end
            found.append((window, self._share(window.terms), max(0.0, float(window.vector @ self._vector))))
        return found

    def both(self, text: str) -> tuple[float, float]:
        """Lexical share and cosine of any text."""
        return self.lexical(text), max(0.0, float(self._index.vectors_of([text])[0] @ self._vector))


def read_sentences(kb: KnowledgeBase, hits: Sequence[Hit], matcher: Matcher) -> list[Sentence]:
    """Sentences of the passages, best match first."""
    best = max((h.score for h in hits), default=1.0) or 1.0
    rows = []
    for hit in hits[:READ]:
        document = hit.passage.quote.document
        text = kb.documents[document].text
        for window, lexical, cosine in matcher.windows(hit.passage):
            mentions = tuple(mentions_between(kb, document, window.start, window.end))
            said = text[window.start : window.end]
            rows.append(Sentence(document, window.start, window.end, said, hit.passage, lexical, cosine, hit.score / best, mentions))
    return sorted(rows, key=lambda s: (-s.lexical, s.document, s.start))


def mentions_between(kb: KnowledgeBase, document: str, start: int, end: int) -> list[Mention]:
    """Mentions of a document inside ``[start, end)``."""
    row = kb.mentions.get(document, ())
    at = bisect.bisect_left(row, start, key=lambda m: m.start)
    found = []
    while at < len(row) and row[at].start < end:
        if row[at].end <= end:
            found.append(row[at])
        at += 1
    return found


@functools.lru_cache(maxsize=4)
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
