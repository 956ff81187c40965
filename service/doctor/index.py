"""The index on disk: whether it is what its manifest says, of this database, and near enough to it."""

import time

from service.config import Config
from service.doctor.finding import Finding, failure, ok, warning
from service.domain.niche import TAXONOMY_HASH
from service.index.generation import DamagedGeneration, Header, current_name, open_generation
from service.index.published import published
from service.store.examine import Contents
from service.units import shown_bytes, shown_seconds

_REBUILT = "it is built again at the next start of the service, or by: creatormatch reindex"
_CHANGED_SHARE = 0.02  # of the rows, after which a running service builds the next generation


def check_index(config: Config, contents: Contents | None) -> Finding:
    """`contents`: None while the database cannot be asked; the files are looked at all the same."""
    root = config.index_folder
    name = current_name(root)
    if name is None:
        return warning("index", "nothing is indexed yet", "import creators, then start the service or run: "
                       "creatormatch reindex")  # fmt: skip
    started = time.perf_counter()
    try:
        header = open_generation(root, name).header
    except DamagedGeneration as error:
        return failure("index", f"damaged: {error}", f"check the disk; {_REBUILT}")
    seconds, found = time.perf_counter() - started, published(root)
    if found is None:  # the service has just removed it
        return ok("index", f"{name} has just been replaced")
    seen = (f"{name}: {found.rows:,} creators, {shown_bytes(found.size)}, hashes verified in "
            f"{shown_seconds(seconds)}, built {shown_seconds(time.time() - found.built_at)} ago")  # fmt: skip
    if contents is None:
        return ok("index", seen)
    return _against(config, contents, header, found.rows, seen)


def _against(config: Config, contents: Contents, header: Header, rows: int, seen: str) -> Finding:
    if header.database != contents.database_id or header.seq > contents.feed_seq:
        fix = f"stop the service and remove {config.index_folder}; {_REBUILT}"
        return failure("index", "of another database, or newer than this one: was a backup restored?", fix)
    if header.encoder != contents.active_encoder:
        return warning("index", f"made with {header.encoder}, which does not serve any more", _REBUILT)
    if header.taxonomy != TAXONOMY_HASH:
        return warning("index", "made with the niches of another version", _REBUILT)
    behind = contents.feed_seq - header.seq
    if behind > max(config.delta_max_rows, rows * _CHANGED_SHARE):
        return warning("index", f"{seen}; {behind:,} changes since", f"does the service run? {_REBUILT}")
    return ok("index", f"{seen}; {behind:,} changes since, which the service holds in memory" if behind else seen)
