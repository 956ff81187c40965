"""Standing briefs: looked at again when creators have changed; their brands are told who came to the top and who left.

Only processes that serve an index can look. They share the work: each claims briefs under a lease, and a brief that was
looked at up to one change is never looked at up to an earlier one.
"""

import hashlib
import secrets
import threading
from dataclasses import dataclass
from functools import partial
from typing import Any

from service.backends import Backends
from service.health import ENDED
from service.index.snapshot import Snapshot
from service.jobs import DELIVER
from service.matching import stored_question
from service.observability import error_kind, log
from service.ranking.kept import Ranking
from service.readings import resolve_stored
from service.scoring import Asked, Question, rank
from service.store import briefs, creators, outbox, standing
from service.store.briefs import StoredBrief
from service.store.engine import Connection
from service.store.standing import Due, Look
from service.version import VERSION

_AT_ONCE = 8  # briefs of a claim
_LEASE_SECONDS = 120.0
_LONGEST_PAUSE_SECONDS = 1.0  # until it is seen whether anything is due
_STOP_SECONDS = 10.0


class Watcher:
    """A thread beside the follower."""

    def __init__(self, backends: Backends) -> None:
        self._backends = backends
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watcher", daemon=True)

    def start(self) -> None:
        self._thread.start()
        self._backends.health.watch("watcher", lambda: None if self._thread.is_alive() else ENDED)

    def stop(self) -> None:
        self._backends.health.forget("watcher")
        self._stopping.set()
        self._thread.join(_STOP_SECONDS)

    def _run(self) -> None:
        pause = min(_LONGEST_PAUSE_SECONDS, self._backends.config.standing_seconds)
        while not self._stopping.wait(pause):
            try:
                while not self._stopping.is_set() and watch(self._backends):
                    pass
            except Exception as error:
                log.error("watcher_failed", error=error_kind(error))
                self._stopping.wait(1.0)


def watch(backends: Backends) -> int:
    """Look at some of the briefs that are due; returns how many."""
    snapshot = backends.served.snapshot
    if snapshot is None:
        return 0
    look = Look(secrets.token_hex(8), _ground(snapshot), snapshot.header.seq)
    every = backends.config.standing_seconds
    with backends.store.read() as connection:
        if not standing.any_due(connection, look, every):
            return 0
    due = backends.store.write(lambda c: standing.claim(c, look, every, _LEASE_SECONDS, _AT_ONCE))
    for one in due:
        try:
            _look_at(backends, snapshot, look, one)
        except Exception as error:  # an encoder is being switched, say; the others are to be looked at all the same
            log.warning("standing_brief_not_ranked", brief_id=one.brief_id, error=error_kind(error))
    backends.store.write(lambda c: standing.release(c, look))
    return len(due)


def _ground(snapshot: Snapshot) -> str:
    """What decides a ranking beside creators, brief and feedback. Where it has changed, as where the brand has changed
    brief or feedback (the store takes the ground away then), the new top is noted and nobody is told."""
    header = snapshot.header
    return hashlib.sha256(f"{header.encoder} {header.taxonomy} {VERSION}".encode()).hexdigest()


def _look_at(backends: Backends, snapshot: Snapshot, look: Look, due: Due) -> None:
    with backends.store.read() as connection:
        stored = briefs.get(connection, due.brand_id, due.brief_id)
    if stored is None:
        return
    brief = resolve_stored(backends, stored).brief
    question = stored_question(backends, snapshot, stored, brief, Asked(due.top))
    ranking = rank(backends, snapshot, question)
    top = _standings(ranking, due.top)
    events: list[_Event] = []
    if due.ground == look.ground:
        events = [*_left(due, top, ranking, snapshot, question), *_entered(due, top)]
    note = partial(_note, look=look, due=due, stored=stored, top=list(top), events=events)
    if backends.store.write(note):
        backends.jobs.wake(DELIVER)


@dataclass(frozen=True)
class _Event:
    """Somebody who came or left, and what is told of it beside brief and creator."""

    kind: str
    creator_id: int
    facts: dict[str, Any]


def _standings(ranking: Ranking, depth: int) -> dict[int, dict[str, Any]]:
    """Rank (from 1) and score of the best, by internal id, in order."""
    best = zip(ranking.entries["id"][:depth].tolist(), ranking.entries["score"][:depth].tolist(), strict=True)
    return {creator_id: {"rank": rank, "score": score} for rank, (creator_id, score) in enumerate(best, 1)}


def _entered(due: Due, top: dict[int, dict[str, Any]]) -> list[_Event]:
    return [_Event(outbox.MATCH_ENTERED, one, facts) for one, facts in top.items() if one not in due.places]


def _left(due: Due, top: dict[int, dict[str, Any]], ranking: Ranking, snapshot: Snapshot,
          question: Question) -> list[_Event]:  # fmt: skip
    """Who is outranked still matches; its rank is told as far as the ranking goes."""
    gone = {creator_id: rank for creator_id, rank in due.places.items() if creator_id not in top}
    if not gone:
        return []
    ranked = _standings(ranking, len(ranking.entries))
    matching = {*snapshot.select(question.brief.constraints)[0].ids.tolist()}
    return [
        _Event(outbox.MATCH_LEFT, creator_id, {
            "reason": "outranked" if creator_id in matching else "no_longer_matches",
            "previous_rank": rank,
            **ranked.get(creator_id, {"rank": None, "score": None}),
        })
        for creator_id, rank in gone.items()
    ]  # fmt: skip


def _note(connection: Connection, look: Look, due: Due, stored: StoredBrief, top: list[int],
          events: list[_Event]) -> bool:  # fmt: skip
    """The new top and what is told of it, together or not at all; whether anything is told. Who was erased since is
    neither noted nor told of: the erasure itself tells."""
    there = set(creators.lock(connection, {*top, *(event.creator_id for event in events)}))
    if not standing.finish(connection, look, due, stored, [one for one in top if one in there]):
        return False
    names = creators.external_ids(connection, there)
    for event in events:
        if event.creator_id in names:
            data = {"brief_id": due.brief_id, "external_id": names[event.creator_id], **event.facts}
            outbox.emit(connection, due.brand_id, event.kind, data, [event.creator_id])
    return bool(events)
