"""The sections of the dataset card, in Markdown, from the label set and the counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from datasets import ClassLabel, List

from annotate.dataset.card_loading import loading
from annotate.dataset.card_tables import agreement, counts, stratification, table
from annotate.dataset.features import Column
from annotate.dataset.options import SPLITS
from annotate.dataset.stats import Counting
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
    manifest: Mapping[str, Any],
    columns: Mapping[str, tuple[Column, ...]],
    counting: Counting,
) -> dict[str, str]:
    """Every section by its name, in order."""
    configs, options = manifest["configs"], manifest["options"]
    return {
        "about": _about(label_set, counting),
        "loading": loading(configs, options),
        "counts": counts(label_set, counting),
        "agreement": agreement(label_set, manifest["agreement"]),
        "splits": _splits(label_set, counting, manifest),
        "configs": _configs(label_set, configs, columns),
        "labels": _guidelines(label_set),
        "limits": _limits(counting),
    }


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


def _splits(label_set: LabelSet, counting: Counting, manifest: Mapping[str, Any]) -> str:
    options = manifest["options"]
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
    if options["group_by"]:
        lines.append(_GROUPED[options["group_by"]])
    if options["test_from_date"]:
        lines.append(f"Articles published from {options['test_from_date']} on are in the test split.")
    present = [split for split in SPLITS if split in counting.splits]
    lines.append(
        "\n".join(
            f"- `{split}`: {_SPLIT_ROWS[split]}, {counting.splits[split].articles:,} articles" for split in present
        )
    )
    lines += [
        "How evenly they share what is labelled:",
        stratification(label_set, manifest["splits"]["stratification"]),
    ]
    return "\n\n".join(lines)


_GROUPED = {
    "publisher": "All articles of one publisher are in one split, with their groups and near duplicates.",
    "date": "All articles of one day are in one split, with their groups and near duplicates.",
}


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
