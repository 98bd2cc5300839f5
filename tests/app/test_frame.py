"""What stands around the pages: settings, failures, words."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import streamlit as st

from annotate.app import config, failures, markup, words
from annotate.errors import AnnotateError
from annotate.store import Store, StoreFull

from .conftest import ROOT, App, article


def test_both_ways_of_starting_use_the_same_settings() -> None:
    assert (ROOT / ".streamlit" / "config.toml").read_bytes() == (ROOT / "annotate/app/config.toml").read_bytes()


def test_the_settings_are_ones_that_streamlit_knows() -> None:
    known = set(st.config._config_options_template)
    assert set(config.options()) <= known
    assert config.options()["server.address"] == "127.0.0.1"
    assert config.options()["browser.gatherUsageStats"] is False


def test_the_app_is_found_by_streamlit_run() -> None:
    from streamlit.web.server.app_discovery import discover_asgi_app

    assert discover_asgi_app(ROOT / "streamlit_app.py").is_asgi_app


def test_the_app_s_parts_are_made_without_starting_a_server() -> None:
    spec = importlib.util.spec_from_file_location("streamlit_app", ROOT / "streamlit_app.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert isinstance(module.app, st.App)


def test_pages_start_without_the_heavy_libraries() -> None:
    code = "import annotate.app.views.articles, annotate.app.views.export, sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"datasets", "pyarrow", "pandas", "polars"} & set(loaded)


def test_a_store_that_cannot_be_opened_says_why_and_what_to_do(make_app: Callable[..., App], tmp_path: Path) -> None:
    page = make_app(store=f"sqlite:///{tmp_path / 'missing' / 'a.db'}").open()
    assert [title.value for title in page.test.title] == ["The app cannot start yet"]
    [error] = page.test.error
    assert "missing" in error.value
    assert "Traceback" not in page.text


def test_a_label_set_that_cannot_be_read_says_why(make_app: Callable[..., App], tmp_path: Path) -> None:
    page = make_app(label_set=tmp_path / "nowhere").open("guidelines")
    assert [title.value for title in page.test.title] == ["The app cannot start yet"]


def test_a_page_that_meets_a_full_disk_says_so_and_can_be_tried_again(
    app: App, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object, **__: object) -> None:
        raise StoreFull("The disk is full. Make space.")

    app.load(article("a1"))
    with monkeypatch.context() as patched:
        patched.setattr(Store, "open_set", full)
        page = app.open("annotate", article="a1")
    assert [title.value for title in page.test.title] == ["This page cannot be shown now"]
    assert [error.value for error in page.test.error] == [markup.plain("The disk is full. Make space.")]
    assert "The disk is full" in caplog.text
    next(button for button in page.test.button if button.label == "Try again").click()
    assert not page.run().test.error


def test_an_error_for_people_is_shown_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(st, "error", lambda text, **_: shown.append(text))
    assert failures.on_script_error(AnnotateError("The disk is full."))
    assert shown == [markup.plain("The disk is full.")]


def test_any_other_error_is_shown_as_a_reference_and_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(st, "error", lambda text, **_: shown.append(text))
    assert failures.on_script_error(KeyError("secret detail"))
    assert "secret detail" not in shown[0]
    reference = shown[0].rpartition("**")[0].rpartition("**")[2]
    assert reference in caplog.text


def test_text_in_messages_is_never_markdown() -> None:
    assert markup.plain("**b** [a](b) <i> :x: $1$\nnext") == (r"\*\*b\*\* \[a\]\(b\) \<i\> \:x\: \$1\$ next")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(3, "just now"), (60, "1 minute ago"), (7199, "1 hour ago"), (86400 * 2, "2 days ago"), (86400 * 8, "1 May 2031")],
)
def test_moments_are_told_in_the_unit_that_matters(seconds: int, said: str) -> None:
    now = datetime(2031, 5, 9, 12, tzinfo=UTC)
    assert words.ago(datetime.fromtimestamp(now.timestamp() - seconds, UTC).isoformat(), now) == said
