"""What is loaded when: heavy libraries never before a fork, and never for a command that needs none."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = ("torch", "faiss", "openvino", "sentence_transformers", "transformers")
_REPORT = f"; import sys; print(*sorted({set(HEAVY)!r} & set(sys.modules)))"


def _loaded(code: str) -> str:
    """Which heavy libraries a fresh Python has after some code."""
    result = subprocess.run(
        [sys.executable, "-c", code + _REPORT], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return result.stdout.strip()


@pytest.mark.parametrize(
    "module",
    ["service.config", "service.errors", "service.domain.brief", "service.store.creators", "service.jobs",
     "service.embeddings.encoder", "service.observability"],
)  # fmt: skip
def test_what_needs_no_heavy_library_loads_none(module: str) -> None:
    assert _loaded(f"import {module}") == ""


def test_the_master_of_the_server_loads_nothing_heavy() -> None:
    master = (
        "from gunicorn.app.wsgiapp import WSGIApplication; import sys;"
        "sys.argv = ['gunicorn', '-c', 'gunicorn.conf.py'];"
        "from gunicorn.arbiter import Arbiter; app = WSGIApplication();"
        "app.cfg.set('preload_app', app.cfg.preload_app); Arbiter(app)"
    )
    assert _loaded(master) == ""


def test_the_application_loads_no_encoder_until_a_text_is_encoded(tmp_path: Path) -> None:
    code = (
        "from service.app import create_app; from service.bootstrap import build_backends;"
        "from service.config import load_config;"
        f"create_app(build_backends(load_config({{'CREATORMATCH_DATA': {str(tmp_path)!r}}})))"
    )
    assert _loaded(code) == "faiss"
