"""A workspace: one store and one label set that work together, with what checks the one by the other."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import partial

from annotate.errors import AnnotateError
from annotate.label_set import LabelSet
from annotate.model import AnnotationSet, Article, LabelSetRef
from annotate.problems import Problem
from annotate.settings import Settings
from annotate.store import NoSuchSet, Store
from annotate.validation import Validator
from annotate.validation.label_sets import load_label_set
from annotate.validation.sound import Sound
from annotate.validation.versions import holds_under
from annotate.workspace.recent import Recent

_RECENT_CHARACTERS = 8_000_000  # of articles held in memory; a long one has some 60,000
_RECENT_CHECKED = 3_000_000  # characters of texts; some 50,000 spans where they are dense
_RECENT_SETS = 10_000


class OtherLabelSet(AnnotateError):  # noqa: N818 - says what happened
    """An annotation set was made with a label set that this workspace cannot judge."""


@dataclass(frozen=True, slots=True)
class _SetFacts:
    """What never changes of an annotation set."""

    article_id: str
    annotator: str


class Workspace:
    """Safe from many threads."""

    def __init__(self, store: Store, label_set: LabelSet, validator: Validator) -> None:
        self.store = store
        self.label_set = label_set
        self.validator = validator
        self._sets = Recent[_SetFacts](_RECENT_SETS)
        self._sound = Recent[Sound](_RECENT_CHECKED, weight=lambda sound: len(sound.text))
        self._articles = Recent[Article](_RECENT_CHARACTERS, weight=lambda article: len(article.text))

    @classmethod
    def open(cls, settings: Settings) -> Workspace:
        """Opens what the settings name. Raises AnnotateError where the store or the label set cannot be read."""
        label_set = load_label_set(settings.label_set)
        return cls(Store.open(settings.store_url), label_set, Validator(label_set))

    def close(self) -> None:
        self.store.close()

    def problems(self, article: Article, annotations: AnnotationSet) -> list[Problem]:
        """What is wrong with a set of the article. What was looked at lately is not looked at again."""
        sound = self._sound.get(annotations.id, partial(Sound, article.text))
        return self.validator.set_problems(article.text, annotations.spans, annotations.relations, sound)

    def version_for(self, theirs: LabelSetRef) -> str:
        """The label set's version, in which a set made with ``theirs`` goes on. OtherLabelSet where it cannot."""
        ours = self.label_set.ref
        if theirs.name != ours.name or not holds_under(theirs.version, ours.version):
            raise OtherLabelSet(
                f"This annotation set was made with the label set “{theirs.name}” {theirs.version}; the app works with "
                f"“{ours.name}” {ours.version}. Have the app started with that label set to open it, or the store "
                "migrated to this one (annotate label-set migrate)."
            )
        return ours.version

    def article_of(self, set_id: str) -> Article:
        """The article of an annotation set, from memory where it was asked for lately. Articles never change."""
        article_id = self._facts(set_id).article_id
        return self._articles.get(article_id, partial(self._article, article_id))

    def owner_of(self, set_id: str) -> str:
        """The annotator whose set it is."""
        return self._facts(set_id).annotator

    def _facts(self, set_id: str) -> _SetFacts:
        return self._sets.get(set_id, partial(self._read_facts, set_id))

    def _read_facts(self, set_id: str) -> _SetFacts:
        row = self.store.set_row(set_id)
        if row is None:
            raise NoSuchSet
        return _SetFacts(row.article_id, row.annotator)

    def _article(self, article_id: str) -> Article:
        article = self.store.article(article_id)
        assert article is not None  # noqa: S101 - the store keeps articles that have sets
        return article


_open: dict[Settings, Workspace] = {}
_opening = threading.Lock()


def open_workspace(settings: Settings) -> Workspace:
    """The process's workspace for these settings: opened once, shared by the server's routes and the app's pages."""
    with _opening:
        if settings not in _open:
            _open[settings] = Workspace.open(settings)
        return _open[settings]
