"""A workspace on each engine, and a client that speaks to the routes as the editor does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from annotate.label_set import LabelSet
from annotate.model import Article, sha256_of
from annotate.server import tokens
from annotate.server.routes import routes
from annotate.store import Store
from annotate.validation import Validator
from annotate.workspace.workspace import Workspace
from tests.store.conftest import new_postgresql, postgresql_server, url

__all__ = ["new_postgresql", "postgresql_server", "url"]

TEXT = "The mayor 👩‍👩‍👧 said the bridge would stay. “It will stay”, she told us. Others said it would not."


class Editor:
    """One client of one annotation set."""

    def __init__(self, http: TestClient, workspace: Workspace, set_id: str, annotator: str, client: str) -> None:
        self.http = http
        self.set_id = set_id
        self.client = client
        self.token = tokens.issue(workspace, set_id, annotator)
        self._made = 0

    @property
    def path(self) -> str:
        return f"/api/v1/annotation-sets/{self.set_id}"

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def get(self, what: str = "", **parameters: Any) -> Any:
        return self.http.get(self.path + what, headers=self.headers, params=parameters)

    def post(self, what: str, body: Any) -> Any:
        return self.http.post(self.path + what, headers=self.headers, json=body)

    def edit(self, op: str, value: dict[str, Any]) -> dict[str, Any]:
        self._made += 1
        return {"id": f"{self.client}-{self._made}", "op": op, "value": value}

    def send(self, edits: list[dict[str, Any]], base: int = 0, **more: Any) -> Any:
        return self.post("/edits", {"base_revision": base, "client": self.client, "edits": edits, **more})

    def save(self, *edits: dict[str, Any], base: int = 0, **more: Any) -> Any:
        answer = self.send(list(edits), base, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()


def span(span_id: str, covered: str, label: str = "source", **more: Any) -> dict[str, Any]:
    """A span's record on the first place where TEXT says ``covered``."""
    start = TEXT.index(covered)
    fragments = [{"start": start, "end": start + len(covered), "text": covered}]
    attributes = {"named": True} if label == "source" else {}
    return {"id": span_id, "label": label, "fragments": fragments, "attributes": attributes, **more}


def relation(relation_id: str, head: str, tail: str, label: str = "has_cue") -> dict[str, Any]:
    return {"id": relation_id, "label": label, "head": head, "tail": tail}


def message_of(answer: Any, status: int) -> str:
    """What people are told by an answer of this status."""
    assert answer.status_code == status, answer.text
    message = answer.json()["message"]
    assert isinstance(message, str)
    assert len(message) > 20
    return message


@pytest.fixture
def workspace(url: str, attribution: LabelSet) -> Iterator[Workspace]:
    opened = Workspace(Store.open(url), attribution, Validator(attribution))
    list(opened.store.load([Article("a1", "The bridge", TEXT, sha256_of(TEXT), "en")]))
    yield opened
    opened.close()


@pytest.fixture
def http(workspace: Workspace) -> Iterator[TestClient]:
    app = Starlette(routes=routes(lambda: workspace))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def set_id(workspace: Workspace) -> str:
    return workspace.store.open_set("a1", "Ann", workspace.label_set.ref).id


@pytest.fixture
def open_editor(http: TestClient, workspace: Workspace, set_id: str) -> Callable[[str], Editor]:
    def open_it(client: str) -> Editor:
        return Editor(http, workspace, set_id, "Ann", client)

    return open_it


@pytest.fixture
def editor(open_editor: Callable[[str], Editor]) -> Editor:
    return open_editor("tab1")


@pytest.fixture
def other(open_editor: Callable[[str], Editor]) -> Editor:
    """The same annotator in another tab."""
    return open_editor("tab2")
