"""Numbers of a fictional creator: accounts, audience and prices, spread as published priors are."""

import datetime
import random
from collections.abc import Mapping

from service.sample.persona import Persona

Document = dict[str, object]

# Where people of a habitat are found, by weight.
HABITATS: dict[str, dict[str, int]] = {
    "visual": {"instagram": 45, "tiktok": 29, "youtube": 14, "pinterest": 6, "blog": 3, "facebook": 3},
    "video": {"youtube": 33, "tiktok": 34, "instagram": 26, "facebook": 4, "snapchat": 3},
    "gaming": {"twitch": 45, "youtube": 30, "tiktok": 20, "x": 5},
    "professional": {"linkedin": 30, "youtube": 25, "instagram": 15, "x": 15, "blog": 9, "tiktok": 6},
    "talk": {"podcast": 35, "youtube": 28, "tiktok": 15, "instagram": 15, "x": 7},
}
# Basis and typical rate in percent below 10k, 50k, 500k and above.
ENGAGEMENT: dict[str, tuple[str, tuple[float, float, float, float]]] = {
    "instagram": ("followers", (4.0, 2.7, 1.9, 1.3)),
    "tiktok": ("views", (8.0, 5.5, 4.0, 2.7)),
    "youtube": ("views", (5.5, 4.2, 3.2, 2.5)),
    "x": ("impressions", (2.4, 1.7, 1.1, 0.8)),
    "facebook": ("followers", (2.0, 1.2, 0.8, 0.5)),
    "linkedin": ("impressions", (4.5, 3.2, 2.2, 1.5)),
    "pinterest": ("impressions", (1.6, 1.2, 0.9, 0.7)),
}
VIEWS_PER_FOLLOWER = {
    "instagram": 0.22,
    "tiktok": 0.6,
    "youtube": 0.25,
    "podcast": 0.5,
    "twitch": 0.03,
    "snapchat": 0.15,
}
# Deliverable kind by platform: dollars per 1,000 followers, and the least anybody asks.
PRICES: dict[str, dict[str, tuple[float, int]]] = {
    "instagram": {
        "ig_post": (10, 40), "ig_carousel": (11, 50), "ig_reel": (12, 60), "ig_story": (5, 25), "ig_live": (14, 90),
    },
    "tiktok": {"tt_video": (5, 45), "tt_live": (7, 80)},
    "youtube": {"yt_dedicated": (26, 150), "yt_integration": (16, 90), "yt_short": (7, 50)},
    "twitch": {"twitch_stream": (15, 100)},
    "x": {"x_post": (3, 25)},
    "facebook": {"fb_post": (4, 30)},
    "pinterest": {"pin_post": (3, 25)},
    "linkedin": {"li_post": (14, 90)},
    "snapchat": {"snap_story": (4, 30)},
    "podcast": {"podcast_read": (12, 70)},
    "blog": {"blog_post": (12, 120)},
}  # fmt: skip
PER_DOLLAR = {
    "USD": 1.0, "EUR": 0.88, "GBP": 0.76, "CAD": 1.38, "AUD": 1.52, "ZAR": 17.5, "NGN": 1500.0, "INR": 86.0,
    "CHF": 0.81, "MXN": 18.6, "BRL": 5.4, "SEK": 9.6, "PLN": 3.7, "JPY": 150.0,
}  # fmt: skip
WITHOUT_DECIMALS = {"JPY"}
# Countries that share an audience by language, nearest first.
READERS = {
    "en": ("US", "GB", "CA", "AU", "IN", "IE"),
    "de": ("DE", "AT", "CH"),
    "es": ("ES", "MX", "AR", "CO", "US"),
    "fr": ("FR", "BE", "CA", "CH", "MA"),
    "pt": ("BR", "PT", "AO"),
    "it": ("IT", "CH", "US"),
}
AGES: dict[str, dict[str, float]] = {
    "teen": {"13-17": 18, "18-24": 41, "25-34": 26, "35-44": 10, "45-54": 3},
    "young": {"13-17": 4, "18-24": 29, "25-34": 41, "35-44": 16, "45-54": 7},
    "adult": {"18-24": 14, "25-34": 35, "35-44": 29, "45-54": 13, "55-64": 6},
    "older": {"18-24": 8, "25-34": 22, "35-44": 27, "45-54": 22, "55-64": 14, "65+": 5},
}


def accounts(rng: random.Random, persona: Persona, today: datetime.date) -> list[Document]:
    """One to three accounts; the first is the largest."""
    weights = dict(HABITATS[persona.scenes[0].habitat])
    followers = round(rng.lognormvariate(9.55, 1.22)) + 150
    found: list[Document] = []
    for _ in range(rng.choices((1, 2, 3), (60, 28, 12))[0]):
        platform = rng.choices(list(weights), list(weights.values()))[0]
        del weights[platform]
        found.append(_account(rng, platform, persona.handle, followers, today))
        followers = max(90, round(followers * rng.uniform(0.08, 0.85)))
    return found


def _account(rng: random.Random, platform: str, handle: str, followers: int, today: datetime.date) -> Document:
    account: Document = {"platform": platform, "handle": handle}
    if rng.random() < 0.98:
        account["followers"] = followers
    if platform in ENGAGEMENT and rng.random() < 0.9:
        basis, typical = ENGAGEMENT[platform]
        tier = sum(followers >= bound for bound in (10_000, 50_000, 500_000))
        account["engagement_rate_pct"] = round(min(typical[tier] * rng.lognormvariate(0, 0.4), 35.0), 2)
        account["engagement_basis"] = basis
    if platform in VIEWS_PER_FOLLOWER and rng.random() < 0.7:
        typical_views = followers * VIEWS_PER_FOLLOWER[platform]
        account["average_views"] = round(typical_views * rng.lognormvariate(0, 0.5))
    if rng.random() < 0.8:
        account["as_of"] = (today - datetime.timedelta(days=rng.randint(1, 75))).isoformat()
    return account


def audience(rng: random.Random, persona: Persona) -> Document:
    """Shares in percent; some groups are missing, as in real media kits."""
    scene = persona.scenes[0]
    women = min(96.0, max(5.0, rng.gauss(scene.female_share, 8)))
    groups: dict[str, Document] = {
        "countries": _readers(rng, persona),
        "ages": _noisy(rng, AGES[scene.audience_age]),
        "genders": {"female": round(women, 1), "male": round(98.5 - women, 1)},
        "languages": _spoken(rng, persona),
    }
    stated: Document = {name: shares for name, shares in groups.items() if rng.random() < 0.88}
    if rng.random() < 0.45:
        stated["credibility_pct"] = round(min(98.0, rng.gauss(83, 8)), 1)
    return stated


def _readers(rng: random.Random, persona: Persona) -> Document:
    home = persona.place.country
    at_home = rng.gauss(58, 13) if persona.language == persona.place.text_language else rng.gauss(34, 10)
    shares: Document = {home: round(min(92.0, max(12.0, at_home)), 1)}
    left = 97.0 - min(92.0, max(12.0, at_home))
    for country in READERS[persona.language]:
        if country != home:
            share = left * rng.uniform(0.2, 0.55)
            left -= share
            shares[country] = round(share, 1)
    return shares


def _spoken(rng: random.Random, persona: Persona) -> Document:
    main = round(rng.uniform(62, 92), 1)
    candidates = (persona.place.home_language, "en", "es")
    other = next(language for language in candidates if language != persona.language)
    return {persona.language: main, other: round((99 - main) * rng.uniform(0.3, 0.9), 1)}


def _noisy(rng: random.Random, shares: Mapping[str, float]) -> Document:
    rough = {key: share * rng.lognormvariate(0, 0.25) for key, share in shares.items()}
    return {key: round(98 * share / sum(rough.values()), 1) for key, share in rough.items()}


def rate_card(rng: random.Random, persona: Persona, own: list[Document]) -> Document:
    """Rates in the creator's currency; small accounts ask more per follower, and all ask differently."""
    currency = persona.place.currency if rng.random() < 0.9 else rng.choice(("EUR", "USD"))
    boldness = rng.lognormvariate(0, 0.45) * persona.place.price_level
    rates: Document = {}
    refused: list[str] = []
    for account in own:
        thousands = float(str(account.get("followers", 8_000))) / 1_000
        for kind, (per_thousand, least) in PRICES[str(account["platform"])].items():
            chance = rng.random()
            if chance < 0.78:
                dollars = max(least, per_thousand * thousands**0.9) * boldness * rng.lognormvariate(0, 0.15)
                rates[kind] = round_amount(rng, dollars * PER_DOLLAR[currency], currency)
            elif chance < 0.88:
                refused.append(kind)
    if rng.random() < 0.25 or not rates:
        dollars = 140 * boldness * rng.lognormvariate(0, 0.4)
        rates["ugc_asset"] = round_amount(rng, dollars * PER_DOLLAR[currency], currency)
    card: Document = {"currency": currency, "rates": rates}
    return card | {"not_offered": refused} if refused else card


def round_amount(rng: random.Random, amount: float, currency: str) -> str:
    """People ask round numbers, a few ask 149.90."""
    step = 5 * 10 ** max(0, len(str(int(amount))) - 3)
    rounded = max(step, round(amount / step) * step)
    if currency in WITHOUT_DECIMALS:
        return str(rounded)
    return f"{rounded - 1}.90" if rng.random() < 0.05 else f"{rounded}.00"
