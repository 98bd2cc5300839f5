"""A record and a label set in, problems out. No SQL, no Streamlit; the only place that imports jsonschema."""

from __future__ import annotations

from pathlib import Path

from annotate.label_set import LabelSet
from annotate.problems import Problem
from annotate.validation.label_sets import load_label_set
from annotate.validation.validator import Validator

__all__ = ["Validator", "validate"]


def validate(record: object, label_set: LabelSet | str | Path) -> list[Problem]:
    """Everything that is wrong with one annotated record; nothing where it is well.

    The label set may be given by its file or folder. For many records make one ``Validator`` and keep it. Raises
    TypeError for what is no label set, LabelSetError for one that cannot be used.
    """
    if isinstance(label_set, str | Path):
        label_set = load_label_set(label_set)
    return Validator(label_set).problems(record)
