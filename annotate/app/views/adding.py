"""Adding articles: files dropped or chosen, or a text pasted; and what became of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import streamlit as st

from annotate.app.kept import kept
from annotate.app.languages import LANGUAGES
from annotate.app.markup import Node, element, plain, render
from annotate.app.session import Session
from annotate.app.words import counted
from annotate.errors import AnnotateError
from annotate.model import UNKNOWN_LANGUAGE
from annotate.problems import Problem, Severity

if TYPE_CHECKING:
    from annotate.workspace.loading import Progress, Summary

_SUMMARY = "loading-summary"
_TURN = "add-files-turn"
_SHOWN_PROBLEMS = 200
_PER_SECOND = 10


@st.dialog("Add articles", width="medium")
def dialog(session: Session) -> None:
    """Files or a pasted text, in a dialog over the list."""
    files, text = st.tabs(["From files", "Paste a text"])
    with files:
        file_form(session)
    with text:
        text_form(session)


def file_form(session: Session) -> None:
    """Takes any number of files and loads them as soon as they are there."""
    from annotate.workspace import loading  # noqa: PLC0415 - its readers are slow to import

    language = _choose_language("add-files-language")
    turn = st.session_state.setdefault(_TURN, 0)
    files = st.file_uploader(
        "Articles or annotated records",
        type=[suffix.removeprefix(".") for suffix in loading.SUFFIXES],
        accept_multiple_files=True,
        key=f"add-files-{turn}",
        help="A plain text is one article whose first line is the title. Larger collections load faster with "
        "`annotate import` on the command line.",
    )
    if files:
        uploads = [(file.name, file.getvalue()) for file in files]
        st.session_state[_TURN] = turn + 1  # a new uploader, empty, so that no file is loaded twice
        _load(
            lambda progress: loading.load_uploads(session.workspace, uploads, progress, language),
            counted(len(uploads), "file"),
        )


def text_form(session: Session) -> None:
    """Takes a title and a text as one article."""
    with st.form("add-text", border=False):
        title = st.text_input("Title", max_chars=2000, placeholder="Without one, the first line is taken")
        text = st.text_area("Text", height=160, placeholder="Paste the article here. It is kept to the last character.")
        language = _choose_language("add-text-language")
        if st.form_submit_button("Add the article", type="primary") and _given(text.strip(), "Paste a text first."):
            from annotate.workspace import loading  # noqa: PLC0415

            _load(lambda _: loading.load_text(session.workspace, title.strip(), text, language), "the article")


def _choose_language(key: str) -> str:
    return st.selectbox(
        "Language",
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        key=kept(key, UNKNOWN_LANGUAGE),
        help="Of articles that do not say theirs. Words are found by it, and a dataset can be made of one language. "
        "Any other: `annotate import --language` on the command line.",
    )


def has_samples(session: Session) -> bool:
    """Whether samples come with the label set that are made with it."""
    from annotate.workspace.loading import has_samples  # noqa: PLC0415

    return has_samples(session.workspace)


def samples_button(session: Session) -> None:
    """Loads the articles that come with the label set."""
    if st.button("Open the samples", icon=":material/newsmode:"):
        from annotate.workspace import loading  # noqa: PLC0415

        _load(lambda _: loading.load_samples(session.workspace), "the samples")


def show_summary() -> None:
    """What became of the last load, until it is put away."""
    summary: Summary | None = st.session_state.get(_SUMMARY)
    if summary is None:
        return
    with st.container(border=True, key="app-loaded"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{plain(' '.join(summary.sentences()))}**", width="stretch")
            if st.button("Close", key="close-summary", type="tertiary", icon=":material/close:"):
                del st.session_state[_SUMMARY]
                st.rerun()
        if summary.problems:
            render(problem_table(summary.problems), key="loaded-problems")


def problem_table(problems: list[Problem]) -> Node:
    """What was refused or is worth a look: where, and what to do."""
    header = element("tr", *(element("th", title, scope="col") for title in ("Where", "What", "Rule")))
    rows = (
        element(
            "tr",
            element("td", _where(problem)),
            element("td", problem.message, style="" if problem.severity is Severity.ERROR else "app-quiet"),
            element("td", problem.code, style="app-quiet"),
        )
        for problem in problems[:_SHOWN_PROBLEMS]
    )
    more = len(problems) - _SHOWN_PROBLEMS
    return element(
        "div",
        element("table", element("thead", header), element("tbody", *rows), style="app-problem-table"),
        element("p", f"… and {more:,} more.", style="app-quiet") if more > 0 else None,
        style="app-scroll",
    )


def _given(value: Any, complaint: str) -> bool:
    if not value:
        st.warning(complaint)
    return bool(value)


def _load(load: Callable[[Progress], Summary], what: str) -> None:
    text = f"Loading {what} …"
    shown = st.progress(0.0, text)

    def progress(done: int, total: int) -> None:
        shown.progress(done / total if total else 1.0, text)

    try:
        st.session_state[_SUMMARY] = load(_at_most(_PER_SECOND, progress))
    except AnnotateError as error:
        shown.empty()
        st.error(plain(error.message))
        return
    st.rerun()


def _at_most(per_second: int, progress: Progress) -> Progress:
    """Passes on so many calls a second: each one is a message to the browser."""
    due = 0.0

    def passing(done: int, total: int) -> None:
        nonlocal due
        now = time.monotonic()
        if now >= due:
            due = now + 1 / per_second
            progress(done, total)

    return passing


def _where(problem: Problem) -> str:
    places = [problem.file or problem.article_id or ""]
    if problem.line is not None:
        places.append(f"line {problem.line}")
    if problem.byte is not None:
        places.append(f"byte {problem.byte}")
    if problem.pointer and problem.span_id is None and problem.relation_id is None:
        places.append(problem.pointer)
    return ", ".join(place for place in places if place)
