"""Redis: whether it answers, and whether it throws away what it was given."""

from collections.abc import Iterator

from service.config import Config
from service.doctor.clocks import check_clock
from service.doctor.deadline import TimeIsUp, within
from service.doctor.finding import Finding, failure, ok, warning
from service.doctor.settings import place
from service.errors import ConfigError, Unavailable
from service.jobs import RedisFacts, examine_redis
from service.units import shown_bytes, shown_seconds

_SECONDS = 6.0
_SLOW_SECONDS = 0.02


def check_redis(config: Config) -> Iterator[Finding]:
    if not config.redis_url:
        yield ok("redis", "not configured: jobs run inside the API process")
        return
    where = place(config.redis_url)
    try:
        facts = within(_SECONDS, lambda: examine_redis(config.redis_url))
    except (Unavailable, ConfigError, TimeIsUp) as error:
        fix = "start Redis, let this machine reach it, or correct CREATORMATCH_REDIS_URL"
        yield failure("redis", f"{where} does not answer: {error}", fix)
        return
    seen = f"Redis {facts.version} at {where}, answers in {shown_seconds(facts.answer_seconds)}"
    if facts.answer_seconds > _SLOW_SECONDS:
        yield warning("redis", seen, "bring it nearer: requests look there for kept rankings")
    else:
        yield ok("redis", seen)
    yield _eviction(facts)
    yield check_clock("clock of redis", facts.seconds_ahead, "it ends what is kept there")


def _eviction(facts: RedisFacts) -> Finding:
    most = shown_bytes(facts.most_bytes) if facts.most_bytes else "no limit"
    seen = f"maxmemory-policy {facts.eviction}, {shown_bytes(facts.used_bytes)} used of {most}"
    if facts.evicted:
        seen += f", {facts.evicted:,} keys evicted so far"
    if facts.eviction != "noeviction" or facts.evicted:
        fix = "set maxmemory-policy noeviction: an evicted queue loses wake-ups, which costs time until the next sweep"
        return warning("eviction", seen, fix)
    return ok("eviction", seen)
