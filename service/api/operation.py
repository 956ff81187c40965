"""What every operation says of itself: its name for clients, the scope that it needs, who may, what can go wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from service.api.blueprint import Blueprint

# A key is needed, whatever its scopes.
ANY_KEY = ""

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Deprecated:
    """Since when (seconds since the epoch) an operation should not be used, until when it answers, what to read."""

    since: int
    sunset: int
    link: str


def operation(name: str, needs: str | None, *, marketplace: bool = False, errors: tuple[str, ...] = (),
              once: bool = False, if_match: bool = False, if_none_match: bool = False,
              deprecated: Deprecated | None = None) -> Callable[[F], F]:  # fmt: skip
    """Mark a view.

    `name` is its operationId, such as "listBriefs"; `needs` a scope of `service.domain.access`, ANY_KEY, or None: no
    key at all; `marketplace`: keys of brands are refused; `errors`: codes beside those that follow from its form.
    `once`: it heeds Idempotency-Key; `if_match`, `if_none_match`: it heeds these headers.
    """

    def mark(view: F) -> F:
        options: dict[str, Any] = {"operationId": name}
        if needs is None:
            options["security"] = []
        if deprecated is not None:
            options["deprecated"] = True
        documented: Any = Blueprint.doc(**options)(view)
        documented.operation = name
        documented.needs = needs
        documented.is_public = needs is None
        documented.error_codes = errors
        documented.is_idempotent = once
        documented.takes_if_match = if_match
        documented.takes_if_none_match = if_none_match
        documented.deprecated = deprecated
        documented.changes = bool(needs) and not str(needs).endswith(":read")
        if marketplace:
            documented.roles = ("marketplace",)
        marked: F = documented
        return marked

    return mark
