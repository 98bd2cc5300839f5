"""What every test may ask for: label sets, samples, and the real article with its reference annotation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from annotate.label_set import LabelSet

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
SAMPLES = sorted((ROOT / "schemas" / "news" / "samples").glob("*.json"))
FUZZ_CASES = 500


def pytest_addoption(parser: pytest.Parser) -> None:
    """More cases find more: ``pytest tests/validation --fuzz-cases 20000``."""
    parser.addoption(
        "--fuzz-cases",
        type=int,
        default=FUZZ_CASES,
        metavar="N",
        help=f"records drawn at random for each test of the validation (default: {FUZZ_CASES})",
    )


def pytest_configure(config: pytest.Config) -> None:
    """The tests read the number of cases when they are collected. On a busy machine an example may take its time."""
    from hypothesis import HealthCheck, settings

    settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("patient")
    settings.register_profile("fuzz", max_examples=config.getoption("--fuzz-cases"))


@pytest.fixture(scope="session")
def news() -> LabelSet:
    """The label set that comes with the package."""
    from annotate.validation.label_sets import load_label_set

    return load_label_set(ROOT / "schemas" / "news")


@pytest.fixture(scope="session")
def attribution() -> LabelSet:
    """Another label set, which shares no name with the first."""
    from annotate.validation.label_sets import load_label_set

    return load_label_set(ROOT / "tests" / "label_sets" / "attribution")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with real input, which is not part of the repository."""
    if not SHARED.is_dir():
        pytest.skip("real input lies in ../shared, which is not here")
    return SHARED


@pytest.fixture
def gold(shared: Path) -> dict[str, Any]:
    """The reference annotation of the real article, as a record."""
    path = next((shared / "gold").glob("*.json"), None)
    if path is None:
        pytest.skip("../shared/gold holds no reference annotation")
    record: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return record


@pytest.fixture(params=SAMPLES, ids=lambda path: path.stem)
def sample(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Each sample that comes with the package, as a record."""
    record: dict[str, Any] = json.loads(request.param.read_text("utf-8"))
    return record
