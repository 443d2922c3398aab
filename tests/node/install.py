"""Install the tests' npm packages beside this file; do nothing when they are those of the lockfile."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
LOCKFILE: Final = HERE / "package-lock.json"
INSTALLED: Final = HERE / "node_modules" / ".lockfile-sha256"
"""Lies in the folder that it vouches for, so that deleting one deletes both."""


def install() -> int:
    npm = shutil.which("npm")  # npm.cmd on Windows
    if npm is None or shutil.which("node") is None:
        print("Node.js with npm is not installed: the tests that need it cannot run.", file=sys.stderr)
        return 1 if os.environ.get("CI") else 0
    wanted = hashlib.sha256(LOCKFILE.read_bytes()).hexdigest()
    if INSTALLED.is_file() and INSTALLED.read_text(encoding="ascii") == wanted:
        return 0
    status = subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=HERE, check=False).returncode
    if status == 0:
        INSTALLED.parent.mkdir(exist_ok=True)  # npm makes none for a lockfile without packages
        INSTALLED.write_text(wanted, encoding="ascii")
    return status


if __name__ == "__main__":
    sys.exit(install())
