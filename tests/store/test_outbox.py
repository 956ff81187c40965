"""Events and deliveries on both databases: written with what happens, claimed by lease, emptied by erasures."""

import threading
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from sqlalchemy import Connection, func, select, update

from service.store import brands, deliveries, outbox, webhooks
from service.store.deliveries import DELIVERED, ERASED, FAILED, PENDING, Claimed, Outcome
from service.store.engine import Store
from service.store.tables import deliveries as delivery_table
from service.store.tables import event_creators, events
from service.store.tables import webhooks as webhook_table
from service.store.webhooks import StoredWebhook
from tests.store.acts import erase, put

_LEASE = 60.0
_ATTEMPT = {"at": 1.0, "status": 500, "error": "refused", "duration_ms": 1.0}


@pytest.fixture
def acme(store: Store) -> int:
    return store.write(lambda c: brands.put_brand(c, "acme", "Acme"))[0].id


@pytest.fixture
def zeta(store: Store) -> int:
    return store.write(lambda c: brands.put_brand(c, "zeta", "Zeta"))[0].id


def _endpoint(store: Store, owner: int | None, name: str, **settings: Any) -> StoredWebhook:
    document = {"url": f"https://{name}.example/"} | settings
    made = store.write(lambda c: webhooks.add(c, owner, f"whk_{name}", "whsec_YWJj", document, 20))
    assert made is not None
    return made


def _emit(store: Store, owner: int | None, kind: str = outbox.PLAN_READY, creator_ids: tuple[int, ...] = (),
          **data: Any) -> None:  # fmt: skip
    store.write(lambda c: outbox.emit(c, owner, kind, data, creator_ids))


def _claim(store: Store, token: str = "me", lease: float = _LEASE,
           without: tuple[int | None, ...] = ()) -> Claimed | None:  # fmt: skip
    return store.write(lambda c: deliveries.claim(c, token, lease, without))


def _finish(store: Store, claimed: Claimed | None, outcome: Outcome, token: str = "me") -> bool:
    assert claimed is not None
    return store.write(lambda c: deliveries.finish(c, token, claimed, outcome))


def _log(store: Store, webhook: StoredWebhook) -> list[deliveries.StoredDelivery]:
    with store.read() as connection:
        return deliveries.page(connection, webhook.brand_id, webhook.id, None, "", 100)


def _bodies(store: Store) -> list[str | None]:
    with store.read() as connection:
        return list(connection.execute(select(events.c.body).order_by(events.c.id)).scalars())


def _count(store: Store, table: Any) -> int:
    with store.read() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def test_an_event_goes_to_those_endpoints_of_its_owner_that_want_it(store: Store, acme: int, zeta: int) -> None:
    everything = _endpoint(store, acme, "all")
    chosen = _endpoint(store, acme, "plans", kinds=["plan.ready"])
    others = [_endpoint(store, acme, "matches", kinds=["match.entered", "match.left"]),
              _endpoint(store, acme, "off", enabled=False), _endpoint(store, zeta, "zeta"),
              _endpoint(store, None, "marketplace")]  # fmt: skip
    _emit(store, acme, plan_id="pln_1")
    assert [len(_log(store, one)) for one in (everything, chosen, *others)] == [1, 1, 0, 0, 0, 0]
    _emit(store, None, outbox.IMPORT_FINISHED, import_id="imp_1")
    assert [len(_log(store, one)) for one in (everything, chosen, *others)] == [1, 1, 0, 0, 0, 1]
    (event, _) = _bodies(store)
    assert orjson.loads(event or "")["data"] == {"plan_id": "pln_1"}
    assert _log(store, everything)[0].event_id == _log(store, chosen)[0].event_id


def test_nothing_is_kept_where_the_owner_has_no_endpoint_or_the_transaction_fails(store: Store, acme: int) -> None:
    _emit(store, acme, plan_id="pln_1")
    assert _bodies(store) == []
    _endpoint(store, acme, "all")

    def change(connection: Any) -> None:
        outbox.emit(connection, acme, outbox.PLAN_READY, {"plan_id": "pln_2"})
        raise RuntimeError("after the event")

    with pytest.raises(RuntimeError, match="after the event"):
        store.write(change)
    assert (_bodies(store), _claim(store)) == ([], None)


def test_a_body_of_20_kilobytes_is_refused(store: Store, acme: int) -> None:
    _endpoint(store, acme, "all")
    with pytest.raises(ValueError, match="must stay below 20000"):
        _emit(store, acme, text="x" * 20_000)


def test_an_endpoint_gets_one_delivery_at_a_time_the_longest_due_first_and_none_waits_for_another(
    store: Store, acme: int
) -> None:
    first, second = _endpoint(store, acme, "first"), _endpoint(store, acme, "second", kinds=["import.finished"])
    _emit(store, acme, plan_id="pln_1")
    _emit(store, acme, plan_id="pln_2")
    claimed = _claim(store)
    assert claimed is not None
    assert (claimed.webhook_id, claimed.tries) == (first.id, 0)
    assert orjson.loads(claimed.body)["data"] == {"plan_id": "pln_1"}
    assert _claim(store) is None
    _emit(store, acme, outbox.IMPORT_FINISHED)
    other = _claim(store)
    assert other is not None
    assert other.webhook_id == second.id
    assert _finish(store, claimed, Outcome(DELIVERED, _ATTEMPT | {"status": 204, "error": None}))
    again = _claim(store)
    assert again is not None
    assert orjson.loads(again.body)["data"] == {"plan_id": "pln_2"}


def test_a_claim_whose_worker_was_killed_is_another_s_once_its_lease_has_ended_and_a_late_answer_counts_for_nothing(
    store: Store, acme: int
) -> None:
    endpoint = _endpoint(store, acme, "all")
    _emit(store, acme)
    killed = _claim(store, "killed", lease=-1.0)
    taken = _claim(store, "second")
    assert killed is not None
    assert taken is not None
    assert (taken.delivery_id, taken.event_id) == (killed.delivery_id, killed.event_id)
    assert not _finish(store, killed, Outcome(FAILED, _ATTEMPT), "killed")
    assert _log(store, endpoint)[0].status == PENDING
    assert _finish(store, taken, Outcome(DELIVERED, _ATTEMPT), "second")
    assert not _finish(store, taken, Outcome(FAILED, _ATTEMPT), "second")
    assert [(d.status, len(d.attempts), d.next_at) for d in _log(store, endpoint)] == [(DELIVERED, 1, None)]


def test_at_a_restart_of_the_one_process_every_lease_ends(store: Store, acme: int) -> None:
    _endpoint(store, acme, "all")
    _emit(store, acme)
    assert _claim(store, "killed") is not None
    assert _claim(store) is None
    store.write(deliveries.free_all)
    assert _claim(store) is not None


def test_owners_who_have_enough_under_way_wait(store: Store, acme: int) -> None:
    _endpoint(store, acme, "acme")
    market = _endpoint(store, None, "market")
    _emit(store, acme)
    _emit(store, None)
    claimed = _claim(store, without=(acme,))
    assert claimed is not None
    assert claimed.webhook_id == market.id
    assert _claim(store, without=(acme, None)) is None


def test_what_failed_is_due_again_later_and_its_endpoint_is_left_alone_meanwhile(store: Store, acme: int) -> None:
    endpoint = _endpoint(store, acme, "all")
    _emit(store, acme)
    _emit(store, acme)
    assert _finish(store, _claim(store), Outcome(PENDING, _ATTEMPT, retry_seconds=300, pause_seconds=60))
    newest, oldest = _log(store, endpoint)
    assert oldest.next_at is not None
    assert oldest.next_at > oldest.created_at + 299
    assert (oldest.status, oldest.attempts, newest.attempts) == (PENDING, [_ATTEMPT], [])
    assert _claim(store) is None
    store.write(lambda c: c.execute(update(webhook_table).values(leased_until=0.0)))
    other = _claim(store)
    assert other is not None
    assert (other.delivery_id, other.failures) == (newest.id, 1)
    assert other.failing_seconds >= 0
    assert _finish(store, other, Outcome(DELIVERED, _ATTEMPT))
    with store.read() as connection:
        stored = webhooks.get(connection, acme, endpoint.id)
    assert stored is not None
    assert (stored.failing_since, stored.enabled, stored.version) == (None, True, 1)


def test_an_endpoint_is_disabled_with_its_reason_as_a_new_version(store: Store, acme: int) -> None:
    endpoint = _endpoint(store, acme, "all")
    _emit(store, acme)
    _emit(store, acme)
    assert _finish(store, _claim(store), Outcome(FAILED, _ATTEMPT, disable=webhooks.GONE))
    with store.read() as connection:
        stored = webhooks.get(connection, acme, endpoint.id)
        assert deliveries.waiting(connection) == (0, 0.0)
    assert stored is not None
    assert (stored.enabled, stored.disabled_reason, stored.version) == (False, "gone", 2)
    assert stored.disabled_at is not None
    assert _claim(store) is None


def test_an_endpoint_that_got_another_address_meanwhile_is_not_disabled_by_the_answer_of_the_former_one(
    store: Store, acme: int
) -> None:
    before = _endpoint(store, acme, "one")
    _emit(store, acme)
    claimed = _claim(store)
    store.write(lambda c: webhooks.change(c, before, {"url": "https://two.example/"}))
    assert _finish(store, claimed, Outcome(FAILED, _ATTEMPT, disable=webhooks.GONE))
    with store.read() as connection:
        after = webhooks.get(connection, acme, before.id)
    assert after is not None
    assert (after.enabled, after.disabled_reason, after.version) == (True, None, 2)
    assert [one.status for one in _log(store, before)] == [FAILED]


def test_two_creations_at_once_do_not_exceed_the_limit(store: Store, acme: int) -> None:
    _endpoint(store, acme, "one")
    made: list[StoredWebhook | None] = []
    counted, others = threading.Event(), []

    def add(name: str, then: Callable[[], object]) -> None:
        def change(connection: Connection) -> StoredWebhook | None:
            found = webhooks.add(connection, acme, f"whk_{name}", "whsec_YWJj", {"url": "https://x.example/"}, 2)
            then()
            return found

        made.append(store.write(change))

    def meanwhile() -> None:
        others.append(threading.Thread(target=add, args=("three", counted.set)))
        others[0].start()
        assert not counted.wait(0.2)  # it waits for the first one to commit

    add("two", meanwhile)
    others[0].join()
    assert [one.id if one else None for one in made] == ["whk_two", None]


def test_the_log_of_a_delivery_keeps_the_latest_attempts(store: Store, acme: int) -> None:
    endpoint = _endpoint(store, acme, "all")
    _emit(store, acme)
    for number in range(23):
        assert _finish(store, _claim(store), Outcome(PENDING, _ATTEMPT | {"duration_ms": number}, retry_seconds=0))
    (delivery,) = _log(store, endpoint)
    assert [attempt["duration_ms"] for attempt in delivery.attempts] == list(range(3, 23))


def test_an_erasure_empties_the_events_that_name_the_creator_and_what_waits_is_never_sent(
    store: Store, acme: int
) -> None:
    endpoint = _endpoint(store, acme, "all")
    ada, bob = put(store, "ada").id, put(store, "bob").id
    _emit(store, acme, outbox.MATCH_ENTERED, (ada,), external_id="ada")
    _emit(store, acme, outbox.MATCH_ENTERED, (ada, bob), external_ids=["ada", "bob"])
    _emit(store, acme, outbox.MATCH_ENTERED, (bob,), external_id="bob")
    delivered = _claim(store)
    assert _finish(store, delivered, Outcome(DELIVERED, _ATTEMPT))
    under_way = _claim(store)
    erase(store, "ada")
    assert [body is not None for body in _bodies(store)] == [False, False, True]
    assert [d.status for d in _log(store, endpoint)] == [PENDING, ERASED, DELIVERED]
    assert _finish(store, under_way, Outcome(PENDING, _ATTEMPT, retry_seconds=0))
    assert [d.status for d in _log(store, endpoint)] == [PENDING, ERASED, DELIVERED]
    last = _claim(store)
    assert last is not None
    assert orjson.loads(last.body)["data"] == {"external_id": "bob"}
    assert _count(store, event_creators) == 1


def test_a_delivery_whose_event_was_emptied_behind_its_back_holds_up_nothing(store: Store, acme: int) -> None:
    first, second = _endpoint(store, acme, "first"), _endpoint(store, acme, "second")
    _emit(store, acme, number=1)
    store.write(lambda c: c.execute(update(events).values(body=None)))
    assert _claim(store) is None
    assert [_log(store, one)[0].status for one in (first, second)] == [ERASED, ERASED]
    _emit(store, acme, number=2)
    claimed = [_claim(store, token) for token in ("a", "b")]
    assert {one.webhook_id for one in claimed if one} == {first.id, second.id}


def test_an_event_about_an_erased_creator_is_emptied_when_the_last_endpoint_has_it(store: Store, acme: int) -> None:
    _endpoint(store, acme, "first")
    _endpoint(store, acme, "second")
    store.write(lambda c: outbox.emit(c, acme, outbox.MATCH_LEFT, {"external_id": "ada"}, of_erased=True))
    assert _finish(store, _claim(store, "a"), Outcome(DELIVERED, _ATTEMPT), "a")
    assert _bodies(store) != [None]
    assert _finish(store, _claim(store, "b"), Outcome(FAILED, _ATTEMPT), "b")
    assert _bodies(store) == [None]


def test_an_event_about_an_erased_creator_is_emptied_after_days_in_any_case(store: Store, acme: int) -> None:
    endpoint = _endpoint(store, acme, "all")
    store.write(lambda c: outbox.emit(c, acme, outbox.MATCH_LEFT, {"external_id": "ada"}, of_erased=True))
    _emit(store, acme)
    assert store.write(lambda c: outbox.scrub_erased(c, 1000.0, 10)) == 0
    assert store.write(lambda c: outbox.scrub_erased(c, -1.0, 10)) == 1
    assert [body is not None for body in _bodies(store)] == [False, True]
    assert [d.status for d in _log(store, endpoint)] == [PENDING, ERASED]


def test_events_are_forgotten_with_their_deliveries_after_their_time_a_few_at_once(store: Store, acme: int) -> None:
    _endpoint(store, acme, "all")
    ada = put(store, "ada").id
    for _ in range(3):
        _emit(store, acme, outbox.MATCH_ENTERED, (ada,), external_id="ada")
    assert store.write(lambda c: outbox.forget(c, 1000.0, 2)) == 0
    assert [store.write(lambda c: outbox.forget(c, -1.0, 2)) for _ in range(3)] == [2, 1, 0]
    assert [_count(store, table) for table in (events, delivery_table, event_creators)] == [0, 0, 0]


def test_a_time_can_be_replayed_and_repeating_it_sends_nothing_twice(store: Store, acme: int, zeta: int) -> None:
    _endpoint(store, zeta, "zeta")
    early = _endpoint(store, acme, "early")
    for kind in (outbox.PLAN_READY, outbox.MATCH_ENTERED, outbox.PLAN_READY):
        _emit(store, acme, kind)
    _emit(store, zeta)
    assert _finish(store, _claim(store), Outcome(DELIVERED, _ATTEMPT))
    late = _endpoint(store, acme, "late")
    assert _log(store, late) == []
    for _ in range(2):
        assert store.write(lambda c: deliveries.replay_range(c, late, 0.0, None, outbox.KINDS, 100)) == 3
        assert [d.status for d in _log(store, late)] == [PENDING] * 3
    assert store.write(lambda c: deliveries.replay_range(c, early, 0.0, None, (outbox.PLAN_READY,), 100)) == 2
    assert [d.status for d in _log(store, early)] == [PENDING] * 3
    assert {d.event_id for d in _log(store, early)} == {d.event_id for d in _log(store, late)}
    assert store.write(lambda c: deliveries.replay_range(c, late, 0.0, 1.0, outbox.KINDS, 100)) == 0
    assert store.write(lambda c: deliveries.replay_range(c, late, 0.0, None, outbox.KINDS, 2)) is None


def test_nobody_reaches_another_owner_s_endpoint_or_log(store: Store, acme: int, zeta: int) -> None:
    endpoint = _endpoint(store, acme, "acme")
    _emit(store, acme)
    (delivery,) = _log(store, endpoint)
    with store.read() as connection:
        for other in (zeta, None):
            assert webhooks.get(connection, other, endpoint.id) is None
            assert webhooks.page(connection, other, "", 10) == []
            assert deliveries.get(connection, other, endpoint.id, delivery.id) is None
            assert deliveries.page(connection, other, endpoint.id, None, "", 10) == []
    assert not store.write(lambda c: webhooks.remove(c, zeta, endpoint.id))
    assert store.write(lambda c: webhooks.remove(c, acme, endpoint.id))
    assert _count(store, delivery_table) == 0


def test_old_secrets_are_forgotten_when_they_no_longer_sign(store: Store, acme: int) -> None:
    endpoint = _endpoint(store, acme, "all")
    rotated = store.write(lambda c: webhooks.rotate(c, endpoint, "whsec_bmV3", 3600.0))
    assert (rotated.secret, rotated.old_secret, rotated.version) == ("whsec_bmV3", "whsec_YWJj", 2)
    _emit(store, acme)
    claimed = _claim(store)
    assert claimed is not None
    assert claimed.secrets == ("whsec_bmV3", "whsec_YWJj")
    assert store.write(lambda c: webhooks.drop_old_secrets(c, 10)) == 0
    again = store.write(lambda c: webhooks.rotate(c, rotated, "whsec_bmV4", -1.0))
    assert store.write(lambda c: webhooks.drop_old_secrets(c, 10)) == 1
    with store.read() as connection:
        stored = webhooks.get(connection, acme, endpoint.id)
    assert stored is not None
    assert (stored.secret, stored.old_secret) == ("whsec_bmV4", None)
    assert again.old_secret == "whsec_bmV3"
