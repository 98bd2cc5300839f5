"""A store moves to a new version of its label set where it is, on both engines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotate.errors import AnnotateError
from annotate.label_set import LabelSet
from annotate.model import AnnotatedArticle, LabelSetRef, Record, Status, annotated_article_from_record
from annotate.model import annotated_article_to_record as to_record
from annotate.store import Edit, Op, Store
from annotate.validation.label_sets import load_label_set
from annotate.validation.migration import Migrated, Migration, load_migration
from annotate.workspace.migrating import migrate_store
from tests.store.conftest import new_postgresql, postgresql_server, store, url
from tests.store.making import at_revision
from tests.validation.making import BASES, changed, label_set_files

__all__ = ["new_postgresql", "postgresql_server", "store", "url"]

OLD, NEW = LabelSetRef("news", "1.0.0"), LabelSetRef("news", "2.0.0")
STEPS = [
    {"map_values": {"label": "policy", "attribute": "kind", "values": {"proposal": "law"}}},
    {"rename_relation": {"from": "target", "to": "about"}},
]


@pytest.fixture
def new(tmp_path: Path) -> LabelSet:
    """Version 2.0.0: no option “agenda”, and the relation “target” has another name."""
    folder = tmp_path / "new"
    folder.mkdir()
    files = label_set_files({"label-set.json#/version": "2.0.0"})
    files["label-set.json"] = files["label-set.json"].replace(b'"target"', b'"about"')
    policy = json.loads(files["policy.schema.json"])
    kind = policy["properties"]["kind"]
    kind["oneOf"] = [option for option in kind["oneOf"] if option["const"] != "agenda"]
    files["policy.schema.json"] = json.dumps(policy).encode()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return load_label_set(folder)


@pytest.fixture
def steps(tmp_path: Path, new: LabelSet) -> Migration:
    return load_migration(steps_file(tmp_path), new)


def steps_file(folder: Path, **more: Any) -> Path:
    file = folder / "steps.json"
    refs = {"from": {"name": "news", "version": "1.0.0"}, "to": {"name": "news", "version": "2.0.0"}}
    file.write_text(json.dumps({**refs, "steps": STEPS, **more}))
    return file


def load(store: Store, article_id: str, changes: dict[str, Any]) -> str:
    """Puts a record into the store and gives its set's id."""
    record = changed(BASES["news"](), {"/article/id": article_id, **changes})
    list(store.load([annotated_article_from_record(record)]))
    (row,) = store.sets(article_id)
    return row.id


def record_of(store: Store, set_id: str) -> Record:
    annotations = store.annotation_set(set_id)
    assert annotations is not None
    article = store.article(annotations.article_id)
    assert article is not None
    return to_record(AnnotatedArticle(article, annotations))


def migrate(store: Store, steps: Migration) -> list[Migrated]:
    return list(migrate_store(store, steps))


def test_a_submitted_set_is_migrated_and_stays_submitted(store: Store, steps: Migration) -> None:
    set_id = load(store, "a", {"/spans/4/attributes/kind": "proposal"})
    before = record_of(store, set_id)
    (found,) = migrate(store, steps)
    after = record_of(store, set_id)
    assert found.is_done
    assert after == found.record
    assert (after["status"], after["label_set"]) == ("submitted", {"name": "news", "version": "2.0.0"})
    kinds = [span["attributes"]["kind"] for span in after["spans"] if "kind" in span["attributes"]]
    assert kinds == ["law"]
    assert [relation["label"] for relation in after["relations"]] == ["attributed_to", "holder", "about"]
    others = [[span for span in record["spans"] if span["label"] != "policy"] for record in (before, after)]
    assert others[0] == others[1]
    assert store.sets("a")[0].errors == 0


def test_the_history_tells_the_change_and_leads_back(store: Store, steps: Migration) -> None:
    set_id = load(store, "a", {"/spans/4/attributes/kind": "proposal"})
    before = store.annotation_set(set_id)
    assert before is not None
    migrate(store, steps)
    history = store.history(set_id)
    assert [edit.op for edit in history] == [Op.SET_STATUS, Op.PUT_SPAN, Op.PUT_RELATION, Op.SET_STATUS]
    assert {edit.client[:8] for edit in history} == {"migrate-"}
    earlier = at_revision(store, set_id, before.revision)
    assert (earlier.spans, earlier.relations) == (before.spans, before.relations)


def test_what_cannot_be_mapped_stays_and_is_told_with_its_problem(store: Store, steps: Migration) -> None:
    lost = load(store, "a", {"/spans/4/attributes/kind": "agenda"})
    kept = load(store, "b", {"/spans/4/attributes/kind": "proposal"})
    before = record_of(store, lost)
    first, second = migrate(store, steps)
    assert not first.is_done
    assert first.record == before == record_of(store, lost)
    assert [problem.code for problem in first.problems] == ["A003"]
    assert store.history(lost) == []
    assert second.is_done
    assert record_of(store, kept)["label_set"]["version"] == "2.0.0"


def test_a_set_in_which_nothing_changes_moves_without_a_revision(store: Store, steps: Migration) -> None:
    set_id = load(store, "a", {"/spans": [], "/relations": []})
    revision = store.sets("a")[0].revision
    assert migrate(store, steps)[0].is_done
    (row,) = store.sets("a")
    assert (row.revision, row.label_set_version, row.status) == (revision, "2.0.0", Status.SUBMITTED)
    assert store.history(set_id) == []


def test_a_set_that_was_only_opened_moves_and_stays_new(store: Store, steps: Migration) -> None:
    load(store, "a", {})
    opened = store.open_set("a", "ben", OLD)
    assert [found.is_done for found in migrate(store, steps)] == [True, True]
    moved = store.annotation_set(opened.id)
    assert moved is not None
    assert moved.label_set == NEW
    assert store.counts("ben") == {**dict.fromkeys(store.counts("ben"), 0), "new": 1}


def test_a_set_in_progress_may_go_on_lacking_relations(store: Store, steps: Migration) -> None:
    set_id = load(store, "a", {"/status": "in_progress", "/relations": []})
    (found,) = migrate(store, steps)
    assert found.is_done
    assert record_of(store, set_id)["label_set"]["version"] == "2.0.0"
    assert store.sets("a")[0].errors == len(found.problems) > 0


def test_sets_of_other_versions_are_left_alone_and_a_second_run_finds_nothing(store: Store, steps: Migration) -> None:
    load(store, "a", {})
    store.open_set("a", "ben", LabelSetRef("news", "0.9.0"))
    store.open_set("a", "ada", LabelSetRef("attribution", "1.0.0"))
    assert len(migrate(store, steps)) == 1
    assert migrate(store, steps) == []


def test_an_edit_made_in_the_meantime_is_migrated_too(
    store: Store, steps: Migration, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_id = load(store, "a", {"/status": "in_progress"})
    span = {**BASES["news"]()["spans"][4], "id": "late", "attributes": {"kind": "proposal"}}
    span["fragments"] = [{"start": 4, "end": 9, "text": "mayor"}]
    late = Edit("late-1", Op.PUT_SPAN, span, 0, "editor")
    look = steps.migrate

    def edit_in_the_meantime(record: Record) -> Migrated:
        found = look(record)
        store.apply(set_id, [late])
        return found

    monkeypatch.setattr(steps, "migrate", edit_in_the_meantime)
    (found,) = migrate(store, steps)
    kinds = {span["id"]: span["attributes"].get("kind") for span in record_of(store, set_id)["spans"]}
    assert found.is_done
    assert kinds["late"] == "law"


def test_a_store_refuses_a_migration_to_another_name(store: Store, tmp_path: Path) -> None:
    file = steps_file(
        tmp_path, **{"from": {"name": "olds", "version": "1.0.0"}, "to": {"name": "news", "version": "1.0.0"}}
    )
    steps = load_migration(file, load_label_set(Path("schemas/news")))
    with pytest.raises(AnnotateError, match="keeps the name of its label set"):
        migrate(store, steps)
