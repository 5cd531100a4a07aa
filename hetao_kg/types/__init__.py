"""The values that flow from a document to an answer.

Everything is frozen. The one coordinate system is :attr:`Document.text`: every offset anywhere counts code points in
it, half-open, and every :class:`Quote` satisfies ``document.text[start:end] == quote.text``.
"""

from __future__ import annotations

from hetao_kg.types.answers import Answer, AnswerItem, Hit, Language, Problem
from hetao_kg.types.documents import Block, BlockKind, Document, Metadata, Note, Passage, Quote
from hetao_kg.types.statements import (
    HOLDING,
    KINDS,
    STATUSES,
    Conflict,
    Entity,
    Evidence,
    Figure,
    Kind,
    Measure,
    Mention,
    Outcome,
    Proposal,
    Statement,
    Status,
    Value,
)

__all__ = [
    "HOLDING",
    "KINDS",
    "STATUSES",
    "Answer",
    "AnswerItem",
    "Block",
    "BlockKind",
    "Conflict",
    "Document",
    "Entity",
    "Evidence",
    "Figure",
    "Hit",
    "Kind",
    "Language",
    "Measure",
    "Mention",
    "Metadata",
    "Note",
    "Outcome",
    "Passage",
    "Problem",
    "Proposal",
    "Quote",
    "Statement",
    "Status",
    "Value",
]
