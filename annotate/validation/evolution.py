"""What changed between two versions of a label set, and which version that needs.

The rule is semantic versioning, read from the records' side: *major* is what can make a valid record invalid, *minor*
what admits records that were invalid before, *patch* what only people read. Before 1.0.0 the minor version stands for
major changes, and the patch version for all others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from annotate.label_set import Attribute, AttributeSchema, CountRule, Label, LabelSet, RelationType
from annotate.problems import Problem, Severity
from annotate.validation.versions import Version, parsed
from annotate.validation.words import listed, quoted, shown


class Part(IntEnum):
    """Parts of a version, the larger the more a change means."""

    PATCH = 0
    MINOR = 1
    MAJOR = 2


@dataclass(frozen=True, slots=True)
class Change:
    """One difference, and the part of the version that it needs."""

    part: Part
    message: str


def changes(old: LabelSet, new: LabelSet) -> list[Change]:
    """Everything that is different, what matters most first."""
    found = [*_named(old, new), *_labels(old, new), *_relations(old, new), *_views(old, new)]
    if not found and dict(old.data) | {"version": ""} != dict(new.data) | {"version": ""}:
        found.append(Change(Part.PATCH, "What people read has changed."))
    return sorted(found, key=lambda change: -change.part)


def needed_version(old: str, found: list[Change]) -> str:
    """The lowest version that says as much as the changes."""
    if not found:
        return old
    return ".".join(map(str, _raised(parsed(old), max(change.part for change in found))))


def version_problems(old: LabelSet, new: LabelSet) -> list[Problem]:
    """Whether the new version says less than the changes."""
    needed = needed_version(old.version, changes(old, new))
    if parsed(new.version) < parsed(needed):
        message = f"The version is {new.version}, but the changes since {old.version} need {needed}; raise it."
        return [Problem("L019", message, "/version")]
    return []


def _raised(version: Version, part: Part) -> Version:
    major, minor, patch = version
    if major == 0:  # before 1.0.0 everything moves one place to the right
        return (0, minor + 1, 0) if part is Part.MAJOR else (0, minor, patch + 1)
    return {Part.MAJOR: (major + 1, 0, 0), Part.MINOR: (major, minor + 1, 0), Part.PATCH: (major, minor, patch + 1)}[
        part
    ]


def _named(old: LabelSet, new: LabelSet) -> Iterator[Change]:
    if old.name != new.name:
        yield Change(Part.MAJOR, f"The label set is named {quoted(new.name)}, and no longer {quoted(old.name)}.")
    if (old.title, old.description) != (new.title, new.description):
        yield Change(Part.PATCH, "The label set's title or description has changed.")


def _labels(old: LabelSet, new: LabelSet) -> Iterator[Change]:
    yield from _gone_and_added("label", old.label_by_name, new.label_by_name)
    for label in new.labels:
        before = old.label_by_name.get(label.name)
        if before:
            where = f"Label {quoted(label.name)}"
            yield from _schemas(where, before.attributes, label.attributes)
            if _read(before) != _read(label):
                yield Change(Part.PATCH, f"{where}: its title, description, guideline, colour or hotkey has changed.")


def _relations(old: LabelSet, new: LabelSet) -> Iterator[Change]:
    yield from _gone_and_added("relation", old.relation_by_name, new.relation_by_name)
    for relation in new.relations:
        before = old.relation_by_name.get(relation.name)
        if before:
            where = f"Relation {quoted(relation.name)}"
            yield from _schemas(where, before.attributes, relation.attributes)
            yield from _ends(where, before, relation)
            yield from _counts(where, before, relation)
            if (before.title, before.description, before.hotkey) != (
                relation.title,
                relation.description,
                relation.hotkey,
            ):
                yield Change(Part.PATCH, f"{where}: its title, description or hotkey has changed.")


def _views(old: LabelSet, new: LabelSet) -> Iterator[Change]:
    """Views make tables of datasets: what is gone from them is missed by those who load the tables."""
    before, after = ({view["name"]: view for view in set_.data.get("views", ())} for set_ in (old, new))
    yield from _gone_and_added("view", before, after)
    for name in before.keys() & after.keys():
        columns_before, columns_after = ({c["name"]: c for c in views[name]["columns"]} for views in (before, after))
        yield from _gone_and_added(f"column of the view {quoted(name)},", columns_before, columns_after)


def _gone_and_added(noun: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for name in old:
        if name not in new:
            yield Change(Part.MAJOR, f"The {noun} {quoted(name)} is gone.")
    for name in new:
        if name not in old:
            yield Change(Part.MINOR, f"The {noun} {quoted(name)} is new.")


def _read(label: Label) -> tuple[Any, ...]:
    return (label.title, label.description, label.guideline, label.examples, label.color, label.hotkey)


def _ends(where: str, old: RelationType, new: RelationType) -> Iterator[Change]:
    for end in ("head", "tail"):
        before, after = set(getattr(old, end)), set(getattr(new, end))
        if before - after:
            yield Change(Part.MAJOR, f"{where}: its {end} may no longer be {listed(sorted(before - after))}.")
        if after - before:
            yield Change(Part.MINOR, f"{where}: its {end} may be {listed(sorted(after - before))} too.")


def _counts(where: str, old: RelationType, new: RelationType) -> Iterator[Change]:
    before, after = _by_condition(old), _by_condition(new)
    for condition in dict.fromkeys([*before, *after]):
        stricter = _stricter(before.get(condition, _FREE), after.get(condition, _FREE))
        looser = _stricter(after.get(condition, _FREE), before.get(condition, _FREE))
        if stricter:
            yield Change(Part.MAJOR, f"{where}: a rule on its number asks more.")
        elif looser:
            yield Change(Part.MINOR, f"{where}: a rule on its number asks less.")


_FREE = CountRule({}, 0, None, Severity.WARNING)


def _by_condition(relation: RelationType) -> dict[str, CountRule]:
    return {repr(sorted(rule.when.items())): rule for rule in relation.counts}


def _stricter(old: CountRule, new: CountRule) -> bool:
    """Whether the new rule makes an error of what was none. Warnings forbid nothing."""
    if new.severity is Severity.WARNING:
        return False
    least, most = (0, None) if old.severity is Severity.WARNING else (old.minimum, old.maximum)
    return new.minimum > least or (new.maximum is not None and (most is None or new.maximum < most))


def _schemas(where: str, old: AttributeSchema, new: AttributeSchema) -> Iterator[Change]:
    before, after = ({a.name: a for a in schema.attributes} for schema in (old, new))
    for name, attribute in before.items():
        if name not in after:
            yield Change(Part.MAJOR, f"{where}: the attribute {quoted(name)} is gone.")
        else:
            yield from _attribute(f"{where}, attribute {quoted(name)}", attribute, after[name])
            yield from _bounds(f"{where}, attribute {quoted(name)}", _property(old, name), _property(new, name))
    for name, attribute in after.items():
        if name not in before:
            part = Part.MAJOR if attribute.required else Part.MINOR
            yield Change(part, f"{where}: the {'required ' * attribute.required}attribute {quoted(name)} is new.")
    rules_before, rules_after = _joint_rules(old.schema), _joint_rules(new.schema)
    if rules_before != rules_after:
        part = Part.MAJOR if rules_after else Part.MINOR
        yield Change(part, f"{where}: the rules that join attributes have changed.")


def _attribute(where: str, old: Attribute, new: Attribute) -> Iterator[Change]:
    if old.kind is not new.kind:
        yield Change(Part.MAJOR, f"{where}: it is a {new.kind}, and no longer a {old.kind}.")
        return
    if old.required != new.required:
        part = Part.MAJOR if new.required else Part.MINOR
        yield Change(part, f"{where}: it is {'required' if new.required else 'optional'} now.")
    if old.nullable != new.nullable:
        part = Part.MINOR if new.nullable else Part.MAJOR
        yield Change(part, f"{where}: it may {'be' if new.nullable else 'no longer be'} null.")
    before, after = [o.value for o in old.options], [o.value for o in new.options]
    for value in before:
        if value not in after:
            yield Change(Part.MAJOR, f"{where}: the option {shown(value)} is gone.")
    for value in after:
        if value not in before:
            yield Change(Part.MINOR, f"{where}: the option {shown(value)} is new.")
    if (old.title, old.description, old.default) != (new.title, new.description, new.default):
        yield Change(Part.PATCH, f"{where}: its title, description or default has changed.")


_LOWER = ("minLength", "minimum", "exclusiveMinimum")
_UPPER = ("maxLength", "maximum", "exclusiveMaximum")


def _bounds(where: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for keyword in (*_LOWER, *_UPPER, "pattern"):
        before, after = old.get(keyword), new.get(keyword)
        if before == after:
            continue
        narrows = after is not None and (
            before is None or keyword == "pattern" or (after > before if keyword in _LOWER else after < before)
        )
        part, word = (Part.MAJOR, "asks more") if narrows else (Part.MINOR, "asks less")
        yield Change(part, f"{where}: {keyword} {word}.")


def _property(schema: AttributeSchema, name: str) -> Mapping[str, Any]:
    keywords: Mapping[str, Any] = schema.schema["properties"][name]
    return keywords


_ABOUT_SINGLE_ATTRIBUTES = frozenset(
    {"$schema", "$id", "$comment", "title", "description", "examples", "type", "properties", "required"}
)


def _joint_rules(schema: Mapping[str, Any]) -> dict[str, Any]:
    rules = {name: rule for name, rule in schema.items() if name not in _ABOUT_SINGLE_ATTRIBUTES}
    rules.pop("additionalProperties", None)
    return rules
