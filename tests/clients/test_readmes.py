"""The examples of the clients' pages run as they stand there."""

import os
import subprocess
import sys
from pathlib import Path

from service import keys
from tests.builders import Api
from tests.clients.pages import ROOT, free_port, programs
from tests.clients.typescript import in_place, need_packages
from tests.node import node

_SERVICE, _PORT = "http://127.0.0.1:8000", "9000"
_CLIENTS = ROOT / "clients"


def test_the_python_example_runs(api: Api, url: str) -> None:
    api.put_creators(lena={})
    [program] = programs(_CLIENTS / "python" / "README.md", "python")
    environment = _environment(api) | {"PYTHONPATH": str(_CLIENTS / "python" / "src")}
    ran = subprocess.run([sys.executable, "-W", "error", "-c", program.replace(_SERVICE, url)], env=environment,
                         capture_output=True, text=True, check=False)  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert "1 Lena Vogt 350.00" in ran.stdout
    assert "invalid_input [('/budget/currency', 'required')]" in ran.stdout


def test_the_typescript_example_runs_and_receives_a_webhook(api: Api, url: str, tmp_path: Path) -> None:
    need_packages()
    api.put_creators(lena={})
    port = free_port()
    made = api.post("/v1/webhooks", json={"url": f"http://127.0.0.1:{port}/"}, headers=api.brand("readme")).json
    [program] = programs(_CLIENTS / "typescript" / "README.md", "ts")
    file = tmp_path / "example.ts"
    file.write_text(in_place(program).replace(_SERVICE, url).replace(_PORT, str(port)))
    environment = _environment(api) | {"WEBHOOK_SECRET": made["secret"]}
    with subprocess.Popen([node(), str(file)], env=environment, text=True, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        try:
            assert running.stdout.readline().startswith("1 Lena Vogt")
            assert running.stdout.readline() == "listening\n"
            api.post(f"/v1/webhooks/{made['id']}:test", headers=api.brand("readme"))
            assert "{" in running.stdout.readline()
            assert "webhook.test" in running.stdout.readline()
        finally:
            running.kill()


def _environment(api: Api) -> dict[str, str]:
    return os.environ | {"CREATORMATCH_KEY": keys.create_key(api.backends, "brand", "readme")}
