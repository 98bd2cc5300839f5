"""Putting a store's texts back into a dataset that was exported without them."""

from __future__ import annotations

from pathlib import Path

from annotate.dataset.rehydrate import Rehydrated, rehydrate
from annotate.store import Store


def rehydrate_from(store: Store, folder: Path, target: Path) -> Rehydrated:
    """Makes ``target`` a full dataset from ``folder`` and the store's articles, found by the SHA-256 of their texts."""
    with store.snapshot() as snapshot:
        return rehydrate(folder, target, snapshot.texts())
