"""What is asked in the benchmarks: filter mixes as briefs state them, from everybody to one creator in ten thousand,
and the texts that are searched for."""

import copy
import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.corpus import kept_vectors
from service import sample
from service.briefing.reader import read
from service.domain.brief import Brief, read_brief
from service.domain.money import RateTable
from service.embeddings.encoder import Encoder
from service.embeddings.text import brief_views
from service.index.wanted import Wanted, wanted_by_brief
from service.readings import semantic_text

Document = Mapping[str, Any]

TODAY = datetime.date(2026, 11, 1)  # that the sample creators' dates are counted from


@dataclass(frozen=True)
class Mix:
    """A brief document without its text, and the share of the sample creators that fulfil it, roughly, in percent."""

    name: str
    match_pct: float
    document: Document


def _followers(low: int, high: int) -> Document:
    return {"min": low, "max": high}


def _order(**quantities: int) -> list[Document]:
    return [{"kind": kind, "quantity": quantity} for kind, quantity in quantities.items()]


def _budget(currency: str, per_creator: str, unknown: str = "exclude") -> Document:
    return {"currency": currency, "per_creator": per_creator, "unknown_price": unknown}


_DECEMBER = {"from": "2026-12-01", "to": "2026-12-20"}

MIXES: tuple[Mix, ...] = (
    Mix("everybody", 100, {"constraints": {"followers": {"min": 0, "unknown": "include"}}}),
    Mix("defaults", 95, {}),
    Mix(
        "language",
        55,
        {
            "constraints": {"languages": {"any_of": ["en"]}, "availability": _DECEMBER | {"unknown": "include"}},
        },
    ),
    Mix(
        "platform and size",
        35,
        {
            "constraints": {"platforms": {"any_of": ["instagram"]}, "followers": _followers(3_000, 80_000)},
        },
    ),
    Mix(
        "audience",
        30,
        {
            "constraints": {
                "followers": _followers(6_000, 30_000),
                "audience": [{"gender": "female", "min_share_pct": 60, "unknown": "include"}],
            },
            "promotes": ["alcohol"],
        },
    ),
    Mix(
        "price",
        10,
        {
            "deliverables": _order(tt_video=1),
            "budget": _budget("USD", "55.00"),
            "constraints": {"followers": _followers(1_000, 100_000)},
        },
    ),
    Mix(
        "region and engagement",
        10,
        {
            "constraints": {
                "countries": {"any_of": ["DE", "AT", "CH", "NL"]},
                "followers": _followers(2_000, 100_000),
                "engagement_rate_pct": {"min": 2.0},
            },
        },
    ),
    Mix(
        "campaign",
        3,
        {
            "deliverables": _order(ig_reel=1, ig_story=2),
            "budget": _budget("GBP", "190.00"),
            "promotes": ["beauty_skincare"],
            "constraints": {
                "followers": _followers(3_000, 80_000),
                "languages": {"any_of": ["en"]},
                "audience": [{"country": "US", "min_share_pct": 20, "unknown": "include"}],
            },
        },
    ),
    Mix(
        "niches",
        3,
        {
            "deliverables": _order(ig_reel=1),
            "constraints": {
                "niches": {"any_of": ["food_cooking", "food_baking", "food_vegan"]},
                "followers": _followers(5_000, 50_000),
            },
        },
    ),
    Mix(
        "local",
        1,
        {
            "deliverables": _order(ig_reel=1, ig_story=1),
            "budget": _budget("EUR", "600.00"),
            "constraints": {"countries": {"any_of": ["DE", "AT"]}, "availability": _DECEMBER},
        },
    ),
    Mix(
        "local niche",
        0.1,
        {
            "deliverables": _order(ig_reel=1),
            "budget": _budget("EUR", "900.00", "include"),
            "constraints": {
                "countries": {"any_of": ["FR", "BE"]},
                "niches": {"any_of": ["fashion_sustainable", "family_parenting"]},
            },
        },
    ),
    Mix(
        "needle",
        0.01,
        {
            "deliverables": _order(yt_integration=1),
            "budget": _budget("GBP", "2000.00"),
            "constraints": {
                "cities": {"any_of": ["Leeds", "Bristol"]},
                "niches": {"any_of": ["home_gardening", "home_diy", "home_interiors", "food_cooking"]},
            },
        },
    ),
)


@lru_cache(maxsize=1)
def texts() -> tuple[str, ...]:
    """Forty brief texts without the words that state constraints, as the service searches for them."""
    documents: list[dict[str, Any]] = [*sample.briefs(TODAY), *({"text": text} for text in _TEXTS)]
    return tuple(semantic_text(document, read(document["text"], TODAY)) for document in documents)


def wanted(encoder: Encoder, examples: npt.NDArray[np.float32]) -> list[Wanted]:
    """What the texts search for; encoded at the first call, read from the cache folder after it."""
    views = [brief_views(text) for text in texts()]
    vectors = kept_vectors(encoder, "briefs", [view for each in views for view in each], encoder.encode_queries)
    ends = np.cumsum([len(each) for each in views])
    return [wanted_by_brief(found, examples) for found in np.split(vectors, ends[:-1])]


def brief_of(mix: Mix, rates: RateTable, preferences: Document | None = None, number: int = 0) -> Brief:
    """A mix as the typed brief that the engine takes. Every `number` but 0 moves its bounds a little, as no two briefs
    state the same ones: what an engine remembers of one must not answer the next."""
    document = {"text": "", **_varied(mix.document, np.random.default_rng(number) if number else None)}
    return read_brief(document | ({"preferences": preferences} if preferences else {}), rates)


def _varied(document: Document, numbers: np.random.Generator | None) -> dict[str, Any]:
    if numbers is None:
        return dict(document)
    varied = copy.deepcopy(dict(document))
    stated, budget = varied.get("constraints") or {}, varied.get("budget") or {}
    factor = float(np.exp(0.05 * numbers.standard_normal()))
    for bound in {"min", "max"} & set(stated.get("followers") or {}):
        stated["followers"][bound] = round(stated["followers"][bound] * factor)
    if "per_creator" in budget:
        budget["per_creator"] = f"{float(budget['per_creator']) * factor:.2f}"
    for wish in stated.get("audience") or ():
        wish["min_share_pct"] += int(numbers.integers(-3, 4))
    for side in ("from", "to") if "availability" in stated else ():
        day = datetime.date.fromisoformat(stated["availability"][side])
        stated["availability"][side] = (day + datetime.timedelta(days=int(numbers.integers(0, 5)))).isoformat()
    if "engagement_rate_pct" in stated:
        stated["engagement_rate_pct"]["min"] = round(stated["engagement_rate_pct"]["min"] * factor, 2)
    return varied


# Short ones, over niches that the sample's briefs do not ask for.
_TEXTS = (
    "Chess teachers and club players who stream online tournaments and talk beginners through their games.",
    "A stand mixer for people who bake bread, cakes and patisserie at home and show what went wrong.",
    "Gel manicure sets: nail artists with patient tutorials and close-ups.",
    "Mechanical keyboards and desk setups for programmers and gamers who care about the sound of a switch.",
    "Families with newborns: a night light and sleep tracker, no miracle promises.",
    "Sustainable denim made from recycled cotton, for people who thrift, mend and restyle.",
    "Photographers who teach street photography on old film cameras.",
    "Home gym bands and kettlebells for strength training in a small flat.",
    "Yoga mats and breathing classes for stressed office workers, mindfulness without incense.",
    "Van life and campers: a compact solar fridge for long trips off the grid.",
    "Houseplants, balcony vegetables and composting in the city.",
    "Electric cars and e-bikes, honest range tests in winter.",
    "Fantasy and tabletop role-playing: hand-painted dice and miniature paint sets.",
    "K-pop and indie music reviewers with vinyl collections.",
    "Women's football boots: players, coaches and fans of the lower leagues.",
    "Language learning app: polyglots and teachers who make grammar funny.",
    "Handmade silver jewellery and watches for small wrists.",
    "A documentary platform for history and archaeology, with creators who explain ruins and myths.",
    "Interior paint and wallpaper for renters who decorate on a budget.",
    "Comedy sketches about family dinners for a frozen pizza that does not take itself seriously.",
)
