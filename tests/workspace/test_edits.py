"""Saving by a label set that has versions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotate.label_set import LabelSet
from annotate.model import Article, sha256_of
from annotate.store import Edit, Op, Store
from annotate.validation import Validator
from annotate.workspace import edits
from annotate.workspace.workspace import OtherLabelSet, Workspace


@pytest.fixture
def workspace(tmp_path: Path, attribution: LabelSet) -> Iterator[Workspace]:
    opened = Workspace(Store.open(f"sqlite:///{tmp_path}/annotate.db"), attribution, Validator(attribution))
    list(opened.store.load([Article("a1", "Title", "Some text", sha256_of("Some text"), "en")]))
    yield opened
    opened.close()


def at_version(workspace: Workspace, version: str) -> Workspace:
    """The same store, worked on with another version of the label set."""
    label_set = replace(workspace.label_set, version=version)
    return Workspace(workspace.store, label_set, Validator(label_set))


def note(text: str, base: int) -> Edit:
    return Edit(text, Op.SET_NOTES, {"notes": [text]}, base, "tab")


def test_a_set_follows_to_the_version_that_it_is_edited_with_and_never_goes_back(workspace: Workspace) -> None:
    old, new = workspace, at_version(workspace, "0.3.1")
    set_id = old.store.open_set("a1", "Ann", old.label_set.ref).id
    edits.save(old, set_id, [note("first", 0)])
    edits.payload(new, set_id)
    before = old.store.annotation_set(set_id)
    assert before is not None
    assert before.label_set == old.label_set.ref
    edits.save(new, set_id, [note("second", 1)])
    after = new.store.annotation_set(set_id)
    assert after is not None
    assert after.label_set == new.label_set.ref
    with pytest.raises(OtherLabelSet, match=r"0\.3\.1"):
        edits.save(old, set_id, [note("third", 2)])
    assert new.store.annotation_set(set_id) == after
