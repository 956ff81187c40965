"""Is it alive, is it ready, how does it stand; and errors that no route raises."""

import datetime
import time

from sqlalchemy import Connection, insert

from service.app import create_app
from service.generations import build
from service.store import creators, encoders, stale, tables
from service.version import VERSION
from tests.builders import Api


def test_it_says_that_it_lives_and_is_ready(api: Api) -> None:
    api.put_creators(lena={})
    alive, ready = api.get("/healthz", headers={}).json, api.get("/readyz", headers={}).json
    assert alive == {"status": "alive", "checks": {name: {"ok": True} for name in ("follower", "watcher", "jobs")}}
    assert (ready["status"], list(ready["checks"])) == ("ready", ["draining", "database", "schema", "index", "feed"])
    assert all(check["ok"] for check in ready["checks"].values())
    assert api.call("HEAD", "/readyz", headers={}).status_code == 200


def test_while_the_database_is_away_answers_say_so_and_afterwards_all_is_well(api: Api) -> None:
    api.put_creators(lena={})
    headers = api.brand()
    file = api.backends.config.data / "creatormatch.sqlite"
    api.backends.store.close()
    file.rename(file.with_suffix(".away"))
    file.mkdir()
    ready, read = api.get("/readyz", headers={}), api.get("/v1/creators/lena", headers=headers)
    file.rmdir()
    file.with_suffix(".away").rename(file)
    assert (ready.status_code, ready.json["code"]) == (503, "database_unavailable")
    assert (read.status_code, int(read.headers["Retry-After"]) >= 1) == (503, True)
    assert api.get("/readyz", headers={}).status_code == 200
    assert api.get("/v1/creators/lena", headers=headers).json["external_id"] == "lena"


def test_the_status_counts_what_is_stored_and_what_is_visible(api: Api) -> None:
    api.put_creators(a={}, b={})
    found = api.get("/v1/status").json
    assert (found["creators"], found["indexed"], found["stale"], found["failed"]) == (2, 2, 0, 0)
    assert found["feed_seq"] == found["visible_seq"] > 0
    assert [(e["state"], e["stale"]) for e in found["encoders"]] == [("active", 0)]
    assert found["index_version"] == api.match()["index_version"]
    assert (found["feed_lag"], found["feed_lag_seconds"]) == (0, 0.0)


def test_the_status_says_what_waits_for_whom(api: Api) -> None:
    def change(connection: Connection) -> None:
        encoder = encoders.active(connection)
        assert encoder is not None
        waiting = {"encoder": encoder.fingerprint, "retry_at": 2.0**40, "leased_until": 0.0, "attempts": 0}
        rows = [(stale.EDIT, 9_000.0, None), (stale.IMPORT, 5_000.0, None), (stale.IMPORT, 10.0, "poison")]
        names = creators.ids_of(connection, list("abc"))
        for name, (urgency, queued_at, error) in zip("abc", rows, strict=True):
            values = {"creator_id": names[name], "urgency": urgency, "queued_at": queued_at, "error": error}
            connection.execute(insert(tables.stale).values(waiting | values))

    api.put_creators(a={}, b={}, c={})
    api.backends.store.write(change)
    found = api.get("/v1/status").json
    assert (found["stale"], found["failed"]) == (2, 1)
    assert (found["queues"]["edits"], found["queues"]["imported"]) == (1, 1)
    assert 4_000 < time.time() - found["oldest_stale_seconds"] < 6_000, "who failed is not waited for"
    assert (found["queues"]["imports_waiting"], found["queues"]["webhook_deliveries"]) == (0, 0)


def test_the_status_says_what_runs_on_what(api: Api) -> None:
    api.put_creators(a={})
    found = api.get("/v1/status").json
    assert (found["version"], found["encoder"], found["database"]["kind"]) == (VERSION, "hash", "sqlite")
    assert found["redis"] == {"configured": False, "reachable": None}
    assert found["database"]["bytes"] > 0
    assert found["disk"]["data_bytes"] >= found["database"]["bytes"]
    assert found["disk"]["free_bytes"] > 0
    assert found["uptime_seconds"] >= 0
    assert found["embedded_per_second"] > 0
    assert found["generation"] is None


def test_the_status_describes_the_generation_that_is_published(api: Api) -> None:
    api.put_creators(a={}, b={})
    name = build(api.backends.config, api.backends.store)
    found = api.get("/v1/status").json["generation"]
    assert (found["name"], found["rows"], found["seq"]) == (name, 2, api.get("/v1/status").json["feed_seq"])
    assert found["bytes"] > 1000
    assert 0 <= found["age_seconds"] < 600


def test_postgresql_says_how_large_it_is(postgres_api: Api) -> None:
    assert postgres_api.get("/v1/status").json["database"]["kind"] == "postgresql"
    assert postgres_api.get("/v1/status").json["database"]["bytes"] > 100_000


def test_metrics_count_requests_by_route_and_never_by_address(api: Api) -> None:
    api.put_creators(a={})
    api.get("/v1/creators/a")
    api.get("/v1/creators/a/nowhere")
    metrics = api.get("/metrics", headers={}).text
    assert 'route="/v1/creators/<external_id>"' in metrics
    assert "nowhere" not in metrics
    assert "creatormatch_creators_indexed" in metrics


def test_no_such_route_and_no_such_method_are_problems_too(api: Api) -> None:
    missing, wrong = api.get("/v1/nothing", headers={}), api.delete("/v1/creators", headers={})
    assert (missing.status_code, missing.json["code"]) == (404, "no_such_route")
    assert (wrong.status_code, wrong.json["code"]) == (405, "method_not_allowed")
    assert "GET" in wrong.headers["Allow"]


def test_an_error_of_ours_says_nothing_of_our_insides(api: Api) -> None:
    app = create_app(api.backends)

    def broken() -> str:
        raise RuntimeError("password=hunter2")

    app.add_url_rule("/v1/broken", view_func=broken)
    response = app.test_client().get("/v1/broken", headers=dict(api.brand()))
    assert (response.status_code, response.mimetype) == (500, "application/problem+json")
    assert response.json["code"] == "internal_error"
    assert "hunter2" not in response.text


def test_the_published_contract_is_the_applications_own(api: Api) -> None:
    assert api.get("/v1/openapi.json", headers={}).json == api.contract.spec


def test_times_are_rfc_3339_in_utc(api: Api) -> None:
    created = api.put_creator("lena")["created_at"]
    assert created.endswith("Z")
    age = datetime.datetime.now(datetime.UTC) - datetime.datetime.fromisoformat(created)
    assert datetime.timedelta(0) <= age < datetime.timedelta(minutes=1)
