"""Which store and which label set a process works with: from options, else from the environment, else defaults."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from annotate.resources import schemas_dir

STORE_VARIABLE = "ANNOTATE_STORE"
LABEL_SET_VARIABLE = "ANNOTATE_LABEL_SET"
DEFAULT_STORE = "sqlite:///annotate.db"


@dataclass(frozen=True, slots=True)
class Settings:
    """``store_url`` is an SQLAlchemy URL; ``label_set`` a label set's file or folder."""

    store_url: str
    label_set: Path

    @classmethod
    def read(
        cls,
        store_url: str | None = None,
        label_set: str | Path | None = None,
        environment: Mapping[str, str] = os.environ,
    ) -> Settings:
        """What is given wins over the environment, which wins over the defaults."""
        return cls(
            store_url=store_url or environment.get(STORE_VARIABLE) or DEFAULT_STORE,
            label_set=Path(label_set or environment.get(LABEL_SET_VARIABLE) or schemas_dir() / "news"),
        )

    def environment(self) -> dict[str, str]:
        """Variables that make another process read the same settings."""
        return {STORE_VARIABLE: self.store_url, LABEL_SET_VARIABLE: str(self.label_set)}
