"""The editor's files: found under the hash of their content, and nothing else is."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from annotate.resources import editor_dir
from annotate.server.assets import Assets, editor_files, editor_url
from annotate.server.routes import routes


@pytest.fixture
def http() -> TestClient:
    return TestClient(Starlette(routes=routes()))


def test_the_editor_is_served_for_ever_under_the_hash_of_its_content(http: TestClient) -> None:
    url = editor_url()
    answer = http.get(url)
    assert answer.status_code == 200
    assert "export const { mount }" in answer.text
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert http.head(url).status_code == 200
    assert http.post(url).status_code == 405


def test_every_module_and_style_is_served_with_its_type(http: TestClient) -> None:
    folder = editor_url().rsplit("/", 1)[0]
    types = {".js": "text/javascript", ".css": "text/css"}
    for path in editor_dir().rglob("*"):
        answer = http.get(f"{folder}/{path.relative_to(editor_dir()).as_posix()}")
        if path.suffix in types:
            assert answer.headers["content-type"].startswith(types[path.suffix])
        else:
            assert answer.status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "../workspace/workspace.py",
        "..%2fworkspace%2fworkspace.py",
        "%2e%2e/%2e%2e/pyproject.toml",
        "/etc/passwd",
        "types.d.ts",
        "panels",
        "",
        "main.js/",
        "MAIN.JS%00",
    ],
)
def test_nothing_else_is_served(http: TestClient, path: str) -> None:
    folder = editor_url().rsplit("/", 1)[0]
    answer = http.get(f"{folder}/{path}")
    assert answer.status_code == 404
    assert "immutable" not in answer.headers.get("cache-control", "")


def test_another_versions_hash_is_not_found(http: TestClient) -> None:
    answer = http.get("/editor/0123456789abcdef/main.js")
    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "no-store"


def _write(path: Path, text: str, second: int) -> None:
    path.write_text(text)
    os.utime(path, (second, second))


def test_a_change_gives_a_new_hash_and_pages_of_the_old_version_still_find_it(tmp_path: Path) -> None:
    _write(tmp_path / "main.js", "one", 1)
    assets = Assets(tmp_path)
    old = assets.current()
    assert assets.current() is old
    _write(tmp_path / "main.js", "two", 2)
    new = assets.current()
    assert new.hash != old.hash
    assert assets.find(old.hash) is old
    assert assets.find(new.hash) is new
    assert old.files == {"main.js": b"one"}
    _write(tmp_path / "main.js", "one", 3)
    assert assets.current().hash == old.hash


def test_the_hash_depends_on_names_and_on_where_one_file_ends(tmp_path: Path) -> None:
    hashes = set()
    for number, files in enumerate(
        [{"a.js": "xy", "b.js": ""}, {"a.js": "x", "b.js": "y"}, {"a.js": "xy", "c.js": ""}]
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        for name, text in files.items():
            (folder / name).write_text(text)
        hashes.add(Assets(folder).current().hash)
    assert len(hashes) == 3


def test_all_that_a_page_fetches_is_told_relative_to_the_first_module(http: TestClient) -> None:
    folder = editor_url().rsplit("/", 1)[0]
    for name in editor_files():
        answer = http.get(f"{folder}/{name}")
        assert answer.status_code == 200
        others = re.findall(r'^(?:import|export) .*? from "(.+?)"|^@import', answer.text, re.M)
        assert others == (["../main.js"] if name.startswith("panels/") else [])


def test_only_what_a_page_fetches_is_packed(http: TestClient) -> None:
    folder = editor_url().rsplit("/", 1)[0]
    packed = {"Accept-Encoding": "gzip"}
    sources = [path.relative_to(editor_dir()).as_posix() for path in editor_dir().rglob("*.js")]
    answers = {path: http.get(f"{folder}/{path}", headers=packed) for path in [*editor_files(), *sources]}
    assert {path for path, answer in answers.items() if "content-encoding" in answer.headers} == set(editor_files())
    assert {answer.headers["vary"] for answer in answers.values()} == {"Accept-Encoding"}


def test_files_are_sent_packed_to_who_can_unpack_them(http: TestClient) -> None:
    url = editor_url()
    packed = http.get(url, headers={"Accept-Encoding": "gzip, br"})
    plain = http.get(url, headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 3
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
