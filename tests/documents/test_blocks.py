"""Every block of commands is shell, and names commands, options, targets, modules and operations that there are."""

import re
import subprocess
from collections.abc import Sequence

import click
import pytest
import yaml

from service import cli
from tests.documents.blocks import ROOT, Block, blocks, pages

_BLOCKS = [block for page in pages() for block in blocks(page)]
# Not the user, the folder or the image of the same name.
_OTHERS = "".join(f"(?<!{before})" for before in ("nologin ", "-u ", "-t ", "/data ", "lib/", "opt/", r"[\w=-]"))
_COMMAND = re.compile(_OTHERS + r"""creatormatch ((?:[^\\\n|;&>#)"']|\\\n|"[^"]*")*)""")
_PROGRAMS = r"(?:creatormatch|make|curl|python3?|docker|pip|sudo|\.venv/\S+) "


def _patterns() -> list[re.Pattern[str]]:
    paths = [*yaml.safe_load((ROOT / "api_spec" / "openapi.yaml").read_text())["paths"], "/", "/docs"]
    return [re.compile(re.sub(r"\\{\w+\\}", r"[^/]+", re.escape(path))) for path in paths]


_PATHS = _patterns()


@pytest.mark.parametrize("block", [one for one in _BLOCKS if one.language == "sh"], ids=lambda block: block.where)
def test_a_block_of_commands_is_shell_and_names_what_there_is(block: Block) -> None:
    subprocess.run(["bash", "-n", "-c", block.text], check=True)
    for arguments in _COMMAND.findall(block.text):
        _check_command(arguments.replace("\\\n", " ").split())
    targets = set(re.findall(r"^(\w[\w-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:^|&& )make (\w[\w-]*)", block.text, re.MULTILINE)) <= targets
    for module in re.findall(r"python -m ((?:service|workers|benchmarks|clients|tests)[\w.]*)", block.text):
        folder = ROOT / module.replace(".", "/")
        assert folder.with_suffix(".py").exists() or (folder / "__main__.py").exists(), module
    for path in re.findall(r"(?:\$CM|:8000)(/[^\s\"'?;]*)", block.text):
        assert any(one.fullmatch(path) for one in _PATHS), path


def test_commands_stand_in_fenced_blocks_of_their_own() -> None:
    for page in pages():
        prose = re.sub(r"^ *```.*?^ *```$", "", page.read_text(), flags=re.DOTALL | re.MULTILINE)
        assert re.findall(rf"^ {{4,}}{_PROGRAMS}.*", prose, re.MULTILINE) == [], page.name
    plain = [block for block in _BLOCKS if not block.language]
    assert [block.where for block in plain if re.match(rf"\$ |{_PROGRAMS}", block.text)] == []


def _check_command(arguments: Sequence[str]) -> None:
    """The words after `creatormatch` are commands and options that it has."""
    command: click.Command = cli.main
    words = list(arguments)
    while words and isinstance(command, click.Group) and not words[0].startswith("-"):
        command = command.commands[words.pop(0)]
    known = {name for option in command.params for name in option.opts} | {"--help", "--version"}
    assert {word.partition("=")[0] for word in words if re.match(r"--\w", word)} <= known, arguments
