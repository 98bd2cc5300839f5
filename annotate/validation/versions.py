"""Semantic versions of label sets: which records still hold under which label set."""

from __future__ import annotations

Version = tuple[int, int, int]


def parsed(version: str) -> Version:
    """``"1.2.3"`` as numbers. Anything else raises ValueError."""
    major, minor, patch = (int(part) for part in version.split("."))
    return major, minor, patch


def breaking_part(version: Version) -> tuple[int, ...]:
    """What must be equal for old records to hold: the major version; before 1.0.0 the minor one too."""
    return version[:1] if version[0] else version[:2]


def holds_under(record: str, label_set: str) -> bool:
    """Whether a record made with one version of a label set can be checked against another, the same or newer one."""
    old, new = parsed(record), parsed(label_set)
    return old <= new and breaking_part(old) == breaking_part(new)
