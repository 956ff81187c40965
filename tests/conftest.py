"""Fixtures that every part of the suite may use."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import TypeVar

import pytest

from tests import servers

T = TypeVar("T")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[servers.PostgresServer]:
    """One PostgreSQL cluster for the whole run."""
    yield from _running(servers.postgres_server())


@pytest.fixture
def postgres_url(postgres_server: servers.PostgresServer) -> Iterator[str]:
    """The address of an empty PostgreSQL database that only this test sees."""
    url = servers.fresh_database(postgres_server)
    yield url
    servers.drop_database(postgres_server, url)


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The address of one Redis for the whole run; what a test leaves there, the next one sees."""
    yield from _running(servers.redis_server())


def _running(server: AbstractContextManager[T]) -> Iterator[T]:
    """A server's lifetime as a fixture; where it is not installed a person may go on, CI may not."""
    try:
        with server as running:
            yield running
    except servers.MissingServer as missing:
        if os.environ.get("CI"):
            pytest.fail(str(missing))
        pytest.skip(str(missing))
