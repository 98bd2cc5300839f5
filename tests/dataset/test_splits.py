from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.dataset.check import check_folder
from annotate.dataset.options import SPLITS, GroupBy, Ratios
from annotate.dataset.splits import Candidate, Plan, assign, split_of, units_of
from annotate.errors import AnnotateError
from annotate.label_set import LabelSet

from .conftest import Export
from .making import attribution_example

PLAN = Plan("key", Ratios())
CANDIDATES = st.lists(
    st.builds(
        Candidate,
        st.integers(0, 10_000).map(str),
        st.one_of(st.none(), st.sampled_from(["g1", "g2", "g3"])),
        st.one_of(st.none(), st.dates().map(str)),
    ),
    unique_by=lambda candidate: candidate.id,
    max_size=30,
)


def splits(candidates: list[Candidate], plan: Plan = PLAN) -> dict[str, str]:
    return dict(assign(candidates, units_of(candidates), plan).split_by_article)


def test_shares_come_out_as_asked() -> None:
    counts = Counter(split_of(f"article:{n}", "key", Ratios((0.7, 0.1, 0.2))) for n in range(20_000))
    assert [round(counts[split] / 20_000, 2) for split in SPLITS] == [0.7, 0.1, 0.2]


def test_the_assignment_is_fixed_for_all_time() -> None:
    # These must never change: released datasets rely on them.
    found = [split_of(unit, "annotate", Ratios()) for unit in ("article:a", "article:b", "group:storm", "article:é")]
    assert found == ["train", "train", "train", "test"]


def test_another_key_deals_anew() -> None:
    units = [f"article:{n}" for n in range(100)]
    assert [split_of(u, "a", Ratios()) for u in units] != [split_of(u, "b", Ratios()) for u in units]


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
    candidates = [Candidate("a", None), Candidate("b", "g"), Candidate("c", "g"), Candidate("d", None)]
    units = list(units_of(candidates, duplicates=[(0, 1)]))
    assert sorted(unit.members for unit in units) == [("a", "b", "c"), ("d",)]
    assert {unit.name for unit in units} == {"group:g", "article:d"}


def test_a_unit_is_named_after_its_earliest_article() -> None:
    candidates = [Candidate("a", None, "2024-02-01"), Candidate("b", None, "2024-01-01"), Candidate("c", None)]
    (unit,) = units_of(candidates, duplicates=[(0, 1), (1, 2)])
    assert unit.name == "article:b"


def test_a_unit_stays_where_an_earlier_release_put_it() -> None:
    candidates = [Candidate(str(n), None) for n in range(50)]
    fresh = splits(candidates)
    other = {article: "test" if split == "train" else "train" for article, split in fresh.items()}
    assert splits(candidates, Plan("key", Ratios(), earlier=other)) == other


def test_articles_that_move_because_units_joined_are_told() -> None:
    candidates = [Candidate("a", None), Candidate("b", None)]
    plan = Plan("key", Ratios((1, 0, 0)), earlier={"a": "train", "b": "test"})
    found = assign(candidates, units_of(candidates, [(0, 1)]), plan)
    assert [(moved.article_id, moved.before, moved.after) for moved in found.moved] == [("b", "test", "train")]


def test_articles_from_a_date_on_are_the_test_split() -> None:
    candidates = [Candidate(str(n), "g" if n == 9 else None, f"2024-01-{n + 1:02}") for n in range(10)]
    candidates.append(Candidate("old", "g", "2020-01-01"))
    candidates.append(Candidate("undated", None))
    found = splits(candidates, Plan("key", Ratios(), test_from_date="2024-01-08"))
    assert {article for article, split in found.items() if split == "test"} == {"7", "8", "9", "old"}


def test_a_fixed_list_wins() -> None:
    candidates = [Candidate(str(n), None) for n in range(20)]
    found = splits(candidates, Plan("key", Ratios(), fixed={str(n): "validation" for n in range(20)}))
    assert set(found.values()) == {"validation"}


def test_a_fixed_list_that_parts_a_group_is_refused() -> None:
    candidates = [Candidate("a", "g"), Candidate("b", "g")]
    with pytest.raises(AnnotateError, match="belong together"):
        splits(candidates, Plan("key", Ratios(), fixed={"a": "train", "b": "test"}))


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
    found = {by: {u.name: u.members for u in units_of(candidates, (), by)} for by in (None, *GroupBy)}
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
