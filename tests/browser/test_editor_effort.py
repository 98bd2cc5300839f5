"""How many presses the reference annotation takes, by the shortest documented way, on a store that is empty."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from annotate.label_set import LabelSet
from tests.browser.effort import Hand
from tests.browser.harness import Harness
from tests.browser.text import eventually

pytestmark = pytest.mark.browser

Record = dict[str, Any]


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
    eventually(page, lambda: Counter(map(content_of, stored.spans.values())) == Counter(map(content_of, gold["spans"])))
    per_span = hand.presses / len(gold["spans"])

    hand.presses = 0
    hand.press("Escape", "Escape")
    leaving: dict[str, list[Record]] = defaultdict(list)
    for relation in gold["relations"]:
        leaving[relation["head"]].append(relation)
    spans = {span["id"]: span for span in gold["spans"]}
    for relations in leaving.values():
        hand.relate(relations, spans)
    eventually(page, lambda: len(stored.relations) == len(gold["relations"]))
    places = {span["id"]: content_of(span) for span in stored.spans.values()}
    joined = Counter((r["label"], places[r["head"]], places[r["tail"]]) for r in stored.relations.values())
    wanted = ((r["label"], content_of(spans[r["head"]]), content_of(spans[r["tail"]])) for r in gold["relations"])
    assert joined == Counter(wanted)
    per_relation = hand.presses / len(gold["relations"])

    print(f"{per_span:.2f} presses a span with its attributes, {per_relation:.2f} a relation")
    assert per_span <= 5
    assert per_relation <= 3
