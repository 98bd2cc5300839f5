"""The dataset in ``exports/sample`` is what the samples give today. ``make sample`` makes it anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from annotate.dataset.check import check_folder
from annotate.dataset.manifest import read_manifest, versions
from tests.tools.sample_dataset import SAMPLE, build_sample

HINT = "exports/sample is not what the samples give: make it anew with `make sample`, and commit it"


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    return build_sample(folder / "sample", folder / "store.db").folder


def manifest_of(folder: Path) -> dict[str, Any]:
    manifest = read_manifest(folder)
    assert manifest is not None, f"{folder} has no manifest"
    return manifest


def test_the_sample_is_sound() -> None:
    assert list(check_folder(SAMPLE)) == []


def test_the_sample_holds_what_the_samples_hold_today(rebuilt: Path) -> None:
    """Whatever versions of Python and of Parquet's writer made it: the content hashes do not depend on them."""
    before, after = _content(manifest_of(SAMPLE)), _content(manifest_of(rebuilt))
    assert after == before, HINT


def _content(manifest: dict[str, Any]) -> dict[str, Any]:
    hashes = {
        config: {split: facts["content_hash"] for split, facts in record["splits"].items()}
        for config, record in manifest["configs"].items()
    }
    kept = {name: manifest[name] for name in manifest if name not in ("configs", "files", "versions")}
    return {**kept, "hashes": hashes}


def test_the_sample_is_the_same_to_the_byte_where_the_same_versions_made_it(rebuilt: Path) -> None:
    made_with = manifest_of(SAMPLE)["versions"]
    if made_with != versions():
        differing = {name for name in versions() if versions()[name] != made_with.get(name)}
        pytest.skip(f"the sample was made with other versions of {', '.join(sorted(differing))}")
    assert _files(rebuilt) == _files(SAMPLE), HINT


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_sample_fills_every_split() -> None:
    assert list(manifest_of(SAMPLE)["splits"]["articles"]) == ["train", "validation", "test"]
