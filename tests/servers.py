"""Real PostgreSQL and Redis servers for tests: private, on loopback, gone afterwards."""

import glob
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import redis
from psycopg import sql

HOST = "127.0.0.1"
START_SECONDS = 30.0
STOP_SECONDS = 20.0
START_ATTEMPTS = 3


class MissingServer(Exception):
    """A server program that the tests need is not installed."""


@dataclass(frozen=True)
class PostgresServer:
    """A running cluster; its superuser is trusted on loopback."""

    port: int
    database: str = "creatormatch"

    @property
    def url(self) -> str:
        """SQLAlchemy's address of the cluster's first database."""
        return self.url_of(self.database)

    def url_of(self, database: str) -> str:
        """SQLAlchemy's address of one database."""
        return f"postgresql+psycopg://postgres@{HOST}:{self.port}/{database}"

    def connect(self, database: str = "postgres") -> psycopg.Connection[Any]:
        """A plain autocommit connection of the superuser."""
        return psycopg.connect(
            host=HOST, port=self.port, user="postgres", dbname=database, autocommit=True, connect_timeout=5
        )


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """A new cluster with everyday durability: the kill tests rely on fsync."""
    initdb, postgres = find_postgres("initdb"), find_postgres("postgres")
    with _private_directory("cm-pg-") as home:
        account = _account()
        if account:
            os.chown(home, account.pw_uid, account.pw_gid)
        data, log = home / "data", home / "log"
        _initialise(initdb, _major(postgres), data, account)
        process, port = _start(
            lambda port: _postgres_command(postgres, data, home, port), log, _postgres_answers, account
        )
        try:
            server = PostgresServer(port)
            _create_database(server, server.database)
            yield server
        finally:
            # PostgreSQL's fast shutdown: open connections are cut, not waited for.
            _stop(process, signal.SIGINT)


@contextmanager
def redis_server() -> Iterator[str]:
    """The address of a new Redis that writes nothing to disk."""
    program = shutil.which("redis-server")
    if program is None:
        raise MissingServer("redis-server is not on PATH; tests/install-servers tells how to get it")
    with _private_directory("cm-redis-") as home:
        process, port = _start(
            lambda port: _redis_command(program, home, port), home / "log", _redis_answers, None
        )
        try:
            yield f"redis://{HOST}:{port}/0"
        finally:
            _stop(process, signal.SIGTERM)


def fresh_database(server: PostgresServer) -> str:
    """The address of a new empty database in a running cluster."""
    name = f"test_{secrets.token_hex(6)}"
    _create_database(server, name)
    return server.url_of(name)


def drop_database(server: PostgresServer, url: str) -> None:
    """Removes what fresh_database made, cutting connections that a killed process left behind."""
    name = sql.Identifier(url.rpartition("/")[2])
    with server.connect() as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def find_postgres(program: str) -> str:
    """The newest of Debian's versions, which are not on PATH, or else whatever PATH has."""
    installed = glob.glob(f"/usr/lib/postgresql/*/bin/{program}")
    found = max(installed, key=_version_in_path, default=None) or shutil.which(program)
    if found is None:
        raise MissingServer(f"PostgreSQL's {program} is not there; tests/install-servers tells how to get it")
    return found


def _version_in_path(path: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", path))


def _major(postgres: str) -> int:
    output = subprocess.run([postgres, "--version"], check=True, capture_output=True, text=True).stdout
    return int(re.findall(r"\d+", output)[0])


def _account() -> pwd.struct_passwd | None:
    """Whom PostgreSQL runs as: it refuses root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def _identity(account: pwd.struct_passwd | None) -> dict[str, Any]:
    """The arguments that have subprocess change user."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _initialise(initdb: str, major: int, data: Path, account: pwd.struct_passwd | None) -> None:
    command = [initdb, "-D", str(data), "-U", "postgres", "--auth=trust", "--no-sync"]
    command += ["--encoding=UTF8", "--locale=C.UTF-8"]
    if major >= 15:
        # Words sort as in a dictionary, as on most real servers: an ORDER BY that relies on bytes shows.
        command += ["--locale-provider=icu", "--icu-locale=en"]
    result = subprocess.run(
        command,
        cwd=data.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **_identity(account),
    )
    if result.returncode != 0:
        raise RuntimeError(f"initdb failed:\n{result.stdout}")


def _postgres_command(postgres: str, data: Path, sockets: Path, port: int) -> list[str]:
    settings = {
        "listen_addresses": HOST,
        "port": port,
        "unix_socket_directories": sockets,
        "max_connections": 200,
    }
    return [postgres, "-D", str(data), *(f"--{name}={value}" for name, value in settings.items())]


def _redis_command(program: str, home: Path, port: int) -> list[str]:
    address = ["--bind", HOST, "--port", str(port)]
    return [program, *address, "--dir", str(home), "--save", "", "--appendonly", "no"]


def _start(
    command: Callable[[int], list[str]],
    log: Path,
    answers: Callable[[int], bool],
    account: pwd.struct_passwd | None,
) -> tuple[subprocess.Popen[bytes], int]:
    """Starts a server on a free port, on another one when somebody took that port in between."""
    for _ in range(START_ATTEMPTS):
        port = _free_port()
        with log.open("wb") as output:
            process = subprocess.Popen(
                command(port),
                cwd=log.parent,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                # Ctrl-C in the terminal is for pytest, which then stops its servers in order.
                start_new_session=True,
                **_identity(account),
            )
        if _comes_up(process, port, answers):
            return process, port
        _stop(process, signal.SIGKILL)
    raise RuntimeError(f"{command(port)[0]} did not start:\n{log.read_text(errors='replace')[-4000:]}")


def _comes_up(process: subprocess.Popen[bytes], port: int, answers: Callable[[int], bool]) -> bool:
    """Whether the server answered before it ended or its time was up."""
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        if answers(port):
            # Whoever answered on a port that was snatched away is not the process just started.
            return process.poll() is None
        time.sleep(0.02)
    return False


def _postgres_answers(port: int) -> bool:
    try:
        PostgresServer(port).connect().close()
    except psycopg.OperationalError:
        return False
    return True


def _redis_answers(port: int) -> bool:
    try:
        with redis.Redis(HOST, port, socket_connect_timeout=1, socket_timeout=1) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def _stop(process: subprocess.Popen[bytes], stop_signal: signal.Signals) -> None:
    process.send_signal(stop_signal)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _create_database(server: PostgresServer, name: str) -> None:
    with server.connect() as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _private_directory(prefix: str) -> Iterator[Path]:
    """Outside pytest's own folders, which are closed to PostgreSQL's user; short, as sockets need it."""
    path = Path(tempfile.mkdtemp(prefix=prefix))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
