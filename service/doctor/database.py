"""The database: whether it answers, fits this version and keeps what it acknowledged; and what it says of the rest."""

from collections.abc import Iterator

from service.config import Config
from service.doctor.clocks import check_clock
from service.doctor.deadline import TimeIsUp, within
from service.doctor.finding import Finding, failure, ok, warning
from service.doctor.settings import place
from service.errors import ConfigError, Unavailable
from service.store.engine import SAFE_SQLITE
from service.store.examine import Contents, DatabaseFacts, connections_wanted, examine, sqlite_path, sqlite_version
from service.units import shown_bytes, shown_seconds

_ASK_SECONDS = 3.0
_SECONDS = 8.0
_SLOW_SECONDS = 0.05
_WAITS_TOO_LONG_SECONDS = 600.0
_SETTINGS = {
    "fsync": "set fsync = on: a crash of the machine can destroy the database",
    "full_page_writes": "set full_page_writes = on: a crash of the machine can leave torn pages",
    "synchronous_commit": "set synchronous_commit = on: a crash loses writes that were answered with success",
}


def look(config: Config) -> tuple[Finding, DatabaseFacts | None]:
    """Whether it answers, and what it says; without facts nothing else can be said of it."""
    try:
        path = sqlite_path(config.database_url)
    except ConfigError as error:
        return failure("database", error.detail, "correct CREATORMATCH_DATABASE_URL"), None
    if path is not None and sqlite_version() < SAFE_SQLITE:
        fix = f"install the pysqlite3 of requirements.lock: {'.'.join(map(str, SAFE_SQLITE))} or newer is needed"
        return failure("database", "this SQLite may corrupt its log when two connections write", fix), None
    if path is not None and not path.exists():
        return warning("database", f"{path} is not there yet", "`creatormatch serve` makes it"), None
    where = str(path) if path else place(config.database_url)
    try:
        facts = within(_SECONDS, lambda: examine(config.database_url, _ASK_SECONDS))
    except (Unavailable, ConfigError, TimeIsUp) as error:
        fix = f"is {path} a database, and may it be read?" if path else \
            "start PostgreSQL, let this machine reach it, or correct CREATORMATCH_DATABASE_URL"  # fmt: skip
        return failure("database", f"{where} does not answer: {error}", fix), None
    seen = f"{facts.version} at {where}, {shown_bytes(facts.size)}, answers in {shown_seconds(facts.answer_seconds)}"
    if facts.answer_seconds > _SLOW_SECONDS:
        return warning("database", seen, "bring it nearer: every request asks it several times"), facts
    return ok("database", seen), facts


def check_database(config: Config, facts: DatabaseFacts) -> Iterator[Finding]:
    """What follows from the facts, with or without contents."""
    yield _schema(config, facts)
    if config.is_sqlite:
        yield ok("durability", "every commit is synced before it is answered")
        return
    yield from _durability(facts)
    yield _connections(config, facts)
    yield check_clock("clock of the database", facts.seconds_ahead, "leases of workers go by it")


def check_contents(contents: Contents) -> Iterator[Finding]:
    yield _waiting(contents)
    if contents.keys:
        yield ok("keys", f"{contents.keys} in use")
    else:
        yield warning("keys", "none: nobody can call the API", "creatormatch keys create --role marketplace")


def _schema(config: Config, facts: DatabaseFacts) -> Finding:
    if facts.schema == "current":
        return ok("schema", "of this version")
    if facts.schema == "unknown":
        return failure("schema", "of a version that this one does not know, probably a newer one",
                       "install that version again: there is no way down but a backup")  # fmt: skip
    seen = "there is none yet" if facts.schema == "none" else "of an earlier version"
    if config.is_sqlite:
        return warning("schema", seen, "`creatormatch serve` brings it to this version; back up first")
    return failure("schema", seen, "back up, stop every process, run: creatormatch migrate")


def _durability(facts: DatabaseFacts) -> Iterator[Finding]:
    if facts.is_standby:
        yield failure("durability", "this is a standby server, which takes no writes",
                      "name the primary in CREATORMATCH_DATABASE_URL")  # fmt: skip
    weak = [name for name, value in facts.settings.items() if value == "off"]
    for name in weak:
        yield warning("durability", f"{name} is off", _SETTINGS[name])
    if not weak and not facts.is_standby:
        yield ok("durability", ", ".join(f"{name} {value}" for name, value in facts.settings.items()))


def _connections(config: Config, facts: DatabaseFacts) -> Finding:
    wanted, most = connections_wanted(config.workers), facts.max_connections or 0
    seen = f"at most {most}; this host's API processes open up to {wanted}"
    if most < wanted:
        return warning("connections", seen, "raise max_connections: each worker and host comes on top")
    return ok("connections", seen)


def _waiting(contents: Contents) -> Finding:
    seen = f"{contents.stale:,} creators wait for a vector"
    if contents.failed:
        fix = "GET /v1/creators?embedding=failed says why; they are tried again by themselves"
        return warning("embedding", f"{contents.failed:,} creators could not be embedded; {seen}", fix)
    if contents.stale and contents.oldest_stale_seconds > _WAITS_TOO_LONG_SECONDS:
        fix = "start `creatormatch serve` (or `creatormatch worker`, with Redis); `creatormatch reindex` does it here"
        return warning("embedding", f"{seen}, the oldest for {shown_seconds(contents.oldest_stale_seconds)}", fix)
    return ok("embedding", seen if contents.stale else "no creator waits for a vector")
