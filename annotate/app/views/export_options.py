"""What an export may be asked for, as a form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, cast

import streamlit as st

from annotate.app.kept import kept
from annotate.app.markup import plain
from annotate.app.words import counted

if TYPE_CHECKING:
    from annotate.dataset.options import ExportOptions
    from annotate.dataset.split_list import SplitList
    from annotate.workspace.previewing import Preview

SOURCES = {
    "auto": "The adjudicated annotations, else the only submitted ones",
    "adjudicated": "Only adjudicated annotations",
    "submitted": "Only submitted annotations, where one annotator submitted",
    "annotator": "The annotations of one annotator",
    "all": "All submitted and adjudicated annotations, a row for each",
}
_TOGETHER = {
    None: "Groups and near duplicates",
    "publisher": "… and all articles of a publisher",
    "date": "… and all articles of a day",
}
_FILE = "fixed-splits-kept"


@dataclass(frozen=True, slots=True)
class Splitting:
    """``shares`` in percent; ``fixed`` are splits by article."""

    shares: tuple[int, int, int]
    group_by: str | None
    test_from: date | None
    fixed: Mapping[str, str]
    key: str


def choose(counts: Callable[[ExportOptions], Preview]) -> ExportOptions:
    """The form; ``counts`` tells what the store has to offer. Raises AnnotateError where choices make no sense."""
    from annotate.dataset.options import ExportOptions, GroupBy, Ratios, Source  # noqa: PLC0415 - slow to import

    offer = counts(ExportOptions())
    key = kept("source", Source.AUTO.value)
    source = st.selectbox("Which annotations", list(SOURCES), format_func=lambda key: SOURCES[key], key=key)
    annotator = None
    if source == Source.ANNOTATOR and offer.annotators:
        key = kept("annotator-chosen", offer.annotators[0])
        annotator = st.selectbox("Annotator", offer.annotators, key=key, format_func=str)
    languages = _choose_languages(offer.languages)
    with st.expander("Splits"):
        splitting = _choose_splits()
    train, validation, test = splitting.shares
    options = ExportOptions(
        Source(source),
        annotator,
        Ratios((train / 100, validation / 100, test / 100)),
        key=splitting.key,
        languages=languages,
        fixed_splits=splitting.fixed,
        group_by=GroupBy(splitting.group_by) if splitting.group_by else None,
    )
    return replace(options, test_from_date=splitting.test_from.isoformat()) if splitting.test_from else options


def _choose_languages(offered: Mapping[str, int]) -> tuple[str, ...]:
    if len(offered) < 2:
        return ()
    chosen = st.multiselect(
        "Languages",
        list(offered),
        format_func=lambda tag: f"{tag} ({offered[tag]:,})",
        placeholder="All languages",
        key=kept("languages", []),
    )
    return tuple(chosen)


def _choose_splits() -> Splitting:
    from annotate.dataset.options import DEFAULT_KEY  # noqa: PLC0415 - slow to import

    st.markdown("An article keeps its split when others are added, unless they join two groups.")
    key = kept("ratios", (80, 90))
    # A range, for that is what is kept under the key; the types know it only by a value that is given.
    chosen = st.slider("Train, validation and test, in percent", 0, 100, step=5, key=key)
    train, test = cast("tuple[int, int]", chosen)
    shares = (train, test - train, 100 - test)
    st.caption("Train {} %, validation {} %, test {} %".format(*shares))
    left, right = st.columns(2)
    with left:
        key = kept("group-by", None)
        group_by = st.selectbox("Never in two splits", list(_TOGETHER), format_func=lambda key: _TOGETHER[key], key=key)
    with right:
        test_from = st.date_input(
            "Test split from this day on",
            value=None,
            min_value=date.min,
            max_value=date.max,
            key=kept("test-from", None),
            help="Articles published on this day or later are the test split; the percentages divide the others.",
        )
    split_key = st.text_input(
        "Key",
        key=kept("split-key", DEFAULT_KEY),
        max_chars=100,
        help="Another key deals the articles to the splits anew.",
    )
    return Splitting(shares, group_by, test_from, _choose_fixed(), split_key or DEFAULT_KEY)


def _choose_fixed() -> SplitList:
    """Articles whose split is given. AnnotateError, with the line, where the list is not one."""
    from annotate.dataset.split_list import SplitList, decoded  # noqa: PLC0415 - slow to import

    left, right = st.columns(2)
    pasted = left.text_area(
        "Articles whose split is fixed",
        key=kept("fixed-splits", ""),
        height=120,
        placeholder="Paste lines of an article’s id, a tab and its split",
        help="As for `annotate export --splits`. Whatever belongs to a listed article goes where it goes.",
    )
    with right:
        file = _choose_file()
    fixed = SplitList()
    fixed.read(pasted, "pasted lines")
    if file is not None:
        name, data = file
        fixed.read(decoded(data, name), name)
    if fixed:
        st.caption(f"{counted(len(fixed), 'article')} with a fixed split.")
    return fixed


def _choose_file() -> tuple[str, bytes] | None:
    """The name and content of a file. Kept by ourselves: an uploader forgets its file with the page."""
    file: tuple[str, bytes] | None = st.session_state.get(_FILE)
    if file is None:
        uploaded = st.file_uploader("… or a file of such lines", type=["tsv", "txt"], key="fixed-splits-file")
        if uploaded is not None:
            st.session_state[_FILE] = (uploaded.name, uploaded.getvalue())
            st.rerun()
    else:
        st.markdown(f"… and the lines of **{plain(file[0])}**")
        if st.button("Take the file away", icon=":material/close:", key="fixed-splits-none"):
            del st.session_state[_FILE]
            st.rerun()
    return file
