"""Whether the port is free, or who has it."""

import http.client
import json
import socket
from typing import Any

from service.config import Config
from service.doctor.finding import Finding, failure, ok, warning

_SECONDS = 3.0


def check_port(config: Config) -> Finding:
    host, _, port = config.bind.rpartition(":")
    if not port.isdecimal() or host.startswith("unix"):
        return ok("port", f"{config.bind} is a socket of this machine")
    host = host.strip("[]") or "0.0.0.0"
    if (error := _cannot_listen(host, int(port))) is None:
        return ok("port", f"nothing serves at {config.bind} now; the port is free")
    reached = "127.0.0.1" if host == "0.0.0.0" else "::1" if host == "::" else host
    ready = _answer(reached, int(port), "/readyz")
    if ready is None:
        fix = "stop what listens there, or set CREATORMATCH_BIND to another address and port"
        return failure("port", f"{config.bind}: {error}, and no creatormatch answers there", fix)
    status, state = ready
    if status == 200:
        return ok("port", f"a creatormatch answers at {config.bind} and is ready")
    why = str(state.get("detail", f"status {status}"))
    fix = "wait if it has just started; otherwise see its log, and the other findings here"
    return warning("port", f"the creatormatch at {config.bind} is not ready: {why}", fix)


def _cannot_listen(host: str, port: int) -> str | None:
    """Bound and let go; nobody could connect in between, because it does not listen."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        return error.strerror or str(error)
    return None


def _answer(host: str, port: int, path: str) -> tuple[int, dict[str, Any]] | None:
    """Status and JSON of a creatormatch; None when it is none."""
    connection = http.client.HTTPConnection(host, port, timeout=_SECONDS)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        found = json.loads(response.read(100_000))
    except (OSError, ValueError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    is_ours = isinstance(found, dict) and ("status" in found or "code" in found)
    return (response.status, found) if is_ours else None
