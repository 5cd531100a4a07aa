"""What analysts tabulate of a knowledge base: figures, proposals and what came of them, disagreements."""

from __future__ import annotations

from dataclasses import dataclass

from hetao_kg.compare import under
from hetao_kg.kb import KnowledgeBase
from hetao_kg.text import fold, key
from hetao_kg.types import Conflict, Evidence, Figure, Outcome, Proposal, Statement


def figures(
    kb: KnowledgeBase, about: str | None = None, measure: str | None = None, document: str | None = None, unit: str | None = None,
    status: str | None = None,
) -> list[Figure]:  # fmt: skip
    """Figures that fit every condition given, by document and place.

    ``about`` is a name in any script, ``measure`` a name of a listed measure or words of the measure, ``unit`` as figures
    give it (``HKD``, ``%``, ``公顷``) in any script. Raises :class:`QueryError` for a document there is not.
    """
    kb.check_documents([document] if document is not None else [])
    wanted = kb.named(about)
    listed = {m.id for m in kb.ontology.measures.values() if key(measure or "") in {key(n) for n in m.names()}}

    def fits(f: Figure) -> bool:
        return ((wanted is None or f.about in wanted) and (unit is None or fold(f.value.unit) == fold(unit))
                and (measure is None or f.listed in listed or key(measure) in key(f.measure))
                and (document is None or any(e.quote.document == document for e in f.evidence)) and (status is None or f.status == status))

    return sorted((f for f in kb.figures if fits(f)), key=lambda f: (f.evidence[0].quote.document, f.evidence[0].quote.start, f.id))


@dataclass(frozen=True, slots=True)
class Tracked:
    """A proposal with what is said under it and what later documents report."""

    proposal: Proposal
    #: Date of its document, ISO 8601.
    date: str
    #: Statements under it, each with the evidence that stands there.
    statements: tuple[tuple[Statement, Evidence], ...]
    outcomes: tuple[Outcome, ...]

    def history(self) -> tuple[tuple[str, str, str], ...]:
        """Status over time, oldest first: date, document, and status there; first the proposal itself."""
        later = [(o.date, o.reported.quote.document, o.status) for o in self.outcomes]
        return ((self.date, self.proposal.document, self.proposal.status), *dict.fromkeys(sorted(later)))


def tracker(
    kb: KnowledgeBase, document: str | None = None, about: str | None = None, addressee: str | None = None, found: bool = False
) -> list[Tracked]:
    """Proposals with their candidate outcomes, oldest document first.

    ``about`` is a field, body or policy named under the proposal, ``addressee`` who is asked to act; with ``found`` only
    proposals that have a candidate. Raises :class:`QueryError` for a document there is not.
    """
    kb.check_documents([document] if document is not None else [])
    wanted, asked = kb.named(about), kb.named(addressee)
    candidates: dict[str, list[Outcome]] = {}
    for outcome in kb.outcomes:
        candidates.setdefault(outcome.proposal, []).append(outcome)
    made = []
    for p in kb.proposals:
        inside = {m.entity for m in kb.mentions[p.document] if p.start <= m.start < p.end} if wanted is not None else set()
        fits = (document in (None, p.document) and (wanted is None or inside & wanted) and (asked is None or asked & set(p.addressees))
                and (not found or p.id in candidates))
        if fits:
            date = kb.documents[p.document].metadata.date
            made.append(Tracked(p, date, tuple(under(p, kb.statements)), tuple(candidates.get(p.id, ()))))
    return sorted(made, key=lambda t: (t.date, t.proposal.document, t.proposal.start, -t.proposal.end))


def conflicts(
    kb: KnowledgeBase, kind: str | None = None, nature: str | None = None, about: str | None = None, document: str | None = None
) -> list[tuple[Conflict, tuple[Statement | Figure, ...]]]:
    """Disagreements that fit every condition given, with what disagrees, contradictions first."""
    kb.check_documents([document] if document is not None else [])
    wanted = kb.named(about)
    said: dict[str, Statement | Figure] = {**{s.id: s for s in kb.statements}, **{f.id: f for f in kb.figures}}

    def concerns(one: Statement | Figure) -> set[str]:
        return {one.about} if isinstance(one, Figure) else {one.subject, one.object}

    found = []
    for c in kb.conflicts:
        members = tuple(said[i] for i in c.members)
        if ((kind is None or c.kind == kind) and (nature is None or c.nature == nature)
                and (wanted is None or any(concerns(m) & wanted for m in members))
                and (document is None or any(e.quote.document == document for m in members for e in m.evidence))):
            found.append((c, members))
    return found
