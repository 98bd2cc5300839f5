"""What a key costs the page's main thread until its frame is ready, from Chromium's own trace."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import CDPSession, Page

_CATEGORIES = ["devtools.timeline", "blink.user_timing"]
_MARK = "key-to-measure"
_WORK = {
    "EventDispatch",
    "FireAnimationFrame",
    "FunctionCall",
    "Layout",
    "RunMicrotasks",
    "TimerFire",
    "UpdateLayoutTree",
}

Event = dict[str, Any]


class KeyTrace:
    """
    ``with KeyTrace(page) as trace``; ``trace.mark()`` before each key.

    Afterwards, in ms: ``trace.costs`` until the first frame is ready, ``trace.costs_behind`` from there until the
    third is, in which the panel has turned.
    """

    def __init__(self, page: Page) -> None:
        self.costs: list[float] = []
        self.costs_behind: list[float] = []
        self._page = page
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._events: list[Event] = []
        self._is_complete = False
        self._session.on("Tracing.dataCollected", lambda part: self._events.extend(part["value"]))
        self._session.on("Tracing.tracingComplete", lambda _: setattr(self, "_is_complete", True))

    def mark(self) -> None:
        """The next key is to be measured."""
        self._page.evaluate(f"performance.mark('{_MARK}')")

    def __enter__(self) -> KeyTrace:
        config = {"includedCategories": _CATEGORIES}
        self._session.send("Tracing.start", {"transferMode": "ReportEvents", "traceConfig": config})
        return self

    def __exit__(self, *_: object) -> None:
        self._session.send("Tracing.end")
        while not self._is_complete:
            self._page.wait_for_timeout(50)
        marks = sorted((event for event in self._events if event["name"] == _MARK), key=lambda event: event["ts"])
        if not marks:
            return
        thread = (marks[0]["pid"], marks[0]["tid"])
        own = [event for event in self._events if event.get("ph") == "X" and (event["pid"], event["tid"]) == thread]
        own.sort(key=lambda event: event["ts"])
        for mark in marks:
            key = next(event["ts"] for event in own if event["ts"] >= mark["ts"] and _type(event) == "keydown")
            first = _frame(own, key)
            self.costs.append(_work(own, key, first))
            self.costs_behind.append(_work(own, first, _frame(own, _frame(own, first))))


def _frame(events: list[Event], after: float) -> float:
    """When the next frame is painted."""
    frame = next(event["ts"] for event in events if event["ts"] > after and event["name"] == "FireAnimationFrame")
    paint: float = next(event["ts"] for event in events if event["ts"] >= frame and event["name"] == "Paint")
    return paint


def _work(events: list[Event], begin: float, end: float) -> float:
    """Script, style and layout between two times, whatever is nested; in ms."""
    busy, until = 0.0, begin
    for event in events:
        if event["name"] in _WORK and begin <= event["ts"] < end:
            stop = event["ts"] + event["dur"]
            busy += max(0.0, stop - max(event["ts"], until))
            until = max(until, stop)
    return busy / 1_000


def _type(event: Event) -> str | None:
    data: dict[str, Any] = event["args"].get("data") or {}
    return data.get("type") if event["name"] == "EventDispatch" else None
