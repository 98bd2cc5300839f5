"""Annotate: the editor on one article. The address names the article and the annotation set."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from annotate.app.editor_component import Addresses, show_editor
from annotate.app.markup import element, link, plain, render
from annotate.app.session import Session
from annotate.app.views import articles
from annotate.model import AnnotationSet
from annotate.store import NoSuchArticle
from annotate.workspace.workspace import OtherLabelSet

_LAST = "last-article"


@dataclass(frozen=True, slots=True)
class _Missing:
    """Why there is nothing to edit."""

    title: str
    explanation: str


def show(session: Session) -> None:
    """The page."""
    found = _find(session)
    if isinstance(found, _Missing):
        _show_missing(session, found)
        return
    st.session_state[_LAST] = found.article_id
    st.set_page_config(page_title=session.workspace.article_of(found.id).title or "Untitled")
    if found.annotator != session.annotator:
        _show_owner(found)
    show_editor(session, found, _addresses(session, found))


def _show_owner(annotations: AnnotationSet) -> None:
    own = element("a", "Open your own", href=link("annotate", article=annotations.article_id))
    said = element("p", "The annotations of ", element("strong", annotations.annotator), ", to read. ", own)
    with st.container(key="app-notice"):
        render(said, key="owner")


def _find(session: Session) -> AnnotationSet | _Missing:
    set_id, article_id = st.query_params.get("set"), st.query_params.get("article")
    if set_id:
        return _by_set(session, set_id)
    if article_id is None:
        article_id = st.session_state.get(_LAST) or _next(session, None)
    if article_id is None:
        return _Missing("Nothing left to label", "You have submitted or skipped every article, or there is none yet.")
    return _by_article(session, article_id)


def _by_set(session: Session, set_id: str) -> AnnotationSet | _Missing:
    annotations = session.workspace.store.annotation_set(set_id)
    if annotations is None:
        return _Missing(
            "This annotation set does not exist",
            f"The address names the set “{set_id}”, which is not in this store. The link may be from another store, "
            "or be cut off.",
        )
    return _checked(session, annotations)


def _by_article(session: Session, article_id: str) -> AnnotationSet | _Missing:
    label_set = session.workspace.label_set.ref
    try:
        return _checked(session, session.workspace.store.open_set(article_id, session.annotator, label_set))
    except NoSuchArticle:
        return _Missing(
            "This article does not exist",
            f"The address names the article “{article_id}”, which is not in this store. The link may be from another "
            "store, or be cut off.",
        )


def _checked(session: Session, annotations: AnnotationSet) -> AnnotationSet | _Missing:
    try:
        session.workspace.version_for(annotations.label_set)
    except OtherLabelSet as error:
        return _Missing("This annotation set belongs to another label set", error.message)
    return annotations


def _addresses(session: Session, annotations: AnnotationSet) -> Addresses:
    store, here = session.workspace.store, annotations.article_id
    # After the last article come the first ones that were left out; at either end, the list.
    after = _next(session, here) or _next(session, None)
    before = store.previous_article(here, session.annotator, label_set=session.workspace.label_set.ref)
    return Addresses(
        here=link("annotate", article=here, set=annotations.id),
        next=_article(after if after != here else None),
        previous=_article(before),
        list=articles.address(),
    )


def _next(session: Session, here: str | None) -> str | None:
    label_set = session.workspace.label_set.ref
    return session.workspace.store.next_article(here, session.annotator, label_set=label_set)


def _article(article_id: str | None) -> str:
    return link("annotate", article=article_id) if article_id else articles.address()


def _show_missing(session: Session, missing: _Missing) -> None:
    with st.container(key="app-welcome", width=640):
        st.title(missing.title, anchor=False)
        st.markdown(plain(missing.explanation))
        st.page_link(session.pages.articles, label="See all articles", icon=":material/arrow_back:")
