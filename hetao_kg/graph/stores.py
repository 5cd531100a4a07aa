"""Stores that answer SPARQL over the graph: one in rdflib's memory, one in Oxigraph on disk, equal in their answers.

The N-Quads file is the graph; a store is made from it and can be made again. Every query reads the union of all named
graphs unless it says ``GRAPH`` or ``FROM``.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from pathlib import Path
from typing import Any, Protocol, TypeVar

import pyoxigraph
import rdflib

from hetao_kg.errors import KnowledgeBaseError, QueryError, TooMuchError
from hetao_kg.graph import guard, results, snapshots, terms
from hetao_kg.graph.functions import Functions, for_oxigraph
from hetao_kg.graph.results import Result, Row

T = TypeVar("T")
Quad = tuple[rdflib.URIRef, rdflib.URIRef, rdflib.URIRef | rdflib.Literal, rdflib.URIRef]


class Store(Protocol):
    """Answers queries; nothing else."""

    def query(self, sparql: str, most: int = 0) -> Result:
        """The answer to ``sparql``; raises :class:`QueryError` with one line when it may not or cannot be run.

        With ``most`` an answer of more rows or triples is such a mistake: a part of an answer is none.
        """


class MemoryStore:
    """rdflib's memory store: for small graphs, for rdflib's own tools, and as a check on the other store."""

    def __init__(self, dataset: rdflib.Dataset, functions: Functions | None = None) -> None:
        self.dataset = dataset
        self._queried = _Queried(store=dataset.store, default_union=True)
        self._queried.functions = functions or {}

    def query(self, sparql: str, most: int = 0) -> Result:
        """See :class:`Store`."""
        shape = guard.check(sparql)
        try:
            queried = self._queried if shape.graphs is None else self._limited(*shape.graphs)
            answer = queried.query(shape.text, initNs=terms.PREFIXES, base=terms.BASE)
            if answer.type == "ASK":
                return Result("ask", boolean=bool(answer.askAnswer))
            if answer.type in {"CONSTRUCT", "DESCRIBE"}:
                return _graph((tuple(results.from_rdflib(node) for node in triple) for triple in answer.graph or ()), most)
            names = [rdflib.Variable(variable) for variable in shape.variables]
            rows = [tuple(results.from_rdflib(binding.get(name)) for name in names) for binding in answer.bindings]
            if shape.grouped and rows == [(None,) * len(names)]:
                rows = []  # rdflib gives one empty group where there is nothing to group
            _counted(rows, most)
        except QueryError:
            raise
        except Exception as error:  # rdflib raises many classes while it evaluates, some of them plain Exception
            raise QueryError(f"the SPARQL query cannot be run: {guard.one_line(error)}") from error
        return _select(rows, shape)

    def _limited(self, default: Sequence[str], named: Sequence[str]) -> _Queried:
        """A dataset of these graphs alone: rdflib itself would add what ``FROM`` names to the whole."""
        limited = _Queried()
        limited.functions = self._queried.functions
        for target, iris in ((True, default), (False, named)):
            for iri in iris:
                graph = limited.default_graph if target else limited.graph(rdflib.URIRef(iri))
                for triple in self.dataset.graph(rdflib.URIRef(iri)):
                    graph.add(triple)
        return limited


class OxigraphStore:
    """Oxigraph, opened for reading."""

    def __init__(self, store: pyoxigraph.Store, keep: object = None, functions: Functions | None = None) -> None:
        self.store = store
        self._functions = for_oxigraph(functions or {})
        #: What must stay alive as long as the store does (its lock).
        self._keep = keep

    def query(self, sparql: str, most: int = 0, graphs: guard.Graphs | None = None) -> Result:
        """See :class:`Store`; ``graphs`` limits what is read, whatever ``FROM`` says, as the SPARQL Protocol has it."""
        shape = guard.check(sparql)
        try:
            answer = self.store.query(
                sparql, base_iri=terms.BASE, prefixes=terms.PREFIXES, custom_functions=self._functions, **_dataset(graphs or shape.graphs)
            )
            if isinstance(answer, pyoxigraph.QueryBoolean):
                return Result("ask", boolean=bool(answer))
            if isinstance(answer, pyoxigraph.QueryTriples):
                return _graph((tuple(results.from_oxigraph(node) for node in (t.subject, t.predicate, t.object)) for t in answer), most)
            rows = [tuple(results.from_oxigraph(solution[name]) for name in shape.variables) for solution in _cut(answer, most)]
            _counted(rows, most)
        except (SyntaxError, ValueError, OSError, RuntimeError) as error:
            raise QueryError(f"the SPARQL query cannot be run: {guard.one_line(error)}") from error
        return _select(rows, shape)


def _dataset(graphs: guard.Graphs | None) -> dict[str, Any]:
    if graphs is None:
        return {"use_default_graph_as_union": True}
    default, named = ([pyoxigraph.NamedNode(iri) for iri in iris] for iris in graphs)
    return {"default_graph": default, "named_graphs": named}


def _cut(found: Iterable[T], most: int) -> Iterator[T]:
    """``found``, but of too many only so many that it shows."""
    return itertools.islice(found, most + 1 if most else None)


def _counted(rows: Sized, most: int) -> None:
    if most and len(rows) > most:
        raise TooMuchError(f"the query gives more than {most:,} rows", "ask for less, or add LIMIT")


class _Queried(rdflib.Dataset):
    """A dataset with functions of its own; its DESCRIBE gives what is said of a node, without statements about it, as Oxigraph does."""

    functions: Functions

    def cbd(
        self, resource: rdflib.term.Node, *, target_graph: rdflib.Graph | None = None, include_reifications: bool = False
    ) -> rdflib.Graph:
        """The triples of ``resource``, added to ``target_graph``."""
        return super().cbd(resource, target_graph=target_graph, include_reifications=include_reifications)


def _select(rows: list[Row], shape: guard.Shape) -> Result:
    """Rows without an order of their own are sorted, so that equal data gives equal output."""
    return Result("select", shape.variables, tuple(rows if shape.ordered else sorted(rows, key=results.row_key)))


def _graph(triples: Iterable[Row], most: int) -> Result:
    found = results.graph(_cut(triples, most))
    _counted(found.rows, most)
    return found


def open_memory(folder: Path, nquads: Path, expected: str, functions: Functions | None = None) -> MemoryStore:
    """The N-Quads in rdflib's memory; ``folder`` is not used, ``expected`` is the file's SHA-256 or empty."""
    data = snapshots.read_checked(nquads, expected)
    dataset = rdflib.Dataset(default_union=True)
    graphs: dict[rdflib.URIRef, rdflib.Graph] = {}
    for subject, predicate, object_, name in read_quads(data, nquads):
        graph = graphs.get(name)
        if graph is None:
            graph = graphs[name] = dataset.graph(name)
        graph.add((subject, predicate, object_))
    return MemoryStore(dataset, functions)


def read_quads(data: bytes, where: Path) -> Iterator[Quad]:
    """The quads of an N-Quads file in rdflib's terms, read by the faster of the two parsers.

    Raises :class:`KnowledgeBaseError` with one line where ``data`` is malformed or holds what no knowledge base holds.
    """
    iris: dict[str, rdflib.URIRef] = {}

    def iri(node: object) -> rdflib.URIRef:
        if not isinstance(node, pyoxigraph.NamedNode):
            raise KnowledgeBaseError(f"{where}: holds a blank node or a triple outside all graphs", "run hetao-kg build")
        return iris.get(node.value) or iris.setdefault(node.value, rdflib.URIRef(node.value))

    try:
        for quad in pyoxigraph.parse(data, pyoxigraph.RdfFormat.N_QUADS):
            found = quad.object
            if isinstance(found, pyoxigraph.Literal):
                datatype = None if found.language else iri(found.datatype)
                object_: rdflib.URIRef | rdflib.Literal = rdflib.Literal(found.value, found.language, datatype, False)
            else:
                object_ = iri(found)
            yield iri(quad.subject), iri(quad.predicate), object_, iri(quad.graph_name)
    except SyntaxError as error:
        raise KnowledgeBaseError(f"{where}: not well-formed N-Quads: {guard.one_line(error)}", "run hetao-kg build") from error


def open_oxigraph(folder: Path, nquads: Path, expected: str, functions: Functions | None = None) -> OxigraphStore:
    """The Oxigraph store under ``folder``, made from ``nquads`` first where it is missing or of another content.

    ``expected`` is the SHA-256 of the N-Quads file. Any number of processes may call this at once; where nothing can
    be written, the store is made in memory.
    """
    store, lock = snapshots.open_snapshot(folder, nquads, expected)
    return OxigraphStore(store, lock, functions)


#: Name of a store -> function that opens it from a cache folder, the N-Quads file, its SHA-256, and functions for queries.
STORES: dict[str, Callable[..., Store]] = {"memory": open_memory, "oxigraph": open_oxigraph}
