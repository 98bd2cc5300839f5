"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from annotate.settings import DEFAULT_STORE, LABEL_SET_VARIABLE, STORE_VARIABLE, Settings

Command = Callable[..., Any]


def store_option(function: Command) -> Command:
    """``--store``: passed on as ``store``, None where not given."""
    return click.option(
        "--store",
        metavar="URL",
        help=f"Store to work with, as a database URL.  [env: {STORE_VARIABLE}; default: {DEFAULT_STORE}]",
    )(function)


def label_set_option(function: Command) -> Command:
    """``--label-set``: passed on as ``label_set``, None where not given."""
    return click.option(
        "--label-set",
        metavar="PATH",
        type=click.Path(),
        help=f"Label set: a file, or a folder with a label-set.json.  [env: {LABEL_SET_VARIABLE}; default: news]",
    )(function)


def workspace_options(function: Command) -> Command:
    """``--store`` and ``--label-set`` together, passed on as one ``settings``."""

    @wraps(function)
    def with_settings(store: str | None, label_set: str | None, **rest: Any) -> Any:
        return function(settings=Settings.read(store, label_set), **rest)

    return store_option(label_set_option(with_settings))
