"""The command group: one line for every mistake."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from hetao_kg.errors import HetaoError


class Group(click.Group):
    """One line for a user's mistake, status 2; a defect of ours keeps its traceback and status 1."""

    def main(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401
        """As click's, but every mistake is told in one line."""
        standalone = options.pop("standalone_mode", True)
        try:
            status = super().main(*args, **{**options, "standalone_mode": False})
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            status = 2
        except click.UsageError as error:
            status = _told(f"{error.format_message().rstrip('.')} (see {error.ctx.command_path if error.ctx else 'hetao-kg'} --help)")
        except click.ClickException as error:
            status = _told(error.format_message())
        except HetaoError as error:
            status = _told(str(error))
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            status = 0
        except click.Abort:
            _told("stopped")
            status = 130
        if standalone:
            sys.exit(status if isinstance(status, int) else 0)
        return status


def _told(what: str) -> int:
    click.echo(f"hetao-kg: {' '.join(what.split())}", err=True)
    return 2
