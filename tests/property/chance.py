"""Random creators and briefs whose values meet: small vocabularies, bounds that creators lie exactly on.

Each function takes a `random.Random`: a seeded one for crowds, hypothesis' own where examples should shrink.
"""

import random
from collections.abc import Callable
from typing import Any

from service.api.brief_schemas import load_brief
from service.api.creator_schemas import load_creator
from service.ranking.order import Sort

Document = dict[str, Any]

_WORDS = ["vegan", "recipes", "sourdough", "running", "marathon", "yoga", "gaming", "esports", "skincare", "travel"]
_NICHES = ["food_cooking", "food_vegan", "fitness_running", "fitness_yoga", "sports_football"]
_COUNTRIES = ["DE", "AT", "US", "BR"]
_CITIES = ["Berlin", "berlin", " New  York", "São Paulo", "Straße", "STRASSE"]
_LANGUAGES = ["de", "en", "pt"]
_PLATFORMS = ["instagram", "instagram", "tiktok", "youtube", "blog"]
_FOLLOWERS = [0, 1, 999, 1000, 1001, 5000, 9999, 10_000, 50_000, 99_999, 100_000, 100_001, 2_000_000, 10**10]
_ENGAGEMENT = [0, 0.1, 1, 2, 2.5, 2.500001, 3, 3.4, 6, 10, 100]
_SHARES = [0, 0.5, 12, 29.999999, 30, 30.000001, 33.3, 49]
_DAYS = ["2026-01-01", "2026-06-01", "2026-06-02", "2026-12-01", "2026-12-20", "2026-12-21", "2027-03-31"]
_KINDS = ["ig_reel", "ig_story", "tt_video", "yt_short", "blog_post", "ugc_asset"]
_CURRENCIES = {"EUR": ["0", "0.01", "120.00", "350", "500", "500.01"], "USD": ["575.00", "138", "575.01"],
               "JPY": ["0", "87500", "87501", "21000"], "KWD": ["12.345", "100"], "KES": ["1", "17880"]}  # fmt: skip
_ADD_ONS = [("usage_rights", "paid_social"), ("exclusivity", None), ("rush", None), ("usage_rights", None)]
_TOPICS = ["alcohol", "gambling", "meat", "food_vegan"]
_PRESETS = ["balanced", "niche", "value", "engagement", "audience", "trust"]
_COMPONENTS = ["fit", "audience", "engagement", "value", "experience", "credibility", "recency", "history",
               "reliability"]  # fmt: skip
_MOMENTS = ["2026-01-01T00:00:00Z", "2026-10-31T23:59:59Z", "2026-11-01T01:00:00+02:00", "2027-02-01T00:00:00Z"]


def creator(rng: random.Random) -> Document:
    """A valid creator in canonical form; every optional part is sometimes missing."""
    document: Document = {"name": rng.choice(["Ada", "Bo"]), "text": words(rng)}
    parts: dict[str, Any] = {
        "content_samples": lambda: [" ".join([words(rng)] * rng.choice([1, 3, 9]))],  # prose, or stuffed
        "languages": lambda: _some(rng, _LANGUAGES),
        "country": lambda: rng.choice(_COUNTRIES),
        "city": lambda: rng.choice(_CITIES),
        "niches": lambda: _some(rng, _NICHES),
        "accounts": lambda: [_account(rng) for _ in range(rng.randint(0, 3))],
        "audience": lambda: _audience(rng),
        "rate_card": lambda: rate_card(rng),
        "sponsored": lambda: {"posts": rng.choice([0, 1, 5, 40]), "topics": _some(rng, _TOPICS)},
        "availability": lambda: _window(rng, open_ended=True),
        "refusals": lambda: _some(rng, _TOPICS),
        "last_post_at": lambda: rng.choice(_MOMENTS),
    }
    document |= {name: make() for name, make in parts.items() if _likely(rng, 70)}
    return load_creator(document)


def outcome(rng: random.Random) -> Document:
    """What a piece of work brought, without its creator; every part is sometimes missing."""
    parts: Document = {
        "kind": rng.choice([*_KINDS, "ig_post", "yt_dedicated"]),
        "engagements": rng.choice([0, 1, 37, 600, 5000, 10**9]),
        "views": rng.choice([0, 7, 9000, 123_457]),
        "reach": rng.choice([0, 3, 8000]),
        "impressions": rng.choice([8000, 77_777]),
        "on_time": rng.random() < 0.7,
        "disclosure_seen": rng.random() < 0.8,
    }
    return {name: value for name, value in parts.items() if _likely(rng, 75)}


def words(rng: random.Random) -> str:
    """Few words from few, so that two creators often say the same."""
    return " ".join(rng.choice(_WORDS) for _ in range(rng.randint(1, 3)))


def brief(rng: random.Random, externals: list[str] | None = None) -> Document:
    """A valid brief in canonical form, from no constraint at all to all of them."""
    document: Document = {"text": words(rng)}
    if _likely(rng, 50):
        document["title"] = words(rng)
    if _likely(rng, 60):
        document["deliverables"] = [_deliverable(rng) for _ in range(rng.randint(1, 2))]
        if _likely(rng, 60):
            document["budget"] = _budget(rng)
    if _likely(rng, 20):
        document["add_ons"] = [_add_on(rng) for _ in range(rng.randint(1, 2))]
    if _likely(rng, 30):
        document["promotes"] = _some(rng, _TOPICS)
    if _likely(rng, 20):
        document["deadline"] = rng.choice(_DAYS)
    if _likely(rng, 40):
        weights = {name: rng.choice([0, 0.1, 0.125, 0.3, 1]) for name in _COMPONENTS if _likely(rng, 60)}
        presets = {"preset": rng.choice(_PRESETS)} if _likely(rng, 50) else {}
        document["preferences"] = presets | ({"weights": weights} if _likely(rng, 60) else {})
    constraints = _constraints(rng, externals or [])
    stated = rng.sample(sorted(constraints), rng.choice([0, 1, 1, 2, 2, 3, len(constraints)]))
    document["constraints"] = {name: constraints[name] for name in stated}
    _keep_a_platform(document["constraints"])
    return load_brief(document)


def fitting_sort(brief: Document, sort: Sort) -> Sort:
    """The sort, unless it is by price and the brief has nothing to price."""
    return "followers" if sort == "price" and not brief.get("deliverables") else sort


def _constraints(rng: random.Random, externals: list[str]) -> Document:
    wishes = [_wish(rng) for _ in range(rng.randint(1, 2))]
    return {
        "followers": _unknown(rng, _bounds(rng, _FOLLOWERS, least=0)),
        "engagement_rate_pct": _unknown(rng, _bounds(rng, _ENGAGEMENT, least=1)),
        "platforms": _unknown(rng, {"any_of": _some(rng, sorted(set(_PLATFORMS)), 1)}),
        "countries": _unknown(rng, {"any_of": _some(rng, _COUNTRIES, 1)}),
        "cities": _unknown(rng, {"any_of": _some(rng, [*_CITIES[:1], *_CITIES[2:]], 1)}),
        "languages": _unknown(rng, {"any_of": _some(rng, _LANGUAGES, 1)}),
        "niches": _unknown(rng, {"any_of": _some(rng, _NICHES, 1)}),
        "audience": [_unknown(rng, wish) for wish in wishes],
        "availability": _unknown(rng, _window(rng, open_ended=False)),
        "refusals": _unknown(rng, {}),
        "deliverables": _unknown(rng, {}),
        "excluded_creators": rng.sample(externals, min(3, len(externals))) or ["nobody"],
        "excluded_platforms": _some(rng, sorted(set(_PLATFORMS))),
        "excluded_topics": _some(rng, sorted({*_TOPICS, *_NICHES})),
    }


def _keep_a_platform(constraints: Document) -> None:
    """A brief may not exclude every platform that it wants."""
    wanted = (constraints.get("platforms") or {}).get("any_of", [])
    if wanted and set(wanted) <= set(constraints.get("excluded_platforms", [])):
        constraints["excluded_platforms"].remove(wanted[0])


def _likely(rng: random.Random, percent: int) -> bool:
    return rng.randint(1, 100) <= percent


def _account(rng: random.Random) -> Document:
    account: Document = {"platform": rng.choice(_PLATFORMS), "handle": f"h{rng.randint(0, 10**9)}"}
    if _likely(rng, 80):
        account["followers"] = rng.choice(_FOLLOWERS)
    if _likely(rng, 70):
        account["engagement_rate_pct"] = rng.choice(_ENGAGEMENT)
        account["engagement_basis"] = rng.choice(["followers", "views", "reach"])
    if _likely(rng, 40):
        account["average_views"] = rng.choice([0, 1, 700, 12_000, 350_000])
    return account


def _audience(rng: random.Random) -> Document:
    groups = {
        "countries": _COUNTRIES,
        "ages": ["18-24", "25-34"],
        "genders": ["female", "male"],
        "languages": _LANGUAGES,
    }
    audience: Document = {
        group: {name: rng.choice(_SHARES) for name in _some(rng, names)[:2]}
        for group, names in groups.items()
        if _likely(rng, 60)
    }
    if _likely(rng, 60):
        audience["credibility_pct"] = rng.choice([0, 50, 60.5, 75, 88, 95, 100])
    return audience


def rate_card(rng: random.Random) -> Document:
    currency = rng.choice(sorted(_CURRENCIES))
    card: Document = {"currency": currency}
    rates = {kind: rng.choice(_CURRENCIES[currency]) for kind in _KINDS if _likely(rng, 60)}
    card["rates"] = rates
    card["not_offered"] = [kind for kind in _KINDS if kind not in rates and _likely(rng, 30)]
    parts: dict[str, Callable[[], Any]] = {
        "packages": lambda: [_package(rng, card) for _ in range(rng.randint(1, 3))],
        "discounts": lambda: [_discount(rng) for _ in range(rng.randint(1, 3))],
        "add_ons": lambda: [_add_on_rate(rng, card, *what) for what in rng.sample(_ADD_ONS, 2)],
        "gifting": lambda: _gifting(rng, card),
        "negotiable": lambda: _likely(rng, 50),
    }
    return card | {name: make() for name, make in parts.items() if _likely(rng, 40)}


def _package(rng: random.Random, card: Document) -> Document:
    kinds = rng.sample([kind for kind in _KINDS if kind not in card["not_offered"]] or ["ig_post"], 1)
    kinds += [kind for kind in card["rates"] if kind not in kinds and _likely(rng, 30)]
    lines = [{"kind": kind, "quantity": rng.choice([1, 1, 2, 3])} for kind in kinds]
    return {"name": words(rng), "deliverables": lines, "price": rng.choice(_CURRENCIES[card["currency"]])}


def _discount(rng: random.Random) -> Document:
    of = {"kind": rng.choice(_KINDS)} if _likely(rng, 60) else {}
    return of | {"min_quantity": rng.choice([2, 2, 3, 4]), "percent": rng.choice([0, 5, 12.5, 33.33, 100])}


def _add_on_rate(rng: random.Random, card: Document, kind: str, channel: str | None) -> Document:
    rate: Document = {"kind": kind} | ({"channel": channel} if channel else {})
    rate |= {"per": "month" if kind != "rush" and _likely(rng, 50) else "order"}
    amount = {"amount": rng.choice(_CURRENCIES[card["currency"]])}
    return rate | ({"percent": rng.choice([0, 30, 12.25, 100])} if _likely(rng, 50) else amount)


def _gifting(rng: random.Random, card: Document) -> Document:
    gifting = {"min_value": rng.choice(_CURRENCIES[card["currency"]])}
    return gifting | ({"kinds": rng.sample(_KINDS, rng.randint(1, 4))} if _likely(rng, 60) else {})


def _deliverable(rng: random.Random) -> Document:
    return {"kind": rng.choice(_KINDS), "quantity": rng.choice([1, 1, 2, 3])}


def _add_on(rng: random.Random) -> Document:
    kind, channel = rng.choice(_ADD_ONS)
    wanted: Document = {"kind": kind} | ({} if kind == "rush" else {"months": rng.choice([1, 3, 12])})
    return wanted | ({"channel": channel} if channel else {})


def _budget(rng: random.Random) -> Document:
    currency = rng.choice(sorted(_CURRENCIES))
    budget: Document = {"currency": currency}
    for scope, percent in (("per_creator", 70), ("per_deliverable", 30), ("total", 30), ("product_value", 30)):
        if _likely(rng, percent):
            budget[scope] = rng.choice(_CURRENCIES[currency])
    if _likely(rng, 20):
        budget["per_kind"] = {kind: rng.choice(_CURRENCIES[currency]) for kind in rng.sample(_KINDS, 3)}
    policy = rng.choice([None, "include", "exclude", "estimate"])
    return budget if policy is None else budget | {"unknown_price": policy}


def _window(rng: random.Random, open_ended: bool) -> Document:
    first, last = sorted([rng.choice(_DAYS), rng.choice(_DAYS)])
    window = {"from": first, "to": last}
    if open_ended:
        window = {side: day for side, day in window.items() if _likely(rng, 70)}
    return window


def _wish(rng: random.Random) -> Document:
    values = {"country": _COUNTRIES, "age": ["18-24", "25-34"], "gender": ["female", "male"], "language": _LANGUAGES}
    key = rng.choice(sorted(values))
    return {key: rng.choice(values[key]), "min_share_pct": rng.choice(_SHARES)}


def _bounds(rng: random.Random, values: list[Any], least: int) -> Document:
    low, high = sorted([rng.choice(values), rng.choice(values)])
    bounds = {"min": low, "max": high}
    dropped = rng.sample(["min", "max"], rng.randint(0, 2 - least))
    return {side: value for side, value in bounds.items() if side not in dropped}


def _unknown(rng: random.Random, stated: Document) -> Document:
    policy = rng.choice([None, "include", "exclude"])
    return stated if policy is None else stated | {"unknown": policy}


def _some(rng: random.Random, values: list[str], least: int = 0) -> list[str]:
    return rng.sample(values, rng.randint(least, min(3, len(values))))
