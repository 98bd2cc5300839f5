from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotate.dataset.diff import Bump, Difference, bumped, diff
from annotate.errors import AnnotateError
from annotate.label_set import LabelSet, label_set_from_data
from annotate.model import AnnotatedArticle, Relation, Status

from .conftest import Export
from .making import annotated, article, attribution_example, span


@pytest.fixture
def differing(export: Export, attribution: LabelSet) -> Any:
    """``differing(before, after)``: the difference between exports of two lists of annotated articles."""

    def run(before: list[AnnotatedArticle], after: list[AnnotatedArticle], **options: Any) -> Difference:
        old = export(attribution, before, "before", **options).folder
        return diff(old, export(attribution, after, "after", **options).folder)

    return run


def kinds(difference: Difference) -> list[tuple[str, str | None]]:
    return [(change.kind, change.item) for change in difference.changes]


def with_spans(found: AnnotatedArticle, **changed: Any) -> AnnotatedArticle:
    """With the spans of these ids replaced; None removes one."""
    kept = [changed.get(s.id, s) for s in found.annotations.spans]
    return replace(found, annotations=replace(found.annotations, spans=tuple(s for s in kept if s is not None)))


BASE = attribution_example()
BY_ID = {s.id: s for s in BASE.annotations.spans}


def test_equal_folders_do_not_differ(differing: Any) -> None:
    found = differing([BASE], [BASE])
    assert (found.changes, found.bump) == ([], Bump.NONE)


def test_articles_added_are_a_minor_change_and_removed_a_major_one(differing: Any) -> None:
    other = attribution_example("a2")
    found = differing([BASE], [BASE, other])
    assert ([c.kind for c in found.changes], found.bump) == (["article added"], Bump.MINOR)
    found = differing([BASE, other], [BASE])
    assert ([c.kind for c in found.changes], found.bump) == (["article removed"], Bump.MAJOR)


def test_a_span_that_was_moved(differing: Any) -> None:
    moved = replace(BY_ID["s2"], fragments=span(BASE.article, "s2", "cue", (4, 7)).fragments)
    found = differing([BASE], [with_spans(BASE, s2=moved)])
    assert kinds(found) == [("span moved", "s2")]
    assert (found.changes[0].before, found.changes[0].after) == ("cue 4–8 “said”", "cue 4–7 “sai”")


def test_a_span_that_was_relabelled(differing: Any) -> None:
    found = differing([BASE], [with_spans(BASE, s6=span(BASE.article, "s6", "source", (36, 41), named=True))])
    assert kinds(found) == [("span relabelled", "s6")]


def test_a_span_whose_attributes_changed(differing: Any) -> None:
    changed = replace(BY_ID["s10"], attributes={"named": False})
    found = differing([BASE], [with_spans(BASE, s10=changed)])
    assert kinds(found) == [("span attributes changed", "s10")]
    assert (found.changes[0].before, found.changes[0].after) == ("named=true, reliability=null", "named=false")


def test_the_same_span_under_another_id_has_not_changed(differing: Any) -> None:
    renamed = replace(BY_ID["s10"], id="new")
    relations = tuple(replace(r, tail="new") if r.tail == "s10" else r for r in BASE.annotations.relations)
    after = with_spans(BASE, s10=renamed)
    after = replace(after, annotations=replace(after.annotations, relations=relations, annotator="adj"))
    assert differing([BASE], [after]).bump is Bump.NONE


def test_spans_and_relations_added_and_removed(differing: Any) -> None:
    of = article("a", "one two three")
    one, two = span(of, "1", "content", (0, 3), factual="opinion"), span(of, "2", "source", (4, 7), named=True)
    three = span(of, "3", "source", (8, 13), named=True)
    certain = {"certainty": "certain"}
    before = annotated(of, [one, two], [Relation("r1", "has_source", "1", "2", certain)])
    after = annotated(of, [one, three], [Relation("r1", "has_source", "1", "3", certain)])
    assert kinds(differing([before], [after])) == [
        ("span removed", "2"),
        ("span added", "3"),
        ("relation removed", "r1"),
        ("relation added", "r1"),
    ]


def test_attributes_of_a_relation(differing: Any) -> None:
    relations = tuple(
        replace(r, attributes={"certainty": "likely"}) if r.id == "r1" else r for r in BASE.annotations.relations
    )
    after = replace(BASE, annotations=replace(BASE.annotations, relations=relations))
    assert kinds(differing([BASE], [after])) == [("relation attributes changed", "r1")]


def test_facts_are_a_patch(differing: Any) -> None:
    after = replace(BASE, article=replace(BASE.article, title="Another", url="https://example.org"))
    found = differing([BASE], [after])
    assert kinds(found) == [("facts changed", "title"), ("facts changed", "url")]
    assert found.bump is Bump.PATCH


def test_a_change_of_split_is_a_major_change(export: Export, attribution: LabelSet) -> None:
    items = [attribution_example(f"a{n}") for n in range(12)]
    before = export(attribution, items, "before").folder
    after = export(attribution, items, "after", key="another").folder
    found = diff(before, after)
    assert set(found.counts) == {"split changed"}
    assert found.bump is Bump.MAJOR


def test_the_reference_may_come_from_another_annotator(differing: Any) -> None:
    adjudicated = replace(BASE, annotations=replace(BASE.annotations, annotator="eve", status=Status.ADJUDICATED))
    assert not differing([BASE], [BASE, adjudicated]).changes


@pytest.mark.parametrize(
    ("version", "expected"),
    [("0.3.0", Bump.NONE), ("0.3.1", Bump.PATCH), ("0.4.0", Bump.MAJOR), ("1.0.0", Bump.MAJOR)],
)
def test_the_label_set_counts_too(export: Export, attribution: LabelSet, version: str, expected: Bump) -> None:
    newer = label_set_from_data({**attribution.data, "version": version})
    before = export(attribution, [BASE], "before").folder
    made = annotated(
        BASE.article, BASE.annotations.spans, BASE.annotations.relations, label_set=("attribution", version)
    )
    found = diff(before, export(newer, [made], "after").folder)
    assert found.bump is expected


def test_versions_are_bumped() -> None:
    assert [bumped("1.2.3", bump) for bump in Bump] == ["1.2.3", "1.2.4", "1.3.0", "2.0.0"]


def test_what_is_no_dataset_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AnnotateError, match="no dataset folder"):
        diff(tmp_path, tmp_path)
