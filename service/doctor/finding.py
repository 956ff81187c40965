"""What a check found: how it stands, what was seen, what to do about it."""

from dataclasses import asdict, dataclass
from typing import Literal

State = Literal["ok", "warning", "failure", "skipped"]


@dataclass(frozen=True)
class Finding:
    """`fix` is empty where nothing has to be done."""

    name: str
    state: State
    seen: str
    fix: str = ""

    def to_json(self) -> dict[str, str]:
        return asdict(self)


def ok(name: str, seen: str) -> Finding:
    return Finding(name, "ok", seen)


def warning(name: str, seen: str, fix: str) -> Finding:
    """It works, and somebody should look."""
    return Finding(name, "warning", seen, fix)


def failure(name: str, seen: str, fix: str) -> Finding:
    """The service does not work, or not for long."""
    return Finding(name, "failure", seen, fix)


def skipped(name: str, why: str) -> Finding:
    """Not looked at, because of what another finding says."""
    return Finding(name, "skipped", why)
