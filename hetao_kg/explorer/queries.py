"""SPARQL for readers: a run that ends in time whatever is asked."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from hetao_kg.errors import QueryError
from hetao_kg.graph.results import Result, Term

#: Seconds a query may take before it is ended.
SECONDS = 15
#: Memory and output that a query may need, in bytes; where the system knows no such limits, only the time is limited.
MEMORY, OUTPUT = 4 << 30, 64 << 20
#: Rows that a page shows, draws and sorts; downloads hold all there are.
ROWS = 5_000
_CHILD = f"""
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))
    resource.setrlimit(resource.RLIMIT_FSIZE, ({OUTPUT}, {OUTPUT}))
except (ImportError, ValueError, OSError):
    pass
from hetao_kg.cli import main
main()
"""
#: Queries that run at the same time; others wait their turn.
_turns = threading.BoundedSemaphore(2)
_TRIPLES = re.compile(r"^\s*(?:#[^\n]*\s*|(?:PREFIX\s+\S*\s*<[^>]*>|BASE\s*<[^>]*>)\s*)*(?:CONSTRUCT|DESCRIBE)\b", re.I)


def run(folder: Path, query: str, seconds: float = SECONDS) -> Result:
    """The answer to ``query``, from a process of its own that is ended when it takes too long or too much.

    Raises :class:`QueryError` with one line when the query may not be run, cannot be run or takes too much.
    """
    command = [sys.executable, "-c", _CHILD, "sparql", "--kb", str(folder), "--format", "json", "--", query]
    if not _turns.acquire(timeout=seconds):
        raise QueryError("too many queries are being run", "try again in a moment")
    try:
        with tempfile.TemporaryFile() as out:
            done = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, timeout=seconds, check=False)
            out.seek(0)
            text = out.read() if done.returncode == 0 else b""
    except subprocess.TimeoutExpired:
        raise QueryError(f"the query took more than {seconds:g} seconds and was ended", "ask for less, or add LIMIT") from None
    except (OSError, ValueError) as error:
        raise QueryError("the query cannot be run", "make it shorter") from error
    finally:
        _turns.release()
    if done.returncode == 2:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise QueryError(lines[-1].removeprefix("hetao-kg: ") if lines else "the query cannot be run")
    if done.returncode:
        raise QueryError("the query was ended: it needed too much memory or gave too many rows", "ask for less, or add LIMIT")
    return _result(json.loads(text), bool(_TRIPLES.match(query)))


def limited(result: Result) -> tuple[Result, bool]:
    """The rows of ``result`` that a page shows, and whether there are more."""
    return replace(result, rows=result.rows[:ROWS]), len(result.rows) > ROWS


def _result(found: Mapping[str, Any], triples: bool) -> Result:
    if "boolean" in found:
        return Result("ask", boolean=bool(found["boolean"]))
    names = tuple(found["head"]["vars"])
    rows = tuple(tuple(_term(row[name]) if name in row else None for name in names) for row in found["results"]["bindings"])
    return Result("graph" if triples else "select", names, rows)


def _term(cell: Mapping[str, str]) -> Term:
    return Term(cell["value"], cell["type"], cell.get("datatype", ""), cell.get("xml:lang", ""))  # type: ignore[arg-type]
