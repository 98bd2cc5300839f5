"""Articles: what there is to label, how far it has come, and the way into each article."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from annotate.app.markup import Node, element, joined, link, render
from annotate.app.session import Session
from annotate.app.views import adding, first_run
from annotate.app.words import NEW, ago, counted, status_title

PAGE_SIZE = 50
_ADDRESS = "articles-address"


@dataclass(frozen=True, slots=True)
class _Look:
    """What of the list is looked at; all of it stands in the address."""

    search: str = ""
    status: str = ""
    page: int = 1

    def link(self) -> str:
        """The address of this look. What is as usual is left out."""
        said = {"search": self.search, "status": self.status, "page": str(self.page) if self.page > 1 else ""}
        return link("", **{name: value for name, value in said.items() if value})


def show(session: Session) -> None:
    """The page."""
    counts = session.workspace.store.counts(session.annotator)
    if not any(counts.values()):
        first_run.show(session)
        return
    _heading(session)
    adding.show_summary()
    render(_progress(counts), key="articles-progress")
    look = _look(counts)
    st.session_state[_ADDRESS] = look.link()
    _rows(session, look)


def address() -> str:
    """Where the list is, as it was last looked at."""
    return str(st.session_state.get(_ADDRESS, _Look().link()))


def _heading(session: Session) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.title("Articles", anchor=False, width="stretch")
        if st.button("Add articles", icon=":material/add:"):
            adding.dialog(session)
        unfinished = session.workspace.store.next_article(None, session.annotator)
        if unfinished is not None:
            render(_next_article(unfinished), key="articles-next")


def _next_article(article_id: str) -> Node:
    return element(
        "a",
        "Next article",
        style="app-button",
        href=link("annotate", article=article_id),
        title="Opens the first article that you have not submitted",
    )


def _progress(counts: dict[str, int]) -> Node:
    total = sum(counts.values())
    begun = counts.get("in_progress", 0)
    rest = counts.get(NEW, 0)
    done = total - begun - rest
    parts = (("done", done), ("begun", begun), ("rest", rest))
    bars = (element("div", style=f"app-progress-{name}", var_share=str(part)) for name, part in parts if part)
    said = f"You have submitted {done:,} of {counted(total, 'article')}"
    if begun:
        said += f"; {begun:,} in progress"
    return element(
        "div",
        element("div", *bars, style="app-progress-bar", aria_hidden="true"),
        element("p", said + ".", style="app-quiet"),
        style="app-progress",
    )


def _look(counts: dict[str, int]) -> _Look:
    with st.container(horizontal=True, vertical_alignment="center", key="app-filters"):
        search = st.text_input(
            "Search",
            key="search",
            type="search",
            placeholder="Search titles and texts",
            label_visibility="collapsed",
            live="300ms",
            bind="query-params",
            on_change=_to_first_page,
        )
        status = st.query_params.get("status", "")
        page = st.query_params.get("page", "")
        look = _Look((search or "").strip(), status, int(page) if page.isdecimal() else 1)
        render(_status_links(look, counts), key="articles-filter")
    return look


def _to_first_page() -> None:
    st.query_params.pop("page", None)


def _status_links(look: _Look, counts: dict[str, int]) -> Node:
    choices = [("", "All", sum(counts.values()))]
    choices += [(status, status_title(status), number) for status, number in counts.items() if number]
    links = (
        element(
            "a",
            title,
            element("small", f"{number:,}"),
            href=replace(look, status=status, page=1).link(),
            aria_current="true" if status == look.status else None,
        )
        for status, title, number in choices
    )
    return element("p", *links, style="app-filter", aria_label="Which articles")


def _rows(session: Session, look: _Look) -> None:
    page = session.workspace.store.articles(
        annotator=session.annotator,
        search=look.search,
        status=look.status or None,
        label_set=session.workspace.label_set.ref,
        offset=(look.page - 1) * PAGE_SIZE,
        limit=PAGE_SIZE,
    )
    pages = max(1, -(-page.total // PAGE_SIZE))
    if not page.rows:
        render(_nothing_found(look), key="articles-list")
        return
    rows = element("ul", *(_row(row, session.annotator) for row in page.rows), style="app-articles", data_rows="")
    render(rows, *_paging(look, pages), key="articles-list")


def _paging(look: _Look, pages: int) -> list[Node]:
    if pages == 1:
        return []
    near = {1, pages, *range(look.page - 2, look.page + 3)}
    numbers = sorted(number for number in near if 1 <= number <= pages)
    links: list[Node] = []
    for before, number in zip([0, *numbers], numbers, strict=False):
        if number - before > 1:
            links.append(element("span", "…"))
        current = "page" if number == look.page else None
        links.append(element("a", f"{number:,}", href=replace(look, page=number).link(), aria_current=current))
    return [element("p", *links, style="app-paging", aria_label="Pages")]


def _nothing_found(look: _Look) -> Node:
    where = f" among the articles in the state “{status_title(look.status)}”" if look.status else ""
    said = f"Nothing matches “{look.search}”{where}." if look.search else f"There are no articles here{where}."
    return element("p", said, " ", element("a", "Show all", href=_Look().link()), style="app-quiet app-empty")


def _row(row: Any, annotator: str) -> Node:
    own = next((annotation for annotation in row.sets if annotation.annotator == annotator), None)
    status = own.status if own else NEW
    title = row.title.strip() or "Untitled"
    opening = element(
        "a",
        title,
        style="app-article-title",
        dir="auto",
        href=link("annotate", article=row.id),
        aria_label=f"{title}, {status_title(status).lower()}",
    )
    others = [_other(annotation) for annotation in row.sets if annotation is not own]
    return element(
        "li",
        element("span", style=f"app-state app-state-{status}", title=status_title(status)),
        opening,
        element("div", *_work(own), style="app-article-work"),
        element("div", *joined([*_facts(row), *others], " · "), style="app-article-facts"),
        style="app-article",
    )


def _facts(row: Any) -> list[Node]:
    facts = [row.publisher, (row.published_at or "")[:10], counted(row.length, "character")]
    return [fact for fact in facts if fact]


def _other(annotation: Any) -> Node:
    return element(
        "a",
        f"{annotation.annotator}: {status_title(annotation.status).lower()}",
        title=f"Opens the annotations of {annotation.annotator}, to read",
        href=link("annotate", set=annotation.id),
        style="app-aside",
    )


def _work(own: Any) -> list[Node]:
    if own is None:
        return []
    said: list[Node] = [f"{counted(own.spans, 'span')} · {counted(own.relations, 'relation')}"]
    if own.errors:
        said += [" · ", element("span", counted(own.errors, "problem"), style="app-problems")]
    return [*said, element("br"), f"{status_title(own.status)}, {ago(own.updated_at)}"]
