"""What a brand's outcomes teach of a creator, in the plainest words; written from the documentation alone."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from service.domain.vocabulary import DELIVERABLE_KINDS

Document = dict[str, Any]
Recorded = tuple[Document, Document]  # an outcome, and its creator's document when it was recorded

STORIES_AND_LIVES = {"ig_story", "snap_story", "ig_live", "tt_live"}
PRIOR_POSTS = 4


def counted_rate(account: Document, recorded: list[Recorded], average: float) -> float | None:
    """The stated rate, or the average where none is stated, moved towards what was measured on the account's platform
    and by its basis."""
    rates = [rate for outcome, then in recorded if (rate := _rate(account, outcome, then)) is not None]
    stated = account.get("engagement_rate_pct")
    if not rates:
        return stated
    prior = average if stated is None else stated
    return (PRIOR_POSTS * prior + float(sum(rates))) / (PRIOR_POSTS + len(rates))


def _rate(account: Document, outcome: Document, then: Document) -> Decimal | None:
    """Percent with four decimals, 100 at most."""
    kind = outcome.get("kind")
    if kind is None or kind in STORIES_AND_LIVES or DELIVERABLE_KINDS[kind][0] != account.get("platform"):
        return None
    followers = max((a.get("followers", 0) for a in then.get("accounts") or () if a["platform"] == account["platform"]),
                    default=0)  # fmt: skip
    figures = outcome | {"followers": followers}
    basis = account.get("engagement_basis", "followers")
    below = figures.get(basis) if basis in ("followers", "views", "reach", "impressions") else None
    if not below or "engagements" not in outcome:
        return None
    exact = Decimal(outcome["engagements"]) * 100 / Decimal(below)
    return min(Decimal(100), exact.quantize(Decimal("0.0001"), ROUND_HALF_UP))


def reliability(recorded: list[Recorded]) -> float | None:
    noted = [[o[name] for name in ("on_time", "disclosure_seen") if name in o] for o, _ in recorded]
    checked = [marks for marks in noted if marks]
    return (1 + sum(all(marks) for marks in checked)) / (2 + len(checked)) if checked else None
