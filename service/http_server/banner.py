"""What the starting command has to say once the port is open: left in a pipe, as gunicorn takes the process's place."""

import os
import sys
from typing import Any

_VARIABLE = "CREATORMATCH_BANNER_FD"


def leave(banner: bytes) -> None:
    """For `show` in the program that this process becomes."""
    reader, writer = os.pipe()
    os.set_inheritable(reader, True)
    os.write(writer, banner)
    os.close(writer)
    os.environ[_VARIABLE] = str(reader)


def show(server: Any) -> None:
    """What was left, if anything was. `server`: gunicorn's master, whose log is told of a pipe that cannot be read."""
    # Taken out of the environment: workers and a re-executed master must not find the number again.
    descriptor = os.environ.pop(_VARIABLE, "")
    if not descriptor:
        return
    try:
        with open(int(descriptor), "rb") as pipe:
            banner = pipe.read()
    except (OSError, ValueError) as error:
        server.log.warning("%s=%s cannot be read: %s", _VARIABLE, descriptor, error)
        return
    sys.stdout.buffer.write(banner)
    sys.stdout.flush()
