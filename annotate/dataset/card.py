"""The dataset card, README.md: metadata that ``datasets`` reads, and text that people read.

What we write stands between markers and is written anew by every export. Everything else is people's own, and stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from datasets import DatasetInfo, SplitDict, SplitInfo
from datasets.info import DatasetInfosDict
from datasets.utils.metadata import MetadataConfigs
from huggingface_hub import DatasetCard, DatasetCardData

from annotate.dataset.features import Column, features_of
from annotate.dataset.views import views_of
from annotate.errors import AnnotateError
from annotate.label_set import LabelSet
from annotate.model import UNKNOWN_LANGUAGE

DEFAULT_CONFIG = "articles"
_SIZES = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
)
_PLAIN_LICENSE = re.compile(r"[a-z0-9][a-z0-9.+-]*")
_OURS = ("configs", "dataset_info", "size_categories", "language")
"""Metadata that always follows the data. The rest is people's once they have changed it."""


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What the card's metadata says. ``configs`` is the manifest's record, ``columns`` those of every config."""

    configs: Mapping[str, Any]
    columns: Mapping[str, tuple[Column, ...]]
    files: Mapping[str, Any]
    languages: frozenset[str]
    licenses: frozenset[str | None]
    articles: int


def metadata(label_set: LabelSet, facts: CardFacts) -> dict[str, Any]:
    """The card's YAML, as data."""
    license_, license_name = _license(facts.licenses)
    data = DatasetCardData(
        pretty_name=label_set.title,
        language=sorted({language.split("-")[0].lower() for language in facts.languages} - {UNKNOWN_LANGUAGE}) or None,
        license=license_,
        license_name=license_name,
        task_categories=_task_categories(label_set),
        tags=["span-annotation", *(["relation-extraction"] if label_set.relations else []), label_set.name],
        size_categories=[size_category(facts.articles)],
        annotations_creators=["expert-generated"],
    )
    return {**_as_dict(data), **config_metadata(facts.configs, facts.columns, facts.files)}


def _task_categories(label_set: LabelSet) -> list[str]:
    of_views = (category for view in views_of(label_set) for category in view.task_categories)
    return list(dict.fromkeys(("token-classification", *of_views)))


def config_metadata(
    configs: Mapping[str, Any], columns: Mapping[str, tuple[Column, ...]], files: Mapping[str, Any]
) -> dict[str, Any]:
    """The part of the YAML that ``datasets`` reads: configs, their features, splits and sizes."""
    data = DatasetCardData()
    _write_infos(configs, columns, files, data)
    _write_configs(configs, data)
    return _as_dict(data)


def _write_infos(
    configs: Mapping[str, Any],
    columns: Mapping[str, tuple[Column, ...]],
    files: Mapping[str, Any],
    data: DatasetCardData,
) -> None:
    infos = {}
    for name, config in configs.items():
        splits = SplitDict()
        for split, record in config["splits"].items():
            splits.add(SplitInfo(name=split, num_bytes=record["bytes"], num_examples=record["rows"]))
        infos[name] = DatasetInfo(
            config_name=name,
            features=features_of(columns[name]),
            splits=splits,
            download_size=sum(files[f]["bytes"] for s in config["splits"].values() for f in s["files"]),
            dataset_size=sum(record["bytes"] for record in config["splits"].values()),
        )
    DatasetInfosDict(infos).to_dataset_card_data(data)


def _write_configs(configs: Mapping[str, Any], data: DatasetCardData) -> None:
    metadata_configs = {
        name: {
            # Part of the key under which `datasets` caches a local folder: without it, changed files give old rows.
            "description": f"Content {config['content_hash']}",
            "data_files": [{"split": split, "path": f"{name}/{split}-*.parquet"} for split in config["splits"]],
            **({"default": True} if name == DEFAULT_CONFIG else {}),
        }
        for name, config in configs.items()
    }
    MetadataConfigs(metadata_configs).to_dataset_card_data(data)


def size_category(rows: int) -> str:
    """The Hub's name for a size."""
    return next((name for limit, name in _SIZES if rows < limit), "n>10M")


def _license(licenses: frozenset[str | None]) -> tuple[str, str | None]:
    named = {name for name in licenses if name}
    if len(named) == 1 and None not in licenses:
        name = next(iter(named))
        return (name.lower(), None) if _PLAIN_LICENSE.fullmatch(name.lower()) else ("other", name)
    return ("other", "several") if named else ("unknown", None)


def new_card(generated: Mapping[str, Any], sections: Mapping[str, str], title: str) -> str:
    """A card of nothing but ours, with a place for people's own words."""
    body = [f"# {title}", *(_section(name, text) for name, text in sections.items() if name == "about"), _INVITATION]
    body += [_section(name, text) for name, text in sections.items() if name != "about"]
    return _card(generated, "\n\n".join(body) + "\n")


_INVITATION = (
    "## About the data\n\n"
    "Say here where the articles come from, who annotated them and what the data must not be used for. "
    "What you write outside the marked sections stays when the dataset is exported again."
)


def updated_card(
    old: str, generated: Mapping[str, Any], generated_before: Mapping[str, Any], sections: Mapping[str, str]
) -> str:
    """The old card with our sections and metadata replaced."""
    card = _parse(old)
    body = card.text.strip("\n")
    for name, text in sections.items():
        pattern = re.compile(f"{re.escape(_begin(name))}.*?{re.escape(_end(name))}", re.DOTALL)
        section = _section(name, text)
        body, replaced = pattern.subn(_always(section), body, count=1)
        if not replaced:
            body = f"{body}\n\n{section}"
    return _card(_merged(_as_dict(card.data), generated, generated_before), body + "\n")


def _always(text: str) -> Callable[[re.Match[str]], str]:
    # As plain text: re.sub would read backslashes in a replacement string.
    return lambda _match: text


def card_metadata(text: str) -> dict[str, Any]:
    """The metadata of a card."""
    return _as_dict(_parse(text).data)


def _parse(text: str) -> DatasetCard:
    try:
        return DatasetCard(text)
    except Exception as error:
        raise AnnotateError(f"The metadata at the top of README.md cannot be read: {error}") from error


def _merged(people: Mapping[str, Any], new: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    own = {name: value for name, value in people.items() if name not in _OURS and value != before.get(name)}
    return {**new, **own}


def _as_dict(data: Any) -> dict[str, Any]:
    return dict(data.to_dict())


def _card(data: Mapping[str, Any], body: str) -> str:
    yaml = DatasetCardData(**data).to_yaml(line_break="\n")
    return f"---\n{yaml}\n---\n\n{body}"


def _begin(name: str) -> str:
    return f"<!-- annotate:begin {name} (written anew by every export) -->"


def _end(name: str) -> str:
    return f"<!-- annotate:end {name} -->"


def _section(name: str, text: str) -> str:
    return f"{_begin(name)}\n{text.strip()}\n{_end(name)}"
