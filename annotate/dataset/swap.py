"""Puts a folder in place of another in one step. Whoever looks, at any moment, sees the old one whole or the new one.

A folder is written beside its place, under a hidden name, and locked for as long as its writer lives. What a killed
writer leaves behind is not locked, and is removed by the next.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import re
import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from annotate.disk import sync
from annotate.errors import AnnotateError

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_RENAME_SWAP = 2  # macOS


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """An empty folder beside ``target``, on the same disk. Removed at the end, unless it was put in place."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        clear_up(target)
        folder = target.with_name(f".{target.name}.{secrets.token_hex(8)}.partial")
        folder.mkdir()
    except OSError as error:
        raise _unwritable(target, error) from error
    lock = os.open(folder, os.O_RDONLY)
    try:
        _lock(lock)
        yield folder
    finally:
        os.close(lock)
        shutil.rmtree(folder, ignore_errors=True)


def _unwritable(target: Path, error: OSError) -> AnnotateError:
    if isinstance(error, FileExistsError | NotADirectoryError):
        return AnnotateError(f"{target} cannot be made: {error.filename} is a file. Choose another place.")
    reason = "you may not write there" if isinstance(error, PermissionError) else error.strerror
    return AnnotateError(
        f"The folder {target.name} cannot be made in {target.parent.absolute()}: {reason}. Choose another place."
    )


def put_in_place(folder: Path, target: Path) -> None:
    """``folder`` becomes ``target``; what was there takes the place of ``folder``, or is gone."""
    _sync_tree(folder)
    if not target.exists():
        folder.rename(target)
    elif not _exchange(folder, target):
        old = folder.with_name(f"{folder.name}.old")
        target.rename(old)
        folder.rename(target)
        old.rename(folder)
    sync(target.parent)


def clear_up(target: Path) -> None:
    """Removes what killed writers left beside ``target``, and puts back what one had moved aside. To be called before
    anybody looks whether ``target`` is there.
    """
    ours = re.compile(rf"\.{re.escape(target.name)}\.[0-9a-f]{{16}}\.partial(\.old)?")
    for leftover in target.parent.glob(".*.partial*"):
        if not ours.fullmatch(leftover.name) or _is_in_use(leftover):
            continue
        if leftover.name.endswith(".old") and not target.exists():
            leftover.rename(target)
        else:
            shutil.rmtree(leftover, ignore_errors=True)


def _is_in_use(folder: Path) -> bool:
    """Whether somebody writes it, or it cannot be told."""
    try:
        lock = os.open(folder, os.O_RDONLY)
    except OSError:
        return True  # another's, or gone by now
    try:
        return not _lock(lock)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)


def _lock(folder: int) -> bool:
    """False where the disk knows no locks on folders (NFS). BlockingIOError where another has it."""
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise
    except OSError:
        return False
    return True


def _exchange(left: Path, right: Path) -> bool:
    """Swaps two names in one step. False where the system or the disk cannot."""
    library = ctypes.CDLL(None, use_errno=True)
    paths = os.fsencode(left), os.fsencode(right)
    if sys.platform == "darwin" and hasattr(library, "renamex_np"):
        failed = library.renamex_np(*paths, _RENAME_SWAP)
    elif hasattr(library, "renameat2"):
        failed = library.renameat2(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _RENAME_EXCHANGE)
    else:
        return False
    if failed and ctypes.get_errno() not in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(right))
    return not failed


def _sync_tree(folder: Path) -> None:
    for parent, _, names in os.walk(folder):
        for name in names:
            sync(Path(parent, name))
        sync(Path(parent))
