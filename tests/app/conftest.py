"""The app's pages on a store of their own, without a browser."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from annotate.app import config, markup
from annotate.model import AnnotatedArticle, Article, sha256_of
from annotate.settings import LABEL_SET_VARIABLE, STORE_VARIABLE, Settings
from annotate.store import Edit, Op
from annotate.workspace import workspace as workspaces
from annotate.workspace.workspace import Workspace, open_workspace

ROOT = Path(__file__).resolve().parents[2]
ME = "Mara Lindqvist"


class App:
    """One session of the app; ``workspace`` is what its pages work with."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @property
    def workspace(self) -> Workspace:
        return open_workspace(self.settings)

    def load(self, *items: Article | AnnotatedArticle) -> None:
        for _ in self.workspace.store.load(items):
            pass

    def open(self, where: str = "", annotator: str | None = ME, **parameters: str) -> Page:
        """A page as somebody sees it who opens its address."""
        test = AppTest.from_file(config.MAIN, default_timeout=60)
        test._page_hash = calc_hash(where)  # what the browser sends for the address; AppTest knows pages by files only
        test.query_params.update(parameters)
        if annotator is not None:
            test.session_state["annotator"] = annotator
        return Page(test).run()


class Page:
    """A page that was shown."""

    def __init__(self, test: AppTest) -> None:
        self.test = test

    def run(self) -> Page:
        self.test.run()
        assert not self.test.exception
        return self

    def go(self, where: str) -> Page:
        """To another page in the same session."""
        self.test._page_hash = calc_hash(where)
        return self.run()

    def components(self, name: str) -> list[dict[str, Any]]:
        """The data of each component of a kind."""
        protos = [element.proto for element in self.test.get("bidi_component")]
        return [json.loads(proto.json) for proto in protos if proto.component_name == name]

    @property
    def nodes(self) -> list[Any]:
        return [node for data in self.components("annotate.markup") for node in data["nodes"]]

    @property
    def text(self) -> str:
        """Everything that stands on the page."""
        own = [element.value for element in (*self.test.title, *self.test.markdown, *self.test.error)]
        return "\n".join([*own, *(markup.text_of([node]) for node in self.nodes)])

    def elements(self, style: str) -> list[Any]:
        """The markup's elements of a class."""
        return [node for node in _walk(self.nodes) if style in node[1].get("class", "").split()]

    def texts(self, style: str) -> list[str]:
        return [markup.text_of([node]) for node in self.elements(style)]


def _walk(nodes: list[Any]) -> Iterator[Any]:
    for node in nodes:
        if not isinstance(node, str):
            yield node
            yield from _walk(node[2:])


@pytest.fixture
def make_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., App]]:
    """Makes an app on an empty store with one label set."""
    made: list[App] = []

    def make(label_set: Path = ROOT / "schemas" / "news", store: str | None = None) -> App:
        monkeypatch.setenv(STORE_VARIABLE, store or f"sqlite:///{tmp_path / 'annotate.db'}")
        monkeypatch.setenv(LABEL_SET_VARIABLE, str(label_set))
        app = App(Settings.read())
        made.append(app)
        return app

    yield make
    for app in made:
        opened = workspaces._open.pop(app.settings, None)
        if opened:
            opened.close()


@pytest.fixture
def app(make_app: Callable[..., App]) -> App:
    return make_app()


def article(name: str, title: str | None = None, text: str | None = None, **facts: Any) -> Article:
    body = text or f"{title or name}\n\nSomebody said so."
    return Article(name, title or name, body, sha256_of(body), "en", **facts)


def set_status(app: App, article_id: str, status: str, annotator: str = ME) -> str:
    """Sets the status of the annotator's set, and gives the set's id."""
    made = app.workspace.store.open_set(article_id, annotator, app.workspace.label_set.ref)
    edit = Edit(f"e-{made.id}-{status}", Op.SET_STATUS, {"status": status}, made.revision, "test")
    app.workspace.store.apply(made.id, [edit])
    return made.id
