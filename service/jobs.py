"""Wake-ups, the "index changed" bell and shared caches; in this process, or through Redis.

A message is a hint and may be lost, doubled or late: the truth is in the database, and a sweep finds what no
message told. The only file of the service that knows huey and redis.
"""

import json
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

import redis
from huey import MemoryHuey, RedisHuey
from huey.api import Huey
from huey.registry import Message
from huey.serializer import Serializer
from redis.backoff import NoBackoff
from redis.retry import Retry

from service.errors import ConfigError, Unavailable
from service.metrics import bell_failures_total
from service.observability import error_kind, log

REFRESH = "refresh"
DELIVER = "deliver"
TIDY = "tidy"
IMPORT = "import"
JOB_NAMES = (REFRESH, DELIVER, TIDY, IMPORT)

_WAKE = "wake"
_TASK = f"{__name__}.{_WAKE}"  # as huey registers it
_CHANNEL = "creatormatch:index-changed"
_MAX_MESSAGE_BYTES = 4096
_SPARE_SECONDS = 10
_MOST_KNOWN = 10_000


class JsonMessages(Serializer):
    """Messages as JSON of known names: with pickle, whoever reaches Redis could run code here."""

    def _serialize(self, data: Any) -> bytes:
        return json.dumps({"id": data.id, "job": list(data.args)}).encode()

    def _deserialize(self, data: bytes) -> Any:
        if len(data) > _MAX_MESSAGE_BYTES:
            raise ValueError("message too long")
        plain = json.loads(data)
        (job,) = plain["job"]
        if job not in JOB_NAMES:
            raise ValueError("unknown job")
        return Message(id=str(plain["id"]), name=_TASK, eta=None, retries=0, retry_delay=0, priority=None,
                       args=(job,), kwargs={}, on_complete=None, on_error=None)  # fmt: skip


class Cache(Protocol):
    hits: int
    misses: int

    def get(self, key: str) -> bytes | None:
        """The value, or None when it was never there or its time is up."""

    def put(self, key: str, value: bytes, seconds: int) -> bool:
        """Whether it is kept."""

    def prolong(self, key: str, seconds: int) -> bool:
        """Keep what is there for so long from now on; whether it is there."""


class SharedCounters:
    """Numbers that processes add to, in Redis; each lives for so many seconds from its first addition."""

    def __init__(self, client: "redis.Redis") -> None:
        self._client = client

    def add(self, key: str, number: int, seconds: int) -> int | None:
        """The sum; None while Redis is away."""
        try:
            pipe = self._client.pipeline(transaction=False)
            pipe.incrby(f"creatormatch:{key}", number)
            pipe.expire(f"creatormatch:{key}", seconds, nx=True)
            return int(pipe.execute()[0])
        except redis.RedisError as error:
            log.warning("counters_unreachable", error=error_kind(error))
            return None

    def sums(self, keys: Sequence[str]) -> list[int] | None:
        """The sum behind each key, 0 where nothing was added; None while Redis is away."""
        try:
            found: Any = self._client.mget([f"creatormatch:{key}" for key in keys])
        except redis.RedisError as error:
            log.warning("counters_unreachable", error=error_kind(error))
            return None
        return [int(one or 0) for one in found]


class MemoryCache:
    """A bounded cache for the single process."""

    def __init__(self, max_bytes: int = 256 * 1024 * 1024) -> None:
        self._entries: OrderedDict[str, tuple[float, bytes]] = OrderedDict()
        self._lock = threading.Lock()
        self._bytes, self._max_bytes = 0, max_bytes
        self.hits = self.misses = 0

    def get(self, key: str) -> bytes | None:
        value = self._value(key)
        if value is None:
            self.misses += 1
        else:
            self.hits += 1
        return value

    def _value(self, key: str) -> bytes | None:
        with self._lock:
            until, value = self._entries.get(key, (0.0, b""))
            return value if until > time.monotonic() else None

    def prolong(self, key: str, seconds: int) -> bool:
        value = self._value(key)
        return value is not None and self.put(key, value, seconds)

    def put(self, key: str, value: bytes, seconds: int) -> bool:
        with self._lock:
            self._bytes -= len(self._entries.pop(key, (0.0, b""))[1])
            self._entries[key] = (time.monotonic() + seconds, value)
            self._bytes += len(value)
            while self._bytes > self._max_bytes and len(self._entries) > 1:
                self._bytes -= len(self._entries.popitem(last=False)[1][1])
            return True


class RedisCache:
    """Shared between processes; every key has a time to live."""

    def __init__(self, client: "redis.Redis") -> None:
        self._client = client
        self._kept_until: dict[str, float] = {}  # of keys that were prolonged by more than was asked
        self.hits = self.misses = 0

    def get(self, key: str) -> bytes | None:
        try:
            value = self._client.get(f"creatormatch:{key}")
        except redis.RedisError as error:
            log.warning("cache_unreachable", error=error_kind(error))
            return None
        if not isinstance(value, bytes):
            self.misses += 1
            return None
        self.hits += 1
        return value

    def put(self, key: str, value: bytes, seconds: int) -> bool:
        try:
            return bool(self._client.set(f"creatormatch:{key}", value, ex=seconds))
        except redis.RedisError as error:
            log.warning("cache_unreachable", error=error_kind(error))
            return False

    def prolong(self, key: str, seconds: int) -> bool:
        """A little longer than was asked, so that not every answer costs a trip to Redis."""
        now = time.monotonic()
        if self._kept_until.get(key, 0.0) >= now + seconds:
            return True
        try:
            kept = bool(self._client.expire(f"creatormatch:{key}", seconds + _SPARE_SECONDS))
        except redis.RedisError as error:
            log.warning("cache_unreachable", error=error_kind(error))
            return False
        if len(self._kept_until) >= _MOST_KNOWN:
            self._kept_until.clear()
        if kept:
            self._kept_until[key] = now + seconds + _SPARE_SECONDS
        return kept


class Jobs:
    """Enqueue by name, ring the bell, hear it."""

    def __init__(self, redis_url: str) -> None:
        self.handlers: dict[str, Callable[[], None]] = {}  # filled by whoever runs jobs
        self.in_process = not redis_url
        self._client = _redis(redis_url) if redis_url else None
        self._local = threading.Condition()
        self._rung = 0
        self._silent_until = 0.0
        self.huey: Huey = self._make_huey(redis_url)
        self._wake = self.huey.task(name=_WAKE)(self._run)
        self.cache: Cache = RedisCache(self._client) if self._client else MemoryCache()
        self.counters = SharedCounters(self._client) if self._client else None

    def wake(self, job: str) -> None:
        """Ask for a job after the commit; a failure costs time until the next sweep, never data."""
        self._hint(lambda: self._wake(job))

    def ring(self) -> None:
        """Tell every serving process that the change feed has grown."""
        self._ring_here()
        if self._client is not None:
            client = self._client
            self._hint(lambda: client.publish(_CHANNEL, b""))

    def reaches_redis(self) -> bool | None:
        """Whether Redis answers; None where none is configured."""
        if self._client is None:
            return None
        try:
            return bool(self._client.ping())
        except redis.RedisError:
            return False

    def wait(self, heard: int, seconds: float) -> int:
        """Sleep until the bell rings again or the time is up; returns how often it has rung."""
        with self._local:
            self._local.wait_for(lambda: self._rung > heard, timeout=seconds)
            return self._rung

    def listen(self, stopping: threading.Event) -> None:
        """Pass on the bells of other processes until told to stop; polling covers what is missed."""
        while self._client is not None and not stopping.is_set():
            try:
                with self._client.pubsub(ignore_subscribe_messages=True) as bell:  # type: ignore[no-untyped-call]
                    bell.subscribe(_CHANNEL)
                    while not stopping.is_set():
                        if bell.get_message(timeout=1.0) is not None:
                            self._ring_here()
            except (redis.RedisError, OSError) as error:
                bell_failures_total.inc()
                log.warning("bell_unreachable", error=error_kind(error))
                stopping.wait(1.0)

    def _ring_here(self) -> None:
        with self._local:
            self._rung += 1
            self._local.notify_all()

    def _run(self, job: str) -> None:
        self.handlers[job]()

    def _hint(self, send: Callable[[], object]) -> None:
        if time.monotonic() < self._silent_until:
            return
        try:
            send()
        except Exception as error:
            self._silent_until = time.monotonic() + _SILENCE_SECONDS  # a write must not wait for a broken Redis
            bell_failures_total.inc()
            log.warning("wake_up_failed", error=error_kind(error))

    def _make_huey(self, redis_url: str) -> Huey:
        options = {"results": False, "serializer": JsonMessages()}
        if not redis_url:
            return MemoryHuey("creatormatch", **options)
        # A worker blocks one second on the queue; the socket outlasts it.
        pool = redis.ConnectionPool.from_url(redis_url, **_TIMEOUTS)
        return RedisHuey("creatormatch", connection_pool=pool, read_timeout=1, **options)


def _redis(url: str) -> "redis.Redis":
    return redis.Redis.from_url(url, **_TIMEOUTS)


@dataclass(frozen=True)
class RedisFacts:
    """`seconds_ahead`: of its clock before this machine's. `eviction`: what it does when its memory is full."""

    version: str
    answer_seconds: float
    seconds_ahead: float
    eviction: str
    evicted: int
    used_bytes: int
    most_bytes: int  # 0: as much as there is


def examine_redis(url: str) -> RedisFacts:
    """What a doctor asks Redis; raises Unavailable with the reason, ConfigError when the URL is none."""
    try:
        with _redis(url) as client:
            before = time.time()
            seconds, microseconds = cast("tuple[int, int]", client.time())
            after = time.time()
            found = cast("dict[str, Any]", client.info())
    except redis.RedisError as error:
        raise Unavailable(f"{type(error).__name__}: {error}") from error
    except ValueError as error:
        raise ConfigError(f"not an address of Redis: {error}") from error
    return RedisFacts(
        version=str(found["redis_version"]),
        answer_seconds=after - before,
        seconds_ahead=seconds + microseconds / 1e6 - (before + after) / 2,
        eviction=str(found.get("maxmemory_policy", "unknown")),
        evicted=int(found.get("evicted_keys", 0)),
        used_bytes=int(found.get("used_memory", 0)),
        most_bytes=int(found.get("maxmemory", 0)),
    )


# Requests must not hang on a hint or a cache: short timeouts, and no retries but our own.
_TIMEOUTS: dict[str, Any] = {
    "socket_connect_timeout": 0.5,
    "socket_timeout": 2,
    "socket_keepalive": True,
    "health_check_interval": 30,
    "retry": Retry(NoBackoff(), 0),
}
_SILENCE_SECONDS = 2.0
