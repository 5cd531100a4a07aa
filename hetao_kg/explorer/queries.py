"""SPARQL for readers: example queries, and a run that ends in time whatever is asked."""

from __future__ import annotations

import functools
import json
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hetao_kg.errors import QueryError
from hetao_kg.graph.results import Result, Term
from hetao_kg.types import Language

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
_ABOUT = re.compile(r"#\s*(title|explanation)-([A-Za-z-]+):\s*(.*)")


@dataclass(frozen=True)
class Example:
    """A query of ``ontology/queries`` with its title and explanation by language."""

    name: str
    query: str
    titles: Mapping[str, str]
    explanations: Mapping[str, str]

    def title(self, language: Language) -> str:
        """The title in the reader's language."""
        return self.titles.get(language.lower()) or self.titles.get("en") or self.name

    def explanation(self, language: Language) -> str:
        """What the query shows."""
        return self.explanations.get(language.lower()) or self.explanations.get("en", "")


@functools.lru_cache(maxsize=2)
def examples(ontology: Path) -> tuple[Example, ...]:
    """The queries kept beside the ontology, by name."""
    found = []
    for path in sorted((ontology / "queries").glob("*.rq")):
        told: dict[str, dict[str, str]] = {"title": {}, "explanation": {}}
        lines = path.read_text("utf-8").splitlines()
        for line in lines:
            if match := _ABOUT.match(line):
                told[match.group(1)][match.group(2).lower()] = match.group(3).strip()
        query = "\n".join(line for line in lines if not line.startswith("#")).strip()
        found.append(Example(path.stem, query, told["title"], told["explanation"]))
    return tuple(found)


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
