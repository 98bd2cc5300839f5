"""The card's tables: counts by label, attribute and split, and how far annotators agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from annotate.dataset.columns import AttributeColumn, relation_columns, span_columns
from annotate.dataset.figure import FIGURE
from annotate.dataset.options import SPLITS
from annotate.dataset.stats import COUNTED, Counting, SplitCounts, value_name
from annotate.label_set import LabelSet
from annotate.validation.words import counted


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; cells are escaped."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def counts(label_set: LabelSet, counting: Counting) -> str:
    """Everything that is counted, with a figure."""
    present = [split for split in SPLITS if split in counting.splits]
    header = ["", *present, "all"]
    rows = [_count_row("articles", [counting.splits[s].articles for s in present])]
    rows += [
        _count_row(label.title, [counting.splits[s].spans[label.name] for s in present]) for label in label_set.labels
    ]
    rows += [
        _count_row(f"{r.title} (relation)", [counting.splits[s].relations[r.name] for s in present])
        for r in label_set.relations
    ]
    parts = ["## Counts", f"![Spans by label and split]({FIGURE})", table(header, rows)]
    columns = (*span_columns(label_set), *relation_columns(label_set))
    splits = [counting.splits[split] for split in present]
    parts += [_attribute_counts(column, splits, header) for column in columns if column.attribute.kind in COUNTED]
    return "\n\n".join(parts)


def _attribute_counts(column: AttributeColumn, splits: Sequence[SplitCounts], header: Sequence[str]) -> str:
    titles = {value_name(option.value): option.title for option in column.attribute.options}
    values = dict.fromkeys(value for found in splits for value in found.attributes.get(column.name, ()))
    numbers = {value: [found.attributes.get(column.name, Counter())[value] for found in splits] for value in values}
    rows = [_count_row(titles.get(value, value), row) for value, row in numbers.items() if sum(row)]
    return f"`{column.name}`\n\n{table(header, rows)}" if rows else f"`{column.name}`: none."


def _count_row(name: str, numbers: Sequence[int]) -> list[str]:
    return [name, *(f"{number:,}" for number in numbers), f"{sum(numbers):,}"]


def stratification(label_set: LabelSet, shares: Mapping[str, Any]) -> str:
    """How evenly the splits share the spans of each label; ``shares`` as in the manifest."""
    present = list(shares["articles"])
    rows = [["articles", *_percent(shares["articles"], present)]]
    rows += [
        [label.title, *_percent(shares["spans"][label.name], present)]
        for label in label_set.labels
        if label.name in shares["spans"]
    ]
    return table(["share of", *present], rows)


def _percent(shares: Mapping[str, float], splits: Sequence[str]) -> list[str]:
    return [f"{shares[split]:.1%}" for split in splits]


def agreement(label_set: LabelSet, record: Mapping[str, Any] | None) -> str:
    """How far annotators agree; ``record`` as in the manifest."""
    if record is None:
        return "## Agreement\n\nUnknown: no article was submitted by several annotators."
    rows = [
        _agreement_row(label.title, record["labels"][label.name])
        for label in label_set.labels
        if label.name in record["labels"]
    ]
    rows.append(_agreement_row("all", record["all"]))
    compared = (
        f"Compared are the annotators who submitted the same article: {counted(record['articles'], 'article')}, "
        f"{counted(record['pairs'], 'pair')} of annotation sets, none of them adjudicated. Exact F1 is the share "
        "of both annotators' spans that the other has with the same label and the same offsets; overlap F1 asks only "
        "for the same label and one code point in common."
    )
    return "\n\n".join(("## Agreement", compared, table(["", "spans of both", "exact F1", "overlap F1"], rows)))


def _agreement_row(name: str, record: Mapping[str, Any]) -> list[str]:
    figures = ("–" if value is None else f"{value:.2f}" for value in (record["exact_f1"], record["overlap_f1"]))
    return [name, f"{record['spans']:,}", *figures]
