"""Where the files are that come with the package: beside it in a clone, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def schemas_dir() -> Path:
    """The folder with the JSON Schemas and the label sets that come with the package."""
    inside = _PACKAGE / "schemas"
    return inside if inside.is_dir() else _PACKAGE.parent / "schemas"


def editor_dir() -> Path:
    """The folder with the editor's modules and styles."""
    return _PACKAGE / "editor"
