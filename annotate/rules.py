"""Every rule that a problem can come from. Codes are stable: never reused, never renumbered.

Groups: J JSON and encoding, S shape, T text and offsets, A attributes, R relations, L label sets, I loading,
D dataset folders.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from annotate.problems import Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """What a code stands for: ``title`` states the rule in a sentence."""

    code: str
    name: str
    title: str
    severity: Severity = Severity.ERROR


def _by_code(rules: Iterable[Rule]) -> Mapping[str, Rule]:
    table: dict[str, Rule] = {}
    for rule in rules:
        if rule.code in table:
            raise ValueError(f"rule {rule.code} is defined twice")
        table[rule.code] = rule
    return table


RULES: Mapping[str, Rule] = _by_code(
    (
        # J: JSON and encoding
        # S: shape
        # T: text and offsets
        # A: attributes
        # R: relations
        # L: label sets
        # I: loading
        # D: dataset folders
    )
)
