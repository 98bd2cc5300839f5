"""How far an export has come."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum


class Stage(StrEnum):
    """What an export does, in order; the values are for people."""

    SURVEY = "Looking at the articles"
    TABLES = "Writing the tables"
    VERIFY = "Loading the dataset back"


OnProgress = Callable[[Stage, int, int | None], None]
"""Called with the stage, how many articles it is done with, and of how many: None for all that there are. An exception
that it raises stops the export.
"""


def quiet(_stage: Stage, _done: int, _total: int | None) -> None:
    """Tells nobody."""
