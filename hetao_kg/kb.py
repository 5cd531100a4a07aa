"""Stage 5: the knowledge base, one folder on disk.

``CURRENT`` names the snapshot in use; a build writes a new one beside it and then replaces that one small file, so a
reader, or a build killed at any moment, always finds a whole knowledge base. A snapshot holds text formats that any
tool reads, all sorted; equal input gives equal bytes. ``.cache`` belongs to this machine (an Oxigraph store of ``graph.nq``,
the place of the documents) and may be deleted at any time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import Any

from hetao_kg import ontology as ontologies
from hetao_kg.errors import KnowledgeBaseError, QueryError
from hetao_kg.extract import Defined, Extraction, Extractor, Gazetteer, segmenter_for
from hetao_kg.extract.mentions import Definition
from hetao_kg.graph.functions import SIMILARITY, Functions
from hetao_kg.graph.stores import STORES, Store
from hetao_kg.ontology import Ontology
from hetao_kg.rows import conflict_from, evidence_from, figure_from, figure_row, outcome_from, proposal_from, proposal_row
from hetao_kg.search import PassageIndex
from hetao_kg.segment import Segmenter
from hetao_kg.text import key
from hetao_kg.types import (
    Block,
    Conflict,
    Document,
    Entity,
    Figure,
    Mention,
    Metadata,
    Note,
    Outcome,
    Passage,
    Problem,
    Proposal,
    Statement,
    Value,
)

#: Raise it whenever the layout below changes; older knowledge bases are then refused with a hint.
FORMAT = 4
_CURRENT = "CURRENT"


class KnowledgeBase:
    """A built knowledge base, opened for reading. Parts load when first used."""

    def __init__(self, folder: Path, ontology_folder: Path) -> None:
        """Opens the current snapshot of ``folder``; raises :class:`KnowledgeBaseError` when there is none to open."""
        self.folder = folder
        self.snapshot = current(folder)
        self._ontology_folder = ontology_folder
        try:
            self.manifest: dict[str, Any] = json.loads((self.snapshot / "manifest.json").read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise KnowledgeBaseError(f"{folder} is damaged: no readable manifest", _again(folder)) from error
        found = self.manifest.get("format") if isinstance(self.manifest, dict) else None
        if found != FORMAT:
            raise KnowledgeBaseError(f"{folder} has format {found}, this program needs {FORMAT}", _again(folder))

    @cached_property
    def documents(self) -> dict[str, Document]:
        """Documents by id, in order."""
        rows = self._rows("documents.jsonl")
        return {r["id"]: document_from(r) for r in rows}

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """All passages, by document and place."""
        return tuple(_passage(r, self.documents) for r in self._rows("passages.jsonl"))

    @cached_property
    def entities(self) -> dict[str, Entity]:
        """Every entity that is mentioned or spoken of, by id."""
        return {r["id"]: entity_from(r) for r in self._rows("entities.jsonl")}

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """All statements, merged over the documents, by id."""
        return tuple(statement_from(r) for r in self._rows("statements.jsonl"))

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """All figures, merged over the documents, by id."""
        return tuple(figure_from(r) for r in self._rows("figures.jsonl"))

    @cached_property
    def proposals(self) -> tuple[Proposal, ...]:
        """Numbered proposals, by document and place."""
        return tuple(proposal_from(r) for r in self._rows("proposals.jsonl"))

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Candidate outcomes of the proposals, by proposal and date."""
        return tuple(outcome_from(r) for r in self._rows("outcomes.jsonl"))

    @cached_property
    def conflicts(self) -> tuple[Conflict, ...]:
        """Where statements or figures disagree, contradictions first."""
        return tuple(conflict_from(r) for r in self._rows("conflicts.jsonl"))

    @cached_property
    def mentions(self) -> dict[str, tuple[Mention, ...]]:
        """Mentions of each document, in order."""
        return {r["document"]: tuple(mention_from(m) for m in r["mentions"]) for r in self._rows("mentions.jsonl")}

    @cached_property
    def definitions(self) -> dict[str, tuple[Definition, ...]]:
        """Short forms that each document defines."""
        return {r["document"]: tuple(Definition(**d) for d in r["definitions"]) for r in self._rows("mentions.jsonl")}

    @cached_property
    def extractions(self) -> dict[str, Extraction]:
        """What each document says on its own, before merging; a build takes over what did not change."""
        found = {}
        for row in self._rows("extractions.jsonl"):
            document, entities = row["document"], {e["id"]: entity_from(e) for e in row["entities"]}
            statements = tuple(statement_from(s) for s in row["statements"])
            figures = tuple(figure_from(f) for f in row["figures"])
            proposals = tuple(proposal_from(p) for p in row["proposals"])
            found[document] = Extraction(self.mentions[document], entities, self.definitions[document], statements, figures, proposals)
        return found

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be read, counted and shown."""
        return tuple(Problem(**r) for r in self._rows("problems.jsonl"))

    @cached_property
    def ontology(self) -> Ontology:
        """The ontology beside the program."""
        return ontologies.load(self._ontology_folder)

    @cached_property
    def segmenter(self) -> Segmenter:
        """A segmenter that knows the ontology's names."""
        return segmenter_for(self.ontology)

    @cached_property
    def extractor(self) -> Extractor:
        """Finds names in any text, as the build did."""
        return Extractor(self.ontology, self.segmenter)

    @cached_property
    def names(self) -> Gazetteer[Defined]:
        """Names known only from the documents, for finding them in questions and other texts."""
        local = [e for e in self.entities.values() if not e.known and e.note != "short form"]
        return Gazetteer({n: Defined(e.id, e.kind) for e in local for n in e.names() if len(n) > 2})

    @cached_property
    def mentioned(self) -> Gazetteer[Defined]:
        """Of these, the names that stand in a document as names, and not only in what a statement is about."""
        used = {m.entity for found in self.mentions.values() for m in found}
        local = [e for i, e in self.entities.items() if i in used and not e.known and e.note != "short form"]
        return Gazetteer({n: Defined(e.id, e.kind) for e in local for n in e.names() if len(n) > 2})

    def short_forms(self, document: str) -> Gazetteer[Defined]:
        """What ``document`` defines."""
        return Gazetteer({d.name: Defined(d.entity, d.kind) for d in self.definitions.get(document, ())})

    @cached_property
    def index(self) -> PassageIndex:
        """Search over the passages."""
        return PassageIndex.load(self.snapshot / "index", self.passages, lambda: self.segmenter)

    @cached_property
    def store(self) -> Store:
        """The graph, for SPARQL; an Oxigraph store made from ``graph.nq`` on first use."""
        return STORES["oxigraph"](self.cache, self.snapshot / "graph.nq", self.manifest["files"]["graph.nq"], self.functions)

    @property
    def functions(self) -> Functions:
        """What queries may call: ``hetao:similarity``; the index is opened with the first call."""
        return {SIMILARITY: lambda one, text: self.index.cosine(text, one)}

    @property
    def cache(self) -> Path:
        """Where what is derived is kept; may be deleted at any time."""
        return self.folder / ".cache"

    @property
    def nquads(self) -> Path:
        """The graph as sorted N-Quads."""
        return self.snapshot / "graph.nq"

    @property
    def corpus(self) -> Path:
        """The folder that was last built into this one here; ``corpus`` where that is not known."""
        try:
            return Path((self.folder / ".cache" / "corpus").read_text("utf-8"))
        except (OSError, UnicodeDecodeError):
            return Path("corpus")

    def named(self, name: str | None) -> set[str] | None:
        """Ids of the entities of that name, in any script; None when no name is given."""
        return None if name is None else {e.id for e in self.entities.values() if key(name) in {key(n) for n in e.names()}}

    def check_documents(self, documents: Iterable[str]) -> None:
        """Raises :class:`QueryError` for the first of ``documents`` (ids) that is not here."""
        for document in documents:
            if document not in self.documents:
                some = list(self.documents)[:8]
                hint = f"documents: {', '.join(some)}{' …' if len(self.documents) > len(some) else ''}"
                raise QueryError(f"there is no document {document}", hint)

    def whole(self) -> bool:
        """Whether every file of the snapshot is there as it was written."""
        return _whole(self.snapshot, self.manifest.get("files", {}))

    def _rows(self, name: str) -> list[dict[str, Any]]:
        try:
            raw = (self.snapshot / name).read_bytes()
            if hashlib.sha256(raw).hexdigest() != self.manifest.get("files", {}).get(name):
                raise ValueError("its hash is not the manifest's")
            return [json.loads(line) for line in raw.decode("utf-8").split("\n") if line]
        except (OSError, ValueError) as error:
            raise KnowledgeBaseError(f"{self.folder} is damaged: {name} cannot be read", _again(self.folder)) from error


def _again(folder: Path) -> str:
    return f"build it again: hetao-kg build CORPUS --kb {folder}"


def current(folder: Path) -> Path:
    """The snapshot in use; raises :class:`KnowledgeBaseError` when ``folder`` holds no knowledge base."""
    try:
        name = (folder / _CURRENT).read_text("utf-8").strip()
    except OSError as error:
        raise KnowledgeBaseError(f"there is no knowledge base at {folder}", f"build one: hetao-kg build CORPUS --kb {folder}") from error
    snapshot = folder / name
    if not name.startswith("snapshot-") or "/" in name or not snapshot.is_dir():
        raise KnowledgeBaseError(f"{folder} is damaged: its snapshot is missing", _again(folder))
    return snapshot


def _whole(snapshot: Path, files: Mapping[str, str]) -> bool:
    try:
        return bool(files) and all(_sha256(snapshot / name) == expected for name, expected in files.items())
    except OSError:
        return False


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_writable(folder: Path) -> None:
    """Raises :class:`KnowledgeBaseError` where ``folder`` holds a ``CURRENT`` that no build wrote."""
    pointer = folder / _CURRENT
    if not pointer.exists():
        return
    kept = any(p.is_dir() and p.name.startswith("snapshot-") for p in folder.iterdir())
    if pointer.is_dir() or not (kept or re.fullmatch(rb"snapshot-\w{16}\s*", pointer.read_bytes()[:100])):
        raise KnowledgeBaseError(f"{folder} holds a {_CURRENT} that is no knowledge base's", "give --kb another folder")


def remember(folder: Path, corpus: Path) -> None:
    """Notes beside the knowledge base in ``folder`` where its documents are on this machine, as far as one may write there."""
    with contextlib.suppress(OSError):
        (folder / ".cache").mkdir(exist_ok=True)
        (folder / ".cache" / "corpus").write_text(str(corpus.resolve()), "utf-8")


def write(folder: Path, fill: Callable[[Path], dict[str, Any]]) -> Path:
    """Writes a snapshot beside the current one and makes it the current one; returns its folder.

    ``fill`` writes the files into the folder it is given and returns the manifest. The snapshot is named by the hash of
    what it holds. Folders of builds that were killed are swept away.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix="making-", dir=folder))
        work.chmod(0o755)
    except OSError as error:
        raise KnowledgeBaseError(f"{folder} cannot be written: {error.strerror}", "give --kb a folder you may write to") from error
    try:
        manifest = fill(work)
        manifest["files"] = {p.relative_to(work).as_posix(): _sha256(p) for p in sorted(work.rglob("*")) if p.is_file()}
        text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        (work / "manifest.json").write_text(text, "utf-8")
        snapshot = folder / f"snapshot-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
        if snapshot.is_dir() and _whole(snapshot, manifest["files"]) and (snapshot / "manifest.json").read_text("utf-8") == text:
            shutil.rmtree(work)
        else:
            if snapshot.exists():
                snapshot.rename(work.with_name(f"{work.name}-damaged"))
            work.rename(snapshot)
        pointer = folder / f"{_CURRENT}.new"
        pointer.write_text(snapshot.name + "\n", "utf-8")
        pointer.replace(folder / _CURRENT)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    for other in folder.iterdir():
        if other.is_dir() and other != snapshot and other.name.startswith(("snapshot-", "making-")):
            shutil.rmtree(other, ignore_errors=True)
    return snapshot


# -- rows: one JSON object a line, keys sorted


def write_rows(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """JSON Lines with sorted keys; values must be plain."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n")


def document_row(document: Document) -> dict[str, Any]:
    """A document as a plain row."""
    return {"id": document.id, "source": document.source, "text": document.text, "sha256": document.sha256,
            "metadata": asdict(document.metadata), "blocks": [[b.start, b.end, b.kind, b.level, b.line, b.page] for b in document.blocks],
            "notes": [asdict(n) for n in document.notes]}


def document_from(row: Mapping[str, Any]) -> Document:
    """The document of a row."""
    meta = dict(row["metadata"])
    meta["origin"] = tuple((a, b) for a, b in meta["origin"])
    blocks, notes = tuple(Block(*b) for b in row["blocks"]), tuple(Note(**{**n, "marks": tuple(n["marks"])}) for n in row["notes"])
    return Document(row["id"], row["source"], row["text"], blocks, Metadata(**meta), row["sha256"], notes)


def passage_row(passage: Passage) -> dict[str, Any]:
    """A passage as a plain row; its text stands in the document."""
    q = passage.quote
    return {"id": passage.id, "document": q.document, "start": q.start, "end": q.end, "section": list(passage.section),
            "boilerplate": passage.boilerplate, "page": passage.page}


def _passage(row: Mapping[str, Any], documents: Mapping[str, Document]) -> Passage:
    quote = documents[row["document"]].quote(row["start"], row["end"])
    return Passage(row["id"], quote, tuple(row["section"]), row["boilerplate"], row["page"])


def entity_row(entity: Entity) -> dict[str, Any]:
    """An entity as a plain row."""
    return {**asdict(entity), "labels": dict(entity.labels), "aliases": list(entity.aliases)}


def entity_from(row: Mapping[str, Any]) -> Entity:
    """The entity of a row."""
    order = {"zh-hant": 0, "zh-hans": 1, "en": 2}
    labels = tuple(sorted(row["labels"].items(), key=lambda kv: order.get(kv[0], 9)))
    return Entity(row["id"], row["kind"], labels, tuple(row["aliases"]), row["level"], row["parent"], row["note"], row["known"],
                  row.get("since", ""), row.get("until", ""))


def mention_row(mention: Mention) -> dict[str, Any]:
    """A mention as a plain row."""
    return {k: v for k, v in asdict(mention).items() if v not in (None, "")}


def mention_from(row: Mapping[str, Any]) -> Mention:
    """The mention of a row."""
    value = Value(**row["value"]) if row.get("value") else None
    return Mention(row["start"], row["end"], row["surface"], row["kind"], row["rule"], row.get("entity", ""), value)


def statement_row(statement: Statement) -> dict[str, Any]:
    """A statement as a plain row."""
    return asdict(statement)


def statement_from(row: Mapping[str, Any]) -> Statement:
    """The statement of a row."""
    evidence = tuple(evidence_from(e) for e in row["evidence"])
    return Statement(**{**row, "evidence": evidence, "amount": Value(**row["amount"]) if row["amount"] else None})


def names_row(document: str, extraction: Extraction) -> dict[str, Any]:
    """The mentions and short forms of a document as a plain row."""
    definitions = [asdict(d) for d in extraction.definitions]
    return {"document": document, "mentions": [mention_row(m) for m in extraction.mentions], "definitions": definitions}


def extraction_row(document: str, extraction: Extraction) -> dict[str, Any]:
    """The statements of a document, before they are merged with others', and its own entities as a plain row."""
    entities = [entity_row(e) for _, e in sorted(extraction.entities.items())]
    return {"document": document, "entities": entities, "statements": [statement_row(s) for s in extraction.statements],
            "figures": [figure_row(f) for f in extraction.figures], "proposals": [proposal_row(p) for p in extraction.proposals]}


# -- questions to a knowledge base that need no language


def annotate(kb: KnowledgeBase, text: str, document: str | None = None) -> tuple[tuple[Mention, ...], dict[str, Entity]]:
    """Mentions in any ``text``, linked, and the entities they stand for.

    With ``document`` its short forms and its date are used; raises :class:`QueryError` if there is none such.
    """
    kb.check_documents([document] if document is not None else [])
    known = [kb.mentioned] + ([kb.short_forms(document)] if document else [])
    published = kb.documents[document].metadata.date if document else ""
    home = kb.extractor.home(kb.mentions[document]) if document else ""
    names = kb.extractor.names(text, published, known, home=home)
    return names.mentions, {**names.entities, **kb.ontology.entities, **kb.entities}


def select(
    kb: KnowledgeBase, predicate: str | None = None, status: str | None = None, document: str | None = None, about: str | None = None,
    speaker: str | None = None,
) -> list[Statement]:  # fmt: skip
    """Statements that fit every condition given; ``about`` and ``speaker`` (who says it there) are names in any script."""
    kb.check_documents([document] if document is not None else [])
    wanted, speaking = kb.named(about), kb.named(speaker)

    def fits(s: Statement) -> bool:
        return ((predicate is None or s.predicate == predicate) and (status is None or s.status == status)
                and (document is None or any(e.quote.document == document for e in s.evidence))
                and (wanted is None or s.subject in wanted or s.object in wanted)
                and (speaking is None or any(e.speaker in speaking for e in s.evidence)))

    return [s for s in kb.statements if fits(s)]
