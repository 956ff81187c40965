"""Changes of the store become rows of the index: the one algorithm behind serving, catching up and rebuilding."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from service.domain.creator import read_creator
from service.domain.niche import TAXONOMY_HASH
from service.embeddings.text import creator_text
from service.index.columns import Row, index_row
from service.index.generation import DamagedGeneration, Generation, Header, current_name, open_generation
from service.index.joint import detected_niches, joint_vectors
from service.index.snapshot import LiveIndex, Snapshot
from service.index.trust import text_trust
from service.observability import error_kind, log
from service.store import encoders, feed
from service.store.engine import Store

_BATCH = 1000


def open_live(store: Store, index_folder: Path, encoder: str) -> LiveIndex | None:
    """An index on the published generation, or an empty one; None while the niches have no vectors yet."""
    with store.read() as connection:
        niches = encoders.load_niches(connection, encoder, TAXONOMY_HASH)
        last, database = feed.last_seq(connection), feed.database_id(connection)
    if niches is None:
        return None
    header = Header(0, encoder, TAXONOMY_HASH, niches.shape[1], database)
    base = usable_generation(index_folder, header, last)
    return LiveIndex(base.header if base else header, niches, base)


def usable_generation(root: Path, wanted: Header, last_seq: int) -> Generation | None:
    """The published generation if it is sound and made with this encoder and taxonomy, from this database."""
    name = current_name(root)
    if name is None:
        return None
    try:
        generation = open_generation(root, name)
    except DamagedGeneration as error:
        log.warning("generation_refused", generation=name, error=error_kind(error))
        return None
    found = generation.header
    return generation if replace(found, seq=wanted.seq) == wanted and found.seq <= last_seq else None


def catch_up(store: Store, live: LiveIndex, show: Callable[[Snapshot], None] = lambda _: None) -> int:
    """Apply every change after the index's own, showing each batch; returns how many there were."""
    applied = 0
    while True:
        with store.read() as connection:
            changes = feed.read_changes(connection, live.header.seq, live.header.encoder, _BATCH)
        if not changes:
            return applied
        rows = _rows([c for c in changes if c.document is not None and c.vector is not None], live)
        gone = {change.creator_id for change in changes} - {row.creator_id for row in rows}
        show(live.apply(rows, sorted(gone), changes[-1].seq))
        applied += len(changes)


def _rows(changes: list[feed.Change], live: LiveIndex) -> list[Row]:
    read = [(change, *found) for change in changes if (found := _document_and_text(change)) is not None]
    if not read:
        return []
    semantic = np.stack([np.frombuffer(change.vector or b"", dtype="<f2") for change, _, _ in read])
    declared = [tuple(document.get("niches") or ()) for _, document, _ in read]
    trust = np.array([text_trust(text) for _, _, text in read])
    joint = joint_vectors(semantic, live.examples, declared, trust)
    rows = (_row(change, document, row, live.width) for (change, document, _), row in zip(read, joint, strict=True))
    return [row for row in rows if row is not None]


def _document_and_text(change: feed.Change) -> tuple[dict[str, Any], str] | None:
    """None, like a row that is None, for what this version cannot read: it must not keep later changes back."""
    try:
        document: dict[str, Any] = orjson.loads(change.document or "{}")
        return document, creator_text(document)
    except (KeyError, TypeError, ValueError) as error:
        log.error("row_unreadable", creator_id=change.creator_id, error=error_kind(error))
        return None


def _row(change: feed.Change, document: dict[str, Any], joint: npt.NDArray[np.float32],
         width: int) -> Row | None:  # fmt: skip
    try:
        # What is declared overrules what the vector shows.
        detected = () if document.get("niches") else tuple(niche for niche, _ in detected_niches(joint, width))
        creator = read_creator(change.external_id or "", document, detected)
        return index_row(change.creator_id, change.version, creator, joint)
    except (KeyError, TypeError, ValueError) as error:
        log.error("row_unreadable", creator_id=change.creator_id, error=error_kind(error))
        return None
