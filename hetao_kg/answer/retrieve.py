"""Where answers are looked for: statements of the graph by SPARQL, sentences of the best passages, passages."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from hetao_kg.answer.question import Question, Understander
from hetao_kg.graph import terms
from hetao_kg.split import sentences
from hetao_kg.text import fold
from hetao_kg.types import Hit, Mention, Passage, Statement

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

#: Passages whose sentences are read for an answer.
READ = 12
#: Share of lexical evidence in the similarity of a sentence; the rest is the model's.
LEXICAL = 0.7
_PREFIX = ("PREFIX hetao: <https://w3id.org/hetao-kg/ontology#>\nPREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>\n"
           "PREFIX ent: <https://w3id.org/hetao-kg/id/entity/>\n")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage, with how well it matches the question (0 to about 1)."""

    document: str
    start: int
    end: int
    text: str
    passage: Passage
    match: float
    mentions: tuple[Mention, ...]


def names_of(kb: KnowledgeBase, question: Question) -> list[str]:
    """Every name of what the question names, for searching."""
    table = {**kb.ontology.entities, **kb.entities}
    return [n for e in question.entities if e in table for n in table[e].names()]


def search(kb: KnowledgeBase, query: str, k: int = 10, mode: Literal["hybrid", "lexical", "dense"] = "hybrid", question: Question | None = None) -> list[Hit]:
    """Ranked passages; names recognised in the query are searched under their other names too."""
    read = question or Understander.of(kb).read(query)
    return kb.index.search(query, k, mode, names_of(kb, read))


def closure(kb: KnowledgeBase, entity: str) -> list[str]:
    """``entity``, what is narrower, what the ontology relates to it, and its members or the party it belongs to."""
    found = set(kb.ontology.narrower(entity)) if entity in kb.ontology.entities and kb.ontology.entities[entity].kind in ("Field",) else {entity}
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
    return (f"{_PREFIX}SELECT DISTINCT ?statement ?answer ?status WHERE {{\n  VALUES ?thing {{ {values} }}\n  VALUES ?predicate {{ {relation} }}\n"
            "  ?statement a hetao:Statement ; rdf:predicate ?predicate ; hetao:status ?status .\n"
            "  { ?statement rdf:object ?thing ; rdf:subject ?answer } UNION { ?statement rdf:subject ?thing ; rdf:object ?answer }\n"
            f"{typed}}} ORDER BY ?statement ?answer")


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


class Matcher:
    """How well texts match one question: shared terms by their rarity, and the model's cosine."""

    def __init__(self, kb: KnowledgeBase, question: Question) -> None:
        self._index, self._text = kb.index, question.text
        stop = {fold(w) for w in kb.ontology.questions["stop"]["zh"]}
        given = kb.index.query_terms(question.text, names_of(kb, question))
        self._terms = {t: w * kb.index.rarity(t) for t, w in given.items() if t not in stop and not t.isdigit() and len(t) > 1}
        own = {t for t in kb.index.text_terms(question.text)}
        self._own = sum(sorted((v for t, v in self._terms.items() if t in own), reverse=True)) if question.language != "en" else 0.0
        self._whole = self._own or sum(sorted(self._terms.values(), reverse=True)[:12]) or 1.0

    def lexical(self, text: str) -> float:
        """Share of the question's weighted terms that stand in ``text``, at most 1."""
        inside = set(self._index.text_terms(text))
        return min(1.0, sum(v for t, v in self._terms.items() if t in inside) / self._whole)

    def matches(self, texts: Sequence[str]) -> list[float]:
        """Both halves together for each of ``texts``."""
        cosines = self._index.similarities(self._text, texts)
        return [LEXICAL * self.lexical(t) + (1 - LEXICAL) * max(0.0, float(c)) for t, c in zip(texts, cosines, strict=True)]


def read_sentences(kb: KnowledgeBase, hits: Sequence[Hit], matcher: Matcher) -> list[Sentence]:
    """Sentences of the passages, best match first; a short sentence is read together with the line before it."""
    found: list[tuple[Passage, int, int]] = []
    for hit in hits[:READ]:
        q = hit.passage.quote
        text = kb.documents[q.document].text
        found += [(hit.passage, a, b) for a, b in sentences(text, q.start, q.end)]
    quoted = [kb.documents[p.quote.document].text[a:b] for p, a, b in found]
    best = max((h.score for h in hits), default=1.0) or 1.0
    rank = {h.passage.id: h.score / best for h in hits}
    rows = []
    for (passage, a, b), text, match in zip(found, quoted, matcher.matches(quoted), strict=True):
        mentions = tuple(m for m in mentions_between(kb, passage.quote.document, a, b))
        rows.append(Sentence(passage.quote.document, a, b, text, passage, match + 0.15 * rank[passage.id], mentions))
    return sorted(rows, key=lambda s: (-s.match, s.document, s.start))


def mentions_between(kb: KnowledgeBase, document: str, start: int, end: int) -> list[Mention]:
    """Mentions of a document inside ``[start, end)``."""
    import bisect

    row = kb.mentions.get(document, ())
    at = bisect.bisect_left(row, start, key=lambda m: m.start)
    found = []
    while at < len(row) and row[at].start < end:
        if row[at].end <= end:
            found.append(row[at])
        at += 1
    return found


def softened(score: float) -> float:
    """A score squeezed into (0, 1) for display."""
    return 1 / (1 + math.exp(-6 * (score - 0.5)))
