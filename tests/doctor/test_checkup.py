"""The doctor over parts that are really broken: it names each, says what to do, changes nothing, waits for nobody."""

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis
from sqlalchemy import make_url
from werkzeug.serving import make_server

from service import generations, keys
from service.bootstrap import build_backends
from service.config import Config, load_config
from service.doctor.checkup import checkup
from service.doctor.finding import Finding
from service.index.generation import current_name
from service.refresh import refresh
from tests import servers
from tests.builders import Api, prepare, settings
from tests.store.acts import put

Environment = dict[str, str]


def findings(environment: Environment) -> dict[str, list[Finding]]:
    """By name: some checks find several things."""
    found: dict[str, list[Finding]] = {}
    for finding in checkup(environment):
        found.setdefault(finding.name, []).append(finding)
    return found


def states(environment: Environment) -> dict[str, str]:
    return {name: ", ".join(one.state for one in of_name) for name, of_name in findings(environment).items()}


def state_of(environment: Environment, name: str) -> tuple[str, str]:
    """State, and all that is said."""
    (found,) = findings(environment)[name]
    return found.state, f"{found.seen} {found.fix}"


@pytest.fixture
def environment(data: Path) -> Environment:
    """Of a sound installation on SQLite with a creator, a key and an index, which nobody serves now."""
    made = settings(data, bind=f"{servers.HOST}:{servers._free_port()}")
    backends = build_backends(load_config(made))
    put(backends.store, "ada")
    refresh(backends)
    generations.build(backends.config, backends.store)
    keys.create_key(backends, "marketplace", None)
    backends.store.close()
    return made


@pytest.fixture
def silent() -> Iterator[int]:
    """A port that accepts connections and never says anything."""
    with socket.create_server((servers.HOST, 0)) as listener:
        yield listener.getsockname()[1]


def _tree(folder: Path) -> dict[str, tuple[int, bytes]]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files} | {
        str(path): (path.stat().st_mtime_ns, b"") for path in folder.rglob("*") if path.is_dir()
    }


def test_a_sound_installation_is_left_as_it_is_and_has_nothing_but_the_rates_to_look_at(
    environment: Environment, data: Path
) -> None:
    before = _tree(data)
    found = states(environment)
    assert {name: state for name, state in found.items() if state != "ok"} == {"exchange rates": "warning"}
    assert {"settings", "disk", "memory", "encoder", "database", "schema", "index", "port", "keys"} <= found.keys()
    assert _tree(data) == before


def test_the_service_may_run_meanwhile(api: Api, data: Path) -> None:
    server = make_server(servers.HOST, 0, api.client.application)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        api.put_creators(lena={})
        found = findings(settings(data, bind=f"{servers.HOST}:{server.server_port}"))
    finally:
        server.shutdown()
        server.server_close()
    assert found["port"][0].seen.endswith("and is ready")
    assert found["database"][0].state == found["schema"][0].state == "ok"


def test_a_first_start_lacks_a_database_and_an_index_and_the_look_makes_neither(tmp_path: Path) -> None:
    found = states(settings(tmp_path / "data"))
    assert (found["data folder"], found["database"], found["index"]) == ("ok", "warning", "warning")
    assert list(tmp_path.iterdir()) == []


def test_all_wrong_settings_are_named_at_once_and_the_rest_is_looked_at(environment: Environment) -> None:
    wrong = {"CREATORMATCH_THREADS": "0", "CREATORMATCH_POLL_SECONDS": "soon", "CREATORMATCH_TREADS": "4",
             "CREATORMATCH_REDIS_URL": "redis://127.0.0.1:1/0"}  # fmt: skip
    found = findings(environment | wrong)
    said = " ".join(f"{one.state} {one.seen} {one.fix}\n" for one in found["settings"])
    assert said.count("failure") == len(wrong)
    assert all(name in said for name in wrong)
    assert "rename it to CREATORMATCH_THREADS" in said
    assert found["redis"][0].state == "skipped"
    assert found["database"][0].state == found["index"][0].state == "ok"


def test_a_wrong_address_of_the_database_leads_to_no_other_database(environment: Environment) -> None:
    found = findings(environment | {"CREATORMATCH_DATABASE_URL": "mysql://root:s3cret@db/x"})
    assert found["database"][0].state == "skipped"
    assert "s3cret" not in str(found)


def test_a_folder_that_cannot_be_written_is_named() -> None:
    state, said = state_of(settings(Path("/proc/creatormatch")), "data folder")
    assert state == "failure"
    assert "/proc" in said


def test_a_damaged_generation_is_found_by_its_hashes(environment: Environment, data: Path) -> None:
    file = data / "index" / str(current_name(data / "index")) / "ids.npy"
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    state, said = state_of(environment, "index")
    assert state == "failure"
    assert "ids.npy" in said


def test_an_index_that_is_newer_than_its_database_is_not_trusted(environment: Environment, data: Path) -> None:
    other = data.parent / "restored"
    prepare(settings(other))
    (data / "index").rename(other / "index")
    state, said = state_of(settings(other), "index")
    assert state == "failure"
    assert "restored" in said


def test_a_file_that_is_no_database_is_not_opened_by_the_service_either(environment: Environment, data: Path) -> None:
    for file in data.glob("creatormatch.sqlite*"):
        file.unlink()
    (data / "creatormatch.sqlite").write_bytes(b"not a database" * 100)
    assert state_of(environment, "database")[0] == "failure"


def test_another_encoder_than_the_one_that_serves_is_named(environment: Environment) -> None:
    state, said = state_of(environment | {"CREATORMATCH_QUERY_PREFIX": "query: "}, "vectors")
    assert state == "warning"
    assert "again" in said


def test_an_encoder_that_does_not_load_is_a_failure_with_its_reason(environment: Environment) -> None:
    broken = {"CREATORMATCH_ENCODER": "/nowhere", "CREATORMATCH_ENCODER_BACKEND": "openvino"}
    state, said = state_of(environment | broken, "encoder")
    assert state == "failure"
    assert "model.safetensors" in said


def test_a_port_that_somebody_else_has_is_a_failure(environment: Environment, redis_url: str) -> None:
    environment["CREATORMATCH_BIND"] = redis_url.removeprefix("redis://").partition("/")[0]
    assert state_of(environment, "port")[0] == "failure"


def test_more_processes_than_cores_are_too_many(environment: Environment) -> None:
    environment["CREATORMATCH_THREADS"] = "64"
    state, said = state_of(environment, "cores")
    assert state == "warning"
    assert "CREATORMATCH_THREADS" in said


def test_postgres_without_a_schema_and_without_synced_commits(
    tmp_path: Path, postgres_url: str, redis_url: str
) -> None:
    environment = settings(tmp_path / "data", database_url=postgres_url, redis_url=redis_url)
    state, said = state_of(environment, "schema")
    assert state == "failure"
    assert "creatormatch migrate" in said
    assert _tables(postgres_url) == 0
    prepare(environment)
    found = findings(environment)
    assert [found[name][0].state for name in ("database", "schema", "durability", "redis")] == ["ok"] * 4
    assert found["clock of the database"][0].state == found["clock of redis"][0].state == "ok"
    assert found["keys"][0].state == "warning"
    with _connected(postgres_url) as connection:
        name = make_url(postgres_url).database
        connection.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")  # type: ignore[arg-type]
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    found = findings(environment)
    assert "synchronous_commit is off" in found["durability"][0].seen
    assert found["durability"][0].state == "warning"
    assert "newer" in found["schema"][0].seen


def _connected(url: str) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)


def _tables(url: str) -> int:
    with _connected(url) as connection:
        row = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert row is not None
    return int(str(row[0]))


def test_a_redis_that_evicts_is_named(tmp_path: Path, redis_url: str) -> None:
    environment = settings(tmp_path / "data", database_url="postgresql+psycopg://127.0.0.1:1/x", redis_url=redis_url)
    with redis.Redis.from_url(redis_url) as client:
        client.config_set("maxmemory-policy", "allkeys-lru")
        try:
            state, said = state_of(environment, "eviction")
        finally:
            client.config_set("maxmemory-policy", "noeviction")
    assert state == "warning"
    assert "maxmemory-policy noeviction" in said


def test_a_check_that_breaks_is_a_finding_without_passwords_and_the_others_go_on(
    environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(config: Config) -> Finding:
        raise RuntimeError(f"cannot understand {config.database_url}")

    monkeypatch.setattr("service.doctor.checkup.check_encoder", broken)
    environment["CREATORMATCH_DATABASE_URL"] = "postgresql+psycopg://me:pass%40word@127.0.0.1:1/x"
    found = findings(environment)
    assert found["encoder"][0].state == "failure"
    assert "me:***@" in found["encoder"][0].seen
    assert found["index"][0].state == "ok"


@pytest.mark.parametrize("kind", ["closed", "silent"])
def test_servers_that_are_away_are_named_without_their_passwords(tmp_path: Path, silent: int, kind: str) -> None:
    port = silent if kind == "silent" else servers._free_port()
    environment = settings(tmp_path / "data", redis_url=f"redis://:pass%40word@127.0.0.1:{port}/0",
                           database_url=f"postgresql+psycopg://me:pass%40word@127.0.0.1:{port}/x")  # fmt: skip
    found = findings(environment)
    for name in ("database", "redis"):
        assert found[name][0].state == "failure"
        assert f"127.0.0.1:{port}" in found[name][0].seen
        assert "start" in found[name][0].fix
    assert "pass" not in str([found["database"], found["redis"]])
    assert found["encoder"][0].state == "ok"
    assert os.listdir(tmp_path) == []


def test_a_password_that_should_have_been_escaped_is_not_shown_either(tmp_path: Path) -> None:
    url = f"postgresql+psycopg://me:left/right?more@127.0.0.1:{servers._free_port()}/x"
    found = findings(settings(tmp_path / "data", database_url=url))
    assert found["database"][0].state == "failure"
    assert [word for word in ("left", "right?", "more@") if word in str(found)] == []


@pytest.mark.parametrize("wrong", ["postgresql+psycopg://me:s3cret@db:port/x", "s3cret"])
def test_an_address_that_cannot_be_read_breaks_no_other_check(environment: Environment, wrong: str) -> None:
    found = findings(environment | {"CREATORMATCH_DATABASE_URL": wrong})
    assert "check broke" not in str(found)
    assert found["disk"][0].state == "ok"
    assert "failure" in (found["database"][0].state, found["settings"][0].state)
