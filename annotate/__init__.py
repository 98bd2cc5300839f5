"""Label spans in news text, validate the labels, and make Hugging Face datasets of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from annotate.validation import validate as validate

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # The schema engines are imported by those who validate, not by everybody.
    if name == "validate":
        from annotate.validation import validate  # noqa: PLC0415

        return validate
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
