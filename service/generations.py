"""Build and publish the next generation: one process a data folder, under a file lock.

Run as `python -m service.generations`, so that a build never takes time or memory from requests: it runs when they
leave a core idle.
"""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.config import Config, load_config
from service.index.generation import current_name, open_generation, prune, publish, write_generation
from service.index.segment import merge
from service.indexing import catch_up, open_live
from service.observability import configure_logs, log
from service.store import encoders
from service.store.engine import Store

BUSY = 75  # exit status: somebody else is building
# Of a build's process: about a tenth of a core that requests want too, and as little of the disk.
_NICENESS = 10


def build(config: Config, store: Store, from_scratch: bool = False) -> str | None:
    """Base and changes since become a new generation, verified before it is published; returns its name.

    None when there is nothing to build from yet, or another process is building.
    """
    with _build_lock(config.index_folder) as mine:
        if not mine:
            return None
        _prune_leftovers(config)
        with store.read() as connection:
            active = encoders.active(connection)
        root = config.index_folder / "nowhere" if from_scratch else config.index_folder
        live = open_live(store, root, active.fingerprint) if active else None
        if live is None:
            return None
        catch_up(store, live)
        name = write_generation(config.index_folder, live.header, merge(live.snapshot.parts), config.ann_min_rows)
        open_generation(config.index_folder, name)
        publish(config.index_folder, name)
        prune(config.index_folder, keep={name})
        log.info("generation_published", generation=name, seq=live.header.seq)
        return name


def tidy(config: Config) -> bool:
    """Remove what a killed build left: an old generation still holds those who were erased since.

    False while somebody is building.
    """
    with _build_lock(config.index_folder) as mine:
        if mine:
            _prune_leftovers(config)
        return mine


def _prune_leftovers(config: Config) -> None:
    prune(config.index_folder, keep={current_name(config.index_folder) or ""}, building_too=True)


@contextmanager
def _build_lock(folder: Path) -> Iterator[bool]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "build.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def main() -> int:
    os.nice(_NICENESS)
    configure_logs(pretty=False)
    config = load_config()
    return 0 if build(config, Store(config.database_url), "--from-scratch" in sys.argv) else BUSY


if __name__ == "__main__":
    sys.exit(main())
