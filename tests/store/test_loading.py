from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotate.model import AnnotatedArticle, Article, LabelSetRef, Relation, Status, sha256_of
from annotate.store import Outcome, Store

from .making import REF, TEXT, make_annotated, make_article


def outcomes(store: Store, *items: Article | AnnotatedArticle) -> list[Outcome]:
    return [loaded.outcome for loaded in store.load(items)]


def test_an_article_comes_back_to_the_last_code_point(store: Store) -> None:
    article = make_article(
        publisher="P",
        author="A",
        url="u",
        published_at="2025-01-01",
        license="CC0",
        group="g",
        metadata={"b": [1, None], "a": "\t"},
    )
    assert outcomes(store, article) == [Outcome.LOADED]
    assert store.article("a1") == article


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_any_text_without_nul_and_surrogates_is_kept_exactly(store: Store, text: str) -> None:
    article = make_article(sha256_of(text), text)
    list(store.load([article]))
    assert store.article(article.id) == article


def test_loading_the_same_again_changes_nothing_and_says_so(store: Store) -> None:
    items: list[Article | AnnotatedArticle] = [make_article("a"), make_annotated(make_article("b", TEXT * 9))]
    assert outcomes(store, *items) == [Outcome.LOADED] * 2
    assert outcomes(store, *items, *items) == [Outcome.UNCHANGED] * 4


def test_a_source_that_leaves_facts_open_contradicts_none(store: Store) -> None:
    known = make_article(publisher="The Courier", metadata={"x": 1})
    bare = dataclasses.replace(known, language="und", publisher=None, metadata=None)
    assert outcomes(store, known, bare) == [Outcome.LOADED, Outcome.UNCHANGED]
    assert store.article(known.id) == known


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda a: make_article(a.id, a.text + " "), "text"),
        (lambda a: dataclasses.replace(a, title="Other"), "title"),
        (lambda a: dataclasses.replace(a, metadata={"x": True}), "metadata"),
    ],
)
def test_the_same_id_with_other_content_is_refused_and_the_difference_named(
    store: Store, change: Callable[[Article], Article], named: str
) -> None:
    article = make_article(metadata={"x": 1})
    list(store.load([article]))
    (refused,) = store.load([change(article)])
    assert refused.outcome is Outcome.REFUSED
    assert named in refused.message
    assert store.article("a1") == article


def test_a_set_that_was_merely_opened_is_filled_and_open_pages_hear_of_it(store: Store) -> None:
    article = make_article(text=TEXT * 9)
    loaded = make_annotated(article)
    annotations = dataclasses.replace(loaded.annotations, notes=("look",), label_set=LabelSetRef(REF.name, "1.2.0"))
    item = AnnotatedArticle(article, annotations)
    list(store.load([article]))
    opened = store.open_set(article.id, "ann", REF)
    assert outcomes(store, item, item) == [Outcome.LOADED, Outcome.UNCHANGED]
    filled = store.annotation_set(opened.id)
    assert filled is not None
    assert dataclasses.replace(filled, id="", revision=0) == annotations
    assert [edit.revision for edit in store.history(opened.id)] == list(range(1, filled.revision + 1))


def test_an_empty_set_that_is_loaded_again_is_unchanged(store: Store) -> None:
    empty = make_annotated(make_article(), spans=0, relations=0)
    item = dataclasses.replace(empty, annotations=dataclasses.replace(empty.annotations, status=Status.IN_PROGRESS))
    assert outcomes(store, item, item) == [Outcome.LOADED, Outcome.UNCHANGED]
    assert outcomes(store, item) == [Outcome.UNCHANGED]


def test_a_refused_item_does_not_stop_the_others(store: Store) -> None:
    items = [make_article("a"), dataclasses.replace(make_article("b"), text_sha256="0" * 64), make_article("c")]
    assert outcomes(store, *items) == [Outcome.LOADED, Outcome.REFUSED, Outcome.LOADED]
    assert store.articles().total == 2


@pytest.mark.parametrize(
    ("facts", "named"),
    [
        ({"title": "a\0b"}, "NUL"),
        ({"publisher": "\ud83d"}, "surrogate"),
        ({"metadata": {"k": ["\0"]}}, "NUL"),
        ({"metadata": {"\udc00": 1}}, "surrogate"),
        ({"metadata": {"k": float("nan")}}, "JSON"),
    ],
)
def test_what_no_database_can_hold_is_refused_at_the_door(store: Store, facts: dict[str, Any], named: str) -> None:
    (refused,) = store.load([make_article(**facts)])
    assert refused.outcome is Outcome.REFUSED
    assert named in refused.message


def test_nul_and_surrogates_in_a_text_are_refused_with_their_offset(store: Store) -> None:
    nul = dataclasses.replace(make_article("a"), text="ab\0")
    surrogate = dataclasses.replace(make_article("b"), text="\ud83d")
    first, second = store.load([nul, surrogate])
    assert "offset 2" in first.message
    assert "U+D83D" in second.message


def test_a_backslash_before_u0000_is_ordinary_text(store: Store) -> None:
    assert outcomes(store, make_article(metadata={"k": "\\u0000"})) == [Outcome.LOADED]
    article = store.article("a1")
    assert article is not None
    assert article.metadata == {"k": "\\u0000"}


def test_an_annotated_article_brings_its_set(store: Store) -> None:
    item = make_annotated(make_article(text=TEXT * 9))
    assert outcomes(store, item) == [Outcome.LOADED]
    (row,) = store.sets("a1")
    assert (row.annotator, row.status, row.spans, row.relations) == ("ann", Status.SUBMITTED, 12, 5)
    kept = store.annotation_set(row.id)
    assert kept is not None
    assert dataclasses.replace(kept, id="") == dataclasses.replace(
        item.annotations, spans=tuple(sorted(item.annotations.spans, key=lambda s: s.order))
    )


def test_a_set_that_differs_from_the_one_in_the_store_is_refused_and_nothing_is_overwritten(store: Store) -> None:
    item = make_annotated(make_article(text=TEXT * 9))
    list(store.load([item]))
    other = dataclasses.replace(item, annotations=dataclasses.replace(item.annotations, notes=("x",)))
    (refused,) = store.load([other])
    assert refused.outcome is Outcome.REFUSED
    assert refused.annotator == "ann"
    assert outcomes(store, item) == [Outcome.UNCHANGED]


def test_two_annotators_have_sets_of_one_article(store: Store) -> None:
    article = make_article(text=TEXT * 9)
    assert outcomes(store, make_annotated(article, "a"), make_annotated(article, "b")) == [Outcome.LOADED] * 2
    assert [row.annotator for row in store.sets("a1")] == ["a", "b"]


def test_a_set_that_contradicts_itself_is_refused_whole(store: Store) -> None:
    good = make_annotated(make_article(text=TEXT * 9))
    dangling = dataclasses.replace(good.annotations, relations=(Relation("r", "of", "s1", "nobody"),))
    repeated = dataclasses.replace(good.annotations, spans=good.annotations.spans[:1] * 2, relations=())
    elsewhere = dataclasses.replace(good, article=make_article(text="short"))
    items = [AnnotatedArticle(good.article, dangling), AnnotatedArticle(good.article, repeated), elsewhere]
    assert outcomes(store, *items) == [Outcome.REFUSED] * 3
    assert store.articles().total == 0


def test_loading_is_lazy_and_commits_by_batches(store: Store) -> None:
    taken = 0

    def endless() -> Any:
        nonlocal taken
        while True:
            taken += 1
            yield make_article(f"a{taken}", "text")

    results = store.load(endless())
    assert next(results).outcome is Outcome.LOADED
    assert taken == store.articles().total == 500
    results.close()  # type: ignore[attr-defined]
