"""Articles without annotations, which stand beside annotated ones in files: their shape, and what it cannot say."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from annotate.model import Record
from annotate.problems import Problem, pointer_to
from annotate.rules import RULES
from annotate.validation.article import article_problems
from annotate.validation.compose import general_schema
from annotate.validation.items import SHAPE_CODES, CheckedSchema

_WITHIN = "/article"


def is_bare_article(record: Record) -> bool:
    """Whether a record is meant as an article by itself: it has a text, and nothing that annotated articles have."""
    return "text" in record and "article" not in record and "spans" not in record


def bare_article_problems(article: Record) -> list[Problem]:
    """Everything that is wrong with an article by itself."""
    problems = [
        Problem(
            code := SHAPE_CODES[finding.kind],
            f"Article: {finding.message}.",
            pointer_to(*finding.path),
            RULES[code].severity,
        )
        for finding in _schema().findings(article)
    ]
    told = {problem.pointer for problem in problems}
    of_meaning = (replace(p, pointer=p.pointer.removeprefix(_WITHIN)) for p in article_problems(article))
    problems += [problem for problem in of_meaning if problem.pointer not in told]
    id_: Any = article.get("id")
    return [replace(problem, article_id=id_) for problem in problems] if isinstance(id_, str) else problems


@cache
def _schema() -> CheckedSchema:
    return CheckedSchema(general_schema("article"))
