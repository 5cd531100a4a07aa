"""One sentence being read: what every part of the reading shares."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from hetao_kg.extract.clauses import Sentence
from hetao_kg.extract.own import Own
from hetao_kg.extract.patterns import Grammar
from hetao_kg.types import Document, Entity, Mention, Status


class SentenceReader:
    """A sentence of a document, the grammar it is read with, and what was spoken of before it."""

    def __init__(
        self,
        grammar: Grammar,
        document: Document,
        sentence: Sentence,
        section: tuple[str, ...],
        page: int,
        topics: list[list[Mention]],
        entities: dict[str, Entity],
        own: Own = Own(),  # noqa: B008 (frozen)
    ) -> None:
        self.r, self.document, self.s, self.entities = grammar, document, sentence, entities
        self.section, self.page = section, page
        #: The authority whose document it is: what is to be done and names nobody is its own task; and the policy that it is.
        self.author, self.plan = own.author, own.policy
        #: What the sentences before were about, the last first.
        self.topics = topics
        self.text = sentence.text
        self.ontology = grammar.ontology
        #: Subjects already found, by clause: a later clause that leaves its subject out goes on with them.
        self.used: dict[int, list[Mention]] = {}
        #: What is planned or proposed to be set up, by id: what is said of it goes on with the plan or proposal.
        self.intended: dict[str, Status] = {}
        #: What others act on, by clause (X由Y管理，隸屬Z): it is X that the next clause goes on about.
        self.suffered: dict[int, list[Mention]] = {}
        #: What was set up, by clause: the next clause may go on about it (設立X，負責…).
        self.made: dict[int, list[Mention]] = {}
        #: What was issued, signed or approved, by clause: the next may say by whom it is carried out (發布X，由Y執行).
        self.issued: dict[int, list[Mention]] = {}
        #: What the approval spoken of last is of.
        self.handled: list[Mention] = []
        #: Who the sentence says had another name before.
        self.former: list[Mention] = []
        #: Things nobody listed that the sentence turned out to name.
        self.opened: list[Mention] = []

    def words(self, start: int, end: int) -> Iterator[tuple[str, int, int]]:
        """The words of ``[start, end)`` as ``(word, start, end)``."""
        if start >= end:
            return
        first = max(0, bisect_right(self.s.starts, start) - 1)
        for word, a, b in self.s.words[first:]:
            if a >= end:
                return
            if a >= start and b <= end:
                yield word, a, b
            elif b > start:  # a word that the stretch cuts in two
                yield self.text[max(a, start) : min(b, end)], max(a, start), min(b, end)
