"""Stage 3b: sentences -> statements, by the patterns of ``ontology/patterns.toml`` over the clause model.

A pattern names a predicate, its verbs and what its subject and object may be. Where they stand follows from Chinese
syntax: subject before the verb or behind 由, the topic of an earlier clause when dropped, the object behind the verb,
behind …的 in a relative clause, or in front in a passive. The rows of a table are read by the names of their columns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hetao_kg.extract.clauses import ClauseReader
from hetao_kg.extract.discourse import Discourse
from hetao_kg.extract.evidence import LONGEST_QUOTE, around, make
from hetao_kg.extract.mentions import Names
from hetao_kg.extract.names import NameFinder
from hetao_kg.extract.own import Own, OwnReader
from hetao_kg.extract.patterns import Grammar
from hetao_kg.extract.reading import Reading
from hetao_kg.extract.tables import Columns
from hetao_kg.ontology import Ontology, local_entity, local_id
from hetao_kg.split import sections, sentences
from hetao_kg.text import fold, key
from hetao_kg.types import Block, Document, Entity, Evidence, Mention, Statement, Status

__all__ = ["LONGEST_QUOTE", "Read", "StatementReader"]

#: How many sentences back a subject that is left out may stand.
_TOPICS = 4
#: What only a body does that lasts, no meeting of one.
_DOING = ("establishes", "funds", "operates", "locatedIn", "signs", "cooperatesWith")


@dataclass(frozen=True, slots=True)
class Read:
    """Statements of one document and the entities that only they needed."""

    statements: tuple[Statement, ...]
    entities: Mapping[str, Entity]


class StatementReader:
    """Reads statements out of documents; built once for an ontology."""

    def __init__(self, ontology: Ontology, finder: NameFinder, clauses: ClauseReader) -> None:
        self._grammar, self._clauses = Grammar(ontology, finder), clauses
        self._columns = Columns(ontology, finder)
        self._own = OwnReader(ontology, finder, self._grammar.office_ends)
        self._ruling = frozenset((*ontology.governments.values(), *ontology.members))
        self._proposing = tuple(ontology.words["cues"]["proposing_titles"])

    def read(self, document: Document, names: Names) -> Read:
        """Statements of ``document``, whose names are already found, in the order of their evidence."""
        entities: dict[str, Entity] = {}
        found = [*self._sentences(document, names, entities), *self._definitions(document, names, entities)]
        found += self._columns.statements(document, names.mentions, entities)
        table = {**self._grammar.ontology.entities, **names.entities, **entities}
        return Read(tuple(s for s in found if self._allowed(s, table)), entities)

    def _sentences(self, document: Document, names: Names, entities: dict[str, Entity]) -> Iterator[Statement]:
        """What the sentences say, one after the other: what one spoke of, the next may leave out or point back to."""
        folded, ontology = fold(document.text), self._grammar.ontology
        own = self._own.read(document, folded, names.mentions, entities)
        home = self._home(names.mentions)
        discourse = Discourse(ontology.words, self._grammar.following, self._grammar.agent, ontology.members, home, own)
        mentions = _Cursor(names.mentions)
        titled: list[Mention] = []
        title = _title(document)
        for block, section in sections(document):
            if block.kind == "furniture" or (block.kind == "note" and "http" in document.text[block.start : block.end]):
                continue
            default = self._default(section[1:] if section[:1] == (title,) else section)
            topics: list[list[Mention]] = []
            for start, end in sentences(folded, block.start, block.end):
                inside = self._levels(document, folded, mentions.inside(start, end), start, end, entities)
                inside = discourse.again(folded, start, end, inside, self._grammar.finder.begins)
                sentence = self._clauses.sentence(folded, start, end, inside, default)
                sentence.add(discourse.anaphors(sentence))
                told = own if block.kind not in ("heading", "table", "note") else Own()
                reading = Reading(self._grammar, document, sentence, section, block.page, [*topics, titled], entities, told)
                yield from reading.statements()
                yield from reading.structure()
                topics = [t for t in (reading.topic(), *topics) if t][:_TOPICS]
                discourse.spoken([*inside, *reading.opened])
                discourse.opened(reading.opened)
                for parties in reading.used.values():
                    discourse.acted(parties)
                if block.kind == "heading":
                    titled = _titled(folded, block, inside, self._grammar.whole)

    def _home(self, mentions: Sequence[Mention]) -> str:
        """The government of the place that is spoken of most, a listed one first; empty if none is."""
        governments = self._grammar.ontology.governments
        ruling = frozenset(governments.values())
        counts = Counter(governments.get(m.entity, m.entity if m.entity in ruling else "") for m in mentions)
        counts.pop("", 0)
        if not counts:
            seats = tuple(self._grammar.government)
            counts.update(m.entity for m in mentions if m.kind == "Institution" and fold(m.surface).endswith(seats))
        return min(counts, key=lambda g: (-counts[g], g)) if counts else ""

    def _levels(
        self, document: Document, folded: str, inside: list[Mention], start: int, end: int, entities: dict[str, Entity]
    ) -> list[Mention]:
        """``inside`` with the offices of ``[start, end)`` that only their level names: the city of 市教育局 is understood."""
        found = []
        for a, b in self._grammar.offices(folded, start, end):
            crossed = [m for m in inside if m.start < b and a < m.end]
            if all(a <= m.start and m.end <= b and m.kind != "Person" and m.rule not in ("relative", "title") for m in crossed):
                name = document.text[a:b]
                identifier = local_id("Institution", name)
                entities.setdefault(identifier, local_entity(identifier, "Institution", name))
                found.append(Mention(a, b, name, "Institution", "local", identifier))
        free = [m for m in inside if not any(x.start <= m.start and m.end <= x.end for x in found)]
        return sorted([*free, *found], key=lambda m: (m.start, m.end))

    def _default(self, section: tuple[str, ...]) -> tuple[Status, str] | None:
        """What a chapter's title makes of what stands below it, and the word that says so."""
        words = (word for title in section for word in self._proposing if word in fold(title))
        return next((("proposed", word) for word in words), None)

    def _allowed(self, s: Statement, table: Mapping[str, Entity]) -> bool:
        """Whether the ontology lets things of these kinds stand on either side; no government sets up its own city or moves."""
        kinds = self._grammar.ontology.kinds.get(s.predicate)
        if kinds is None:
            return True
        subject = table[s.subject].kind
        thing = "Date" if s.object.startswith("date:") else table[s.object].kind
        if s.predicate == "establishes" and thing == "Place" and fold(table[s.object].label()).endswith(self._grammar.governed):
            return False
        if s.predicate in ("partOf", "locatedIn") and {s.subject, s.object} & self._grammar.ontology.members.keys():
            return False  # 深港 is two places
        if s.predicate in _DOING and fold(table[s.subject].label()).endswith(self._grammar.meetings):
            return False
        if s.predicate == "funds" and subject == "Policy" and not self._pays(table[s.subject]):
            return False
        if s.predicate == "locatedIn" and s.subject in self._ruling:
            return False  # it is somebody it supports or invites that moves
        return subject in kinds[0] and (thing in kinds[1] or ("same" in kinds[1] and thing == subject))

    def _pays(self, policy: Entity) -> bool:
        """Whether a policy has money to give, by one of its names: a fund or a scheme, no outline."""
        return any(fold(n).endswith(self._grammar.payers) for n in policy.names())

    def _definitions(self, document: Document, names: Names, entities: dict[str, Entity]) -> Iterator[Statement]:
        """What the document itself says a short form stands for."""
        lookup = {**self._grammar.ontology.entities, **names.entities}
        for d in names.definitions:
            short = local_id(d.kind, "short form: " + d.name)
            entities.setdefault(short, replace(local_entity(short, d.kind, d.name), note="short form"))
            start, end = around(document.text, min(d.start, d.full_start), max(d.end, d.full_end))
            full = lookup.get(d.entity)
            if full is None or key(d.name) == key(document.text[d.full_start : d.full_end]):
                continue
            yield make(short, "abbreviates", d.entity, "in-force", Evidence(document.quote(start, end), (), "", "definition"))


class _Cursor:
    """Hands out the mentions of stretches that are asked for in the order of the text."""

    def __init__(self, mentions: Sequence[Mention]) -> None:
        self._mentions, self._at = mentions, 0

    def inside(self, start: int, end: int) -> list[Mention]:
        """The mentions that lie in ``[start, end)``."""
        while self._at < len(self._mentions) and self._mentions[self._at].end <= start:
            self._at += 1
        found, at = [], self._at
        while at < len(self._mentions) and self._mentions[at].start < end:
            if self._mentions[at].start >= start and self._mentions[at].end <= end:
                found.append(self._mentions[at])
            at += 1
        return found


def _title(document: Document) -> str:
    """The document's own title: the heading it opens with, where none else is of its level; empty if there is none."""
    headings = [b for b in document.blocks if b.kind == "heading"]
    alone = headings and all(b.level > headings[0].level for b in headings[1:]) and len(headings) > 1
    return document.text[headings[0].start : headings[0].end] if alone else ""


def _titled(folded: str, block: Block, mentions: Sequence[Mention], tails: tuple[str, ...]) -> list[Mention]:
    """What a heading is about: the one name it is or begins with (前海合作區：…, 前海建設); what stands below may leave it out."""
    for mention in mentions:
        rest = folded[mention.end : block.end].strip()
        if mention.kind in ("Place", "Institution", "Policy") and (not rest or rest[0] in ":-(" or rest in tails):
            return [mention]
    return []
