"""Reading what a test wrote."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from annotate.importers import Found, Maker, Reading, Source
from annotate.validation import Validator

Read = Callable[..., list[Found]]


@pytest.fixture(scope="session")
def read() -> Read:
    """``read(name, data)`` gives everything that is found in one file."""
    maker = Maker(Validator())

    def read_one(name: str, data: bytes) -> list[Found]:
        return list(Reading(maker).read(Source.from_bytes(name, data)))

    return read_one
