"""A process that answers queries one after another, under a limit of memory; whoever asks may end it at any moment.

Frames go in and out by stdin and stdout: four bytes of length, then JSON; an answer's body follows its frame.
"""

from __future__ import annotations

import contextlib
import functools
import json
import resource
import signal
import struct
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from hetao_kg.errors import HetaoError, QueryError, RefusedError, TooMuchError
from hetao_kg.graph.functions import SIMILARITY, Functions
from hetao_kg.graph.results import FORMATS
from hetao_kg.graph.stores import OxigraphStore, open_oxigraph
from hetao_kg.graph.terms import GRAPHS
from hetao_kg.server.protocol import MediaError, Query, choose

if TYPE_CHECKING:
    from hetao_kg.search import PassageIndex

_LENGTH = struct.Struct(">I")


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: an HTTP status, and a body in a media type."""

    status: int
    media: str
    body: bytes


def pack(head: dict[str, Any], body: bytes = b"") -> bytes:
    """A frame."""
    text = json.dumps({**head, "size": len(body)}).encode()
    return _LENGTH.pack(len(text)) + text + body


def length(data: bytes) -> int:
    """How long the JSON is that follows the four bytes ``data``."""
    return int(_LENGTH.unpack(data)[0])


def answer(store: OxigraphStore, query: Query, most: int) -> Reply:
    """The reply to one query; a mistake of the asker is a reply too."""
    try:
        unknown = [iri for iri in (*query.default, *query.named) if iri not in set(map(str, GRAPHS.values()))]
        if unknown:
            raise QueryError(f"there is no graph {unknown[0]}", f"graphs: {', '.join(sorted(map(str, GRAPHS.values())))}")
        result = store.query(query.text, most, (query.default, query.named) if query.default or query.named else None)
        form, media = choose(result.kind == "graph", query.accept, query.form)
        return Reply(200, media, FORMATS[form].write(result).encode("utf-8", "replace"))
    except MediaError as error:
        return _told(406, error)
    except RefusedError as error:
        return _told(403, error)
    except TooMuchError as error:
        return _told(500, error)
    except QueryError as error:
        return _told(400, error)
    except MemoryError:
        return _told(500, "the query needs too much memory (ask for less, or add LIMIT)")


def _told(status: int, what: object) -> Reply:
    return Reply(status, "text/plain; charset=utf-8", f"{what}\n".encode())


def main(arguments: list[str]) -> None:
    """Answers until stdin ends.

    Arguments: the folders of the knowledge base and of the ontology; the cache's folder, the N-Quads file and its SHA-256,
    as :func:`open_oxigraph` takes them; then most rows, megabytes and seconds. Nothing but the store is loaded before a
    query calls for it, so that a worker is quickly there.
    """
    folder, ontology, cache, nquads, expected, *numbers = arguments
    most, memory, seconds = map(int, numbers)
    out, sys.stdout = sys.stdout.buffer, sys.stderr
    try:
        store = open_oxigraph(Path(cache), Path(nquads), expected, _functions(Path(folder), Path(ontology)))
    except HetaoError as error:
        out.write(pack({"error": str(error)}))
        out.flush()
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory << 20, memory << 20))
    out.write(pack({"ready": True}))
    out.flush()
    _serve(store, most, seconds, sys.stdin.buffer, out)


def _functions(folder: Path, ontology: Path) -> Functions:
    @functools.cache
    def index() -> PassageIndex:
        from hetao_kg.kb import KnowledgeBase

        return KnowledgeBase(folder, ontology).index

    return {SIMILARITY: lambda one, text: index().cosine(text, one)}


def _serve(store: OxigraphStore, most: int, seconds: int, requests: IO[bytes], out: IO[bytes]) -> None:
    while head := requests.read(_LENGTH.size):
        asked = json.loads(requests.read(length(head)))
        asked.pop("size")
        signal.alarm(seconds)  # should nobody be there any more to end this process, the system does
        reply = answer(store, Query(**asked), most)
        signal.alarm(0)
        out.write(pack({"status": reply.status, "media": reply.media}, reply.body))
        out.flush()


def request(query: Query) -> bytes:
    """The frame that asks ``query``."""
    return pack(asdict(query))


if __name__ == "__main__":
    main(sys.argv[1:])
