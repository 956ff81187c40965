"""What an answer must be, in the plainest words: a loop over the tables, one creator at a time.

Written from the documentation alone. Of the service it takes vocabulary lists, the encoder and the exchange
rates; none of the code that selects, scores or orders.
"""

import datetime
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
from sqlalchemy import text

from service.backends import Backends
from service.domain.money import RateTable
from service.domain.niche import TAXONOMY_HASH
from service.domain.vocabulary import DELIVERABLE_KINDS

Document = dict[str, Any]
Vector = npt.NDArray[np.float64]
Check = tuple[str, Callable[[str, Document], bool]]

TEMPERATURE = 0.05
LAMBDA = 0.5
DEFAULT_WEIGHTS = {"fit": 0.60, "audience": 0.10, "engagement": 0.10, "value": 0.10, "experience": 0.04,
                   "credibility": 0.04, "recency": 0.02}  # fmt: skip
ORDER = ("fit", "audience", "engagement", "value", "experience", "credibility", "recency")
AUDIENCE_GROUPS = {"country": "countries", "age": "ages", "gender": "genders", "language": "languages"}
ZERO_DIGITS = {"JPY", "KRW", "VND", "CLP"}
THREE_DIGITS = {"KWD", "BHD", "TND"}


@dataclass(frozen=True)
class StoredCreator:
    id: int
    external_id: str
    document: Document
    vector: Vector


@dataclass(frozen=True)
class Expected:
    """One creator of the right answer; `values` lacks what is unknown."""

    id: int
    external_id: str
    score: float
    values: dict[str, float | None]
    price_usd: float | None
    followers: int | None


@dataclass(frozen=True)
class Tables:
    """Everything the answer depends on, as it is stored."""

    creators: list[StoredCreator]
    niches: Vector
    rates: RateTable
    today: datetime.date


def read_tables(backends: Backends, encoder: str | None = None) -> Tables:
    """Creators that have a vector by the encoder (the active one unless named), and the niches' vectors."""
    with backends.store.engine.connect() as connection:
        encoder = (
            encoder or connection.execute(text("SELECT fingerprint FROM encoders WHERE state = 'active'")).scalar_one()
        )
        rows = connection.execute(
            text(
                "SELECT c.id, c.external_id, c.document, v.vector FROM creators c "
                "JOIN vectors v ON v.creator_id = c.id WHERE v.encoder = :encoder"
            ),
            {"encoder": encoder},
        ).all()
        matrix, count = connection.execute(
            text("SELECT matrix, niches FROM niche_vectors WHERE encoder = :encoder AND taxonomy = :taxonomy"),
            {"encoder": encoder, "taxonomy": TAXONOMY_HASH},
        ).one()
    creators = [
        StoredCreator(row[0], row[1], orjson.loads(row[2]), np.frombuffer(row[3], "<f2").astype(float)) for row in rows
    ]
    niches = np.frombuffer(matrix, "<f4").reshape(count, -1).astype(float)
    return Tables(creators, niches, backends.rates, backends.now().date())


def expected_ranking(tables: Tables, brief: Document, query: Vector, sort: str) -> list[Expected]:
    """Everyone who passes, in the right order."""
    checks = list(checks_of(brief, tables.rates))
    passing = [c for c in tables.creators if all(check(c.external_id, c.document) for _, check in checks)]
    weights = weights_of(brief)
    scale = joint(query, tables.niches, LAMBDA).astype(np.float32).astype(float)
    found = [_judge(creator, brief, tables, scale, weights) for creator in passing]
    return sorted(found, key=lambda one: (_key(one, sort), one.id))


def expected_funnel(tables: Tables, brief: Document) -> list[tuple[str, int]]:
    """How many are left after each constraint, in the order in which they are documented."""
    left = tables.creators
    funnel = [("all_indexed_creators", len(left))]
    for name, check in checks_of(brief, tables.rates):
        left = [c for c in left if check(c.external_id, c.document)]
        funnel.append((name, len(left)))
    return funnel


def first_violation(external_id: str, document: Document, brief: Document, rates: RateTable) -> str | None:
    return next((name for name, check in checks_of(brief, rates) if not check(external_id, document)), None)


def _key(one: Expected, sort: str) -> float:
    if sort == "score":
        return -one.score
    value = one.price_usd if sort == "price" else one.followers
    return math.inf if value is None else value if sort == "price" else -value


# --- constraints


def checks_of(brief: Document, rates: RateTable) -> Iterator[Check]:
    """Every constraint of a brief with a function of (external id, document)."""
    stated = brief.get("constraints") or {}
    if excluded := stated.get("excluded_creators"):
        yield "excluded_creators", lambda external_id, _: external_id not in excluded
    if promotes := brief.get("promotes"):
        yield "refusals", lambda _, d: not set(d.get("refusals") or ()) & set(promotes)
    yield from _account_checks(brief, stated)
    for name, read in _PLAIN.items():
        if name in stated:
            yield name, _any_of(stated[name], read, name == "cities")
    for wish in stated.get("audience") or ():
        yield "audience", _audience_check(wish)
    if "availability" in stated:
        yield "availability", _availability_check(stated["availability"])
    if wanted := deliverables_of(brief):
        yield "deliverables", lambda _, d: not any(declines(d, kind) for kind in wanted)
    if "per_creator" in (brief.get("budget") or {}):
        yield "budget_per_creator", _budget_check(brief, rates)


_PLAIN: dict[str, Callable[[Document], list[str]]] = {
    "countries": lambda d: [d["country"]] if d.get("country") else [],
    "cities": lambda d: [d["city"]] if d.get("city") else [],
    "languages": lambda d: d.get("languages") or [],
    "niches": lambda d: d.get("niches") or [],
}


def _any_of(stated: Document, read: Callable[[Document], list[str]], cities: bool) -> Callable[[str, Document], bool]:
    def plain(words: list[str]) -> set[str]:
        return {" ".join(word.casefold().split()) for word in words} if cities else set(words)

    def check(_: str, document: Document) -> bool:
        has = read(document)
        return bool(plain(has) & plain(stated["any_of"])) if has else _included(stated)

    return check


def _account_checks(brief: Document, stated: Document) -> Iterator[Check]:
    """All that is asked of accounts must hold on one account; each check repeats the ones before it."""
    platforms = stated.get("platforms")
    if platforms is None:
        places = {DELIVERABLE_KINDS[kind][0] for kind in deliverables_of(brief)} - {None}
        platforms = {"any_of": places, "unknown": "include"} if places else None
    followers = dict(stated.get("followers") or {})
    if followers.get("min") is None and followers.get("max") is None:
        followers = {"min": 1000, "max": 100_000, "unknown": followers.get("unknown", "include")}
    engagement = stated.get("engagement_rate_pct")
    no_account = platforms is None or _included(platforms)
    asked: list[tuple[str, Document]] = []

    def on_one_account(asked: list[tuple[str, Document]]) -> Callable[[str, Document], bool]:
        def check(_: str, document: Document) -> bool:
            accounts = document.get("accounts") or []
            if not accounts:
                return no_account and all(_included(bounds) for _, bounds in asked)
            return any(
                (platforms is None or account["platform"] in platforms["any_of"])
                and all(_within(account.get(field), bounds) for field, bounds in asked)
                for account in accounts
            )

        return check

    if platforms is not None:
        yield "platforms", on_one_account([])
    asked = [("followers", followers)]
    yield "followers", on_one_account(asked)
    if engagement:
        yield "engagement_rate_pct", on_one_account([*asked, ("engagement_rate_pct", engagement)])


def _within(value: float | None, bounds: Document) -> bool:
    if value is None:
        return _included(bounds)
    low, high = bounds.get("min"), bounds.get("max")
    return (low is None or low <= value) and (high is None or value <= high)


def _audience_check(wish: Document) -> Callable[[str, Document], bool]:
    def check(_: str, document: Document) -> bool:
        share = share_of(wish, document)
        return _included(wish) if share is None else share >= wish["min_share_pct"]

    return check


def share_of(wish: Document, document: Document) -> float | None:
    """The share in percent; 0 for what a stated group leaves out, None for a group nobody stated."""
    (key,) = AUDIENCE_GROUPS.keys() & wish.keys()
    group = (document.get("audience") or {}).get(AUDIENCE_GROUPS[key])
    return float(group.get(wish[key], 0.0)) if group else None


def _availability_check(wanted: Document) -> Callable[[str, Document], bool]:
    def check(_: str, document: Document) -> bool:
        window = document.get("availability") or {}
        if not window.get("from") and not window.get("to"):
            return _included(wanted)
        # Days as ISO text compare as days.
        return window.get("from", "0000") <= wanted["from"] and window.get("to", "9999") >= wanted["to"]

    return check


def declines(document: Document, kind: str) -> bool:
    """Whether it is known that the creator does not make this."""
    card = document.get("rate_card") or {}
    if kind in card.get("not_offered", ()):
        return True
    platform, accounts = DELIVERABLE_KINDS[kind][0], document.get("accounts") or []
    no_place = platform is not None and bool(accounts) and all(a["platform"] != platform for a in accounts)
    return no_place and kind not in card.get("rates", {})


def _budget_check(brief: Document, rates: RateTable) -> Callable[[str, Document], bool]:
    budget = brief["budget"]
    limit = minor_units(budget["per_creator"], budget["currency"])

    def check(_: str, document: Document) -> bool:
        price = price_of(brief, document)
        factor = rates.factor(budget["currency"], price[1]) if price else None
        if price is None or factor is None:
            return bool(budget.get("unknown_price") == "include")
        return price[0] <= limit * factor  # a Fraction: exact

    return check


def price_of(brief: Document, document: Document) -> tuple[int, str] | None:
    """Minor units and currency of the brief's deliverables, None when a rate is missing."""
    card, wanted = document.get("rate_card"), deliverables_of(brief)
    if not card or not wanted or any(kind not in card["rates"] for kind in wanted):
        return None
    rates = {kind: minor_units(card["rates"][kind], card["currency"]) for kind in wanted}
    return sum(rates[kind] * quantity for kind, quantity in wanted.items()), card["currency"]


def minor_units(amount: str, currency: str) -> int:
    digits = 0 if currency in ZERO_DIGITS else 3 if currency in THREE_DIGITS else 2
    return int(Decimal(amount) * 10**digits)


def deliverables_of(brief: Document) -> dict[str, int]:
    wanted: dict[str, int] = {}
    for line in brief.get("deliverables") or ():
        wanted[line["kind"]] = wanted.get(line["kind"], 0) + line["quantity"]
    return wanted


def _included(stated: Document) -> bool:
    return bool(stated.get("unknown") == "include")


# --- score


def weights_of(brief: Document) -> dict[str, float]:
    """Stated weights over the defaults, without what the brief gives no ground for, summing to 1."""
    stated = DEFAULT_WEIGHTS | ((brief.get("preferences") or {}).get("weights") or {})
    if not (brief.get("constraints") or {}).get("audience"):
        stated["audience"] = 0.0
    if not deliverables_of(brief):
        stated["value"] = 0.0
    raw = [stated[name] for name in ORDER]
    total = float(np.sum(raw))
    return {name: weight / total if total else 1 / len(ORDER) for name, weight in zip(ORDER, raw, strict=True)}


def _judge(
    creator: StoredCreator, brief: Document, tables: Tables, query: Vector, weights: dict[str, float]
) -> Expected:
    document = creator.document
    price = price_of(brief, document)
    factor = tables.rates.factor(price[1], "USD") if price else None
    price_usd = price[0] * (float(factor) / 100.0) if price and factor is not None else None
    account = primary_account(document)
    stored = joint(creator.vector, tables.niches, 1.0).astype(np.float16).astype(float)
    values = {
        "fit": _clipped(float(stored @ query) / (1 + LAMBDA)),
        "audience": _audience(brief, document),
        "engagement": _engagement(account),
        "value": _value(account, price_usd, sum(deliverables_of(brief).values())),
        "experience": _experience(document),
        "credibility": _credibility(document),
        "recency": _recency(document, tables.today),
    }
    counted = {name: 0.5 if value is None else value for name, value in values.items()}
    total = 0.0
    for name in ORDER:
        total += counted[name] * weights[name]
    score = float(np.round(total, 6))
    return Expected(creator.id, creator.external_id, score, values, price_usd, account.get("followers"))


def joint(semantic: Vector, niches: Vector, scale: float) -> Vector:
    """[semantic ; scale x unit softmax of the cosine to each niche], without padding: zeros add nothing."""
    closeness = niches @ semantic / TEMPERATURE
    posterior = np.exp(closeness - closeness.max())
    posterior /= posterior.sum()
    return np.concatenate([semantic, scale * posterior / np.linalg.norm(posterior)])


def primary_account(document: Document) -> Document:
    """The account with the most followers, the first of equals."""
    accounts = document.get("accounts") or [{}]
    best = accounts[0]
    for account in accounts:
        if (account.get("followers") or -1) > (best.get("followers") or -1):
            best = account
    return dict(best)


def _clipped(value: float) -> float:
    return min(1.0, max(0.0, value))


def _audience(brief: Document, document: Document) -> float | None:
    wishes = (brief.get("constraints") or {}).get("audience") or ()
    shares = [share for wish in wishes if (share := share_of(wish, document)) is not None]
    if not wishes or len(shares) < len(wishes):
        return None
    return _clipped(sum(shares) / len(shares) / 100)


# Upper end of the tier, then average and good rates: by followers, and for short video.
_BENCHMARK = ((10_000, (3, 5), (6, 10)), (50_000, (2, 3.5), (4, 7)), (500_000, (1.5, 2.5), (3, 5)),
              (1_000_000, (1, 1.8), (2, 3.5)), (math.inf, (0.7, 1.2), (1, 2)))  # fmt: skip


def _engagement(account: Document) -> float | None:
    rate = account.get("engagement_rate_pct")
    if rate is None:
        return None
    place = 2 if account["platform"] == "tiktok" else 1
    tier = next(row for row in _BENCHMARK if (account.get("followers") or 0) < row[0])
    average, good = tier[place]  # type: ignore[misc]
    if rate < average:
        return _clipped(0.35 * rate / average)
    if rate < good:
        return _clipped(0.35 + 0.40 * (rate - average) / (good - average))
    return _clipped(0.75 + 0.25 * (rate - good) / good)


def _value(account: Document, price_usd: float | None, posts: int) -> float | None:
    followers, rate = account.get("followers"), account.get("engagement_rate_pct")
    if price_usd is None or followers is None or rate is None:
        return None
    engagements = posts * followers * rate / 100.0
    return 1.0 / (1.0 + price_usd / engagements / 0.316) if engagements > 0 else 0.0


def _experience(document: Document) -> float | None:
    posts = (document.get("sponsored") or {}).get("posts")
    return None if posts is None else posts / (posts + 5.0)


def _credibility(document: Document) -> float | None:
    share = (document.get("audience") or {}).get("credibility_pct")
    if share is None:
        return None
    if share <= 75:
        return max(0.0, 0.4 / 25.0 * (share - 50.0))
    return min(1.0, (1.0 - 0.4) / 20.0 * (share - 75.0) + 0.4)


def _recency(document: Document, today: datetime.date) -> float | None:
    if not document.get("last_post_at"):
        return None
    last = datetime.datetime.fromisoformat(document["last_post_at"]).astimezone(datetime.UTC).date()
    return float(0.5 ** (max((today - last).days, 0) / 30.0))
