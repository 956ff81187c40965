"""Whose turn it is at an encoder: one batch at a time, queries before documents.

Queries that arrive while a batch runs go together in the next one, so a burst of them costs few calls.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

from service.errors import Unavailable

Vectors = npt.NDArray[np.float32]
Text = TypeVar("Text")

# Texts that may wait, all queries together: about a second of work for one core.
MOST_WAITING = 256


@dataclass(eq=False)
class _Ticket(Generic[Text]):
    """One caller's texts, and what became of them."""

    texts: Sequence[Text]
    vectors: Vectors | None = None
    error: BaseException | None = None

    @property
    def is_done(self) -> bool:
        return self.vectors is not None or self.error is not None


class Lane(Generic[Text]):
    """Serves callers from many threads with one function that must not run twice at a time."""

    def __init__(self, encode: Callable[[Sequence[Text]], Vectors], most_waiting: int = MOST_WAITING) -> None:
        self._encode = encode
        self._most_waiting = most_waiting
        self._condition = threading.Condition()
        self._busy = False
        self._queries: list[_Ticket[Text]] = []

    def documents(self, texts: Sequence[Text]) -> Vectors:
        """One vector a text, once no query waits. Few texts at a time: a query waits for one call to end."""
        with self._condition:
            self._condition.wait_for(lambda: not self._busy and not self._queries)
            self._busy = True
        try:
            return self._encode(texts)
        finally:
            self._leave()

    def queries(self, texts: Sequence[Text]) -> Vectors:
        """One vector a text; raises Unavailable where too many wait already."""
        ticket = _Ticket(texts)
        with self._condition:
            self._refuse_too_many(len(texts))
            self._queries.append(ticket)
            self._condition.wait_for(lambda: ticket.is_done or not self._busy)
            mine = [] if ticket.is_done else self._take_all()
        if mine:
            self._serve(mine)
        if ticket.error is not None:
            raise ticket.error
        assert ticket.vectors is not None
        return ticket.vectors

    def _refuse_too_many(self, more: int) -> None:
        waiting = sum(len(ticket.texts) for ticket in self._queries)
        if waiting and waiting + more > self._most_waiting:
            raise Unavailable("too many briefs wait for the encoder; try again in a moment", code="encoder_busy")

    def _take_all(self) -> list[_Ticket[Text]]:
        self._busy = True
        taken, self._queries = self._queries, []
        return taken

    def _serve(self, tickets: list[_Ticket[Text]]) -> None:
        try:
            self._encode_together(tickets)
        except Exception:
            for ticket in tickets:  # one text that cannot be encoded is nobody else's trouble
                self._encode_alone(ticket)
        finally:
            for ticket in tickets:
                if not ticket.is_done:
                    ticket.error = RuntimeError("encoding was interrupted")
            self._leave()

    def _encode_together(self, tickets: list[_Ticket[Text]]) -> None:
        found = self._encode([text for ticket in tickets for text in ticket.texts])
        ends = np.cumsum([len(ticket.texts) for ticket in tickets])
        for ticket, vectors in zip(tickets, np.split(found, ends[:-1]), strict=True):
            ticket.vectors = vectors

    def _encode_alone(self, ticket: _Ticket[Text]) -> None:
        try:
            ticket.vectors = self._encode(ticket.texts)
        except Exception as error:
            ticket.error = error

    def _leave(self) -> None:
        with self._condition:
            self._busy = False
            self._condition.notify_all()
