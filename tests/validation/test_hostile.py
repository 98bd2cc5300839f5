"""Input from a stranger is judged in bounded time and memory, whatever it is."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from annotate.model import sha256_of
from annotate.validation import Validator
from annotate.validation.label_sets import label_set_from_untrusted
from tests.validation.making import ROOT, as_bytes, changed, load, news_record

MAX_SECONDS = 6  # 2 on a quiet machine
MAX_MEGABYTES = 512
MANY = 50_000


def many_spans(**changes: Any) -> dict[str, Any]:
    """A record with as many spans as the schema admits, each with the changes."""
    text = "ab " * MANY + "x"
    base = {"label": "speaker", "attributes": {"mention": "named", "entity_type": "person", "anonymous": False}}
    spans = [
        {"id": f"s{n}", "fragments": [{"start": 3 * n, "end": 3 * n + 2, "text": "ab"}], **base, **changes}
        for n in range(MANY)
    ]
    article = {"/article/text": text, "/article/text_sha256": sha256_of(text)}
    return changed(news_record(), {**article, "/spans": spans, "/relations": []})  # type: ignore[no-any-return]


def many_relations() -> dict[str, Any]:
    relations = [{"id": f"r{n}", "label": "target", "head": "s1", "tail": "s2"} for n in range(MANY)]
    return {**many_spans(), "relations": relations}


def long_attributes() -> dict[str, Any]:
    record = many_spans()
    record["spans"] = record["spans"][:3]
    for span in record["spans"]:
        span["attributes"] = {**span["attributes"], "wikidata": "Q" + "1" * 9_000_000}
    return record


MILLION = b",".join(b'"%d":0' % n for n in range(990_000))

HOSTILE: dict[str, Callable[[], bytes]] = {
    "as many spans as may be": lambda: as_bytes(many_spans()),
    "as many broken spans": lambda: as_bytes(many_spans(fragments=[{"a": 1}] * 4)),
    "as many wrong attributes": lambda: as_bytes(many_spans(attributes={"mention": "x"})),
    "as many equal spans": lambda: as_bytes(many_spans(id="s", fragments=[{"start": 0, "end": 2, "text": "ab"}])),
    "short fragments that claim the whole text": lambda: as_bytes(
        many_spans(fragments=[{"start": 0, "end": 150_000, "text": "ab"}])
    ),
    "as many equal relations": lambda: as_bytes(many_relations()),
    "attributes of millions of characters": lambda: as_bytes(long_attributes()),
    "a million properties": lambda: b"{" + b",".join(b'"%d":0' % n for n in range(990_000)) + b"}",
    "a property twice behind a million": lambda: (
        b"{" + b'"1":0,' + b",".join(b'"%d":0' % n for n in range(990_000)) + b"}"
    ),
    "a million lists": lambda: b"[" + b"[]," * 499_000 + b"[]]",
    "text that needs four bytes a character": lambda: as_bytes({"a": "x" * 31_000_000 + "🙂"}),
    "a half of a character behind millions": lambda: b'{"a": "' + b"\\ud83d\\ude00" * 2_700_000 + b'\\ud83d"}',
    "a hundred thousand levels": lambda: b"[" * 100_000 + b"]" * 100_000,
    "text without end": lambda: b'{"a": "' + b"x" * 40_000_000,
    "names of a million characters": lambda: as_bytes(changed(news_record(), {"/" + "spans" * 200_000: 1})),
}

MEASURE = """
import re, sys
from pathlib import Path
from time import process_time
from annotate.validation.files import validate_files
from annotate.validation.label_sets import load_label_set
label_set = load_label_set(Path(sys.argv[2]))
start = process_time()
problems = sum(1 for _ in validate_files([sys.argv[1]], label_set))
seconds = process_time() - start
# Not getrusage: after a fork that counts the memory of the process that forked.
status = Path("/proc/self/status")
kilobytes = re.search(r"VmHWM:\\s*(\\d+)", status.read_text())[1] if status.exists() else 0
print(problems, seconds, int(kilobytes) / 1024)
"""


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_record_is_judged_in_bounded_time_and_memory(name: str, tmp_path: Path) -> None:
    file = tmp_path / "hostile.jsonl"
    file.write_bytes(HOSTILE[name]() + b"\n")
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(file), str(ROOT / "schemas" / "news")],
        capture_output=True,
        text=True,
        check=True,
    )
    problems, seconds, megabytes = map(float, done.stdout.split())
    assert problems <= 1_001 + 1
    assert seconds < MAX_SECONDS
    assert megabytes < MAX_MEGABYTES


def test_a_hostile_label_set_and_a_hostile_record_are_given_up_in_time() -> None:
    """The pattern is linear, but with a large constant: a second of it must be enough."""
    slow = {
        "title": "Slow",
        "description": "Slow.",
        "type": "string",
        "maxLength": 1000,
        "pattern": "(a|b)*a(a|b){200}c",
    }
    data = changed(dict(load("news").data), {"/labels/0/attributes/properties/slow": slow})
    validator = Validator(label_set_from_untrusted(data))
    record = many_spans(
        attributes={"mention": "named", "entity_type": "person", "anonymous": False, "slow": "ab" * 500}
    )
    record["spans"] = record["spans"][:15_000]
    start = process_time()
    codes = {problem.code for problem in validator.problems(json.loads(json.dumps(record)), parsed=True)}
    assert process_time() - start < MAX_SECONDS
    assert codes <= {"A007", "S018", "S019"}
    assert codes & {"S018", "S019"}


def test_a_schema_that_refers_to_the_network_is_refused_before_anything_is_fetched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import socket

    def refuse(*arguments: Any, **options: Any) -> None:
        raise AssertionError("the network was reached")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    data = dict(load("news").data)
    for schema in ({"$ref": "http://127.0.0.1:9/x"}, {"$schema": "http://127.0.0.1:9/x", "type": "object"}):
        with pytest.raises(Exception, match="label set"):
            label_set_from_untrusted(changed(data, {"/labels/0/attributes": schema}))
