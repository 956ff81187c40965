"""A creator as the rest of the service sees it, read from the stored document.

The document (validated JSON) is the truth; these frozen views give its parts types and exact units.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from service.domain.rate_card import RateCard, read_rate_card
from service.domain.vocabulary import DELIVERABLE_KINDS, city_key, facet

Document = Mapping[str, Any]

# Audience group in a document -> group of its facets, which the constraints use too.
AUDIENCE_FACETS = {"countries": "country", "ages": "age", "genders": "gender", "languages": "language"}


@dataclass(frozen=True)
class Account:
    platform: str
    handle: str
    followers: int | None = None
    engagement_rate_pct: float | None = None
    engagement_basis: str = "followers"
    average_views: int | None = None


@dataclass(frozen=True)
class Creator:
    external_id: str
    accounts: tuple[Account, ...] = ()
    languages: tuple[str, ...] = ()
    country: str | None = None
    city: str | None = None
    niches: tuple[str, ...] = ()
    detected_niches: tuple[str, ...] = ()  # those that the text shows; declared ones overrule them
    audience: Mapping[str, float] | None = None  # facet -> share in percent
    audience_groups: frozenset[str] = frozenset()  # facet groups that the creator stated
    credibility_pct: float | None = None
    rate_card: RateCard | None = None
    sponsored_posts: int | None = None
    sponsored_topics: tuple[str, ...] = ()
    available_from: datetime.date | None = None
    available_to: datetime.date | None = None
    refusals: frozenset[str] | None = None
    last_post_at: datetime.datetime | None = None

    @cached_property
    def facets(self) -> dict[str, float]:
        """Categorical facts with their share in percent (100 for plain membership)."""
        return _facets(self)

    @cached_property
    def known_groups(self) -> frozenset[str]:
        """The facet groups on which the creator's data says anything at all."""
        return _known_groups(self)

    @cached_property
    def platforms(self) -> frozenset[str]:
        return frozenset(account.platform for account in self.accounts)

    def leading_account(self, platforms: frozenset[str] | None = None) -> Account | None:
        """The account with the most followers, the first of equals, speaks for the creator where one number is needed;
        on some platforms only, where those are what counts."""
        counting = [a for a in self.accounts if platforms is None or a.platform in platforms]
        return max(counting, key=lambda a: -1 if a.followers is None else a.followers, default=None)

    def offers(self, kind: str) -> bool | None:
        """Whether this creator makes such a deliverable; None when nobody said."""
        card = self.rate_card
        if card is not None and kind in card.not_offered:
            return False
        if card is not None and card.offers(kind):
            return True
        platform = DELIVERABLE_KINDS[kind][0]
        if platform is not None and self.accounts and platform not in self.platforms:
            return False
        return None


def read_creator(external_id: str, document: Document, detected_niches: tuple[str, ...] = ()) -> Creator:
    """The typed view of a valid document, with the niches that its vector shows."""
    audience, groups = _audience(document.get("audience"))
    availability = document.get("availability") or {}
    refusals = document.get("refusals")
    return Creator(
        external_id=external_id,
        accounts=tuple(_account(account) for account in document.get("accounts") or ()),
        languages=tuple(document.get("languages") or ()),
        country=document.get("country"),
        city=document.get("city"),
        niches=tuple(document.get("niches") or ()),
        detected_niches=detected_niches,
        audience=audience,
        audience_groups=groups,
        credibility_pct=(document.get("audience") or {}).get("credibility_pct"),
        rate_card=read_rate_card(document.get("rate_card")),
        sponsored_posts=(document.get("sponsored") or {}).get("posts"),
        sponsored_topics=tuple((document.get("sponsored") or {}).get("topics") or ()),
        available_from=_date(availability.get("from")),
        available_to=_date(availability.get("to")),
        refusals=None if refusals is None else frozenset(refusals),
        last_post_at=_time(document.get("last_post_at")),
    )


def _facets(creator: Creator) -> dict[str, float]:
    facets = {facet("creator", creator.external_id): 100.0}
    facets |= {facet("language", code): 100.0 for code in creator.languages}
    facets |= {facet("niche", niche): 100.0 for niche in creator.niches or creator.detected_niches}
    facets |= {facet("refuses", topic): 100.0 for topic in creator.refusals or ()}
    facets |= {facet("sponsored", topic): 100.0 for topic in creator.sponsored_topics}
    if creator.country:
        facets[facet("country", creator.country)] = 100.0
    if creator.city:
        facets[facet("city", city_key(creator.city))] = 100.0
    facets |= {facet("audience", word): share for word, share in (creator.audience or {}).items()}
    return facets


def _known_groups(creator: Creator) -> frozenset[str]:
    known = {"language": creator.languages, "niche": creator.niches or creator.detected_niches,
             "country": creator.country, "city": creator.city}  # fmt: skip
    stated = {group for group, value in known.items() if value}
    stated |= {f"audience.{group}" for group in creator.audience_groups}
    return frozenset(stated | ({"refuses"} if creator.refusals is not None else set()))


def _account(account: Document) -> Account:
    return Account(
        platform=account["platform"],
        handle=account["handle"],
        followers=account.get("followers"),
        engagement_rate_pct=account.get("engagement_rate_pct"),
        engagement_basis=account.get("engagement_basis") or "followers",
        average_views=account.get("average_views"),
    )


def _audience(audience: Document | None) -> tuple[dict[str, float] | None, frozenset[str]]:
    stated = {word: (audience or {}).get(group) for group, word in AUDIENCE_FACETS.items()}
    groups = {word: shares for word, shares in stated.items() if shares}
    if not groups:
        return None, frozenset()
    shares = {facet(word, value): float(share) for word, group in groups.items() for value, share in group.items()}
    return shares, frozenset(groups)


def _date(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _time(text: str | None) -> datetime.datetime | None:
    return datetime.datetime.fromisoformat(text) if text else None
