"""What commands share: their options, opening the knowledge base, batches in and JSON out."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from hetao_kg.errors import HetaoError, QueryError
from hetao_kg.settings import Settings

if TYPE_CHECKING:
    from hetao_kg.kb import KnowledgeBase

Row = dict[str, Any]

#: A question or query of more characters is a slip of the hand, not a question.
LONGEST = 2_000

kb_option = click.option("--kb", "folder", type=click.Path(path_type=Path), help="Folder that `build` wrote (default: kb).")
batch_option = click.option("--batch", type=click.File(encoding="utf-8"), help="One JSON object a line in (- is stdin), one a line out.")
format_option = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How one result is printed.")
count = click.IntRange(min=1)


class Registered(click.ParamType[str]):
    """A name out of a registry, which is loaded when the option is used or explained and not before."""

    name = "name"

    def __init__(self, names: Callable[[], Iterable[str]]) -> None:
        self._names = names

    @functools.cached_property
    def _choice(self) -> click.Choice[str]:
        return click.Choice(list(self._names()))

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401
        """The name; a usage error that lists all names for any other."""
        return self._choice.convert(value, param, ctx)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str | None:
        """All names, for the help."""
        return self._choice.get_metavar(param, ctx)


def open_kb(folder: Path | None) -> KnowledgeBase:
    """The knowledge base in ``folder``, else where the settings say."""
    from hetao_kg.kb import KnowledgeBase

    settings = Settings.from_environment()
    return KnowledgeBase(folder or settings.kb, settings.ontology)


def check_names(kb: KnowledgeBase, **asked: Iterable[str | None]) -> None:
    """Raises :class:`QueryError` where a name ``asked`` for, by kind of thing, is nothing's, with the names like it."""
    from hetao_kg.near import unknown

    if lines := unknown(kb, {kind: [name for name in names if name] for kind, names in asked.items()}):
        raise QueryError("; ".join(lines))


def each(lines: IO[str], field: tuple[str, ...], answer: Callable[[Row, str], Row]) -> None:
    """``answer`` for each line; ``field`` names where its text may stand.

    A line that cannot be answered is told on stderr by its number, the others are answered, and the status is 2.
    """
    mistaken = False
    for number, line in _numbered(lines):
        try:
            row, text = _row(line, field)
            found = answer(row, text)
        except HetaoError as error:
            mistaken = True
            click.echo(f"hetao-kg: line {number} of the batch: {error}", err=True)
            continue
        print_json({"id": row.get("id", ""), **found})
    if mistaken:
        raise click.exceptions.Exit(2)


def _numbered(lines: IO[str]) -> Iterator[tuple[int, str]]:
    number = 0
    try:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield number, line
    except UnicodeDecodeError:
        raise QueryError(f"the batch is not UTF-8 text after line {number}", "save it as UTF-8") from None


def _row(line: str, field: tuple[str, ...]) -> tuple[Row, str]:
    try:
        row = json.loads(line)
        text = next(row[name] for name in field if name in row)
    except (ValueError, StopIteration, TypeError, RecursionError):
        example = json.dumps({"id": "1", field[0]: "…"}, ensure_ascii=False)
        raise QueryError(f"no JSON object with {' or '.join(field)}", f"give lines like {example}") from None
    if not isinstance(text, str):
        raise QueryError(f"{field[0]} is not text", "put it in quotation marks")
    return row, encodable(text)


def encodable(text: str) -> str:
    """``text`` with a question mark for each half of a broken character, which no encoding can write; of the same length."""
    return text.encode("utf-8", "replace").decode("utf-8")


def print_json(row: Row, indent: int | None = None) -> None:
    """``row`` to stdout, on one line unless ``indent`` is given."""
    click.echo(encodable(json.dumps(row, ensure_ascii=False, indent=indent)))


def words(given: str | None, what: str, longest: int | None = LONGEST) -> str:
    """What was ``given`` as the ``what`` of a command; raises :class:`QueryError` where it is empty or too long."""
    if given is None or not given.strip():
        raise QueryError(f"the {what} is empty", f"give one: hetao-kg … \"{what}\"")
    if longest and len(given) > longest:
        raise QueryError(f"the {what} has {len(given):,} characters", f"the most is {longest:,}: ask for one thing")
    return encodable(given)
