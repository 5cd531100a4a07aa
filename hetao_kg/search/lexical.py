"""The lexical half: BM25 (bm25s) over words, character bigrams and identifiers of folded text.

Words alone lose about four points on policy questions against bigrams, bigrams alone lose the rare word, so both stand
in one index. bm25s computes the scores; they are summed here because a query term may carry a weight (names and
translations count less than the words the user typed), and a search loads no more than the arrays.
"""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hetao_kg.errors import KnowledgeBaseError
from hetao_kg.search import english
from hetao_kg.segment import Segmenter
from hetao_kg.text import HAN, fold

K1, B = 1.5, 0.75
#: Files of bm25s: scores, their passages, where each term's begin; the terms; what it all is.
_ARRAYS = ("data.csc.index.npy", "indices.csc.index.npy", "indptr.csc.index.npy")
_WORDS, _ABOUT = "vocab.index.json", "params.index.json"

Array = NDArray[Any]

_han = re.compile(f"[{HAN}]+")
_latin = re.compile(r"[a-z0-9]+(?:[.'&/-][a-z0-9]+)*")
_numeral = "0-9a-z一二三四五六七八九十百千零〇"
#: Identifiers that count as one term: chapter and article numbers, document numbers, and marks such as "1+".
_identifiers = re.compile(
    f"第[{_numeral}]+[章条节款项号期届编部]"
    r"|[〔\[【(（][0-9]{4}[〕\]】)）]第?[0-9]+号"
    r"|[a-z0-9]+\+{1,2}(?![a-z0-9])"
    r"|[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?%"
)
_brackets = str.maketrans("[]【】（）()", "〔〕〔〕〔〕〔〕")


def terms(text: str, segmenter: Segmenter) -> list[str]:
    """Index terms of ``text``, repeated as often as they occur; query and passages are cut by the same rule."""
    folded = fold(text)
    found = [word for word in segmenter.search_words(folded) if _han.fullmatch(word)]
    for run in _han.findall(folded):
        found += [run[i : i + 2] for i in range(len(run) - 1)]
    for word in _latin.findall(folded):
        found.append(word)
        parts = english.words(word)
        if parts != [word]:
            found += parts
    found += ["#" + identifier for identifier in identifiers(folded)]
    return found


def identifiers(folded: str) -> list[str]:
    """Chapter, article and document numbers, percentages and marks such as ``1+`` in folded text, brackets in one form."""
    return [match.translate(_brackets) for match in _identifiers.findall(folded)]


class _Numbered:
    """Documents as term numbers in one flat array (4 bytes a term), in the shape bm25s takes: ``ids`` and ``vocab``."""

    def __init__(self, documents: Iterable[Sequence[str]]) -> None:
        numbers: dict[str, int] = {"": 0}
        flat, starts = array("i"), array("q", [0])
        for document in documents:
            flat.extend([numbers.setdefault(term, len(numbers)) for term in document] or [0])
            starts.append(len(flat))
        ordered = sorted(numbers)
        self.vocab = {term: i for i, term in enumerate(ordered)}
        new = np.empty(len(numbers), np.int32)
        new[[numbers[term] for term in ordered]] = np.arange(len(numbers), dtype=np.int32)
        self.ids = _Rows(new[np.frombuffer(flat, np.int32)] if flat else new[:0], starts)


class _Rows(Sequence[list[int]]):
    def __init__(self, flat: NDArray[np.int32], starts: Sequence[int]) -> None:
        self._flat, self._starts = flat, starts

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, i: Any) -> Any:  # noqa: ANN401 - int only; bm25s iterates
        if i >= len(self):
            raise IndexError(i)
        return self._flat[self._starts[i] : self._starts[i + 1]].tolist()


@dataclass(frozen=True, slots=True, eq=False)
class LexicalIndex:
    """BM25 scores of every term in every passage, in a sparse matrix that may be memory-mapped.

    The term numbered ``n`` in ``vocabulary`` has the scores ``data[starts[n] : starts[n + 1]]``, in the passages ``rows`` of that range.
    """

    data: Array
    rows: Array
    starts: Array
    #: How many passages there are.
    passages: int
    vocabulary: Mapping[str, int]

    @classmethod
    def build(cls, documents: Iterable[Sequence[str]]) -> LexicalIndex:
        """An index over ``documents``, each the list of its terms. The vocabulary is sorted, so equal input gives equal bytes."""
        import bm25s

        bm25 = bm25s.BM25(k1=K1, b=B, method="lucene")
        numbered = _Numbered(documents)
        if not len(numbered.ids):
            return cls(np.zeros(0, np.float32), np.zeros(0, np.int32), np.zeros(1, np.int32), 0, {})
        bm25.index(numbered, show_progress=False)
        found = bm25.scores
        return cls(found["data"], found["indices"], found["indptr"], found["num_docs"], bm25.vocab_dict)

    def save(self, folder: Path) -> None:
        """Write the arrays and the vocabulary into ``folder``, in the files that bm25s reads and writes."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, array_ in zip(_ARRAYS, (self.data, self.rows, self.starts), strict=True):
            np.save(folder / name, array_)
        (folder / _WORDS).write_text(json.dumps(self.vocabulary, ensure_ascii=False), "utf-8")
        about = {"k1": K1, "b": B, "delta": 0.5, "method": "lucene", "idf_method": "lucene", "dtype": "float32", "int_dtype": "int32",
                 "num_docs": self.passages, "backend": "numpy"}  # fmt: skip
        (folder / _ABOUT).write_text(json.dumps(about, indent=4), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Open what :meth:`save` wrote, memory-mapped; raises ``KnowledgeBaseError`` if it is missing or broken."""
        try:
            data, rows, starts = (np.load(folder / name, mmap_mode="r") for name in _ARRAYS)
            vocabulary = json.loads((folder / _WORDS).read_text("utf-8"))
            return cls(data, rows, starts, json.loads((folder / _ABOUT).read_text("utf-8"))["num_docs"], vocabulary)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise KnowledgeBaseError(f"{folder.name}: the word index cannot be read", "build the knowledge base again") from error

    def scores(self, weights: Mapping[str, float]) -> NDArray[np.float32]:
        """BM25 of every passage, shape (n,): the sum over query terms of weight times term score."""
        total = np.zeros(self.passages, np.float32)
        for term, weight in weights.items():
            start, end = self._column(term)
            total[self.rows[start:end]] += np.float32(weight) * self.data[start:end]
        return total

    def frequency(self, term: str) -> int:
        """In how many passages ``term`` stands."""
        start, end = self._column(term)
        return end - start

    def _column(self, term: str) -> tuple[int, int]:
        column = self.vocabulary.get(term)
        return (0, 0) if column is None else (int(self.starts[column]), int(self.starts[column + 1]))

    def counted(self) -> Iterator[tuple[str, int]]:
        """Every term with the number of passages it stands in."""
        return ((term, self.frequency(term)) for term in self.vocabulary if term)

    def describe(self) -> str:
        """One line: method, parameters, size."""
        return f"BM25 (bm25s, k1 {K1}, b {B}) over words, bigrams and identifiers: {len(self.vocabulary):,} terms"


def query_weights(terms_of_query: Sequence[str]) -> dict[str, float]:
    """Each term with the number of times the query has it."""
    weights: dict[str, float] = {}
    for term in terms_of_query:
        weights[term] = weights.get(term, 0.0) + 1.0
    return weights
