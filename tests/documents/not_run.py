"""Blocks of commands that no test runs, each with the reason. They are parsed all the same."""

from tests.documents.blocks import Block

_INSTALLS = "installs packages"
_DOCKER = "needs Docker"
_SYSTEM = "changes the system"
_MINUTES = "takes minutes"

# By page and how the block begins.
NOT_RUN = {
    ("CONTRIBUTING.md", "make setup-dev"): _INSTALLS,
    ("CONTRIBUTING.md", "make check"): "these are the checks that this is a part of",
    ("docs/configuration.md", "CREATORMATCH_ENCODER=intfloat/"): "downloads another encoder",
    ("docs/first-webhook.md", "# A key for a brand of your own."): "tests/clients/test_first_webhook.py runs the page",
    ("docs/operations.md", "sudo useradd"): _SYSTEM,
    ("docs/operations.md", "sudo -u creatormatch"): _SYSTEM,
    ("docs/operations.md", "docker build"): _DOCKER,
    ("docs/operations.md", "make secrets && docker compose"): _DOCKER,
    ("docs/performance.md", "make bench"): _MINUTES,
    ("docs/quality.md", "make quality"): _MINUTES,
    ("docs/quickstart-brand.md", ".venv/bin/pip install"): _INSTALLS,
    ("docs/quickstart-operator.md", "make setup"): _INSTALLS,
    ("docs/quickstart-operator.md", "git pull"): _INSTALLS,
}


def entry_of(block: Block) -> tuple[str, str] | None:
    """The entry that says why a block is not run; None where it has to be."""
    return next((key for key in NOT_RUN if key[0] == block.page and block.text.startswith(key[1])), None)
