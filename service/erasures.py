"""Erasures: what has to follow the rows, and the receipts that say what is gone."""

from typing import Any, Literal

from service.backends import Backends
from service.errors import NotFound, Unavailable
from service.store import erasures, scrub
from service.store.erasures import Receipt

Document = dict[str, Any]

# "log_left": the write-ahead log is the operator's to recycle.
Scrubbed = Literal["nothing_waits", "done", "log_left"]

_NAMES = {"pages": "database_files", "log": "write_ahead_log", "index": "index_files", "notices": "webhook_notices",
          "uploads": "uploads"}  # fmt: skip
_SCRUB = "the next run of `creatormatch scrub`"
_READER = "no reader stands in the way"
# What a copy that is still there waits for: on PostgreSQL, and on SQLite.
_WAITS_FOR = {
    "pages": (_SCRUB, _READER),
    "log": (f"{_SCRUB}, by a role that may switch the log; or its recycling", _READER),
    "index": ("every serving process to have taken over a later generation",) * 2,
    "notices": (f"their delivery, four days at most; then {_SCRUB}", "their delivery, four days at most"),
    "uploads": (f"the end of imports that were made before; then {_SCRUB}", "the end of imports that were made before"),
}


def get_receipt(backends: Backends, receipt: str) -> Document:
    """Raises NotFound."""
    with backends.store.read() as connection:
        found = erasures.get(connection, receipt)
        serving = erasures.serving(connection)
    if found is None:
        raise NotFound(f"no erasure has the id {receipt[:64]!r}")
    return _shown(backends, found, serving)


def list_receipts(backends: Backends, before: str | None, limit: int) -> list[Document]:
    """The newest first, before an id."""
    with backends.store.read() as connection:
        found = erasures.page(connection, before, limit)
        serving = erasures.serving(connection)
    return [_shown(backends, one, serving) for one in found]


def settle(backends: Backends) -> bool:
    """End what receipts wait for where that holds nobody up: on SQLite. Costs a question to the database when nothing
    is to be done. False when a reader stands in the way."""
    store = backends.store.bare
    if not store.is_sqlite:
        return False
    with store.read() as connection:
        ready = erasures.ready(connection)
    if ready and not store.clean_log():
        return False
    if ready:
        store.write(lambda c: erasures.cleaned(c, ready, "pages", "log", "notices", "uploads"))
    return True


def scrub_database(backends: Backends) -> Scrubbed:
    """Leave nothing of erased creators in the database's files, if any receipt waits for that; tables of PostgreSQL are
    locked while they are written anew. Raises Unavailable when they are in use; a second run goes on where the first
    ended."""
    store = backends.store.bare
    with store.read() as connection:
        ready = erasures.ready(connection)
    if not ready:
        return "nothing_waits"
    if store.is_sqlite:
        if not settle(backends):
            raise Unavailable("a reader of the database stands in the way; try again")
        return "done"
    scrub.rewrite_tables(store)
    store.write(lambda c: erasures.cleaned(c, ready, "pages", "notices", "uploads"))
    if not scrub.flush_log(store):
        return "log_left"
    store.write(lambda c: erasures.cleaned(c, ready, "log"))
    return "done"


def _shown(backends: Backends, receipt: Receipt, serving: list[int]) -> Document:
    stores = [
        _store("database", receipt.erased_at),
        *(_copy(backends, receipt, copy) for copy in erasures.COPIES),
        _caches(backends, receipt),
    ]
    complete = all(one["state"] == "gone" for one in stores)
    clean = sum(seq >= receipt.seq for seq in serving)
    return {
        "id": receipt.id,
        "creators": receipt.creators,
        "erased_at": receipt.erased_at,
        "complete": complete,
        "completed_at": max(one["gone_at"] for one in stores) if complete else None,
        "stores": [
            *stores,
            {"store": "logs", "state": "never_held", "gone_at": None, "waits_for": None},
            {"store": "backups", "state": "operator", "gone_at": None, "waits_for": "their expiry"},
        ],
        "processes": {"serving": len(serving), "clean": clean},
    }


def _copy(backends: Backends, receipt: Receipt, copy: str) -> Document:
    return _store(_NAMES[copy], receipt.gone_at[copy], _WAITS_FOR[copy][backends.store.is_sqlite])


def _caches(backends: Backends, receipt: Receipt) -> Document:
    """Kept rankings hold internal numbers and scores, and end by themselves."""
    end = receipt.erased_at + backends.config.ranking_seconds
    return _store("caches", end if end <= backends.now().timestamp() else None, "rankings to end by themselves")


def _store(name: str, gone_at: float | None, waits_for: str | None = None) -> Document:
    gone = gone_at is not None
    return {"store": name, "state": "gone" if gone else "waiting", "gone_at": gone_at,
            "waits_for": None if gone else waits_for}  # fmt: skip
