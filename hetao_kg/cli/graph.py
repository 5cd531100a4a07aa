"""The graph as it is: statements, sparql, export."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import click

from hetao_kg.cli.options import Registered, check_names, kb_option, open_kb, print_json, words
from hetao_kg.errors import QueryError
from hetao_kg.settings import Settings
from hetao_kg.types import STATUSES

#: Those of the ontology, written once more so that --help need not read it.
PREDICATES = ("approves", "issues", "signs", "establishes", "funds", "operates", "partOf", "locatedIn", "cooperatesWith", "supports",
              "focusesOn", "targets", "holdsPost", "renamedTo", "abbreviates")


def filters(command: Callable[..., None]) -> Callable[..., None]:
    """The conditions by which statements are chosen."""
    for option in (
        click.option("--about", help="Only statements about this name, in any script."),
        click.option("--document", help="Only what this document says."),
        click.option("--status", type=click.Choice(STATUSES)),
        click.option("--predicate", type=click.Choice(PREDICATES)),
    ):
        command = option(command)
    return command


@click.command()
@kb_option
@filters
@click.option("--speaker", help="Only what this body, person or report is quoted as saying, in any script.")
@click.option("--format", "form", type=click.Choice(["json", "text"]), default="json", show_default=True)
def statements(folder: Path | None, form: str, **conditions: str | None) -> None:
    """Print every statement, one a line."""
    from hetao_kg import output
    from hetao_kg.kb import select

    kb = open_kb(folder)
    check_names(kb, name=[conditions.get("about"), conditions.get("speaker")])
    found = select(kb, **conditions)
    if not found:
        click.echo("no statement fits", err=True)
    for s in found:
        row = output.statement(s, kb.entities)
        if form == "json":
            print_json(row)
            continue
        said = f"[{s.status}] {row['subject']['label']} {s.predicate} {row['object']['label']}" + (f" ({s.date})" if s.date else "")
        click.echo(f"{said}  「{s.evidence[0].quote.text}」 {s.evidence[0].quote.document}")


def _formats() -> Iterable[str]:
    from hetao_kg.graph.results import FORMATS

    return FORMATS


@click.command()
@click.argument("query", required=False)
@kb_option
@click.option("--file", "path", type=click.Path(path_type=Path), help="Read the query from this file.")
@click.option("--query", "name", help="Run this query of ontology/queries.")
@click.option("--param", "values", multiple=True, metavar="NAME=VALUE", help="What that query is to ask about; may be repeated.")
@click.option("--store", metavar="sparql:URL", help="Ask this SPARQL endpoint, which holds the same graph, in place of --kb.")
@click.option("--list", "listed", is_flag=True, help="List the queries of ontology/queries with their parameters.")
@click.option("--format", "form", type=Registered(_formats), default="table", show_default=True)
def sparql(
    query: str | None, folder: Path | None, path: Path | None, name: str | None, values: tuple[str, ...], store: str | None,
    listed: bool, form: str,
) -> None:  # fmt: skip
    """Run a SPARQL query on the graph."""
    from hetao_kg.graph import library
    from hetao_kg.graph.remote import RemoteStore
    from hetao_kg.graph.results import FORMATS

    ontology = Settings.from_environment().ontology
    if listed:
        for example in library.examples(ontology):
            held = "".join(f" --param {key}={value}" for key, value in example.parameters.items())
            click.echo(f"{example.name}{held}\n    {example.title('en')} · {example.title('zh-Hant')}")
        return
    if [query is not None, path is not None, name is not None].count(True) > 1 or (values and name is None):
        raise QueryError("more than one query is given, or --param without --query", "give QUERY, --file or --query")
    if name is not None:
        query = library.find(ontology, name).asking(_pairs(values))
    elif path is not None:
        query = _text(path)
    asked = open_kb(folder).store if store is None else RemoteStore(store.removeprefix("sparql:"))
    click.echo(FORMATS[form].write(asked.query(words(query, "query", None))), nl=False)


def _pairs(values: Iterable[str]) -> dict[str, str]:
    pairs = [value.partition("=") for value in values]
    for key, sign, _ in pairs:
        if not sign:
            raise QueryError(f"--param {key} has no value", f"write --param {key}=VALUE")
    return {key: value for key, _, value in pairs}


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "not UTF-8"
        raise QueryError(f"{path} cannot be read: {why}", "give the path of a .rq file") from error


def _exporters() -> Iterable[str]:
    from hetao_kg.export import EXPORTERS

    return EXPORTERS


@click.command()
@click.argument("form", type=Registered(_exporters), metavar="FORMAT")
@click.argument("out", type=click.Path(path_type=Path))
@kb_option
@filters
def export(form: str, out: Path, folder: Path | None, **conditions: str | None) -> None:
    """Write the graph to OUT for other tools.

    FORMAT is turtle, trig, nquads, jsonld, rdf12, graphml, gexf, cytoscape, html (one file), csv, parquet or neo4j (a folder).
    """
    from hetao_kg.export import export as run
    from hetao_kg.export.selection import choose

    selection, missing = choose(open_kb(folder), **conditions), not out.parent.is_dir()
    size = run(form, selection, out)
    if missing:
        click.echo(f"made the folder {out.parent}", err=True)
    click.echo(f"{out}: {len(selection.statements)} statements, {len(selection.entities)} entities, {size:,} bytes")
