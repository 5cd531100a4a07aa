"""The graph as it is: statements, sparql."""

from __future__ import annotations

from pathlib import Path

import click

from hetao_kg.cli.options import kb_option, open_kb, print_json, words
from hetao_kg.errors import QueryError
from hetao_kg.types import STATUSES

#: Those of the ontology, written once more so that --help need not read it.
PREDICATES = ("approves", "issues", "signs", "establishes", "funds", "operates", "partOf", "locatedIn", "cooperatesWith", "supports",
              "focusesOn", "targets", "holdsPost", "renamedTo", "abbreviates")


@click.command()
@kb_option
@click.option("--predicate", type=click.Choice(PREDICATES))
@click.option("--status", type=click.Choice(STATUSES))
@click.option("--document", help="Only what this document says.")
@click.option("--about", help="Only statements about this name, in any script.")
@click.option("--speaker", help="Only what this body, person or report is quoted as saying, in any script.")
@click.option("--format", "form", type=click.Choice(["json", "text"]), default="json", show_default=True)
def statements(
    folder: Path | None, predicate: str | None, status: str | None, document: str | None, about: str | None, speaker: str | None, form: str
) -> None:
    """Print every statement, one a line."""
    from hetao_kg import output
    from hetao_kg.kb import select

    kb = open_kb(folder)
    found = select(kb, predicate, status, document, about, speaker)
    if not found:
        click.echo("no statement fits", err=True)
    for s in found:
        row = output.statement(s, kb.entities)
        if form == "json":
            print_json(row)
            continue
        said = f"[{s.status}] {row['subject']['label']} {s.predicate} {row['object']['label']}" + (f" ({s.date})" if s.date else "")
        click.echo(f"{said}  「{s.evidence[0].quote.text}」 {s.evidence[0].quote.document}")


@click.command()
@click.argument("query", required=False)
@kb_option
@click.option("--file", "path", type=click.Path(path_type=Path), help="Read the query from this file.")
@click.option("--format", "form", type=click.Choice(["table", "json", "csv", "xml", "turtle"]), default="table", show_default=True)
def sparql(query: str | None, folder: Path | None, path: Path | None, form: str) -> None:
    """Run a SPARQL query on the graph."""
    from hetao_kg.graph.results import FORMATS

    if path:
        try:
            query = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "not UTF-8"
            raise QueryError(f"{path} cannot be read: {why}", "give the path of a .rq file") from error
    click.echo(FORMATS[form](open_kb(folder).store.query(words(query, "query", None))), nl=False)
