"""What a query may be: read-only, local, of a bounded size. Checked on its tokens before any engine sees it.

An engine would really call out for ``SERVICE``, and one of them fetches what ``FROM`` names; both end the process on a
query nested or chained too deeply. All of that is refused here with one line.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

import pyoxigraph

from hetao_kg.errors import QueryError, RefusedError
from hetao_kg.graph import functions, terms

MAX_CHARACTERS = 100_000
#: Engines recurse over chains of operators and over brackets; beyond these they overflow their stack.
MAX_TOKENS = 3_000
MAX_DEPTH = 100

_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH"})
_token = re.compile(
    r"""
    (?P<comment>\#[^\r\n]*)
  | (?P<text>'''(?:[^'\\]|\\.|'(?!''))*'''|\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'(?:[^'\\\r\n]|\\.)*'|"(?:[^"\\\r\n]|\\.)*")
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<variable>[?$]\w+)
  | (?P<tag>@[A-Za-z][A-Za-z0-9-]*)
  | (?P<name>[\w.-]*:(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\[_~.!$&'()*+,;=/?\#@%-])*)
  | (?P<word>[^\W\d]\w*)
  | (?P<open>[{(\[])
  | (?P<close>[})\]])
  | (?P<other>\S)
    """,
    re.VERBOSE | re.DOTALL,
)
_escape = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_place = re.compile(r"error at (\d+):(\d+)")


@dataclass(frozen=True, slots=True)
class Shape:
    """What a query looks like from outside."""

    #: Whether its rows have an order of their own.
    ordered: bool
    #: The columns of a SELECT: as projected, or for ``SELECT *`` in the order they are first written.
    variables: tuple[str, ...]
    #: Whether its rows are groups of others.
    grouped: bool = False


def check(query: str) -> Shape:
    """The shape of a query that may run; raises :class:`QueryError` with one line for any other."""
    if not query.strip():
        raise QueryError("the SPARQL query is empty", "write a SELECT, ASK, CONSTRUCT or DESCRIBE query")
    if len(query) > MAX_CHARACTERS:
        raise QueryError(f"the SPARQL query has {len(query)} characters", f"the most is {MAX_CHARACTERS}")
    tokens = _scan(query)
    expanded = _escape.sub(_character, query)
    if expanded != query:  # one engine expands escapes before it parses, so a string may hide a clause
        _scan(expanded)
    columns = _parse(query)
    words = [value.upper() if kind == "word" else value for kind, value in tokens]
    star = any(a == "SELECT" and (b == "*" or (b in {"DISTINCT", "REDUCED"} and c == "*"))
               for a, b, c in zip(words, words[1:], words[2:], strict=False))
    if star:
        written = list(dict.fromkeys(value[1:] for kind, value in tokens if kind == "variable"))
        columns.sort(key=lambda name: written.index(name) if name in written else len(written))
    return Shape("ORDER" in words, tuple(columns), "GROUP" in words)


def _character(match: re.Match[str]) -> str:
    point = int(match[1] or match[2], 16)
    return chr(point) if point <= 0x10FFFF else match[0]


def _scan(query: str) -> list[tuple[str, str]]:
    tokens = [(match.lastgroup or "", match[0]) for match in _token.finditer(query) if match.lastgroup != "comment"]
    if len(tokens) > MAX_TOKENS:
        raise QueryError(f"the SPARQL query has {len(tokens)} words and signs", f"the most is {MAX_TOKENS}")
    depth = 0
    for kind, value in tokens:
        depth += (kind == "open") - (kind == "close")
        if depth > MAX_DEPTH:
            raise QueryError("the SPARQL query is nested too deeply", f"at most {MAX_DEPTH} brackets may be open")
        if kind == "word":
            _refuse(value.upper())
    return tokens


def _refuse(word: str) -> None:
    if word == "SERVICE":
        raise RefusedError("SERVICE is refused: a query may not call other servers", "remove the SERVICE clause")
    if word == "FROM":
        raise RefusedError("FROM is refused: a query may not load graphs", "every graph is read by default; pick one with GRAPH")
    if word in _UPDATES:
        raise RefusedError(f"{word} is refused: the knowledge base is read-only", "write a SELECT, ASK, CONSTRUCT or DESCRIBE query")


@functools.lru_cache(maxsize=1)
def _empty() -> pyoxigraph.Store:
    return pyoxigraph.Store()


def _parse(query: str) -> list[str]:
    """The columns of a SELECT. One judge for every store, so that all refuse the same queries in the same words."""
    try:
        answer = _empty().query(query, base_iri=terms.BASE, prefixes=terms.PREFIXES, custom_functions=functions.for_oxigraph({}))
    except SyntaxError as error:
        raise QueryError(_syntax_message(query, str(error))) from None
    except (ValueError, OSError, RuntimeError) as error:
        raise QueryError(f"the SPARQL query cannot be run: {one_line(error)}") from None
    return [variable.value for variable in answer.variables] if isinstance(answer, pyoxigraph.QuerySolutions) else []


def _syntax_message(query: str, message: str) -> str:
    match = _place.search(message)
    if match is None:
        return f"SPARQL syntax error: {one_line(message)}"
    line, column = int(match[1]), int(match[2])
    lines = query.split("\n")
    near = lines[line - 1][column - 1:column + 30].strip() if line <= len(lines) else ""
    where = f"SPARQL syntax error at line {line}, column {column}"
    return f"{where}, near “{near}”" if near else f"{where}: the query ends too early or a bracket is missing"


def one_line(error: object, limit: int = 160) -> str:
    """``error`` in one line of at most ``limit`` characters."""
    words = " ".join(str(error).split())
    return words if len(words) <= limit else words[:limit - 1] + "…"
