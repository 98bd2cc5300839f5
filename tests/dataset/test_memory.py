"""Between its stages an export looks for garbage, and only among what it made itself."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from annotate.dataset.memory import apart_from_older_objects, give_back


class Ring:
    """Refers to itself, so that only the search for garbage finds it."""

    def __init__(self) -> None:
        self.own = self


@pytest.fixture
def found_by_searching_alone() -> Iterator[None]:
    """Nothing is searched for but when it is asked for."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("found_by_searching_alone")
def test_garbage_made_within_is_given_back_at_once_and_older_garbage_afterwards() -> None:
    older = weakref.ref(Ring())
    with apart_from_older_objects():
        newer = weakref.ref(Ring())
        give_back()
        assert newer() is None
        assert older() is not None
    give_back()
    assert older() is None
