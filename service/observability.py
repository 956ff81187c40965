"""Structured logs: constant event names, identifiers, counts and durations; nothing that anybody wrote.

Messages of exceptions are left out, as they quote what was being read or stored: an error is told by its type, what is
known to be harmless of it, and the lines of code that it came through.
"""

import logging
import os
import sys
import threading
import warnings
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from traceback import FrameSummary, extract_tb
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.contextvars import bound_contextvars

from service.errors import ConfigError, CreatormatchError

_Event = MutableMapping[str, Any]

# Of the request that is being answered here; empty elsewhere.
request_id: ContextVar[str] = ContextVar("request_id", default="")


def error_kind(error: BaseException) -> str:
    """What may be told of an error: its type, and its code, status or errno, which quote nothing; of a wrong
    configuration, which is for operators to read, its message."""
    name = type(error).__name__
    if isinstance(error, ConfigError) or getattr(error, "quotes_nothing", False):
        return f"{name}: {error}"
    if isinstance(error, CreatormatchError):
        return f"{name}: {error.code}"
    if state := getattr(getattr(error, "orig", None), "sqlstate", None):
        return f"{name}: {type(error.orig).__name__} {state}"  # type: ignore[attr-defined]
    if isinstance(error, OSError) and error.errno is not None:
        return f"{name}: {os.strerror(error.errno)}"
    return name


def trace(error: BaseException | None) -> list[str]:
    """The lines that an error, and whatever caused it, came through; outermost first, without a word of theirs."""
    lines: list[str] = []
    while error is not None and len(lines) < _MOST_LINES:
        lines += [error_kind(error), *(f"  {_place(frame)}" for frame in extract_tb(error.__traceback__))]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return lines[:_MOST_LINES]


_MOST_LINES = 100


def _place(frame: FrameSummary) -> str:
    return f"{_line_of(frame.filename, frame.lineno)} {frame.name}"


def _line_of(file: str, number: int | None) -> str:
    return f"{'/'.join(file.rsplit('/', 3)[-3:])}:{number}"


@contextmanager
def job_context(job: str, job_id: str) -> Iterator[None]:
    """Every line that is logged inside carries the job's name and the id of this run of it."""
    with bound_contextvars(job=job, job_id=job_id):
        yield


def configure_logs(pretty: bool) -> None:
    """JSON lines on standard error, or coloured ones for a person at a terminal; also of libraries, their warnings, and
    of threads and processes that end by an error."""
    renderer = structlog.dev.ConsoleRenderer() if pretty else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, *_SHARED, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    if not pretty:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(json_lines("library_message"))
        logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
        threading.excepthook = _thread_ended
        sys.excepthook = _process_ended
        warnings.showwarning = _warned


def json_lines(event: str, filled: bool = False) -> logging.Formatter:
    """Lines of the standard library's logging as events of one name. Their template is kept; what would be put into it
    only if `filled` (for the server, which takes out what it quotes), as nobody knows what it is."""

    def as_event(_logger: object, _name: str, event_dict: _Event) -> _Event:
        record: logging.LogRecord = event_dict["_record"]
        template = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
        message = event_dict["event"] if filled else template
        event_dict.update(event=event, logger=record.name, message=message)
        return event_dict

    return structlog.stdlib.ProcessorFormatter(
        # The server speaks between requests too, when the last one's id still stands.
        foreign_pre_chain=[as_event, *(_SHARED[1:] if filled else _SHARED)],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.JSONRenderer()],
        keep_exc_info=False,
        use_get_message=filled,
    )


def _name_request(_logger: object, _name: str, event: _Event) -> _Event:
    if found := request_id.get():
        event["request_id"] = found
    return event


def _show_error(_logger: object, _name: str, event: _Event) -> _Event:
    found = event.pop("exc_info", None)
    error = found[1] if isinstance(found, tuple) else sys.exc_info()[1] if found is True else found
    if isinstance(error, BaseException):
        event["error"], event["trace"] = error_kind(error), trace(error)
    return event


_SHARED: Any = (
    _name_request,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _show_error,
)

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


def _thread_ended(args: Any) -> None:
    if args.exc_type is not SystemExit:
        log.error("thread_ended", thread=args.thread.name if args.thread else "", exc_info=args.exc_value)


def _process_ended(kind: type[BaseException], error: BaseException, found: TracebackType | None) -> None:
    if issubclass(kind, Exception):
        log.error("process_ended", exc_info=error)
    else:  # Ctrl-C
        sys.__excepthook__(kind, error, found)


def _warned(message: Warning | str, category: type[Warning], filename: str, lineno: int, file: TextIO | None = None,
            line: str | None = None) -> None:  # fmt: skip
    """Without the message and the line, which may quote."""
    log.warning("library_warning", what=category.__name__, line=_line_of(filename, lineno))
