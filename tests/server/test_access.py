"""Whom the API lets in: to read, and to write."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from itsdangerous import URLSafeTimedSerializer

from annotate.model import Article, LabelSetRef, sha256_of
from annotate.server import tokens
from annotate.workspace.workspace import Workspace

from .conftest import Editor, message_of, span


@pytest.fixture
def url(tmp_path: Path) -> str:
    """One engine is enough here: what is refused never reaches the store."""
    return f"sqlite:///{tmp_path}/annotate.db"


def test_without_a_token_nothing_is_told(editor: Editor) -> None:
    for path in ("", "/history", "/values"):
        answer = editor.http.get(editor.path + path)
        message_of(answer, 401)
        assert answer.headers["www-authenticate"] == "Bearer"
    message_of(editor.http.post(editor.path + "/edits", json={}), 401)
    message_of(editor.http.get(editor.path, headers={"Authorization": "Basic QTpC"}), 401)


def test_an_expired_token_says_that_nothing_is_lost(editor: Editor, monkeypatch: pytest.MonkeyPatch) -> None:
    later = time.time() + tokens.LIFETIME + 60
    monkeypatch.setattr(time, "time", lambda: later)
    assert "expired" in message_of(editor.get(), 401)


@pytest.mark.parametrize("break_it", [lambda t: t[:-3], lambda t: "x" + t, lambda t: t.split(".")[0], lambda t: "ü"])
def test_a_forged_token_is_refused(editor: Editor, break_it: Callable[[str], str]) -> None:
    forged = break_it(editor.token).encode("latin-1")
    message_of(editor.http.get(editor.path, headers={b"Authorization": b"Bearer " + forged}), 401)


@pytest.mark.parametrize("content", [None, [], "text", ["a", "b"], {"a": 1, "b": 2, "c": 3}])
def test_a_signed_token_of_another_form_is_refused(editor: Editor, workspace: Workspace, content: Any) -> None:
    signer = URLSafeTimedSerializer(workspace.store.secret(), salt="annotate.edit")
    editor.token = str(signer.dumps(content))
    message_of(editor.get(), 401)


def test_a_token_of_another_set_is_refused(editor: Editor, workspace: Workspace) -> None:
    bob = workspace.store.open_set("a1", "Bob", workspace.label_set.ref)
    editor.token = tokens.issue(workspace, bob.id, "Bob")
    message_of(editor.get(), 401)


def test_a_token_signed_for_another_purpose_is_refused(editor: Editor, workspace: Workspace) -> None:
    signer = URLSafeTimedSerializer(workspace.store.secret(), salt="something else")
    editor.token = str(signer.dumps([workspace.store.id, editor.set_id, "Ann"]))
    message_of(editor.get(), 401)


def test_another_annotators_set_can_be_read_and_not_changed(editor: Editor, workspace: Workspace) -> None:
    editor.token = tokens.issue(workspace, editor.set_id, "Bob")
    assert editor.get().status_code == 200
    assert editor.send([], known_revision=0).status_code == 200
    assert "Ann" in message_of(editor.send([editor.edit("put-span", span("s1", "mayor"))]), 403)
    message_of(editor.post("/activity", {"seconds": 1}), 403)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "http://testserver"}, 200),
        ({"Origin": "http://testserver:80"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://testserver:8080"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://[broken"}, 403),
        ({"Origin": "https://label.example", "Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
    ],
)
def test_pages_of_other_sites_are_refused(editor: Editor, headers: dict[str, str], status: int) -> None:
    answer = editor.http.get(editor.path, headers=editor.headers | headers)
    assert answer.status_code == status


def test_a_set_that_is_not_there_is_not_found(editor: Editor, workspace: Workspace) -> None:
    editor.set_id = "nothing"
    editor.token = tokens.issue(workspace, "nothing", "Ann")
    message_of(editor.get(), 404)
    message_of(editor.send([]), 404)
    message_of(editor.get("/history"), 404)


def test_unknown_addresses_and_methods_are_answered_in_json(editor: Editor) -> None:
    message_of(editor.http.get("/api/v1/nothing"), 404)
    message_of(editor.http.delete(editor.path, headers=editor.headers), 405)


def test_a_set_of_another_label_set_is_refused(editor: Editor, workspace: Workspace) -> None:
    for ref in (LabelSetRef("other", "1.0.0"), LabelSetRef("attribution", "9.0.0")):
        text = f"Text for {ref.name}."
        list(workspace.store.load([Article(ref.name, "Title", text, sha256_of(text), "en")]))
        editor.set_id = workspace.store.open_set(ref.name, "Ann", ref).id
        editor.token = tokens.issue(workspace, editor.set_id, "Ann")
        assert ref.version in message_of(editor.get(), 412)
        message_of(editor.send([editor.edit("set-notes", {"notes": ["x"]})]), 412)
        assert workspace.store.history(editor.set_id) == []
        assert workspace.store.open_set(ref.name, "Ann", ref).label_set == ref
