"""The queries kept beside the ontology: read, introduced in three languages, and asked of other things than they ship with.

A query's file begins with its titles and explanations by language. A line ``# parameter: name`` says that
``VALUES ?name { "…" }`` in the query may hold another string than the one it ships with, and ``# parameter: limit`` that its
first ``LIMIT`` may be another number; so every file is a query that any store runs as it stands. A name is written
once with each language tag that it may have: a store finds a whole literal by its index, and would have to look
through all of them for a string.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hetao_kg.errors import QueryError

_ABOUT = re.compile(r"#\s*(title|explanation)-([A-Za-z-]+):\s*(.*)")
_PARAMETER = re.compile(r"#\s*parameter:\s*(\w+)")
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_NUMBER = re.compile(r"(\d+)")
#: The parameter that is a number of rows and stands after ``LIMIT``.
_LIMIT = "limit"


@dataclass(frozen=True)
class Example:
    """A query with its title and explanation by language, and the parameters it has with what they ship with."""

    name: str
    query: str
    titles: Mapping[str, str]
    explanations: Mapping[str, str]
    parameters: Mapping[str, str]

    def title(self, language: str) -> str:
        """The title in the reader's language."""
        return self.titles.get(language.lower()) or self.titles.get("en") or self.name

    def explanation(self, language: str) -> str:
        """What the query shows."""
        return self.explanations.get(language.lower()) or self.explanations.get("en", "")

    def asking(self, values: Mapping[str, str]) -> str:
        """The query with other values; raises :class:`QueryError` for a parameter that it does not have and a limit that is no number."""
        query = self.query
        for name in values:
            if name not in self.parameters:
                has = f"it has {', '.join(self.parameters)}" if self.parameters else "it has none"
                raise QueryError(f"the query {self.name} has no parameter {name}", has)
            held = _held(name, query)
            assert held is not None
            if name == _LIMIT:
                if not re.fullmatch(r"[1-9][0-9]{0,8}", values[name]):
                    raise QueryError(f"limit is a number of one or more, not {values[name]!r}", f"--param limit={self.parameters[name]}")
                kept = values[name]
            else:
                kept = _STRING.sub(lambda match: quoted(values[name]), held[1])  # noqa: B023 - used before the next turn
            query = query[: held.start(1)] + kept + query[held.end(1) :]
        return query


def _held(name: str, query: str) -> re.Match[str] | None:
    """Where a query holds a parameter, as the first group of a match."""
    return re.search(r"\bLIMIT\s+(\d+)" if name == _LIMIT else rf"VALUES\s+\?{name}\s*\{{([^{{}}]*)\}}", query)


def quoted(value: str) -> str:
    """``value`` as a SPARQL string."""
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return '"' + "".join(escapes.get(c, c) for c in value) + '"'


@functools.lru_cache(maxsize=2)
def examples(ontology: Path) -> tuple[Example, ...]:
    """The queries in the folder ``queries`` of ``ontology``, by name."""
    return tuple(_read(path) for path in sorted((ontology / "queries").glob("*.rq")))


def find(ontology: Path, name: str) -> Example:
    """The query of that name; raises :class:`QueryError` that lists them all for any other."""
    known = {example.name: example for example in examples(ontology)}
    if name not in known:
        raise QueryError(f"there is no query {name}", f"queries: {', '.join(known)}")
    return known[name]


def _read(path: Path) -> Example:
    told: dict[str, dict[str, str]] = {"title": {}, "explanation": {}}
    lines = path.read_text("utf-8").splitlines()
    for line in lines:
        if match := _ABOUT.match(line):
            told[match[1]][match[2].lower()] = match[3].strip()
    query = "\n".join(line for line in lines if not line.startswith("#")).strip()
    parameters = {}
    for name in (match[1] for match in map(_PARAMETER.match, lines) if match):
        held = _held(name, query)
        value = (_NUMBER if name == _LIMIT else _STRING).search(held[1]) if held else None
        if value is None:
            wanted = "LIMIT with a number" if name == _LIMIT else f'VALUES ?{name} {{ "…" }}'
            raise QueryError(f"{path}: {wanted} is missing for its parameter {name}", "add it or remove the parameter")
        parameters[name] = value[1]
    return Example(path.stem, query, told["title"], told["explanation"], parameters)
