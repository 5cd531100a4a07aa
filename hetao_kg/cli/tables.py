"""What analysts tabulate: figures."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from hetao_kg.cli.options import kb_option, open_kb, print_json
from hetao_kg.types import STATUSES, Evidence

table_format = click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True,
                            help="How it is printed; json is one object a line.")  # fmt: skip


@click.command()
@kb_option
@click.option("--about", help="Only of this place, body or policy, in any script.")
@click.option("--measure", help="Only this measure: a listed name or words of it.")
@click.option("--document", help="Only what this document says.")
@click.option("--unit", help="Only in this unit: %, HKD, 公頃, 家.")
@click.option("--status", type=click.Choice(STATUSES))
@table_format
def figures(
    folder: Path | None, about: str | None, measure: str | None, document: str | None, unit: str | None, status: str | None, form: str
) -> None:
    """Print every figure: measure, value, unit, date, and what it is about."""
    from hetao_kg import output
    from hetao_kg.kb import figures as run

    kb = open_kb(folder)
    found = run(kb, about, measure, document, unit, status)
    measures = kb.ontology.measures
    if not found:
        click.echo("no figure fits", err=True)
    if form == "csv":
        print_csv(output.FIGURE_COLUMNS, (output.figure_cells(f, kb.entities, measures) for f in found))
    for f in found if form != "csv" else []:
        if form == "json":
            print_json(output.figure(f, kb.entities, measures))
            continue
        about = kb.entities[f.about].label() if f.about else ""
        what = " ".join(w for w in (about, f.date, f.measure, f"（{f.part}）" if f.part else "") if w)
        click.echo(f"{what}: {f.value.bound}{f.value.value} {f.value.unit} [{f.status}]")
        for e in f.evidence:
            click.echo(f"    {cited(e)}")


def cited(e: Evidence) -> str:
    """A piece of evidence on one line."""
    return f"「{' '.join(e.quote.text.split())}」 {e.quote.document}, {e.quote.start}–{e.quote.end}"


def print_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """``rows`` as CSV (RFC 4180, UTF-8) to stdout."""
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(columns)
    writer.writerows(rows)
    click.echo(made.getvalue(), nl=False)
