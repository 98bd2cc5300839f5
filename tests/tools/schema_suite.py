"""Gets the official cases of JSON Schema, which come with the sources of the package ``jsonschema``.

python -m tests.tools.schema_suite
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

SUITE = Path(sys.prefix) / "share" / "json-schema-test-suite"
"""A folder for each draft, with a file of cases for each keyword."""

_IN_SOURCES = PurePosixPath("json", "tests")


def get() -> None:
    """Unpacks the cases into this environment. Raises CalledProcessError where the sources cannot be had."""
    with TemporaryDirectory() as folder:
        _download(f"jsonschema=={version('jsonschema')}", folder)
        [archive] = Path(folder).glob("*.tar.gz")
        with tarfile.open(archive) as sources:
            for member in sources:
                place = PurePosixPath(*PurePosixPath(member.name).parts[1:])
                if member.isfile() and place.is_relative_to(_IN_SOURCES):
                    file = SUITE / place.relative_to(_IN_SOURCES)
                    file.parent.mkdir(parents=True, exist_ok=True)
                    content = sources.extractfile(member)
                    assert content is not None
                    file.write_bytes(content.read())


def _download(requirement: str, folder: str) -> None:
    quiet = ["--quiet", "--disable-pip-version-check"]
    only_sources = ["--no-deps", "--no-binary", ":all:", "--dest", folder]
    subprocess.run([sys.executable, "-m", "pip", "download", *quiet, *only_sources, requirement], check=True)


def main() -> None:
    """Without the network the tests that need the cases are skipped."""
    if not SUITE.is_dir():
        try:
            get()
        except subprocess.CalledProcessError:
            print("The official cases of JSON Schema cannot be had now: their tests will be skipped.", file=sys.stderr)


if __name__ == "__main__":
    main()
