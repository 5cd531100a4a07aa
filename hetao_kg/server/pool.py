"""Worker processes: each answers one query at a time, and is ended when that takes too long.

Queries of more than a moment may hold all workers but one; the next such query is ended instead, so that however many
heavy queries are sent, light ones are served.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from hetao_kg.errors import KnowledgeBaseError
from hetao_kg.server.protocol import Query
from hetao_kg.server.worker import Reply, length, request

#: Seconds after which a query counts as long.
MOMENT = 1.0
#: Workers kept ready beside those at work, to take the place of one that is ended.
SPARE = 2


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may take: seconds, rows or triples, megabytes of a worker's memory; and how many workers there are."""

    seconds: float = 15.0
    rows: int = 100_000
    megabytes: int = 2_048
    workers: int = 4
    #: Requests that may wait for a worker; more are turned away.
    waiting: int = 256


class _Worker:
    """A process and the state of the knowledge base that it opened."""

    def __init__(self, process: asyncio.subprocess.Process, opened: str) -> None:
        self.process = process
        self.opened = opened

    async def frame(self) -> tuple[dict[str, object], bytes]:
        """The next frame and its body; raises ``IncompleteReadError`` when the process ends."""
        out = self.process.stdout
        assert out is not None
        head = json.loads(await out.readexactly(length(await out.readexactly(4))))
        return head, await out.readexactly(head["size"])

    async def ask(self, query: Query) -> Reply:
        assert self.process.stdin is not None
        self.process.stdin.write(request(query))
        await self.process.stdin.drain()
        head, body = await self.frame()
        return Reply(int(str(head["status"])), str(head["media"]), body)

    async def end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()


class Pool:
    """Workers over one knowledge base.

    ``current``, kept as ``state``, names its present state: workers of another are replaced;
    ``opening`` gives what a worker is started with.
    """

    def __init__(self, opening: Callable[[], list[str]], limits: Limits, current: Callable[[], str]) -> None:
        self.limits = limits
        self.ended: Counter[str] = Counter()
        self.waiting = 0
        numbers = map(str, (limits.rows, limits.megabytes, int(limits.seconds) + 5))
        self._command = [sys.executable, "-m", "hetao_kg.server.worker"], [*numbers]
        self._opening, self.state = opening, current
        self._turns = asyncio.Semaphore(limits.workers)
        self._idle: asyncio.Queue[_Worker] = asyncio.Queue()
        self._long = asyncio.Semaphore(max(1, limits.workers - 1))
        self._all: set[_Worker] = set()
        self._making: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Starts all workers; raises :class:`KnowledgeBaseError` where they cannot open the knowledge base."""
        for worker in await asyncio.gather(*(self._make() for _ in range(self.limits.workers + SPARE))):
            self._idle.put_nowait(worker)

    async def close(self) -> None:
        """Ends all workers."""
        for task in self._making:
            task.cancel()
        await asyncio.gather(*self._making, *(worker.end() for worker in self._all), return_exceptions=True)

    @property
    def workers(self) -> int:
        """Workers that are ready or at work."""
        return len(self._all)

    async def ask(self, query: Query) -> Reply:
        """The answer, in the end always one: too long a query, or too many at once, is told as such."""
        if self.waiting >= self.limits.waiting:
            return self._refused("busy", "too many queries are waiting; try again in a moment")
        self.waiting += 1
        try:
            async with asyncio.timeout(2 * self.limits.seconds):
                await self._turns.acquire()
        except TimeoutError:
            return self._refused("busy", "no worker was free in time; try again in a moment")
        finally:
            self.waiting -= 1
        try:
            return await self._answer(query)
        finally:
            self._turns.release()

    async def _answer(self, query: Query) -> Reply:
        worker = await self._idle.get()
        while worker.opened != self.state():
            await self._lose(worker)
            worker = await self._idle.get()
        try:
            reply = await self._timed(worker, query)
        except BaseException:  # also when the client has gone away
            await self._lose(worker)
            raise
        if reply is None or worker.process.returncode is not None:
            await self._lose(worker)
        else:
            self._idle.put_nowait(worker)
        return reply or self._refused("crashed", "the query was ended: it needed too much memory (ask for less, or add LIMIT)", 500)

    async def _timed(self, worker: _Worker, query: Query) -> Reply | None:
        """The reply, or nothing when the worker died of the query."""
        task = asyncio.ensure_future(worker.ask(query))
        try:
            done, _ = await asyncio.wait({task}, timeout=min(MOMENT, self.limits.seconds))
            if not done:
                if self._long.locked():
                    await self._lose(worker)
                    return self._refused("crowded", "too many long queries are being run; ask for less, or try again in a moment")
                async with self._long:
                    done, _ = await asyncio.wait({task}, timeout=max(0.0, self.limits.seconds - MOMENT))
            if not done:
                await self._lose(worker)
                what = f"the query took more than {self.limits.seconds:g} seconds and was ended (ask for less, or add LIMIT)"
                return self._refused("late", what, 504)
            return task.result()
        except (asyncio.IncompleteReadError, ConnectionError):
            return None
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, asyncio.IncompleteReadError, ConnectionError):
                await task

    def _refused(self, why: str, what: str, status: int = 503) -> Reply:
        self.ended[why] += 1
        return Reply(status, "text/plain; charset=utf-8", f"{what}\n".encode())

    async def _lose(self, worker: _Worker) -> None:
        """Ends a worker, once, and has another made in its place."""
        if worker not in self._all:
            return
        self._all.discard(worker)
        task = asyncio.ensure_future(self._replace())
        self._making.add(task)
        task.add_done_callback(self._making.discard)
        await worker.end()

    async def _replace(self) -> None:
        while True:
            try:
                self._idle.put_nowait(await self._make())
                return
            except KnowledgeBaseError:  # the folder is being built anew
                await asyncio.sleep(1.0)

    async def _make(self) -> _Worker:
        opened = self.state()
        pipe, (before, after) = asyncio.subprocess.PIPE, self._command
        command = [*before, *self._opening(), *after]
        process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, limit=1 << 22, start_new_session=True)
        worker = _Worker(process, opened)
        try:
            head, _ = await worker.frame()
        except asyncio.IncompleteReadError:
            raise KnowledgeBaseError("a worker of the server did not start") from None
        except BaseException:
            await worker.end()
            raise
        if "error" in head:
            raise KnowledgeBaseError(str(head["error"]))
        self._all.add(worker)
        return worker
