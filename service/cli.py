"""The `creatormatch` command: everything an operator does, over the same use cases as the API."""

import contextlib
import datetime
import logging
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, TextIO

import click
import orjson
from rich.live import Live
from rich.table import Table

from service import catalog, erasures, evaluating, generations, imports, keys, matching, refresh, relaxing, starting
from service import status as state
from service.api import strict_json
from service.api.brief_schemas import load_brief
from service.api.import_schemas import load_import
from service.api.importing import CREATORS
from service.api.rate_schemas import load_rates
from service.app import create_app
from service.backends import Backends
from service.bootstrap import build_backends
from service.config import Config, load_config
from service.doctor.checkup import checkup
from service.doctor.finding import Finding
from service.doctor.port import check_port
from service.domain.access import SCOPES
from service.errors import ConfigError, CreatormatchError
from service.import_jobs.forms import file_lines, rewound
from service.import_jobs.preview import preview
from service.imports import ImportReport
from service.index.generation import current_name
from service.indexing import catch_up, open_live
from service.instance import claim_data_folder
from service.lines import Line
from service.observability import configure_logs
from service.ranking.order import SORTS
from service.scoring import Asked
from service.store import encoders, stale
from service.store.migrate import is_current, migrate
from service.terminal.findings import print_finding, print_verdict
from service.terminal.matches import print_matches
from service.terminal.screen import err, out, progress_bar, tolerate_plain_terminals, width
from service.terminal.standing import standing
from service.terminal.tables import print_keys, print_preview, print_rates, print_report
from service.version import VERSION

_FOREGROUND_BATCH = 64
_PREVIEW_ROWS = 20
_WATCH_SECONDS = 2.0


class _Group(click.Group):
    """Errors of ours as one line, not as a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except CreatormatchError as error:
            err.print(error.code, style="red", end=": ")
            err.print(error.detail)
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
    # Encoder threads that spin while they wait take the cores from whoever they wait for.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    configure_logs(pretty=sys.stderr.isatty())
    tolerate_plain_terminals()


# --- running


@main.command()
@click.option("--sample", "with_sample", is_flag=True, help="Load the fictional sample creators and briefs first.")
def serve(with_sample: bool) -> None:
    """Serve the API (and, without Redis, run the background jobs in the same process)."""
    config = load_config()
    claim_data_folder(config)  # until gunicorn takes this process's place and its worker claims it again
    backends = _prepared(config)
    starting.require_free_port(config.bind)
    if with_sample:
        starting.load_sample(backends, _import)
    if current_name(config.index_folder) is None:  # the first start: nobody can be served yet, so show the progress
        _embed_waiting(backends)
        generations.build(config, backends.store)
    made = starting.first_keys(backends) if with_sample or sys.stdout.isatty() else {}
    backends.store.close()
    starting.become_gunicorn(config, starting.banner(config.bind, made))


@main.command()
def worker() -> None:
    """Run background jobs in a process of its own; needs PostgreSQL and Redis. Stop it with SIGINT or SIGTERM."""
    config = load_config()
    if config.is_sqlite or not config.redis_url:
        raise ConfigError("worker processes need CREATORMATCH_DATABASE_URL (PostgreSQL) and CREATORMATCH_REDIS_URL")
    from workers.consumer import run_worker  # the command line alone may start workers

    backends = build_backends(config)
    _require_current(backends)
    run_worker(backends)  # by the encoders that the database names; the API decides which


@main.command("migrate")
def migrate_command() -> None:
    """Bring the database to this version's schema."""
    backends = build_backends(load_config())
    migrate(backends.store)
    out.print("The database is at this version's schema.")


# --- creators in and out


@main.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--mapping", type=click.File("rb"), help="What the columns of another tool's export become.")
@click.option("--dry-run", is_flag=True, help="Show what is understood of the file; nothing is saved.")
@click.option("--sync", is_flag=True, help="Erase every creator that the file does not hold.")
@click.option("--errors", type=click.File("wb"), help="Write the results of failed lines to this file.")
def import_command(file: BinaryIO, mapping: BinaryIO | None, dry_run: bool, sync: bool,
                   errors: BinaryIO | None) -> None:  # fmt: skip
    """Import creators from a FILE of NDJSON (- for standard input) or CSV: one a line."""
    document = _how_to_import(file, mapping)
    if dry_run:
        found = preview(document, lambda: rewound(file), CREATORS, _PREVIEW_ROWS)
        print_preview(found)
        sys.exit(1 if found["problems"] or any(row["problems"] for row in found["rows"]) else 0)
    backends, size = _prepared(load_config()), _size(file)
    report = _import(backends, file_lines(document, file, CREATORS), size, sync or document["sync"], errors)
    print_report(report)
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


@main.command("scrub")
def scrub_command() -> None:
    """Leave nothing of erased creators in the database's files. PostgreSQL's tables are locked meanwhile."""
    done = erasures.scrub_database(_prepared(load_config()))
    out.print(_SCRUBBED[done], soft_wrap=True)


_SCRUBBED = {
    "nothing_waits": "No erasure waits for it.",
    "done": "Nothing of erased creators is left in the database's files.",
    "log_left": "The tables are written anew. The write-ahead log is left: this role may not switch it, or something "
    "holds it back; see docs/personal-data.md.",
}


# --- keys


@main.group("keys", invoke_without_command=True)
@click.pass_context
def keys_group(context: click.Context) -> None:
    """List API keys, make one, rotate one, revoke one."""
    if context.invoked_subcommand is None:
        print_keys(_prepared(load_config()))


@keys_group.command("create")
@click.option("--role", type=click.Choice(keys.ROLES), required=True)
@click.option("--brand", help="The brand a brand's key belongs to; created when new.")
@click.option("--label", default="", help="A note to tell keys apart.")
@click.option("--scope", "scopes", type=click.Choice(SCOPES), multiple=True, help="What it may do, if not all.")
@click.option("--origin", "origins", multiple=True, help="For web pages of this origin alone: publishable.")
@click.option("--days", type=click.IntRange(1), help="After so many days it expires.")
@click.option("--requests-per-minute", type=click.IntRange(0), help="Its own limit; 0 is none.")
def create_key_command(
    role: keys.Role, brand: str | None, label: str, scopes: tuple[str, ...], origins: tuple[str, ...],
    days: int | None, requests_per_minute: int | None,
) -> None:  # fmt: skip
    """Make a key. It is shown once and cannot be read again."""
    backends = _prepared(load_config())
    if brand is not None:
        keys.ensure_brand(backends, brand)
    expires_at = time.time() + days * 86_400 if days else None
    wanted = keys.Wanted(role, brand, label, scopes or None, bool(origins), origins, requests_per_minute, expires_at)
    out.print(keys.make_key(backends, wanted).key, soft_wrap=True)


@keys_group.command("rotate")
@click.argument("key_id")
@click.option("--overlap-hours", default=24, show_default=True, type=click.IntRange(0, 720),
              help="For so long the old secret is good too.")  # fmt: skip
def rotate_key_command(key_id: str, overlap_hours: int) -> None:
    """Give the key with this id another secret. It is shown once."""
    shown = keys.rotate_key(_prepared(load_config()), None, key_id, overlap_hours * 3600)
    out.print(shown.key, soft_wrap=True)


@keys_group.command("revoke")
@click.argument("key_id")
def revoke_key_command(key_id: str) -> None:
    """Revoke the key with this id; servers refuse it within a second."""
    keys.revoke_key(_prepared(load_config()), key_id)
    out.print(f"{key_id} is revoked.")


# --- exchange rates


@main.group("rates", invoke_without_command=True)
@click.pass_context
def rates_group(context: click.Context) -> None:
    """Show the exchange rates that count, set them, go back to the configured file's."""
    if context.invoked_subcommand is None:
        print_rates(_prepared(load_config()))


@rates_group.command("set")
@click.argument("file", type=click.File("rb"))
def set_rates_command(file: BinaryIO) -> None:
    """Set the rates of a JSON FILE (- for standard input); every server follows within a second."""
    backends, document = _prepared(load_config()), load_rates(strict_json.loads(file.read()))
    backends.exchange.set(document, backends.now().date())
    print_rates(backends)


@rates_group.command("reset")
def reset_rates_command() -> None:
    """Back to the rates of CREATORMATCH_RATES_FILE, or those shipped along."""
    backends = _prepared(load_config())
    backends.exchange.reset()
    print_rates(backends)


# --- asking


@main.command("match")
@click.argument("file", type=click.File("rb"))
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 200), help="How many creators.")
@click.option("--sort", type=click.Choice(SORTS), default="score", show_default=True, help="What comes first.")
@click.option("--json", "as_json", is_flag=True, help="Print the API's answer instead of a table.")
def match_command(file: BinaryIO, limit: int, sort: Any, as_json: bool) -> None:
    """Match a brief from FILE (- for standard input): a JSON brief, Markdown or plain text."""
    backends = _prepared(load_config())
    document = _read_brief_file(file.read())
    _open_index(backends)
    with err.status("Reading the brief"):
        answer = orjson.loads(orjson.dumps(matching.match_once(backends, document, Asked(limit, sort))))
        is_short = not as_json and answer["matched"] < max(limit, _creators_wanted(document, answer))
        changes = relaxing.relaxations_now(backends, document)["items"] if is_short else []
    if as_json:
        click.echo(orjson.dumps(answer, option=orjson.OPT_INDENT_2))
    else:
        print_matches(answer, _title(document), changes)


@main.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@click.option("--watch", is_flag=True, help="Go on showing it, every two seconds, until Ctrl-C.")
def status_command(as_json: bool, watch: bool) -> None:
    """Show counts, staleness, lag, index and disk. What a server serves is in its GET /v1/status."""
    config = load_config()
    backends = _prepared(config)
    if as_json:
        click.echo(orjson.dumps(state.stored(backends), option=orjson.OPT_INDENT_2))
    elif watch:
        _watch(lambda: standing(state.stored(backends), check_port(config)))
    else:
        out.print(standing(state.stored(backends), check_port(config)), width=width())


@main.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a line for each check.")
def doctor_command(as_json: bool) -> None:
    """Check settings, machine, Redis, encoder, database, clocks and index, and say what to fix.

    Nothing is changed, whether the service runs or not. Exits with 1 if anything keeps it from working.
    """
    os.environ["HF_HUB_OFFLINE"] = "1"  # a look must not download an encoder
    logging.disable(logging.CRITICAL)  # what a part has to say is in its finding
    findings: list[Finding] = []
    with err.status("Looking") as spinner:
        for finding in checkup(os.environ, lambda about: spinner.update(f"Looking at: {about}")):
            findings.append(finding)
            if not as_json:
                print_finding(finding)
    is_well = all(finding.state != "failure" for finding in findings)
    if as_json:
        found = {"ok": is_well, "findings": [finding.to_json() for finding in findings]}
        click.echo(orjson.dumps(found, option=orjson.OPT_INDENT_2))
    else:
        print_verdict(findings)
    sys.exit(0 if is_well else 1)


# --- how well


@main.group("eval")
def eval_group() -> None:
    """Measure match quality over files of JSON lines (id, text, optional name)."""


_READ, _WRITE = click.File("rb"), click.File("w", encoding="utf-8", lazy=False)
_TOP = click.option("--top", default=1000, show_default=True, type=click.IntRange(1), help="How many for each.")
_OUT = click.option("--out", type=_WRITE, required=True)
_CREATORS = click.option("--creators", type=_READ, required=True)


@eval_group.command("match")
@_CREATORS
@click.option("--briefs", type=_READ, required=True)
@_OUT
@_TOP
def eval_match_command(creators: BinaryIO, briefs: BinaryIO, out: TextIO, top: int) -> None:
    """Rank creators for each brief by niche fit; writes brief id, creator id and score, tab-separated."""
    asked, today = evaluating.read_rows(briefs, briefs.name), datetime.datetime.now(datetime.UTC).date()
    pool = _pool(creators)
    _write_run(out, len(asked), evaluating.match_rows(pool, asked, top, today))


@eval_group.command("similar")
@_CREATORS
@click.option("--queries", type=_READ, required=True)
@_OUT
@_TOP
def eval_similar_command(creators: BinaryIO, queries: BinaryIO, out: TextIO, top: int) -> None:
    """Rank creators by likeness to each query, whose id is that of the creator to leave out of its answer."""
    asked = evaluating.read_rows(queries, queries.name)
    pool = _pool(creators)
    _write_run(out, len(asked), evaluating.similar_rows(pool, asked, top))


@eval_group.command("constraints")
@click.option("--briefs", type=_READ, required=True)
@_OUT
def eval_constraints_command(briefs: BinaryIO, out: TextIO) -> None:
    """Read the constraints that each brief's text states; writes {"id", "pred"} as JSON lines."""
    rows, today = evaluating.read_rows(briefs, briefs.name), datetime.datetime.now(datetime.UTC).date()
    for row in evaluating.constraint_rows(rows, today):
        out.write(orjson.dumps(row).decode() + "\n")


def _pool(creators: BinaryIO) -> evaluating.Pool:
    rows = evaluating.read_rows(creators, creators.name)
    with progress_bar() as bar:
        task = bar.add_task("Embedding", total=len(rows))
        return evaluating.index_pool(build_backends(load_config()), rows, lambda done: bar.advance(task, done))


def _write_run(out: TextIO, queries: int, rows: Iterator[tuple[str, str, float]]) -> None:
    with progress_bar() as bar:
        task, last = bar.add_task("Ranking", total=queries), None
        for query, creator, score in rows:
            out.write(f"{query}\t{creator}\t{score:.6f}\n")
            if query != last:
                bar.advance(task)
                last = query


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


def _embed_waiting(backends: Backends) -> None:
    """Embed in the foreground with a bar; nothing is loaded when nothing waits."""
    refresh.register_encoder(backends)
    with backends.store.read() as connection:
        waiting = sum(int(stale.counts(connection, e.fingerprint)["stale"]) for e in encoders.all_encoders(connection))
    if not waiting:
        return
    # Nobody waits for a single creator here, and texts of one length are encoded faster together.
    unhurried = replace(backends, config=replace(backends.config, refresh_batch=_FOREGROUND_BATCH))
    with progress_bar() as bar:
        task = bar.add_task("Embedding", total=waiting)
        refresh.refresh(unhurried, progress=lambda done: bar.advance(task, done))


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
    document = strict_json.loads(text) if text.lstrip().startswith("{") else {"text": text}
    return load_brief(document)


def _title(document: dict[str, Any]) -> str | None:
    """The brief's, or the heading that its text begins with; that stays in the text, which is read as it is written."""
    heading = re.match(r"\s*#\s+(.*\S)", document["text"])
    return document.get("title") or (heading[1] if heading else None)


def _creators_wanted(document: dict[str, Any], answer: dict[str, Any]) -> int:
    """What a field or the text says; 0 where neither does."""
    read = [one["value"] for one in answer["readings"] if one["id"] == "creators_wanted" and one["status"] == "applied"]
    return int(document.get("creators_wanted") or next(iter(read), 0))


def _watch(look: Callable[[], Table]) -> None:
    with contextlib.suppress(KeyboardInterrupt), Live(look(), console=out, auto_refresh=False) as live:
        while True:
            time.sleep(_WATCH_SECONDS)
            live.update(look(), refresh=True)


def _how_to_import(file: BinaryIO, mapping: BinaryIO | None) -> dict[str, Any]:
    """What would be posted to /v1/imports: the mapping file, or by the file's name."""
    if mapping is not None:
        return load_import(strict_json.loads(mapping.read()))
    return load_import({"format": "csv" if str(file.name).lower().endswith(".csv") else "ndjson"})


def _import(
    backends: Backends, lines: Iterator[Line], size: int | None, sync: bool = False, errors: BinaryIO | None = None
) -> ImportReport:
    report = ImportReport(synchronise=sync)
    with progress_bar() as bar:
        task = bar.add_task("Importing", total=size)
        for result in imports.import_creators(backends, lines, report):
            bar.advance(task)
            if result["status"] == "failed" and errors is not None:
                errors.write(orjson.dumps(result) + b"\n")
            elif result["status"] == "failed":
                err.print(f"line {result['line']}: {result['problems'][0]['path']} {result['problems'][0]['message']}")
    return report


def _size(file: BinaryIO) -> int | None:
    """Lines in a real file, for the bar; None for a pipe."""
    if not file.seekable():
        return None
    lines = sum(1 for _ in file)
    file.seek(0)
    return lines
