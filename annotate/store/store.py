"""The store: the one way to what is kept. Safe from many threads and from several processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Self

import sqlalchemy as sa

from annotate.model import AnnotatedArticle, AnnotationSet, Article, LabelSetRef, Record
from annotate.store import articles, edits, facts, history, load, revision, sets, signatures
from annotate.store import tables as t
from annotate.store.backup import backup
from annotate.store.completion import Completion
from annotate.store.engine import BUSY_TIMEOUT_MS, Database
from annotate.store.errors import NoSuchArticle
from annotate.store.migrations import migrate
from annotate.store.rows import set_row
from annotate.store.sets import RecentStates
from annotate.store.types import Applied, ArticleFacts, ArticlePage, Edit, Loaded, RecordKind, SetRow, StoredEdit
from annotate.store.url import locate
from annotate.store.values import storable

if TYPE_CHECKING:
    from annotate.store.snapshot import Snapshot


class Store:
    """Open one with ``Store.open``. Errors are StoreErrors, fit to be shown to people."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._recent = RecentStates()
        self._completion = Completion(database)
        self.id, self._secret = facts.identity(database)

    @classmethod
    def open(cls, url: str, *, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> Self:
        """Opens a store by URL (or by the path of a .db file), creates it where there is none, brings it up to date."""
        database = Database(locate(url), busy_timeout_ms=busy_timeout_ms)
        try:
            migrate(database)
            return cls(database)
        except BaseException:
            database.close()
            raise

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def place(self) -> str:
        """Where the store is, fit to be shown: without a password."""
        return self._database.place

    def secret(self) -> str:
        """A random text that was made once with the store and never leaves the server; it signs tokens."""
        return self._secret

    def revision(self) -> int:
        """How often the store changed: articles loaded, sets begun, edits. It only grows; see ``revision``."""
        with self._database.read() as connection:
            return revision.read(connection)

    # Loading

    def load(self, items: Iterable[Article | AnnotatedArticle]) -> Iterator[Loaded]:
        """Loads lazily, in transactions of some hundred items; an outcome is given once its item is committed."""
        return load.load_items(self._database, items)

    def adopt(self, revision_of_origin: int, *, articles: int, sets: int, origin: Record) -> bool:
        """Says that what was loaded is a dataset that was exported at this revision: the store goes on from there.

        Only where it holds just so many articles and sets, and nobody edited one; else nothing changes, and it is
        False. Snapshots give ``origin`` back.
        """
        with self._database.write() as connection:
            return revision.adopt(connection, revision_of_origin, articles, sets, origin)

    # Articles

    def articles(
        self,
        *,
        annotator: str | None = None,
        search: str = "",
        status: str | None = None,
        label_set: LabelSetRef | None = None,
        has_note: bool = False,
        has_unsure: bool = False,
        offset: int = 0,
        limit: int = 50,
    ) -> ArticlePage:
        """A page of the list, in the order of loading. See ``articles.Filter`` for what the filters mean."""
        chosen = articles.Filter(annotator, search, status, label_set, has_note, has_unsure)
        with self._database.read() as connection:
            return articles.page(connection, chosen, offset, limit)

    def counts(self, annotator: str | None = None, label_set: LabelSetRef | None = None) -> dict[str, int]:
        """Articles by status: new, in_progress, submitted, adjudicated, skipped (a part of in_progress)."""
        with self._database.read() as connection:
            return articles.counts(connection, annotator, label_set)

    def article_facts(self) -> list[ArticleFacts]:
        """Of all articles, in the order of loading."""
        with self._database.read() as connection:
            return articles.facts(connection)

    def article(self, article_id: str) -> Article | None:
        with self._database.read() as connection:
            return articles.article(connection, article_id)

    def next_article(
        self, after_id: str | None, annotator: str, *, label_set: LabelSetRef | None = None, search: str = ""
    ) -> str | None:
        """The next in the list that the annotator has neither submitted nor skipped; the first one after None."""
        chosen = articles.Filter(annotator, search, label_set=label_set)
        with self._database.read() as connection:
            return articles.following(connection, after_id, chosen, forward=True, unfinished=True)

    def previous_article(
        self, before_id: str | None, annotator: str, *, label_set: LabelSetRef | None = None, search: str = ""
    ) -> str | None:
        """The one before in the list, finished or not."""
        chosen = articles.Filter(annotator, search, label_set=label_set)
        with self._database.read() as connection:
            return articles.following(connection, before_id, chosen, forward=False, unfinished=False)

    # Annotation sets

    def open_set(self, article_id: str, annotator: str, label_set: LabelSetRef) -> AnnotationSet:
        """The annotator's set of the article by this label set (any version of it), made where there is none."""
        with self._database.read() as connection:
            found = self._find_set(connection, article_id, annotator, label_set)
        if found is not None:
            return found
        with self._database.write() as connection:
            number = self._article_number(connection, article_id)
            sets.insert_if_absent(connection, sets.new_set_values(number, annotator, label_set))
            made = self._find_set(connection, article_id, annotator, label_set)
        assert made is not None  # noqa: S101 - for the type checker
        return made

    def annotation_set(self, set_id: str) -> AnnotationSet | None:
        with self._database.read() as connection:
            row = sets.find(connection, set_id)
            if row is None:
                return None
            return sets.annotation_set(row, sets.state_of(connection, row, self._recent), row.revision)

    def sets(self, article_id: str | None = None) -> list[SetRow]:
        """All sets that were begun, or those of one article, in order of articles and annotators."""
        query = (
            sa.select(t.sets, t.articles.c.id.label("article_id"))
            .join(t.articles, t.articles.c.number == t.sets.c.article)
            .where(sets.BEGUN)
            .order_by(t.sets.c.article, t.sets.c.annotator, t.sets.c.number)
        )
        if article_id is not None:
            query = query.where(t.articles.c.id == article_id)
        with self._database.read() as connection:
            return [set_row(row, row.article_id) for row in connection.execute(query)]

    def label_sets(self) -> list[LabelSetRef]:
        """The label sets that the sets which were begun are made with, by name and version."""
        columns = (t.sets.c.label_set_name, t.sets.c.label_set_version)
        query = sa.select(*columns).where(sets.BEGUN).distinct()
        with self._database.read() as connection:
            return sorted((LabelSetRef(*row) for row in connection.execute(query)), key=lambda r: (r.name, r.version))

    def sets_under(self, label_set: LabelSetRef) -> list[str]:
        """The ids of all sets under exactly this version of a label set, also of those that were not begun."""
        query = sa.select(t.sets.c.id).where(
            t.sets.c.label_set_name == label_set.name, t.sets.c.label_set_version == label_set.version
        )
        with self._database.read() as connection:
            return list(connection.execute(query.order_by(t.sets.c.number)).scalars())

    def set_row(self, set_id: str) -> SetRow | None:
        """What lists show of one set."""
        with self._database.read() as connection:
            row = sets.find(connection, set_id)
            return None if row is None else set_row(row, row.article_id)

    # Edits

    def apply(
        self,
        set_id: str,
        changes: Sequence[Edit],
        *,
        version: Callable[[LabelSetRef], str] | None = None,
        check: Callable[[AnnotationSet], object] | None = None,
        count_errors: Callable[[AnnotationSet], int] | None = None,
    ) -> Applied:
        """Applies edits in one transaction and returns when it is on the disk.

        ``version`` gives, for the label set that the set was last edited with, the version that it moves to, with
        no edits too.
        ``check`` sees the set as it would be. ``count_errors`` gives the number that lists show. What any of them
        raises aborts everything. They run within the transaction: they must be quick, and not write to the store.

        Raises EditConflict, SetClosed, NoSuchSet, NotStorable, StoreFull, StoreUnavailable.
        """
        wanted = [edits.validated(edit) for edit in changes]
        with self._database.write() as connection:
            applied, state = edits.apply(
                connection, self._recent, set_id, wanted, version=version, check=check, count_errors=count_errors
            )
        self._recent.put(set_id, applied.revision, state)
        return applied

    def history(
        self, set_id: str, *, after: int = 0, before: int | None = None, last: int | None = None
    ) -> list[StoredEdit]:
        """The set's edits, oldest first; those that made revisions above ``after`` and below ``before``.

        Of those only the ``last`` so many.
        """
        with self._database.read() as connection:
            row = sets.get(connection, set_id)
            text = history.text_of(connection, row)
            return history.read(connection, row.number, text, after=after, before=before, last=last)

    def add_active_seconds(self, set_id: str, seconds: float) -> float:
        """Adds to the time on task of a set, and gives its sum. Negative or absurd values count as nothing."""
        added = seconds if 0 < seconds < 86_400 else 0.0
        with self._database.write() as connection:
            row = sets.get(connection, set_id, lock=True)
            total = float(row.active_seconds) + added
            connection.execute(sa.update(t.sets).where(t.sets.c.number == row.number).values(active_seconds=total))
        return total

    def attribute_values(
        self, label: str, attribute: str, prefix: str = "", limit: int = 20, *, kind: RecordKind = "spans"
    ) -> list[str]:
        """Texts that spans (or relations) of the label have for the attribute now; ``prefix`` counts in any case.

        The most used come first. Counted at most once in a while: a new value may take some seconds to appear.
        """
        return self._completion.values(kind, label, attribute, prefix, limit)

    # Bulk

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """One consistent state for reading everything, while others go on writing."""
        from annotate.store.snapshot import open_snapshot  # noqa: PLC0415 - Arrow is slow to start

        return open_snapshot(self._database)

    def keep_signatures(self, scheme: str, signed: Sequence[tuple[str, bytes]]) -> None:
        """Keeps a signature of each article's text, by the article's id, in one transaction.

        ``Snapshot.bulk`` gives those of one scheme back; an article has at most one. Waits for no lock longer than a
        SQLite store would: StoreUnavailable.
        """
        with self._database.write() as connection:
            if not self._database.is_sqlite:
                connection.execute(sa.text(f"SET LOCAL lock_timeout = {self._database.busy_timeout_ms}"))
            signatures.keep(connection, scheme, signed)

    def backup(self, path: Path | str) -> None:
        """Writes the store as it is now to a new SQLite file, while others go on writing."""
        backup(self._database, Path(path))

    def _find_set(
        self, connection: sa.Connection, article_id: str, annotator: str, label_set: LabelSetRef
    ) -> AnnotationSet | None:
        number = self._article_number(connection, article_id)
        set_id = sets.find_set_id(connection, number, annotator, label_set.name)
        if set_id is None:
            return None
        row = sets.get(connection, set_id)
        return sets.annotation_set(row, sets.state_of(connection, row, self._recent), row.revision)

    def _article_number(self, connection: sa.Connection, article_id: str) -> int:
        number: int | None = None
        if storable(article_id):
            query = sa.select(t.articles.c.number).where(t.articles.c.id == article_id)
            number = connection.execute(query).scalar_one_or_none()
        if number is None:
            raise NoSuchArticle(f"The article {article_id!r} is not in the store. Load it first.")
        return number
