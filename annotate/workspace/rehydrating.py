"""Putting a store's texts back into a dataset that was exported without them."""

from __future__ import annotations

from pathlib import Path

from annotate.dataset.rehydrate import Rehydrated, rehydrate
from annotate.store import Store


def rehydrate_from(store: Store, folder: Path, target: Path) -> Rehydrated:
    """Makes ``target`` a full dataset from ``folder`` and the store's articles, found by the SHA-256 of their texts."""
    texts: dict[str, str] = {}
    with store.snapshot() as snapshot:
        for bulk in snapshot.bulk():
            columns = (bulk.articles[name].to_pylist() for name in ("text_sha256", "text"))
            texts.update(zip(*columns, strict=True))
    return rehydrate(folder, target, texts)
