"""What readers ask: ask, annotate."""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from hetao_kg.cli.options import Row, batch_option, each, format_option, kb_option, open_kb, print_json, words

if TYPE_CHECKING:
    from hetao_kg.types import Answer, AnswerItem


@click.command()
@click.argument("question", required=False)
@kb_option
@batch_option
@format_option
@click.option("-k", type=click.IntRange(min=0), default=5, show_default=True, help="Passages shown below the answers.")
@click.option("--explain", "explained", is_flag=True, help="Show the reading, the queries tried, the candidates and their scores.")
def ask(question: str | None, folder: Path | None, batch: IO[str] | None, form: str, k: int, explained: bool) -> None:
    """Answer QUESTION from the graph, with evidence; say so when the corpus does not say."""
    from hetao_kg import output
    from hetao_kg.answer import ask as run
    from hetao_kg.answer import explain

    kb = open_kb(folder)
    if batch:
        each(batch, ("question", "query"), lambda row, text: output.answer(run(kb, text, k), row.get("id", "")))
        return
    said = words(question, "question")
    answer = run(kb, said, k)
    if form == "json":
        print_json({**output.answer(answer), **({"explanation": list(explain(kb, said))} if explained else {})}, indent=1)
        return
    _print_answer(answer)
    if explained:
        click.echo("\n" + "\n".join(explain(kb, said)))


def _print_answer(answer: Answer) -> None:
    click.echo(answer.interpretation)
    for status in dict.fromkeys(item.status for item in answer.answers):
        click.echo(f"\n[{status}]")
        for item in answer.answers:
            if item.status == status:
                _print_item(item)
    if answer.passages:
        click.echo("\nPassages:")
    for hit in answer.passages:
        quote = hit.passage.quote
        click.echo(f"  {hit.score:.2f} {quote.document} {quote.start}: {' '.join(quote.text.split())[:90]}…")
    for title, rows in (("Did you mean:", answer.did_you_mean), ("Ask also:", answer.follow_up)):
        if rows:
            click.echo("\n".join(["", title, *(f"  {row}" for row in rows)]))


def _print_item(item: AnswerItem) -> None:
    value = " ".join(v for v in (item.value, item.unit) if v)
    bare = item.label == item.value
    click.echo(f"- {value if bare else item.label}" + (f" ({value})" if value and not bare else ""))
    for e in item.evidence[:2]:
        click.echo(f"    「{e.quote.text}」")
        where = [e.quote.document, " › ".join(e.section[-2:]), f"{e.quote.start}–{e.quote.end}"]
        click.echo("      " + ", ".join(part for part in where if part))


@click.command()
@click.argument("text", required=False)
@kb_option
@batch_option
@format_option
@click.option("--document", help="Use the short forms and the date of this document.")
def annotate(text: str | None, folder: Path | None, batch: IO[str] | None, form: str, document: str | None) -> None:
    """Find and link the names, dates and amounts in TEXT; without TEXT those of the document given."""
    from hetao_kg import output
    from hetao_kg.kb import annotate as run

    kb = open_kb(folder)

    def found(text: str | None, document: object) -> Row:
        mentions, entities = run(kb, text, None if document is None else str(document))
        return {"mentions": [output.mention(m, entities) for m in mentions]}

    if batch:
        each(batch, ("text",), lambda row, text: found(text, row.get("document")))
        return
    result = found(None if text is None and document else words(text, "text", None), document)
    if form == "json":
        print_json({"id": "", **result}, indent=1)
        return
    for m in result["mentions"]:
        meant = f" → {m['canonical']}" if m["canonical"] != m["surface"] else ""
        click.echo(f"{m['start']:5}–{m['end']:<5} {m['type']:12} {m['surface']}{meant}")
