"""What analysts tabulate: figures, proposals and what came of them, disagreements."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from hetao_kg.cli.options import check_names, kb_option, open_kb, print_json
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
    from hetao_kg.tables import figures as run

    kb = open_kb(folder)
    check_names(kb, name=[about], measure=[measure])
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
        click.echo(f"{output.claim(f, kb.entities)} [{f.status}]")
        for e in f.evidence:
            click.echo(f"    {cited(e)}")


@click.command()
@kb_option
@click.option("--document", help="Only the proposals of this document.")
@click.option("--about", help="Only those that name this field, body or policy, in any script.")
@click.option("--addressee", help="Only those that ask this body, in any script.")
@click.option("--found", is_flag=True, help="Only those of which a later document reports something.")
@table_format
def tracker(folder: Path | None, document: str | None, about: str | None, addressee: str | None, found: bool, form: str) -> None:
    """Print every numbered proposal, its status over time, and candidates for what came of it."""
    from hetao_kg import output
    from hetao_kg.tables import tracker as run

    kb = open_kb(folder)
    check_names(kb, name=[about, addressee])
    listed = run(kb, document, about, addressee, found)
    if not listed:
        click.echo("no proposal fits", err=True)
    if form == "csv":
        print_csv(output.TRACKER_COLUMNS, (row for t in listed for row in output.tracked_cells(t, kb.entities)))
    for t in listed if form != "csv" else []:
        row = output.tracked(t, kb.entities)
        if form == "json":
            print_json(row)
            continue
        p = t.proposal
        click.echo(f"{t.date or '?'} {p.label}{p.number} {p.title} [{p.status}] {p.document}")
        who = (("proposed by", [row["proposer"]] if row["proposer"] else []), ("asks", row["addressees"]), ("fields", row["fields"]))
        for name, parties in who:
            if parties:
                click.echo(f"    {name}: {', '.join(one['label'] for one in parties)}")
        if t.outcomes:
            click.echo("    " + " → ".join(f"{date or '?'} {status}" for date, _, status in t.history()))
        for o in t.outcomes:
            click.echo(f"    candidate ({o.reason}: {o.shared}) {o.date} [{o.status}]")
            click.echo(f"        {cited(o.proposed)}\n        {cited(o.reported)}")


@click.command()
@kb_option
@click.option("--kind", type=click.Choice(["status", "date", "amount", "value"]))
@click.option("--nature", type=click.Choice(["contradiction", "difference", "development"]))
@click.option("--about", help="Only what concerns this name, in any script.")
@click.option("--document", help="Only where this document disagrees with something.")
@table_format
def conflicts(folder: Path | None, kind: str | None, nature: str | None, about: str | None, document: str | None, form: str) -> None:
    """Print where documents disagree: contradictions first, then differences, then developments."""
    from hetao_kg import output
    from hetao_kg.tables import conflicts as run

    kb = open_kb(folder)
    check_names(kb, name=[about])
    listed = run(kb, kind, nature, about, document)
    if not listed:
        click.echo("no disagreement fits", err=True)
    if form == "csv":
        print_csv(output.CONFLICT_COLUMNS, (row for c, members in listed for row in output.conflict_cells(c, members, kb.entities)))
    for c, members in listed if form != "csv" else []:
        if form == "json":
            print_json(output.conflict(c, members, kb.entities, kb.ontology.measures))
            continue
        click.echo(f"{c.nature}: {c.kind} ({c.reason})")
        for m in members:
            click.echo(f"    [{m.status}] {output.claim(m, kb.entities)}")
            for e in m.evidence[:2]:
                click.echo(f"        {cited(e)}")


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
