"""The ``annotate`` command. Each subcommand is a module, imported when it is called for."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import NoReturn

import click

from annotate import __version__
from annotate.cli.exits import INTERNAL_ERROR, INTERRUPTED, PIPE_CLOSED, USAGE_ERROR
from annotate.errors import AnnotateError

COMMANDS = {
    "run": ("run", "Start the app on this machine."),
    "import": ("import_", "Load articles and annotated records into a store."),
    "validate": ("validate", "Check annotated records, label sets and dataset folders."),
    "export": ("export", "Write a Hugging Face dataset folder."),
    "diff": ("diff", "Tell two dataset folders apart."),
    "push": ("push", "Upload a dataset folder to the Hugging Face Hub."),
    "rehydrate": ("rehydrate", "Put texts back into a dataset exported without them."),
    "dump": ("dump", "Write a store's records as JSON Lines."),
    "label-set": ("label_set", "Compare and migrate label sets."),
    "backup": ("backup", "Copy a store while it is in use."),
    "status": ("status", "Tell what a store holds."),
}
"""Every subcommand: its module in this package, which holds it as ``command``, and its line in the help.

The line stands here too because reading it off the module would import every module for ``annotate --help``.
"""


class Commands(click.Group):
    """Imports a subcommand when it is called for, and says errors in plain words."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module, _ = COMMANDS[cmd_name]
        command = import_module(f"annotate.cli.{module}").command
        assert isinstance(command, click.Command)  # noqa: S101
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> object:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except KeyboardInterrupt:
            click.echo("\nStopped, as you asked.", err=True)
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            _leave_closed_pipe(ctx)
        except Exception as error:
            if ctx.params.get("debug"):
                raise
            message, exit_code = _in_words(error)
            click.echo(f"Error: {message}", err=True)
            ctx.exit(exit_code)
        return result


def _in_words(error: Exception) -> tuple[str, int]:
    """The message and the exit code."""
    if isinstance(error, AnnotateError):
        return error.message, USAGE_ERROR
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror}.", USAGE_ERROR
    message = (
        f"annotate met an error of its own: {type(error).__name__}: {error}\n"
        "The same command as `annotate --debug …` shows what a report of it needs."
    )
    return message, INTERNAL_ERROR


def _leave_closed_pipe(ctx: click.Context) -> NoReturn:
    # The reader (`| head`) has what it wanted. Python would complain once more when it flushes at exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    ctx.exit(PIPE_CLOSED)


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show where in the code an error arose.")
@click.version_option(__version__, prog_name="annotate", message="%(prog)s %(version)s")
def main(debug: bool) -> None:
    """Label spans in news text, validate the labels, and make Hugging Face datasets of them.

    \b
    A first round:
      annotate import articles/          load what there is
      annotate run                       label it in the browser
      annotate validate labelled.jsonl   check records that come from elsewhere
      annotate export exports/news       hand over a dataset
    """
