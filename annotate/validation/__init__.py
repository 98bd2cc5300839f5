"""A record and a label set in, problems out. No SQL, no Streamlit; the only place that imports jsonschema."""

from __future__ import annotations

from annotate.label_set import LabelSet
from annotate.problems import Problem
from annotate.validation.validator import Validator

__all__ = ["Validator", "validate"]


def validate(record: object, label_set: LabelSet) -> list[Problem]:
    """Everything that is wrong with one annotated record; nothing where it is well.

    For many records make one ``Validator`` and keep it.
    """
    return Validator(label_set).problems(record)
