"""Into a store on another machine: the graph's quads as ``INSERT DATA`` of SPARQL 1.1 Update, in batches."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

from hetao_kg.errors import QueryError
from hetao_kg.graph import guard, terms

#: Triples of a request, and seconds it may take.
BATCH, SECONDS = 5_000, 300.0


def upload(nquads: Path, address: str, say: Callable[[str], None] = lambda line: None) -> int:
    """Replaces the graphs behind the update endpoint ``address`` by those of ``nquads``; returns how many quads were sent.

    The graphs are emptied first; other graphs there stay as they are. Raises :class:`QueryError` in one line where the
    endpoint refuses or does not answer; what was sent before it stays.
    """
    if not address.startswith(("http://", "https://")):
        raise QueryError(f"{address or 'nothing'} is no address of an endpoint", "give sparql:http://…")
    _send(address, " ;\n".join(f"DROP SILENT GRAPH <{iri}>" for iri in terms.GRAPHS.values()))
    sent = 0
    quads = [line.rsplit(" ", 2)[:2] for line in nquads.read_text("utf-8").split("\n") if line]
    for graph, lines in groupby(sorted(quads, key=lambda quad: quad[1]), key=lambda quad: quad[1]):
        triples = [f"{triple} ." for triple, _ in lines]
        for first in range(0, len(triples), BATCH):
            part = triples[first : first + BATCH]
            _send(address, f"INSERT DATA {{ GRAPH {graph} {{\n" + "\n".join(part) + "\n} }")
            sent += len(part)
            say(f"sent {sent:,} of {len(quads):,} quads")
    return sent


def _send(address: str, update: str) -> None:
    request = urllib.request.Request(address, update.encode(), {"Content-Type": "application/sparql-update"})
    try:
        urllib.request.urlopen(request, timeout=SECONDS).close()
    except urllib.error.HTTPError as error:
        why = guard.one_line(error.read().decode("utf-8", "replace"))
        raise QueryError(f"{address} refused the graph ({error.code}): {why}", "give the address that takes updates") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise QueryError(f"{address} does not answer: {guard.one_line(reason)}", "is the server running?") from error
