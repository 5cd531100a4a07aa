"""Figures, proposals and what is compared of them as plain rows of JSON Lines, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from hetao_kg.types import Evidence, Figure, Quote, Value


def evidence_from(row: Mapping[str, Any]) -> Evidence:
    """The evidence of a row."""
    return Evidence(Quote(**row["quote"]), tuple(row["section"]), row["cue"], row["rule"], row["page"], row["speaker"])


def figure_row(figure: Figure) -> dict[str, Any]:
    """A figure as a plain row."""
    return asdict(figure)


def figure_from(row: Mapping[str, Any]) -> Figure:
    """The figure of a row."""
    return Figure(**{**row, "value": Value(**row["value"]), "evidence": tuple(evidence_from(e) for e in row["evidence"])})
