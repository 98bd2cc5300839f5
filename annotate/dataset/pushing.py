"""Uploads a dataset folder to the Hugging Face Hub: everything in one commit, so nobody ever sees half of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi, get_token
from huggingface_hub.errors import HFValidationError, OfflineModeIsEnabled, RepositoryNotFoundError
from huggingface_hub.utils import validate_repo_id  # type: ignore[attr-defined]

from annotate.dataset.check_files import file_problems
from annotate.dataset.manifest import CARD, CHANGELOG, MANIFEST
from annotate.dataset.options import SPLITS
from annotate.dataset.read import require_manifest
from annotate.errors import AnnotateError
from annotate.problems import has_errors

_PARQUET = re.compile(rf"[a-z][a-z0-9_]*/({'|'.join(SPLITS)})-\d+-of-\d+\.parquet")
_NEW_REPOSITORY = frozenset({".gitattributes", CARD})
"""What a repository may hold that no export was pushed to."""
_UNCHANGED = "No file of the dataset was changed."
_SERVER_ERRORS = 500


@dataclass(frozen=True, slots=True)
class Upload:
    """What is to be pushed: files relative to ``folder``, with their sizes."""

    folder: Path
    repository: str
    files: dict[str, int]
    message: str

    @property
    def size(self) -> int:
        """In bytes."""
        return sum(self.files.values())


@dataclass(frozen=True, slots=True)
class Pushed:
    """Where the dataset is now. ``removed`` are files of the export before that this one does not have."""

    url: str
    private: bool
    removed: tuple[str, ...]


def upload_of(folder: Path, repository: str) -> Upload:
    """Looks at everything that can be known without the network. Raises AnnotateError where it should not be pushed."""
    try:
        validate_repo_id(repository)
    except HFValidationError:
        raise AnnotateError(
            f"{repository!r} is no name of a repository. Give your name or your organization's, a slash, and the "
            "dataset's name: newsroom/press-statements"
        ) from None
    manifest = require_manifest(folder)
    broken = [problem for problem in file_problems(folder, manifest) if has_errors([problem])]
    if broken:
        raise AnnotateError(f"{folder} is not as it was exported: {broken[0].message} Nothing was uploaded.")
    paths = [*manifest["files"], CARD, MANIFEST, *([CHANGELOG] if (folder / CHANGELOG).is_file() else [])]
    files = {path: (folder / path).stat().st_size for path in sorted(paths)}
    release = manifest.get("release")
    message = f"Release {release['version']}" if release else f"Export {manifest['content_hash'][:12]}"
    return Upload(folder, repository, files, message)


def push(upload: Upload, *, public: bool = False) -> Pushed:
    """Uploads the files in one commit. Raises AnnotateError where the Hub cannot be reached or refuses."""
    token = get_token()
    if token is None:
        raise AnnotateError(
            "No token for the Hugging Face Hub was found. Make one that may write at "
            "https://huggingface.co/settings/tokens, and set HF_TOKEN to it or run `hf auth login`."
        )
    try:
        return _push(HfApi(token=token), upload, public=public)
    except AnnotateError:
        raise
    except Exception as error:
        raise AnnotateError(f"{_in_words(error, upload.repository)} {_UNCHANGED}") from error


def _push(api: HfApi, upload: Upload, *, public: bool) -> Pushed:
    found = _repository(api, upload.repository, public=public)
    there = {file.rfilename for file in found.siblings or ()}
    if MANIFEST not in there and there - _NEW_REPOSITORY:
        raise AnnotateError(
            f"{upload.repository} holds files that annotate did not export, such as "
            f"{min(there - _NEW_REPOSITORY)}. Nothing was uploaded. Give the name of another repository."
        )
    removed = tuple(sorted(path for path in there - upload.files.keys() if _PARQUET.fullmatch(path)))
    if CHANGELOG in there - upload.files.keys():
        removed += (CHANGELOG,)
    try:
        commit = api.create_commit(
            upload.repository,
            [
                *(CommitOperationAdd(path, upload.folder / path) for path in upload.files),
                *(CommitOperationDelete(path) for path in removed),
            ],
            commit_message=upload.message,
            repo_type="dataset",
            parent_commit=found.sha,  # whoever pushes at the same time is refused, not overwritten
        )
    except Exception as error:
        raise AnnotateError(
            f"{_in_words(error, upload.repository)} {_afterwards(api, upload.repository, found.sha, error)}"
        ) from error
    return Pushed(str(commit.repo_url), bool(found.private), removed)


def _repository(api: HfApi, repository: str, *, public: bool) -> Any:
    """The repository, made where it is not there yet."""
    try:
        found = api.dataset_info(repository)
    except RepositoryNotFoundError:
        api.create_repo(repository, repo_type="dataset", private=not public, exist_ok=True)
        found = api.dataset_info(repository)
    if not found.private and not public:
        raise AnnotateError(
            f"Everybody can read {repository}. Nothing was uploaded. Where the articles and annotations may be "
            "published, say --public; otherwise make the repository private first."
        )
    return found


def _afterwards(api: HfApi, repository: str, before: str | None, error: Exception) -> str:
    """What became of the repository. Where the connection broke, the Hub may have taken the commit all the same."""
    status = _status_of(error)
    if status is not None and status < _SERVER_ERRORS:
        return _UNCHANGED
    try:
        now = api.dataset_info(repository).sha
    except Exception:  # noqa: BLE001 - the network is most likely gone
        return (
            "Whether the Hub took the files before that is not known. It has either all of them or none: look at the "
            "repository before you push again."
        )
    if now == before:
        return "The repository had not changed a moment later; look again before you push."
    return "But the repository has a new commit by now, which is most likely this one, whole: look at it."


def _in_words(error: Exception, repository: str) -> str:
    if any(isinstance(cause, OfflineModeIsEnabled) for cause in _chain(error)):
        return "HF_HUB_OFFLINE is set, so the Hub is not asked. Unset it to push."
    status = _status_of(error)
    if status is not None:
        return _REFUSALS.get(status, "The Hub answered with an error ({status}): {error}").format(
            repository=repository, status=status, error=_first_line(error)
        )
    *_, first = _chain(error)
    return f"The upload to {repository} failed: {_first_line(first)} Is the network there? Push again when it is."


_REFUSALS = {
    401: "The Hub does not know the token. Make a new one, and set HF_TOKEN to it or run `hf auth login`.",
    403: "The token may not write to {repository}. Make one that may, or ask the owner of the repository.",
    404: "The Hub has no {repository}, or the token may not see it.",
    409: "{repository} was changed by somebody else meanwhile. Push again.",
    412: "{repository} was changed by somebody else meanwhile. Push again.",
    413: "The Hub takes no upload as large as this: {error}",
    429: "The Hub asks to wait: too many requests. Push again in some minutes.",
}


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _status_of(error: BaseException) -> int | None:
    """The HTTP status that is behind an error; None where there was no answer."""
    return next((code for code in map(_status, _chain(error)) if code is not None), None)


def _status(error: BaseException) -> int | None:
    code = getattr(getattr(error, "response", None), "status_code", None)
    return code if isinstance(code, int) else None


def _first_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return f"{lines[0] if lines else type(error).__name__}".rstrip(".") + "."
