from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.dataset.candidates import KnownSplits
from annotate.dataset.check import check_folder
from annotate.dataset.options import SPLITS, GroupBy, Ratios
from annotate.dataset.splits import Assignment, Plan, assign, splits_of_units
from annotate.dataset.units import names_of, units_of
from annotate.errors import AnnotateError
from annotate.label_set import LabelSet

from .conftest import Export
from .making import attribution_example
from .slow_splits import Candidate, PartedError, SlowPlan, columns, slowly_assigned, split_of

IDS = st.one_of(st.integers(0, 10_000).map(str), st.text("aé\uffff😀", min_size=1, max_size=3))
CANDIDATES = st.lists(
    st.builds(
        Candidate,
        IDS,
        st.one_of(st.none(), st.sampled_from(["", "g1", "g2", "g3"])),
        st.one_of(st.none(), st.just(""), st.dates().map(str), st.sampled_from(["2024-05-01", "2024-05-01T08:00:00Z"])),
        st.one_of(st.none(), st.sampled_from(["", "Courier", "Herald"])),
    ),
    unique_by=lambda candidate: candidate.id,
    max_size=30,
)


def fast(plan: SlowPlan) -> Plan:
    return Plan(plan.key, plan.ratios, plan.test_from_date, plan.fixed, KnownSplits.of(plan.earlier))


def assigned(
    candidates: list[Candidate],
    plan: SlowPlan | None = None,
    duplicates: Iterable[tuple[int, int]] = (),
    group_by: GroupBy | None = None,
) -> Assignment:
    found = columns(candidates)
    pairs = [(np.array([left], np.int64), np.array([right], np.int64)) for left, right in duplicates]
    return assign(found, units_of(found, pairs, group_by), fast(plan or SlowPlan()), group_by)


def by_article(found: Assignment) -> dict[str, str]:
    return {article: SPLITS[code] for article, code in zip(found.ids.to_pylist(), found.codes, strict=True)}


def splits(candidates: list[Candidate], plan: SlowPlan | None = None) -> dict[str, str]:
    return by_article(assigned(candidates, plan))


def unit_names(
    candidates: list[Candidate], duplicates: Iterable[tuple[int, int]] = (), group_by: GroupBy | None = None
) -> dict[str, tuple[str, ...]]:
    found = columns(candidates)
    pairs = [(np.array([left], np.int64), np.array([right], np.int64)) for left, right in duplicates]
    units = units_of(found, pairs, group_by)
    members = [tuple(candidates[place].id for place in units.some(n, n + 1).members) for n in range(len(units))]
    return dict(zip(names_of(units, found, group_by), members, strict=True))


@st.composite
def situations(draw: st.DrawFn) -> tuple[Any, ...]:
    """Candidates with near duplicates, a plan, and what more keeps articles together."""
    candidates = draw(CANDIDATES)
    places = st.integers(0, max(len(candidates) - 1, 0))
    pairs = draw(st.lists(st.tuples(places, places), max_size=8)) if candidates else []
    ids = st.sampled_from([candidate.id for candidate in candidates] or ["none"]) | st.just("gone")
    listed = st.dictionaries(ids, st.sampled_from(SPLITS), max_size=8)
    plan = SlowPlan(
        draw(st.sampled_from(["key", "clé"])),
        Ratios(draw(st.sampled_from([(0.8, 0.1, 0.1), (0.0, 0.5, 0.5), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)]))),
        draw(st.none() | st.just("2024-05-01")),
        draw(st.just({}) | listed),
        draw(listed),
    )
    return candidates, pairs, plan, draw(st.sampled_from([None, *GroupBy]))


@given(situations())
def test_the_assignment_is_the_one_that_plain_code_makes(situation: tuple[Any, ...]) -> None:
    candidates, pairs, plan, group_by = situation
    try:
        slow = slowly_assigned(candidates, pairs, plan, group_by)
    except PartedError:
        with pytest.raises(AnnotateError, match="belong together"):
            assigned(candidates, plan, pairs, group_by)
        return
    found = assigned(candidates, plan, pairs, group_by)
    assert by_article(found) == slow.splits
    assert [(u.name, u.split, u.articles) for u in found.shared_units()] == [
        (name, slow.splits[members[0]], members) for name, members in sorted(slow.shared.items())
    ]
    assert [(moved.article_id, moved.before, moved.after) for moved in found.moved] == slow.moved
    assert (list(found.pinned), found.units) == (slow.pinned, slow.units)
    assert found.articles == {split: n for split in SPLITS if (n := list(slow.splits.values()).count(split))}


@pytest.mark.parametrize("part", [1, 3, 10])
def test_the_assignment_does_not_depend_on_how_many_articles_are_dealt_at_once(
    part: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    candidates = [Candidate(f"{n:03}", f"g{n % 7}" if n % 3 else None, f"2024-01-{n % 28 + 1:02}") for n in range(100)]
    whole = assigned(candidates, duplicates=[(0, 3), (6, 90)])
    monkeypatch.setattr("annotate.dataset.splits._PART", part)
    parts = assigned(candidates, duplicates=[(0, 3), (6, 90)])
    assert by_article(parts) == by_article(whole)
    assert list(parts.shared_units()) == list(whole.shared_units())


def test_long_chains_of_near_duplicates_are_one_unit() -> None:
    chain = [(n, n + 1) for n in range(199)]
    for pairs in (chain, chain[::-1], chain[::2] + chain[1::2]):
        assert assigned([Candidate(f"{n:03}") for n in range(200)], duplicates=pairs).units == 1


def test_shares_come_out_as_asked() -> None:
    counts = Counter(splits_of_units([f"article:{n}" for n in range(20_000)], "key", Ratios((0.7, 0.1, 0.2))).tolist())
    assert [round(counts[code] / 20_000, 2) for code in range(3)] == [0.7, 0.1, 0.2]


def test_the_assignment_is_fixed_for_all_time() -> None:
    # These must never change: released datasets rely on them.
    units = ["article:a", "article:b", "group:storm", "article:é"]
    assert [SPLITS[code] for code in splits_of_units(units, "annotate", Ratios())] == [
        "train",
        "train",
        "train",
        "test",
    ]


def test_another_key_deals_anew() -> None:
    units = [f"article:{n}" for n in range(100)]
    assert splits_of_units(units, "a", Ratios()).tolist() != splits_of_units(units, "b", Ratios()).tolist()


def test_the_hash_is_that_of_plain_code() -> None:
    units = [f"article:{n}" for n in range(3000)]
    for ratios in (Ratios(), Ratios((1 / 3, 1 / 3, 1 / 3)), Ratios((0.7, 0.0, 0.3)), Ratios((0.1, 0.2, 0.7))):
        slow = [split_of(unit, "key", ratios) for unit in units]
        assert [SPLITS[code] for code in splits_of_units(units, "key", ratios)] == slow


@given(CANDIDATES, CANDIDATES)
def test_adding_articles_never_moves_one(before: list[Candidate], more: list[Candidate]) -> None:
    known = {candidate.id for candidate in before}
    after = before + [candidate for candidate in more if candidate.id not in known]
    first, second = splits(before), splits(after)
    assert {article: second[article] for article in first} == first


@given(CANDIDATES)
def test_a_group_is_never_in_two_splits(candidates: list[Candidate]) -> None:
    found = splits(candidates)
    for group in {candidate.group for candidate in candidates} - {None}:
        assert len({found[c.id] for c in candidates if c.group == group}) == 1


@given(CANDIDATES, st.randoms())
def test_the_order_of_articles_does_not_matter(candidates: list[Candidate], chance: object) -> None:
    shuffled = candidates.copy()
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert splits(shuffled) == splits(candidates)


def test_near_duplicates_and_groups_that_share_an_article_stay_together() -> None:
    candidates = [Candidate("a"), Candidate("b", "g"), Candidate("c", "g"), Candidate("d")]
    assert unit_names(candidates, [(0, 1)]) == {"group:g": ("a", "b", "c"), "article:d": ("d",)}


def test_a_unit_is_named_after_its_earliest_article() -> None:
    candidates = [Candidate("a", None, "2024-02-01"), Candidate("b", None, "2024-01-01"), Candidate("c")]
    assert list(unit_names(candidates, [(0, 1), (1, 2)])) == ["article:b"]


def test_a_unit_stays_where_an_earlier_release_put_it() -> None:
    candidates = [Candidate(str(n), None) for n in range(50)]
    fresh = splits(candidates)
    other = {article: "test" if split == "train" else "train" for article, split in fresh.items()}
    assert splits(candidates, SlowPlan(earlier=other)) == other


def test_articles_that_move_because_units_joined_are_told() -> None:
    candidates = [Candidate("a", None), Candidate("b", None)]
    plan = SlowPlan(ratios=Ratios((1, 0, 0)), earlier={"a": "train", "b": "test"})
    found = assigned(candidates, plan, [(0, 1)])
    assert [(moved.article_id, moved.before, moved.after) for moved in found.moved] == [("b", "test", "train")]


def test_articles_from_a_date_on_are_the_test_split() -> None:
    candidates = [Candidate(str(n), "g" if n == 9 else None, f"2024-01-{n + 1:02}") for n in range(10)]
    candidates.append(Candidate("old", "g", "2020-01-01"))
    candidates.append(Candidate("undated", None))
    found = splits(candidates, SlowPlan(test_from_date="2024-01-08"))
    assert {article for article, split in found.items() if split == "test"} == {"7", "8", "9", "old"}


def test_a_fixed_list_wins() -> None:
    candidates = [Candidate(str(n), None) for n in range(20)]
    found = splits(candidates, SlowPlan(fixed={str(n): "validation" for n in range(20)}))
    assert set(found.values()) == {"validation"}


def test_a_fixed_list_that_parts_a_group_is_refused() -> None:
    candidates = [Candidate("a", "g"), Candidate("b", "g")]
    with pytest.raises(AnnotateError, match="belong together"):
        splits(candidates, SlowPlan(fixed={"a": "train", "b": "test"}))


@pytest.mark.parametrize("text", ["0.5,0.5", "a,b,c", "0.5,0.5,0.5", "-1,1,1", "nan,0,1", "inf,0,0", ""])
def test_ratios_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(AnnotateError, match=r"0\.8,0\.1,0\.1"):
        Ratios.parse(text)


@pytest.mark.parametrize("text", ["0.8,0.1,0.1", "80,10,10", " 0.8, 0.1, 0.1 "])
def test_ratios_may_be_percentages(text: str) -> None:
    assert Ratios.parse(text).shares == pytest.approx((0.8, 0.1, 0.1))


def test_an_empty_split_is_left_out(export: Export, attribution: LabelSet) -> None:
    release = export(attribution, [attribution_example()])
    assert len(release.rows["articles"]) == 1


def test_a_split_that_was_asked_for_and_would_be_empty_is_an_error(
    export: Export, attribution: LabelSet, tmp_path: object
) -> None:
    with pytest.raises(AnnotateError, match="would be empty"):
        export(attribution, [attribution_example()], ratios=Ratios((0.5, 0.25, 0.25)), require_every_split=True)


def test_every_config_has_the_same_articles_in_a_split(export: Export, attribution: LabelSet) -> None:
    import pyarrow.parquet as pq

    release = export(attribution, [attribution_example(f"a{n}") for n in range(40)])
    articles = {
        config: {
            split: set(pq.read_table(next(release.folder.glob(f"{config}/{split}-*")))["article_id"].to_pylist())
            for split in found
        }
        for config, found in release.rows.items()
    }
    assert len(articles["articles"]) == 3
    assert all(found == articles["articles"] for found in articles.values())


def test_a_publisher_or_a_day_is_a_unit_where_asked_for() -> None:
    candidates = [
        Candidate("a", None, "2024-05-01T08:00:00Z", "Courier"),
        Candidate("b", "storm", "2024-05-02", "Courier"),
        Candidate("c", "storm", "2024-05-03", "Herald"),
        Candidate("d", None, "2024-05-01", None),
        Candidate("e", None, None, None),
    ]
    found = {by: unit_names(candidates, group_by=by) for by in (None, *GroupBy)}
    alone = {"article:d": ("d",), "article:e": ("e",)}
    assert found[None] == {"article:a": ("a",), "group:storm": ("b", "c"), **alone}
    assert found[GroupBy.PUBLISHER] == {"publisher:Courier": ("a", "b", "c"), **alone}
    by_date = {"date:2024-05-01": ("a", "d"), "date:2024-05-02": ("b", "c"), "article:e": ("e",)}
    assert found[GroupBy.DATE] == by_date


def test_a_publisher_is_in_one_split_and_the_folder_proves_it(export: Export, attribution: LabelSet) -> None:
    items = [attribution_example(f"a{n}", publisher=f"Paper {n % 12}") for n in range(60)]
    release = export(attribution, items, group_by=GroupBy.PUBLISHER, near_duplicates=False)
    assert list(check_folder(release.folder)) == []
    units = release.manifest["splits"]["shared_units"]
    assert {(unit["unit"], len(unit["articles"])) for unit in units} == {(f"publisher:Paper {n}", 5) for n in range(12)}
    assert len(release.manifest["splits"]["articles"]) > 1
    assert release.manifest["options"]["group_by"] == "publisher"
