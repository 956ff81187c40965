"""The TypeScript client: its types, and its own tests against a running service."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from service import keys
from service.keys import Wanted
from tests.builders import Api, creator
from tests.clients.pages import ROOT, programs
from tests.clients.serving import breaking_wire
from tests.clients.typescript import in_place, need_packages
from tests.hooks import hook
from tests.node import PROJECT, node, run_node

PAGE = "https://shop.example"


def test_client_tests_and_examples_are_well_typed(tmp_path: Path) -> None:
    pages = [PROJECT / "README.md", ROOT / "docs" / "first-webhook.md"]
    for number, program in enumerate(program for page in pages for program in programs(page, "ts")):
        (tmp_path / f"example{number}.ts").write_text(in_place(program))
    project = {
        "extends": str(PROJECT / "tsconfig.json"),
        "compilerOptions": {"typeRoots": [str(PROJECT / "node_modules" / "@types")]},
        "include": [str(PROJECT / "src"), str(PROJECT / "test"), "*.ts"],
    }
    (tmp_path / "tsconfig.json").write_text(json.dumps(project))
    (tmp_path / "package.json").write_text('{"type": "module"}')
    ran = run_node("typescript", "bin/tsc", "--project", str(tmp_path))
    assert ran.returncode == 0, ran.stdout


def test_the_clients_own_tests_pass_against_a_running_service(api: Api, url: str) -> None:
    need_packages()
    assert api.put("/v1/creators/lena", json=creator()).status_code == 201
    with _environment(api, url) as environment:
        command = [node(), "--test", "--test-reporter=tap", "test/*.test.ts"]
        ran = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    written = (PROJECT / "test" / "client.test.ts").read_text().count("\ntest(")
    assert f"# pass {written}\n" in ran.stdout, ran.stdout


@contextmanager
def _environment(api: Api, url: str) -> Iterator[dict[str, str]]:
    """What the tests in Node are told."""
    readable = Wanted("marketplace", None, publishable=True, origins=[PAGE])
    with ExitStack() as open_until_the_end:
        yield {
            "SERVICE": url,
            "BREAKING": open_until_the_end.enter_context(breaking_wire(url)).url,
            "BREAKING_TOO": open_until_the_end.enter_context(breaking_wire(url)).url,
            "ADMIN_KEY": keys.create_key(api.backends, "marketplace", None),
            "BRAND_KEY": keys.create_key(api.backends, "brand", "typescript"),
            "PUBLISHABLE_KEY": keys.make_key(api.backends, readable).key,
            "PAGE": PAGE,
            "WEBHOOK": _delivered(api),
        }


def _delivered(api: Api) -> str:
    """A webhook as it really arrived, with the secret that signed it."""
    with hook() as receiver:
        made = api.post("/v1/webhooks", json={"url": receiver.url}, headers=api.brand("typescript")).json
        api.post(f"/v1/webhooks/{made['id']}:test", headers=api.brand("typescript"))
        [received] = receiver.wait(1)
    return json.dumps({"body": received.body.decode(), "headers": received.headers, "secret": made["secret"]})
