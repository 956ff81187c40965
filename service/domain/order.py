"""What a brand orders from one creator: deliverables, add-ons, and a free product offered instead of a fee."""

from collections.abc import Mapping
from dataclasses import dataclass, field

# Paid beside the content itself -> whether it is bought by the month, and its name.
ADD_ONS: dict[str, tuple[bool, str]] = {
    "usage_rights": (True, "Reuse of the content on the brand's own channels"),
    "paid_usage": (True, "Use of the content in paid advertising"),
    "whitelisting": (True, "Advertising from the creator's own handle"),
    "spark_code": (True, "Authorisation code for TikTok Spark Ads"),
    "exclusivity": (True, "No work for competitors"),
    "rush": (False, "Faster delivery than usual"),
}

# Where content is used again.
CHANNELS: dict[str, str] = {
    "organic_social": "The brand's own posts",
    "paid_social": "Paid social media",
    "website": "Website and shop",
    "email": "Newsletters",
    "display": "Display advertising",
    "tv": "Television and streaming",
    "print": "Print and out of home",
}


@dataclass(frozen=True)
class AddOn:
    """One add-on as it is wanted: for so many months where it is bought by the month, on one channel or any."""

    kind: str
    months: int = 1
    channel: str | None = None


@dataclass(frozen=True)
class Order:
    """Quantity by deliverable kind; add-ons; and, for creators who work for the product itself, its worth in minor
    units of every currency that has a rate."""

    deliverables: Mapping[str, int]
    add_ons: tuple[AddOn, ...] = ()
    product_minor: Mapping[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.deliverables)
