"""What the documents say is what the code has."""

import re
from pathlib import Path

import click
import pytest

from service import cli, config, errors
from service.api import errors as api_errors

ROOT = Path(__file__).parents[2]


def _all_documents() -> str:
    return "\n".join(file.read_text() for file in (ROOT / "README.md", *sorted((ROOT / "docs").glob("**/*.md"))))


def _error_codes() -> set[str]:
    """Codes of classes, codes given where an error is raised, and those of the HTTP layer."""
    sources = "\n".join(file.read_text() for file in (ROOT / "service").glob("**/*.py"))
    given = set(re.findall(r'\bcode="(\w+)"', sources)) | set(re.findall(r'\bproblem\(\d+, "(\w+)"', sources))
    classes = {cls.code for cls in api_errors.STATUS} | {errors.ConfigError.code}
    layer = {*api_errors._HTTP_CODES.values(), "http_error"}
    return given | classes | layer | {"unknown_key", "truncated", "required"}


@pytest.mark.parametrize("setting", config.SETTINGS, ids=lambda setting: setting.variable)
def test_every_setting_is_documented_with_its_default(setting: config.Setting) -> None:
    rows = [line.split("|") for line in (ROOT / "docs" / "configuration.md").read_text().splitlines() if "|" in line]
    documented = {row[1].strip(" `"): (row[2].strip(" `"), row[3].strip()) for row in rows if len(row) > 4}
    default, meaning = documented[setting.variable]
    assert default == (setting.default or "(empty)")
    assert meaning == setting.meaning


def test_no_document_names_a_setting_that_does_not_exist() -> None:
    known = {setting.variable for setting in config.SETTINGS} | {config.PREFIX + name for name in config._OTHER}
    known |= {"CREATORMATCH_KEY"}  # a shell variable of the examples
    known |= set(re.findall(r"\$\{(CREATORMATCH_\w+)", (ROOT / "compose.yaml").read_text()))
    named = set(re.findall(r"CREATORMATCH_[A-Z_]*[A-Z]", _all_documents()))
    assert {name.removesuffix("_FILE") if name not in known else name for name in named} <= known


@pytest.mark.parametrize("code", sorted(_error_codes()))
def test_every_error_code_is_documented(code: str) -> None:
    assert f"`{code}`" in (ROOT / "docs" / "errors.md").read_text()


def test_no_documented_error_code_is_made_up() -> None:
    documented = re.findall(r"^\| `(\w+)` \|", (ROOT / "docs" / "errors.md").read_text(), re.MULTILINE)
    assert set(documented) <= _error_codes() | {"invalid"}


@pytest.mark.parametrize("name", sorted(cli.main.commands))
def test_every_command_is_documented_and_explains_itself(name: str) -> None:
    assert re.search(rf"creatormatch {name}\b", _all_documents())
    command = cli.main.commands[name]
    assert command.help
    options = [option for option in command.params if isinstance(option, click.Option) and option.name != "as_json"]
    assert all(option.help for option in options)


def test_links_between_documents_lead_somewhere() -> None:
    for file in (ROOT / "README.md", *(ROOT / "docs").glob("**/*.md")):
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", file.read_text()):
            assert (file.parent / target).exists(), f"{file.name}: {target}"


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) <= 150
