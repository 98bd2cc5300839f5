"""One row of the list of articles."""

from __future__ import annotations

from textwrap import shorten

from annotate.app.markup import Node, element, joined, link
from annotate.app.words import NEW, SKIPPED, ago, counted, status_title
from annotate.model import Status
from annotate.store import ArticleRow, SetRow

_LONGEST_REASON = 60


def article_row(row: ArticleRow, annotator: str) -> Node:
    """The article with the annotator's own work on it, and links to what others made of it."""
    own = next((annotations for annotations in row.sets if annotations.annotator == annotator), None)
    status = _status(own)
    title = row.title.strip() or "Untitled"
    opening = element(
        "a",
        title,
        style="app-article-title",
        dir="auto",
        href=link("annotate", article=row.id),
        aria_label=f"{title}, {status_title(status).lower()}",
    )
    others = [_other(annotations) for annotations in row.sets if annotations is not own]
    return element(
        "li",
        element("span", style=f"app-state app-state-{status}", title=status_title(status)),
        opening,
        element("div", *_work(own), style="app-article-work"),
        element("div", *joined([*_facts(row), *others], " · "), style="app-article-facts"),
        style="app-article",
    )


def _status(annotations: SetRow | None) -> str:
    if annotations is None:
        return NEW
    skipped = annotations.skipped_reason is not None and annotations.status is Status.IN_PROGRESS
    return SKIPPED if skipped else annotations.status


def _facts(row: ArticleRow) -> list[Node]:
    facts = [row.publisher, (row.published_at or "")[:10], counted(row.length, "character")]
    return [fact for fact in facts if fact]


def _other(annotations: SetRow) -> Node:
    return element(
        "a",
        f"{annotations.annotator}: {status_title(annotations.status).lower()}",
        title=f"Opens the annotations of {annotations.annotator}, to read",
        href=link("annotate", set=annotations.id),
        style="app-aside",
    )


def _work(own: SetRow | None) -> list[Node]:
    if own is None:
        return []
    said: list[Node] = [f"{counted(own.spans, 'span')}, {counted(own.relations, 'relation')}"]
    if own.errors:
        said.append(element("span", counted(own.errors, "problem"), style="app-problems"))
    flags: list[Node] = [
        title.lower() for title, set_so in (("Unsure", own.has_unsure), ("Note", own.has_note)) if set_so
    ]
    status = _status(own)
    state: list[Node] = [status_title(status)]
    if status == SKIPPED and own.skipped_reason:
        reason = shorten(own.skipped_reason, _LONGEST_REASON, placeholder=" …")
        state = [f"{status_title(status)}: ", element("span", reason, dir="auto", title=own.skipped_reason)]
    return [*joined([*said, *flags], " · "), element("br"), *state, f", {ago(own.updated_at)}"]
