"""One POST to an address that somebody else chose, so that it can reach nothing that it should not.

The host is resolved once, every answer is vetted, and the connection is made to a vetted address, with the host's name
in the TLS handshake, in the check of the certificate and in the header Host. No redirect is followed, no proxy of the
environment used, and the whole exchange, from the first connection to the last byte that is read, ends at a deadline.
Of the answer nothing is handed on but its status.
"""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

from service.outgoing.addresses import Policy, Target, may_go_to, read_target

# Of an answer's body so many bytes are read, and waited for so long: out of courtesy, the status has come by then.
_MOST_READ = 4096
_BODY_SECONDS = 1.0

# Host and port to IP addresses; raises OSError.
Resolve = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True)
class Answer:
    """What came of it: a status, or the name of an error; how long it took."""

    status: int | None
    error: str | None
    seconds: float


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, by the system's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def post(url: str, body: bytes, headers: Mapping[str, str], policy: Policy, seconds: float,
         resolving: Resolve = resolve) -> Answer:  # fmt: skip
    """Send; never raises. Errors: address_refused, name_not_resolved, connection_failed, tls_failed, timeout,
    bad_answer."""
    started = time.monotonic()
    status, error = None, None
    try:
        status = _status(url, body, headers, policy, started + seconds, resolving)
    except _Refused:
        error = "address_refused"
    except socket.gaierror:
        error = "name_not_resolved"
    except TimeoutError:
        error = "timeout"
    except ssl.SSLError:
        error = "tls_failed"
    except OSError:
        error = "connection_failed"
    except (http.client.HTTPException, ValueError):
        error = "bad_answer"
    taken = time.monotonic() - started
    if error is not None and error != "address_refused" and taken >= seconds:
        error = "timeout"  # the deadline cut the connection
    return Answer(status, error, taken)


class _Refused(Exception):
    """The address, or where its name leads, is out of bounds."""


def _status(url: str, body: bytes, headers: Mapping[str, str], policy: Policy, deadline: float,
            resolving: Resolve) -> int:  # fmt: skip
    try:
        target = read_target(url, policy)
    except ValueError as error:
        raise _Refused from error
    addresses = _resolved(target, resolving)
    if not addresses or not all(may_go_to(address, policy) for address in addresses):
        raise _Refused
    connection = _PinnedTls(target, addresses, deadline) if target.is_tls else _Pinned(target, addresses, deadline)
    guard = threading.Timer(_left(deadline), connection.cut)
    guard.daemon = True
    guard.start()
    try:
        connection.request("POST", target.path, body, {**headers, "Connection": "close"})
        answer = connection.getresponse()
        _left(deadline)  # a connection that was cut looks like the end of the headers
        _drain(connection, answer)
        return answer.status
    finally:
        guard.cancel()
        connection.close()


def _resolved(target: Target, resolving: Resolve) -> Sequence[str]:
    try:
        return resolving(target.host, target.port)
    except UnicodeError:  # a name that no resolver is asked for
        raise socket.gaierror from None


def _drain(connection: "_Pinned", answer: http.client.HTTPResponse) -> None:
    """Take the beginning of the body, so that its sender is not cut off, and forget it."""
    try:
        connection.reached.settimeout(_BODY_SECONDS)
        answer.read(_MOST_READ)
    except (OSError, http.client.HTTPException, ValueError):
        pass
    finally:
        answer.close()


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Pinned(http.client.HTTPConnection):
    """Connects to given addresses, wherever the name of its host leads by now."""

    reached: socket.socket

    def __init__(self, target: Target, addresses: Sequence[str], deadline: float) -> None:
        super().__init__(target.host, target.port)
        self._addresses, self._deadline = addresses, deadline

    def connect(self) -> None:
        self.sock = self.reached = self._first_that_answers()

    def cut(self) -> None:
        """End whatever is going on, from another thread: reading fails at once."""
        with suppress(AttributeError, OSError):  # not connected yet, or not any more
            socket.socket.shutdown(self.reached, socket.SHUT_RDWR)

    def _first_that_answers(self) -> socket.socket:
        failure: OSError | None = None
        for address in self._addresses:
            try:
                return socket.create_connection((address, self.port), _left(self._deadline))
            except OSError as error:
                failure = error
        raise failure or OSError("no address")


class _PinnedTls(_Pinned):
    """The same, and the certificate has to be for the host's name."""

    default_port = http.client.HTTPS_PORT

    def connect(self) -> None:
        plain = self._first_that_answers()
        wrapped = _trust().wrap_socket(plain, server_hostname=self.host, do_handshake_on_connect=False)
        self.sock = self.reached = wrapped
        wrapped.do_handshake()


@cache
def _trust() -> ssl.SSLContext:
    """The system's certificate authorities, or those of SSL_CERT_FILE."""
    return ssl.create_default_context()
