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
from hetao_kg.beside import beside
from hetao_kg.errors import CorpusError, KnowledgeBaseError
from hetao_kg.extract import Extraction, Extractor, segmenter_for
from hetao_kg.extract.mentions import Definition
from hetao_kg.extract.speakers import replace_speaker
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
from hetao_kg.search import Embedder, PassageIndex, context, load_libraries, make_embedder
from hetao_kg.segment import Segmenter
from hetao_kg.text import key, to_traditional
from hetao_kg.types import STATUSES, Conflict, Document, Entity, Evidence, Figure, Outcome, Passage, Problem, Proposal, Statement

#: Modules whose code decides what is read out of a document: a change in them makes every document be read again.
_READING = ("read", "extract", "split.py", "text.py", "dictionary.py", "segment.py", "types", "ontology.py")
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


@dataclass(frozen=True, slots=True)
class _Found:
    """What a knowledge base holds, over all its documents."""

    documents: Sequence[Document]
    extractions: Mapping[str, Extraction]
    passages: Sequence[Passage]
    entities: Sequence[Entity]
    statements: Sequence[Statement]
    figures: Sequence[Figure]
    proposals: Sequence[Proposal]
    outcomes: Sequence[Outcome]
    conflicts: Sequence[Conflict]


Say = Callable[[str], None]


class _Tools:
    """What a build works with, each made when first asked for."""

    def __init__(self, ontology_folder: Path, model: str) -> None:
        self._ontology_folder, self._model = ontology_folder, model

    @functools.cached_property
    def names(self) -> Ontology:
        return ontology.load(self._ontology_folder)

    @functools.cached_property
    def segmenter(self) -> Segmenter:
        return segmenter_for(self.names)

    @functools.cached_property
    def extractor(self) -> Extractor:
        return Extractor(self.names, self.segmenter)

    @functools.cached_property
    def embedder(self) -> Embedder | None:
        """The model, unless it is to learn from the passages."""
        return None if self._model == "corpus" else make_embedder(self._model)

    def make(self) -> None:
        """Makes all of them, and loads the libraries of graph and index and the tables of scripts."""
        import hetao_kg.graph.build  # noqa: F401

        _ = self.extractor, self.embedder, to_traditional("")
        load_libraries()


def build(
    corpus: Path, folder: Path, ontology_folder: Path, model: str = "default", say: Say = lambda line: None, alone: bool = False
) -> Summary:
    """Builds the knowledge base of ``corpus`` in ``folder``; ``say`` is told what is being done.

    ``alone``: the process does nothing else, so that it may be forked to use a second core.

    Raises :class:`CorpusError` when there is nothing to read. A file that cannot be read is a problem in the summary.
    """
    snapshot.check_writable(folder)
    before = _earlier(folder, ontology_folder)
    tools = _Tools(ontology_folder, model)
    documents, problems = _read(corpus, before, tools, say)
    if not documents:
        first = f": {problems[0].where} {problems[0].what}" if problems else ""
        mend = "put documents (.txt, .md, .html, .docx, .pptx or .pdf) into the folder"
        raise CorpusError(f"there is nothing to read in {corpus}{first}", mend)
    wanted = _wanted(documents, problems, tools.names, model)
    if before and before.manifest["input"] == wanted:
        snapshot.remember(folder, corpus)
        say("nothing changed")
        return _summary(before.manifest, before.problems, 0, False)
    ready = tools.embedder  # a model that cannot be loaded is told before the long work
    extractions, read_again = _extract(documents, tools, before, wanted["reading"], problems, say)
    passages = [p for d in documents for p in split.passages(d)]

    found = _found(documents, passages, tools.names, extractions)

    def rows_and_index(work: Path) -> None:
        _write_rows(work, found, problems)
        embedder = ready or make_embedder(model, [context(p) for p in passages])
        PassageIndex.build(passages, embedder, tools.segmenter, say).save(work / "index")

    def fill(work: Path) -> dict[str, Any]:
        # Other models than the shipped one may hold threads, which no fork takes along.
        with beside(lambda: rows_and_index(work), apt=alone and model == "default", say=say) as rest:
            say("graph")
            (work / "graph.nq").write_text(_graph(found, tools.names), "utf-8", newline="\n")
            say("index")
            rest()
        return {"format": kb.FORMAT, "tool": __version__, "input": wanted, "counts": _counts(found)}

    snapshot.write(folder, fill)
    snapshot.remember(folder, corpus)
    return _summary(kb.KnowledgeBase(folder, ontology_folder).manifest, problems, read_again, True)


def _read(corpus: Path, before: kb.KnowledgeBase | None, tools: _Tools, say: Say) -> tuple[list[Document], list[Problem]]:
    """What the folder holds; a file that the same code has read before without a problem is not opened by its reader again.

    The tools are made while another process reads, so that neither waits for the other.
    """
    kept: dict[str, Document] = {}
    if before and before.manifest["input"]["reading"] == _hash_code(_READING):
        troubled = {p.where for p in before.problems}
        kept = {d.source: d for d in before.documents.values() if d.source not in troubled}
    documents: list[Document] = []
    problems: list[Problem] = []
    for found in read_folder(corpus, kept, tools.make):
        if isinstance(found, Problem):
            problems.append(found)
            say(f"problem: {found.where}: {found.what}" + (f" ({found.hint})" if found.hint else ""))
        else:
            documents.append(found)
            say(f"read {found.source}")
    return documents, problems


def _wanted(documents: Sequence[Document], problems: Sequence[Problem], names: Ontology, model: str) -> dict[str, Any]:
    """Everything the result depends on; equal to what the last build noted when nothing changed."""
    return {
        "documents": {d.id: _document_hash(d) for d in documents},
        "problems": [[p.where, p.what] for p in problems],
        "ontology": names.version,
        "model": model,
        "reading": _hash_code(_READING),
        "making": _hash_code(_MAKING),
    }


@functools.cache
def _hash_code(parts: tuple[str, ...]) -> str:
    home = Path(__file__).parent
    summed = hashlib.sha256(__version__.encode())
    for part in parts:
        for path in sorted(p for p in [home / part, *(home / part).rglob("*")] if p.is_file() and p.suffix != ".pyc"):
            # The fingerprint in config.json tells the weights of a model apart; reading 34 MB would take longer than a document.
            held = str(path.stat().st_size).encode() if path.name == "weights.safetensors" else path.read_bytes()
            summed.update(path.relative_to(home).as_posix().encode() + b"\0" + held + b"\0")
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
    documents: Sequence[Document], tools: _Tools, before: kb.KnowledgeBase | None, reading: str, problems: list[Problem], say: Say
) -> tuple[dict[str, Extraction], int]:
    """Extractions by document; those of unchanged documents come from the earlier knowledge base. Adds to ``problems``."""
    kept: dict[str, Extraction] = {}
    if before and before.manifest["input"]["ontology"] == tools.names.version and before.manifest["input"]["reading"] == reading:
        earlier = before.manifest["input"]["documents"]
        troubled = {p.where for p in before.problems}
        kept = {d.id: before.extractions[d.id] for d in documents if d.source not in troubled and earlier.get(d.id) == _document_hash(d)}
    found: dict[str, Extraction] = {}
    for number, document in enumerate(documents, 1):
        if document.id in kept:
            found[document.id] = kept[document.id]
            continue
        extractor = tools.extractor
        try:
            one = extractor.document(document)
        except Exception as error:  # noqa: BLE001 - a defect in a rule costs one document its names, never the corpus
            one = Extraction((), {}, (), ())
            what = f"its names and statements could not be read ({type(error).__name__}: {error})"
            problems.append(Problem(document.source, what, "its text can be searched; please report this document"))
            say(f"problem: {document.source}: {what}")
        found[document.id] = one
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


def _found(documents: Sequence[Document], passages: Sequence[Passage], names: Ontology, extractions: Mapping[str, Extraction]) -> _Found:
    """What the documents say together: merged, and compared with one another."""
    statements = merge([s for d in documents for s in extractions[d.id].statements])
    figures = merge([f for d in documents for f in extractions[d.id].figures])
    proposals = [p for d in documents for p in extractions[d.id].proposals]
    entities, texts = collect(names, extractions, statements), {d.id: d for d in documents}
    return _Found(
        documents, extractions, passages, entities, statements, figures, proposals,
        compare.outcomes(proposals, statements, {e.id: e for e in entities}, texts), compare.conflicts(statements, figures, texts),
    )  # fmt: skip


def _graph(found: _Found, names: Ontology) -> str:
    """All of it as N-Quads."""
    from hetao_kg.graph import build as graph

    beneath = {p.id: [s for s, _ in compare.under(p, found.statements)] for p in found.proposals}
    findings = graph.Findings(found.figures, names.measures, found.proposals, beneath, found.outcomes, found.conflicts)
    tallies = ((d.id, Counter(m.entity for m in found.extractions[d.id].mentions if m.entity)) for d in found.documents)
    made = graph.quads(found.documents, found.entities, found.statements, found.passages, ontology=names.folder / "hetao.ttl",
                         tool_version=__version__, ontology_version=names.version,
                         mentions_by_document={i: dict(sorted(tally.items())) for i, tally in tallies}, found=findings)  # fmt: skip
    return graph.nquads(made)


def _counts(found: _Found) -> dict[str, Any]:
    tally = Counter(s.status for s in found.statements)
    return {
        "documents": len(found.documents),
        "passages": len(found.passages),
        "entities": len(found.entities),
        "figures": len(found.figures),
        "statements": {s: tally[s] for s in STATUSES},
    }


def _write_rows(work: Path, found: _Found, problems: Sequence[Problem]) -> None:
    write_rows(work / "documents.jsonl", map(document_row, found.documents))
    write_rows(work / "passages.jsonl", map(passage_row, found.passages))
    write_rows(work / "entities.jsonl", map(entity_row, found.entities))
    write_rows(work / "statements.jsonl", map(statement_row, found.statements))
    write_rows(work / "mentions.jsonl", (names_row(d.id, found.extractions[d.id]) for d in found.documents))
    write_rows(work / "extractions.jsonl", (extraction_row(d.id, found.extractions[d.id]) for d in found.documents))
    write_rows(work / "figures.jsonl", map(figure_row, found.figures))
    write_rows(work / "proposals.jsonl", map(proposal_row, found.proposals))
    write_rows(work / "outcomes.jsonl", map(outcome_row, found.outcomes))
    write_rows(work / "conflicts.jsonl", map(conflict_row, found.conflicts))
    write_rows(work / "problems.jsonl", ({"where": p.where, "what": p.what, "hint": p.hint} for p in problems))


def _summary(manifest: Mapping[str, Any], problems: Sequence[Problem], read_again: int, changed: bool) -> Summary:
    counts = manifest["counts"]
    return Summary(
        counts["documents"],
        counts["passages"],
        counts["entities"],
        counts["figures"],
        counts["statements"],
        tuple(problems),
        read_again,
        changed,
    )


__all__ = ["Definition", "Summary", "build", "collect", "merge"]
