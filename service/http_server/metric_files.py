"""The folder into which several serving processes count; whichever is asked adds up (service/metrics.py).

prometheus_client finds it by PROMETHEUS_MULTIPROC_DIR, which has to be set before it is imported; so it is imported
here only where a worker has ended.
"""

import os
import shutil
import tempfile
from pathlib import Path

_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
_PREFIX = "creatormatch-metrics-"


def forget_others() -> None:
    """Settings are read again at a reload, when the folder in use is this master's own; any other is not used."""
    if f"/{_PREFIX}{os.getpid()}-" not in os.environ.get(_VARIABLE, ""):
        os.environ.pop(_VARIABLE, None)


def make(parent: str | None) -> None:
    """A new folder of this master, in `parent` or where temporary files go; those of masters that were killed are
    removed."""
    root = parent or tempfile.gettempdir()
    for left in Path(root).glob(f"{_PREFIX}*"):
        pid = left.name.removeprefix(_PREFIX).partition("-")[0]
        # Anybody may put something of such a name where all can write.
        if pid.isdecimal() and left.stat(follow_symlinks=False).st_uid == os.geteuid() and not _lives(int(pid)):
            shutil.rmtree(left, ignore_errors=True)
    os.environ[_VARIABLE] = tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=root)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def mark_ended(pid: int) -> None:
    """What a process that ended had counted stays; how things stood with it does not."""
    if _VARIABLE in os.environ:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(pid)  # type: ignore[no-untyped-call]


def remove() -> None:
    if folder := os.environ.get(_VARIABLE):
        shutil.rmtree(folder, ignore_errors=True)
