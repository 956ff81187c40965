"""What nobody needs any more, removed by and by: each of `_lines` is one such thing."""

import threading
from collections.abc import Callable

from service.backends import Backends
from service.config import Config
from service.observability import error_kind, log
from service.store import audit, idempotency, imports, outbox, webhooks
from service.store.engine import Connection

_AT_ONCE = 1_000  # rows of a transaction, so that nobody waits for it long
_DAY = 86_400.0
# Retries end after three days and a bit: what still waits then is not delivered any more.
_ERASED_DAYS = 4
# Both name creators: what was wrong with lines, and parts of imports that nobody started.
_IMPORT_PROBLEM_DAYS = 7
_ABANDONED_IMPORT_DAYS = 7


def tidy(backends: Backends, stopping: threading.Event) -> None:
    """Remove in small transactions, until nothing is left to remove or it is told to stop. What cannot be removed is
    left to the next time and keeps nothing else."""
    for name, remove in _lines(backends.config).items():
        try:
            _by_and_by(backends, stopping, remove)
        except Exception as error:
            log.error("not_tidied", what=name, error=error_kind(error))


def _lines(config: Config) -> dict[str, Callable[[Connection], int]]:
    days = config.webhook_retention_days
    return {
        "notices_of_erasures": lambda c: outbox.scrub_erased(c, _ERASED_DAYS * _DAY, _AT_ONCE),
        "events": lambda c: outbox.forget(c, days * _DAY, _AT_ONCE),
        "rotated_secrets": lambda c: webhooks.drop_old_secrets(c, _AT_ONCE),
        "problems_of_imports": lambda c: imports.drop_problems(c, _IMPORT_PROBLEM_DAYS * _DAY, _AT_ONCE),
        "kept_answers": lambda c: idempotency.remove_old(c, _AT_ONCE),
        "audit_log": lambda c: audit.remove_old(c, config.audit_days, _AT_ONCE),
        "ids_of_imports": lambda c: imports.forget_seen(c, _AT_ONCE),
        "abandoned_imports": lambda c: imports.drop_abandoned(c, _ABANDONED_IMPORT_DAYS * _DAY),
    }


def _by_and_by(backends: Backends, stopping: threading.Event, remove: Callable[[Connection], int]) -> None:
    """Repeat `remove`, which returns how many it removed, while it removes as many as it may."""
    while not stopping.is_set() and backends.store.write(remove) >= _AT_ONCE:
        pass
