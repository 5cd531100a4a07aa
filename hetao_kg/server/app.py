"""The addresses of the server.

``/`` the query page; ``/sparql`` the endpoint; ``/id/…`` a thing, as HTML or RDF; ``/.well-known/void`` the graph described;
``/health`` and ``/metrics`` for whoever watches over it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hetao_kg import __version__
from hetao_kg.errors import QueryError
from hetao_kg.graph import library, rdf
from hetao_kg.graph.terms import ID
from hetao_kg.kb import KnowledgeBase, current
from hetao_kg.server import describe, pages
from hetao_kg.server.metrics import Metrics
from hetao_kg.server.pool import Limits, Pool
from hetao_kg.server.protocol import MediaError, Query, RequestError, choose, preferred, read
from hetao_kg.server.worker import Reply

#: Bytes of a request's body at most.
LARGEST_BODY = 1 << 20
_PLAIN = "text/plain; charset=utf-8"
_ENDPOINT = "/sparql"
T = TypeVar("T")


class Service:
    """The handlers over one pool; ``address`` is where others reach the server, whatever ``Host`` a request names."""

    def __init__(self, pool: Pool, examples: Sequence[library.Example], address: str) -> None:
        self.pool = pool
        self.metrics = Metrics()
        self._address = address
        self._page = pages.query_page(examples)
        #: State of the knowledge base, and its triples by graph and members by class: counted once for all who ask meanwhile.
        self._counted: tuple[str, asyncio.Task[list[dict[str, int]]]] | None = None

    async def sparql(self, request: Request) -> Response:
        """The endpoint; without a query it describes itself, to a browser by the query page."""
        begun = time.monotonic()
        response = await self._sparql(request)
        self.metrics.count(response.status_code, time.monotonic() - begun)
        return response

    async def _sparql(self, request: Request) -> Response:
        accept, content = request.headers.get("accept", ""), request.headers.get("content-type", "")
        method = "GET" if request.method == "HEAD" else request.method
        try:
            body = await _body(request)
            query = read(method, request.url.query, content, body, accept)
        except RequestError as error:
            return Response(f"{error}\n", error.status, media_type=_PLAIN)
        if query is None:
            if preferred(accept or "*/*", ["text/turtle", "text/html"]) == "text/html":
                return Response(status_code=303, headers={"Location": "./"})
            return await self.describe(request)
        return _response(await _while_there(request, self.pool.ask(query)))

    async def home(self, request: Request) -> Response:
        """The query page."""
        return Response(self._page, media_type="text/html")

    async def describe(self, request: Request) -> Response:
        """The service description and VoID, in any syntax for triples."""
        quads = describe.triples(self._address, *await self._counts())
        try:
            form, media = choose(True, request.headers.get("accept") or "*/*", request.query_params.get("format", ""))
        except MediaError as error:
            return Response(f"{error}\n", 406, media_type=_PLAIN)
        return Response(rdf.serialise(quads, "rdfxml" if form == "xml" else form), headers={"Content-Type": media, "Vary": "Accept"})

    async def thing(self, request: Request) -> Response:
        """A thing of the graph: HTML to readers, else what DESCRIBE gives."""
        iri = f"{ID}{request.path_params['path']}"
        if any(c in iri for c in '<>"{}|^`\\ ') or not iri.isprintable():
            return Response(f"{iri} is no address of a thing\n", 404, media_type=_PLAIN)
        accept, form = request.headers.get("accept") or "*/*", request.query_params.get("format", "")
        if not form and preferred(accept, ["text/turtle", "text/html"]) == "text/html":
            rows = await self._rows(pages.ABOUT % (iri, iri))
            page = pages.thing_page(iri, rows, "../" * (1 + request.path_params["path"].count("/")))
            reply = Reply(200, "text/html; charset=utf-8", page.encode())
        else:
            reply = await self.pool.ask(Query(f"DESCRIBE <{iri}>", accept=accept, form=form))
            rows = await self._rows(f"SELECT * WHERE {{ <{iri}> ?p ?o }} LIMIT 1")
        return _response(reply) if rows or reply.status != 200 else Response(f"there is nothing at {iri}\n", 404, media_type=_PLAIN)

    async def health(self, request: Request) -> Response:
        """Whether a query is answered."""
        reply = await self.pool.ask(Query("ASK { ?s ?p ?o }"))
        return Response(json.dumps({"ok": reply.status == 200, "version": __version__}), 200 if reply.status == 200 else 503,
                        media_type="application/json")  # fmt: skip

    async def measured(self, request: Request) -> Response:
        """Counters for Prometheus."""
        return Response(self.metrics.text(self.pool.ended, self.pool.workers, self.pool.waiting), media_type=f"{_PLAIN}; version=0.0.4")

    async def _counts(self) -> list[dict[str, int]]:
        state = self.pool.state()
        counted = self._counted
        if counted is None or counted[0] != state or failed(counted[1]):
            counted = self._counted = state, asyncio.ensure_future(self._count_all())
        return await asyncio.shield(counted[1])  # whoever goes away leaves the counting to the others

    async def _count_all(self) -> list[dict[str, int]]:
        return [await self._count(describe.COUNTS), await self._count(describe.CLASSES)]

    async def _count(self, query: str) -> dict[str, int]:
        """Rows of a name and a number, as a mapping."""
        return {name["value"]: int(number["value"]) for name, number in (row.values() for row in await self._rows(query))}

    async def _rows(self, query: str) -> list[dict[str, dict[str, str]]]:
        reply = await self.pool.ask(Query(query, form="json"))
        if reply.status != 200:
            raise QueryError(reply.body.decode("utf-8"))
        found: list[dict[str, dict[str, str]]] = json.loads(reply.body)["results"]["bindings"]
        return found


def failed(task: asyncio.Task[Any]) -> bool:
    """Whether a task ended without a result; to ask a cancelled one for its exception would raise."""
    return task.done() and (task.cancelled() or task.exception() is not None)


async def _body(request: Request) -> bytes:
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST_BODY:
            raise RequestError(413, f"the request has more than {LARGEST_BODY:,} bytes", "ask for one thing")
        parts.append(part)
    return b"".join(parts)


async def _while_there(request: Request, work: Awaitable[T]) -> T:
    """What ``work`` gives; it is stopped when the client goes away."""

    async def gone() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    task, watch = asyncio.ensure_future(work), asyncio.ensure_future(gone())
    try:
        await asyncio.wait({task, watch}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            task.cancel()
        return await task
    finally:
        watch.cancel()


def _response(reply: Reply) -> Response:
    headers = {"Content-Type": reply.media, "Vary": "Accept", "X-Content-Type-Options": "nosniff"}
    if reply.status == 503:
        headers["Retry-After"] = "2"
    return Response(reply.body, reply.status, headers)


def application(folder: Path, ontology: Path, limits: Limits, address: str) -> Starlette:
    """The application over the knowledge base in ``folder``; a rebuilt one is taken up with the next query.

    ``address``, which ends in a slash, is where others reach it.
    """
    def opening() -> list[str]:
        kb = KnowledgeBase(folder, ontology)
        return [*map(str, (folder, ontology, kb.cache, kb.nquads)), kb.manifest["files"]["graph.nq"]]

    pool = Pool(opening, limits, lambda: current(folder).name)
    service = Service(pool, library.examples(ontology), address)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await pool.start()
        try:
            yield
        finally:
            await pool.close()

    async def failed(request: Request, error: Exception) -> Response:
        return Response(f"{error}\n", 503, media_type=_PLAIN)

    handlers: list[tuple[str, Callable[[Request], Awaitable[Response]], list[str]]] = [
        ("/", service.home, ["GET"]), (_ENDPOINT, service.sparql, ["GET", "POST"]), ("/id/{path:path}", service.thing, ["GET"]),
        ("/.well-known/void", service.describe, ["GET"]), ("/health", service.health, ["GET"]), ("/metrics", service.measured, ["GET"]),
    ]  # fmt: skip
    cors = Middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "POST"], allow_headers=["*"])
    routes = [Route(path, handler, methods=methods) for path, handler, methods in handlers]
    made = Starlette(routes=routes, middleware=[cors], lifespan=lifespan, exception_handlers={QueryError: failed})
    made.router.redirect_slashes = False  # it would lead to whatever host a request names
    return made


def serve(folder: Path, ontology: Path, limits: Limits, host: str, port: int, address: str) -> None:
    """Serves until it is told to stop (SIGINT, SIGTERM); queries under way may end first. ``address``: see :func:`application`."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # uvicorn has its own handlers, and raises the signal once more after it has stopped
    uvicorn.run(application(folder, ontology, limits, address), host=host, port=port, log_level="warning", access_log=False,
                timeout_graceful_shutdown=int(limits.seconds) + 1, server_header=False)  # fmt: skip
