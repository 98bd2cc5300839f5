from __future__ import annotations

from dataclasses import replace

import pytest

from annotate.model import LabelSetRef, Record, Status
from annotate.store import ArticleFacts, Edit, Op, Store

from .making import REF, Client, make_annotated, make_article, make_span


@pytest.fixture
def five(store: Store) -> Store:
    """a0 untouched, a1 begun, a2 submitted, a3 skipped, a4 submitted by somebody else."""
    list(
        store.load(
            [make_article(f"a{i}", title=f"Title {i}", publisher="Über Press" if i > 2 else None) for i in range(5)]
        )
    )
    begun, submitted, skipped = (store.open_set(f"a{i}", "ann", REF).id for i in (1, 2, 3))
    store.apply(begun, [Client("c").put(make_span("s", 0, 5, note="look", unsure=True))])
    store.apply(submitted, [Edit("e", Op.SET_STATUS, {"status": "submitted"}, 0, "c")])
    store.apply(skipped, [Edit("e", Op.SET_SKIP, {"reason": "not news"}, 0, "c")])
    other = store.open_set("a4", "bob", REF).id
    store.apply(other, [Edit("e", Op.SET_STATUS, {"status": "submitted"}, 0, "c")])
    return store


def snapshot_of(store: Store) -> list[Record]:
    """The annotation sets as an export sees them."""
    with store.snapshot() as snapshot:
        return [row for bulk in snapshot.bulk() for row in bulk.sets.to_pylist()]


def ids(store: Store, **chosen: object) -> list[str]:
    return [row.id for row in store.articles(**chosen).rows]  # type: ignore[arg-type]


def test_the_list_is_in_order_of_loading_and_tells_its_length(five: Store) -> None:
    page = five.articles(offset=1, limit=2)
    assert (page.total, [row.id for row in page.rows]) == (5, ["a1", "a2"])
    row = page.rows[0]
    assert (row.title, row.publisher, row.language, row.length) == ("Title 1", None, "en", len(make_article().text))
    assert [(s.annotator, s.status, s.spans) for s in row.sets] == [("ann", "in_progress", 1)]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("new", ["a0", "a4"]),
        ("in_progress", ["a1", "a3"]),
        ("submitted", ["a2"]),
        ("adjudicated", []),
        ("skipped", ["a3"]),
    ],
)
def test_status_is_that_of_the_annotator(five: Store, status: str, expected: list[str]) -> None:
    assert ids(five, annotator="ann", status=status) == expected


def test_an_article_that_was_merely_opened_is_as_before(five: Store) -> None:
    before = (five.articles(), five.counts("ann"), five.counts(), five.sets(), snapshot_of(five))
    opened = five.open_set("a0", "ann", REF)
    assert (five.articles(), five.counts("ann"), five.counts(), five.sets(), snapshot_of(five)) == before
    assert ids(five, annotator="ann", status="new") == ["a0", "a4"]
    assert ids(five, annotator="ann", status="in_progress") == ["a1", "a3"]
    assert five.next_article(None, "ann") == "a0"
    assert five.open_set("a0", "ann", REF).id == opened.id


@pytest.mark.parametrize(
    ("op", "value"),
    [(Op.PUT_SPAN, make_span("s", 0, 5)), (Op.SET_NOTES, {"notes": ["?"]}), (Op.SET_SKIP, {"reason": ""})],
)
def test_a_set_is_begun_by_its_first_edit(five: Store, op: Op, value: Record) -> None:
    opened = five.open_set("a0", "ann", REF)
    five.apply(opened.id, [Client("c").edit(op, value)])
    assert ids(five, annotator="ann", status="new") == ["a4"]
    assert [row.id for row in five.sets("a0")] == [opened.id]
    assert len(snapshot_of(five)) == 5


def test_a_set_whose_edits_were_all_undone_stays_begun(five: Store) -> None:
    opened, client = five.open_set("a0", "ann", REF), Client("c")
    five.apply(opened.id, [client.put(make_span("s", 0, 5)), client.delete("s")])
    assert five.counts("ann")["in_progress"] == 3


def test_a_loaded_set_in_progress_is_begun_by_what_is_in_it(store: Store) -> None:
    loaded = make_annotated(make_article(text="x" * 999))
    list(store.load([replace(loaded, annotations=replace(loaded.annotations, status=Status.IN_PROGRESS))]))
    assert store.counts("ann")["in_progress"] == 1


def test_without_an_annotator_any_set_counts(five: Store) -> None:
    assert ids(five, status="submitted") == ["a2", "a4"]
    assert ids(five, status="new") == ["a0"]


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("TITLE 3", ["a3"]),
        ("über", ["a3", "a4"]),
        ("U\u0308BER press", ["a3", "a4"]),
        ("a2", ["a2"]),
        ("%", []),
        ("", ["a0", "a1", "a2", "a3", "a4"]),
        ("x" * 10**6, []),
    ],
)
def test_search_looks_at_title_publisher_and_id_without_case(five: Store, search: str, expected: list[str]) -> None:
    assert ids(five, search=search) == expected


def test_notes_and_unsure_spans_can_be_found(five: Store) -> None:
    assert ids(five, has_note=True) == ids(five, has_unsure=True) == ["a1"]
    assert ids(five, has_note=True, annotator="bob") == []


def test_sets_of_another_label_set_do_not_count(five: Store) -> None:
    other = LabelSetRef("other", "1.0.0")
    assert ids(five, annotator="ann", status="new", label_set=other) == ["a0", "a1", "a2", "a3", "a4"]
    assert five.articles(label_set=other).rows[1].sets == ()
    assert five.counts("ann", other)["new"] == 5


def test_counts_by_status(five: Store) -> None:
    assert five.counts("ann") == {"new": 2, "in_progress": 2, "submitted": 1, "adjudicated": 0, "skipped": 1}
    assert five.counts() == {"new": 1, "in_progress": 2, "submitted": 2, "adjudicated": 0, "skipped": 1}


def test_next_passes_over_what_is_submitted_or_skipped_and_previous_over_nothing(five: Store) -> None:
    walk = [after := None, *(after := five.next_article(after, "ann") for _ in range(4))]
    assert walk == [None, "a0", "a1", "a4", None]
    assert five.previous_article("a3", "ann") == "a2"
    assert five.previous_article("a0", "ann") is None
    assert five.next_article("a0", "ann", search="über") == "a4"


def test_values_used_before_are_offered_most_used_first(store: Store) -> None:
    client = Client("c")
    list(store.load([make_article()]))
    made = store.open_set("a1", "ann", REF)
    names = ["Ann Other", "ann arbor", "Ann Other", "Bob", "Ángel", None, 7]
    store.apply(made.id, [client.put(make_span(f"s{i}", i, i + 1, attributes={"who": n})) for i, n in enumerate(names)])
    store.apply(made.id, [client.put(make_span("t", 0, 1, label="other", attributes={"who": "Anna"}))])
    assert store.attribute_values("cue", "who", "an") == ["Ann Other", "ann arbor"]
    assert store.attribute_values("cue", "who", limit=2) == ["Ann Other", "Bob"]
    assert store.attribute_values("cue", "who", "á") == ["Ángel"]
    assert store.attribute_values("cue", 'wh"o\0') == []


def test_values_of_relations_are_told_apart_from_those_of_spans(store: Store) -> None:
    client = Client("c")
    list(store.load([make_article()]))
    made = store.open_set("a1", "ann", REF)
    store.apply(made.id, [client.put(make_span(name, i, i + 1)) for i, name in enumerate("ab")])
    for number, name in enumerate(["The Times", "Le Monde", "Le Monde"]):
        value = {"id": f"r{number}", "label": "cue", "head": "a", "tail": "b", "attributes": {"by": name}}
        store.apply(made.id, [client.relate(value)])
    assert store.attribute_values("cue", "by", kind="relations") == ["Le Monde", "The Times"]
    assert store.attribute_values("cue", "by") == []


def test_loaded_sets_are_in_the_list(store: Store) -> None:
    list(store.load([make_annotated(make_article(text="x" * 999))]))
    assert store.articles().rows[0].sets == tuple(store.sets("a1"))
    assert store.sets("none") == []


def test_facts_of_all_articles_come_in_order_of_loading(store: Store) -> None:
    told = replace(make_article("a"), group="storm", publisher="Courier", published_at="2024-05-01")
    list(store.load([make_article("b"), told]))
    assert [found.id for found in store.article_facts()] == ["b", "a"]
    assert store.article_facts()[1] == ArticleFacts("a", "en", "storm", "Courier", "2024-05-01")
