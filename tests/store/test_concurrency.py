"""Many writers at once, and writers that die."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from annotate.store import EditConflict, Outcome, Store, backup

from .making import REF, Client, make_article, make_relation, make_span, many

ROOT = Path(__file__).parents[2]

# Applies spans s0, s1, … one edit at a time and says each revision that was acknowledged.
WRITER = """
import sys
from annotate.store import Edit, Op, Store
from tests.store.making import make_span
url, set_id, client, count = sys.argv[1:]
with Store.open(url) as store:
    for i in range(int(count)):
        edit = Edit(f"{client}-{i}", Op.PUT_SPAN, make_span(f"{client}-{i}", i % 30, i % 30 + 1), 0, client)
        store.apply(set_id, [edit])
        print(i, flush=True)
"""


def start_writer(url: str, set_id: str, client: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, url, set_id, client, str(count)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )


def test_threads_on_one_set_lose_nothing(store_with_article: Store) -> None:
    store = store_with_article
    set_id = store.open_set("a1", "ann", REF).id

    def work(number: int) -> None:
        client = Client(f"c{number}")
        for i in range(10):
            store.apply(set_id, [client.put(make_span(f"{number}-{i}", i, i + 1))])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    held = store.annotation_set(set_id)
    assert held is not None
    assert held.revision == len(held.spans) == 80
    assert [e.revision for e in store.history(set_id)] == list(range(1, 81))


def test_of_two_threads_that_change_one_span_exactly_one_is_refused(store_with_article: Store) -> None:
    store = store_with_article
    set_id = store.open_set("a1", "ann", REF).id
    store.apply(set_id, [Client("first").put(make_span("s", 0, 1))])
    start = threading.Barrier(2)

    def change(name: str) -> bool:
        start.wait()
        try:
            store.apply(set_id, [Client(name).put(make_span("s", 0, 2, note=name), 1)])
        except EditConflict:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(change, ["x", "y"])) == [False, True]


def test_threads_that_open_one_set_get_the_same(store_with_article: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(lambda _: store_with_article.open_set("a1", "ann", REF).id, range(16)))
    assert len(ids) == 1


def test_threads_that_load_the_same_articles_load_each_once(store: Store) -> None:
    items = [make_article(f"a{i}") for i in range(20)]
    with ThreadPoolExecutor(4) as pool:
        results = [loaded for part in pool.map(lambda _: list(store.load(items)), range(4)) for loaded in part]
    assert sum(loaded.outcome is Outcome.LOADED for loaded in results) == 20
    assert {loaded.outcome for loaded in results} == {Outcome.LOADED, Outcome.UNCHANGED}


def test_two_processes_on_one_set_lose_nothing(store_with_article: Store, url: str) -> None:
    set_id = store_with_article.open_set("a1", "ann", REF).id
    writers = [start_writer(url, set_id, name, 25) for name in ("x", "y")]
    for writer in writers:
        writer.communicate()
    assert [writer.returncode for writer in writers] == [0, 0]
    held = store_with_article.annotation_set(set_id)
    assert held is not None
    assert held.revision == len(held.spans) == 50


@pytest.mark.parametrize("seed", range(3))
def test_a_killed_writer_loses_nothing_acknowledged_and_its_edits_happen_once(
    store_with_article: Store, url: str, seed: int
) -> None:
    store = store_with_article
    set_id = store.open_set("a1", "ann", REF).id
    writer = start_writer(url, set_id, "x", 10_000)
    assert writer.stdout is not None
    writer.stdout.readline()
    time.sleep(random.Random(seed).uniform(0.02, 0.2))
    writer.send_signal(signal.SIGKILL)
    acknowledged = 1 + len(writer.communicate()[0].split())
    held = store.annotation_set(set_id)
    assert held is not None
    assert acknowledged <= len(held.spans) == held.revision <= acknowledged + 1
    again = start_writer(url, set_id, "x", acknowledged + 3)
    again.communicate()
    held = store.annotation_set(set_id)
    assert held is not None
    assert held.revision == len(held.spans) == acknowledged + 3


def test_a_save_never_reads_a_whole_table(tmp_path: Path) -> None:
    with Store.open(str(tmp_path / "a.db")) as store:
        list(store.load([make_article()]))
        set_id = store.open_set("a1", "ann", REF).id
        client = Client("c")
        store.apply(set_id, [client.put(make_span("a", 0, 5)), client.put(make_span("b", 6, 9))])
        with Store.open(store.place) as fresh:
            statements: list[tuple[str, Any]] = []
            sa.event.listen(
                fresh._database.engine,
                "before_cursor_execute",
                lambda _c, _cursor, statement, parameters, _x, many: statements.append(
                    (statement, parameters[0] if many else parameters)
                ),
            )
            relation = client.relate(make_relation("r", "a", "b"))
            fresh.apply(set_id, [relation, client.delete("a"), client.put(make_span("b", 6, 9, note="n"))])
            assert len(statements) > 10
            with fresh._database.read() as connection:
                for statement, parameters in statements:
                    if not statement.startswith(("BEGIN", "EXPLAIN")):
                        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
                        assert not [step for step in plan if "SCAN" in step[3]], (statement, plan)


def test_annotators_go_on_while_everything_is_read_and_backed_up(store: Store, url: str, tmp_path: Path) -> None:
    list(store.load(many(300)))
    set_id = store.open_set("article-0000000", "bob", REF).id
    writer = start_writer_in_thread(store, set_id)
    with store.snapshot() as snapshot:
        first = [bulk.spans.num_rows for bulk in snapshot.bulk(50)]
        writer.wait_for_more()
        assert [bulk.spans.num_rows for bulk in snapshot.bulk(50)] == first
    backups = []
    for number in range(3):
        backups.append(tmp_path / f"backup{number}.db")
        writer.wait_for_more()
        store.backup(backups[-1])
    written = writer.stop()
    for path in backups:
        with Store.open(str(path)) as copy:
            assert copy.id == store.id
            held = copy.annotation_set(set_id)
            assert held is not None
            assert 0 < held.revision == len(held.spans) == len(copy.history(set_id)) <= written
            assert copy.articles().total == 300
    assert not list(tmp_path.glob(".*"))


def test_a_copy_in_small_steps_is_one_state_and_gives_way_to_one_step_where_others_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "_STEP_PAGES", 1)
    with Store.open(str(tmp_path / "a.db")) as store:
        list(store.load(many(50)))
        assert backup._copied_in_steps(store._database, tmp_path / "calm.db", durable=True)
        writer = start_writer_in_thread(store, store.open_set("article-0000000", "bob", REF).id)
        writer.wait_for_more()
        for number in range(5):
            store.backup(tmp_path / f"{number}.db")
        writer.stop()
    for name in ("calm", *range(5)):
        with Store.open(str(tmp_path / f"{name}.db")) as copy, copy.snapshot() as snapshot:
            assert [bulk.articles.num_rows for bulk in snapshot.bulk()] == [50]
            assert all(len(copy.history(row.id)) == row.revision for row in copy.sets())
            with copy._database.read() as connection:
                assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


class start_writer_in_thread:  # noqa: N801 - reads as an action
    """Applies edits until it is stopped."""

    def __init__(self, store: Store, set_id: str) -> None:
        self._store, self._set_id = store, set_id
        self._stop = threading.Event()
        self._written = 0
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        article = self._store.article("article-0000000")
        assert article is not None
        client = Client("w")
        while not self._stop.is_set():
            self._store.apply(self._set_id, [client.put(make_span(f"s{self._written}", 0, 1, article.text))])
            self._written += 1

    def wait_for_more(self) -> None:
        seen, deadline = self._written, time.monotonic() + 20
        while self._written < seen + 2:
            assert time.monotonic() < deadline, "the writer stands still"
            time.sleep(0.005)

    def stop(self) -> int:
        self._stop.set()
        self._thread.join()
        return self._written
