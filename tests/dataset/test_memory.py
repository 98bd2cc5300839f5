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
def test_garbage_is_given_back_between_the_stages_and_that_of_before_at_the_beginning() -> None:
    older = weakref.ref(Ring())
    with apart_from_older_objects():
        assert older() is None
        newer = weakref.ref(Ring())
        give_back()
        assert newer() is None


@pytest.mark.usefixtures("found_by_searching_alone")
def test_what_was_there_before_is_not_searched_between_the_stages() -> None:
    kept = [Ring()]
    older = weakref.ref(kept[0])
    with apart_from_older_objects():
        kept.clear()
        give_back()
        assert older() is not None
    give_back()
    assert older() is None
