"""API keys: made, shown once, checked, revoked. Only a hash of the secret is kept."""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from typing import Literal

from service.backends import Backends
from service.domain.vocabulary import BRAND_ID
from service.errors import Invalid, NotFound, Unauthenticated
from service.store import brands
from service.store.brands import StoredBrand

Role = Literal["marketplace", "brand"]
ROLES: tuple[Role, ...] = ("marketplace", "brand")


@dataclass(frozen=True)
class Access:
    """Who asks: a role, and for a brand's key its brand; and the brand that the request names, if there is one."""

    key_id: str
    role: str
    brand_id: int | None
    named_brand_id: int | None = None


def create_key(backends: Backends, role: str, brand: str | None, label: str = "") -> str:
    """Make a key and return it; it cannot be read again. A brand is created when it is not there yet."""
    if (role == "brand") != (brand is not None):
        raise Invalid("a brand's key names its brand, a marketplace's key names none")
    key_id, secret = f"cm_{secrets.token_hex(6)}", secrets.token_urlsafe(32)
    stored = _brand(backends, brand) if brand is not None else None
    values = {"id": key_id, "role": role, "brand_id": stored.id if stored else None, "label": label,
              "secret_sha256": _digest(secret)}  # fmt: skip
    backends.store.write(lambda c: brands.add_key(c, values))
    return f"{key_id}_{secret}"


def check_key(backends: Backends, presented: str, slug: str = "") -> Access:
    """The access that a key gives, and the brand with this slug; raises Unauthenticated. Takes as long for unknown keys
    as for wrong ones."""
    key_id, secret = presented[:15], presented[16:]
    with backends.store.look() as look:
        found = brands.find_key(look, key_id, slug) if key_id.isascii() else None
    stored, named = found or (None, None)
    expected = stored.secret_sha256 if stored else bytes(32)
    right = hmac.compare_digest(_digest(secret), expected)
    if stored is None or not right or stored.revoked_at is not None:
        raise Unauthenticated("the API key is unknown or revoked")
    return Access(stored.id, stored.role, stored.brand_id, named)


def revoke_key(backends: Backends, key_id: str) -> None:
    if not backends.store.write(lambda c: brands.revoke_key(c, key_id)):
        raise NotFound(f"no key in use has the id {key_id!r}")


def put_brand(backends: Backends, slug: str, name: str) -> tuple[StoredBrand, bool]:
    return backends.store.write(lambda c: brands.put_brand(c, slug, name))


def _brand(backends: Backends, slug: str) -> StoredBrand:
    """The brand of this id, made when it is not there yet; an existing one keeps its name."""
    if not re.fullmatch(BRAND_ID, slug):
        raise Invalid(f"{slug[:64]!r} is no brand id: 1 to 64 of a-z 0-9 _ -, beginning with a letter or digit")
    with backends.store.read() as connection:
        found = brands.get_brand(connection, slug)
    return found or put_brand(backends, slug, slug)[0]


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()
