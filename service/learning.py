"""What a brand's feedback and its outcomes teach: about the brief at hand, and about the brand's other briefs."""

from dataclasses import dataclass

import numpy as np

from service.backends import Backends
from service.domain.constraints import Constraint, NoneOf
from service.domain.feedback import Verdict
from service.domain.vocabulary import facet
from service.index.joint import Doubles, niche_part, unit
from service.index.snapshot import Snapshot
from service.index.wanted import Wanted
from service.ranking.components import VERDICT_VALUES
from service.ranking.track import NO_EXPERIENCE, Experience
from service.store import feedback, outcomes
from service.store.briefs import StoredBrief

# Rocchio's weights for liked and disliked examples, beside 1 for the brief's own words (Manning, Raghavan and
# Schütze, Introduction to Information Retrieval, section 9.1: positive counts for more than negative).
_LIKED = 0.5
_DISLIKED = 0.25


@dataclass(frozen=True)
class Learned:
    """What holds for one ranking: who is out, whose like is wanted or not (creator ids), and what the brand knows of
    creators from its other verdicts and from its outcomes."""

    rejected: tuple[str, ...] = ()
    liked: tuple[int, ...] = ()
    disliked: tuple[int, ...] = ()
    experience: Experience = NO_EXPERIENCE

    def constraints(self) -> tuple[Constraint, ...]:
        if not self.rejected:
            return ()
        rule = NoneOf("creator", tuple(facet("creator", external_id) for external_id in self.rejected))
        return (Constraint("rejected", rule, list(self.rejected), "feedback", True),)

    def wanted(self, wanted: Wanted, snapshot: Snapshot) -> Wanted:
        """What the brief wants, moved towards the liked and away from the disliked (Rocchio), both parts alike."""
        width = snapshot.width
        moved = _LIKED * _mean(snapshot, self.liked) - _DISLIKED * _mean(snapshot, self.disliked)
        semantic = unit(wanted.semantic + moved[:width])
        niche = unit(np.maximum(wanted.niche + moved[niche_part(width)], 0.0))
        return Wanted(semantic, niche, wanted.scale)


NOTHING = Learned()


def learned(backends: Backends, stored: StoredBrief) -> Learned:
    with backends.store.read() as connection:
        known_by = feedback.revision(connection, stored.brand_id)
        if known_by == 0:
            return NOTHING
        verdicts = feedback.of_brand(connection, stored.brand_id)
        rejected = feedback.with_verdict(connection, stored.brand_id, stored.id, "rejected")
        # Read after the revision, so they are never older than it says.
        records = backends.track_records.get(
            stored.brand_id, known_by, lambda: outcomes.track_records(connection, stored.brand_id)
        )
    here = {creator: dict(given)[stored.id] for creator, given in verdicts.items() if stored.id in dict(given)}
    elsewhere = {creator: [v for brief, v in given if brief != stored.id] for creator, given in verdicts.items()}
    history = {creator: value for creator, given in elsewhere.items() if (value := _value(given)) is not None}
    return Learned(
        rejected=tuple(rejected),
        liked=tuple(creator for creator, verdict in here.items() if verdict.name != "rejected"),
        disliked=tuple(creator for creator, verdict in here.items() if verdict.reason == "wrong_niche"),
        experience=Experience(history, records),
    )


def _value(verdicts: list[Verdict]) -> float | None:
    """The last verdict that says something of the creator itself; None when none does."""
    telling = [v for v in verdicts if v.name != "rejected" or v.is_of_the_creator]
    return VERDICT_VALUES[telling[-1].name] if telling else None


def _mean(snapshot: Snapshot, creator_ids: tuple[int, ...]) -> Doubles:
    """Mean stored row of those that are indexed; zeros for nobody."""
    found = list(snapshot.find_all(creator_ids).values())
    return np.mean(found, axis=0, dtype=np.float64) if found else np.zeros(snapshot.header.dimension)
