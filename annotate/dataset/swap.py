"""Puts a folder in place of another in one step. Whoever looks, at any moment, sees the old one whole or the new one.

A folder is written beside its place, under a hidden name, and locked for as long as its writer lives. What a killed
writer leaves behind is not locked, and is removed by the next. Where the disk knows no locks on folders, it stays.
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
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
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
        if _is_named(folder, lock):
            shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _is_named(folder: Path, descriptor: int) -> bool:
    """Whether the open folder still has this name."""
    try:
        return os.path.samestat(folder.stat(), os.fstat(descriptor))
    except OSError:
        return False


def _unwritable(target: Path, error: OSError) -> AnnotateError:
    if isinstance(error, FileExistsError | NotADirectoryError):
        return AnnotateError(f"{target} cannot be made: {error.filename} is a file. Choose another place.")
    reason = "you may not write there" if isinstance(error, PermissionError) else error.strerror
    return AnnotateError(
        f"The folder {target.name} cannot be made in {target.parent.absolute()}: {reason}. Choose another place."
    )


Check = Callable[[Path], None]
"""Given where what was there lies now. Raises where it must not be lost."""


def put_in_place(folder: Path, target: Path, check: Check) -> None:
    """``folder`` becomes ``target``, and what was there is gone. Where that fails, all is as it was.

    What was there is looked at when ``folder`` is on the disk, for that takes long, and once more when nobody finds it
    under its name any longer.
    """
    _sync_tree(folder)
    check(target)
    if not target.exists():
        folder.rename(target)
        try:
            sync(target.parent)
        except BaseException:
            target.rename(folder)
            raise
        return
    with _held(target):
        old = folder if _exchange(folder, target) else _moved_aside(folder, target)
        try:
            if old is not folder:
                folder.rename(target)
            check(old)
            sync(target.parent)
        except BaseException:
            _put_back(old, folder, target)
            raise
    shutil.rmtree(old, ignore_errors=True)


def _moved_aside(folder: Path, target: Path) -> Path:
    old = folder.with_name(f"{folder.name}.old")
    target.rename(old)
    return old


def _put_back(old: Path, folder: Path, target: Path) -> None:
    """What lies at ``old`` is at ``target`` again. Where that cannot be, it is kept under a name that people see."""
    try:
        _undo(old, folder, target)
    except OSError as error:
        kept = old.rename(target.with_name(f"{target.name}.{secrets.token_hex(4)}.kept"))
        raise AnnotateError(
            f"What was at {target} could not be put back: {error.strerror}. It is whole, in {kept}: give it the name "
            f"{target.name} again."
        ) from error


def _undo(old: Path, folder: Path, target: Path) -> None:
    if old is folder and not _exchange(folder, target):
        raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP))
    if old is not folder and old.exists():  # otherwise another export has put it back
        if target.exists():
            target.rename(folder)
        old.rename(target)


def clear_up(target: Path) -> None:
    """Puts back what a killed writer had moved aside, and removes what such writers left beside ``target``. To be
    called before anybody looks whether ``target`` is there.
    """
    ours = re.compile(rf"\.{re.escape(target.name)}\.[0-9a-f]{{16}}\.partial(\.old)?")
    leftovers = [path for path in target.parent.glob(".*.partial*") if ours.fullmatch(path.name)]
    for leftover in leftovers:
        if leftover.name.endswith(".old") and not target.exists():
            with suppress(FileNotFoundError):  # another writer was quicker
                leftover.rename(target)
        elif not _is_in_use(leftover):
            shutil.rmtree(leftover, ignore_errors=True)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Meanwhile no other export puts ``folder`` in its place or clears it up, whatever its name is."""
    lock = os.open(folder, os.O_RDONLY)
    try:
        try:
            _lock(lock)
        except BlockingIOError as error:
            raise AnnotateError(
                f"Another export is being put in place at {folder}. It was left to that one. Export again."
            ) from error
        yield
    finally:
        os.close(lock)


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
