"""What a query may be: read-only, local, of a bounded size. Checked on its tokens before any engine sees it.

An engine would really call out for ``SERVICE``, and one of them fetches what ``FROM`` names; both end the process on a
query nested or chained too deeply. All of that is refused here with one line; ``FROM`` may only name graphs that there are.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
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
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
#: IRIs of the graphs that make the default graph, and of those that ``GRAPH`` may name.
Graphs = tuple[Sequence[str], Sequence[str]]
Tokens = Sequence[re.Match[str]]


@dataclass(frozen=True, slots=True)
class Shape:
    """What a query looks like from outside."""

    #: Whether its rows have an order of their own.
    ordered: bool
    #: The columns of a SELECT: as projected, or for ``SELECT *`` in the order they are first written.
    variables: tuple[str, ...]
    #: Whether its rows are groups of others.
    grouped: bool = False
    #: The graphs it reads, where it chooses some with ``FROM``, and the query without saying so.
    graphs: Graphs | None = None
    text: str = ""


def check(query: str) -> Shape:
    """The shape of a query that may run; raises :class:`QueryError` with one line for any other."""
    if not query.strip():
        raise QueryError("the SPARQL query is empty", "write a SELECT, ASK, CONSTRUCT or DESCRIBE query")
    if len(query) > MAX_CHARACTERS:
        raise QueryError(f"the SPARQL query has {len(query)} characters", f"the most is {MAX_CHARACTERS}")
    tokens = _scan(query)
    graphs = _graphs(query, tokens)
    expanded = _escape.sub(_character, query)
    if expanded != query:  # one engine expands escapes before it parses, so a string may hide a clause
        _graphs(expanded, _scan(expanded))
    columns = _parse(query, tokens)
    words = [token[0].upper() if token.lastgroup == "word" else token[0] for token in tokens]
    star = any(a == "SELECT" and (b == "*" or (b in {"DISTINCT", "REDUCED"} and c == "*"))
               for a, b, c in zip(words, words[1:], words[2:], strict=False))
    if star:
        written = list(dict.fromkeys(token[0][1:] for token in tokens if token.lastgroup == "variable"))
        columns.sort(key=lambda name: written.index(name) if name in written else len(written))
    return Shape("ORDER" in words, tuple(columns), "GROUP" in words, *graphs)


def _character(match: re.Match[str]) -> str:
    point = int(match[1] or match[2], 16)
    return chr(point) if point <= 0x10FFFF else match[0]


def _scan(query: str) -> Tokens:
    tokens = [match for match in _token.finditer(query) if match.lastgroup != "comment"]
    if len(tokens) > MAX_TOKENS:
        raise QueryError(f"the SPARQL query has {len(tokens)} words and signs", f"the most is {MAX_TOKENS}")
    depth = 0
    for token in tokens:
        depth += (token.lastgroup == "open") - (token.lastgroup == "close")
        if depth > MAX_DEPTH:
            raise QueryError("the SPARQL query is nested too deeply", f"at most {MAX_DEPTH} brackets may be open")
        if token.lastgroup == "word":
            _refuse(token[0].upper())
    return tokens


def _refuse(word: str) -> None:
    if word == "SERVICE":
        raise RefusedError("SERVICE is refused: a query may not call other servers", "remove the SERVICE clause")
    if word in _UPDATES:
        raise RefusedError(f"{word} is refused: the knowledge base is read-only", "write a SELECT, ASK, CONSTRUCT or DESCRIBE query")


def _graphs(query: str, tokens: Tokens) -> tuple[Graphs | None, str]:
    """What ``FROM`` and ``FROM NAMED`` choose, and the query without them; raises where that is no graph of the knowledge base."""
    prefixes, chosen, text = _prefixes(tokens), {False: list[str](), True: list[str]()}, query
    for at, token in enumerate(tokens):
        if token.lastgroup != "word" or token[0].upper() != "FROM":
            continue
        named = at + 1 < len(tokens) and tokens[at + 1][0].upper() == "NAMED"
        graph = tokens[at + 1 + named] if at + 1 + named < len(tokens) else token
        prefix, _, local = graph[0].partition(":")
        iri = graph[0][1:-1] if graph.lastgroup == "iri" else prefixes.get(prefix, "") + local
        if iri not in set(map(str, terms.GRAPHS.values())):
            known = ", ".join(f"graph:{name}" for name in terms.GRAPHS)
            raise RefusedError(f"FROM {graph[0]} is refused: the knowledge base has no such graph", f"graphs: {known}")
        chosen[named].append(iri)
        text = text[: token.start()] + " " * (graph.end() - token.start()) + text[graph.end() :]
    return ((chosen[False], chosen[True]) if chosen[False] or chosen[True] else None), text


def _prefixes(tokens: Tokens) -> dict[str, str]:
    """The prefixes a query may use: ours and those it declares."""
    declared = zip(tokens, tokens[1:], tokens[2:], strict=False)
    return terms.PREFIXES | {
        name[0].removesuffix(":"): iri[0][1:-1]
        for word, name, iri in declared
        if word[0].upper() == "PREFIX" and name.lastgroup == "name" and iri.lastgroup == "iri"
    }


@functools.lru_cache(maxsize=1)
def _empty() -> pyoxigraph.Store:
    return pyoxigraph.Store()


def _parse(query: str, tokens: Tokens) -> list[str]:
    """The columns of a SELECT. One judge for every store, so that all refuse the same queries in the same words."""
    try:
        answer = _empty().query(query, base_iri=terms.BASE, prefixes=terms.PREFIXES, custom_functions=functions.for_oxigraph({}))
    except SyntaxError as error:
        raise _wrong_syntax(query, tokens, str(error)) from None
    except (ValueError, OSError, RuntimeError) as error:
        raise QueryError(f"the SPARQL query cannot be run: {one_line(error)}") from None
    return [variable.value for variable in answer.variables] if isinstance(answer, pyoxigraph.QuerySolutions) else []


def _wrong_syntax(query: str, tokens: Tokens, message: str) -> QueryError:
    """What is wrong and where. The parser names what it tried last, so that two common mistakes are looked for first."""
    begins = next((t for t in tokens if t.lastgroup == "word" and t[0].upper() not in ("PREFIX", "BASE")), None)
    if begins and begins[0].upper() not in _FORMS:
        return QueryError(_at(query, begins.start()), f"write a {', '.join(_FORMS[:-1])} or {_FORMS[-1]} query")
    prefixes = _prefixes(tokens)
    strange = next((t for t in tokens if t.lastgroup == "name" and t[0].partition(":")[0] not in {*prefixes, "_"}), None)
    if strange and "Prefix not found" in message:
        name = strange[0].partition(":")[0]
        return QueryError(_at(query, strange.start()), f"declare the prefix: PREFIX {name}: <…>")
    match = _place.search(message)
    if match is None:
        return QueryError(f"SPARQL syntax error: {one_line(message)}")
    place = sum(len(line) + 1 for line in query.split("\n")[: int(match[1]) - 1]) + int(match[2]) - 1
    still_open = sum((t.lastgroup == "open") - (t.lastgroup == "close") for t in tokens)
    if place >= len(query.rstrip()) and tokens and not still_open:
        place = tokens[-1].start()
    return QueryError(_at(query, place))


def _at(query: str, place: int) -> str:
    line, column = query.count("\n", 0, place) + 1, place - query.rfind("\n", 0, place)
    near = query[place : place + 30].partition("\n")[0].strip()
    where = f"SPARQL syntax error at line {line}, column {column}"
    return f"{where}, near “{near}”" if near else f"{where}: the query ends too early or a bracket is missing"


def one_line(error: object, limit: int = 160) -> str:
    """``error`` in one line of at most ``limit`` characters."""
    words = " ".join(str(error).split())
    return words if len(words) <= limit else words[:limit - 1] + "…"
