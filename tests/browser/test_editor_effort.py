"""The reference annotation entered by hand: in how few presses by the shortest documented way, and without a mouse."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from playwright.sync_api import Page

from annotate.label_set import LabelSet
from tests.browser.effort import Hand
from tests.browser.harness import Harness
from tests.browser.harness.sets import MemorySet
from tests.browser.keyboard_hand import KeyboardHand
from tests.browser.text import eventually

pytestmark = pytest.mark.browser

Record = dict[str, Any]


def relate_all(hand: Hand, stored: MemorySet, gold: Record) -> None:
    """Enters all relations, those that leave from one span together, and looks whether they are stored."""
    leaving: dict[str, list[Record]] = defaultdict(list)
    for relation in gold["relations"]:
        leaving[relation["head"]].append(relation)
    spans = {span["id"]: span for span in gold["spans"]}
    for relations in leaving.values():
        hand.relate(relations, spans)
    eventually(hand.page, lambda: len(stored.relations) == len(gold["relations"]))
    assert relations_of(stored.spans.values(), stored.relations.values()) == relations_of(
        gold["spans"], gold["relations"]
    )


def spans_are_stored(page: Page, stored: MemorySet, gold: Record) -> None:
    wanted = Counter(map(content_of, gold["spans"]))

    def found() -> Counter[str]:
        return Counter(map(content_of, stored.spans.values()))

    eventually(page, lambda: found() == wanted, instead=lambda: {"lacks": wanted - found(), "has": found() - wanted})


def relations_of(spans: Iterable[Record], relations: Iterable[Record]) -> Counter[tuple[str, str, str]]:
    contents = {span["id"]: content_of(span) for span in spans}
    return Counter((r["label"], contents[r["head"]], contents[r["tail"]]) for r in relations)


def content_of(span: Record) -> str:
    fragments = [(fragment["start"], fragment["end"]) for fragment in span["fragments"]]
    return repr((span["label"], fragments, sorted(span["attributes"].items())))


def test_the_reference_annotation_takes_five_presses_a_span_and_three_a_relation(
    page: Page, harness: Harness, open_editor: Callable[..., Page], gold: Record, news: LabelSet
) -> None:
    open_editor({**gold, "spans": [], "relations": [], "notes": []})
    stored = harness.sets["set"]
    hand = Hand(page, news.data, gold["article"]["text"])
    for label in news.labels:
        hand.arm(label.name)
        for span in gold["spans"]:
            if span["label"] == label.name:
                hand.enter(span)
    spans_are_stored(page, stored, gold)
    per_span = hand.presses / len(gold["spans"])

    hand.presses = 0
    hand.press("Escape", "Escape")
    relate_all(hand, stored, gold)
    per_relation = hand.presses / len(gold["relations"])

    print(f"{per_span:.2f} presses a span with its attributes, {per_relation:.2f} a relation")
    assert per_span <= 5
    assert per_relation <= 3


def test_the_reference_annotation_is_entered_without_a_mouse(
    page: Page, harness: Harness, open_editor: Callable[..., Page], gold: Record, news: LabelSet
) -> None:
    open_editor({**gold, "spans": [], "relations": [], "notes": []})
    stored = harness.sets["set"]
    hand = KeyboardHand(page, news.data, gold["article"]["text"])
    for span in gold["spans"]:
        hand.enter(span)
    spans_are_stored(page, stored, gold)

    hand.press("Escape", "Escape", "Escape")
    relate_all(hand, stored, gold)
