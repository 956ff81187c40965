"""What is known of a generation from its files alone, without reading its columns."""

import json
from dataclasses import dataclass
from pathlib import Path

from service.index.generation import MANIFEST, current_name


@dataclass(frozen=True)
class Published:
    """`seq`: the change up to which it was built; `built_at` in seconds since the epoch; `size` in bytes on disk."""

    name: str
    seq: int
    rows: int
    size: int
    built_at: float


def published(root: Path) -> Published | None:
    """The generation that readers are pointed at; None when there is none, or its files cannot be read."""
    name = current_name(root)
    return described(root, name) if name else None


def described(root: Path, name: str) -> Published | None:
    """A generation by its name; None when its files cannot be read."""
    folder = root / name
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        size = sum(file.stat().st_size for file in folder.iterdir())
        built_at = (folder / MANIFEST).stat().st_mtime  # written last
        return Published(name, manifest["header"]["seq"], manifest["rows"], size, built_at)
    except (OSError, ValueError, KeyError, TypeError):  # adopting it will tell
        return None
