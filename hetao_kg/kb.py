"""Stage 5: the knowledge base, one folder on disk.

``CURRENT`` names the snapshot in use; a build writes a new one beside it and then replaces that one small file, so a
reader, or a build killed at any moment, always finds a whole knowledge base. A snapshot holds text formats that any
tool reads, all sorted; equal input gives equal bytes. ``.cache`` belongs to this machine (an Oxigraph store of ``graph.nq``,
the place of the documents) and may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hetao_kg import ontology as ontologies
from hetao_kg.errors import KnowledgeBaseError, QueryError
from hetao_kg.extract import Defined, Extraction, Extractor, Gazetteer, segmenter_for
from hetao_kg.extract.mentions import Definition
from hetao_kg.ontology import Ontology
from hetao_kg.rows import (
    conflict_from,
    document_from,
    entity_from,
    figure_from,
    mention_from,
    outcome_from,
    passage_from,
    proposal_from,
    statement_from,
)
from hetao_kg.search import PassageIndex
from hetao_kg.segment import Segmenter
from hetao_kg.snapshot import again, current, remembered, whole
from hetao_kg.text import key
from hetao_kg.types import Conflict, Document, Entity, Figure, Mention, Outcome, Passage, Problem, Proposal, Statement

if TYPE_CHECKING:
    from hetao_kg.graph.functions import Functions
    from hetao_kg.graph.stores import Store

#: Raise it whenever the layout below changes; older knowledge bases are then refused with a hint.
FORMAT = 4


class KnowledgeBase:
    """A built knowledge base, opened for reading. Parts load when first used."""

    def __init__(self, folder: Path, ontology_folder: Path) -> None:
        """Opens the current snapshot of ``folder``; raises :class:`KnowledgeBaseError` when there is none to open."""
        self.folder = folder
        self.snapshot = current(folder)
        self._ontology_folder = ontology_folder
        #: What :mod:`~hetao_kg.derived` keeps here, by the function that worked it out.
        self.derived: dict[Callable[..., Any], Callable[..., Any]] = {}
        try:
            self.manifest: dict[str, Any] = json.loads((self.snapshot / "manifest.json").read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise KnowledgeBaseError(f"{folder} is damaged: no readable manifest", again(folder)) from error
        found = self.manifest.get("format") if isinstance(self.manifest, dict) else None
        if found != FORMAT:
            raise KnowledgeBaseError(f"{folder} has format {found}, this program needs {FORMAT}", again(folder))

    @cached_property
    def documents(self) -> dict[str, Document]:
        """Documents by id, in order."""
        rows = self._rows("documents.jsonl")
        return {r["id"]: document_from(r) for r in rows}

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """All passages, by document and place."""
        return tuple(passage_from(r, self.documents) for r in self._rows("passages.jsonl"))

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
        from hetao_kg.graph.stores import STORES

        return STORES["oxigraph"](self.cache, self.snapshot / "graph.nq", self.manifest["files"]["graph.nq"], self.functions)

    @property
    def functions(self) -> Functions:
        """What queries may call: ``hetao:similarity``; the index is opened with the first call."""
        from hetao_kg.graph.functions import SIMILARITY

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
        return remembered(self.folder) or Path("corpus")

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
        return whole(self.snapshot, self.manifest.get("files", {}))

    def _rows(self, name: str) -> list[dict[str, Any]]:
        try:
            raw = (self.snapshot / name).read_bytes()
            if hashlib.sha256(raw).hexdigest() != self.manifest.get("files", {}).get(name):
                raise ValueError("its hash is not the manifest's")
            return [json.loads(line) for line in raw.decode("utf-8").split("\n") if line]
        except (OSError, ValueError) as error:
            raise KnowledgeBaseError(f"{self.folder} is damaged: {name} cannot be read", again(self.folder)) from error


def annotate(kb: KnowledgeBase, text: str | None, document: str | None = None) -> tuple[tuple[Mention, ...], dict[str, Entity]]:
    """Mentions in any ``text``, linked, and the entities they stand for.

    With ``document`` its short forms and its date are used, and without ``text`` its own mentions are given; raises
    :class:`QueryError` if there is none such.
    """
    kb.check_documents([document] if document is not None else [])
    if text is None:
        return (kb.mentions[document] if document else ()), {**kb.ontology.entities, **kb.entities}
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


__all__ = ["FORMAT", "KnowledgeBase", "annotate", "current", "select"]
