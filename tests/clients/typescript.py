"""Programs in TypeScript beside the client's source."""

import os

import pytest

from tests.node import PROJECT


def need_packages() -> None:
    """Where they are missing a person may go on, CI may not."""
    if not (PROJECT / "node_modules").exists():
        message = "clients/typescript/node_modules is missing; run: make setup-dev"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)


def in_place(program: str) -> str:
    """A program that uses the client, with the client's source in the place of the installed package."""
    assert '"creatormatch-client"' in program
    return program.replace('"creatormatch-client"', f'"{PROJECT}/src/index.ts"')
