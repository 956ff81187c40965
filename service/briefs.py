"""Briefs: kept for one brand, and read as constraints when they are matched."""

from collections.abc import Callable, Iterable
from typing import Any

from service.backends import Backends
from service.catalog import merge_patch
from service.domain.ids import new_id
from service.domain.versions import UNSAID, Expected
from service.errors import Conflict, NotFound
from service.readings import check_ignored, read_text, without_idle
from service.store import brands, briefs
from service.store.briefs import StoredBrief
from service.store.engine import Connection
from service.store.keyset import Order

Document = dict[str, Any]


def post_brief(backends: Backends, brand_id: int, document: Document) -> StoredBrief:
    brief_id, readings = new_id("brf"), read_text(document, backends.now().date())
    check_ignored(document, readings)
    return backends.store.write(lambda c: briefs.add(c, brand_id, brief_id, document, readings))


def post_briefs(backends: Backends, slug: str, name: str, documents: Iterable[Document]) -> None:
    """A new brand with its first briefs, all in one transaction."""
    today = backends.now().date()
    prepared = [(new_id("brf"), document, read_text(document, today)) for document in documents]

    def change(connection: Connection) -> None:
        brand, _ = brands.put_brand(connection, slug, name)
        for brief_id, document, readings in prepared:
            briefs.add(connection, brand.id, brief_id, document, readings)

    backends.store.write(change)


def get_brief(backends: Backends, brand_id: int, brief_id: str) -> StoredBrief:
    """The brief as it is now."""
    return get_brief_and_seq(backends, brand_id, brief_id)[0]


def get_brief_and_seq(backends: Backends, brand_id: int, brief_id: str) -> tuple[StoredBrief, int]:
    """The brief as it is now, its document read only when it is not the one that was read before; and the change feed's
    last number at that moment."""

    def read() -> StoredBrief:
        with backends.store.read() as connection:
            return _found(briefs.get(connection, brand_id, brief_id), brief_id)

    with backends.store.look() as look:
        found = briefs.marks(look, brand_id, brief_id)
    if found is None:
        raise no_brief(brief_id)
    marks, seq = found
    return backends.briefs.get((brand_id, brief_id), marks, read), seq


def patch_brief(backends: Backends, brand_id: int, brief_id: str, patch: Document,
                validate: Callable[[Document], Document], expected: Expected = UNSAID) -> StoredBrief:  # fmt: skip
    """Apply a JSON merge patch (RFC 7396) to the brief as it is now."""

    def change(connection: Connection) -> StoredBrief:
        before = _found(briefs.get(connection, brand_id, brief_id, lock=True), brief_id)
        expected.check(before.version)
        document = validate(merge_patch(before.document, patch))
        if document == before.document:
            return before
        # The same words stay read as they were: a date without a year means the year it was written in.
        same = document["text"] == before.document["text"]
        readings = before.readings if same else read_text(document, backends.now().date())
        if "ignore_readings" in patch:
            check_ignored(document, readings)
        else:  # an entry whose words are gone has nothing to switch off any more
            document = without_idle(document, readings)
        return briefs.replace(connection, before, document, readings)

    return backends.store.write(change)


def delete_brief(backends: Backends, brand_id: int, brief_id: str, expected: Expected = UNSAID) -> None:
    def change(connection: Connection) -> None:
        expected.check(_found(briefs.get(connection, brand_id, brief_id, lock=True), brief_id).version)
        briefs.remove(connection, brand_id, brief_id)

    backends.store.write(change)


def list_briefs(backends: Backends, brand_id: int, status: str | None, place: str, limit: int,
                order: Order) -> list[StoredBrief]:  # fmt: skip
    with backends.store.read() as connection:
        return briefs.page(connection, brand_id, status, place, limit, order)


def must_be_matched(brief: StoredBrief) -> None:
    """A closed brief is kept, but no longer matched."""
    if brief.document["status"] == "closed":
        raise Conflict("the brief is closed; set its status to open to match it", code="brief_closed")


def _found(brief: StoredBrief | None, brief_id: str) -> StoredBrief:
    if brief is None:
        raise no_brief(brief_id)
    return brief


def no_brief(brief_id: str) -> NotFound:
    return NotFound(f"no brief has the id {brief_id!r}")
