"""The whole way on a team's database: load, open, label, submit, export, check, load the dataset."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from starlette.applications import Starlette
from starlette.testclient import TestClient

from annotate.cli.main import main
from annotate.model import Record
from annotate.server.routes import routes
from tests.app.conftest import ME, App, make_app
from tests.conftest import ROOT
from tests.store.conftest import new_postgresql, postgresql_server

__all__ = ["make_app", "new_postgresql", "postgresql_server"]

TEXT = "A toll on the harbour bridge\n\nMara Lindqvist 👩‍👩‍👧 said nothing."
SPEAKER = "Mara Lindqvist 👩‍👩‍👧"


def annotate(*arguments: object, exit_code: int = 0) -> str:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == exit_code, result.output
    return result.output


def save(app: App, article_id: str) -> None:
    """Labels one span as the editor in the browser does, and submits once there is no error."""
    page = app.open("annotate", article=article_id)
    [data] = page.components("annotate.editor")
    http = TestClient(Starlette(routes=routes(lambda: app.workspace)))
    address, headers = f"{data['api']}/annotation-sets/{data['set']}", {"Authorization": f"Bearer {data['token']}"}
    assert http.get(address, headers=headers).json()["article"]["text"] == TEXT

    def send(edit_id: str, op: str, value: Record) -> int:
        edit = {"id": edit_id, "op": op, "value": value}
        body = {"base_revision": 0, "client": "tab", "edits": [edit]}
        return http.post(f"{address}/edits", headers=headers, json=body).status_code

    start = TEXT.index(SPEAKER)
    fragment = {"start": start, "end": start + len(SPEAKER), "text": SPEAKER}
    span = {"id": "s1", "label": "speaker", "fragments": [fragment], "attributes": {}}
    submit = {"status": "submitted"}
    assert send("e1", "put-span", span) == 200
    assert send("e2", "set-status", submit) == 422
    assert (
        send("e3", "put-span", span | {"attributes": {"mention": "named", "entity_type": "person", "anonymous": False}})
        == 200
    )
    assert send("e2", "set-status", submit) == 200


def test_a_team_works_on_postgresql_from_files_to_a_dataset(
    new_postgresql: Callable[[], str], make_app: Callable[..., App], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = new_postgresql()
    app = make_app(store=url)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "toll.txt").write_text(TEXT, "utf-8")
    samples = ROOT / "schemas" / "news" / "samples"
    assert "6 loaded (5 with annotations)" in annotate("import", samples, "toll.txt")
    assert "6 unchanged" in annotate("import", samples, "toll.txt")

    assert app.open().texts("app-article-title")[-1] == "A toll on the harbour bridge"
    save(app, "toll")
    assert "You have submitted 1 of 6 articles; 5 new." in app.open().text
    assert "Will be exported6" in app.open("export").text

    assert "Wrote exports/news" in annotate("export", "exports/news")
    annotate("validate", "exports/news")
    annotate("dump", "all.jsonl")
    annotate("validate", "all.jsonl")
    assert "6 loaded" in annotate("import", "all.jsonl", "--store", "sqlite:///copy.db")
    annotate("dump", "again.jsonl", "--store", "sqlite:///copy.db")
    assert Path("again.jsonl").read_bytes() == Path("all.jsonl").read_bytes()

    from datasets import load_dataset

    rows = [
        row for split in load_dataset("exports/news", "spans").values() for row in split if row["article_id"] == "toll"
    ]
    assert [(row["text"], row["start"], row["end"]) for row in rows] == [(SPEAKER, 30, 30 + len(SPEAKER))]
    assert ME in {row["annotator"] for split in load_dataset("exports/news", "annotations").values() for row in split}
