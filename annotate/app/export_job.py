"""An export that runs beside the pages: who leaves the page or reloads it finds it again. One at a time."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.errors import AnnotateError
from annotate.workspace.workspace import Workspace

if TYPE_CHECKING:
    from annotate.dataset.build import Release
    from annotate.dataset.options import ExportOptions

_LOG = logging.getLogger(__name__)


class Stopped(AnnotateError):  # noqa: N818 - says what happened
    """Somebody stopped the export."""


@dataclass
class Job:
    """One export and how far it has come. The pages only read it, and may ask it to stop."""

    folder: Path
    annotator: str
    stage: str = "Starting"
    done: int = 0
    total: int = 0
    release: Release | None = None
    error: AnnotateError | None = None
    _stop: threading.Event = field(default_factory=threading.Event, repr=False)
    _thread: threading.Thread | None = field(default=None, repr=False)

    @property
    def running(self) -> bool:
        return self.release is None and self.error is None

    def stop(self) -> None:
        """Ends the export at its next step; the folder stays as it was."""
        self._stop.set()

    def wait(self, timeout: float | None = None) -> None:
        """Until the export is done."""
        if self._thread:
            self._thread.join(timeout)

    def begin(self, workspace: Workspace, options: ExportOptions, *, release: bool = False) -> None:
        """Starts the export; it goes on by itself."""
        self._thread = threading.Thread(
            target=self._run, args=(workspace, options, release), name="export", daemon=True
        )
        self._thread.start()

    def _run(self, workspace: Workspace, options: ExportOptions, release: bool) -> None:
        try:
            from annotate.workspace.exporting import export  # noqa: PLC0415 - slow to import

            self.release = export(workspace, self.folder, options, self._progress, release=release)
        except AnnotateError as error:
            self.error = error
        except Exception:  # noqa: BLE001 - nobody is above the thread; the page tells
            _LOG.exception("the export to %s failed", self.folder)
            self.error = AnnotateError(
                "The export failed for a reason that it did not expect; the log of the app has the details. "
                "What was in the folder before is still there."
            )

    def _progress(self, stage: str, done: int, total: int) -> None:
        if self._stop.is_set():
            raise Stopped("The export was stopped. What was in the folder before is still there.")
        self.stage, self.done, self.total = stage, done, total


_lock = threading.Lock()
_jobs: list[Job] = []


def current() -> Job | None:
    """The export that runs, or that ran last in this process."""
    with _lock:
        return _jobs[-1] if _jobs else None


def start(workspace: Workspace, folder: Path, options: ExportOptions, annotator: str, *, release: bool = False) -> Job:
    """Starts an export. AnnotateError while another one runs."""
    with _lock:
        if _jobs and _jobs[-1].running:
            raise AnnotateError(f"{_jobs[-1].annotator} is exporting to {_jobs[-1].folder}. Wait until that is done.")
        job = Job(folder, annotator)
        _jobs[:] = [job]
        job.begin(workspace, options, release=release)
    return job


def put_away() -> None:
    """Forgets an export that is done."""
    with _lock:
        _jobs[:] = [job for job in _jobs if job.running]
