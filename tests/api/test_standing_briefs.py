"""Standing briefs: their brands hear who enters and leaves the top because creators changed, and of nothing else."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service import watching
from service.store import deliveries, standing
from service.store.tables import events, standing_places
from service.store.tables import standing as standing_table
from service.watching import watch
from tests.builders import Api, Document, brief, external_ids, offences, prepare, running_api, settings
from tests.hooks import Hook, eventually, hook

# No sweep comes to the rescue: whoever writes an event has to wake who delivers it.
_SETTINGS = {"webhook_private": "on", "sweep_seconds": "1000", "standing_seconds": "0.02"}


@pytest.fixture
def api(data: Path) -> Iterator[Api]:
    with running_api(settings(data, **_SETTINGS)) as running:
        yield running


@pytest.fixture
def receiver() -> Iterator[Hook]:
    with hook() as here:
        yield here


def _listen(api: Api, receiver: Hook, brand: str = "acme", **more: Any) -> Document:
    made = api.post("/v1/webhooks", json={"url": receiver.url, **more}, headers=api.brand(brand))
    assert made.status_code == 201, made.text
    return made.json


def _standing(api: Api, top: int = 2, brand: str = "acme", **changes: Any) -> Document:
    """A standing brief whose top was looked at."""
    posted = api.post_brief(api.brand(brand), standing={"top": top}, **changes)
    _looked(api)
    return posted


def _looked(api: Api) -> None:
    """Until every standing brief was looked at up to the last change."""
    api.wait_indexed()
    snapshot = api.backends.served.snapshot
    assert snapshot is not None

    def done() -> bool:
        with api.backends.store.read() as connection:
            rows = connection.execute(standing_table.select()).all()
        return all(row.ground is not None and row.seq >= snapshot.header.seq for row in rows)

    eventually(done)


def _top(api: Api, brief_id: str, top: int) -> list[str]:
    return external_ids(api.matches(brief_id, limit=top))


def _follow(known: list[str], events_: list[Document]) -> set[str]:
    """The top as somebody knows it who was told of its changes."""
    followed = set(known)
    for event in events_:
        who = event["data"]["external_id"]
        followed = followed | {who} if event["type"] == "match.entered" else followed - {who}
    return followed


def test_standing_is_a_part_of_the_brief_with_a_default(api: Api) -> None:
    assert api.post_brief(standing={})["standing"] == {"top": 20}
    assert "standing" not in api.post_brief()
    wrong = api.post("/v1/briefs", json=brief(standing={"top": 101, "every": 5}), headers=api.brand())
    assert sorted(offences(wrong))[0][0] == "/standing/every"
    assert {path for path, _ in offences(wrong)} == {"/standing/top", "/standing/every"}


def test_who_enters_and_who_is_outranked_are_told_with_their_ranks(api: Api, receiver: Hook) -> None:
    _listen(api, receiver)
    cheap = {"deliverables": [{"kind": "ig_reel"}], "preferences": {"weights": {"value": 1}}}
    api.put_creators(a={"rate_card": _reel("300")}, b={"rate_card": _reel("400")}, c={"rate_card": _reel("500")})
    posted = _standing(api, **cheap)
    before = _top(api, posted["id"], 2)
    assert before == ["a", "b"]
    api.put_creators(d={"rate_card": _reel("100")})
    told = sorted((event["type"], event["data"]) for event in receiver.events(2))
    now = api.matches(posted["id"], limit=10)
    order, scores = external_ids(now), [match["score"] for match in now["items"]]
    assert order == ["d", "a", "b", "c"]
    assert told == [
        ("match.entered", {"brief_id": posted["id"], "external_id": "d", "rank": 1, "score": scores[0]}),
        ("match.left", {"brief_id": posted["id"], "external_id": "b", "reason": "outranked", "previous_rank": 2,
                        "rank": 3, "score": scores[2]}),
    ]  # fmt: skip


def _reel(rate: str) -> Document:
    return {"currency": "EUR", "rates": {"ig_reel": rate}}


def test_who_no_longer_fulfils_the_brief_has_left_and_the_next_one_has_entered(api: Api, receiver: Hook) -> None:
    _listen(api, receiver, kinds=["match.left", "match.entered"])
    api.put_creators(a={}, b={}, c={})
    posted = _standing(api, constraints={"countries": {"any_of": ["DE"]}})
    first, second = _top(api, posted["id"], 2)
    api.put_creators(**{first: {"country": "FR", "city": None}})
    (left,) = receiver.events(1, "match.left")
    assert left["data"] == {"brief_id": posted["id"], "external_id": first, "reason": "no_longer_matches",
                            "previous_rank": 1, "rank": None, "score": None}  # fmt: skip
    (entered,) = receiver.events(1, "match.entered")
    assert {entered["data"]["external_id"], second} == set(_top(api, posted["id"], 2))


def test_an_erased_creator_has_left_and_nothing_that_named_it_stays(api: Api, receiver: Hook) -> None:
    _listen(api, receiver)
    api.put_creators(a={}, b={})
    posted = _standing(api, top=3)
    api.put_creators(marked={})
    (entered,) = receiver.events(1, "match.entered")
    assert entered["data"]["external_id"] == "marked"
    _looked(api)
    assert api.delete("/v1/creators/marked").status_code == 204
    (left,) = receiver.events(1, "match.left")
    assert (left["data"]["reason"], left["data"]["external_id"], left["data"]["brief_id"]) == (
        "erased", "marked", posted["id"])  # fmt: skip
    def bodies() -> list[str]:
        with api.backends.store.read() as connection:
            return [row.body for row in connection.execute(events.select()) if row.body is not None]

    eventually(lambda: not [body for body in bodies() if "marked" in body])
    _looked(api)
    assert len(receiver.events(1, "match.left")) == 1  # the next look does not tell of it again


def test_the_first_look_and_what_the_brand_itself_changes_are_not_told(api: Api, receiver: Hook) -> None:
    _listen(api, receiver)
    api.put_creators(a={}, b={}, c={"country": "AT"}, d={"country": "AT"})
    posted = _standing(api, top=9)
    patch = {"constraints": {"countries": {"any_of": ["AT"]}}}
    assert api.patch(f"/v1/briefs/{posted['id']}", json=patch, headers=api.brand()).status_code == 200
    _looked(api)
    assert set(_top(api, posted["id"], 3)) == {"c", "d"}
    api.put_creators(e={"country": "AT"})
    assert [event["data"]["external_id"] for event in receiver.events(1)] == ["e"]
    verdict = {"verdict": "rejected", "reason": "wrong_niche"}
    assert api.put(f"/v1/briefs/{posted['id']}/feedback/c", json=verdict, headers=api.brand()).status_code == 201
    _looked(api)
    api.put_creators(f={"country": "AT"})
    assert [event["data"]["external_id"] for event in receiver.events(2)] == ["e", "f"]


def test_only_open_standing_briefs_are_looked_after(api: Api, receiver: Hook) -> None:
    _listen(api, receiver)
    closed, plain = _standing(api, top=9), api.post_brief()
    for patch in ({"status": "closed"}, {"status": "draft"}):
        assert api.patch(f"/v1/briefs/{closed['id']}", json=patch, headers=api.brand()).status_code == 200
        with api.backends.store.read() as connection:
            assert connection.execute(standing_table.select()).all() == []
    ended = _standing(api, top=9)
    api.patch(f"/v1/briefs/{ended['id']}", json={"standing": None}, headers=api.brand())
    deleted = _standing(api, top=9)
    assert api.delete(f"/v1/briefs/{deleted['id']}", headers=api.brand()).status_code == 204
    watched = _standing(api, top=9)
    api.put_creators(a={})
    assert {event["data"]["brief_id"] for event in receiver.events(1)} == {watched["id"]}
    assert plain["id"] != watched["id"]


def test_a_brand_hears_of_its_own_briefs_alone_and_the_marketplace_of_none(api: Api, receiver: Hook) -> None:
    with hook() as other, hook() as market:
        _listen(api, receiver)
        _listen(api, other, "zeta")
        assert api.post("/v1/webhooks", json={"url": market.url}).status_code == 201
        mine, theirs = _standing(api), _standing(api, brand="zeta")
        api.put_creators(a={})
        assert {event["data"]["brief_id"] for event in receiver.events(1)} == {mine["id"]}
        assert {event["data"]["brief_id"] for event in other.events(1)} == {theirs["id"]}
        assert market.got == []


def test_briefs_of_brands_that_nobody_listens_for_are_not_looked_at(api: Api, receiver: Hook) -> None:
    api.post_brief(standing={"top": 5})
    _listen(api, receiver, kinds=["plan.ready"])
    _listen(api, receiver, enabled=False)
    api.put_creators(a={})
    assert watch(api.backends) == 0
    with api.backends.store.read() as connection:
        assert connection.execute(standing_table.select()).one().ground is None


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_whoever_follows_the_events_knows_the_top_through_many_changes(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, receiver: Hook
) -> None:
    database = {} if kind == "sqlite" else {"database_url": request.getfixturevalue("postgres_url")}
    environment = settings(tmp_path / "data", **_SETTINGS, **database)
    prepare(environment)
    with running_api(environment) as api:
        _listen(api, receiver)
        api.put_creators(**{f"c{n}": {"accounts": _followed(5_000 + 700 * n)} for n in range(6)})
        wanted = {"constraints": {"followers": {"max": 9_000}}}
        posted = _standing(api, top=3, **wanted)
        known = _top(api, posted["id"], 3)
        for round_ in range(6):
            who = f"c{round_ % 6}"
            if round_ == 4:
                assert api.delete(f"/v1/creators/{who}").status_code == 204
            else:
                grown = 20_000 if round_ % 2 else 4_000
                api.put_creators(**{who: {"accounts": _followed(grown)}, f"n{round_}": {}})
            _looked(api)
        top = set(_top(api, posted["id"], 3))
        eventually(lambda: _waiting(api) == 0)
        with api.backends.store.read() as connection:
            assert len(connection.execute(standing_places.select()).all()) == len(top)
        told = sorted(receiver.got, key=lambda one: one.id)  # as they happened; who was erased since is left out
        assert len(told) >= 4
        assert _follow(known, [one.event for one in told]) == top


def _waiting(api: Api) -> int:
    with api.backends.store.read() as connection:
        return deliveries.waiting(connection)[0]


def _followed(followers: int) -> list[Document]:
    return [{"platform": "instagram", "handle": f"h{followers}", "followers": followers, "engagement_rate_pct": 3.4}]


def test_two_processes_share_the_looks_and_an_older_index_never_follows_a_newer_one(api: Api, receiver: Hook) -> None:
    _listen(api, receiver)
    posted = _standing(api, top=5)
    api.put_creators(a={})
    _looked(api)
    snapshot = api.backends.served.snapshot
    assert snapshot is not None
    with api.backends.store.read() as connection:
        ground = connection.execute(standing_table.select()).one().ground
        older = standing.Look("older", ground, snapshot.header.seq - 1)
        newer = standing.Look("newer", ground, snapshot.header.seq + 1)
        assert not standing.any_due(connection, older, 0.0)
        assert standing.any_due(connection, newer, 0.0)
        elsewhere = [standing.Look("other", "another ground", snapshot.header.seq + lead) for lead in (-1, 0)]
        assert [standing.any_due(connection, look, 0.0) for look in elsewhere] == [False, True]
    claimed = api.backends.store.write(lambda c: standing.claim(c, newer, 0.0, 60.0, 8))
    assert [(due.brief_id, list(due.places.values())) for due in claimed] == [(posted["id"], [1])]
    assert api.backends.store.write(lambda c: standing.claim(c, newer, 0.0, 60.0, 8)) == []


def test_a_brief_that_cannot_be_ranked_is_put_off_and_holds_up_no_other(
    data: Path, receiver: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_api(settings(data, **(_SETTINGS | {"standing_seconds": "1000"}))) as api:
        _listen(api, receiver)
        bad, good = (api.post_brief(standing={"top": 5})["id"] for _ in range(2))
        real = watching.rank

        def rank(backends: Any, snapshot: Any, question: Any) -> Any:
            if ranked.append(question) or len(ranked) == 1:
                raise RuntimeError("a mistake of ours")
            return real(backends, snapshot, question)

        ranked: list[Any] = []
        monkeypatch.setattr(watching, "rank", rank)
        eventually(lambda: watch(api.backends) == 0 and len(ranked) == 2)
        with api.backends.store.read() as connection:
            rows = {row.brief_id: row for row in connection.execute(standing_table.select())}
        assert (rows[bad].ground, rows[bad].lease_token, rows[bad].looked_at > 0) == (None, None, True)
        assert rows[good].ground is not None
