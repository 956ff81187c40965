"""When a request is sent again, and after how long. Pure: the clients wait and send."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from creatormatch_client.errors import ApiError, CreatormatchError, NoAnswer

_MAY_HAVE_HAPPENED = (502, 503, 504)


@dataclass(frozen=True)
class Retries:
    """How often and how patiently.

    `attempts` counts the first one too. `longest_wait`: what the service asks to wait for longer than so many seconds
    is an error at once. Without word from the service the pause doubles from `first_pause` seconds on, and is drawn
    from its upper half, so that clients that failed together do not come back together.
    """

    attempts: int = 4
    longest_wait: float = 65.0
    first_pause: float = 0.25
    draw: Callable[[], float] = field(default=random.random, repr=False)

    def pause(self, failed: CreatormatchError, attempt: int, repeatable: bool) -> float | None:
        """Seconds until the next attempt after the `attempt`-th (from 1); None: there is none.

        `repeatable`: whether sending it twice has the effect of sending it once.
        """
        if attempt >= self.attempts or not _may_pass(failed, repeatable):
            return None
        asked = failed.retry_after if isinstance(failed, ApiError) else None
        if asked is None:
            return float(self.first_pause * 2 ** (attempt - 1) * (1 + self.draw()) / 2)
        return asked if asked <= self.longest_wait else None


def _may_pass(failed: CreatormatchError, repeatable: bool) -> bool:
    """429 says that nothing was done. Everything else leaves open what was."""
    if isinstance(failed, NoAnswer):
        return repeatable
    if not isinstance(failed, ApiError):
        return False
    in_flight = failed.code == "idempotency_in_flight"  # our own first attempt, which we took for lost
    return failed.status == 429 or (repeatable and (failed.status in _MAY_HAVE_HAPPENED or in_flight))


def retry_after(headers: httpx.Headers) -> float | None:
    """Seconds that an answer asks to wait for: Retry-After, else the end of the window in RateLimit (draft-08)."""
    said = headers.get("Retry-After", "")
    if re.fullmatch(r"[0-9]{1,9}", said):
        return float(said)
    window = re.search(r";\s*r=0\b.*?;\s*t=([0-9]{1,9})\b", headers.get("RateLimit", ""))
    return float(window[1]) if window else None
