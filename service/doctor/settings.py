"""Whether every setting can be read, all wrong ones at once."""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import unquote, urlsplit

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
        password = _password(url)
        found |= {password, unquote(password)} if password else set()
    return found


def _password(url: str) -> str:
    try:
        return urlsplit(url).password or ""
    except ValueError:
        return ""


def place(url: str) -> str:
    """Where a server is, without who logs in: host, port and path."""
    try:
        parts = urlsplit(url)
        return f"{parts.netloc.rpartition('@')[2]}{parts.path}"
    except ValueError:
        return "an address that cannot be read"
