"""Webhooks out: claim what is due, sign and send it, note what came of it, and when it is tried again.

At least once: an attempt whose result was not noted, because its worker was killed, is made again under the same
`webhook-id`. Each endpoint gets one delivery at a time, so that none is flooded and a dead one holds up nobody else.
"""

import random
import secrets
import threading
import time
from collections import Counter

from service.backends import Backends
from service.metrics import webhook_attempts_total, webhook_seconds
from service.observability import error_kind, log
from service.outgoing.addresses import Policy
from service.outgoing.posting import Answer, post
from service.outgoing.signing import signed_headers
from service.store import deliveries, webhooks
from service.store.deliveries import DELIVERED, FAILED, PENDING, Claimed, Outcome
from service.version import VERSION

# Before each further attempt; after the last one the delivery has failed.
RETRY_SECONDS = (5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
_JITTER = 0.1  # at most this share longer
TIMEOUT_SECONDS = 15.0
# Longer than an attempt can take: its timeout, and a resolver that does not answer.
_LEASE_SECONDS = 90.0
_AT_ONCE = 16
_AT_ONCE_OF_AN_OWNER = 4
_LOOK_SECONDS = 0.05  # how often something new is looked for while others are being sent
_STOP_SECONDS = 5.0
# An endpoint that fails is left alone, longer each time, so that it does not take others' turns.
_LONGEST_PAUSE_SECONDS = 300.0
# An endpoint at which nothing has arrived for so long is disabled.
_HOPELESS_SECONDS = 5 * 24 * 3600.0


def policy_of(backends: Backends) -> Policy:
    """Where the operator lets webhooks go."""
    config = backends.config
    return Policy(config.webhook_private == "on", [int(port) for port in config.webhook_ports.split(",")])


def deliver(backends: Backends, stopping: threading.Event) -> None:
    """Deliver until nothing is due and nothing under way, or told to stop: then what is under way has a few seconds."""
    under_way: list[_Sending] = []
    while not stopping.is_set():
        under_way = [sending for sending in under_way if sending.is_alive()]
        while len(under_way) < _AT_ONCE and (claimed := _claim(backends, under_way)) is not None:
            under_way.append(_Sending(backends, *claimed))
        if not under_way:
            return
        under_way[0].join(_LOOK_SECONDS)
    until = time.monotonic() + _STOP_SECONDS
    for sending in under_way:
        sending.join(max(0.0, until - time.monotonic()))
        if sending.is_alive():
            sending.give_back()


class _Sending(threading.Thread):
    """One attempt, in a thread that keeps no process from ending: its lease outlives it, and another repeats it."""

    def __init__(self, backends: Backends, token: str, claimed: Claimed) -> None:
        super().__init__(name="deliver-one", daemon=True)
        self.claimed = claimed
        self._backends, self._token = backends, token
        self.start()

    def give_back(self) -> None:
        """Nobody waits for the answer any longer: another worker may repeat it, under the same id."""
        self._backends.store.write(lambda c: deliveries.release(c, self._token, self.claimed))
        log.info("delivery_given_back", delivery_id=self.claimed.delivery_id)

    def run(self) -> None:
        try:
            send(self._backends, self._token, self.claimed)
        except Exception as error:  # the lease ends by itself
            log.error("delivery_broke", delivery_id=self.claimed.delivery_id, error=error_kind(error))


def _claim(backends: Backends, under_way: list[_Sending]) -> tuple[str, Claimed] | None:
    token = secrets.token_hex(8)
    busy = Counter(sending.claimed.brand_id for sending in under_way)
    without = [owner for owner, count in busy.items() if count >= _AT_ONCE_OF_AN_OWNER]
    claimed = backends.store.write(lambda c: deliveries.claim(c, token, _LEASE_SECONDS, without))
    return (token, claimed) if claimed is not None else None


def send(backends: Backends, token: str, claimed: Claimed) -> None:
    """Make one attempt and note what came of it."""
    now = backends.now()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": f"creatormatch/{VERSION}",
        **signed_headers(claimed.secrets, claimed.event_id, now, claimed.body),
    }
    answer = post(claimed.url, claimed.body.encode(), headers, policy_of(backends), TIMEOUT_SECONDS)
    outcome = outcome_of(claimed, answer, now.timestamp())
    webhook_attempts_total.labels(_result(outcome)).inc()
    webhook_seconds.observe(answer.seconds)
    if not backends.store.write(lambda c: deliveries.finish(c, token, claimed, outcome)):
        log.warning("delivery_lease_lost", delivery_id=claimed.delivery_id)
    if outcome.disable is not None:
        log.warning("webhook_disabled", webhook_id=claimed.webhook_id, reason=outcome.disable)


def outcome_of(claimed: Claimed, answer: Answer, at: float) -> Outcome:
    """What an answer means. 2xx delivers; 410 ends it and disables the endpoint; all else is tried again, until the
    schedule is at its end."""
    delivered = answer.status is not None and 200 <= answer.status < 300
    error = None if delivered else answer.error or ("redirected" if _is_redirect(answer) else "refused")
    attempt = {"at": at, "status": answer.status, "error": error, "duration_ms": round(answer.seconds * 1000, 1)}
    if delivered:
        return Outcome(DELIVERED, attempt)
    pause = min(2.0 ** min(claimed.failures, 16), _LONGEST_PAUSE_SECONDS)
    if answer.status == 410:
        return Outcome(FAILED, attempt, pause_seconds=pause, disable=webhooks.GONE)
    hopeless = webhooks.FAILING if claimed.failing_seconds >= _HOPELESS_SECONDS else None
    if claimed.tries >= len(RETRY_SECONDS):
        return Outcome(FAILED, attempt, pause_seconds=pause, disable=hopeless)
    retry = RETRY_SECONDS[claimed.tries] * (1 + _JITTER * random.random())
    return Outcome(PENDING, attempt, retry_seconds=retry, pause_seconds=pause, disable=hopeless)


def _is_redirect(answer: Answer) -> bool:
    return answer.status is not None and 300 <= answer.status < 400


def _result(outcome: Outcome) -> str:
    return {DELIVERED: "delivered", FAILED: "given_up"}.get(outcome.status, "to_be_retried")
