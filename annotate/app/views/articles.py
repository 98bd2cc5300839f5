"""Articles: what there is to label, how far it has come, and the way into each article."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from annotate.app.editor_component import preload_editor
from annotate.app.markup import Node, element, link, render
from annotate.app.session import Session
from annotate.app.views import adding, first_run
from annotate.app.views.article_row import article_row
from annotate.app.words import NEW, SKIPPED, STATUS_TITLES, counted, listed, status_title
from annotate.model import Status
from annotate.server.unknown_pages import PARAMETER

PAGE_SIZE = 50
_FLAGS = {"unsure": "Unsure", "noted": "With notes"}
_ADDRESS = "articles-address"


@dataclass(frozen=True, slots=True)
class _Look:
    """What of the list is looked at; all of it stands in the address."""

    search: str = ""
    status: str = ""
    flag: str = ""
    page: int = 1

    def link(self) -> str:
        """The address of this look. What is as usual is left out."""
        page = str(self.page) if self.page > 1 else ""
        said = {"search": self.search, "status": self.status, "flag": self.flag, "page": page}
        return link("", **{name: value for name, value in said.items() if value})


def show(session: Session) -> None:
    """The page."""
    if article_id := st.query_params.get("article"):  # its place is another page, which says where it does not exist
        st.switch_page(session.pages.annotate, query_params={"article": article_id})
    _tell_missing()
    counts = session.workspace.store.counts(session.annotator, session.workspace.label_set.ref)
    if not _total(counts):
        first_run.show(session)
        return
    _heading(session)
    adding.show_summary()
    render(_progress(counts), key="articles-progress")
    look = _look()
    st.session_state[_ADDRESS] = look.link()
    _filters(look, counts)
    _rows(session, look)
    preload_editor()


def address() -> str:
    """Where the list is, as it was last looked at."""
    return str(st.session_state.get(_ADDRESS, _Look().link()))


def _tell_missing() -> None:
    if address := st.query_params.get(PARAMETER):
        said = element("p", "There is no page at ", element("strong", address), ". These are the articles.")
        with st.container(key="app-missing"):
            render(said, key="missing")


def _heading(session: Session) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.title("Articles", anchor=False, width="stretch")
        if st.button("Add articles", icon=":material/add:"):
            adding.dialog(session)
        label_set = session.workspace.label_set.ref
        unfinished = session.workspace.store.next_article(None, session.annotator, label_set=label_set)
        if unfinished is not None:
            render(_next_article(unfinished), key="articles-next", width="content")


def _next_article(article_id: str) -> Node:
    return element(
        "a",
        "Next article",
        style="app-button",
        href=link("annotate", article=article_id),
        title="Opens the first article that you have not submitted",
    )


def _total(counts: Mapping[str, int]) -> int:
    return sum(number for status, number in counts.items() if status != SKIPPED)  # which are in progress too


def _progress(counts: Mapping[str, int]) -> Node:
    total, rest, begun, skipped = _total(counts), counts[NEW], counts[Status.IN_PROGRESS], counts[SKIPPED]
    done = total - begun - rest
    parts = (("done", done), ("begun", begun), ("rest", rest))
    bars = (element("div", style=f"app-progress-{name}", var_share=str(part)) for name, part in parts if part)
    return element(
        "div",
        element("div", *bars, style="app-progress-bar", aria_hidden="true"),
        element("p", _progress_in_words(done, begun, skipped, rest), style="app-quiet"),
        style="app-progress",
    )


def _progress_in_words(done: int, begun: int, skipped: int, rest: int) -> str:
    of_them = f" ({skipped:,} of them skipped)" if skipped else ""
    others = [f"{begun:,} in progress{of_them}"] if begun else []
    others += [f"{rest:,} new"] if rest else []
    said = f"You have submitted {done:,} of {counted(done + begun + rest, 'article')}"
    return f"{said}; {listed(others)}." if others else f"{said}."


def _look() -> _Look:
    said = st.query_params
    return _Look(
        search=said.get("search", "").strip(),
        status=said.get("status", ""),
        flag=said.get("flag", ""),
        page=_page_number(said.get("page", "")),
    )


def _page_number(said: str) -> int:
    return int(said) if re.fullmatch("[1-9][0-9]{0,8}", said) else 1


def _filters(look: _Look, counts: Mapping[str, int]) -> None:
    search = element(
        "input",
        type="search",
        style="app-search",
        data_parameter="search",
        placeholder="Search titles, publishers, authors",
        aria_label="Search titles, publishers and authors",
    )
    with st.container(horizontal=True, vertical_alignment="center", key="app-filters"):
        render(search, key="articles-search")
        render(_filter_links(look, counts), key="articles-filter", width="content")


def _filter_links(look: _Look, counts: Mapping[str, int]) -> Node:
    links = [_filter_link("All", _total(counts), replace(look, status="", flag="", page=1), look)]
    for status in STATUS_TITLES:
        if counts.get(status):
            only = replace(look, status=status, flag="", page=1)
            links.append(_filter_link(status_title(status), counts[status], only, look))
    for flag, title in _FLAGS.items():
        links.append(_filter_link(title, None, replace(look, status="", flag=flag, page=1), look))
    return element("p", *links, style="app-filter", aria_label="Which articles")


def _filter_link(title: str, number: int | None, only: _Look, look: _Look) -> Node:
    current = (only.status, only.flag) == (look.status, look.flag)
    return element(
        "a",
        title,
        element("small", f"{number:,}") if number is not None else None,
        href=only.link(),
        aria_current="true" if current else None,
    )


def _rows(session: Session, look: _Look) -> None:
    page = session.workspace.store.articles(
        annotator=session.annotator,
        search=look.search,
        status=look.status or None,
        has_note=look.flag == "noted",
        has_unsure=look.flag == "unsure",
        label_set=session.workspace.label_set.ref,
        offset=(look.page - 1) * PAGE_SIZE,
        limit=PAGE_SIZE,
    )
    pages = max(1, -(-page.total // PAGE_SIZE))
    if not page.rows:
        render(_nothing_found(look), key="articles-list")
        return
    rows = element(
        "ul", *(article_row(row, session.annotator) for row in page.rows), style="app-articles", data_rows=""
    )
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
    where = status_title(look.status) if look.status else _FLAGS.get(look.flag, "")
    among = f" among the articles under “{where}”" if where else ""
    said = f"Nothing matches “{look.search}”{among}." if look.search else f"There is nothing here{among}."
    return element("p", said, " ", element("a", "Show all", href=_Look().link()), style="app-quiet app-empty")
