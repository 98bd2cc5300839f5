"""The sections of the dataset card, in Markdown, from the label set and the counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from datasets import ClassLabel, List

from annotate.dataset.columns import AttributeColumn, relation_columns, span_columns
from annotate.dataset.features import Column
from annotate.dataset.options import SPLITS
from annotate.dataset.stats import COUNTED, Counting, SplitCounts, value_name
from annotate.dataset.views import views_of
from annotate.label_set import Attribute, Label, LabelSet, RelationType

CONFIG_ROWS = {
    "articles": "One row per article with its reference annotation: text, spans and relations. The default.",
    "spans": "One row per span, with context.",
    "relations": "One row per relation, with both spans.",
    "tokens": "One row per article in tokens, with BIO tags for each label.",
    "annotations": "One row per annotation set: what every annotator said, for research on disagreement.",
}
_SPLIT_ROWS = {"train": "for training", "validation": "for choosing between models", "test": "for the final figures"}


def sections(
    label_set: LabelSet,
    configs: Mapping[str, Any],
    columns: Mapping[str, tuple[Column, ...]],
    counting: Counting,
    options: Mapping[str, Any],
) -> dict[str, str]:
    """Every section by its name, in order."""
    return {
        "about": _about(label_set, counting),
        "loading": _loading(configs, options),
        "counts": _counts(label_set, counting),
        "splits": _splits(counting, options),
        "configs": _configs(label_set, configs, columns),
        "labels": _guidelines(label_set),
        "limits": _limits(counting),
    }


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; cells are escaped."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def _about(label_set: LabelSet, counting: Counting) -> str:
    splits = counting.splits.values()
    articles, spans, relations = (
        sum(counts.articles for counts in splits),
        sum(counts.spans.total() for counts in splits),
        sum(counts.relations.total() for counts in splits),
    )
    return (
        f"{label_set.description}\n\n"
        f"{_number(articles, 'article')}, {_number(spans, 'span')}, {_number(relations, 'relation')}. "
        f"Label set `{label_set.name}` {label_set.version}."
    )


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _loading(configs: Mapping[str, Any], options: Mapping[str, Any]) -> str:
    split = next(split for split in SPLITS if split in configs["articles"]["splits"])
    file = configs["articles"]["splits"][split]["files"][0]
    loading = _LOADING_WITHOUT_TEXT if options["without_text"] else _LOADING
    return loading.format(split=split, file=file, pattern=f"articles/{split}-*.parquet")


_LOADING_WITHOUT_TEXT = """## How to load

The articles' texts are not part of this dataset; `text` is null everywhere. Whoever has the texts in a store of
annotate puts them back where their SHA-256 matches, and gets every config: `annotate rehydrate PATH NEW_FOLDER`.

```python
from datasets import load_dataset

dataset = load_dataset("PATH")
article = dataset["{split}"][0]
print(article["article_id"], article["text_sha256"], [(span["start"], span["end"]) for span in article["spans"]])
```"""

_LOADING = """## How to load

Replace `PATH` with this folder, or with the dataset's name on the Hub.

```python
from datasets import load_dataset

dataset = load_dataset("PATH")              # every split of the config "articles"
article = dataset["{split}"][0]
for span in article["spans"]:
    assert article["text"][span["start"]:span["end"]] == span["text"]
names = dataset["{split}"].features["spans"].feature["label"].names

spans = load_dataset("PATH", "spans", split="{split}", streaming=True)
```

```python
import pandas as pd

articles = pd.read_parquet("PATH/{file}")
```

```python
import polars as pl

articles = pl.read_parquet("PATH/{pattern}")
```

```python
import duckdb

duckdb.sql("select article_id, len(spans) as spans from 'PATH/{pattern}' order by spans desc").show()
```

As GLiNER is trained, token by token:

```python
def entities(row):
    for column in (name for name in row if name.endswith("_tags")):
        for tags in (row[column], *row[f"{{column}}_more"]):
            begins = [place for place, tag in enumerate(tags) if tag == 1]
            for first, behind in zip(begins, [*begins[1:], len(tags)]):
                last = max(place for place in range(first, behind) if tags[place])
                yield [first, last, column.removesuffix("_tags")]


tokens = load_dataset("PATH", "tokens", split="{split}")
examples = [{{"tokenized_text": row["tokens"], "ner": list(entities(row))}} for row in tokens]
```

A span in several fragments says so in `fragments`; `text` runs from the first to the last of them."""


def _counts(label_set: LabelSet, counting: Counting) -> str:
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
    parts = ["## Counts", table([*header, ""], _with_bars(rows))]
    columns = (*span_columns(label_set), *relation_columns(label_set))
    splits = [counting.splits[split] for split in present]
    parts += [_attribute_counts(column, splits, header) for column in columns if column.attribute.kind in COUNTED]
    return "\n\n".join(parts)


def _attribute_counts(column: AttributeColumn, splits: Sequence[SplitCounts], header: Sequence[str]) -> str:
    titles = {value_name(option.value): option.title for option in column.attribute.options}
    values = dict.fromkeys(value for counts in splits for value in counts.attributes.get(column.name, ()))
    numbers = {value: [counts.attributes.get(column.name, Counter())[value] for counts in splits] for value in values}
    rows = [_count_row(titles.get(value, value), row) for value, row in numbers.items() if sum(row)]
    return f"`{column.name}`\n\n{table(header, rows)}" if rows else f"`{column.name}`: none."


def _with_bars(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """The rows of a table of counts, each but the first with a bar as long as its last number is large."""
    totals = [int(row[-1].replace(",", "")) for row in rows]
    most = max(totals[1:], default=0) or 1
    bars = ["", *("█" * round(total / most * _BAR) for total in totals[1:])]
    return [[*row, bar] for row, bar in zip(rows, bars, strict=True)]


_BAR = 24
"""Characters of the longest bar."""


def _count_row(name: str, numbers: Sequence[int]) -> list[str]:
    return [name, *(f"{number:,}" for number in numbers), f"{sum(numbers):,}"]


def _splits(counting: Counting, options: Mapping[str, Any]) -> str:
    shares = ", ".join(f"{share:.0%} {split}" for split, share in zip(SPLITS, options["ratios"], strict=True))
    how = (
        "Articles of one group, and near duplicates such as wire copies, are never in different splits."
        if options["near_duplicates"]
        else "Articles of one group are never in different splits."
    )
    lines = [
        "## Splits",
        (
            f"{how} Which split a group falls into is decided by a keyed hash of its name ({shares}; key "
            f"`{options['key']}`), so articles stay in their split when others are added. "
            "`manifest.json` lists every group of more than one article."
        ),
    ]
    if options["test_from_date"]:
        lines.append(f"Articles published from {options['test_from_date']} on are in the test split.")
    present = [split for split in SPLITS if split in counting.splits]
    lines.append(
        "\n".join(
            f"- `{split}`: {_SPLIT_ROWS[split]}, {counting.splits[split].articles:,} articles" for split in present
        )
    )
    return "\n\n".join(lines)


def _configs(label_set: LabelSet, configs: Mapping[str, Any], columns: Mapping[str, tuple[Column, ...]]) -> str:
    parts = [
        "## Configs and columns",
        "Offsets are Unicode code points (what Python's `str` counts), start inclusive, end exclusive.",
    ]
    rows_of = CONFIG_ROWS | {view.name: view.description for view in views_of(label_set)}
    for name in columns:
        if name in configs:
            rows = [[f"`{path}`", kind, text] for path, kind, text in _described(columns[name])]
            parts += [f"### {name}", rows_of[name], table(["column", "type", "what it says"], rows)]
            if name == "tokens":
                parts.append(_TAGS)
    return "\n\n".join(part for part in parts if part)


_TAGS = (
    "A token carries a label when it shares a code point with a fragment of the span. `B` stands on a span's first "
    "token, `I` on the others, also behind the gap of an interrupted span: an `I` after `O` continues the span before "
    "it. Spans of one label that nest or overlap are laid into further rows of tags, in `…_tags_more`, so that none "
    "is lost."
)


def _described(columns: Iterable[Column]) -> list[tuple[str, str, str]]:
    return [(column.name, type_name(column.feature), column.description) for column in columns]


def type_name(feature: Any) -> str:
    """A feature's type in a few words."""
    if isinstance(feature, ClassLabel):
        return "class: " + ", ".join(feature.names)
    if isinstance(feature, List):
        return f"list of {type_name(feature.feature)}"
    if isinstance(feature, dict):
        return "struct of " + ", ".join(feature)
    return str(feature.dtype)


def _guidelines(label_set: LabelSet) -> str:
    parts = ["## Labels and guidelines"]
    for label in label_set.labels:
        parts += _label(label)
    for relation in label_set.relations:
        parts += _relation(relation)
    return "\n\n".join(parts)


def _label(label: Label) -> list[str]:
    parts = [f"### {label.title} (`{label.name}`)", label.description, label.guideline]
    for example in label.examples:
        passage = "".join(f"**[**{text}**]**" if marked else text for text, marked in example.parts)
        note = f" ({example.note})" if example.note else ""
        parts.append("> " + passage.replace("\n", "\n> ") + note)
    parts.append(_attributes(label.attributes.attributes))
    return [part for part in parts if part]


def _relation(relation: RelationType) -> list[str]:
    ends = f"{' or '.join(relation.head)} → {' or '.join(relation.tail)}"
    parts = [f"### {relation.title} (`{relation.name}`: {ends})", relation.description]
    parts.append(_attributes(relation.attributes.attributes))
    return [part for part in parts if part]


def _attributes(attributes: Sequence[Attribute]) -> str:
    return "\n".join(f"- `{a.name}`: {a.description}{_values(a)}" for a in attributes)


def _values(attribute: Attribute) -> str:
    if not attribute.options:
        return ""
    described = (f"{o.value} ({o.description or o.title})" for o in attribute.options)
    return " One of " + "; ".join(described) + "."


def _limits(counting: Counting) -> str:
    interrupted = sum(counts.interrupted for counts in counting.splits.values())
    lines = [
        "Where several people annotated an article, the config `annotations` tells how they differ.",
        f"{interrupted:,} spans are interrupted: their `text` holds more than is labelled, their `fragments` do not.",
        "The articles' texts may be under the rights of their publishers: see the column `license`.",
    ]
    return "## Known limits\n\n" + "\n".join(f"- {line}" for line in lines)
