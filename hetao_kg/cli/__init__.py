"""The command line: thin wrappers; what a command does lives in the library. Heavy modules load inside the commands."""

from __future__ import annotations

import click

from hetao_kg import __version__
from hetao_kg.cli import asking, building, graph, measuring, reviewing, searching, serving, tables
from hetao_kg.cli.group import Group


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="hetao-kg")
def main() -> None:
    """A knowledge graph and semantic search over Chinese policy documents."""


for _command in (
    building.build, building.show, building.validate,
    asking.ask, asking.annotate,
    searching.search, measuring.evaluate,
    graph.statements, graph.sparql, graph.export,
    tables.figures, tables.tracker, tables.conflicts,
    reviewing.review,
    serving.explore, serving.serve,
):  # fmt: skip
    main.add_command(_command)
