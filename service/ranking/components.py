"""Score components: one function each, 0..1 for every candidate, NaN where the data is silent.

Sources of the constants are in docs/matching.md.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt

from service.ranking.benchmark import benchmark

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Candidates:
    """Facts of the matching creators, arrays of shape (n,); NaN is unknown."""

    fit: Floats  # inner product of the joint vectors over its greatest possible value
    followers: Floats
    platform: npt.NDArray[np.int8]  # place in PLATFORMS, -1 unknown
    engagement_rate_pct: Floats  # as it counts: stated, moved towards what the brand measured
    stated_rate_pct: Floats
    measured_rate_pct: Floats  # mean over the brand's own posts
    measured_posts: Floats  # how many those are, 0 for none
    price_usd: Floats  # of the brief's deliverables
    posts: int  # how many deliverables the price buys
    audience_share_pct: Floats  # mean share over the brief's audience wishes
    sponsored_posts: Floats
    credibility_pct: Floats
    days_since_post: Floats
    history: Floats  # what the brand said of the creator for other briefs, as a value
    kept: Floats  # pieces of work for the brand that came as agreed
    checked: Floats  # of so many that were checked, 0 for none

    def at(self, places: npt.NDArray[np.int64]) -> "Candidates":
        """Some of the candidates."""
        columns = {f.name: getattr(self, f.name)[places] for f in fields(self) if f.name != "posts"}
        return replace(self, **columns)


def fit(candidates: Candidates) -> Floats:
    """max(0, cosine + lambda x niche cosine) / (1 + lambda)."""
    return np.clip(candidates.fit, 0.0, 1.0)


def audience(candidates: Candidates) -> Floats:
    """Mean share of the audience that the brief asks for: share / 100."""
    return np.clip(candidates.audience_share_pct / 100.0, 0.0, 1.0)


def engagement(candidates: Candidates) -> Floats:
    """Rate against the benchmark of its platform and tier: 0, average, good, twice good -> 0, .35, .75, 1. The rate is
    (4 x stated + measured posts x measured) / (4 + measured posts), an unstated one counting as average."""
    average, good = benchmark(candidates.platform, candidates.followers)
    rate = candidates.engagement_rate_pct
    below = 0.35 * rate / average
    middle = 0.35 + 0.40 * (rate - average) / (good - average)
    above = 0.75 + 0.25 * (rate - good) / good
    score: Floats = np.select([np.isnan(rate), rate < average, rate < good], [np.nan, below, middle], above)
    return np.clip(score, 0.0, 1.0)


COMMON_CPE_USD = 0.316  # geometric mean of the common range 0.10 to 1.00


def value(candidates: Candidates) -> Floats:
    """1 / (1 + CPE / common CPE), with CPE = price / (posts x followers x engagement rate)."""
    engagements = candidates.posts * candidates.followers * candidates.engagement_rate_pct / 100.0
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        cost = np.where(engagements > 0, candidates.price_usd / engagements, np.inf)
    known = np.isfinite(candidates.price_usd) & np.isfinite(engagements)
    return np.where(known, 1.0 / (1.0 + cost / COMMON_CPE_USD), np.nan)


def experience(candidates: Candidates) -> Floats:
    """n / (n + 5) sponsored posts: the first few tell the most."""
    return candidates.sponsored_posts / (candidates.sponsored_posts + 5.0)


def credibility(candidates: Candidates) -> Floats:
    """Share of real followers: 50 % or less -> 0, 75 % (where fraud checks begin) -> .4, 95 % -> 1."""
    known = np.interp(np.nan_to_num(candidates.credibility_pct), [50.0, 75.0, 95.0], [0.0, 0.4, 1.0])
    return np.where(np.isnan(candidates.credibility_pct), np.nan, known)


def recency(candidates: Candidates) -> Floats:
    """Halves every 30 days since the last post."""
    return np.asarray(0.5 ** (np.maximum(candidates.days_since_post, 0.0) / 30.0))


# What a brand's verdict on a creator for one brief says for its others.
VERDICT_VALUES = {"hired": 1.0, "shortlisted": 0.75, "rejected": 0.0}


def history(candidates: Candidates) -> Floats:
    """Verdict for another brief of the brand: hired 1, shortlisted .75, rejected for what the creator is 0."""
    return candidates.history


def reliability(candidates: Candidates) -> Floats:
    """(1 + kept) / (2 + checked) pieces of work for the brand: on time and marked as advertising."""
    shrunk = (1.0 + candidates.kept) / (2.0 + candidates.checked)
    return np.where(candidates.checked > 0, shrunk, np.nan)


COMPONENTS: Mapping[str, Callable[[Candidates], Floats]] = {
    "fit": fit,
    "audience": audience,
    "engagement": engagement,
    "value": value,
    "experience": experience,
    "credibility": credibility,
    "recency": recency,
    "history": history,
    "reliability": reliability,
}
NAMES = tuple(COMPONENTS)
FIT = NAMES.index("fit")


def component_values(candidates: Candidates) -> Floats:
    """All components side by side, shape (n, components), in the order of NAMES."""
    return np.stack([component(candidates) for component in COMPONENTS.values()], axis=1)
