"""What access costs a request for matches: key, scopes, limit, request id and their headers, beside the same request
without them.

python -m benchmarks.access [--creators N] [--rounds R]

Whole WSGI requests in this process, without a network: the processor's time of the application alone. Both kinds in
turn, a round of each after the other; the "without" is the same application with the hooks taken out and the access
that they would have found. Writes under an Idempotency-Key are measured beside those without one.
"""

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask, g
from rich.console import Console
from rich.table import Table
from werkzeug.test import EnvironBuilder

from benchmarks.measuring import machine
from service import keys, sample
from service.api import auth, headers, idempotency
from service.app import create_app
from service.keys import Wanted
from tests.builders import prepare, running_api, settings

RESULTS = Path(__file__).parent / "results"
_HOOKS = (auth._authenticate, headers._name_request, headers._tell)
_CALLS = 200

Call = Callable[[], None]


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        environment = settings(Path(folder), requests_per_minute="1000000000")
        prepare(environment)
        with running_api(environment) as api:
            result = _measured(api, options.creators, options.rounds)
    _show(result)
    (RESULTS / "access.json").write_text(json.dumps(result, indent=1) + "\n")


def _measured(api: Any, creators: int, rounds: int) -> dict[str, Any]:
    api.import_lines(*sample.creators(creators), query={"wait": "indexed"})
    keys.ensure_brand(api.backends, "acme")
    key = keys.make_key(api.backends, Wanted("brand", "acme")).key
    named = {"Authorization": f"Bearer {key}"}
    brief = api.post("/v1/briefs", json=sample.briefs()[0], headers=named).json["id"]
    matches = {"path": f"/v1/briefs/{brief}/matches", "query_string": "limit=20", "headers": named}
    access = api.backends.keyring.check(key)
    bare = _without_hooks(api.app, access)
    figures = _in_turn({"with": _get(api.app, matches), "without": _get(bare, matches)}, rounds)
    posts = _in_turn({"keyed": _posting(api.app, named, True), "plain": _posting(api.app, named, False)}, rounds)
    return {
        "machine": machine(),
        "creators": creators,
        "rounds": rounds,
        "match_us": figures["with"],
        "match_without_us": figures["without"],
        "cost_pct": round(100 * (figures["with"] / figures["without"] - 1), 1),
        "post_us": posts["plain"],
        "post_with_idempotency_key_us": posts["keyed"],
    }


def _without_hooks(app: Flask, access: Any) -> Flask:
    """The same application, that knows who asks without looking."""
    other = create_app(app.extensions["creatormatch"])
    for functions in (other.before_request_funcs[None], other.after_request_funcs[None]):
        functions[:] = [function for function in functions if function not in _HOOKS]

    def known() -> None:
        g.access, g.request_id = access, ""

    other.before_request_funcs[None].insert(0, known)
    return other


def _get(app: Flask, options: dict[str, Any]) -> Call:
    environ = EnvironBuilder(**options).get_environ()

    return lambda: _asked(app, dict(environ), "200")


def _posting(app: Flask, named: dict[str, str], keyed: bool) -> Call:
    def call() -> None:
        more = {idempotency.HEADER: os.urandom(8).hex()} if keyed else {}
        builder = EnvironBuilder(path="/v1/briefs", method="POST", json={"text": "pans"}, headers={**named, **more})
        _asked(app, builder.get_environ(), "201")

    return call


def _asked(app: Flask, environ: dict[str, Any], expected: str) -> None:
    """One request without the test client, which costs more than what is measured."""
    status: list[str] = []

    def start(code: str, _headers: object, *_: object) -> None:
        status.append(code)

    body: Any = app.wsgi_app(environ, start)
    b"".join(body)
    body.close()
    assert status[0].startswith(expected), status


def _in_turn(calls: dict[str, Call], rounds: int) -> dict[str, float]:
    """Microseconds of this thread a call: the median of rounds that alternate."""
    for call in calls.values():
        for _ in range(_CALLS):
            call()
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            began = time.thread_time()
            for _ in range(_CALLS):
                call()
            times[name].append((time.thread_time() - began) / _CALLS * 1e6)
    return {name: round(statistics.median(found), 1) for name, found in times.items()}


def _show(result: dict[str, Any]) -> None:
    table = Table("what", "µs of processor time", title="Access beside a request for 20 matches")
    for name in ("match_us", "match_without_us", "cost_pct", "post_us", "post_with_idempotency_key_us"):
        table.add_row(name, str(result[name]))
    Console().print(table)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--creators", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=15)
    return parser.parse_args()


if __name__ == "__main__":
    main()
