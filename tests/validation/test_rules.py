"""Every rule is broken by its example, and by nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.problems import Problem
from annotate.rules import RULES
from annotate.validation.files import validate_files
from tests.tools.rules_page import IMPORTS
from tests.validation.examples import EXAMPLES, Example, Situation
from tests.validation.making import BASES, load
from tests.validation.situations import SITUATIONS


def problems_of(example: Example, folder: Path) -> list[Problem]:
    for name, content in example.files().items():
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)
    return list(validate_files([folder], load(example.label_set)))


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=lambda example: example.code)
def test_an_example_breaks_its_rule_and_no_other(example: Example, tmp_path: Path) -> None:
    problems = problems_of(example, tmp_path)
    if example.code != "S018":  # whose example breaks other rules two hundred times before
        assert {problem.code for problem in problems} == {example.code}
    problem = next(problem for problem in problems if problem.code == example.code)
    assert problem.pointer == example.pointer
    assert problem.severity is RULES[example.code].severity
    assert problem.file is not None
    assert problem.message.endswith(".")


@pytest.mark.parametrize("name", BASES)
def test_the_records_that_examples_change_have_no_problem(name: str, tmp_path: Path) -> None:
    example = Example("", "", "", lambda: {"record.json": _bytes(name)}, label_set=name)
    assert problems_of(example, tmp_path) == []


def _bytes(name: str) -> bytes:
    from tests.validation.making import as_bytes

    return as_bytes(BASES[name]())


@pytest.mark.parametrize("situation", SITUATIONS.values(), ids=lambda situation: situation.code)
def test_a_situation_breaks_its_rule(situation: Situation, tmp_path: Path) -> None:
    problems = [problem for problem in situation.run(tmp_path) if problem.code == situation.code]
    assert problems
    assert problems[0].severity is RULES[situation.code].severity
    assert problems[0].message.endswith(".")


def test_every_rule_has_an_example() -> None:
    """Those of loading have files, too, which the importers' tests load."""
    with_files = {path.name[:4] for path in IMPORTS.iterdir() if path.name[0] == "I"}
    assert RULES.keys() == EXAMPLES.keys() | SITUATIONS.keys() | with_files
    assert not EXAMPLES.keys() & SITUATIONS.keys()


def test_codes_are_a_letter_and_three_digits_in_order() -> None:
    assert all(len(code) == 4 and code[0].isupper() and code[1:].isdigit() for code in RULES)
    assert len({rule.name for rule in RULES.values()}) == len(RULES)
    assert all(rule.title.endswith(".") for rule in RULES.values())
