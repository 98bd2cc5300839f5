"""Threads make nothing that one thread would not make, and none outlives an error."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from annotate.dataset import assemble, background
from annotate.dataset.background import Lanes, ahead
from annotate.dataset.build import build
from annotate.dataset.from_annotated import bulk_from_annotated
from annotate.dataset.options import ExportOptions
from annotate.dataset.progress import Stage
from annotate.errors import AnnotateError
from annotate.label_set import LabelSet

from .making import attribution_example
from .test_round_trip import contents, many


def ours() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("annotate-")]


def test_items_read_ahead_are_the_same_in_the_same_order() -> None:
    with ahead(range(100)) as coming:
        assert list(coming) == list(range(100))
    with ahead(list[int]()) as coming:
        assert list(coming) == []
    assert ours() == []


def test_no_more_than_one_item_is_read_ahead() -> None:
    made: list[int] = []

    def making() -> Iterator[int]:
        for number in range(10):
            made.append(number)
            yield number

    with ahead(making()) as coming:
        for number in coming:
            assert len(made) <= number + 2


def test_what_reading_raises_is_raised_to_the_reader() -> None:
    def failing() -> Iterator[int]:
        yield 1
        raise AnnotateError("damaged")

    with ahead(failing()) as coming:
        assert next(coming) == 1
        with pytest.raises(AnnotateError, match="damaged"):
            next(coming)


def test_nothing_is_being_read_once_reading_ahead_has_ended() -> None:
    finished = threading.Event()

    def slow() -> Iterator[int]:
        yield 1
        threading.Event().wait(0.2)
        finished.set()
        yield 2

    def fail() -> None:
        with ahead(slow()) as coming:
            next(coming)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert finished.is_set()
    assert ours() == []


def test_each_lane_does_its_work_in_order() -> None:
    done: dict[int, list[int]] = {0: [], 1: [], 2: []}

    def work(lane: int, number: int) -> Callable[[], None]:
        return lambda: done[lane].append(number)

    with Lanes(3) as lanes:
        for number in range(200):
            lanes.submit(number % 3, work(number % 3, number))
        lanes.wait()
    assert done == {lane: list(range(lane, 200, 3)) for lane in range(3)}


def test_what_work_raises_ends_all_lanes() -> None:
    def work() -> None:
        raise AnnotateError("no space")

    def run() -> None:
        with Lanes(2) as lanes:
            for number in range(1000):
                lanes.submit(number, work)

    with pytest.raises(AnnotateError, match="no space"):
        run()
    assert ours() == []


@pytest.mark.parametrize(("lanes", "waiting"), [(1, 1), (2, 6), (5, 30)])
def test_threads_change_nothing_in_what_is_exported(
    lanes: int, waiting: int, attribution: LabelSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bulk = bulk_from_annotated(many())
    build(lambda: iter([bulk]), attribution, tmp_path / "as_usual", ExportOptions())
    monkeypatch.setattr(assemble, "LANES", lanes)
    monkeypatch.setattr(assemble, "BLOCK", 2)
    monkeypatch.setattr(background, "_WAITING", waiting)
    build(lambda: iter([bulk]), attribution, tmp_path / "otherwise", ExportOptions())
    assert contents(tmp_path / "otherwise") == contents(tmp_path / "as_usual")


@pytest.mark.parametrize("stage", Stage)
def test_an_export_that_fails_leaves_no_thread(stage: Stage, attribution: LabelSet, tmp_path: Path) -> None:
    bulk = bulk_from_annotated([attribution_example(f"a{n}") for n in range(3)])

    def fail(reached: Stage, _done: int, _total: int | None) -> None:
        if reached is stage:
            raise AnnotateError("the store is gone")

    with pytest.raises(AnnotateError, match="the store is gone"):
        build(lambda: iter([bulk]), attribution, tmp_path / "dataset", ExportOptions(), on_progress=fail)
    assert ours() == []
    assert list(tmp_path.iterdir()) == []
