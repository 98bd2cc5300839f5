"""How the app's server is set up, for whoever starts it without ``streamlit run``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

MAIN = Path(__file__).with_name("main.py")
"""The script that Streamlit runs for every page."""

_FILE = Path(__file__).with_name("config.toml")


def options() -> dict[str, Any]:
    """The server's options by their dotted names, as ``st.App.run(config=…)`` takes them."""
    return dict(_flat(tomllib.loads(_FILE.read_text("utf-8"))))


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value
