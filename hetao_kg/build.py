"""The way in: a folder of documents becomes a knowledge base.

Document -> Passages -> Mentions -> Statements -> Graph + Index. What did not change since the last build is taken over
from it; equal input gives equal bytes.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from hetao_kg import __version__, compare, kb, ontology, snapshot, split
from hetao_kg.errors import CorpusError, KnowledgeBaseError
from hetao_kg.extract import Extraction, Extractor, segmenter_for
from hetao_kg.extract.mentions import Definition
from hetao_kg.extract.speakers import replace_speaker
from hetao_kg.graph import build as graph
from hetao_kg.ontology import Ontology
from hetao_kg.read import read_folder
from hetao_kg.rows import (
    conflict_row,
    document_row,
    entity_row,
    extraction_row,
    figure_row,
    names_row,
    outcome_row,
    passage_row,
    proposal_row,
    statement_row,
    write_rows,
)
from hetao_kg.search import PassageIndex, context, make_embedder
from hetao_kg.segment import Segmenter
from hetao_kg.text import key
from hetao_kg.types import STATUSES, Document, Entity, Evidence, Figure, Passage, Problem, Statement

#: Modules whose code decides what is read out of a document: a change in them makes every document be read again.
_READING = ("read", "extract", "split.py", "text.py", "segment.py", "types.py", "ontology.py")
#: Modules whose code (and model) decides what is made of it.
_MAKING = ("graph", "search", "compare", "build.py", "kb.py", "rows.py", "snapshot.py")


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did; ``changed`` is False when nothing had to be done."""

    documents: int
    passages: int
    entities: int
    figures: int
    statements: Mapping[str, int]
    problems: tuple[Problem, ...]
    read_again: int
    changed: bool


Say = Callable[[str], None]


def build(corpus: Path, folder: Path, ontology_folder: Path, model: str = "default", say: Say = lambda line: None) -> Summary:
    """Builds the knowledge base of ``corpus`` in ``folder``; ``say`` is told what is being done.

    Raises :class:`CorpusError` when there is nothing to read. A file that cannot be read is a problem in the summary.
    """
    snapshot.check_writable(folder)
    names = ontology.load(ontology_folder)
    before = _earlier(folder, ontology_folder)
    documents, problems = _read(corpus, before, say)
    if not documents:
        first = f": {problems[0].where} {problems[0].what}" if problems else ""
        mend = "put documents (.txt, .md, .html, .docx, .pptx or .pdf) into the folder"
        raise CorpusError(f"there is nothing to read in {corpus}{first}", mend)
    wanted = _wanted(documents, problems, names, model)
    if before and before.manifest["input"] == wanted:
        snapshot.remember(folder, corpus)
        say("nothing changed")
        return _summary(before.manifest, problems, 0, False)
    ready = None if model == "corpus" else make_embedder(model)  # a model that cannot be loaded is told before the long work
    segmenter = functools.cache(lambda: segmenter_for(names))
    extractions, read_again = _extract(documents, names, segmenter, before, wanted["reading"], say)
    passages = [p for d in documents for p in split.passages(d)]
    statements = merge([s for d in documents for s in extractions[d.id].statements])
    figures = merge([f for d in documents for f in extractions[d.id].figures])
    proposals = [p for d in documents for p in extractions[d.id].proposals]
    entities = collect(names, extractions, statements)
    known, texts = {e.id: e for e in entities}, {d.id: d for d in documents}
    came = compare.outcomes(proposals, statements, known, texts)
    disagreeing = compare.conflicts(statements, figures, texts)
    beneath = {p.id: [s for s, _ in compare.under(p, statements)] for p in proposals}
    findings = graph.Findings(figures, names.measures, proposals, beneath, came, disagreeing)
    mentioned = {d.id: dict(sorted(Counter(m.entity for m in extractions[d.id].mentions if m.entity).items())) for d in documents}

    def fill(work: Path) -> dict[str, Any]:
        _write_rows(work, documents, passages, entities, statements, extractions, problems)
        write_rows(work / "figures.jsonl", map(figure_row, figures))
        write_rows(work / "proposals.jsonl", map(proposal_row, proposals))
        write_rows(work / "outcomes.jsonl", map(outcome_row, came))
        write_rows(work / "conflicts.jsonl", map(conflict_row, disagreeing))
        say("graph")
        dataset = graph.dataset(documents, entities, statements, passages, ontology=names.folder / "hetao.ttl", tool_version=__version__,
                                ontology_version=names.version, mentions_by_document=mentioned, found=findings)
        (work / "graph.nq").write_text(graph.nquads(dataset), "utf-8", newline="\n")
        say("index")
        embedder = ready or make_embedder(model, [context(p) for p in passages])
        PassageIndex.build(passages, embedder, segmenter(), say).save(work / "index")
        tally = Counter(s.status for s in statements)
        counts = {"documents": len(documents), "passages": len(passages), "entities": len(entities), "figures": len(figures),
                  "statements": {s: tally[s] for s in STATUSES}}
        return {"format": kb.FORMAT, "tool": __version__, "input": wanted, "counts": counts}

    snapshot.write(folder, fill)
    snapshot.remember(folder, corpus)
    made = kb.KnowledgeBase(folder, ontology_folder)
    say("store")
    made.store.query("ASK {}")
    return _summary(made.manifest, problems, read_again, True)


def _read(corpus: Path, before: kb.KnowledgeBase | None, say: Say) -> tuple[list[Document], list[Problem]]:
    """What the folder holds; a file that the same code has read before without a problem is not opened by its reader again."""
    kept: dict[str, Document] = {}
    if before and before.manifest["input"]["reading"] == _hash_code(_READING):
        troubled = {p.where for p in before.problems}
        kept = {d.source: d for d in before.documents.values() if d.source not in troubled}
    documents: list[Document] = []
    problems: list[Problem] = []
    for found in read_folder(corpus, kept):
        if isinstance(found, Problem):
            problems.append(found)
            say(f"problem: {found.where}: {found.what}" + (f" ({found.hint})" if found.hint else ""))
        else:
            documents.append(found)
            say(f"read {found.source}")
    return documents, problems


def _wanted(documents: Sequence[Document], problems: Sequence[Problem], names: Ontology, model: str) -> dict[str, Any]:
    """Everything the result depends on; equal to what the last build noted when nothing changed."""
    return {"documents": {d.id: _document_hash(d) for d in documents}, "problems": [[p.where, p.what] for p in problems],
            "ontology": names.version, "model": model, "reading": _hash_code(_READING), "making": _hash_code(_MAKING)}


def _hash_code(parts: Sequence[str]) -> str:
    home = Path(__file__).parent
    summed = hashlib.sha256(__version__.encode())
    for part in parts:
        for path in sorted(p for p in [home / part, *(home / part).rglob("*")] if p.is_file() and p.suffix != ".pyc"):
            summed.update(path.relative_to(home).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return summed.hexdigest()[:16]


def _document_hash(document: Document) -> str:
    row = document_row(document)
    return hashlib.sha256(json.dumps(row, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]


def _earlier(folder: Path, ontology_folder: Path) -> kb.KnowledgeBase | None:
    """The knowledge base there is, if it is one that can be built on."""
    try:
        earlier = kb.KnowledgeBase(folder, ontology_folder)
    except KnowledgeBaseError:
        return None
    return earlier if earlier.whole() else None


def _extract(
    documents: Sequence[Document], names: Ontology, segmenter: Callable[[], Segmenter], before: kb.KnowledgeBase | None, reading: str,
    say: Say,
) -> tuple[dict[str, Extraction], int]:  # fmt: skip
    """Extractions by document; those of unchanged documents come from the earlier knowledge base."""
    kept: dict[str, Extraction] = {}
    if before and before.manifest["input"]["ontology"] == names.version and before.manifest["input"]["reading"] == reading:
        earlier = before.manifest["input"]["documents"]
        kept = {d.id: before.extractions[d.id] for d in documents if earlier.get(d.id) == _document_hash(d)}
    found: dict[str, Extraction] = {}
    extractor: Extractor | None = None
    for number, document in enumerate(documents, 1):
        if document.id in kept:
            found[document.id] = kept[document.id]
            continue
        extractor = extractor or Extractor(names, segmenter())
        found[document.id] = one = extractor.document(document)
        said = f"{len(one.mentions)} names, {len(one.statements)} statements"
        say(f"names and statements: {number} of {len(documents)} ({document.id}: {said})")
    return found, len(documents) - len(kept)


Said = TypeVar("Said", Statement, Figure)


def merge(said: Sequence[Said]) -> list[Said]:
    """One statement (or figure) for what several places say, with all its evidence; ordered by id."""
    table: dict[str, Said] = {}
    evidence: dict[str, dict[tuple[str, int, int], Evidence]] = {}
    for s in said:
        table.setdefault(s.id, s)
        for e in s.evidence:
            place = (e.quote.document, e.quote.start, e.quote.end)
            kept = evidence.setdefault(s.id, {}).get(place)
            if kept is None or (e.rule, e.cue) < (kept.rule, kept.cue):
                evidence[s.id][place] = e
    return [replace_speaker(table[i], tuple(evidence[i][p] for p in sorted(evidence[i]))) for i in sorted(table)]


def collect(names: Ontology, extractions: Mapping[str, Extraction], statements: Sequence[Statement]) -> list[Entity]:
    """Every entity that is mentioned or spoken of, with the short forms the documents define; ordered by id."""
    used = {m.entity for x in extractions.values() for m in x.mentions} | {i for s in statements for i in (s.subject, s.object)}
    used |= {p.proposer for x in extractions.values() for p in x.proposals}
    table: dict[str, Entity] = {}
    for extraction in extractions.values():
        for identifier, entity in sorted(extraction.entities.items()):
            if identifier in used:
                table.setdefault(identifier, entity)
    for known in sorted(used & names.entities.keys()):
        while known and known not in table:
            table[known] = names.entities[known]
            known = table[known].parent
    for extraction in extractions.values():
        for d in extraction.definitions:
            meant = table.get(d.entity)
            if meant and not meant.known and key(d.name) not in {key(n) for n in meant.names()}:
                table[d.entity] = replace(meant, aliases=(*meant.aliases, d.name))
    return [table[i] for i in sorted(table)]


def _write_rows(
    work: Path, documents: Sequence[Document], passages: Sequence[Passage], entities: Sequence[Entity], statements: Sequence[Statement],
    extractions: Mapping[str, Extraction], problems: Sequence[Problem],
) -> None:  # fmt: skip
    write_rows(work / "documents.jsonl", (document_row(d) for d in documents))
    write_rows(work / "passages.jsonl", (passage_row(p) for p in passages))
    write_rows(work / "entities.jsonl", (entity_row(e) for e in entities))
    write_rows(work / "statements.jsonl", (statement_row(s) for s in statements))
    write_rows(work / "mentions.jsonl", (names_row(d.id, extractions[d.id]) for d in documents))
    write_rows(work / "extractions.jsonl", (extraction_row(d.id, extractions[d.id]) for d in documents))
    write_rows(work / "problems.jsonl", ({"where": p.where, "what": p.what, "hint": p.hint} for p in problems))


def _summary(manifest: Mapping[str, Any], problems: Sequence[Problem], read_again: int, changed: bool) -> Summary:
    counts = manifest["counts"]
    return Summary(counts["documents"], counts["passages"], counts["entities"], counts["figures"], counts["statements"], tuple(problems),
                   read_again, changed)


__all__ = ["Definition", "Summary", "build", "collect", "merge"]
