"""From a folder of documents to a knowledge base: build, show, validate."""

from __future__ import annotations

import functools
import gc
import sys
from pathlib import Path

import click

from hetao_kg.cli.options import kb_option, open_kb
from hetao_kg.settings import Settings


@click.command()
@click.argument("corpus", type=click.Path(path_type=Path), default=Path("corpus"))
@kb_option
@click.option("--model", default="default", show_default=True, help="default, corpus, or any SentenceTransformer by name or path.")
@click.option("--store", metavar="sparql:URL", help="Then load the graph into the server that takes SPARQL updates there.")
def build(corpus: Path, folder: Path | None, model: str, store: str | None) -> None:
    """Read every document under CORPUS and write the knowledge base."""
    from hetao_kg.build import build as run

    gc.set_threshold(100_000, 20)  # most of what a build makes lives to its end; looking through it takes a tenth of the time
    settings = Settings.from_environment()
    say = functools.partial(click.echo, err=True)
    summary = run(corpus, folder or settings.kb, settings.ontology, model, say, alone=True)
    click.echo(f"documents   {summary.documents} ({summary.read_again} read again)")
    click.echo(f"passages    {summary.passages}\nentities    {summary.entities}\nfigures     {summary.figures}")
    click.echo(f"statements  {sum(summary.statements.values())}")
    for status, count in summary.statements.items():
        click.echo(f"  {status:10}{count}")
    click.echo(f"problems    {len(summary.problems)}")
    for problem in summary.problems:
        click.echo(f"  {problem.where}: {problem.what}" + (f" ({problem.hint})" if problem.hint else ""))
    if store is not None:
        from hetao_kg.graph.upload import upload

        sent = upload(open_kb(folder).nquads, store.removeprefix("sparql:"), lambda line: click.echo(line, err=True))
        click.echo(f"sent        {sent} quads to {store}")


@click.command()
@click.argument("document")
@kb_option
@click.option("--corpus", type=click.Path(path_type=Path), help="Read it anew from this folder instead of the knowledge base.")
@click.option("--raw", is_flag=True, help="Print the source as it stands in the file.")
@click.option("--places", is_flag=True, help="Put page, line and offset before each block, and the places of its marks behind a note.")
@click.option("--about", is_flag=True, help="Print title, publisher, date and so on, each with where it is from.")
def show(document: str, folder: Path | None, corpus: Path | None, raw: bool, places: bool, about: bool) -> None:
    """Print DOCUMENT (its id or file name) as it was read, with its headings."""
    from hetao_kg.read import show as reading

    if corpus:
        found, home = reading.find(corpus, document), corpus
    else:
        kb = open_kb(folder)
        found, home = reading.choose(kb.documents.values(), document), kb.corpus
    if raw:
        click.echo(reading.raw(home, found))
        return
    for line in reading.about(found) if about else reading.lines(found, places):
        click.echo(line)


@click.command()
@kb_option
def validate(folder: Path | None) -> None:
    """Check the graph by SHACL and every quotation against its document."""
    from hetao_kg.graph.validate import validate as run

    kb = open_kb(folder)
    home = Settings.from_environment().ontology
    problems = run(kb.nquads, {d.id: d.text for d in kb.documents.values()}, home / "shapes.ttl", home / "hetao.ttl")
    for problem in problems:
        click.echo(f"{problem.where}: {problem.what}" + (f" ({problem.hint})" if problem.hint else ""))
    quotes = sum(len(s.evidence) for s in kb.statements) + sum(len(f.evidence) for f in kb.figures)
    quotes += len(kb.proposals) + 2 * len(kb.outcomes)
    told = f"{len(kb.statements)} statements, {len(kb.figures)} figures, {len(kb.proposals)} proposals"
    click.echo(f"{told}, {quotes} quotations checked, {len(problems)} problems")
    if problems:
        sys.exit(1)
