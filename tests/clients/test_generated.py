"""The generated parts of the clients are those of the contract, and their types hold."""

import inspect
import os
import subprocess
import sys
import typing

import pytest

from clients import generate
from clients.generator.operations import read_operations, snake
from clients.generator.synchronous import synchronous
from creatormatch_client import AsyncClient, Client
from tests.clients.pages import ROOT, programs
from tests.clients.typescript import need_packages


@pytest.mark.parametrize("name", ["python", "typescript"])
def test_generated_files_are_those_of_the_contract(name: str) -> None:
    if name == "typescript":
        need_packages()
    made = dict(generate.python_files() if name == "python" else [generate.typescript_file()])
    old = [str(file.relative_to(ROOT)) for file, content in made.items() if file.read_text() != content]
    assert old == [], "run: python -m clients.generate"


def test_every_operation_is_a_method_of_both_clients() -> None:
    names = [operation.name for operation in read_operations(generate.contract())]
    assert len(names) > 60
    for name in names:
        assert callable(getattr(Client, snake(name))), name
        assert callable(getattr(AsyncClient, snake(name))), name


def test_every_patch_has_a_type_in_both_clients() -> None:
    patches = [operation for operation in read_operations(generate.contract()) if operation.method == "PATCH"]
    assert len(patches) > 5
    for operation in patches:
        for client in (Client, AsyncClient):
            taken = inspect.signature(getattr(client, snake(operation.name))).parameters["patch"].annotation
            assert typing.is_typeddict(taken), operation.name
            assert taken.__name__.endswith("Patch"), operation.name


def test_a_synchronous_module_has_nothing_left_to_await() -> None:
    assert synchronous("async def aclose(self) -> None:\n    await self._http.aclose()\n") == (
        "def close(self) -> None:\n    self._http.close()\n"
    )
    for file, content in generate.python_files():
        if file.parent.name == "synchronous":
            assert "await" not in content
            assert "Async" not in content


def test_the_python_client_and_its_example_are_well_typed(tmp_path: os.PathLike[str]) -> None:
    example = os.path.join(tmp_path, "example.py")
    with open(example, "w") as file:
        file.writelines(programs(ROOT / "clients" / "python" / "README.md", "python"))
    package = generate.PYTHON
    ran = subprocess.run([sys.executable, "-m", "mypy", "--strict", str(package), example], cwd=ROOT,
                         capture_output=True, text=True, check=False)  # fmt: skip
    assert ran.returncode == 0, ran.stdout
