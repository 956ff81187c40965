"""Generations on disk: built aside, hashed in a manifest written last, published by renaming a pointer.

A generation is a cache of the database. One that is missing, torn or altered is refused, never repaired.
"""

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from service.index.codes import Codes, read_codes, write_codes
from service.index.columns import NUMBERS, TABLES
from service.index.joint import joint_dimension
from service.index.segment import Segment
from service.index.vectors import Flat, write_flat

FORMAT = 6
_POINTER = "CURRENT"
MANIFEST = "manifest.json"
_COLUMNS = (*NUMBERS, *TABLES, "facet.start")


class DamagedGeneration(Exception):
    """The files are not what the manifest says; the index must be rebuilt from the database."""

    quotes_nothing = True  # but names of files, so that it may be logged


@dataclass(frozen=True)
class Header:
    """What a generation was built from: one database, changes up to `seq`, one encoder, one taxonomy."""

    seq: int
    encoder: str
    taxonomy: str
    width: int  # of the encoder's vectors
    database: str = ""

    @property
    def dimension(self) -> int:
        """Of joint vectors."""
        return joint_dimension(self.width)


@dataclass(frozen=True)
class Generation:
    name: str
    header: Header
    segment: Segment
    flat: Flat | None
    codes: Codes | None


def write_generation(root: Path, header: Header, segment: Segment, ann_min_rows: int) -> str:
    """Build a generation aside and return its name; nothing reads it before `publish`."""
    root.mkdir(mode=0o700, parents=True, exist_ok=True)  # vectors are personal data
    name = f"gen-{header.seq:012d}-{secrets.token_hex(4)}"
    building = root / f"building-{name}"
    building.mkdir()
    np.save(building / "ids.npy", segment.ids)
    for column in _COLUMNS:
        np.save(building / f"{column}.npy", segment.columns[column])
    if len(segment):
        write_flat(building / "flat.faiss", segment.joint)
    if len(segment) >= ann_min_rows:
        write_codes(building, segment.joint, header.width)
    files = {path.name: _hash(path) for path in sorted(building.iterdir())}
    manifest = {"format": FORMAT, "name": name, "header": asdict(header), "rows": len(segment), "files": files}
    manifest["seal"] = _seal(manifest)
    _write_synced(building / MANIFEST, json.dumps(manifest, indent=1).encode())
    _sync(building)
    building.rename(root / name)
    _sync(root)
    return name


def publish(root: Path, name: str) -> None:
    """Point readers at the generation, atomically and durably."""
    aside = root / f"{_POINTER}.{secrets.token_hex(4)}"
    _write_synced(aside, name.encode())
    aside.replace(root / _POINTER)
    _sync(root)


def current_name(root: Path) -> str | None:
    """The published generation; None when there is none, or the pointer is no text."""
    try:
        return (root / _POINTER).read_text().strip()
    except (OSError, UnicodeDecodeError):
        return None


def names(root: Path) -> set[str]:
    """Every generation that lies there, and every folder of a build."""
    return {folder.name for pattern in ("gen-*", "building-*") for folder in root.glob(pattern)}


def open_generation(root: Path, name: str) -> Generation:
    """Verify and map a generation; raises DamagedGeneration for anything unexpected."""
    folder = root / name
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        _verify(folder, name, manifest)
        return _map(folder, name, manifest)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise DamagedGeneration(f"{name}: {error}") from error


def prune(root: Path, keep: set[str], building_too: bool = False) -> None:
    """Remove every other generation; readers that still map one keep its pages until they let go.

    Half-built folders go too when the caller holds the build lock.
    """
    for folder in root.glob("gen-*"):
        if folder.name not in keep:
            shutil.rmtree(folder, ignore_errors=True)
    for left in [*root.glob("building-*"), *root.glob(f"{_POINTER}.*")] if building_too else []:
        shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)


def _verify(folder: Path, name: str, manifest: dict[str, Any]) -> None:
    if manifest["format"] != FORMAT or manifest["name"] != name:
        raise ValueError("manifest of another format or generation")
    if manifest["seal"] != _seal(manifest):
        raise ValueError("the manifest was altered")
    for file, digest in manifest["files"].items():
        if _hash(folder / file) != digest:
            raise ValueError(f"{file} was altered")


def _map(folder: Path, name: str, manifest: dict[str, Any]) -> Generation:
    header, rows = Header(**manifest["header"]), manifest["rows"]
    flat = Flat(folder / "flat.faiss") if rows else None
    joint = flat.vectors if flat else np.empty((0, header.dimension), dtype=np.float16)
    columns = {column: _load(folder / f"{column}.npy") for column in _COLUMNS}
    segment = Segment(_load(folder / "ids.npy"), joint, columns, facets_sorted=True)
    if len(segment) != rows or joint.shape != (rows, header.dimension):
        raise ValueError("rows and vectors disagree")
    codes = read_codes(folder, _load) if "codes.packed.npy" in manifest["files"] else None
    return Generation(name, header, segment, flat, codes)


def _load(path: Path) -> Any:
    """Mapped, except that an empty array cannot be; as a plain array, which is what compiled loops know."""
    array = np.load(path, mmap_mode="r", allow_pickle=False) if path.stat().st_size > 256 else np.load(path)
    return np.asarray(array)


def _seal(manifest: dict[str, Any]) -> str:
    """Hash of everything else in a manifest: a wrong `seq` in it would hide changes."""
    plain = json.dumps({key: value for key, value in manifest.items() if key != "seal"}, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, _sha256).hexdigest()


_sha256: Callable[[], Any] = hashlib.sha256


def _write_synced(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Make names and contents of a folder durable."""
    for path in folder.iterdir():
        if path.is_file():
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
