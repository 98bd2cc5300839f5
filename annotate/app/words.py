"""How the app says things: states of work, counts, moments."""

from __future__ import annotations

from datetime import UTC, datetime

NEW = "new"
SKIPPED = "skipped"

STATUS_TITLES = {
    NEW: "New",
    "in_progress": "In progress",
    SKIPPED: "Skipped",
    "submitted": "Submitted",
    "adjudicated": "Adjudicated",
}
"""Names of states in the order of work; a state that a new version of the store brings shows under its own name."""


def status_title(status: str) -> str:
    """The state by its name for people."""
    return STATUS_TITLES.get(status, status.replace("_", " ").capitalize())


def counted(number: int, one: str, many: str | None = None) -> str:
    """``1 span``, ``2 spans``, ``12,345 spans``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(items: list[str], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def ago(at: str, now: datetime | None = None) -> str:
    """How long since a moment in ISO 8601 form, in the one unit that matters; a date after a week."""
    moment = datetime.fromisoformat(at)
    now = now or datetime.now(UTC)
    seconds = int((now - moment).total_seconds())
    if seconds < 60:
        return "just now"
    for unit, size, below in (("minute", 60, 3600), ("hour", 3600, 86400), ("day", 86400, 7 * 86400)):
        if seconds < below:
            return f"{counted(seconds // size, unit)} ago"
    return f"{moment.day} {moment:%B %Y}"


def size(number: int) -> str:
    """Bytes for people."""
    value = float(number)
    for unit in ("bytes", "kB", "MB"):
        if value < 1000:
            return f"{value:.0f} {unit}" if unit == "bytes" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} GB"
