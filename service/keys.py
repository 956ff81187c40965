"""API keys: made, shown once, changed, rotated, revoked. Only a hash of the secret is kept."""

import re
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from service.backends import Backends
from service.domain.access import MARKETPLACE_SCOPES, READING_SCOPES, SCOPES
from service.domain.versions import UNSAID, Expected
from service.domain.vocabulary import BRAND_ID
from service.errors import Invalid, NotFound, Problem
from service.keyring import digest
from service.store import brands, keys
from service.store.brands import StoredBrand
from service.store.engine import Connection
from service.store.keys import StoredKey

Role = Literal["marketplace", "brand"]
ROLES: tuple[Role, ...] = ("marketplace", "brand")

OVERLAP_SECONDS = 24 * 3600  # for so long both secrets are good after a rotation, unless said otherwise


@dataclass(frozen=True)
class Wanted:
    """A key about to be made. No scopes: all that its role may have, "admin" for marketplaces alone."""

    role: Role
    brand: str | None = None
    label: str = ""
    scopes: Sequence[str] | None = None
    publishable: bool = False
    origins: Sequence[str] = ()
    requests_per_minute: int | None = None
    expires_at: float | None = None


@dataclass(frozen=True)
class Shown:
    """A key with its secret, for the only time."""

    stored: StoredKey
    key: str


def create_key(backends: Backends, role: Role, brand: str | None, label: str = "") -> str:
    """Make a key with its role's usual scopes and return it; a brand is created when it is not there yet."""
    if brand is not None:
        ensure_brand(backends, brand)
    return make_key(backends, Wanted(role, brand, label)).key


def make_key(backends: Backends, wanted: Wanted) -> Shown:
    """Make a key; its secret cannot be read again. Raises Invalid for scopes or origins that do not belong to it,
    NotFound for a brand that is not there."""
    if (wanted.role == "brand") != (wanted.brand is not None):
        message = "a brand's key names its brand, a marketplace's key names none"
        raise Invalid(message, (Problem("/brand_id", message),))
    scopes = _scopes(wanted)
    _check_publishable(wanted.publishable, scopes, wanted.origins)
    key_id, secret = f"{'cp' if wanted.publishable else 'cm'}_{secrets.token_hex(6)}", secrets.token_urlsafe(32)
    values = {"id": key_id, "role": wanted.role, "label": wanted.label, "secret_sha256": digest(secret),
              "publishable": wanted.publishable, "scopes": " ".join(scopes), "origins": " ".join(wanted.origins),
              "requests_per_minute": wanted.requests_per_minute, "expires_at": wanted.expires_at}  # fmt: skip

    def change(connection: Connection) -> Shown:
        brand_id = _brand_id(connection, wanted.brand)
        return Shown(keys.add(connection, values | {"brand_id": brand_id}), f"{key_id}_{secret}")

    return backends.store.write(change)


def get_key(backends: Backends, brand_id: int | None, key_id: str) -> StoredKey:
    with backends.store.read() as connection:
        return _found(keys.get(connection, brand_id, key_id), key_id)


def list_keys(backends: Backends, brand_id: int | None, after: tuple[float, str], limit: int) -> list[StoredKey]:
    with backends.store.read() as connection:
        return keys.page(connection, brand_id, after, limit)


def change_key(backends: Backends, brand_id: int | None, key_id: str, changed: Mapping[str, Any],
               expected: Expected = UNSAID) -> StoredKey:  # fmt: skip
    """Set some of label, scopes, origins, requests_per_minute and expires_at."""

    def change(connection: Connection) -> StoredKey:
        before = _in_use(keys.get(connection, brand_id, key_id, lock=True), key_id)
        expected.check(before.version)
        values = dict(changed)
        scopes, origins = values.get("scopes", before.scopes.split()), values.get("origins", before.origins.split())
        _check_scopes(before.role, scopes)
        _check_publishable(before.publishable, scopes, origins)
        values |= {name: " ".join(values[name]) for name in ("scopes", "origins") if name in values}
        return keys.change(connection, key_id, values)

    stored = backends.store.write(change)
    backends.keyring.forget(key_id)
    return stored


def rotate_key(backends: Backends, brand_id: int | None, key_id: str, overlap_seconds: int,
               expected: Expected = UNSAID) -> Shown:  # fmt: skip
    """Give a key another secret; the one before stays good for the overlap, so that programs can change over."""
    secret = secrets.token_urlsafe(32)

    def change(connection: Connection) -> Shown:
        before = _in_use(keys.get(connection, brand_id, key_id, lock=True), key_id)
        expected.check(before.version)
        values = {"secret_sha256": digest(secret), "former_sha256": before.secret_sha256,
                  "former_until": time.time() + overlap_seconds}  # fmt: skip
        return Shown(keys.change(connection, key_id, values), f"{key_id}_{secret}")

    shown = backends.store.write(change)
    backends.keyring.forget(key_id)
    return shown


def revoke_key(backends: Backends, key_id: str, brand_id: int | None = None) -> None:
    """It stops working at once in this process, within a second in others."""
    if not backends.store.write(lambda c: keys.revoke(c, brand_id, key_id)):
        raise NotFound(f"no key in use has the id {key_id!r}")
    backends.keyring.forget(key_id)


def put_brand(backends: Backends, slug: str, name: str) -> tuple[StoredBrand, bool]:
    return backends.store.write(lambda c: brands.put_brand(c, slug, name))


def ensure_brand(backends: Backends, slug: str) -> None:
    """The brand of this id, made when it is not there yet; an existing one keeps its name."""
    if not re.fullmatch(BRAND_ID, slug):
        raise Invalid(f"{slug[:64]!r} is no brand id: 1 to 64 of a-z 0-9 _ -, beginning with a letter or digit")
    with backends.store.read() as connection:
        found = brands.get_brand(connection, slug)
    if found is None:
        put_brand(backends, slug, slug)


def _scopes(wanted: Wanted) -> tuple[str, ...]:
    of_role = tuple(scope for scope in SCOPES if wanted.role == "marketplace" or scope not in MARKETPLACE_SCOPES)
    if wanted.scopes is None:
        usual = READING_SCOPES if wanted.publishable else of_role
        return tuple(scope for scope in usual if wanted.role == "marketplace" or scope != "admin")
    _check_scopes(wanted.role, wanted.scopes)
    return tuple(scope for scope in SCOPES if scope in wanted.scopes)


def _check_scopes(role: str, scopes: Sequence[str]) -> None:
    problems = tuple(
        Problem(f"/scopes/{place}", f"{scope!r} is for keys of the marketplace")
        for place, scope in enumerate(scopes)
        if role == "brand" and scope in MARKETPLACE_SCOPES
    )
    if problems:
        raise Invalid("a brand's key cannot have these scopes", problems)


def _check_publishable(publishable: bool, scopes: Sequence[str], origins: Sequence[str]) -> None:
    """A publishable key stands in the source of a web page: it may read, and only there."""
    if not publishable:
        if origins:
            message = "only publishable keys are bound to origins"
            raise Invalid(message, (Problem("/origins", message),))
        return
    problems = [
        Problem(f"/scopes/{place}", f"{scope!r} is not for publishable keys; allowed: {', '.join(READING_SCOPES)}")
        for place, scope in enumerate(scopes)
        if scope not in READING_SCOPES
    ]
    if not origins:
        problems.append(Problem("/origins", "a publishable key names the origins that it is used from", "required"))
    if problems:
        raise Invalid("a publishable key reads, from named origins", tuple(problems))


def _brand_id(connection: Connection, slug: str | None) -> int | None:
    if slug is None:
        return None
    found = brands.get_brand(connection, slug)
    if found is None:
        message = f"no brand has the id {slug[:64]!r}; PUT /v1/brands/{{brand_id}} creates one"
        raise Invalid(message, (Problem("/brand_id", message),))
    return found.id


def _found(key: StoredKey | None, key_id: str) -> StoredKey:
    if key is None:
        raise NotFound(f"no key has the id {key_id!r}")
    return key


def _in_use(key: StoredKey | None, key_id: str) -> StoredKey:
    if key is None or key.revoked_at is not None:
        raise NotFound(f"no key in use has the id {key_id!r}")
    return key
