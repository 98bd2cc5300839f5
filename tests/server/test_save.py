"""Saving: what is answered, and what is in the store then."""

from __future__ import annotations

from typing import Any

from annotate.workspace.workspace import Workspace

from .conftest import Editor, relation, span


def _content() -> dict[str, Any]:
    return span("s2", "“It will stay”", "content", attributes={"factual": "opinion"})


def test_reading_gives_all_that_the_editor_shows(editor: Editor, workspace: Workspace) -> None:
    editor.save(editor.edit("put-span", span("s1", "mayor 👩‍👩‍👧")), editor.edit("set-notes", {"notes": ["Look"]}))
    body = editor.get().json()
    assert body["store"] == workspace.store.id
    assert body["revision"] == 2
    assert body["article"]["text"][:9] == "The mayor"
    assert body["label_set"] == workspace.label_set.data
    assert body["label_set"]["labels"][2]["attributes"]["properties"]["factual"]
    assert body["set"] == {
        "id": editor.set_id,
        "annotator": "Ann",
        "status": "in_progress",
        "spans": [span("s1", "mayor 👩‍👩‍👧")],
        "relations": [],
        "notes": ["Look"],
        "skipped_reason": None,
        "active_seconds": 0.0,
    }
    assert body["problems"] == []


def test_every_operation_is_saved_and_read_back(editor: Editor) -> None:
    answer = editor.save(
        editor.edit("put-span", span("s1", "mayor")),
        editor.edit("put-span", _content()),
        editor.edit("put-span", span("s3", "told", "cue")),
        editor.edit("put-relation", relation("r1", "s2", "s3")),
        editor.edit("delete-relation", {"id": "r1"}),
        editor.edit("delete-span", {"id": "s3"}),
        editor.edit("set-notes", {"notes": ["one", "two"]}),
        editor.edit("set-skip", {"reason": "Not news"}),
    )
    assert answer["revision"] == 8
    assert answer["changes"] == []
    shown = editor.get().json()["set"]
    assert [kept["id"] for kept in shown["spans"]] == ["s1", "s2"]
    assert shown["relations"] == []
    assert shown["notes"] == ["one", "two"]
    assert shown["skipped_reason"] == "Not news"


def test_the_answer_lists_every_problem_of_the_set(editor: Editor) -> None:
    answer = editor.save(editor.edit("put-span", span("s2", "“It will stay”", "content", attributes={})))
    codes = {(problem["code"], problem.get("span_id")) for problem in answer["problems"]}
    assert {("A001", "s2"), ("R008", "s2")} <= codes
    editor.save(editor.edit("put-span", span("s1", "mayor")), base=1)
    assert editor.get().json()["problems"] == answer["problems"] or len(answer["problems"]) > 1


def test_the_list_of_articles_knows_the_number_of_errors(editor: Editor, workspace: Workspace) -> None:
    answer = editor.save(editor.edit("put-span", span("s2", "“It will stay”", "content")))
    errors = sum(problem["severity"] == "error" for problem in answer["problems"])
    row = workspace.store.set_row(editor.set_id)
    assert row is not None
    assert row.errors == errors > 0


def test_an_edit_that_is_sent_again_is_applied_once_and_answered_the_same(editor: Editor) -> None:
    edits = [editor.edit("put-span", span("s1", "mayor")), editor.edit("delete-span", {"id": "s1"})]
    first = editor.save(*edits)
    assert editor.save(*edits) == first
    assert editor.save(*edits, editor.edit("put-span", span("s1", "mayor")))["revision"] == 3
    assert len(editor.get("/history").json()["history"]) == 3


def test_edits_of_two_tabs_to_different_spans_merge(editor: Editor, other: Editor) -> None:
    editor.save(editor.edit("put-span", span("s1", "mayor")))
    answer = other.save(other.edit("put-span", span("s2", "bridge")))
    assert answer["revision"] == 2
    assert [(change["op"], change["value"]["id"], change["client"]) for change in answer["changes"]] == [
        ("put-span", "s1", "tab1"),
        ("put-span", "s2", "tab2"),
    ]


def test_others_changes_are_told_with_the_own_ones_in_the_order_in_which_they_were_stored(
    editor: Editor, other: Editor
) -> None:
    editor.save(editor.edit("put-span", _content()), editor.edit("put-span", span("s3", "told", "cue")))
    editor.save(editor.edit("delete-span", {"id": "s3"}), base=2)
    editor.save(editor.edit("put-span", span("s3", "told", "cue")), base=3)
    mine = other.edit("put-relation", relation("r1", "s2", "s3"))
    answer = other.save(mine, base=2)
    # Taken in behind the relation, the deletion would take it along.
    assert [(change["op"], change["value"]["id"]) for change in answer["changes"]] == [
        ("delete-span", "s3"),
        ("put-span", "s3"),
        ("put-relation", "r1"),
    ]
    assert other.save(mine, base=2) == answer


def test_without_others_changes_nothing_is_told(editor: Editor) -> None:
    assert editor.save(editor.edit("put-span", span("s1", "mayor")))["changes"] == []


def test_two_tabs_that_change_one_span_conflict_and_nothing_is_applied(editor: Editor, other: Editor) -> None:
    editor.save(editor.edit("put-span", span("s1", "mayor")))
    mine = other.edit("put-span", span("s1", "bridge"))
    answer = other.send([other.edit("put-span", span("s9", "Others")), mine])
    assert answer.status_code == 409
    body = answer.json()
    assert body["message"]
    assert body["revision"] == 1
    assert body["conflicts"] == [
        {
            "edit": mine["id"],
            "kind": "span",
            "id": "s1",
            "current": span("s1", "mayor"),
            "standing": [{"op": "put-span", "value": span("s1", "mayor")}],
            "missing": [],
        }
    ]
    assert [kept["id"] for kept in editor.get().json()["set"]["spans"]] == ["s1"]
    assert other.save(mine, base=body["revision"])["revision"] == 2


def _standing_where_an_end_was_changed(editor: Editor, other: Editor, mine: dict[str, Any]) -> list[tuple[str, str]]:
    """What a conflict tells of the end of a relation, which the one tab has changed and the other edits by ``mine``."""
    editor.save(
        editor.edit("put-span", _content()),
        editor.edit("put-span", span("s3", "told", "cue")),
        editor.edit("put-relation", relation("r1", "s2", "s3")),
    )
    editor.save(editor.edit("put-span", span("s3", "told us", "cue")), base=3)
    answer = other.send([mine], 3)
    assert answer.status_code == 409
    return [(change["op"], change["value"]["id"]) for change in answer.json()["conflicts"][0]["standing"]]


def test_a_deletion_that_conflicts_tells_how_to_bring_back_the_span_and_its_relations(
    editor: Editor, other: Editor
) -> None:
    mine = other.edit("delete-span", {"id": "s3"})
    assert _standing_where_an_end_was_changed(editor, other, mine) == [("put-span", "s3"), ("put-relation", "r1")]


def test_a_span_that_conflicts_tells_its_relations_too_for_the_page_may_have_deleted_them(
    editor: Editor, other: Editor
) -> None:
    mine = other.edit("put-span", span("s3", "us", "cue"))  # its deletion waits behind it
    assert _standing_where_an_end_was_changed(editor, other, mine) == [("put-span", "s3"), ("put-relation", "r1")]


def test_a_relation_to_a_span_that_was_deleted_names_the_missing_end(editor: Editor, other: Editor) -> None:
    editor.save(editor.edit("put-span", _content()), editor.edit("put-span", span("s3", "told", "cue")))
    editor.save(editor.edit("delete-span", {"id": "s3"}), base=2)
    answer = other.send([other.edit("put-relation", relation("r1", "s2", "s3"))], 2)
    assert answer.status_code == 409
    (conflict,) = answer.json()["conflicts"]
    assert (conflict["kind"], conflict["id"], conflict["current"]) == ("relation", "r1", None)
    assert conflict["missing"] == ["s3"]
    assert conflict["standing"] == [{"op": "delete-relation", "value": {"id": "r1"}}]


def test_notes_conflict_as_a_whole(editor: Editor, other: Editor) -> None:
    editor.save(editor.edit("set-notes", {"notes": ["mine"]}))
    answer = other.send([other.edit("set-notes", {"notes": ["other"]})])
    assert answer.status_code == 409
    assert answer.json()["conflicts"][0]["current"] == {"notes": ["mine"]}


def test_a_set_with_errors_cannot_be_submitted_and_the_errors_are_told(editor: Editor) -> None:
    editor.save(editor.edit("put-span", _content()))
    submit = editor.edit("set-status", {"status": "submitted"})
    answer = editor.send([editor.edit("put-span", span("s1", "mayor")), submit], 1)
    assert answer.status_code == 422
    body = answer.json()
    assert "submitted" in body["message"]
    assert any(problem["code"] == "R008" for problem in body["problems"])
    standing = [{"op": "set-status", "value": {"status": "in_progress"}}]
    assert body["refused"] == [{"edit": submit["id"], "standing": standing}]
    assert editor.get().json()["revision"] == 1


def test_a_set_that_is_mended_and_submitted_in_one_request_is_submitted(editor: Editor) -> None:
    editor.save(editor.edit("put-span", _content()))
    source = relation("r1", "s2", "s1", "has_source") | {"attributes": {"certainty": "certain"}}
    answer = editor.save(
        editor.edit("put-span", span("s1", "mayor")),
        editor.edit("put-relation", source),
        editor.edit("set-status", {"status": "submitted"}),
        base=1,
    )
    assert all(problem["severity"] == "warning" for problem in answer["problems"])
    assert editor.get().json()["set"]["status"] == "submitted"


def test_edits_of_a_set_that_another_tab_submitted_are_held_as_conflicts(editor: Editor, other: Editor) -> None:
    editor.save(editor.edit("put-span", span("s1", "mayor")), editor.edit("set-status", {"status": "submitted"}))
    mine = other.edit("put-span", span("s2", "bridge"))
    answer = other.send([mine])
    assert answer.status_code == 409
    body = answer.json()
    assert body["closed"] == "submitted"
    assert [conflict["edit"] for conflict in body["conflicts"]] == [mine["id"]]
    reopened = other.save(other.edit("set-status", {"status": "in_progress"}), mine, base=body["revision"])
    assert reopened["revision"] == 4


def test_without_edits_the_answer_brings_the_news(editor: Editor, other: Editor) -> None:
    editor.save(editor.edit("put-span", span("s1", "mayor")), editor.edit("put-span", span("s2", "bridge")))
    answer = other.save(known_revision=1)
    assert answer["revision"] == 2
    assert [change["value"]["id"] for change in answer["changes"]] == ["s2"]
    assert other.save(known_revision=2)["changes"] == []


def test_a_client_that_says_what_it_knows_hears_of_its_own_earlier_edits_too(editor: Editor) -> None:
    editor.save(editor.edit("put-span", span("s1", "mayor")))
    answer = editor.save(editor.edit("put-span", span("s2", "bridge")), base=1, known_revision=0)
    assert [(change["revision"], change["value"]["id"]) for change in answer["changes"]] == [(1, "s1"), (2, "s2")]


def test_history_gives_every_edit_with_what_undoes_it(editor: Editor) -> None:
    editor.save(editor.edit("put-span", span("s1", "mayor")), editor.edit("delete-span", {"id": "s1"}))
    history = editor.get("/history").json()["history"]
    assert [(edit["revision"], edit["op"], edit["annotator"], edit["client"]) for edit in history] == [
        (1, "put-span", "Ann", "tab1"),
        (2, "delete-span", "Ann", "tab1"),
    ]
    assert history[1]["inverse"] == [{"op": "put-span", "value": span("s1", "mayor")}]
    assert [edit["revision"] for edit in editor.get("/history", after=1).json()["history"]] == [2]
    assert [edit["revision"] for edit in editor.get("/history", last=1).json()["history"]] == [2]
    assert [edit["revision"] for edit in editor.get("/history", last=1, before=2).json()["history"]] == [1]
    assert editor.get("/history", before=1).json() == {"history": []}


def test_values_completes_from_what_was_used_before(editor: Editor) -> None:
    attributes = {"factual": "checkable", "evidence": "Town archive"}
    editor.save(editor.edit("put-span", span("s2", "“It will stay”", "content", attributes=attributes)))
    answer = editor.get("/values", label="content", attribute="evidence", prefix="town")
    assert answer.json() == {"values": ["Town archive"]}
    assert editor.get("/values", label="content", attribute="evidence", prefix="x").json() == {"values": []}


def test_values_of_a_relations_attribute_are_told_too(editor: Editor) -> None:
    attributes = {"factual": "checkable"}
    relation = {"id": "r", "label": "has_source", "head": "s1", "tail": "s2", "attributes": {"certainty": "likely"}}
    editor.save(
        editor.edit("put-span", span("s1", "“It will stay”", "content", attributes=attributes)),
        editor.edit("put-span", span("s2", "mayor")),
        editor.edit("put-relation", relation),
    )
    assert editor.get("/values", relation="has_source", attribute="certainty").json() == {"values": ["likely"]}
    assert editor.get("/values", label="has_source", attribute="certainty").status_code == 400


def test_activity_adds_up(editor: Editor) -> None:
    assert editor.post("/activity", {"seconds": 30}).json() == {"seconds": 30}
    assert editor.post("/activity", {"seconds": 12.5}).json() == {"seconds": 42.5}
    assert editor.get().json()["set"]["active_seconds"] == 42.5


def test_every_answer_says_that_nobody_may_keep_or_embed_it(editor: Editor) -> None:
    for answer in (editor.get(), editor.get("/nothing"), editor.send([{}])):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert "access-control-allow-origin" not in answer.headers
