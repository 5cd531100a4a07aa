"""The index of passages: BM25 and vectors in one folder, and the search over both."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from hetao_kg.errors import KnowledgeBaseError, QueryError
from hetao_kg.search import english, fuse
from hetao_kg.search.embed import Embedder, ModelRecord, open_embedder, record_of
from hetao_kg.search.expand import Expander
from hetao_kg.search.lexical import LexicalIndex, identifiers, terms
from hetao_kg.search.query import distinct_names, name_weights, query_vector, term_weights
from hetao_kg.search.vectors import VectorIndex
from hetao_kg.segment import Segmenter
from hetao_kg.text import HAN, digest, fold, has_han
from hetao_kg.types import Hit, Passage

if TYPE_CHECKING:
    from hetao_kg.search.static import StaticModel
    from hetao_kg.search.vocabulary import Vocabulary

Mode = Literal["hybrid", "lexical", "dense"]
FORMAT = 1
#: Passages each half proposes before fusion, and how many are encoded at once.
CANDIDATES = 200
BATCH = 1024
#: Candidates whose text is read for phrases of the query.
PHRASES = 40
#: Weight of a term of another name in :meth:`PassageIndex.query_terms`.
NAME_TERM = 0.6
#: A query is cut after this many characters.
LONGEST_QUERY = 2_000
#: A heading that is no bare number.
_WORDS = re.compile(f"[{HAN}]{{2}}|[A-Za-z]{{2}}")


def context(passage: Passage) -> str:
    """What is indexed for a passage: its two innermost headings that are no bare numbers, and its text."""
    titles = [title for title in passage.section if _WORDS.search(title)]
    return "\n".join([*titles[-2:], passage.quote.text])


def load_libraries() -> None:
    """Loads the libraries an index is made with, which takes a quarter of a second; otherwise they load when first needed."""
    import bm25s  # noqa: F401
    import faiss  # noqa: F401


class PassageIndex:
    """Ranked search over passages; build it once, save it, load it in a fraction of a second."""

    def __init__(
        self, passages: Sequence[Passage], lexical: LexicalIndex, vectors: VectorIndex, record: ModelRecord,
        embedder: Callable[[], Embedder], segmenter: Callable[[], Segmenter], weights: fuse.Weights = fuse.DEFAULT,
    ) -> None:  # fmt: skip
        self.passages = tuple(passages)
        self.lexical, self.vectors, self.record, self.weights = lexical, vectors, record, weights
        self._make_embedder, self._make_segmenter = embedder, segmenter

    @classmethod
    def build(
        cls, passages: Sequence[Passage], embedder: Embedder, segmenter: Segmenter, progress: Callable[[str], None] | None = None
    ) -> PassageIndex:
        """Index ``passages``; ``progress`` is told in words how far it is."""
        say = progress or (lambda line: None)
        vectors = np.zeros((len(passages), embedder.dimensions), np.float32)

        def documents() -> Iterator[list[str]]:
            for first in range(0, len(passages), BATCH):
                texts = [context(passage) for passage in passages[first : first + BATCH]]
                vectors[first : first + BATCH] = embedder.encode_passages(texts)
                yield from (terms(text, segmenter) for text in texts)
                say(f"index: {min(first + BATCH, len(passages)):,} of {len(passages):,} passages")

        lexical = LexicalIndex.build(documents())
        return cls(passages, lexical, VectorIndex.build(vectors), record_of(embedder), lambda: embedder, lambda: segmenter)

    def save(self, folder: Path) -> None:
        """Write the index into ``folder``; equal passages and an equal model give equal bytes."""
        folder.mkdir(parents=True, exist_ok=True)
        if self.passages:
            self.lexical.save(folder / "lexical")
        self.vectors.save(folder / "vectors.faiss")
        self._embedder.store(folder / "model")
        about = {
            "format": FORMAT, "passages": len(self.passages), "digest": self._digest(), "vectors": self.vectors.kind,
            "model": asdict(self.record), "about": self.describe(),
        }  # fmt: skip
        (folder / "index.json").write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, passages: Sequence[Passage], segmenter: Callable[[], Segmenter]) -> PassageIndex:
        """Open what :meth:`save` wrote for these ``passages``, in the same order; model and segmenter are made when first needed.

        Raises ``KnowledgeBaseError`` if a file is missing or broken, of another format, or made for other passages.
        """
        try:
            about: dict[str, Any] = json.loads((folder / "index.json").read_text(encoding="utf-8"))
            record = ModelRecord(**about["model"])
            kind, told, size = about["vectors"], about["format"], about["passages"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise KnowledgeBaseError(f"{folder}: no readable search index", "build the knowledge base again") from error
        if told != FORMAT or size != len(passages):
            raise KnowledgeBaseError(f"{folder}: the search index does not belong to these passages", "build the knowledge base again")
        lexical = LexicalIndex.load(folder / "lexical") if size else LexicalIndex.build([])
        vectors = VectorIndex.load(folder / "vectors.faiss", kind)
        index = cls(passages, lexical, vectors, record, lambda: open_embedder(record, folder / "model"), segmenter)
        if about["digest"] != index._digest():
            raise KnowledgeBaseError(f"{folder}: the search index does not belong to these passages", "build the knowledge base again")
        return index

    def _digest(self) -> str:
        return digest([passage.id for passage in self.passages])

    @cached_property
    def _embedder(self) -> Embedder:
        return self._make_embedder()

    @cached_property
    def _segmenter(self) -> Segmenter:
        return self._make_segmenter()

    @cached_property
    def _expander(self) -> Expander | None:
        from hetao_kg.search import static

        if not (static.FOLDER / "glosses.tsv").exists():
            return None
        return Expander(static.FOLDER, self._static.table)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The Chinese words of the passages, for finding those nearest to another word."""
        from hetao_kg.search.vocabulary import Vocabulary

        return Vocabulary(self._static, self.lexical.counted() if self.passages else ())

    @cached_property
    def _static(self) -> StaticModel:
        from hetao_kg.search.static import StaticModel

        return self._embedder if isinstance(self._embedder, StaticModel) else StaticModel.load()

    def query_terms(self, query: str, names: Sequence[str] = ()) -> dict[str, float]:
        """Index terms of ``query`` with their weights; other ``names`` and the translations of English words count less."""
        found = term_weights(query, self._segmenter, self._translator(query, self.weights), self.weights)
        for name in distinct_names(query, names):
            for term in terms(name, self._segmenter):
                found.setdefault(term, NAME_TERM)
        return found

    def _translator(self, query: str, weights: fuse.Weights) -> Expander | None:
        """What turns the English words of ``query`` into Chinese; none when it has no such words."""
        return self._expander if weights.translate and english.topic_words(fold(query)) else None

    def translations(self, english_text: str) -> dict[str, float]:
        """Chinese words for the English words of a text, with weights in (0, 1]; empty without the default model's tables."""
        return self._expander.words(english_text) if self._expander is not None else {}

    def text_terms(self, text: str) -> list[str]:
        """Index terms of any text, cut as passages are."""
        return terms(text, self._segmenter)

    def rarity(self, term: str) -> float:
        """Inverse document frequency of a term: ln(1 + n / (df + 1))."""
        return math.log1p(len(self.passages) / (self.lexical.frequency(term) + 1)) if self.passages else 0.0

    def query_vector(self, query: str) -> NDArray[np.float32]:
        """Unit vector (d,) of ``query``."""
        vector: NDArray[np.float32] = self._embedder.encode_queries([query])[0]
        return vector

    def vectors_of(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors (n, d) of any texts, encoded as passages are."""
        if not texts:
            return np.zeros((0, self._embedder.dimensions), np.float32)
        return self._embedder.encode_passages(list(texts))

    def cosine(self, query: str, one: str) -> float:
        """How near in meaning ``one``, a passage by its id or any text, is to ``query``: -1 to 1."""
        vector, row = self._asked(query), self._row.get(one)
        if row is None:
            return float(vector @ self.vectors_of([one])[0])
        return float(self.vectors.cosines(vector, np.array([row], np.int64))[0])

    @cached_property
    def _solid(self) -> Callable[[int], str]:
        """The folded text of a passage with its headings in one piece, kept for those found last."""
        return lru_cache(maxsize=4096)(lambda row: fuse.solid(fold(context(self.passages[row]))))

    @cached_property
    def _twins(self) -> Callable[[int, int], bool]:
        """Whether two passages say the same, kept for those compared last: the same ones are found together again and again."""
        return lru_cache(maxsize=1 << 17)(
            lambda a, b: fuse.same_text(self._pairs(self.passages[a].quote.text), self._pairs(self.passages[b].quote.text))
        )

    @cached_property
    def _pairs(self) -> Callable[[str], frozenset[str]]:
        """The pairs of characters of a passage, kept for those found last."""
        return lru_cache(maxsize=4096)(lambda text: fuse.bigrams(fold(text)))

    @cached_property
    def _asked(self) -> Callable[[str], NDArray[np.float32]]:
        return lru_cache(maxsize=64)(self.query_vector)

    @cached_property
    def _row(self) -> dict[str, int]:
        return {passage.id: row for row, passage in enumerate(self.passages)}

    @cached_property
    def _id_rank(self) -> NDArray[np.int64]:
        """Rank of each row's passage id in alphabetical order, to break ties."""
        order = sorted(range(len(self.passages)), key=lambda row: self.passages[row].id)
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(len(order))
        return rank

    @cached_property
    def _boilerplate(self) -> NDArray[np.bool_]:
        return np.array([passage.boilerplate for passage in self.passages], np.bool_)

    def describe(self) -> str:
        """One line: what the two halves are and which model made the vectors."""
        lexical = self.lexical.describe() if self.passages else "no words"
        return f"{lexical}; {self.vectors.describe()}; model {self.record.name} ({self.record.fingerprint})"

    def search(
        self, query: str, k: int = 10, mode: Mode = "hybrid", expansions: Sequence[str] = (), allowed: AbstractSet[str] | None = None,
        weights: fuse.Weights | None = None,
    ) -> list[Hit]:  # fmt: skip
        """The ``k`` best passages for ``query``, best first, ties by passage id.

        ``expansions`` are other names of what the query names; they are searched too, with less weight. ``allowed``
        limits the search to these passage ids: None means all, an empty set nothing. ``weights`` stand in for the index's own.
        Near-duplicates are shown once.
        ``Hit.why`` holds the ranks (``lexical``, ``dense``: 1 is best, absent if that half did not propose the passage)
        and the parts of the score. Raises ``QueryError`` for a mode that does not exist.
        """
        if mode not in ("hybrid", "lexical", "dense"):
            raise QueryError(f"no search mode {mode!r}", "use hybrid, lexical or dense")
        query = query.strip()[:LONGEST_QUERY]
        if not query or not self.passages or k < 1:
            return []
        rows = None if allowed is None else np.array(sorted(self._row[i] for i in allowed if i in self._row), np.int64)
        if rows is not None and len(rows) == 0:
            return []
        weights = weights or self.weights
        names = distinct_names(query, expansions)
        lexical = self._lexical_scores(query, names, rows, weights) if mode != "dense" else np.zeros(len(self.passages), np.float32)
        vector = query_vector(query, names, self._embedder, weights) if mode != "lexical" else None
        count = max(CANDIDATES, 4 * k)
        found = self._candidates(lexical, vector, rows, count)
        share = {"hybrid": weights.lexical(query), "lexical": 1.0, "dense": 0.0}[mode]
        scored = self._scores(query, names, found, share, weights)
        return self._hits(found, scored, k)

    def _lexical_scores(
        self, query: str, names: Sequence[str], rows: NDArray[np.int64] | None, weights: fuse.Weights
    ) -> NDArray[np.float32]:
        """BM25 of every passage over the query's best; zero outside ``rows``."""
        own = term_weights(query, self._segmenter, self._translator(query, weights), weights)
        scores = self.lexical.scores(own)
        others = [self.lexical.scores(other) for other in name_weights(names, own, self._segmenter)]
        if others:
            scores = scores + np.float32(weights.alias) * np.max(others, axis=0)
        if rows is not None:
            kept = np.zeros_like(scores)
            kept[rows] = scores[rows]
            scores = kept
        return fuse.scaled_lexical(scores, float(scores.max()))

    def _candidates(
        self, lexical: NDArray[np.float32], vector: NDArray[np.float32] | None, rows: NDArray[np.int64] | None, count: int
    ) -> fuse.Candidates:
        """The best rows of each half with both scores and ranks."""
        near, cosines = np.empty(0, np.int64), np.empty(0, np.float32)
        if vector is not None and vector.any():
            near, cosines = self.vectors.search(vector, count, rows)
        best = fuse.best_rows(lexical, count, self._id_rank)
        near = near[np.lexsort((self._id_rank[near], -cosines))]
        cosines = -np.sort(-cosines)
        extra = np.setdiff1d(best, near)
        if vector is not None and len(near):
            cosines = np.concatenate([cosines, self.vectors.cosines(vector, extra)])
        else:
            cosines = np.zeros(len(extra), np.float32)
        ranks = ({int(row): rank for rank, row in enumerate(half, 1)} for half in (best, near))
        union = np.concatenate([near, extra])
        return fuse.Candidates(union, lexical[union], cosines, *ranks)

    def _scores(
        self, query: str, names: Sequence[str], found: fuse.Candidates, share: float, weights: fuse.Weights
    ) -> NDArray[np.float32]:
        """The fused score of each candidate."""
        dense = fuse.scaled_dense(found.cosines, float(found.cosines.max(initial=0.0)), weights.dense_floor)
        scores: NDArray[np.float32] = share * found.lexical + (1 - share) * dense
        if share > 0:
            whole = weights.whole if has_han(query) else weights.whole_other
            wanted, others = fuse.solid(fold(query)), [fuse.solid(fold(name)) for name in names]
            quoted = {fuse.solid(phrase) for phrase in [*fuse.quoted_phrases(query), *identifiers(fold(query))]}
            for place in np.argsort(-scores, kind="stable")[:PHRASES]:
                text = self._solid(int(found.rows[place]))
                held = fuse.phrase_share(wanted, text)
                scores[place] += weights.phrase * held + whole * (held == 1.0)
                scores[place] += weights.alias_whole * any(other and other in text for other in others)
                scores[place] += weights.quoted * sum(phrase in text for phrase in quoted)
        scores[self._boilerplate[found.rows]] *= weights.boilerplate
        return scores

    def _hits(self, found: fuse.Candidates, scores: NDArray[np.float32], k: int) -> list[Hit]:
        """The best ``k`` candidates, near-duplicates left out."""
        hits: list[Hit] = []
        shown: list[int] = []
        for place in np.lexsort((self._id_rank[found.rows], -scores)):
            row = int(found.rows[place])
            passage = self.passages[row]
            if scores[place] <= 0 or any(self._twins(min(row, other), max(row, other)) for other in shown):
                continue
            shown.append(row)
            hits.append(Hit(passage, round(float(scores[place]), 6), found.why(int(place))))
            if len(hits) == k:
                break
        return hits
