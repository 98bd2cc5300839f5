"""Values on their way in and out of columns: JSON, times, ids, and what no column can hold."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from annotate.store.errors import NotStorable

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def now() -> str:
    """The time in UTC, to the millisecond, as text that sorts: 2025-01-31T09:30:00.123Z."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def new_id() -> str:
    """A random id that nobody can guess from another."""
    return uuid4().hex


def dump(value: Any, where: str) -> str:
    """Compact JSON on one line. NotStorable for NaN, NUL, lone surrogates and what JSON does not know."""
    try:
        text = _ENCODER.encode(value)
    except (TypeError, ValueError) as error:
        raise NotStorable(f"{where} cannot be stored as JSON: {error}") from None
    if "\\u0000" in text:  # or a backslash that is followed by these letters: look closer
        _refuse_nul(value, where)
    refuse_surrogates(text, where)
    return text


def load(text: str) -> Any:
    """What ``dump`` wrote."""
    return json.loads(text)


def canonical(value: Any) -> str:
    """Equal for JSON values that say the same, whatever the order of their keys."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def checked(text: str, where: str) -> str:
    """The text itself, unless it holds what databases cannot."""
    if "\0" in text:
        raise NotStorable(f"{where} has a NUL character (U+0000) at offset {text.index(chr(0))}. Remove it.")
    refuse_surrogates(text, where)
    return text


def refuse_surrogates(text: str, where: str) -> None:
    """NotStorable for half of a UTF-16 pair, which is no character and has no UTF-8 form."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        code = ord(text[error.start])
        raise NotStorable(
            f"{where} has a lone surrogate (U+{code:04X}) at offset {error.start}: half of a character. "
            "Decode the source again."
        ) from None


def storable(text: str) -> bool:
    """Whether a column could hold the text: where not, no row can have it."""
    try:
        checked(text, "")
    except NotStorable:
        return False
    return True


def _refuse_nul(value: Any, where: str) -> None:
    if isinstance(value, str):
        checked(value, where)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            _refuse_nul(key, where)
            _refuse_nul(item, where)
    elif isinstance(value, Sequence):
        for item in value:
            _refuse_nul(item, where)
