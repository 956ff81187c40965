"""Is it alive, is it ready, how does it stand; and errors that no route raises."""

import datetime

from service.app import create_app
from tests.builders import Api


def test_it_says_that_it_lives_and_is_ready(api: Api) -> None:
    api.put_creators(lena={})
    assert api.get("/healthz", headers={}).json == {"status": "alive"}
    assert api.get("/readyz", headers={}).json == {"status": "ready"}
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
