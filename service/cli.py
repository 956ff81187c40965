"""The `creatormatch` command: everything an operator does, over the same use cases as the API."""

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import click
import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from service import briefs, catalog, generations, keys, matching, refresh, sample
from service import status as state
from service.api.importing import read_lines
from service.api.schemas import load_brief, load_import_line
from service.app import VERSION, create_app
from service.backends import Backends
from service.bootstrap import build_backends
from service.catalog import ImportReport, Line
from service.config import Config, load_config
from service.errors import ConfigError, CreatormatchError
from service.index.generation import current_name
from service.indexing import catch_up, open_live
from service.instance import claim_data_folder
from service.observability import configure_logs
from service.ranking.order import SORTS
from service.store import brands, encoders, stale
from service.store.migrate import is_current, migrate

out, err = Console(), Console(stderr=True)

_GUNICORN_CONF = "gunicorn.conf.py"
_SAMPLE_BRAND = "sample-brand"


class _Group(click.Group):
    """Errors of ours as one line, not as a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except CreatormatchError as error:
            err.print(f"[red]{error.code}[/]: {error.detail}")
            for problem in error.problems:
                err.print(f"  {problem.path or '(whole document)'}: {problem.message}", highlight=False)
            sys.exit(1)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION)
def main() -> None:
    """creatormatch: brand briefs in; ranked, priced, explained creators out.

    Settings come from the environment (CREATORMATCH_…); docs/configuration.md lists them.
    """
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    configure_logs(pretty=sys.stderr.isatty())


# --- running


@main.command()
@click.option("--sample", "with_sample", is_flag=True, help="Load the fictional sample creators and briefs first.")
def serve(with_sample: bool) -> None:
    """Serve the API (and, without Redis, run the background jobs in the same process)."""
    config = load_config()
    claim_data_folder(config)  # until gunicorn takes this process's place and its worker claims it again
    backends = _prepared(config)
    if with_sample:
        _load_sample(backends)
        _embed_waiting(backends)
        generations.build(config, backends.store) if not _has_generation(config) else None
    banner = _banner(backends, _first_keys(backends))
    backends.store.close()
    _become_gunicorn(config, banner)


@main.command()
def worker() -> None:
    """Run background jobs in a process of its own; needs PostgreSQL and Redis. Stop it with SIGINT or SIGTERM."""
    config = load_config()
    if config.is_sqlite or not config.redis_url:
        raise ConfigError("worker processes need CREATORMATCH_DATABASE_URL (PostgreSQL) and CREATORMATCH_REDIS_URL")
    from workers.consumer import run_worker  # the command line alone may start workers

    backends = build_backends(config)
    _require_current(backends)
    refresh.register_encoder(backends)
    run_worker(backends)


@main.command("migrate")
def migrate_command() -> None:
    """Bring the database to this version's schema."""
    backends = build_backends(load_config())
    migrate(backends.store)
    out.print("The database is at this version's schema.")


# --- creators in and out


@main.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--sync", is_flag=True, help="Erase every creator that the file does not hold.")
@click.option("--errors", type=click.File("wb"), help="Write the results of failed lines to this file.")
def import_command(file: BinaryIO, sync: bool, errors: BinaryIO | None) -> None:
    """Import creators from an NDJSON FILE (- for standard input): one a line."""
    backends = _prepared(load_config())
    report = _import(backends, read_lines(file, sys.maxsize), _size(file), sync, errors)
    _print_report(report)
    if report.failed:
        sys.exit(1)


@main.command("export")
@click.argument("file", type=click.File("wb"), default="-")
def export_command(file: BinaryIO) -> None:
    """Export all creators as NDJSON that the import takes back."""
    for line in catalog.export_creators(_prepared(load_config())):
        file.write(line)


@main.command("reindex")
@click.option("--from-scratch", is_flag=True, help="Read every creator again instead of the changes since.")
def reindex_command(from_scratch: bool) -> None:
    """Embed what is stale and publish a new index generation; serving processes adopt it."""
    config = load_config()
    backends = _prepared(config)
    refresh.register_encoder(backends)
    _embed_waiting(backends)
    with err.status("Building a generation"):
        name = generations.build(config, backends.store, from_scratch)
    out.print(f"Published {name}" if name else "Another process is building; nothing was done.")


# --- keys


@main.group("keys", invoke_without_command=True)
@click.pass_context
def keys_group(context: click.Context) -> None:
    """List API keys, make one, revoke one."""
    if context.invoked_subcommand is None:
        _print_keys(_prepared(load_config()))


@keys_group.command("create")
@click.option("--role", type=click.Choice(keys.ROLES), required=True)
@click.option("--brand", help="The brand a brand's key belongs to; created when new.")
@click.option("--label", default="", help="A note to tell keys apart.")
def create_key_command(role: str, brand: str | None, label: str) -> None:
    """Make a key. It is shown once and cannot be read again."""
    out.print(keys.create_key(_prepared(load_config()), role, brand, label), soft_wrap=True)


@keys_group.command("revoke")
@click.argument("key_id")
def revoke_key_command(key_id: str) -> None:
    """Revoke the key with this id; it stops working at once."""
    keys.revoke_key(_prepared(load_config()), key_id)
    out.print(f"{key_id} is revoked.")


# --- asking


@main.command("match")
@click.argument("file", type=click.File("rb"))
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 200))
@click.option("--sort", type=click.Choice(SORTS), default="score", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print the API's answer instead of a table.")
def match_command(file: BinaryIO, limit: int, sort: Any, as_json: bool) -> None:
    """Match a brief from FILE (- for standard input): a JSON brief, or plain text."""
    backends = _prepared(load_config())
    document = _read_brief_file(file.read())
    _open_index(backends)
    with err.status("Reading the brief"):
        answer = matching.match_once(backends, document, limit, sort)
    if as_json:
        click.echo(orjson.dumps(answer, option=orjson.OPT_INDENT_2))
    else:
        _print_matches(answer)


@main.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def status_command(as_json: bool) -> None:
    """Show counts, staleness and the index generation."""
    backends = _prepared(load_config())
    _open_index(backends)
    found = state.status(backends)
    if as_json:
        click.echo(orjson.dumps(found, option=orjson.OPT_INDENT_2))
        return
    table = Table("what", "value", title="creatormatch")
    for name, value in found.items():
        table.add_row(name, json.dumps(value) if isinstance(value, list) else str(value))
    out.print(table)


@main.command("openapi")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, allow_dash=True), default="-")
def openapi_command(file: str) -> None:
    """Write the OpenAPI document (YAML), the one in api_spec/openapi.yaml."""
    app = create_app(build_backends(load_config()))
    text = app.extensions["creatormatch_api"].spec.to_yaml()
    if file == "-":
        click.echo(text, nl=False)
    else:
        Path(file).write_text(text)


# --- how


def _prepared(config: Config) -> Backends:
    """Backends over a database at the current schema; the embedded one is brought there."""
    backends = build_backends(config)
    if config.is_sqlite:
        migrate(backends.store)
    _require_current(backends)
    return backends


def _require_current(backends: Backends) -> None:
    if not is_current(backends.store):
        raise ConfigError("the database is not at this version's schema; run: creatormatch migrate")


def _load_sample(backends: Backends) -> None:
    with backends.store.read() as connection:
        brand = brands.get_brand(connection, _SAMPLE_BRAND)
    if brand is not None:  # made when the creators are all there
        return
    today = backends.now().date()
    refresh.register_encoder(backends)
    lines = (
        catalog.validated_line(number, creator, load_import_line)
        for number, creator in enumerate(sample.creators(today=today), 1)
    )
    _import(backends, lines, None, sync=False, errors=None, title="Sample creators (fictional)")
    brand, _ = keys.put_brand(backends, _SAMPLE_BRAND, "Sample brand (fictional)")
    for brief in sample.briefs(today=today):
        briefs.post_brief(backends, brand.id, load_brief(brief))


def _embed_waiting(backends: Backends) -> None:
    """Embed in the foreground with a bar; nothing is loaded when nothing waits."""
    refresh.register_encoder(backends)
    with backends.store.read() as connection:
        waiting = sum(int(stale.counts(connection, e.fingerprint)["stale"]) for e in encoders.all_encoders(connection))
    if not waiting:
        return
    with _bar() as bar:
        task = bar.add_task("Embedding", total=waiting)
        refresh.refresh(backends, progress=lambda done: bar.advance(task, done))


def _has_generation(config: Config) -> bool:
    return current_name(config.index_folder) is not None


def _first_keys(backends: Backends) -> dict[str, str]:
    """One key of each role, on the first start only: they are shown once."""
    with backends.store.read() as connection:
        if brands.all_keys(connection):
            return {}
    return {
        "marketplace": keys.create_key(backends, "marketplace", None, "made at the first start"),
        "brand": keys.create_key(backends, "brand", _SAMPLE_BRAND, "made at the first start"),
    }


def _banner(backends: Backends, made: dict[str, str]) -> bytes:
    address = f"http://{backends.config.bind}"
    lines = ["", f"creatormatch {VERSION} is ready on {address}"]
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


def _become_gunicorn(config: Config, banner: bytes) -> NoReturn:
    """Replace this process by gunicorn, so that signals reach it; the banner waits in a pipe until it listens."""
    reader, writer = os.pipe()
    os.set_inheritable(reader, True)
    os.write(writer, banner)
    os.close(writer)
    os.environ["CREATORMATCH_BANNER_FD"] = str(reader)
    os.environ["CREATORMATCH_DATA"] = str(config.data.absolute())
    conf = next((p for p in (Path(__file__).parent.parent / _GUNICORN_CONF, Path(_GUNICORN_CONF)) if p.is_file()), None)
    if conf is None:
        raise ConfigError(f"{_GUNICORN_CONF} is neither beside the package nor in this folder")
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", "-c", str(conf)])


def _open_index(backends: Backends) -> None:
    """The index as of now, for a command that ends after one answer."""
    with backends.store.read() as connection:
        active = encoders.active(connection)
    live = open_live(backends.store, backends.config.index_folder, active.fingerprint) if active else None
    if live is None:
        raise ConfigError("nothing is indexed yet; import creators and run: creatormatch reindex")
    catch_up(backends.store, live)
    backends.served.show(live.snapshot)


def _read_brief_file(data: bytes) -> dict[str, Any]:
    text = data.decode("utf-8", "replace")
    document = json.loads(text) if text.lstrip().startswith("{") else {"text": text}
    return load_brief(document)


def _import(backends: Backends, lines: Iterator[Line], size: int | None, sync: bool, errors: BinaryIO | None,
            title: str = "Importing") -> ImportReport:  # fmt: skip
    report = ImportReport()
    with _bar() as bar:
        task = bar.add_task(title, total=size)
        for result in catalog.import_creators(backends, lines, report):
            bar.advance(task)
            if result["status"] == "failed" and errors is not None:
                errors.write(orjson.dumps(result) + b"\n")
            elif result["status"] == "failed":
                err.print(f"line {result['line']}: {result['problems'][0]['path']} {result['problems'][0]['message']}")
    if sync:
        catalog.erase_missing(backends, report)
    return report


def _size(file: BinaryIO) -> int | None:
    """Lines in a real file, for the bar; None for a pipe."""
    if not file.seekable():
        return None
    lines = sum(1 for _ in file)
    file.seek(0)
    return lines


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, TimeRemainingColumn(), console=err)


def _print_report(report: ImportReport) -> None:
    table = Table(*report.to_json()["summary"], title="Import")
    table.add_row(*(str(value) for value in report.to_json()["summary"].values()))
    out.print(table)


def _print_keys(backends: Backends) -> None:
    with backends.store.read() as connection:
        found = brands.all_keys(connection)
    table = Table("id", "role", "brand", "label", "made", "state", title="API keys (secrets are shown only when made)")
    for key, brand in found:
        made = time.strftime("%Y-%m-%d", time.gmtime(key.created_at))
        table.add_row(key.id, key.role, brand or "", key.label, made, "revoked" if key.revoked_at else "in use")
    out.print(table)


def _print_matches(answer: dict[str, Any]) -> None:
    table = Table("#", "score", "creator", "followers", "price", "why", title=f"{answer['matched']} creators match")
    for match in answer["items"]:
        creator, price = match["creator"], match["price"]
        followers = max((a.get("followers") or 0 for a in creator.get("accounts", ())), default=0)
        cost = f"{price['amount']} {price['currency']}" if price["amount"] else price["basis"]
        best = max(match["components"], key=lambda component: component["contribution"])
        name = f"{creator['name']}\n{creator['external_id']}"
        table.add_row(str(match["rank"]), f"{match['score']:.3f}", name, f"{followers:,}", cost, best["reason"])
    out.print(table)
    funnel = " → ".join(f"{step['constraint']} {step['remaining']:,}" for step in answer["funnel"])
    out.print(funnel, style="dim")
