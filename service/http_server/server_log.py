"""gunicorn's own lines, in the form of all others."""

import re
from typing import Any

from gunicorn.glogging import Logger

from service.observability import json_lines


class ServerLog(Logger):
    """gunicorn's own lines as JSON like all others, without what they would quote of requests and errors."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(json_lines("server_message", filled=True))

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        super().warning(*_without_quotes(msg, args), **kwargs)

    def error(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        super().error(*_without_quotes(msg, args), **kwargs)

    def exception(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        super().exception(*_without_quotes(msg, args), **kwargs)


def _without_quotes(msg: Any, args: tuple[Any, ...]) -> tuple[Any, ...]:
    """A message and what is put into it: numbers and names of signals are, nothing else."""
    text = msg if isinstance(msg, str) else type(msg).__name__
    if text.startswith("Invalid request from ip="):  # the address and what it sent are in it already
        return ("Invalid request",)
    known = [one if isinstance(one, int) or re.fullmatch("SIG[A-Z0-9]+", str(one)) else "..." for one in args]
    return (text, *known)
