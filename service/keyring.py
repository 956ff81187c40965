"""The keys that were presented of late, so that not every request asks the database for its own."""

import hashlib
import hmac
import threading
import time
from dataclasses import dataclass

from service.errors import Unauthenticated
from service.observability import error_kind, log
from service.store import keys
from service.store.engine import Store
from service.store.keys import StoredKey

_ID_LENGTH = len("cm_") + 12
# A key that was changed or revoked by another process is seen as it is after this time; one of this process at once.
_GOOD_SECONDS = 1.0
_MOST = 10_000
_NOTE_SECONDS = 60.0


@dataclass(frozen=True)
class Access:
    """Who asks and what for: a role, for a brand's key its brand, scopes; and the brand that the request names."""

    key_id: str
    role: str
    brand_id: int | None
    scopes: frozenset[str]
    origins: frozenset[str]
    publishable: bool
    requests_per_minute: int | None
    brand: str | None = None  # the slug of its own
    named_brand_id: int | None = None


@dataclass
class _Held:
    until: float  # monotonic
    key: StoredKey
    access: Access
    is_noted: bool = False


class Keyring:
    """Checks presented keys; thread-safe."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._held: dict[tuple[str, str], _Held] = {}
        self._origins: tuple[float, frozenset[str]] = (0.0, frozenset())
        self._keeping = threading.Lock()
        self._changes = 0  # how often a key was changed here
        self._noting: set[str] = set()
        self.hits = self.misses = 0

    def check(self, presented: str, slug: str = "") -> Access:
        """The access that a key gives, and the brand with this slug; raises Unauthenticated. Secrets are compared in
        constant time; that there is a key with an id is no secret."""
        held = self._find(presented[:_ID_LENGTH], slug)
        if not _is_right(held.key if held else None, presented[_ID_LENGTH + 1 :]) or held is None:
            raise Unauthenticated("the API key is unknown or revoked")
        if held.key.expires_at is not None and held.key.expires_at <= time.time():
            raise Unauthenticated("the API key has expired", code="key_expired")
        self._note_use(held)
        return held.access

    def origins(self) -> frozenset[str]:
        """Those that publishable keys may be used from."""
        until, found = self._origins
        if until <= time.monotonic():
            with self._store.read() as connection:
                found = frozenset(keys.of_browsers(connection))
            self._origins = (time.monotonic() + _GOOD_SECONDS, found)
        return found

    def forget(self, key_id: str) -> None:
        """See the key as it is now at its next use."""
        with self._keeping:
            self._changes += 1
            self._origins = (0.0, frozenset())
            for held in [held for held in self._held if held[0] == key_id]:
                self._held.pop(held, None)

    def _find(self, key_id: str, slug: str) -> _Held | None:
        held = self._held.get((key_id, slug))
        if held is not None and held.until > time.monotonic():
            self.hits += 1
            return held
        self.misses += 1
        changes = self._changes
        with self._store.look() as look:
            found = keys.find(look, key_id, slug) if key_id.isascii() else None
        if found is None or found[0].revoked_at is not None:
            self._held.pop((key_id, slug), None)
            return None
        held = _Held(time.monotonic() + _GOOD_SECONDS, found[0], _access(*found))
        if not slug or held.access.named_brand_id is not None:  # a brand that is not there may come any moment
            self._keep((key_id, slug), held, changes)
        return held

    def _keep(self, name: tuple[str, str], held: _Held, changes: int) -> None:
        """Unless a key was changed since it was read: what was read may be what was revoked."""
        with self._keeping:
            if changes != self._changes:
                return
            if len(self._held) >= _MOST:
                self._held.clear()
            self._held[name] = held

    def _note_use(self, held: _Held) -> None:
        """Once a minute, beside the request: nobody waits for it, and one is enough while the database is slow."""
        if held.is_noted:
            return
        held.is_noted, key = True, held.key
        is_recent = key.last_used_at is not None and key.last_used_at >= time.time() - _NOTE_SECONDS
        if not is_recent and key.id not in self._noting:
            self._noting.add(key.id)
            threading.Thread(target=self._note, args=(key.id,), name="note-key", daemon=True).start()

    def _note(self, key_id: str) -> None:
        try:
            self._store.write(lambda c: keys.note_use(c, key_id))
        except Exception as error:
            log.warning("key_use_not_noted", error=error_kind(error))
        finally:
            self._noting.discard(key_id)


def digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()


def _is_right(key: StoredKey | None, secret: str) -> bool:
    """Compares in constant time, with the secret before a rotation too while that is good."""
    presented = digest(secret)
    right = hmac.compare_digest(presented, key.secret_sha256 if key else bytes(32))
    if key is not None and key.former_sha256 is not None and (key.former_until or 0.0) > time.time():
        right |= hmac.compare_digest(presented, key.former_sha256)
    return right and key is not None


def _access(key: StoredKey, named_brand_id: int | None) -> Access:
    return Access(key.id, key.role, key.brand_id, frozenset(key.scopes.split()), frozenset(key.origins.split()),
                  key.publishable, key.requests_per_minute, key.brand, named_brand_id)  # fmt: skip
