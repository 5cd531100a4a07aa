"""How well search finds: the ablation of its parts over relevance cases and over sets in BEIR layout.

Every variant runs through the code and the defaults that ``hetao-kg search`` has; each adds one part to the one before, but
for the first two, which are the halves alone. Measures are nDCG@10 (0/1 relevance), recall@10 and the mean reciprocal rank
among the first ten, in percent.
"""

from __future__ import annotations

import gzip
import json
import math
import tempfile
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hetao_kg import ontology, snapshot
from hetao_kg.answer.question import Understander, language_of
from hetao_kg.answer.rank import names_searched, search
from hetao_kg.errors import HetaoError
from hetao_kg.extract import Extraction, Extractor, segmenter_for
from hetao_kg.kb import FORMAT, KnowledgeBase
from hetao_kg.rows import document_row, names_row, passage_row, write_rows
from hetao_kg.search import PassageIndex, make_embedder
from hetao_kg.search.fuse import DEFAULT, Weights
from hetao_kg.search.index import Mode
from hetao_kg.text import fold
from hetao_kg.types import Document, Hit, Passage

#: Results that count.
FIRST = 10
#: Passages looked through for the rank of a case that fails.
DEEP = 50
_PLAIN = replace(DEFAULT, translate=False, phrase=0.0, whole=0.0, whole_other=0.0, quoted=0.0)
_PHRASES = replace(DEFAULT, translate=False)

Say = Callable[[str], None]
Search = Callable[[KnowledgeBase, str], Sequence[Hit]]


@dataclass(frozen=True, slots=True)
class Case:
    """A query in a user's words: ``want`` stands in the wanted passage or its headings, which must be among the first ``top``."""

    query: str
    category: str
    want: str
    top: int = 3
    #: Words of a passage that must not be among the first ``top``.
    never: str = ""
    #: Known to be hard: reported when it fails, not an error.
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Set:
    """Queries with the ids of the passages or texts that answer each."""

    name: str
    queries: tuple[tuple[str, frozenset[str]], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the ablation: nDCG@10, recall@10 and MRR@10 in percent for each variant."""

    name: str
    language: str
    queries: int
    measures: Mapping[str, tuple[float, float, float]]


def text_base(
    folder: Path, texts: Mapping[str, str], ontology_folder: Path, model: str = "default", say: Say = lambda line: None
) -> KnowledgeBase:
    """``texts`` by id as a knowledge base in ``folder``, each one passage of its own document, without statements.

    ``model`` is what ``build --model`` takes.
    """
    names = ontology.load(ontology_folder)
    segmenter = segmenter_for(names)
    extractor = Extractor(names, segmenter)
    documents = [Document(i, i, text or " ", ()) for i, text in texts.items()]
    passages = [Passage(f"{d.id}#0-{len(d.text)}", d.quote(0, len(d.text)), ()) for d in documents]

    def fill(work: Path) -> dict[str, Any]:
        write_rows(work / "documents.jsonl", map(document_row, documents))
        write_rows(work / "passages.jsonl", map(passage_row, passages))
        named = ((d.id, Extraction(extractor.names(d.text, "", [], unlisted=False).mentions, {}, (), ())) for d in documents)
        write_rows(work / "mentions.jsonl", (names_row(i, found) for i, found in named))
        for name in ("entities", "statements", "figures", "proposals", "outcomes", "conflicts"):
            write_rows(work / f"{name}.jsonl", ())
        PassageIndex.build(passages, make_embedder(model, list(texts.values())), segmenter, say).save(work / "index")
        return {"format": FORMAT}

    snapshot.write(folder, fill)
    return KnowledgeBase(folder, ontology_folder)


def _by_index(mode: Mode, weights: Weights, names: bool = False) -> Search:
    def run(kb: KnowledgeBase, query: str) -> Sequence[Hit]:
        others = names_searched(kb, Understander.of(kb).read(query)) if names else ()
        return kb.index.search(query, FIRST, mode, others, weights=weights)

    return run


#: What is compared, in order; the last is what ``hetao-kg search`` does.
VARIANTS: dict[str, Search] = {
    "lexical": _by_index("lexical", _PLAIN),
    "dense": _by_index("dense", _PLAIN),
    "fused": _by_index("hybrid", _PLAIN),
    "+ phrases": _by_index("hybrid", _PHRASES),
    "+ expansion": _by_index("hybrid", DEFAULT),
    "+ graph": _by_index("hybrid", DEFAULT, names=True),
    "+ sentences": lambda kb, query: search(kb, query, FIRST),
}


def ndcg(found: Sequence[str], relevant: frozenset[str], k: int = FIRST) -> float:
    """Normalised discounted cumulative gain of the first ``k`` with 0/1 relevance."""
    gain = sum(1 / math.log2(i + 2) for i, one in enumerate(found[:k]) if one in relevant)
    return gain / sum(1 / math.log2(i + 2) for i in range(min(k, len(relevant))))


def measured(queries: Sequence[tuple[str, frozenset[str]]], run: Callable[[str], Sequence[str]]) -> tuple[float, float, float]:
    """Mean nDCG@10, recall@10 and reciprocal rank of what ``run`` finds for the queries, in percent."""
    sums = [0.0, 0.0, 0.0]
    for query, wanted in queries:
        found = list(dict.fromkeys(run(query)))[:FIRST]
        sums[0] += ndcg(found, wanted)
        sums[1] += len(wanted.intersection(found)) / min(FIRST, len(wanted))
        sums[2] += next((1 / rank for rank, one in enumerate(found, 1) if one in wanted), 0.0)
    return (100 * sums[0] / len(queries), 100 * sums[1] / len(queries), 100 * sums[2] / len(queries))


def beir(folder: Path) -> tuple[Set, dict[str, str]]:
    """The set in ``folder`` (corpus, queries, qrels; plain or .gz) and its texts by id; raises ``HetaoError`` when it is none."""
    try:
        texts = {r["_id"]: "\n".join(part for part in (r.get("title", ""), r.get("text", "")) if part) for r in _jsonl(folder, "corpus")}
        queries = {r["_id"]: r["text"] for r in _jsonl(folder, "queries")}
        path = next(p for p in (folder / "qrels.tsv", folder / "qrels" / "test.tsv", folder / "qrels" / "dev.tsv") if p.is_file())
        relevant: dict[str, set[str]] = {}
        for line in path.read_text("utf-8").splitlines()[1:]:
            query, text, score = line.split("\t")
            if int(score) > 0:
                relevant.setdefault(query, set()).add(text)
        asked = tuple((queries[i], frozenset(relevant[i])) for i in sorted(relevant))
    except (OSError, ValueError, KeyError, StopIteration) as error:
        hint = "it needs corpus.jsonl, queries.jsonl and qrels.tsv or qrels/test.tsv"
        raise HetaoError(f"{folder} holds no set in BEIR layout: {error or 'no qrels'}", hint) from error
    return Set(folder.name, asked), texts


def _jsonl(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    packed = folder / f"{name}.jsonl.gz"
    with gzip.open(packed, "rt", encoding="utf-8") if packed.is_file() else (folder / f"{name}.jsonl").open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def cases(path: Path) -> list[Case]:
    """The relevance cases of a TOML file; raises ``HetaoError`` when it cannot be read."""
    try:
        return [Case(**row) for row in tomllib.loads(path.read_text("utf-8"))["cases"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        hint = "the head of tests/relevance/cases.toml explains what a case is"
        raise HetaoError(f"{path} holds no relevance cases: {error}", hint) from error


def answering(kb: KnowledgeBase, words: str) -> frozenset[str]:
    """Ids of the passages whose text or headings hold ``words``, in either script."""
    wanted = fold(words)
    return frozenset(p.id for p in kb.passages if wanted in _whole(p))


def rank_of(words: str, hits: Sequence[Hit]) -> int:
    """One-based rank of the first hit whose text or headings hold ``words``; 0 if none does."""
    wanted = fold(words)
    return next((rank for rank, hit in enumerate(hits, 1) if wanted in _whole(hit.passage)), 0)


def _whole(passage: Passage) -> str:
    return fold("\n".join([*passage.section, passage.quote.text]))


def failure(kb: KnowledgeBase, case: Case) -> str:
    """What is wrong with the results for ``case``, with the rank found; empty when it holds."""
    hits = search(kb, case.query, DEEP)
    rank = rank_of(case.want, hits)
    if not 0 < rank <= case.top:
        first = " | ".join(" ".join(hit.passage.quote.text.split())[:40] for hit in hits[:3])
        place = f"at rank {rank}" if rank else f"not among the first {DEEP}"
        return f"{case.query!r}: wanted {case.want!r} among the first {case.top}, found {place}; first came {first}"
    if case.never and 0 < rank_of(case.never, hits) <= case.top:
        return f"{case.query!r}: {case.never!r} came at rank {rank_of(case.never, hits)}, among the first {case.top}"
    return ""


def on_cases(kb: KnowledgeBase, found: Sequence[Case], say: Say = lambda line: None) -> list[Row]:
    """The ablation over the cases that the documents of ``kb`` speak of: one row a language, and one for all."""
    wanted = [(case.query, answering(kb, case.want)) for case in found]
    held = [(query, ids) for query, ids in wanted if ids]
    rows, opening = [], kb.ontology.questions["english"]["opening"]
    for language in ("zh-Hant", "zh-Hans", "en", "all"):
        queries = tuple((q, ids) for q, ids in held if language in ("all", language_of(q, opening)))
        if queries:
            rows.append(_row(kb, Set("relevance cases", queries), language, lambda hit: hit.passage.id, say))
    return rows


def on_set(folder: Path, ontology_folder: Path, model: str = "default", most: int = 0, say: Say = lambda line: None) -> Row:
    """The ablation over a set in BEIR layout, over its first ``most`` queries if given."""
    found, texts = beir(folder)
    with tempfile.TemporaryDirectory() as place:
        kb = text_base(Path(place), texts, ontology_folder, model, say)
        queries = found.queries[: most or None]
        language = Counter(language_of(query, kb.ontology.questions["english"]["opening"]) for query, _ in queries).most_common(1)[0][0]
        return _row(kb, Set(found.name, queries), language, lambda hit: hit.passage.quote.document, say)


def _row(kb: KnowledgeBase, found: Set, language: str, name: Callable[[Hit], str], say: Say) -> Row:
    measures = {}
    for variant, run in VARIANTS.items():
        measures[variant] = measured(found.queries, lambda query, run=run: [name(hit) for hit in run(kb, query)])  # type: ignore[misc]
        say(f"{found.name} {language}: {variant} nDCG@10 {measures[variant][0]:.2f}")
    return Row(found.name, language, len(found.queries), measures)


def table(rows: Sequence[Row]) -> str:
    """The ablation as a Markdown table."""
    head = ["set", "language", "queries", *VARIANTS]
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    for row in rows:
        cells = [" / ".join(f"{value:.1f}" for value in row.measures[variant]) for variant in VARIANTS]
        lines.append("| " + " | ".join([row.name, row.language, f"{row.queries:,}", *cells]) + " |")
    return "\n".join(lines)
