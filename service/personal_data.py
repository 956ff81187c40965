"""A creator's own data, all of it: for whoever asks the marketplace what it holds about them."""

from typing import Any

from service.backends import Backends
from service.catalog import get_creator, no_creator
from service.store import personal

Document = dict[str, Any]


def export_creator(backends: Backends, external_id: str) -> Document:
    """Everything that the service holds about a creator; raises NotFound. Times are seconds since the epoch."""
    with backends.store.read() as connection:
        found = personal.of_creator(connection, external_id)
    if found is None:
        raise no_creator(external_id)
    view = get_creator(backends, external_id)
    inferred = {"detected_niches": view.detected, "likely_duplicates": view.duplicates}
    return {"external_id": external_id, "exported_at": backends.now().timestamp(), **found, **inferred}
