"""A store on another machine: the same graph behind any SPARQL 1.1 endpoint, asked over HTTP.

The endpoint must hold what ``hetao-kg export nquads`` wrote, and its default graph must be the union of its named graphs.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from typing import Any

import pyoxigraph

from hetao_kg.errors import QueryError, TooMuchError
from hetao_kg.graph import guard, results, terms
from hetao_kg.graph.results import Result, Term

#: Seconds to wait for an answer.
SECONDS = 60.0
_ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9"


class RemoteStore:
    """A SPARQL 1.1 endpoint; what it may be asked is what a store of our own may be asked."""

    def __init__(self, address: str) -> None:
        if not address.startswith(("http://", "https://")):
            raise QueryError(f"{address or 'nothing'} is no address of an endpoint", "give sparql:http://…")
        self.address = address

    def query(self, sparql: str, most: int = 0) -> Result:
        """See :class:`hetao_kg.graph.stores.Store`; base and prefixes are declared for the endpoint, which does not know ours."""
        shape = guard.check(sparql)
        prefixes = f"BASE <{terms.BASE}>\n" + "".join(f"PREFIX {name}: <{space}>\n" for name, space in terms.PREFIXES.items())
        media, body = self._post(prefixes + sparql)
        try:
            result = self._triples(body) if media.startswith("application/n-triples") else self._rows(json.loads(body), shape)
        except (ValueError, KeyError, SyntaxError, AttributeError) as error:
            raise QueryError(f"{self.address} gave what is no SPARQL result: {guard.one_line(error)}", "check the address") from error
        if most and len(result.rows) > most:
            raise TooMuchError(f"the query gives more than {most:,} rows", "ask for less, or add LIMIT")
        return result

    def _post(self, query: str) -> tuple[str, bytes]:
        data = urllib.parse.urlencode({"query": query}).encode()
        request = urllib.request.Request(self.address, data, {"Accept": _ACCEPT})
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:
                return answer.headers.get_content_type(), answer.read()
        except urllib.error.HTTPError as error:
            why = guard.one_line(error.read().decode("utf-8", "replace"))
            raise QueryError(f"{self.address} refused the query ({error.code}): {why}") from None
        except (OSError, ValueError) as error:
            reason = getattr(error, "reason", error)
            raise QueryError(f"{self.address} does not answer: {guard.one_line(reason)}", "is the server running?") from error

    def _rows(self, found: Mapping[str, Any], shape: guard.Shape) -> Result:
        if "boolean" in found:
            return Result("ask", boolean=bool(found["boolean"]))
        rows = [tuple(_term(row.get(name)) for name in shape.variables) for row in found["results"]["bindings"]]
        return Result("select", shape.variables, tuple(rows if shape.ordered else sorted(rows, key=results.row_key)))

    def _triples(self, body: bytes) -> Result:
        quads = pyoxigraph.parse(body, pyoxigraph.RdfFormat.N_TRIPLES)
        return results.graph(tuple(results.from_oxigraph(node) for node in (q.subject, q.predicate, q.object)) for q in quads)


def _term(cell: Mapping[str, str] | None) -> Term | None:
    if cell is None:
        return None
    if cell["type"] in {"uri", "bnode"}:
        return Term(cell["value"], "uri" if cell["type"] == "uri" else "bnode")
    return results.literal(cell["value"], cell.get("datatype", ""), cell.get("xml:lang", ""))
