"""The documentation lists every rule, with an example that is known to break it."""

from __future__ import annotations

from annotate import rules
from annotate.rules import RULES
from tests.tools.rules_page import GROUPS, PAGE, page


def test_the_page_of_rules_is_what_the_rules_and_their_examples_make_it() -> None:
    assert PAGE.read_text("utf-8") == page(), "run: python -m tests.tools.rules_page"


def test_the_page_names_every_rule_and_every_group() -> None:
    text = PAGE.read_text("utf-8")
    assert {code[0] for code in RULES} == GROUPS.keys() == rules.GROUPS.keys()
    for code, rule in RULES.items():
        section = text.partition(f"### {code} {rule.name}\n\n{rule.title}")[2].partition("\n#")[0]
        assert "Example" in section or "```text" in section, code
