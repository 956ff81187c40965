"""Who serves: one API process on SQLite, whose file is written by one process and whose jobs run inside it; otherwise
processes with names."""

import fcntl
import os
import socket
import time
from typing import IO

from service.config import Config
from service.errors import ConfigError

_held: list[IO[str]] = []
# A worker whose master was killed needs this long to notice and let go.
_PATIENCE_SECONDS = 5.0


def claim_data_folder(config: Config) -> None:
    """Hold the data folder's lock for the life of this process; raises ConfigError when another one has it."""
    if not config.is_sqlite:
        return
    config.data.mkdir(parents=True, exist_ok=True)
    file = (config.data / "server.lock").open("a")
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not (mine := _lock(file)) and time.monotonic() < deadline:
        time.sleep(0.1)
    if not mine:
        file.close()
        raise ConfigError(
            f"another API process already serves {config.data}; SQLite takes one. "
            "Stop it, choose another CREATORMATCH_DATA, or use PostgreSQL and Redis for several processes"
        )
    _held.append(file)


def process_name(config: Config) -> str:
    """Different for each process that serves at the same time."""
    if config.is_sqlite:
        return "embedded"
    return f"{socket.gethostname()}:{os.getpid()}:{config.index_folder.absolute()}"[:255]


def _lock(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
