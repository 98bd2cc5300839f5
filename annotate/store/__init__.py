"""The store: articles, annotation sets and their history, in SQLite or PostgreSQL. The only place with SQL."""

from annotate.store.errors import (
    Conflict,
    EditConflict,
    NoSuchArticle,
    NoSuchSet,
    NotStorable,
    SetClosed,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreTooNew,
    StoreUnavailable,
)
from annotate.store.store import Store
from annotate.store.types import (
    Applied,
    ArticlePage,
    ArticleRow,
    Change,
    Edit,
    Loaded,
    Op,
    Outcome,
    SetRow,
    StoredEdit,
)

__all__ = [
    "Applied",
    "ArticlePage",
    "ArticleRow",
    "Change",
    "Conflict",
    "Edit",
    "EditConflict",
    "Loaded",
    "NoSuchArticle",
    "NoSuchSet",
    "NotStorable",
    "Op",
    "Outcome",
    "SetClosed",
    "SetRow",
    "Store",
    "StoreDamaged",
    "StoreError",
    "StoreFull",
    "StoreTooNew",
    "StoreUnavailable",
    "StoredEdit",
]
