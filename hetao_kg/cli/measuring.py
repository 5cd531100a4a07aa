"""How good search is: evaluate."""

from __future__ import annotations

from pathlib import Path

import click

from hetao_kg.cli.options import count, kb_option, open_kb
from hetao_kg.settings import Settings


@click.command()
@kb_option
@click.option("--cases", "files", multiple=True, type=click.Path(path_type=Path), help="Relevance cases (TOML) on the knowledge base.")
@click.option("--beir", "folders", multiple=True, type=click.Path(path_type=Path), help="A set in BEIR layout, or a folder of such sets.")
@click.option("--model", default="default", show_default=True, help="The model that encodes the BEIR sets, as for build.")
@click.option("--queries", type=count, default=None, help="Only the first so many queries of each BEIR set.")
def evaluate(folder: Path | None, files: tuple[Path, ...], folders: tuple[Path, ...], model: str, queries: int | None) -> None:
    """Measure what each part of search adds: nDCG@10 / recall@10 / MRR@10 in percent.

    Without --cases and --beir the cases of tests/relevance/cases.toml are taken.
    """
    from hetao_kg import evaluate as measure

    def say(line: str) -> None:
        click.echo(line, err=True)

    rows, failed = [], []
    for path in files or (() if folders else (Path("tests/relevance/cases.toml"),)):
        kb = open_kb(folder)
        found = [case for case in measure.cases(path) if measure.answering(kb, case.want)]
        rows += measure.on_cases(kb, found, say)
        failed += [line for line in (measure.failure(kb, case) for case in found) if line]
    for given in folders:
        for one in sorted({p.parent for p in given.glob("*/corpus.jsonl*")}) or [given]:
            rows.append(measure.on_set(one, Settings.from_environment().ontology, model, queries or 0, say))
    click.echo(measure.table(rows))
    for line in failed:
        click.echo(f"missed: {line}")
