"""Opening a store that must be there: a mistyped name should not make a new one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from annotate.errors import AnnotateError
from annotate.store import Store
from annotate.store.url import locate


@contextmanager
def existing_store(url: str) -> Iterator[Store]:
    """The store at the URL. Raises AnnotateError where there is none."""
    require_store(url)
    with Store.open(url) as store:
        yield store


def require_store(url: str) -> None:
    """Raises AnnotateError where the URL names a file that is not there."""
    path = locate(url).path
    if path is not None and not path.exists():
        raise AnnotateError(
            f"There is no store at {path}. Give the one you mean with --store, or make it with `annotate import`."
        )
