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
    """``with KeyTrace(page) as trace``; ``trace.mark()`` before each key; afterwards ``trace.costs``, in ms."""

    def __init__(self, page: Page) -> None:
        self.costs: list[float] = []
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
        self.costs = _costs(self._events)


def _costs(events: list[Event]) -> list[float]:
    marks = sorted((event for event in events if event["name"] == _MARK), key=lambda event: event["ts"])
    if not marks:
        return []
    thread = (marks[0]["pid"], marks[0]["tid"])
    own = [event for event in events if event.get("ph") == "X" and (event["pid"], event["tid"]) == thread]
    own.sort(key=lambda event: event["ts"])
    return [_cost(own, mark["ts"]) for mark in marks]


def _cost(events: list[Event], after: float) -> float:
    """Script, style and layout from the key's event to the paint of the first frame behind it, whatever is nested."""
    begin = next(event["ts"] for event in events if event["ts"] >= after and _type(event) == "keydown")
    frame = next(event["ts"] for event in events if event["ts"] >= begin and event["name"] == "FireAnimationFrame")
    end = next(event["ts"] for event in events if event["ts"] >= frame and event["name"] == "Paint")
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
