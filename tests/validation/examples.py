"""For every rule on records, files and label sets an example that breaks it, and nothing else.

The tests check that it does; the documentation's page of rules is made of it. Rules that need more than files have
their examples in ``situations``.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotate.model import sha256_of
from annotate.problems import Problem
from tests.validation.making import BASES, DELETED, as_bytes, changed, label_set_files, news_record, span

Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Example:
    """Files that break the rule ``code``.

    ``pointer`` is where the problem must be; ``shown`` is the example in a few words or lines for the documentation;
    ``label_set`` names the label set to check against.
    """

    code: str
    shown: str
    pointer: str
    files: Callable[[], Files]
    label_set: str = "news"
    changes: Mapping[str, Any] = field(default_factory=dict)


Problems = Iterable[Problem]


@dataclass(frozen=True)
class Situation:
    """What breaks the rule ``code``; ``run`` brings it about in an empty folder and tells the problems.

    ``is_stable`` is false where the message holds words or numbers of another library.
    """

    code: str
    shown: str
    run: Callable[[Path], Problems]
    is_stable: bool = True


def _record(code: str, pointer: str, changes: Mapping[str, Any], base: str = "news") -> Example:
    return Example(
        code=code,
        shown=_in_words(changes),
        pointer=pointer,
        files=lambda: {"record.json": as_bytes(changed(BASES[base](), changes))},
        label_set=base,
        changes=changes,
    )


def _raw(code: str, content: bytes, shown: str = "", name: str = "records.jsonl") -> Example:
    return Example(code, shown or content.decode(errors="backslashreplace"), "", lambda: {name: content})


def _label_set(code: str, pointer: str, changes: Mapping[str, Any]) -> Example:
    return Example(
        code, _in_words(changes), pointer, lambda: _in_folder("set", label_set_files(changes)), changes=changes
    )


def _in_words(changes: Mapping[str, Any]) -> str:
    return "\n".join(
        f"{pointer}: {'(deleted)' if new is DELETED else as_bytes(new).decode()}" for pointer, new in changes.items()
    )


def _in_folder(folder: str, files: Files) -> Files:
    return {f"{folder}/{name}": content for name, content in files.items()}


def _files(code: str, pointer: str, shown: str, files: Callable[[], Files]) -> Example:
    return Example(code, shown, pointer, files)


def _two_records(changes: Mapping[str, Any]) -> Files:
    return {"records.jsonl": as_bytes(news_record()) + b"\n" + as_bytes(changed(news_record(), changes)) + b"\n"}


def _many_broken_spans() -> Files:
    spans = [{"id": f"x{number}"} for number in range(201)]
    return {"record.json": as_bytes(changed(news_record(), {"/spans": spans, "/relations": []}))}


def _with_accent() -> Files:
    text = "The cafe\u0301 opened."
    record = changed(news_record(), {"/relations": []})
    whole = span(text, "s1", "policy", "cafe\u0301", kind="program")
    cut = changed(whole, {"/fragments/0/end": text.index("\u0301"), "/fragments/0/text": "cafe"})
    from tests.validation.making import record as make

    return {"record.json": as_bytes(make(text, ("news", record["label_set"]["version"]), [cut], []))}


FIRST, QUOTE = "/spans/0/fragments/0", "/spans/1/attributes"
TOUCHING = [{"start": 4, "end": 6, "text": "ma"}, {"start": 6, "end": 9, "text": "yor"}]
SPLIT = [{"start": 0, "end": 3, "text": "The"}, {"start": 4, "end": 9, "text": "mayor"}]
OVERLAPPING = [{"start": 0, "end": 6, "text": "The ma"}, {"start": 4, "end": 9, "text": "mayor"}]

_JSON = [
    _raw("J001", b"\xef\xbb\xbf{}\n", "A file that begins with the bytes EF BB BF."),
    _raw("J002", b'{"title": "caf\xe9"}\n'),
    _raw("J003", b"{'title': 'The toll'}\n"),
    _raw("J004", b'{"title": "The toll", "title": "The ferry"}\n'),
    _raw("J005", b'{"score": NaN}\n'),
    _raw("J006", b'{"id": 9007199254740993}\n'),
    _raw("J007", b"[" * 65 + b"]" * 65 + b"\n", "[[[[… 65 lists within each other …]]]]"),
    _raw("J008", b'{"title": "\\u0000"}\n'),
    _raw("J009", b'{"title": "\\ud83d"}\n'),
    _raw("J010", b"[" + b"0," * 1_000_000 + b"0]\n", "[0, 0, 0, … a million more …]"),
    _raw("J011", gzip.compress(b"{}" * 1000, mtime=0)[:20], "A packed file that is cut off.", "records.jsonl.gz"),
    _raw("J012", b"", "An empty file."),
]

_SHAPE = [
    _raw("S001", b'"a record"\n'),
    _record("S002", "/article/language", {"/article/language": DELETED}),
    _record("S003", "/article/langauge", {"/article/langauge": "en"}),
    _record("S004", "/article/title", {"/article/title": 7}),
    _record("S005", "/status", {"/status": "done"}),
    _record("S006", "/annotator", {"/annotator": ""}),
    _record("S007", "/article/language", {"/article/language": "english, mostly"}),
    _record("S008", "/spans/0/score", {"/spans/0/score": 1.5}),
    _record("S009", "/notes", {"/notes": ["again"] * 1001}),
    _record("S010", "/spans/2/id", {"/spans/2/id": "s1", "/relations/1/tail": "s1"}),
    _record("S011", "/relations/2/id", {"/relations/2/id": "r1"}),
    _record("S012", "/spans/4/label", {"/spans/4/label": "rule"}),
    _record("S013", "/label_set/name", {"/label_set/name": "sports"}),
    _record("S014", "/label_set/version", {"/label_set/version": "2.0.0"}),
    _record("S015", "/article/published_at", {"/article/published_at": "2024-02-30"}),
    _files("S016", "/article/id", "Two records of one article by one annotator.", lambda: _two_records({})),
    _files(
        "S017",
        "/article/text",
        "Two records of one article with different texts.",
        lambda: _two_records(
            {
                "/annotator": "ben",
                "/article/text": "A text.",
                "/article/text_sha256": sha256_of("A text."),
                "/spans": [],
                "/relations": [],
            }
        ),
    ),
    _files("S018", "/spans/200", "A record with 201 spans of the wrong shape.", _many_broken_spans),
]

_TEXT = [
    _record("T001", "/article/text_sha256", {"/article/text_sha256": "0" * 64}),
    _record("T002", FIRST, {FIRST + "/end": 0 + 1, FIRST + "/start": 1}),
    _record("T003", "/spans/4/fragments/0", {"/spans/4/fragments/0/end": 500}),
    _record("T004", FIRST, {FIRST + "/start": 1}),
    _record("T005", "/spans/0/fragments/1", {"/spans/0/fragments": SPLIT[::-1]}),
    _record("T006", "/spans/0/fragments/1", {"/spans/0/fragments": OVERLAPPING}),
    _record("T007", FIRST, {FIRST + "/end": 10, FIRST + "/text": "The mayor "}),
    _record("T008", "/spans/5", {"/spans/-": {**news_record()["spans"][0], "id": "s6"}}),
    _record("T009", "/spans/0/fragments/1", {"/spans/0/fragments": TOUCHING}),
    _files("T010", FIRST, "A fragment that ends between a letter and its accent.", _with_accent),
]

_ATTRIBUTES = [
    _record("A001", QUOTE + "/type", {QUOTE + "/type": DELETED}),
    _record("A002", QUOTE + "/tone", {QUOTE + "/tone": "calm"}),
    _record("A003", QUOTE + "/type", {QUOTE + "/type": "verbatim"}),
    _record("A004", QUOTE + "/no_speaker", {QUOTE + "/no_speaker": "no"}),
    _record("A005", "/spans/1/attributes/reliability", {"/spans/1/attributes/reliability": 6}, "attribution"),
    _record("A006", "/spans/4/attributes/canonical", {"/spans/4/attributes/canonical": ""}),
    _record("A007", "/spans/0/attributes/wikidata", {"/spans/0/attributes/wikidata": "42"}),
]

_RELATIONS = [
    _record("R001", "/relations/0/label", {"/relations/0/label": "said_by", QUOTE + "/no_speaker": True}),
    _record("R002", "/relations/3/head", {"/relations/-": {"id": "r4", "label": "target", "head": "s9", "tail": "s5"}}),
    _record("R003", "/relations/3/tail", {"/relations/-": {"id": "r4", "label": "target", "head": "s4", "tail": "s9"}}),
    _record("R004", "/relations/3/head", {"/relations/-": {"id": "r4", "label": "target", "head": "s1", "tail": "s5"}}),
    _record("R005", "/relations/3/tail", {"/relations/-": {"id": "r4", "label": "target", "head": "s4", "tail": "s2"}}),
    _record(
        "R006",
        "/relations/3/tail",
        {"/relations/-": {"id": "r4", "label": "relayed_by", "head": "s2", "tail": "s2"}},
    ),
    _record("R007", "/relations/3", {"/relations/-": {"id": "r4", "label": "target", "head": "s4", "tail": "s5"}}),
    _record("R008", "/spans/1", {"/relations/0": DELETED}),
    _record("R009", "/spans/1", {QUOTE + "/no_speaker": True}),
]

SET, SPEAKER = "label-set.json#", "speaker.schema.json#"

_LABEL_SETS = [
    _label_set("L002", "/labels/0/title", {SET + "/labels/0/title": DELETED}),
    _label_set("L003", "", {SET + "/labels/0/attributes": "speakers.json"}),
    _label_set("L004", "/properties/mention/title", {SPEAKER + "/properties/mention/title": 7}),
    _label_set("L005", "/properties/wikidata/format", {SPEAKER + "/properties/wikidata/format": "uri"}),
    _label_set("L006", "/properties/wikidata/type", {SPEAKER + "/properties/wikidata/type": ["string", "integer"]}),
    _label_set("L007", "/properties/mention/description", {SPEAKER + "/properties/mention/description": DELETED}),
    _label_set("L008", "/properties/wikidata/pattern", {SPEAKER + "/properties/wikidata/pattern": "^(?!Q0)Q"}),
    _label_set("L009", "/additionalProperties", {SPEAKER + "/additionalProperties": DELETED}),
    _label_set("L010", "/required", {SPEAKER + "/required": ["mention", "name"]}),
    _label_set("L011", "/properties/anonymous/default", {SPEAKER + "/properties/anonymous/default": "no"}),
    _label_set("L012", "/properties/mention/oneOf", {SPEAKER + "/properties/mention/oneOf/1/const": "named"}),
    _label_set("L013", "/labels/1/hotkey", {SET + "/labels/1/hotkey": "s"}),
    _label_set("L014", "/relations/3/tail/0", {SET + "/relations/3/tail": ["rule", "speaker"]}),
    _label_set("L015", "/relations/0/counts/0/when/silent", {SET + "/relations/0/counts/0/when": {"silent": True}}),
    _label_set("L016", "", {SPEAKER + "/$comment": "long " * 14_000}),
    _label_set("L018", "/views/0/label", {SET + "/views/0/label": "rule"}),
    _label_set("L017", "/labels/0/color/light", {SET + "/labels/0/color/light": "#f4f4f4"}),
]

EXAMPLES = {e.code: e for e in [*_JSON, *_SHAPE, *_TEXT, *_ATTRIBUTES, *_RELATIONS, *_LABEL_SETS]}
