"""What the documents say is what the code has."""

import re
from pathlib import Path

import click
import pytest

from service import cli, config, errors
from service.api import errors as api_errors
from service.api import offences
from service.api.error_codes import OFFENCES, PROBLEMS
from service.api.strict_json import MalformedJson
from tests.guards import error_pages

ROOT = Path(__file__).parents[2]


def _all_documents() -> str:
    return "\n".join(file.read_text() for file in (ROOT / "README.md", *sorted((ROOT / "docs").glob("**/*.md"))))


def _raised_codes() -> set[str]:
    """Codes of classes, codes given where an error is raised, and those of the HTTP layer."""
    sources = "\n".join(file.read_text() for file in (ROOT / "service").glob("**/*.py"))
    given = set(re.findall(r'\bcode="(\w+)"', sources)) | set(re.findall(r'\bproblem\("(\w+)"', sources))
    classes = {cls.code for cls in vars(errors).values() if isinstance(cls, type) and hasattr(cls, "code")}
    return (given | classes | {MalformedJson.code, *api_errors.HTTP_CODES.values(), "http_error"}) - {"invalid"}


def _offence_codes() -> set[str]:
    """Codes given to offences where they are made."""
    sources = "\n".join(file.read_text() for file in (ROOT / "service").glob("**/*.py"))
    made = set(re.findall(r'\brefused\("(\w+)"', sources)) | set(re.findall(r'\bProblem\([^\n]*, "(\w+)"\)', sources))
    return made | {code for _, code in offences._CODES} | {"too_long", "too_short", "invalid"}


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


def test_every_error_code_that_is_raised_is_in_the_table_and_every_one_there_is_raised() -> None:
    assert _raised_codes() == PROBLEMS.keys(), "see service/api/error_codes.toml"


def test_every_code_of_an_offence_is_in_the_table() -> None:
    assert OFFENCES.keys() >= _offence_codes(), "see service/api/error_codes.toml"


@pytest.mark.parametrize("file", error_pages.documents(), ids=lambda file: file.stem)
def test_the_documents_on_errors_are_made_of_the_table(file: Path) -> None:
    assert file.read_text() == error_pages.documents()[file], "run: make documents"


def test_there_is_no_page_of_an_error_that_is_gone() -> None:
    assert {file.stem for file in (ROOT / "docs" / "errors").glob("*.md")} == PROBLEMS.keys()


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
