"""The test servers are the real thing: durable, on loopback only, one empty database a test."""

import psycopg
import pytest
import redis

from tests import servers


def test_postgres_is_durable_and_every_database_starts_empty(
    postgres_server: servers.PostgresServer, postgres_url: str
) -> None:
    other_url = servers.fresh_database(postgres_server)
    with psycopg.connect(_plain(postgres_url)) as connection:
        connection.execute("CREATE TABLE here (id integer)")
        settings = ("fsync", "synchronous_commit", "full_page_writes", "listen_addresses")
        assert [connection.execute(f"SHOW {name}").fetchone() for name in settings] == [
            ("on",),
            ("on",),
            ("on",),
            ("127.0.0.1",),
        ]
    # As a killed process would, this connection stays open: the drop must not wait for it.
    left_open = psycopg.connect(_plain(other_url), autocommit=True)
    assert left_open.execute("SELECT to_regclass('here')").fetchone() == (None,)
    servers.drop_database(postgres_server, other_url)
    with pytest.raises(psycopg.OperationalError):
        left_open.execute("SELECT 1")
    left_open.close()
    assert postgres_url.startswith(f"postgresql+psycopg://postgres@127.0.0.1:{postgres_server.port}/")


def test_redis_keeps_nothing_on_disk(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url, decode_responses=True) as client:
        client.set("greeting", "hello", ex=60)
        assert client.get("greeting") == "hello"
        assert client.config_get("save", "appendonly", "bind") == {
            "save": "",
            "appendonly": "no",
            "bind": "127.0.0.1",
        }


def _plain(url: str) -> str:
    """SQLAlchemy's address as psycopg takes it."""
    return url.replace("postgresql+psycopg:", "postgresql:")
