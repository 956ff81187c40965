"""Any history of writes, builds and restarts ends in the reference's answer."""

import random
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.property import chance
from tests.property.compare import assert_exact
from tests.property.world import World, config_for

NAMES = st.sampled_from([f"c{i}" for i in range(8)])
SEEDS = st.integers(0, 10**6).map(random.Random)


class Histories(RuleBasedStateMachine):
    """Few creators, so that each is written, erased and written again, in delta and in base."""

    @initialize()
    def start(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.world = World(config_for(Path(self.folder.name)))
        self.world.follow()
        self.present: set[str] = set()

    @rule(name=NAMES, rng=SEEDS)
    def put(self, name: str, rng: random.Random) -> None:
        self.world.put(name, chance.creator(rng))
        self.present.add(name)

    @rule(name=NAMES, part=st.sampled_from(["accounts", "audience", "rate_card", "refusals", "availability", "niches"]))
    def take_back(self, name: str, part: str) -> None:
        if name in self.present:
            self.world.patch(name, {part: None})

    @rule(name=NAMES)
    def erase(self, name: str) -> None:
        if name in self.present:
            self.world.erase(name)
            self.present.remove(name)

    @rule(rng=SEEDS)
    def put_everybody(self, rng: random.Random) -> None:
        self.world.import_all({f"c{i}": chance.creator(rng) for i in range(8)})
        self.present = {f"c{i}" for i in range(8)}

    @rule()
    def show(self) -> None:
        self.world.follow()

    @rule()
    def build(self) -> None:
        self.world.build()

    @rule()
    def restart(self) -> None:
        self.world.restart()

    @rule(rng=SEEDS)
    def match(self, rng: random.Random) -> None:
        self.world.follow()
        brief = chance.brief(rng, ["c0", "c1"])
        for sort in ("score", "followers"):
            assert_exact(self.world, brief, sort, limit=3)

    @invariant()
    def everybody_present_is_indexed(self) -> None:
        snapshot = self.world.backends.served.snapshot
        if snapshot is not None:
            self.world.follow()
            assert self.world.live is not None
            assert self.world.live.snapshot.creator_count == len(self.present)

    def teardown(self) -> None:
        self.world.close()
        self.folder.cleanup()


Histories.TestCase.settings = settings(
    max_examples=15,
    stateful_step_count=25,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestAnyHistoryEndsInTheRightAnswer = Histories.TestCase
