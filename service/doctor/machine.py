"""The machine: folder, disk, memory, files, cores."""

import os
import resource
import shutil
import tempfile
from pathlib import Path

from service.config import Config
from service.doctor.finding import Finding, failure, ok, warning
from service.index.published import published
from service.store.examine import sqlite_path
from service.units import shown_bytes

# What logs, locks and temporary files need beside what is counted.
_SPARE_BYTES = 256 * 1000 * 1000
# A build holds base and changes at once: 2 to 4 GB for a generation of 1.5 GB.
_BUILD_TAKES = 2.5
_PROCESS_BYTES = 500 * 1000 * 1000  # encoder, libraries and caches of a serving process
_LEAST_FILES = 1024
_MOST_THREADS = 32  # of a process: as many as it has connections to the database
# Where a lock or a shared memory map is not what it is on a local disk.
_NETWORK_FILE_SYSTEMS = ("nfs", "cifs", "smb", "9p", "fuse.sshfs", "fuse.s3", "glusterfs", "ceph", "lustre", "afs")


def check_data_folder(config: Config) -> Finding:
    """By a file without a name, which nobody can see and nothing leaves behind."""
    folder = existing(config.data)
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"\0" * 4096)
            file.flush()
    except OSError as error:
        fix = f"make {folder} writable for user {os.geteuid()}, or set CREATORMATCH_DATA to a folder that is"
        return failure("data folder", f"{folder} cannot be written: {error.strerror}", fix)
    if folder != config.data:
        return ok("data folder", f"{config.data} is not there yet; {folder} can be written")
    return ok("data folder", f"{folder.absolute()} can be written")


def check_file_system(config: Config) -> Finding:
    kind = file_system_of(existing(config.data).resolve())
    if kind.startswith(_NETWORK_FILE_SYSTEMS):
        fix = "put CREATORMATCH_DATA on a local disk: SQLite and the index's memory maps need one"
        state = failure if config.is_sqlite else warning
        return state("file system", f"the data folder lies on {kind}, over a network", fix)
    return ok("file system", f"{kind or 'of an unknown kind'}, not over a network")


def check_disk(config: Config) -> Finding:
    """Against the next generation, which is built beside the last, and the copies that SQLite makes of its file."""
    free = shutil.disk_usage(existing(config.data)).free
    generation, database = _generation_bytes(config), _database_bytes(config)
    wanted = generation + database + _SPARE_BYTES
    copy = f", a copy of the database {shown_bytes(database)}" if database else ""
    seen = f"{shown_bytes(free)} free; the next generation takes {shown_bytes(generation)}{copy}"
    if free < generation + _SPARE_BYTES // 4:
        return failure("disk", seen, "free some space: the next generation cannot be built, and writes will fail")
    if free < wanted:
        return warning("disk", seen, f"free some space: {shown_bytes(wanted)} would be enough")
    return ok("disk", seen)


def check_memory(config: Config) -> Finding:
    available = available_memory()
    if available is None:
        return ok("memory", "this system does not tell")
    wanted = round(_generation_bytes(config) * _BUILD_TAKES) + config.workers * _PROCESS_BYTES
    seen = f"{shown_bytes(available)} available; serving and building take up to {shown_bytes(wanted)}"
    if available < wanted:
        return warning("memory", seen, "give it more memory, or fewer CREATORMATCH_WORKERS")
    return ok("memory", seen)


def check_files(_: Config) -> Finding:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < _LEAST_FILES:
        fix = f"ulimit -n {_LEAST_FILES * 4} (LimitNOFILE= of a systemd unit): connections and index files need them"
        return warning("open files", f"at most {soft} at once (could be {hard})", fix)
    return ok("open files", f"up to {soft} at once" if soft != resource.RLIM_INFINITY else "no limit")


def check_cores(config: Config) -> Finding:
    cores = available_cores()
    seen = f"{cores:g} cores; API processes {config.workers}, threads of each {config.threads}"
    if config.workers > max(cores, 1):
        return warning("cores", seen, f"set CREATORMATCH_WORKERS to {max(1, int(cores))}: more only wait for cores")
    if config.threads > _MOST_THREADS:
        fix = f"set CREATORMATCH_THREADS to {_MOST_THREADS} or less: a process opens no more database connections"
        return warning("cores", seen, fix)
    return ok("cores", seen)


def existing(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    return next(path for path in (folder, *folder.absolute().parents) if path.exists())


def file_system_of(path: Path) -> str:
    """Kind of the file system that holds a path; empty where the system does not tell."""
    try:
        mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text().splitlines()]
    except OSError:
        return ""
    above = [(Path(point), kind) for point, kind in mounts if path.is_relative_to(point)]
    return max(above, key=lambda mount: len(mount[0].parts), default=(path, ""))[1]


def available_memory() -> int | None:
    """Bytes that can be taken without swapping: of the machine, or what the container's limit leaves."""
    try:
        lines = dict(line.split(":", 1) for line in Path("/proc/meminfo").read_text().splitlines())
        machine = int(lines["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        return None
    limit, used = (_cgroup_number(name) for name in ("memory.max", "memory.current"))
    return machine if limit is None else min(machine, max(0, limit - (used or 0)))


def available_cores() -> float:
    """Cores that this process may use: its affinity, or the container's quota."""
    cores = float(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text().split()
        return cores if quota == "max" else min(cores, int(quota) / int(period))
    except (OSError, ValueError):
        return cores


def _cgroup_number(name: str) -> int | None:
    try:
        return int(Path("/sys/fs/cgroup", name).read_text())
    except (OSError, ValueError):
        return None


def _generation_bytes(config: Config) -> int:
    found = published(config.index_folder)
    return found.size if found else 0


def _database_bytes(config: Config) -> int:
    path = sqlite_path(config.database_url) if config.is_sqlite else None
    return path.stat().st_size if path and path.exists() else 0
