"""What was asked for lately, kept in memory."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Recent(Generic[Value]):
    """Values that never change, by key; the longest unused go first. Safe from many threads."""

    def __init__(self, capacity: int, weight: Callable[[Value], int] = lambda _: 1) -> None:
        self._capacity = capacity
        self._weight = weight
        self._held = 0
        self._values: OrderedDict[str, Value] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str, make: Callable[[], Value]) -> Value:
        """The value that is kept, or made. Two threads may make it at the same time; what ``make`` raises is raised."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        with self._lock:
            if key not in self._values:
                self._values[key] = value
                self._held += self._weight(value)
            while self._held > self._capacity and len(self._values) > 1:
                _, oldest = self._values.popitem(last=False)
                self._held -= self._weight(oldest)
        return value
