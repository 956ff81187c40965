"""Whether every setting can be read, all wrong ones at once."""

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import unquote

from service.config import PREFIX, Config
from service.doctor.finding import Finding, failure, ok
from service.errors import Problem


def check_settings(environment: Mapping[str, str], problems: Sequence[Problem]) -> Iterator[Finding]:
    for problem in problems:
        fix = "correct or unset it; see docs/configuration.md"
        if problem.suggestion:
            fix = f"rename it to {problem.suggestion}"
        yield failure("settings", problem.message, fix)
    if not problems:
        given = sorted(name for name in environment if name.startswith(PREFIX))
        yield ok("settings", f"all by default but {', '.join(given)}" if given else "all by default")


def secrets(config: Config) -> set[str]:
    """Passwords within addresses, which nothing that is printed may hold."""
    found: set[str] = set()
    for url in (config.database_url, config.redis_url):
        for password in _passwords(url):
            # Libraries quote a part up to a character that they did not expect.
            parts = [part for part in re.split(r"[/?#@:\[\]]", password) if len(part) >= _LEAST_PART]
            found |= {password, unquote(password), *parts}
    return found - {""}


_LEAST_PART = 4


def _passwords(url: str) -> list[str]:
    """Whatever stands behind the user's name, even with characters in it that should have been escaped, and what the
    parameters hold."""
    who, _, _ = url.partition("://")[2].rpartition("@")
    return [who.partition(":")[2], *re.findall(r"[?&](?:ssl)?password=([^&#]*)", url)]


def place(url: str) -> str:
    """Where a server is, without who logs in: host, port and path."""
    return re.split(r"[?#]", url.partition("://")[2].rpartition("@")[2])[0]
