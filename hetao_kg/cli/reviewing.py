"""Candidate merges and what a human judges them to be: review."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeVar

import click

from hetao_kg.cli.options import Row, batch_option, count, each, format_option, kb_option, open_kb, print_json
from hetao_kg.errors import QueryError

if TYPE_CHECKING:
    from hetao_kg.judgements import Verdict
    from hetao_kg.kb import KnowledgeBase
    from hetao_kg.review import Candidate

F = TypeVar("F", bound=Callable[..., object])
_KEYS: dict[str, Verdict] = {"s": "same", "d": "different", "u": "unsure"}


def _pair(name: str, said: str) -> Callable[[F], F]:
    return click.option(f"--{name}", nargs=2, metavar="LEFT RIGHT", help=said)


@click.command()
@kb_option
@batch_option
@format_option
@click.option("--list", "listing", is_flag=True, help="Print the candidates and ask nothing.")
@click.option("--unsure-too", is_flag=True, help="Show again what was judged unsure.")
@click.option("-k", "most", type=count, help="At most so many candidates.")
@_pair("same", "Judge two names to be one thing.")
@_pair("different", "Judge two names to be different things.")
@_pair("unsure", "Note that it cannot be told.")
@_pair("undo", "Take a judgement back.")
@click.option("--why", default="", help="The reason, kept beside the judgement.")
@click.option("--by", default="", help="Who judges (default: the user's login name).")
def review(
    folder: Path | None, batch: IO[str] | None, form: str, listing: bool, unsure_too: bool, most: int | None, same: tuple[str, str] | None,
    different: tuple[str, str] | None, unsure: tuple[str, str] | None, undo: tuple[str, str] | None, why: str, by: str,
) -> None:  # fmt: skip
    """Judge candidate merges; judgements go to ontology/same_as.tsv and hold from the next build on.

    Without options each candidate is asked for. A line of --batch is {"left": …, "right": …, "judgement": "same"}.
    """
    from hetao_kg import review as reviewing

    kb = open_kb(folder)
    judging = _Judging(kb, by or _user(), why)
    given: dict[Verdict, tuple[str, str] | None] = {"same": same, "different": different, "unsure": unsure}
    if batch:
        each(batch, ("left",), judging.row)
    for verdict, pair in given.items():
        if pair:
            judging.write(*pair, verdict)
    if undo:
        judging.undo(*undo)
    if batch or undo or any(given.values()):
        return
    found = reviewing.candidates(kb, unsure_too)[:most]
    if listing or form == "json":
        for candidate in found:
            _print(candidate, form)
        return
    judging.ask(found)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def _row(candidate: Candidate) -> Row:
    left, right = candidate.pair
    quotes = [{"document": q.document, "quote": q.text, "start": q.start, "end": q.end} for q in candidate.quotes]
    return {"left": left, "right": right, "reason": candidate.reason, "evidence": quotes}


def _print(candidate: Candidate, form: str) -> None:
    if form == "json":
        print_json(_row(candidate))
        return
    left, right = candidate.pair
    click.echo(f"{left}  ?  {right}\n    {candidate.reason}")
    for quote in candidate.quotes:
        click.echo(f"    「{' '.join(quote.text.split())}」 {quote.document}")


class _Judging:
    """Writes judgements beside the ontology of a knowledge base."""

    def __init__(self, kb: KnowledgeBase, by: str, why: str) -> None:
        from hetao_kg.review import listed

        self._kb, self._by, self._why = kb, by, why
        self._file = kb.ontology.folder / "same_as.tsv"
        self._listed = listed(kb.ontology.entities.values())

    def write(self, left: str, right: str, verdict: Verdict, why: str = "") -> None:
        """Writes one judgement down; raises where a name is unknown or another judgement says otherwise."""
        from hetao_kg.judgements import Judgement
        from hetao_kg.review import judge, named

        made = Judgement(named(self._kb, left), named(self._kb, right), verdict, self._by, why or self._why)
        if len(made.pair) < 2 or made.left.partition(":")[0] != made.right.partition(":")[0]:
            raise QueryError(f"{made.left} and {made.right} are no pair", "name two things of one kind")
        judge(self._file, made, self._listed)
        click.echo(f"{made.left} and {made.right}: {verdict}; in {self._file}, holds from the next build on", err=True)

    def undo(self, left: str, right: str) -> None:
        """Takes one judgement back."""
        from hetao_kg.judgements import node
        from hetao_kg.review import named, undo

        cells = [name if ":" in name and node(name) else named(self._kb, name) for name in (left, right)]
        undo(self._file, *cells)
        click.echo(f"{cells[0]} and {cells[1]}: taken back from {self._file}", err=True)

    def row(self, row: Row, left: str) -> Row:
        """One line of a batch."""
        verdict = next((v for v in _KEYS.values() if v == row.get("judgement")), None)
        if verdict is None or not isinstance(row.get("right"), str):
            raise QueryError("it needs left, right and judgement", f"judgement is one of {', '.join(_KEYS.values())}")
        self.write(left, row["right"], verdict, str(row.get("why", "")))
        return {"left": left, "right": row["right"], "judgement": verdict}

    def ask(self, found: list[Candidate]) -> None:
        """Asks for each candidate in turn until the user quits."""
        if not found:
            click.echo("nothing to review", err=True)
        for number, candidate in enumerate(found, 1):
            click.echo(f"\n{number} of {len(found)}")
            _print(candidate, "text")
            key = click.prompt("same, different, unsure or quit", type=click.Choice([*_KEYS, "q"]), default="u", err=True)
            if key == "q":
                return
            self.write(*candidate.pair, _KEYS[key], candidate.reason)
