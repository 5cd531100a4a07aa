"""Figures, proposals and what is compared of them as plain rows of JSON Lines, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from hetao_kg.types import Conflict, Evidence, Figure, Outcome, Proposal, Quote, Value


def evidence_from(row: Mapping[str, Any]) -> Evidence:
    """The evidence of a row."""
    return Evidence(Quote(**row["quote"]), tuple(row["section"]), row["cue"], row["rule"], row["page"], row["speaker"])


def figure_row(figure: Figure) -> dict[str, Any]:
    """A figure as a plain row."""
    return asdict(figure)


def figure_from(row: Mapping[str, Any]) -> Figure:
    """The figure of a row."""
    return Figure(**{**row, "value": Value(**row["value"]), "evidence": tuple(evidence_from(e) for e in row["evidence"])})


def proposal_row(proposal: Proposal) -> dict[str, Any]:
    """A proposal as a plain row."""
    return asdict(proposal)


def proposal_from(row: Mapping[str, Any]) -> Proposal:
    """The proposal of a row."""
    listed = {name: tuple(row[name]) for name in ("addressees", "fields")}
    things = tuple((thing, Quote(**quote)) for thing, quote in row["things"])
    return Proposal(**{**row, **listed, "things": things, "evidence": evidence_from(row["evidence"])})


def outcome_row(outcome: Outcome) -> dict[str, Any]:
    """A candidate outcome as a plain row."""
    return asdict(outcome)


def outcome_from(row: Mapping[str, Any]) -> Outcome:
    """The candidate outcome of a row."""
    return Outcome(**{**row, "proposed": evidence_from(row["proposed"]), "reported": evidence_from(row["reported"])})


def conflict_row(conflict: Conflict) -> dict[str, Any]:
    """A disagreement as a plain row."""
    return asdict(conflict)


def conflict_from(row: Mapping[str, Any]) -> Conflict:
    """The disagreement of a row."""
    return Conflict(**{**row, "members": tuple(row["members"])})
