"""What the API refuses: hostile bodies, edits that no store may take, and stores that cannot write."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from annotate.errors import AnnotateError
from annotate.label_set import LabelSet
from annotate.store import StoreDamaged, StoreFull, StoreUnavailable
from annotate.validation import Validator
from annotate.workspace.workspace import Workspace

from .conftest import Editor, message_of, span


@pytest.fixture
def url(tmp_path: Path) -> str:
    """One engine is enough here: what is refused never reaches the store."""
    return f"sqlite:///{tmp_path}/annotate.db"


def test_an_edit_that_no_store_may_take_is_refused_by_name(editor: Editor) -> None:
    good = editor.edit("put-span", span("s1", "mayor"))
    bad = editor.edit("put-span", span("s2", "bridge") | {"fragments": [{"start": 0, "end": 3, "text": "xxx"}]})
    answer = editor.send([good, bad])
    message_of(answer, 422)
    body = answer.json()
    assert body["refused"] == [{"edit": bad["id"], "standing": [{"op": "delete-span", "value": {"id": "s2"}}]}]
    (problem,) = body["problems"]
    assert problem["code"] == "T004"
    assert problem["pointer"].startswith("/edits/1/value/fragments/0")
    assert editor.get().json()["set"]["spans"] == []


def test_a_refused_change_tells_what_stands(editor: Editor) -> None:
    editor.save(editor.edit("put-span", span("s1", "mayor")))
    bad = editor.edit("put-span", span("s1", "mayor", attributes={"named": "yes"}))
    answer = editor.send([bad], 1)
    assert answer.status_code == 422
    standing = [{"op": "put-span", "value": span("s1", "mayor")}]
    assert answer.json()["refused"] == [{"edit": bad["id"], "standing": standing}]


@pytest.mark.parametrize(
    ("op", "value"),
    [
        ("put-span", {}),
        ("put-span", {"id": ["x"]}),
        ("put-span", {"id": "s1", "label": "nothing", "fragments": [], "attributes": {}}),
        ("put-span", span("s1", "mayor") | {"extra": 1}),
        ("put-span", span("s1", "mayor") | {"label": "unknown"}),
        ("put-span", span("s1", "mayor") | {"fragments": [{"start": 4, "end": 10, "text": "mayor "}]}),
        ("put-span", span("s1", "mayor") | {"fragments": [{"start": 4, "end": 9_000_000, "text": "mayor"}]}),
        ("put-relation", {}),
        ("put-relation", {"id": "r", "label": "unknown", "head": "a", "tail": "b"}),
        ("put-relation", {"id": "r", "label": "has_cue", "head": 1, "tail": None}),
        ("delete-span", {}),
        ("delete-span", {"id": 1}),
        ("delete-span", {"id": "x" * 101}),
        ("delete-relation", {"id": "r", "more": 1}),
        ("set-notes", {}),
        ("set-notes", {"notes": "text"}),
        ("set-notes", {"notes": [1]}),
        ("set-notes", {"notes": ["x"] * 1_001}),
        ("set-notes", {"notes": ["x" * 10_001]}),
        ("set-status", {}),
        ("set-status", {"status": "adjudicated"}),
        ("set-status", {"status": ["submitted"]}),
        ("set-skip", {}),
        ("set-skip", {"reason": 1}),
        ("set-skip", {"reason": "x" * 1_001}),
    ],
)
def test_values_of_the_wrong_form_are_refused(editor: Editor, op: str, value: dict[str, Any]) -> None:
    answer = editor.send([editor.edit(op, value)])
    message_of(answer, 422)
    assert answer.json()["problems"]
    assert editor.get().json()["revision"] == 0


GOOD = {"base_revision": 0, "client": "tab1", "edits": []}
EDIT = {"id": "e1", "op": "delete-span", "value": {"id": "s1"}}


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "text",
        7,
        {},
        GOOD | {"base_revision": -1},
        GOOD | {"base_revision": True},
        GOOD | {"base_revision": 1.5},
        GOOD | {"base_revision": "1"},
        GOOD | {"client": ""},
        GOOD | {"client": 5},
        GOOD | {"client": "x" * 101},
        GOOD | {"known_revision": "all"},
        GOOD | {"edits": {}},
        GOOD | {"edits": [None]},
        GOOD | {"edits": [EDIT | {"id": ""}]},
        GOOD | {"edits": [EDIT | {"id": 1}]},
        GOOD | {"edits": [EDIT | {"op": "drop-table"}]},
        GOOD | {"edits": [EDIT | {"op": ["put-span"]}]},
        GOOD | {"edits": [EDIT | {"value": "s1"}]},
        GOOD | {"edits": [EDIT] * 2_001},
    ],
)
def test_bodies_of_the_wrong_form_are_bad_requests(editor: Editor, body: Any) -> None:
    message_of(editor.post("/edits", body), 400)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe{}",
        b"\xef\xbb\xbf{}",
        b'{"base_revision": NaN}',
        b'{"base_revision": 1e999}',
        b'{"base_revision": 0, "base_revision": 1}',
        b'{"client": "\\ud800"}',
        b'{"client": "a\\u0000b"}',
        b"[" * 100_000,
        b'{"a":' * 200 + b"1" + b"}" * 200,
        b"9" * 10_000,
    ],
    ids=range(12),
)
def test_what_is_not_strict_json_is_a_bad_request(editor: Editor, body: bytes) -> None:
    for path in ("/edits", "/activity"):
        answer = editor.http.post(editor.path + path, headers=editor.headers, content=body)
        message_of(answer, 400)


def test_a_body_that_is_too_large_is_refused_before_it_is_read(editor: Editor) -> None:
    large = json.dumps(GOOD | {"client": "x" * 2_000_000})
    message_of(editor.http.post(editor.path + "/edits", headers=editor.headers, content=large), 413)

    sent = 0

    def endless() -> Any:
        nonlocal sent
        for _ in range(1_000):
            sent += 1
            yield b" " * 100_000

    message_of(editor.http.post(editor.path + "/edits", headers=editor.headers, content=endless()), 413)


@pytest.mark.parametrize("body", [{}, [], {"seconds": -1}, {"seconds": "5"}, {"seconds": True}, {"seconds": 10**9}])
def test_activity_takes_a_number_of_seconds(editor: Editor, body: Any) -> None:
    message_of(editor.post("/activity", body), 400)


def test_values_are_told_of_attributes_that_exist_only(editor: Editor) -> None:
    for label, attribute in (("content", "nothing"), ("nothing", "evidence"), ("content", 'x"]')):
        message_of(editor.get("/values", label=label, attribute=attribute), 400)


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "9" * 20, "²"])
def test_history_counts_from_a_whole_number(editor: Editor, after: str) -> None:
    message_of(editor.get("/history", after=after), 400)


# When the store cannot


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (StoreFull("The disk with the store is full. Make space."), 507),
        (StoreUnavailable("The store is locked by another program. Try again."), 503),
        (StoreDamaged("The store is damaged. Restore it from a backup."), 500),
        (ZeroDivisionError("a bug"), 500),
    ],
)
def test_a_store_that_cannot_write_says_so(
    editor: Editor, workspace: Workspace, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(workspace.store, "apply", fail)
    message = message_of(editor.send([editor.edit("put-span", span("s1", "mayor"))]), status)
    assert "a bug" not in message
    if isinstance(error, AnnotateError):
        assert message == error.message


def test_a_workspace_that_cannot_be_opened_says_so(attribution: LabelSet) -> None:
    from starlette.applications import Starlette

    from annotate.server.routes import routes

    def closed() -> Workspace:
        raise AnnotateError("The label set cannot be used. Mend it first.")

    http = TestClient(Starlette(routes=routes(closed)))
    answer = http.get("/api/v1/annotation-sets/x", headers={"Authorization": "Bearer x"})
    assert message_of(answer, 503) == "The label set cannot be used. Mend it first."
    assert answer.headers["retry-after"]
    assert Validator(attribution)
