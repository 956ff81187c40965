"""What `creatormatch serve` does before gunicorn takes its place: sample data, first keys, the banner."""

import os
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

from service import briefs, keys, refresh, sample
from service.api.brief_schemas import load_brief
from service.api.creator_schemas import load_import_line
from service.backends import Backends
from service.config import Config
from service.errors import ConfigError
from service.http_server.banner import leave
from service.lines import Line, validated_line
from service.store import brands
from service.store import keys as stored_keys
from service.version import VERSION

SAMPLE_BRAND = "sample-brand"
_GUNICORN_CONF = "gunicorn.conf.py"


def require_free_port(bind: str) -> None:
    """Fail before the long work and the keys that are shown once; gunicorn would only find out afterwards."""
    host, _, port = bind.rpartition(":")
    if not port.isdecimal():
        return  # a Unix socket
    try:
        with socket.create_server((host.strip("[]") or "0.0.0.0", int(port)), reuse_port=False):
            pass
    except OSError as error:
        raise ConfigError(f"cannot listen on CREATORMATCH_BIND={bind}: {error.strerror}") from error


def load_sample(backends: Backends, load: Callable[[Backends, Iterator[Line], int], object]) -> None:
    """The fictional creators and briefs, once. Their brand comes last: with it, all of them are there."""
    with backends.store.read() as connection:
        if brands.get_brand(connection, SAMPLE_BRAND) is not None:
            return
    today = backends.now().date()
    refresh.register_encoder(backends)
    documents = list(sample.creators(today=today))
    lines = (validated_line(number, one, load_import_line) for number, one in enumerate(documents, 1))
    load(backends, lines, len(documents))
    briefs.post_briefs(backends, SAMPLE_BRAND, "Sample brand (fictional)", map(load_brief, sample.briefs(today=today)))


def first_keys(backends: Backends) -> dict[str, str]:
    """One key of each role, on the first start only: they are shown once."""
    with backends.store.read() as connection:
        if stored_keys.all_keys(connection):
            return {}
    return {
        "marketplace": keys.create_key(backends, "marketplace", None, "made at the first start"),
        "brand": keys.create_key(backends, "brand", SAMPLE_BRAND, "made at the first start"),
    }


def banner(bind: str, made: dict[str, str]) -> bytes:
    """Addresses, new keys, and one request that works when pasted."""
    address = f"http://{bind}"
    # Behind "#" the key stays in the browser.
    opened = f"#key={made['marketplace']}&brand={SAMPLE_BRAND}" if made else ""
    lines = ["", f"creatormatch {VERSION} is ready on {address}", f"  console: {address}/{opened}"]
    lines += [f"  {role} key: {key}" for role, key in made.items()]
    lines += ["  (shown once; `creatormatch keys create` makes more)"] if made else []
    key = made.get("brand", "$BRAND_KEY")
    lines += [
        "Try:",
        f"  curl -s '{address}/v1/match?limit=3' -H \"Authorization: Bearer {key}\" "
        "-H 'Content-Type: application/json' -d '"
        '{"text": "Weeknight cooking with our chilli crisp: home cooks with a real kitchen",'
        ' "deliverables": [{"kind": "ig_reel"}], "budget": {"currency": "EUR", "per_creator": "800"}}\'',
        "" if made else "  (BRAND_KEY: what `creatormatch keys create --role brand --brand sample-brand` prints)",
    ]
    return "\n".join(lines).encode() + b"\n"


def become_gunicorn(config: Config, text: bytes) -> NoReturn:
    """Replace this process by gunicorn, so that signals reach it; the banner `text` waits until it listens."""
    leave(text)
    os.environ["CREATORMATCH_DATA"] = str(config.data.absolute())
    beside, here = Path(__file__).parent.parent / _GUNICORN_CONF, Path(_GUNICORN_CONF)
    conf = next((path for path in (beside, here) if path.is_file()), None)
    if conf is None:
        raise ConfigError(f"{_GUNICORN_CONF} is neither beside the package nor in this folder")
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", "-c", str(conf)])
