"""The label set's rules, said in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annotate.app.words import listed
from annotate.label_set import Attribute, CountRule, Kind, LabelSet, RelationType
from annotate.problems import Severity


def relation_rules(relation: RelationType, label_set: LabelSet) -> list[str]:
    """How many relations of the kind each head must and may have; one sentence a rule."""
    heads = listed([label_set.label_by_name[name].title for name in relation.head], "or")
    if not relation.counts:
        return [f"Optional: any number for each {heads}."]
    return [_count(rule, heads, relation, label_set) for rule in relation.counts]


def value(attribute: Attribute, given: Any) -> str:
    """An attribute's value as people read it."""
    if attribute.kind is Kind.BOOLEAN:
        return "yes" if given else "no"
    if given is None:
        return "nothing"
    return next((option.title for option in attribute.options if option.value == given), str(given))


def _count(rule: CountRule, heads: str, relation: RelationType, label_set: LabelSet) -> str:
    where = _condition(rule.when, relation, label_set)
    sentence = f"Each {heads}{where} {_how_many(rule)}."
    return sentence if rule.severity is Severity.ERROR else f"{sentence} (Advice: it does not stop a submission.)"


def _how_many(rule: CountRule) -> str:
    least, most = rule.minimum, rule.maximum
    if most == 0:
        return "must have none"
    if most is None:
        return "may have any number" if least == 0 else f"must have at least {_number(least)}"
    if least == most:
        return f"must have exactly {_number(least)}"
    if least == 0:
        return f"may have at most {_number(most)}"
    return f"must have {_number(least)} to {_number(most)}"


def _number(number: int) -> str:
    words = ("no", "one", "two", "three", "four", "five", "six")
    return words[number] if number < len(words) else str(number)


def _condition(when: Mapping[str, Any], relation: RelationType, label_set: LabelSet) -> str:
    if not when:
        return ""
    attributes = {a.name: a for name in relation.head for a in label_set.label_by_name[name].attributes.attributes}
    parts = [f"“{attributes[name].title}” is “{value(attributes[name], given)}”" for name, given in when.items()]
    return f" whose {listed(parts)}"
