"""A wheel carries all that the package needs, and works far from the clone that it was built in."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = ["pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run([sys.executable, "-m", *build], check=True, cwd=folder)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def _run(installed: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, "-m", "annotate", *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=120)


def _files(folder: Path, *suffixes: str) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.suffix in suffixes}


def test_the_wheel_holds_every_schema_and_sample(installed: Path) -> None:
    assert _files(installed / "annotate/schemas", ".json") == _files(ROOT / "schemas", ".json")


def test_the_wheel_holds_every_file_of_the_editor(installed: Path) -> None:
    editor = _files(ROOT / "annotate/editor", ".js", ".css")
    assert "main.js" in editor
    assert _files(installed / "annotate/editor", ".js", ".css") == editor


def test_an_installed_wheel_loads_its_own_samples_and_finds_no_problem_in_them(installed: Path, tmp_path: Path) -> None:
    samples = installed / "annotate/schemas/news/samples"
    validated = _run(installed, "validate", str(samples), cwd=tmp_path)
    assert validated.returncode == 0, validated.stdout + validated.stderr
    loaded = _run(installed, "import", "--store", f"sqlite:///{tmp_path}/store.db", str(samples), cwd=tmp_path)
    assert loaded.returncode == 0, loaded.stdout + loaded.stderr
    assert "5 loaded" in loaded.stdout
