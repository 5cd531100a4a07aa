"""Finding passages: search."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Literal

import click

from hetao_kg.cli.options import Row, batch_option, check_names, count, each, format_option, kb_option, open_kb, print_json, words

#: Kinds of passage, as :data:`hetao_kg.answer.filters.PASSAGE_KINDS` has them; a test holds the two equal.
KINDS = ("prose", "list", "table", "caption", "note", "furniture")


@click.command()
@click.argument("query", required=False)
@kb_option
@batch_option
@format_option
@click.option("-k", type=count, default=10, show_default=True, help="How many passages.")
@click.option("--mode", type=click.Choice(["hybrid", "lexical", "dense"]), default="hybrid", show_default=True)
@click.option("--why", is_flag=True, help="Show what each passage's score is made of, and what the index is.")
@click.option("--document", "documents", multiple=True, help="Only in this document; may be given several times, as the next five.")
@click.option("--institution", "institutions", multiple=True, help="Only passages that mention this body, by any name in any script.")
@click.option("--field", "fields", multiple=True, help="Only passages that mention this field or a narrower one.")
@click.option("--place", "places", multiple=True, help="Only passages that mention this place or one in it.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Only passages that hold a block of this kind.")
@click.option("--from", "since", default="", metavar="DATE", help="Only documents of this date or later: 2023, 2023-08 or 2023-08-29.")
@click.option("--to", "until", default="", metavar="DATE", help="Only documents of this date or earlier.")
def search(
    query: str | None, folder: Path | None, batch: IO[str] | None, form: str, k: int, mode: Literal["hybrid", "lexical", "dense"],
    why: bool, documents: tuple[str, ...], institutions: tuple[str, ...], fields: tuple[str, ...], places: tuple[str, ...],
    kinds: tuple[str, ...], since: str, until: str,
) -> None:  # fmt: skip
    """Rank passages for QUERY, out of those that every filter given leaves."""
    from hetao_kg import output
    from hetao_kg.answer.filters import Filter
    from hetao_kg.answer.rank import search as run

    kb = open_kb(folder)
    chosen = Filter(documents, since, until, institutions, fields, places, kinds)
    check_names(kb, Institution=institutions, Field=fields, Place=places)

    def found(text: str) -> Row:
        return {"query": text, "results": [output.hit(h) for h in run(kb, text, k, mode, chosen=chosen)]}

    if batch:
        each(batch, ("query", "question"), lambda row, text: found(text))
        return
    given = words(query, "query")
    result = found(given)
    if form == "json":
        print_json({"id": "", **result}, indent=1)
        return
    if why:
        click.echo(f"{kb.index.describe()}\n")
    for row in result["results"]:
        section = " › ".join(row["section"][-2:])
        click.echo(f"{row['score']:.3f}  {row['document']}  {section}  [{row['start']}–{row['end']}]")
        if why:
            click.echo("  " + ", ".join(f"{name.replace('_', ' ')} {value:g}" for name, value in row["why"].items()))
        click.echo(f"{row['text']}\n")
    if not result["results"]:
        from hetao_kg import text

        click.echo("no passage fits" if text.words(given) else "no passage fits: the query holds no words", err=True)
