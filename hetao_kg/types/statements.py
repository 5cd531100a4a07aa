"""What is read out of documents: names, statements, figures, proposals, and what is found by comparing them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hetao_kg.types.documents import Quote

Kind = Literal["Institution", "Policy", "Field", "Place", "Person", "Date", "Amount"]
Status = Literal["in-force", "completed", "planned", "proposed", "negated"]

KINDS: tuple[Kind, ...] = ("Institution", "Policy", "Field", "Place", "Person", "Date", "Amount")
STATUSES: tuple[Status, ...] = ("in-force", "completed", "planned", "proposed", "negated")
#: Statuses that assert something of the world today; only these become plain ("truthy") triples.
HOLDING: frozenset[Status] = frozenset({"in-force", "completed"})


@dataclass(frozen=True, slots=True)
class Value:
    """A normalised date or amount.

    For a date ``value`` is ISO 8601 (``2017``, ``2017-01``, ``2009/2011``); for an amount a plain decimal number in the
    base unit (``18135000000``, ``0.99``) or an interval of them (``3/5``). ``bound`` is ``""``, ``>``, ``<``, ``>=``, ``<=`` or ``~``.
    """

    value: str
    unit: str = ""
    bound: str = ""

    def number(self) -> Value:
        """An amount as one number: of an interval the lower end, ``>=``, which surely holds."""
        least, slash, _ = self.value.partition("/")
        return Value(least, self.unit, ">=") if slash else self


@dataclass(frozen=True, slots=True)
class Mention:
    """A name, date or amount in a text, linked to the entity it stands for (dates and amounts link to none)."""

    start: int
    end: int
    surface: str
    kind: Kind
    #: Which rule found it.
    rule: str
    #: Entity id, empty for dates and amounts.
    entity: str = ""
    value: Value | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """Something with names. ``labels`` maps a language tag (``zh-hant``, ``zh-hans``, ``en``) to the preferred name."""

    id: str
    kind: Kind
    labels: tuple[tuple[str, str], ...]
    aliases: tuple[str, ...] = ()
    level: str = ""
    parent: str = ""
    note: str = ""
    #: True when the ontology lists it, False when it was found in a document only.
    known: bool = False
    #: Year or month from which it exists, and in which it ended; empty where it is not noted or still exists.
    since: str = ""
    until: str = ""

    def label(self, language: str = "zh-hant") -> str:
        """The name in ``language``, else the first there is; never empty."""
        table = dict(self.labels)
        return table.get(language.lower()) or self.labels[0][1]

    def names(self) -> tuple[str, ...]:
        """Every known name once: labels first, then aliases."""
        return tuple(dict.fromkeys([name for _, name in self.labels] + list(self.aliases)))


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a statement is said: the quote, the word that decided its status, the rule that read it."""

    quote: Quote
    section: tuple[str, ...] = ()
    cue: str = ""
    rule: str = ""
    page: int = 0
    #: Entity id or name of who says so here; empty when it is the document itself.
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One claim with 1..n pieces of evidence; ``subject`` and ``object`` are entity ids.

    For ``targets`` the object is an ISO date (``date:2035``).
    """

    id: str
    subject: str
    predicate: str
    object: str
    status: Status
    evidence: tuple[Evidence, ...]
    date: str = ""
    amount: Value | None = None
    note: str = ""
    #: Who says so in every piece of evidence, as there; empty when it is the documents themselves or several.
    speaker: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that a text gives for a measure: how much of what, of whom, when, and whether it holds.

    Two places that give one number for one measure are two pieces of evidence of one figure.
    """

    id: str
    #: What is measured, as the text words it (of the first evidence); a unit's own quantity where the text only gives the unit.
    measure: str
    #: Id of the listed measure (``ontology/measures.tsv``); empty when it is none of them.
    listed: str
    value: Value
    status: Status
    evidence: tuple[Evidence, ...]
    #: Entity id of the place, body or policy it is about; empty when the text names none.
    about: str = ""
    #: Which part or class of it: the label of a table row, 其中本科生; empty for the whole.
    part: str = ""
    #: ISO 8601, as exact as the text; empty when the text gives none.
    date: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A numbered recommendation, or a numbered line of a plan, with the stretch of its document under it."""

    id: str
    document: str
    #: What the document calls it (建議, 方向); empty where it only has a number.
    label: str
    number: str
    title: str
    #: ``proposed`` where the text recommends, ``planned`` where it sets out what will be done.
    status: Status
    #: ``[start, end)`` of the document's text: everything under it.
    start: int
    end: int
    #: The words of number and title.
    evidence: Evidence
    #: Id of the proposal it is part of; empty for none.
    parent: str = ""
    #: Entity id or name of who proposes: the publisher, else the author, of the document; empty if neither is known.
    proposer: str = ""
    #: Entity ids or names of those asked to act.
    addressees: tuple[str, ...] = ()
    #: Entity ids of the fields it is about, first those of its title.
    fields: tuple[str, ...] = ()
    #: Bodies and instruments that it wants set up, issued or signed: entity id, and the sentence that says so.
    things: tuple[tuple[str, Quote], ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A later statement that may be what came of a proposal: a candidate for a person to judge, with its reason."""

    proposal: str
    statement: str
    #: Why it is a candidate: ``same-statement``, ``same-act``, ``same-thing``, ``similar-thing`` or ``same-words``.
    reason: str
    #: The words that both share, or the name of what both are about.
    shared: str
    #: Where the proposal says it.
    proposed: Evidence
    #: Where the later document says it.
    reported: Evidence
    status: Status
    #: Date of the later document.
    date: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Statements, or figures, that say different things of the same; they stand side by side, none is preferred."""

    id: str
    #: What differs: ``status``, ``date``, ``amount`` or ``value``.
    kind: str
    #: ``contradiction``: both cannot hold; ``difference``: they differ, but may both hold; ``development``: later documents go on.
    nature: str
    #: Ids of the statements or figures, oldest document first.
    members: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A listed measure: what analysts compare under one name."""

    id: str
    labels: tuple[tuple[str, str], ...]
    aliases: tuple[str, ...] = ()
    #: Units it is given in, folded; empty for any.
    units: tuple[str, ...] = ()

    def label(self, language: str = "zh-hant") -> str:
        """The name in ``language``, else the first there is."""
        return dict(self.labels).get(language.lower()) or self.labels[0][1]

    def names(self) -> tuple[str, ...]:
        """Every name: labels first, then aliases (… in one stands for any words)."""
        return (*(name for _, name in self.labels), *self.aliases)
