"""What a manifest must hold to be read: the parts that other code relies on."""

from __future__ import annotations

from functools import cache
from typing import Any

from annotate.dataset.options import SPLITS, GroupBy
from annotate.validation.engines import screen

_PATH = {
    "type": "string",
    "pattern": r"^[A-Za-z0-9_]+(/[A-Za-z0-9_]+-[0-9]+-of-[0-9]+)?[A-Za-z0-9_.-]*$",
    "maxLength": 200,
}
_COUNT = {"type": "integer", "minimum": 0}
_HASH = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_SPLIT_NAME = {"enum": list(SPLITS)}


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"type": "object", "properties": required | (optional or {}), "required": list(required)}


_SPLIT = _object(
    {"rows": _COUNT, "bytes": _COUNT, "content_hash": _HASH, "files": {"type": "array", "minItems": 1, "items": _PATH}}
)
_CONFIG = _object(
    {
        "content_hash": _HASH,
        "splits": {"type": "object", "propertyNames": _SPLIT_NAME, "minProperties": 1, "additionalProperties": _SPLIT},
    }
)
_CONFIGS = {
    "type": "object",
    "propertyNames": {"pattern": "^[a-z][a-z0-9_]*$", "maxLength": 50},
    "additionalProperties": _CONFIG,
    "required": ["articles", "annotations"],
}
_UNIT = _object(
    {"unit": {"type": "string"}, "split": _SPLIT_NAME, "articles": {"type": "array", "items": {"type": "string"}}}
)
_REVISION = {"type": ["integer", "null"], "minimum": 0}
_CHANGES = {"type": "object", "additionalProperties": _COUNT}
_EARLIER = _object(
    {
        "version": {"type": "string"},
        "date": {"type": "string"},
        "store_revision": _REVISION,
        "articles": _COUNT,
        "changes": _CHANGES,
    }
)
_MANIFEST = _object(
    {
        "format": {"const": "annotate-dataset"},
        "format_version": {"const": 1},
        "content_hash": _HASH,
        "label_set": {"type": "object"},
        "options": _object(
            {
                "from": {"type": "string"},
                "ratios": {"type": "array", "items": {"type": "number"}, "minItems": 3, "maxItems": 3},
                "key": {"type": "string"},
                "languages": {"type": "array", "items": {"type": "string"}},
                "near_duplicates": {"type": "boolean"},
                "test_from_date": {"type": ["string", "null"]},
                "fixed_splits": {"type": "object", "additionalProperties": _SPLIT_NAME},
                "without_text": {"type": "boolean"},
            },
            {"group_by": {"enum": [None, *GroupBy]}},
        ),
        "versions": {"type": "object", "additionalProperties": {"type": "string"}},
        "configs": _CONFIGS,
        "files": {
            "type": "object",
            "propertyNames": _PATH,
            "additionalProperties": _object({"sha256": _HASH, "bytes": _COUNT}),
        },
        "splits": _object(
            {
                "assignment_sha256": _HASH,
                "shared_units": {"type": "array", "items": _UNIT},
                "pinned": {"type": "array", "items": {"type": "string"}},
                "moved": {"type": "array"},
            }
        ),
        "counts": {"type": "object"},
        "left_out": _object({"count": _COUNT, "items": {"type": "array"}}),
        "card": {"type": "object"},
    },
    {
        "store_revision": _REVISION,
        "release": _object(
            {"version": {"type": "string"}, "date": {"type": "string"}},
            {"changes": _CHANGES, "earlier": {"type": "array", "items": _EARLIER}},
        ),
    },
)
"""What is optional was not written by earlier versions, or is not written always."""


def well_formed(manifest: object) -> bool:
    """Whether a manifest has the form that this version writes."""
    return bool(_screen()(manifest))


@cache
def _screen() -> Any:
    return screen(_MANIFEST)
