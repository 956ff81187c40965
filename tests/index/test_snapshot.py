"""The live index against a plain dictionary: whatever is applied, the living rows are the last of each creator."""

import random
from pathlib import Path

import numpy as np
import pytest

from service.bootstrap import load_rates
from service.domain.brief import read_brief
from service.domain.creator import Creator
from service.index.columns import FACET_FIELDS, Row, index_row
from service.index.generation import open_generation, write_generation
from service.index.segment import Segment, merge
from service.index.snapshot import LiveIndex, Snapshot
from tests.index import crowd
from tests.property import chance

RATES = load_rates("")


def live_on(root: Path | None, rows: list[Row]) -> LiveIndex:
    base = crowd.base_of(root, rows, seq=1) if root else None
    live = LiveIndex(crowd.header(1), crowd.EXAMPLES, base)
    if base is None:
        live.apply(rows, [], 1)
    return live


def living(snapshot: Snapshot) -> dict[int, bytes]:
    """Vectors by creator id; fails when a creator lives twice."""
    found: dict[int, bytes] = {}
    for segment, alive in snapshot.parts:
        for row in np.flatnonzero(alive):
            creator_id = int(segment.ids[row])
            assert creator_id not in found
            found[creator_id] = segment.joint[row].astype(np.float32).tobytes()
    return found


def as_lists(segment: Segment) -> dict[str, list[float]]:
    columns = {name: np.nan_to_num(column, nan=-7.0).tolist() for name, column in segment.columns.items()}
    return columns | {"ids": segment.ids.tolist(), "joint": segment.joint.astype(float).tolist()}


@pytest.mark.parametrize("in_base", [True, False])
def test_random_changes_leave_the_last_row_of_each_creator(tmp_path: Path, in_base: bool) -> None:
    rng = random.Random(5)
    people = crowd.creators(seed=5, count=80)
    live = live_on(tmp_path if in_base else None, crowd.rows_of(people))
    expected = living(live.snapshot)
    for seq in range(2, 40):
        changed = {rng.choice([*people, 1000 + seq]): Creator(f"x{seq}") for _ in range(rng.randint(0, 6))}
        erased = [i for i in rng.sample([*people], 3) if i not in changed]
        rows = crowd.rows_of(changed, seed=seq)
        expected |= {row.creator_id: row.joint.tobytes() for row in rows}
        expected = {i: vector for i, vector in expected.items() if i not in erased}
        snapshot = live.apply(rows, erased, seq)
        assert living(snapshot) == expected
        assert snapshot.creator_count == len(expected)
        assert snapshot.header.seq == seq


def test_the_same_creator_twice_in_one_batch_is_its_last_row() -> None:
    live = LiveIndex(crowd.header(1), crowd.EXAMPLES)
    first, second = crowd.rows_of({5: Creator("a")}, seed=1) + crowd.rows_of({5: Creator("a")}, seed=2)
    assert living(live.apply([first, second], [], 2)) == {5: second.joint.tobytes()}


def test_a_snapshot_does_not_change_when_later_changes_are_applied(tmp_path: Path) -> None:
    people = crowd.creators(seed=6, count=50)
    live = live_on(tmp_path, crowd.rows_of(people))
    before = live.apply(crowd.rows_of({1: Creator("a"), 999: Creator("b")}, seed=3), [4], 2)
    seen, selected = living(before), before.select(())[0].ids.tolist()
    for seq in range(3, 203):  # far enough that the delta's arrays have moved
        live.apply(crowd.rows_of({seq: Creator(f"n{seq}"), 999: Creator("b")}, seed=seq), [7], seq)
    assert living(before) == seen
    assert before.select(())[0].ids.tolist() == selected


def test_merged_segments_equal_a_segment_built_at_once(tmp_path: Path) -> None:
    rng, people = random.Random(8), crowd.creators(seed=8, count=90)
    live = live_on(tmp_path, crowd.rows_of(people))
    rows = {row.creator_id: row for row in crowd.rows_of(people)}
    for seq in range(2, 12):
        changed = crowd.rows_of({rng.choice([*people, 500 + seq]): crowd.creators(seq, 1)[1]}, seed=seq)
        live.apply(changed, [seq * 3 + 1], seq)
        rows |= {row.creator_id: row for row in changed}
        rows.pop(seq * 3 + 1, None)
    whole = crowd.delta_of([rows[i] for i in sorted(rows)])
    assert as_lists(merge(live.snapshot.parts)) == as_lists(merge([(whole, crowd.everybody(whole))]))


def test_merging_keeps_facets_in_order_so_that_a_word_is_a_slice(tmp_path: Path) -> None:
    segment = crowd.base_of(tmp_path, crowd.rows_of(crowd.creators(seed=8, count=90))).segment
    words = segment.entries("facet.word")
    assert (np.diff(words) >= 0).all()
    columns = {**segment.columns, "facet.word": words}
    plain = Segment(segment.ids, segment.joint, columns, facets_sorted=False)
    for word in set(words.tolist()) | {0, int(words[0]) - 1, 2**63 - 1}:
        for fast, slow in zip(segment.rows_with(word), plain.rows_with(word), strict=True):
            assert fast.tolist() == slow.tolist()
    assert len(FACET_FIELDS) == 3


def test_a_generation_of_a_live_index_selects_what_the_live_index_selects(tmp_path: Path) -> None:
    people = crowd.creators(seed=9, count=120)
    live = live_on(tmp_path, crowd.rows_of(people))
    live.apply(crowd.rows_of({i: crowd.creators(i, 1)[1] for i in range(1, 60, 6)}, seed=1), [4, 10], 2)
    name = write_generation(tmp_path, live.header, merge(live.snapshot.parts), 10**9)
    again = LiveIndex(live.header, crowd.EXAMPLES, open_generation(tmp_path, name)).snapshot
    for seed in range(60):
        constraints = read_brief(chance.brief(random.Random(seed), ["c1"]), RATES).constraints
        (one, counts), (other, same_counts) = live.snapshot.select(constraints), again.select(constraints)
        assert sorted(one.ids.tolist()) == other.ids.tolist()
        assert counts == same_counts
        assert len(one) == (counts[-1] if counts else live.snapshot.creator_count)


def test_a_selection_gives_each_place_its_own_values(tmp_path: Path) -> None:
    people = crowd.creators(seed=10, count=60)
    live = live_on(tmp_path, crowd.rows_of(people))
    changed = {i: crowd.creators(i, 1)[1] for i in (4, 31, 700)}
    snapshot = live.apply(crowd.rows_of(changed, seed=1), [10], 2)
    people = {i: creator for i, creator in (people | changed).items() if i != 10}
    selection, query = snapshot.select(())[0], crowd.query()
    ids = selection.ids.tolist()
    assert sorted(ids) == sorted(people)
    followers = [a.followers if (a := people[i].leading_account()) and a.followers is not None else -1 for i in ids]
    assert selection.column("followers").tolist() == followers
    vectors = selection.vectors()
    assert [vector.tobytes() for vector in vectors] == [living(snapshot)[i] for i in ids]
    assert np.allclose(selection.products(query), vectors @ query, atol=1e-4)
    some = np.arange(0, len(ids), 3)
    assert selection.at(some).ids.tolist() == ids[::3]
    assert np.array_equal(selection.at(some).vectors(), vectors[::3])


def test_shares_are_unknown_only_where_the_group_is(tmp_path: Path) -> None:
    people = crowd.creators(seed=11, count=80)
    selection = live_on(tmp_path, crowd.rows_of(people)).snapshot.select(())[0]
    for group, value in (("country", "DE"), ("age", "18-24"), ("gender", "other"), ("language", "pt")):
        word = f"audience:{group}:{value}"
        for creator_id, share in zip(selection.ids.tolist(), selection.shares(f"audience.{group}", word), strict=True):
            creator = people[creator_id]
            if group in creator.audience_groups:
                assert share == (creator.audience or {}).get(f"{group}:{value}", 0.0)
            else:
                assert np.isnan(share)


def test_a_creator_is_found_while_it_lives(tmp_path: Path) -> None:
    people = crowd.creators(seed=12, count=10)
    live = live_on(tmp_path, crowd.rows_of(people))
    (row,) = crowd.rows_of({1: Creator("a")}, seed=2)
    snapshot = live.apply([row], [4], 2)
    vector = snapshot.find(1)
    assert vector is not None
    assert vector.tobytes() == row.joint.tobytes()
    assert snapshot.find(4) is None
    assert snapshot.find(10**9) is None


def test_replicas_at_the_same_change_name_the_same_version(tmp_path: Path) -> None:
    rows = crowd.rows_of(crowd.creators(seed=13, count=10))
    from_base, from_delta = live_on(tmp_path, rows).snapshot, live_on(None, rows).snapshot
    assert from_base.index_version == from_delta.index_version


def test_only_erasures_of_what_lies_in_the_files_are_counted(tmp_path: Path) -> None:
    live = live_on(tmp_path, crowd.rows_of(crowd.creators(seed=14, count=10)))
    row = index_row(900, 1, Creator("new"), crowd.rows_of({900: Creator("new")})[0].joint)
    live.apply([row], [901], 2)
    live.apply([], [900], 3)
    assert live.erased_from_base == 0
    live.apply([], [1], 4)
    assert live.erased_from_base == 1
