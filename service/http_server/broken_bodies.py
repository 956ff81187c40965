"""Bodies that break while they are read: the client's fault, not ours."""

from collections.abc import Callable, Iterable
from typing import Any

from gunicorn.http.errors import ParseException

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class BrokenBodies:
    """WSGI middleware. What gunicorn finds wrong with chunks becomes an OSError, as a connection that is cut off is,
    and Werkzeug answers 400 to that."""

    def __init__(self, app: WsgiApp) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["wsgi.input"] = _Body(environ["wsgi.input"])
        return self._app(environ, start_response)


class _Body:
    def __init__(self, body: Any) -> None:
        self._body = body

    def read(self, *sizes: int) -> bytes:
        return self._reading(self._body.read, *sizes)

    def readline(self, *sizes: int) -> bytes:
        return self._reading(self._body.readline, *sizes)

    def _reading(self, read: Callable[..., bytes], *sizes: int) -> bytes:
        try:
            return read(*sizes)
        except ParseException as error:
            raise OSError(f"the body is not what its head says: {error}") from error
