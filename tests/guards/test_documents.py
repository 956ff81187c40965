"""What the documents say is what the code has."""

import re
from pathlib import Path

import click
import pytest
import yaml

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
    known |= {"CREATORMATCH_COMPLETE"}  # click's, with a line before it
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


def _commands(group: click.Group, before: str = "") -> dict[str, click.Command]:
    """Every command by the words that one types."""
    found = {before + name: command for name, command in group.commands.items()}
    for name, command in list(found.items()):
        found |= _commands(command, f"{name} ") if isinstance(command, click.Group) else {}
    return found


@pytest.mark.parametrize(("name", "command"), sorted(_commands(cli.main).items()), ids=str)
def test_every_command_has_a_row_and_explains_itself(name: str, command: click.Command) -> None:
    rows = re.findall(r"^\| `creatormatch .*?\|", (ROOT / "docs" / "operations.md").read_text(), re.MULTILINE)
    named = {words.removeprefix("creatormatch ") for row in rows for words in re.findall(r"`([a-z ]+[a-z])", row)}
    assert name in named or any(one.startswith(f"{name} ") for one in named)
    assert command.help
    options = [option for option in command.params if isinstance(option, click.Option) and option.name != "as_json"]
    assert all(option.help or option.required for option in options)


def test_every_operation_has_a_row() -> None:
    pages = [(ROOT / "docs" / name).read_text() for name in ("api.md", "access.md", "webhooks.md")]
    named = {_shape(path) for page in pages for path in re.findall(r"(/[\w{}/.:-]+)", "\n".join(_expanded(page)))}
    paths = yaml.safe_load((ROOT / "api_spec" / "openapi.yaml").read_text())["paths"]
    assert {path for path in paths if _shape(path) not in named} == set()


def _expanded(page: str) -> list[str]:
    """Rows of tables in which a second path is written as `:start`, what comes behind the first one."""
    rows = [line for line in page.splitlines() if line.startswith("|")]
    more = [re.sub(r":\w+$", "", path) + verb for row in rows for path in re.findall(r"(/v1/[\w{}/.:-]+)", row)[:1]
            for verb in re.findall(r"`(:[\w-]+)`", row)]  # fmt: skip
    return [*rows, *more]


def _shape(path: str) -> str:
    return re.sub(r"{\w+}", "{}", path)


_PAGES = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("**/*.md"),
          *(ROOT / "clients").glob("*/README.md"), *(ROOT / "benchmarks").glob("**/*.md"))  # fmt: skip


def test_links_between_documents_lead_somewhere() -> None:
    for file in _PAGES:
        for target, _, anchor in _links(file):
            page = file.parent / target if target else file
            assert page.exists(), f"{file.name}: {target}"
            assert not anchor or anchor in _anchors(page), f"{file.name}: {target}#{anchor}"


def test_links_to_elsewhere_are_whole_and_encrypted() -> None:
    for file in _PAGES:
        for address in re.findall(r"\]\((https?:[^)]*)\)", file.read_text()):
            assert re.fullmatch(r"https://[\w.-]+\.\w+(/[^\s<>]*)?", address), f"{file.name}: {address}"


def _links(file: Path) -> list[tuple[str, str, str]]:
    """Targets within the project, with the heading that they lead to."""
    text = re.sub(r"^```.*?^```$|`[^`\n]*`", "", file.read_text(), flags=re.DOTALL | re.MULTILINE)
    return [target.partition("#") for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", text)]


def _anchors(page: Path) -> set[str]:
    """What headings are called in links, as Markdown renderers have it."""
    text = re.sub(r"^```.*?^```$", "", page.read_text(), flags=re.DOTALL | re.MULTILINE)
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_index_names_every_document() -> None:
    named = {(ROOT / "docs" / target).resolve() for target, _, _ in _links(ROOT / "docs" / "README.md")}
    assert named >= {file for file in (ROOT / "docs").glob("*.md") if file.name != "README.md"}


def test_the_folders_are_all_described() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text()
    described = set(re.findall(r"[\w.-]+", page[page.index("## Folders") : page.index("## What survives what")]))
    inside = (ROOT / "service").iterdir()
    there = {file.name for file in inside if file.suffix == ".py" or (file / "__init__.py").exists()}
    assert there - described == {"__init__.py", "version.py"}


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) <= 150
