"""As much of the Hugging Face Hub's HTTP API as an upload asks for, on loopback, with everything it was told."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "hf_stand_in"
HEAD = "0" * 40


@dataclass
class Repository:
    """One repository; ``commits`` hold the header and the files of each."""

    private: bool
    files: dict[str, bytes] = field(default_factory=dict)
    sha: str = HEAD
    commits: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class StandInHub:
    """``refuse`` answers requests whose path ends so with a status. ``requests`` are all that came: method and path.

    To requests whose path ends as in ``unanswered`` the connection breaks once they are done; it stays broken where
    ``goes_away`` is set.
    """

    address: str = ""
    repositories: dict[str, Repository] = field(default_factory=dict)
    requests: list[tuple[str, str]] = field(default_factory=list)
    refuse: dict[str, int] = field(default_factory=dict)
    unanswered: set[str] = field(default_factory=set)
    goes_away: bool = False
    blobs: dict[str, bytes] = field(default_factory=dict)

    def answer(self, method: str, path: str, body: bytes, token: str | None) -> tuple[int, Any]:
        self.requests.append((method, path))
        refused = next((status for end, status in self.refuse.items() if path.endswith(end)), None)
        if refused:
            return refused, {"error": "refused"}
        if path.startswith("/blobs/"):
            self.blobs[path.removeprefix("/blobs/")] = body
            return 200, {}
        if token != f"Bearer {TOKEN}":
            return 401, {"error": "Invalid user token."}
        return self._allowed(path, body)

    def _allowed(self, path: str, body: bytes) -> tuple[int, Any]:
        if path == "/api/repos/create":
            return self._create(json.loads(body))
        if path == "/api/validate-yaml":
            return 200, {"errors": [], "warnings": []}
        if path.endswith(".git/info/lfs/objects/batch"):
            return 200, self._batch(json.loads(body))
        name, _, action = path.removeprefix("/api/datasets/").partition("/")
        rest = action.split("/")
        return self._repository(f"{name}/{rest[0]}", rest[1:], body)

    def _create(self, asked: dict[str, Any]) -> tuple[int, Any]:
        name = f"{asked['organization']}/{asked['name']}"
        self.repositories[name] = Repository(private=asked["visibility"] == "private")
        return 200, {"url": f"{self.address}/datasets/{name}", "name": name, "id": name}

    def _batch(self, asked: dict[str, Any]) -> dict[str, Any]:
        return {
            "objects": [
                {**o, "actions": {"upload": {"href": f"{self.address}/blobs/{o['oid']}"}}} for o in asked["objects"]
            ]
        }

    def _repository(self, name: str, action: list[str], body: bytes) -> tuple[int, Any]:
        repository = self.repositories.get(name)
        if repository is None:
            return 404, {"error": "Repository not found"}
        if action[:1] == ["preupload"]:
            files = [
                {
                    "path": file["path"],
                    "uploadMode": "lfs" if file["path"].endswith(".parquet") else "regular",
                    "shouldIgnore": False,
                }
                for file in json.loads(body)["files"]
            ]
            return 200, {"files": files}
        if action[:1] == ["commit"]:
            return self._commit(name, repository, [json.loads(line) for line in body.splitlines()])
        siblings = [{"rfilename": path} for path in repository.files]
        return 200, {"id": name, "sha": repository.sha, "private": repository.private, "siblings": siblings}

    def _commit(self, name: str, repository: Repository, lines: list[dict[str, Any]]) -> tuple[int, Any]:
        header = next(line["value"] for line in lines if line["key"] == "header")
        if header.get("parentCommit") != repository.sha:
            return 412, {"error": "A commit has happened since. Please refresh and try again."}
        files = dict(repository.files)
        for line in lines:
            value = line["value"]
            if line["key"] == "file":
                files[value["path"]] = base64.b64decode(value["content"])
            elif line["key"] == "lfsFile":
                files[value["path"]] = self.blobs[value["oid"]]
                assert hashlib.sha256(files[value["path"]]).hexdigest() == value["oid"]
            elif line["key"] == "deletedFile":
                del files[value["path"]]
        repository.files = files
        repository.commits.append(header)
        repository.sha = hashlib.sha1(repository.sha.encode()).hexdigest()
        return 200, {
            "commitUrl": f"{self.address}/datasets/{name}/commit/{repository.sha}",
            "commitOid": repository.sha,
        }


@contextmanager
def stand_in_hub() -> Iterator[StandInHub]:
    """Runs one until the block ends."""
    hub = StandInHub()

    class Handler(BaseHTTPRequestHandler):
        def _do(self) -> None:
            status, answer = hub.answer(self.command, self.path, self._body(), self.headers.get("Authorization"))
            if self.path.endswith(tuple(hub.unanswered)):
                if hub.goes_away:
                    hub.unanswered.add("")  # all paths end so
                self.close_connection = True
                return
            content = json.dumps(answer).encode()
            self.send_response(status)
            if status == 404:
                self.send_header("X-Error-Code", "RepoNotFound")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = _do  # noqa: N815 - http.server's names

        def _body(self) -> bytes:
            if self.headers.get("Transfer-Encoding") != "chunked":
                return self.rfile.read(int(self.headers.get("Content-Length") or 0))
            chunks = []
            while size := int(self.rfile.readline(), 16):
                chunks.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(chunks)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        hub.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield hub
        server.shutdown()
        thread.join()
