"""A mapping guessed from what columns are called and hold: a proposal to look at, used only where it is asked for."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from service.domain.vocabulary import PLATFORMS
from service.mapping.mapper import Kinds, kind_of
from service.mapping.transforms import currency, number

Spec = dict[str, Any]
Values = Callable[[str], list[Any]]

# A field of ours: what is done with its cells, and what other tools call it (small letters, words by one space).
_SYNONYMS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "external_id": ("identifier", ("external id", "id", "creator id", "influencer id", "profile id", "user id",
                                   "uuid")),
    "name": (None, ("name", "full name", "creator name", "influencer name", "display name", "creator", "influencer",
                    "profile name")),
    "text": (None, ("text", "bio", "biography", "description", "about", "profile description", "profile bio",
                    "channel description")),
    "country": ("country", ("country", "creator country", "influencer country", "location country", "country code",
                            "profile country")),
    "city": (None, ("city", "creator city", "influencer city", "location city")),
    "languages": (["list", "language"], ("languages", "language", "content language", "profile language",
                                         "creator language")),
    "accounts.0.platform": ("lower", ("platform", "network", "social network", "social platform")),
    "accounts.0.handle": ("handle", ("username", "user name", "handle", "account", "instagram", "instagram handle",
                                     "instagram username", "tiktok handle", "tiktok username", "profile", "channel",
                                     "profile url", "profile link", "account url", "url", "link", "channel url")),
    "accounts.0.followers": ("number", ("followers", "follower count", "followers count", "number of followers", "fans",
                                        "subscribers", "subscriber count", "total followers", "audience size")),
    "accounts.0.engagement_rate_pct": ("percent", ("engagement rate", "er", "er pct", "engagement",
                                                   "avg engagement rate", "average engagement rate",
                                                   "engagement rate pct")),
    "accounts.0.average_views": ("number", ("average views", "avg views", "median views", "mean views",
                                             "views per post")),
    "profile_url": (None, ("profile url", "profile link", "account url", "url", "link", "channel url")),
    "avatar_url": (None, ("avatar", "avatar url", "picture url", "profile picture", "profile picture url",
                            "image url")),
    "audience.genders.female": ("percent", ("female", "audience female", "female audience", "audience gender female")),
    "audience.genders.male": ("percent", ("male", "audience male", "male audience", "audience gender male")),
    "audience.credibility_pct": ("percent", ("audience credibility", "credibility", "audience quality",
                                             "audience authenticity")),
    "rate_card.currency": ("currency", ("currency", "currency code")),
    "rate_card.rates.ig_post": ("money", ("price per post", "post price", "post rate", "instagram post price")),
    "rate_card.rates.ig_reel": ("money", ("price per reel", "reel price", "reel rate", "cost per reel")),
    "rate_card.rates.ig_story": ("money", ("price per story", "story price", "story rate", "cost per story")),
    "rate_card.rates.tt_video": ("money", ("price per tiktok", "tiktok price", "tiktok video price", "tiktok rate")),
    "rate_card.rates.yt_dedicated": ("money", ("price per video", "youtube price", "youtube video price")),
    "sponsored.posts": ("number", ("sponsored posts", "number of sponsored posts", "brand collaborations",
                                   "collaborations")),
}  # fmt: skip
_SIGNS = {"%": " pct ", "#": " number ", "avg.": "avg", "no.": "number of"}


def suggested_fields(columns: Sequence[str], values: Values, kinds: Kinds) -> dict[str, Spec]:
    """Fields of a mapping, by what the columns are called; `values` has what the first rows say in a column."""
    found: dict[str, Spec] = {}
    once = [column for column, times in Counter(columns).items() if times == 1]
    by_name = {_plain(column): column for column in reversed(once)}
    for path, (transform, names) in _SYNONYMS.items():
        column = next((by_name[name] for name in names if name in by_name), None)
        if column is not None:
            found[path] = _spec(column, transform, values(column))
    for column in once:  # our own names need no guess
        if kind_of(column, kinds) is not None:
            found.setdefault(column, {"column": column})
    return found | _identity(found) | _platform(found, values) | _card(found, values)


def _plain(column: str) -> str:
    said = column.casefold()
    for sign, word in _SIGNS.items():
        said = said.replace(sign, word)
    return " ".join(re.findall(r"[^\W_]+", said))


def _spec(column: str, transform: Any, values: Sequence[Any]) -> Spec:
    if transform is None:
        return {"column": column}
    if transform == "percent" and values and all(_is_fraction(value) for value in values):
        return {"column": column, "transform": transform, "fraction": True}
    return {"column": column, "transform": transform}


def _is_fraction(value: Any) -> bool:
    try:
        return "%" not in str(value) and -1 <= (number(value, {}) or 0) <= 1
    except ValueError:
        return False


def _identity(found: dict[str, Spec]) -> dict[str, Spec]:
    """Who has no id is known by the account, who has no name is called like it."""
    account = found.get("accounts.0.handle")
    if account is None:
        return {}
    known_by = {"column": account["column"], "transform": ["handle", "lower", "identifier"]}
    called = {"column": account["column"], "transform": "handle"}
    return ({} if "external_id" in found else {"external_id": known_by}) | ({} if "name" in found else {"name": called})


def _platform(found: dict[str, Spec], values: Values) -> dict[str, Spec]:
    """Where no column tells the platform: the one that all addresses, or the column of the account, name."""
    account = found.get("accounts.0.handle")
    if account is None or "accounts.0.platform" in found:
        return {}
    said = [str(value).casefold() for spec in (account, found.get("profile_url", account))
            for value in (*values(spec["column"]), spec["column"])]  # fmt: skip
    named = {platform for platform in PLATFORMS if len(platform) > 1 and any(platform in one for one in said)}
    return {"accounts.0.platform": {"constant": named.pop()}} if len(named) == 1 else {}


def _card(found: dict[str, Spec], values: Values) -> dict[str, Spec]:
    """Where no column tells the currency: the one beside the first amount."""
    rates = [spec["column"] for path, spec in found.items() if path.startswith("rate_card.rates.")]
    if not rates or "rate_card.currency" in found:
        return {}
    telling = [column for column in rates if any(_names_currency(value) for value in values(column))]
    return {"rate_card.currency": {"column": telling[0], "transform": "currency"}} if telling else {}


def _names_currency(value: Any) -> bool:
    try:
        return currency(str(value), {}) is not None
    except ValueError:
        return False
