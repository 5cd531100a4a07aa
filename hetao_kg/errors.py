"""Errors that are shown to the user: one line that says what is wrong, where, and how to mend it."""

from __future__ import annotations


class HetaoError(Exception):
    """A user's mistake. ``hint`` is the command or edit that mends it; the command line exits with status 2."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.hint = hint

    def __str__(self) -> str:
        what = super().__str__()
        return f"{what} ({self.hint})" if self.hint else what


class CorpusError(HetaoError):
    """The corpus folder or a file in it cannot be read."""


class KnowledgeBaseError(HetaoError):
    """The knowledge base is missing, of another format, or broken."""


class OntologyError(HetaoError):
    """A file under ``ontology/`` is malformed; the message names file and line."""


class QueryError(HetaoError):
    """A question, search or SPARQL query that cannot be run."""


class RefusedError(QueryError):
    """A SPARQL query that asks for what is never done: to write, or to reach out."""


class TooMuchError(QueryError):
    """A SPARQL query whose answer is larger than was allowed."""
