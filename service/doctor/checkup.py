"""Every check in the order in which a person would look: what the later ones rest on comes first."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from service.config import PREFIX, Config, read_config
from service.doctor.database import check_contents, check_database, look
from service.doctor.encoder import check_encoder, check_fingerprint
from service.doctor.finding import Finding, failure, skipped
from service.doctor.index import check_index
from service.doctor.machine import (
    check_cores,
    check_data_folder,
    check_disk,
    check_file_system,
    check_files,
    check_memory,
)
from service.doctor.port import check_port
from service.doctor.rates import check_rates
from service.doctor.redis_server import check_redis
from service.doctor.settings import check_settings, secrets
from service.store.examine import Contents

_MACHINE = (check_data_folder, check_file_system, check_disk, check_memory, check_files, check_cores, check_port)


def checkup(environment: Mapping[str, str], about: Callable[[str], None] = lambda _: None) -> Iterator[Finding]:
    """Findings as they come; never raises. `about`: told what is looked at next."""
    config, problems = read_config(environment)
    hidden = secrets(config)
    for finding in _findings(config, check_settings(environment, problems), {one.path for one in problems}, about):
        yield replace(finding, seen=_masked(finding.seen, hidden), fix=_masked(finding.fix, hidden))


def _findings(config: Config, of_settings: Iterable[Finding], wrong: set[str],
              about: Callable[[str], None]) -> Iterator[Finding]:  # fmt: skip
    about("settings")
    yield from of_settings
    for check in _MACHINE:
        about(check.__name__.removeprefix("check_").replace("_", " "))
        yield from _safely(check.__name__.removeprefix("check_").replace("_", " "), partial(_one, check, config))
    about("redis")
    if PREFIX + "REDIS_URL" in wrong:
        yield skipped("redis", "its address is wrong")
    else:
        yield from _safely("redis", partial(check_redis, config))
    about("encoder")
    yield from _safely("encoder", partial(_one, check_encoder, config))
    about("database")
    contents: list[Contents] = []
    if PREFIX + "DATABASE_URL" in wrong:
        yield skipped("database", "its address is wrong")
    else:
        yield from _safely("database", partial(_database, config, contents))
    about("index")
    known = contents[0] if contents else None
    yield from _safely("index", lambda: [check_index(config, known)])
    today = datetime.datetime.now(datetime.UTC).date()
    yield from _safely("exchange rates", lambda: [check_rates(config, known, today)])


def _database(config: Config, contents: list[Contents]) -> Iterator[Finding]:
    """What it says of the service is left in `contents`."""
    finding, facts = look(config)
    yield finding
    if facts is None:
        return
    yield from check_database(config, facts)
    if facts.contents is not None:
        contents.append(facts.contents)
        yield from check_contents(facts.contents)
        yield check_fingerprint(config, facts.contents.active_encoder)


def _one(check: Callable[[Config], Finding], config: Config) -> Iterator[Finding]:
    yield check(config)


def _safely(name: str, findings: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    """A check that breaks is a finding too, and the others go on."""
    try:
        yield from findings()
    except Exception as error:
        said = next(iter(str(error).strip().splitlines()), "")
        yield failure(name, f"this check broke: {type(error).__name__}: {said}", "please report it with this line")


def _masked(text: str, hidden: set[str]) -> str:
    for secret in sorted(hidden, key=len, reverse=True):
        text = text.replace(secret, "***")
    return text
