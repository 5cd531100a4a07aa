"""Stage 3: a document -> mentions, entities, statements."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from hetao_kg.extract.clauses import ClauseReader
from hetao_kg.extract.figures import FigureReader
from hetao_kg.extract.gazetteer import Defined, Gazetteer
from hetao_kg.extract.mentions import Definition, NameReader, Names
from hetao_kg.extract.names import NameFinder
from hetao_kg.extract.proposals import ProposalReader
from hetao_kg.extract.speakers import SpeechReader, attributed
from hetao_kg.extract.statements import StatementReader
from hetao_kg.extract.status import status_at
from hetao_kg.ontology import Ontology
from hetao_kg.segment import Segmenter
from hetao_kg.text import fold
from hetao_kg.types import Document, Entity, Figure, Mention, Proposal, Statement, Status

__all__ = ["Defined", "Extraction", "Extractor", "Gazetteer", "Names", "segmenter_for"]


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one document says."""

    mentions: tuple[Mention, ...]
    #: Entities that the ontology does not list.
    entities: Mapping[str, Entity]
    definitions: tuple[Definition, ...]
    statements: tuple[Statement, ...]
    figures: tuple[Figure, ...] = ()
    proposals: tuple[Proposal, ...] = ()


def segmenter_for(ontology: Ontology) -> Segmenter:
    """A segmenter that knows the ontology's names."""
    return Segmenter(name for entity in ontology.entities.values() for name in entity.names())


#: Answers ask for the status of many sentences of one document.
_folded = functools.lru_cache(maxsize=16)(fold)


class Extractor:
    """Reads names and statements; built once for an ontology, then used for every document."""

    def __init__(self, ontology: Ontology, segmenter: Segmenter) -> None:
        self.ontology = ontology
        self.finder = NameFinder(ontology, segmenter)
        self._names = NameReader(ontology, self.finder)
        self._clauses = ClauseReader(ontology.words, segmenter)
        self._statements = StatementReader(ontology, self.finder, self._clauses)
        self._figures = FigureReader(ontology, self._clauses, segmenter)
        self._proposals = ProposalReader(ontology)
        self._speeches = SpeechReader(ontology.words)

    def document(self, document: Document) -> Extraction:
        """Names and statements of a document."""
        names = self.names(document.text, document.metadata.date)
        read = self._statements.read(document, names)
        speeches = self._speeches.read(document, names)
        return Extraction(
            names.mentions, {**read.entities, **names.entities}, names.definitions, attributed(read.statements, speeches),
            attributed(self._figures.read(document, names), speeches), self._proposals.read(document, names),
        )  # fmt: skip

    def names(
        self, text: str, published: str = "", known: Sequence[Gazetteer[Defined]] = (), unlisted: bool = True, home: str = ""
    ) -> Names:
        """Names, dates and amounts of any text; see :meth:`NameReader.read`."""
        return self._names.read(text, published, known, unlisted, home)

    def home(self, mentions: Iterable[Mention]) -> str:
        """Jurisdiction in which a document with these mentions is at home; empty if nothing tells."""
        return self._names.contexts.home(mentions)

    def status_of(self, text: str, start: int, end: int, at: int, until: int, relevance: Callable[[str], float]) -> tuple[Status, str]:
        """Status of what the sentence ``text[start:end]`` says of ``[at, until)``, and the word that decides it.

        The clause that holds the place counts, or a later one of the same sentence that ``relevance`` rates higher
        (the subject often stands in one clause and what is said of it in the next).
        """
        sentence = self._clauses.sentence(_folded(text), start, end, [])
        own = sentence.clause_of(at)
        rated = [(relevance(text[c.start : c.end]) - 0.02 * n, -n) for n, c in enumerate(sentence.clauses[own:])]
        clause = sentence.clauses[own - max(rated)[1]] if rated else sentence.clauses[own]
        return status_at(sentence, clause.end - 1, clause.start, False, False)
